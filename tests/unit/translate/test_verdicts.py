# SPDX-License-Identifier: Apache-2.0
"""What translating back found holds for a sentence until it or its translation changes, whatever changes around it."""

from dataclasses import replace

import pytest

from edgeassist.panes.translate.session import Detected, TranslateSession
from edgeassist.panes.translate.translation import Flag, Pair, Translation, Trouble
from edgeassist.panes.translate.verdicts import Verdicts
from edgeassist.store.task import Offer
from edgeassist.testing.context import SMALL
from tests.support.translating import translation

EN_ES = Pair("en", "es")
TEXT = "One is here. Two is there."
BACK = Flag(Trouble.BACK, "Two is there.", "Toes are bare.")


def translate(session: TranslateSession, text: str, *, flagged: str = "") -> None:
    session.put(text)
    assert session.begin() is not None
    session.on_detected(Detected("en", "es"))
    made = translation(text, EN_ES, flagged=flagged)
    for upto in range(1, len(made.rendered)):
        session.on_grown(replace(made, rendered=made.rendered[:upto], done=False))
    session.on_ended(made)


def checked_back(session: TranslateSession, *bad: Flag) -> Translation:
    """Return what the session shows once it was translated back: the sentences that `bad` names came back wrong."""
    whole = session.checkable
    assert whole is not None
    found = {flag.wanted: flag for flag in bad}
    every = []
    for one in whole.rendered:
        kept = tuple(flag for flag in one.flags if flag.trouble is not Trouble.BACK)
        more = (found[one.segment.text],) if one.segment.text in found else ()
        every.append(one.flagged(*kept, *more))
    return replace(whole, rendered=tuple(every))


def flags_of(session: TranslateSession) -> list[list[Trouble]]:
    return [[flag.trouble for flag in line.rendered.flags] for line in session.shown.lines]


@pytest.fixture
def session() -> TranslateSession:
    """Return one whose second sentence came back differently."""
    made = TranslateSession(lambda _pair: Offer(True), lambda: SMALL)
    translate(made, TEXT)
    made.on_checked(checked_back(made, BACK), whole=True)
    assert flags_of(made) == [[], [Trouble.BACK]]
    return made


def test_one_more_sentence_leaves_what_was_found(session: TranslateSession) -> None:
    translate(session, TEXT + " Drink water.")
    assert flags_of(session) == [[], [Trouble.BACK], []]
    assert session.checks.counts == "1 sentence to look at"
    assert not session.checks.fine
    assert not session.came_back, "the new sentence was not translated back"


def test_a_sentence_before_it_moves_what_was_found(session: TranslateSession) -> None:
    translate(session, "Drink water. " + TEXT)
    assert [remark.line for remark in session.checks.remarks] == [2]


def test_it_stands_beside_what_else_is_to_be_looked_at(session: TranslateSession) -> None:
    translate(session, TEXT + " Three.", flagged="Two")
    assert flags_of(session) == [[], [Trouble.NUMBER, Trouble.BACK], []]


def test_a_changed_sentence_loses_it_and_has_it_again_when_that_is_undone(session: TranslateSession) -> None:
    translate(session, "One is here. Two was there.")
    assert flags_of(session) == [[], []]
    session.put("")
    translate(session, TEXT)
    assert flags_of(session) == [[], [Trouble.BACK]]
    assert session.came_back


def test_another_check_of_one_keeps_what_was_found_of_the_others(session: TranslateSession) -> None:
    translate(session, TEXT + " Drink water.")
    whole = session.checkable
    assert whole is not None
    assert whole.rendered[1].flags == (BACK,), "the next check begins with what was found"
    session.on_checked(checked_back(session), whole=True)
    assert flags_of(session) == [[], [], []]
    translate(session, TEXT)
    assert flags_of(session) == [[], []], "the last check counts"
    assert session.checks.counts.endswith("it came back saying the same")


def test_another_direction_has_none_of_it() -> None:
    verdicts, made = Verdicts(), translation(TEXT, EN_ES)
    bad = replace(made, rendered=(made.rendered[0], made.rendered[1].flagged(BACK)))
    verdicts.learn(bad, whole=True)
    assert verdicts.on_all(made) == bad
    other = translation(TEXT, Pair("en", "de"))
    assert verdicts.on_all(other) == other
    assert [verdicts.all_looked_at(one) for one in (made, other)] == [True, False]
