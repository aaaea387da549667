# SPDX-License-Identifier: Apache-2.0
"""What people say in their own words: 300 sentences written by hand, and kept apart from templates and their tuning."""

from collections import Counter
from functools import partial
from pathlib import Path

from edgeassist.intents.loose import LooseUnderstander
from tests.support.paraphrases import NOW, names, read, right

KEPT_APART = Path(__file__).parents[1] / "data" / "paraphrases.txt"


def test_nine_of_ten_are_exactly_understood_and_few_are_taken_wrongly() -> None:
    understood: dict[str, LooseUnderstander] = {}
    fate: Counter[str] = Counter()
    for one in read(KEPT_APART):
        if one.language not in understood:
            understood[one.language] = LooseUnderstander(one.language, partial(names, one.language), now=lambda: NOW)
        by = understood[one.language]
        found = by.parse(one.sentence).intents
        fate["right" if right(found, one) else "wrong" if found else "asked or missed"] += 1
    assert fate.total() >= 300
    assert fate["right"] >= 0.9 * fate.total(), fate
    assert fate["wrong"] <= 0.03 * fate.total(), fate
