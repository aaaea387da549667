# SPDX-License-Identifier: Apache-2.0
"""What the voice pane shows of the microphone follows from news alone: every state, every late word, every loss."""

import pytest

from edgeassist.panes.voice.ear import LOUD_LEVELS, Ear, EarLook
from edgeassist.speech.heard import Heard
from edgeassist.speech.lines import (
    Device,
    Devices,
    EarState,
    Ended,
    Level,
    News,
    Partial,
    Ready,
    Trouble,
    Utterance,
)
from edgeassist.speech.lines import Ear as EarWord

BUILT_IN, HEADSET = Device("Built-in microphone", chosen=True), Device("USB headset")
BOTH = Devices((BUILT_IN, HEADSET))


@pytest.fixture
def ear() -> Ear:
    made = Ear()
    made.found(BOTH)
    return made


def listening(ear: Ear, *news: News, job: int = 1, hold: bool = False) -> Ear:
    ear.begin(job, hold=hold)
    ear.opened(True)
    ear.hear(EarState(job, "opening"))
    ear.hear(EarState(job, "listening"))
    for one in news:
        ear.hear(one)
    return ear


def test_a_new_ear_is_closed_and_claims_nothing() -> None:
    assert Ear().look == EarLook()
    assert not Ear().look.busy


def test_with_microphones_it_is_closed_and_names_the_one_that_would_be_heard(ear: Ear) -> None:
    assert ear.look.show == "closed"
    assert ear.look.microphone == "Built-in microphone"


def test_a_chosen_microphone_is_named_while_it_is_there(ear: Ear) -> None:
    ear.chosen = "USB headset"
    assert ear.look.microphone == "USB headset"
    ear.found(Devices((BUILT_IN,)))
    assert ear.look.microphone == "Built-in microphone"
    assert ear.look.chosen == "USB headset"


def test_the_first_microphone_is_named_where_the_system_chose_none() -> None:
    ear = Ear()
    ear.found(Devices((HEADSET,)))
    assert ear.look.microphone == "USB headset"


def test_no_microphone_is_said_only_after_a_look(ear: Ear) -> None:
    assert (Ear().look.show, Ear().look.looked) == ("closed", False)
    ear.found(Devices((), "The sound system does not answer."))
    assert ear.look.show == "none"
    assert ear.look.why_none == "The sound system does not answer."
    assert ear.look.microphone == ""


def test_devices_may_come_as_news_too(ear: Ear) -> None:
    assert ear.hear(Devices(())) is None
    assert ear.look.show == "none"


def test_the_job_is_followed_from_opening_to_thinking(ear: Ear) -> None:
    shown = []
    ear.begin(1, hold=True)
    shown.append(ear.look.show)
    ear.opened(True)
    states: tuple[EarWord, ...] = ("opening", "listening", "speech", "thinking")
    for state in states:
        ear.hear(EarState(1, state))
        shown.append(ear.look.show)
    assert shown == ["opening", "opening", "listening", "speech", "thinking"]
    assert ear.look.hold
    assert ear.look.busy


def test_listening_is_not_claimed_while_the_microphone_is_closed(ear: Ear) -> None:
    ear.begin(1, hold=False)
    ear.hear(EarState(1, "listening"))
    shown = [ear.look.show]
    for now in (True, False):
        ear.opened(now)
        shown.append(ear.look.show)
    assert shown == ["opening", "listening", "opening"]


def test_a_microphone_that_another_part_opened_is_shown_as_open(ear: Ear) -> None:
    ear.opened(True)
    assert (ear.look.show, ear.look.open, ear.look.busy) == ("elsewhere", True, False)


def test_the_microphone_that_is_heard_is_named_while_it_is(ear: Ear) -> None:
    listening(ear, EarState(1, "speech", "USB headset"))
    assert ear.look.microphone == "USB headset"
    ear.hear(EarState(1, "thinking"))
    assert ear.look.microphone == "USB headset"
    ear.hear(Ended(1, "done"))
    assert ear.look.microphone == "Built-in microphone"


def test_partial_text_is_shown_until_the_job_is_over(ear: Ear) -> None:
    listening(ear, Partial(1, "turn on"), Partial(1, "turn on the"))
    assert ear.look.partial == "turn on the"
    ear.hear(Ended(1, "done"))
    assert ear.look.partial == ""


