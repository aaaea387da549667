# SPDX-License-Identifier: Apache-2.0
"""Figures that commands and proofs tell have the signs of the person's language."""

from collections.abc import Iterator

import pytest

from edgeassist.core import language
from edgeassist.intents.actions.sums import figure, measure, written


@pytest.fixture
def german() -> Iterator[None]:
    language.use("de", lambda text, many, n: many if many and n != 1 else text)
    yield
    language.use("en")


@pytest.mark.usefixtures("german")
def test_a_sum_is_told_as_germans_write_it() -> None:
    assert (figure(1_234_567.5), figure(1000), figure(0.5)) == ("1.234.567,50", "1.000", "0,5")
    assert (measure(1234), measure(12.5)) == ("1.234", "12,5")
    assert measure(3.1026408).startswith("about 3,1")
    assert written("1.5*1000") == "1,5 × 1000"


def test_in_english_it_stays_as_it_was() -> None:
    assert (figure(1_234_567.5), measure(12.5), written("1.5*2")) == ("1,234,567.50", "12.5", "1.5 × 2")
