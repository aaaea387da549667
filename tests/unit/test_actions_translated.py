# SPDX-License-Identifier: Apache-2.0
"""Sentences are in the language of the window; what a spoken yes is held against stays as it can be said."""

import string
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from edgeassist.core import language
from edgeassist.core.language import tr
from edgeassist.intents.action import ActionSpec
from edgeassist.intents.actions import clock, home, lists, notes, panes, report, sums, timers
from edgeassist.intents.confirming import answer_of, asked_about, words_to_say
from edgeassist.intents.due import DueDesk
from edgeassist.intents.intent import Value
from edgeassist.intents.missing import reason
from edgeassist.intents.names import Appliance, Names
from edgeassist.intents.wording import clock_time, day_beside, duration, long_date, the, until, when
from tests.support.commanding import NOON, Place, acting, do, intent, refusal

WISHES: tuple[tuple[ActionSpec, str, dict[str, Value]], ...] = (
    (timers.SPEC, "HassStartTimer", {"minutes": 5, "name": "Tea"}),
    (timers.SPEC, "HassCancelTimer", {}),
    (timers.SPEC, "HassCancelAllTimers", {}),
    (timers.SPEC, "HassIncreaseTimer", {"minutes": 5}),
    (timers.SPEC, "HassPauseTimer", {}),
    (timers.SPEC, "EdgeSetAlarm", {"time": "07:30"}),
    (timers.SPEC, "EdgeCancelAlarm", {}),
    (timers.SPEC, "EdgeSetReminder", {"text": "Ann", "time": "17:00"}),
    (lists.SPEC, "HassListAddItem", {"item": "milk"}),
    (lists.SPEC, "HassListCompleteItem", {"item": "bread"}),
    (lists.SPEC, "EdgeClearList", {"list": "shopping-list"}),
    (notes.SPEC, "EdgeTakeNote", {"text": "key"}),
    (notes.SPEC, "EdgeDeleteAllNotes", {}),
    (panes.SPEC, "EdgeOpenPane", {"pane": "chat"}),
    (home.SPEC, "HassTurnOff", {"name": "front-door"}),
    (home.SPEC, "HassTurnOn", {"domain": "light", "area": "living-room"}),
    (home.SPEC, "HassSetVolume", {"name": "tv", "volume_level": 40}),
    (report.SPEC, "EdgeReport", {"what": "battery"}),
    (clock.SPEC, "HassGetCurrentTime", {}),
    (sums.SPEC, "EdgeConvert", {"amount": 3, "from_unit": "m", "to_unit": "ft"}),
)


def in_brackets(text: str, many: str, _n: int) -> str:
    """Put every text between brackets, and turn capitals and small letters outside its gaps round."""
    parts = string.Formatter().parse(many or text)
    return f"⟨{''.join(words.swapcase() + (f'{{{gap}}}' if gap else '') for words, gap, _spec, _turn in parts)}⟩"


@pytest.fixture(autouse=True)
def abroad() -> Iterator[None]:
    language.use("xx", in_brackets)
    yield
    language.use("en")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """A place with a timer, an alarm, an item and a note."""
    made = Place(tmp_path)
    with acting(timers.SPEC, made) as running:
        running.perform(intent("HassStartTimer", minutes=10))
        running.perform(intent("EdgeSetAlarm", time="20:00"))
    with acting(lists.SPEC, made) as kept:
        kept.perform(intent("HassListAddItem", item="bread"))
    with acting(notes.SPEC, made) as written:
        written.perform(intent("EdgeTakeNote", text="the key is under the mat"))
    yield made
    made.leave()


@pytest.mark.parametrize(("spec", "name", "slots"), WISHES, ids=[name for _spec, name, _slots in WISHES])
def test_sentences_are_translated_and_what_a_yes_must_name_is_not(
    place: Place, spec: ActionSpec, name: str, slots: dict[str, Value]
) -> None:
    with acting(spec, place) as action:
        preview = action.preview(intent(name, **slots))
        outcome = action.perform(intent(name, **slots))
    assert preview.cannot == ""
    assert preview.sentence.startswith("⟨")
    assert outcome.done
    assert "⟨" in outcome.sentence
    assert "⟨" not in preview.object + preview.verb
    assert tr(preview.verb) != preview.verb or not preview.verb


def test_a_risky_command_is_answered_with_the_words_that_are_shown(place: Place) -> None:
    with acting(home.SPEC, place) as action:
        preview = action.preview(intent("HassTurnOff", name="front-door"))
    say = words_to_say(preview, "en")
    assert (preview.risk, say) == ("risky", "yes, unlock the front door")
    assert answer_of(say, asked_about(1, preview, NOON), "en") == "yes"


def test_a_risky_command_asks_the_same_before_and_when_it_is_done(place: Place) -> None:
    with acting(notes.SPEC, place) as action:
        assert action.preview(intent("EdgeDeleteAllNotes")) == action.preview(intent("EdgeDeleteAllNotes"))


def test_what_cannot_be_done_is_said_in_the_language_of_the_window(place: Place) -> None:
    with acting(notes.SPEC, place) as action:
        assert refusal(action, "EdgeTakeNote") == in_brackets(
            "Say what to write down: “take a note: the key is under the mat”.", "", -1
        )
    with acting(home.SPEC, place) as action:
        assert refusal(action, "HassTurnOn", area="cellar") == "⟨tHE HOME HAS NO ROOM CALLED “cellar”.⟩"


def test_an_undo_says_what_was_left_for_it_in_the_language_it_was_done_in(place: Place) -> None:
    with acting(lists.SPEC, place) as action:
        done = do(action, "HassListAddItem", item="milk")
        language.use("en")
        assert action.undo(done.undo).sentence.startswith("⟨tOOK milk OFF")


def test_times_follow_the_language() -> None:
    assert clock_time(NOON) == "⟨12:00⟩"
    assert duration(3700) == "⟨⟨1 HOURS⟩ ⟨1 MINUTES⟩⟩"
    assert duration(3600) == "⟨1 HOURS⟩"
    assert when(NOON + timedelta(hours=1), NOON) == "⟨AT ⟨13:00⟩⟩"
    assert until(NOON + timedelta(days=2), NOON) == "⟨⟨sUNDAY⟩ AT ⟨12:00⟩⟩"
    assert day_beside(NOON.date() + timedelta(days=1), NOON.date()) == "⟨TOMORROW⟩"
    assert long_date(NOON.date()) == "⟨⟨fRIDAY⟩, 6 ⟨mARCH⟩ 2026⟩"
    assert the("Küche") == "Küche"


def test_a_time_of_day_does_not_break_between_its_hours_and_minutes() -> None:
    language.use("fr", lambda text, _many, _n: "{hour} h {minute}" if text == "{hour}:{minute}" else text)
    assert clock_time(NOON) == "12\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}00"


def test_what_is_due_is_said_in_the_language_of_the_window(place: Place) -> None:
    desk = DueDesk(place.folder)
    assert desk.wait_s(place.now()) == 60
    place.clock.pass_by(700)
    (due,) = desk.due(place.now())
    desk.close()
    assert due.sentence == "⟨yOUR TIMER OF ⟨10 MINUTES⟩ IS OVER.⟩ ⟨iT WAS DUE ⟨AT ⟨12:10⟩⟩.⟩"


def test_what_is_nearly_a_command_is_explained_in_the_language_of_the_window() -> None:
    names = Names(appliances=(Appliance("a", "Hall light", kind="light"),))
    assert "Hall light" in reason("turn on the cellar light", names)
    assert reason("set a timer", names) == in_brackets("Say how long: “set a timer for ten minutes”.", "", -1)
