# SPDX-License-Identifier: Apache-2.0
"""What a person calls one answer is one line, however many requests it took."""

from dataclasses import replace
from itertools import permutations

import pytest

from edgeassist.telemetry.energy_kinds import ABOVE
from edgeassist.telemetry.rapl import METHOD as RAPL
from edgeassist.telemetry.reading import Gauge, Receipt
from edgeassist.telemetry.reasons import MIXED
from edgeassist.ui.receipt_folding import folded

ONE = Receipt(
    at_s=1000.0,
    model_id="starter",
    model_name="Starter",
    pane="translate",
    outcome="done",
    prompt_tokens=20,
    reused_tokens=0,
    answer_tokens=10,
    first_token_ms=30.0,
    total_ms=500.0,
    prompt_rate=200.0,
    answer_rate=20.0,
    joules=Gauge(2.0, "counter", 0.5),
    peak_bytes=100,
)


def sentences(*ends_s: float) -> list[Receipt]:
    """Return receipts that ended at these moments, the newest first."""
    return [replace(ONE, at_s=at_s) for at_s in sorted(ends_s, reverse=True)]


def test_the_sentences_of_one_translation_are_one_bill() -> None:
    (bill,) = folded(sentences(1000.0, 1000.6, 1001.2))
    whole = bill.whole
    assert (len(bill.parts), whole.at_s) == (3, 1001.2)
    assert (whole.prompt_tokens, whole.answer_tokens, whole.total_ms) == (60, 30, 1500.0)
    assert whole.prompt_rate == pytest.approx(200.0)
    assert whole.answer_rate == pytest.approx(20.0)
    assert whole.joules == Gauge(6.0, "counter", 1.5)


def test_two_translations_with_a_pause_between_are_two() -> None:
    assert [len(bill.parts) for bill in folded(sentences(1000.0, 1000.6, 1060.0))] == [1, 2]


def test_a_long_sentence_after_a_short_pause_still_belongs_to_the_rest() -> None:
    slow = replace(ONE, at_s=1090.0, total_ms=88_000.0)
    assert len(folded([slow, ONE])) == 1


@pytest.mark.parametrize("pane", ["chat", "voice"])
def test_two_answers_right_after_each_other_stay_two(pane: str) -> None:
    assert len(folded([replace(one, pane=pane) for one in sentences(1000.0, 1000.1)])) == 2


def test_another_pane_or_another_model_begins_another_bill() -> None:
    first, second = sentences(1000.0, 1000.5)
    assert len(folded([replace(first, pane="summarize"), second])) == 2
    assert len(folded([replace(first, model_id="qwen"), second])) == 2


def test_what_failed_or_could_not_be_measured_says_so_for_the_whole() -> None:
    first, second = sentences(1000.0, 1000.5)
    unmeasured = Gauge(why="not measured yet")
    whole = folded([first, replace(second, outcome="failed", joules=unmeasured, answer_tokens=0, answer_rate=0.0)])[0]
    assert (whole.whole.outcome, whole.whole.joules, whole.whole.answer_rate) == ("failed", unmeasured, 20.0)


LAPTOP = "the battery's own gauge, watt by watt, the whole laptop"
KINDS = (LAPTOP, f"{LAPTOP}{ABOVE} the 8.0 W of an idle time", RAPL, f"{RAPL}{ABOVE} the 8.0 W of an idle time")


@pytest.mark.parametrize(("one", "other"), [*permutations(KINDS, 2)])
def test_joules_of_different_kinds_are_not_added_up_and_the_reason_is_said(one: str, other: str) -> None:
    first, second, third = sentences(1000.0, 1000.5, 1001.0)
    (bill,) = folded(
        [replace(first, joules=Gauge(40.0, one, 0.5)), replace(second, joules=Gauge(10.0, other, 0.5)), third]
    )
    assert bill.whole.joules == Gauge(why=MIXED)
    assert bill.whole.answer_tokens == 30, "all else is added up"


def test_joules_of_one_kind_are_added_up_though_the_idle_time_drew_another_figure() -> None:
    first, second = sentences(1000.0, 1000.5)
    methods = [f"{RAPL}{ABOVE} the {watts} W of an idle time" for watts in ("8.0", "8.4")]
    parts = [replace(one, joules=Gauge(9.0, how, 0.5)) for one, how in zip((first, second), methods, strict=True)]
    assert folded(parts)[0].whole.joules == Gauge(18.0, methods[0], 1.0)


def test_a_bill_of_one_is_its_receipt() -> None:
    assert folded([ONE])[0].whole is ONE
    assert folded([]) == ()