def test_v02_a_lost_microphone_keeps_the_text_and_goes_on(ear: Ear) -> None:
    listening(ear, Partial(1, "turn on"))
    ear.opened(False)
    ear.hear(EarState(1, "lost"))
    assert (ear.look.show, ear.look.partial, ear.look.busy) == ("lost", "turn on", True)
    ear.opened(True)
    ear.hear(EarState(1, "speech"))
    assert (ear.look.show, ear.look.partial) == ("speech", "turn on")


def test_a_failure_keeps_the_text_and_says_why(ear: Ear) -> None:
    listening(ear, Partial(1, "turn on"), Ended(1, "failed", "microphone-lost", "It is gone.", "Plug it in."))
    look = ear.look
    assert (look.partial, look.trouble, look.hint) == ("turn on", "It is gone.", "Plug it in.")
    assert not look.busy


def test_a_new_job_forgets_the_failure_before(ear: Ear) -> None:
    listening(ear, Ended(1, "failed", "x", "It is gone.", "Plug it in."))
    ear.begin(2, hold=False)
    assert (ear.look.trouble, ear.look.hint, ear.look.partial) == ("", "", "")


def test_v01_no_microphone_is_a_state_and_no_failure(ear: Ear) -> None:
    ear.begin(1, hold=False)
    ear.hear(Ended(1, "failed", "no-microphone", "No microphone was found."))
    assert (ear.look.show, ear.look.trouble) == ("none", "")
    ear.hear(BOTH)
    assert ear.look.show == "closed"


def test_cancelling_leaves_no_trouble(ear: Ear) -> None:
    listening(ear, Partial(1, "turn on"), Ended(1, "cancelled"))
    ear.opened(False)
    assert (ear.look.show, ear.look.partial, ear.look.trouble) == ("closed", "", "")


def test_an_utterance_is_handed_on_once(ear: Ear) -> None:
    listening(ear)
    heard = Heard("stop", "accepted")
    assert ear.hear(Utterance(1, heard)) is heard
    assert ear.look.show == "thinking"


@pytest.mark.parametrize(
    "late",
    [
        Utterance(1, Heard("delete all chats", "accepted")),
        EarState(1, "listening"),
        Partial(1, "delete all"),
        Level(1, -3.0, -1.0, True),
        Ended(1, "failed", "x", "Late."),
    ],
)
def test_news_of_a_job_before_say_nothing_any_more(ear: Ear, late: News) -> None:
    ear.begin(1, hold=True)
    ear.begin(2, hold=False)
    before = ear.look
    assert ear.hear(late) is None
    assert ear.look == before
    assert ear.levels == []


def test_after_the_end_nothing_of_the_job_is_heard(ear: Ear) -> None:
    listening(ear, Ended(1, "done"))
    assert ear.hear(Utterance(1, Heard("stop", "accepted"))) is None


def test_forgetting_closes_at_once_and_hears_nothing_late(ear: Ear) -> None:
    listening(ear, Partial(1, "turn"))
    ear.forget()
    assert (ear.look.show, ear.look.open, ear.look.partial) == ("closed", False, "")
    assert ear.hear(Utterance(1, Heard("stop", "accepted"))) is None


def test_levels_are_kept_for_the_line_and_gone_at_the_end(ear: Ear) -> None:
    listening(ear, Level(1, -30.0, -20.0), Level(1, -10.0, -4.0))
    assert [one.rms_db for one in ear.levels] == [-30.0, -10.0]
    ear.hear(Ended(1, "done"))
    assert ear.levels == []


def test_too_loud_is_said_for_a_second_and_then_no_more(ear: Ear) -> None:
    listening(ear, Level(1, -1.0, 0.0, clipped=True))
    for _ in range(LOUD_LEVELS - 1):
        ear.hear(Level(1, -30.0, -20.0))
    assert ear.look.clipped
    ear.hear(Level(1, -30.0, -20.0))
    assert not ear.look.clipped


def test_who_hears_is_remembered(ear: Ear) -> None:
    ready = Ready("embedded", "en", dictates=False)
    ear.hear(ready)
    assert ear.look.ready == ready


def test_trouble_of_no_job_changes_nothing(ear: Ear) -> None:
    before = ear.look
    assert ear.hear(Trouble("x", "y")) is None
    assert ear.look == before
