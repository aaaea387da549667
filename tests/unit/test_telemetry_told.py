# SPDX-License-Identifier: Apache-2.0
"""Reasons and methods are kept in English and said in the person's language, with the figures in them."""

from collections.abc import Iterator

import pytest

from edgeassist.core import language
from edgeassist.telemetry.reasons import JUMPED, MIXED, NO_BATTERY, told, unmeasurable, unread


@pytest.fixture
def foreign() -> Iterator[None]:
    language.use("xx", lambda text, _many, _n: text.upper() if "{" not in text else f"«{text}»")
    yield
    language.use("en")


def test_in_english_every_reason_and_method_stays_as_it_is_kept() -> None:
    for words in ("", unmeasurable(JUMPED).why, "the battery's own gauge (a × b), new about every 30 s"):
        assert told(words) == words


@pytest.mark.usefixtures("foreign")
def test_a_reason_inside_another_sentence_is_said_too() -> None:
    assert told(unmeasurable(NO_BATTERY).why) == "«not measurable here: THIS COMPUTER HAS NO BATTERY»"


@pytest.mark.usefixtures("foreign")
def test_why_joules_of_several_kinds_have_no_sum_is_said() -> None:
    assert told(MIXED) == MIXED.upper()


@pytest.mark.usefixtures("foreign")
def test_figures_stay_where_they_belong() -> None:
    kept = "the battery tells its draw once in 31 s, and the answer took 4 s"
    assert told(kept) == f"«{kept}»"


@pytest.mark.usefixtures("foreign")
def test_what_a_meter_raised_is_said_with_its_name() -> None:
    assert told(unread("the battery", OSError())) == "«THE BATTERY could not be read (OSERROR)»"


@pytest.mark.usefixtures("foreign")
def test_a_method_that_leaves_an_idle_laptop_out_is_said_in_both_parts() -> None:
    kept = "how far the battery's counter fell, the whole laptop; above the 3.2 W of an idle time"
    assert told(kept) == "«HOW FAR THE BATTERY'S COUNTER FELL, THE WHOLE LAPTOP; above the 3.2 W of an idle time»"
