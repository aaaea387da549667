# SPDX-License-Identifier: Apache-2.0
"""The ledger and the contexts: what is written down of each step, in which order, and which folder is whose."""

import stat
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from edgeassist.history.chats import Chats
from edgeassist.intents.acting import FoundAction
from edgeassist.intents.action import Action, ActionContext, ActionSpec, BaseAction, Outcome, Preview
from edgeassist.intents.changing import recall, remember
from edgeassist.intents.commander_setup import CommanderSetup, Context
from edgeassist.intents.commands import State, Step
from edgeassist.intents.intent import Intent
from edgeassist.intents.kept import Kept
from edgeassist.intents.ledger import Ledger, NoSuchStep
from edgeassist.intents.names import Named, Names
from tests.support.commanding import NOON, PANES, REPORT, Bench, WallClock, intent

READY = Step(0, intent("EdgeTakeNote", text="a"), Preview("Write down: **a**", "undoable", "a", "Note it"), "ready")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    kept = Kept(tmp_path)
    yield Ledger(kept)
    kept.close()


def settled(ledger: Ledger, step: Step, state: State = "done", undo: str = "1") -> Step:
    return ledger.settle(replace(step, state=state, outcome=Outcome("Noted: a", undo=undo)), "notes")


def test_steps_of_a_command_get_numbers_in_their_order(ledger: Ledger) -> None:
    first, second, third = ledger.begin((READY, READY, READY))
    assert first.id < second.id < third.id
    assert ledger.before(third.id) == (first, second)
    assert ledger.before(first.id) == ()
    (alone,) = ledger.begin((READY,))
    assert ledger.before(alone.id) == ()


def test_a_step_comes_back_as_it_was_written(ledger: Ledger) -> None:
    (step,) = ledger.begin((replace(READY, state="asking", say="yes, a", wait_s=10.0, at="2026-03-06T12:00:00"),))
    assert ledger.step(step.id) == step
    done = settled(ledger, step)
    assert ledger.step(step.id) == done
    assert (done.outcome, ledger.action_of(step.id)) == (Outcome("Noted: a", undo="1"), "notes")


def test_the_last_done_is_the_one_done_last_not_the_one_said_last(ledger: Ledger) -> None:
    first, second = ledger.begin((READY, READY))
    (other,) = ledger.begin((READY,))
    assert ledger.last_done() == ()
    settled(ledger, other)
    settled(ledger, second)
    settled(ledger, first)
    assert [one.id for one in ledger.last_done()] == [first.id, second.id], "one command is taken back as a whole"


@pytest.mark.parametrize(
    ("state", "undo"), [("failed", "1"), ("declined", "1"), ("timed-out", "1"), ("undone", "1"), ("done", "")]
)
def test_only_what_was_done_and_left_a_token_can_be_taken_back(ledger: Ledger, state: State, undo: str) -> None:
    (step,) = ledger.begin((READY,))
    settled(ledger, step, state, undo)
    assert ledger.action_of(step.id) == ""
    assert ledger.last_done() == ()
    assert [one.state for one in ledger.earlier(5)] == [state]


def test_open_steps_are_not_of_before_and_are_not_forgotten(ledger: Ledger) -> None:
    ready, done = ledger.begin((READY, READY))
    settled(ledger, done)
    assert [one.id for one in ledger.earlier(5)] == [done.id]
    assert ledger.earlier(0) == ledger.earlier(-1) == ()
    ledger.forget()
    assert ledger.earlier(5) == ()
    assert ledger.step(ready.id) == ready
    with pytest.raises(NoSuchStep):
        ledger.step(done.id)
    assert ledger.action_of(done.id) == ""


def test_forgetting_leaves_what_another_does_at_this_moment(ledger: Ledger, tmp_path: Path) -> None:
    with closing(Kept(tmp_path)) as kept, kept.writing() as connection:
        mine, theirs = remember(connection, "[]", "mine"), remember(connection, "[]", "theirs")
    settled(ledger, ledger.begin((READY,))[0], undo=mine)
    ledger.forget()
    with closing(Kept(tmp_path)) as kept, kept.reading() as connection:
        assert (recall(connection, mine), recall(connection, theirs)) == (None, ("[]", "theirs"))


def test_numbers_are_never_used_again(ledger: Ledger) -> None:
    (step,) = ledger.begin((READY,))
    settled(ledger, step)
    ledger.forget()
    (other,) = ledger.begin((READY,))
    assert other.id > step.id


def test_phrases_are_kept_by_language(ledger: Ledger) -> None:
    english, german = ledger.teach("en", "good night", "lights off"), ledger.teach("de", "gute Nacht", "Licht aus")
    assert ledger.taught("en") == (english,)
    assert ledger.taught("de") == (german,)
    ledger.unteach(english.id)
    ledger.unteach(english.id)
    assert ledger.taught("en") == ()


def setup_in(folder: Path, chats: Chats) -> CommanderSetup:
    return CommanderSetup(folder, "de", WallClock(), lambda: REPORT, lambda: chats, lambda: PANES)


def test_our_actions_share_a_folder_and_each_stranger_has_its_own(tmp_path: Path) -> None:
    chats = Chats(tmp_path / "history.sqlite3")
    setup, names = setup_in(tmp_path / "commands", chats), Names(panes=PANES)
    own, strange = Context(setup, "timers", True, lambda: names), Context(setup, "plants", False, lambda: names)
    assert own.folder == tmp_path / "commands"
    assert strange.folder == tmp_path / "commands" / "actions" / "plants"
    if sys.platform != "win32":
        assert stat.S_IMODE(strange.folder.stat().st_mode) == 0o700
    assert (own.language, own.now(), own.names(), own.report(), own.chats()) == ("de", NOON, names, REPORT, chats)
    chats.close()


class Curious(BaseAction):
    """Looks at all that an action may reach while it is asked."""

    def __init__(self, context: ActionContext) -> None:
        self.context = context

    def preview(self, intent: Intent) -> Preview:
        return Preview(f"Look at {len(self.context.names().panes)} panes", object="panes")

    def perform(self, intent: Intent) -> Outcome:
        rooms = ", ".join(one.name for one in self.context.names().areas)
        return Outcome(f"Rooms: {rooms}. It is {self.context.now():%H:%M}.")

    def names(self) -> Names:
        return Names(areas=(Named("cellar", "Cellar"),))


def build(context: ActionContext) -> Action:
    return Curious(context)


def test_an_action_may_ask_for_names_while_it_is_asked(tmp_path: Path) -> None:
    spec = ActionSpec("curious", "Curious", ("Look",), build)
    bench = Bench(tmp_path, {"look": (intent("Look"),)}, found=(FoundAction("curious", "stranger", "1", spec),))
    (step,) = bench.do("look")
    assert step.preview.sentence == "Look at 2 panes"
    assert step.outcome is not None
    assert step.outcome.sentence == "Rooms: Cellar. It is 12:00."
    assert bench.commander.names().areas == (Named("cellar", "Cellar"),)
    bench.close()
