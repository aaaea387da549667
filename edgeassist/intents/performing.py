# SPDX-License-Identifier: Apache-2.0
"""Takes steps from state to state: ready, asking, done, undone, declined, timed-out, cannot, failed. Default: not done.

Knows nothing of sentences. Not for two threads at once: the commander sees to that.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Literal

from msgspec.structs import replace

from edgeassist.core.errors import EdgeError
from edgeassist.core.language import later, tr
from edgeassist.intents.acting import Acting
from edgeassist.intents.action import Outcome, Preview, Risk
from edgeassist.intents.commands import State, Step
from edgeassist.intents.compound import needs
from edgeassist.intents.confirming import WAIT_S, Question, asked_about, words_to_say
from edgeassist.intents.intent import Intent
from edgeassist.intents.ledger import OPEN, Ledger
from edgeassist.intents.objects import object_in
from edgeassist.intents.wording import bold

UNDO = "EdgeUndo"
Doubt = Literal["none", "changes", "all"]
"""Which intents of a command are asked about beside the risky ones: none, those that change something, or all."""
_NOTHING = later("There is nothing to take back.")
_SAFE = frozenset({"EdgeStop", "HassNevermind"})
"""Done however unsurely it was heard: who wants an end of something should not be asked about it."""
_STOPPED = later("Not done, because the step before it was not.")


class Performer:
    """Steps on their way. `now` is the clock that questions end by, `tongue` returns the language of the sentence."""

    def __init__(self, acting: Acting, ledger: Ledger, now: Callable[[], datetime], tongue: Callable[[], str]) -> None:
        self._acting, self._ledger, self._now, self._tongue = acting, ledger, now, tongue
        self._questions: dict[int, Question] = {}
        self._to_undo: dict[int, tuple[int, ...]] = {}

    def questions(self) -> tuple[Question, ...]:
        """Return the questions that are open now, in the order of their steps."""
        now = self._now()
        for question in tuple(self._questions.values()):
            if not question.is_open(now):
                self._close(question.step_id, "timed-out")
        return tuple(self._questions.values())

    def plan(self, intents: Sequence[Intent], doubt: Doubt = "none") -> tuple[Step, ...]:
        """Return the steps for `intents`, asked about where they are risky, and where they are in doubt."""
        planned = [self._planned(intent, doubt, intents[:at]) for at, intent in enumerate(intents)]
        steps = self._ledger.begin(planned) if planned else ()
        now, last = self._now(), tuple(one.id for one in self._ledger.last_done())
        for step in steps:
            if step.intent.name == UNDO:
                self._to_undo[step.id] = last
            if step.state == "asking":
                self._questions[step.id] = asked_about(step.id, step.preview, now)
        return steps

    def imagined(self, intents: Sequence[Intent]) -> tuple[Step, ...]:
        """Return what the steps for `intents` would be. Keeps nothing: they have no number and cannot be done."""
        return tuple(self._planned(intent, "none", intents[:at]) for at, intent in enumerate(intents))

    def earlier(self, most: int) -> tuple[Step, ...]:
        """Return the steps whose fate is known, the newest first; with an undo only where that works."""
        self.questions()
        return tuple(map(self._as_it_stands, self._ledger.earlier(most)))

    def current(self, step: Step) -> Step:
        """Return `step` as it is now."""
        self.questions()
        return self._ledger.step(step.id)

    def perform(self, step_id: int) -> Step:
        """Do a step after those before it in its command; one that was not done stops it."""
        open_ones = {question.step_id for question in self.questions()}
        step = self._ledger.step(step_id)
        if step.state not in OPEN:
            return step
        if step.state == "asking" and step_id not in open_ones:  # asked before a restart
            return self._ledger.settle(replace(step, state="timed-out"))
        for earlier in self._ledger.before(step_id):
            state = self.perform(earlier.id).state if earlier.state == "ready" else earlier.state
            if state in OPEN:
                return step
            if state not in ("done", "undone"):
                self._questions.pop(step_id, None)
                return self._ledger.settle(replace(step, state="declined", outcome=Outcome(tr(_STOPPED), done=False)))
        return self._done(step)

    def decline(self, step_id: int) -> Step:
        """Leave a step undone; a question whose time is up was answered by that."""
        self.questions()
        step = self._ledger.step(step_id)
        return self._close(step_id, "declined") if step.state in OPEN else step

    def decline_all(self) -> None:
        """Leave everything undone that is asked about."""
        for question in self.questions():
            self._close(question.step_id, "declined")

    def undo(self, step_id: int) -> Step:
        """Take back a step that was done; where that cannot be, its outcome says why."""
        step, action = self._ledger.step(step_id), self._ledger.action_of(step_id)
        if step.state != "done" or step.outcome is None or not action:
            return step if step.state == "undone" else replace(step, outcome=Outcome(tr(_NOTHING), done=False))
        outcome = self._acting.undo(action, step.outcome.undo)
        if outcome.done:
            return self._ledger.settle(replace(step, state="undone", outcome=replace(outcome, undo="")))
        if not outcome.undo:  # it never will be: what was done stays written down as it was said
            self._ledger.settle(replace(step, outcome=replace(step.outcome, undo="")))
        return replace(step, outcome=outcome)

    def _as_it_stands(self, step: Step) -> Step:
        if step.state != "done" or step.outcome is None or not step.outcome.undo:
            return step
        if self._acting.may_undo(self._ledger.action_of(step.id), step.outcome.undo):
            return step
        return replace(step, outcome=replace(step.outcome, undo=""))

    def _planned(self, intent: Intent, doubt: Doubt, before: Sequence[Intent]) -> Step:
        preview, at = self._preview(intent), self._now().isoformat(timespec="seconds")
        if preview.cannot and needs(intent, before):
            preview = Preview(tr("Then {command}", command=bold(intent.text)), "undoable", intent.text)
        if preview.cannot:
            return Step(0, intent, preview, "cannot", at=at)
        doubtful = doubt == "all" and intent.name not in _SAFE
        if preview.risk == "risky" or doubtful or (doubt == "changes" and preview.risk != "none"):
            say = words_to_say(preview, self._tongue())
            return Step(0, intent, preview, "asking", say=say, wait_s=WAIT_S, at=at)
        return Step(0, intent, preview, "ready", at=at)

    def _preview(self, intent: Intent, step_id: int = 0) -> Preview:
        if intent.name != UNDO:
            return self._acting.preview(intent)
        last = self._undone_by(step_id)
        if not last:
            return Preview(tr(_NOTHING), cannot=tr(_NOTHING))
        risky = next((one for one in last if self._undo_risk(one) == "risky"), None)
        about = risky.preview.object if risky is not None else object_in(self._tongue(), "last command")
        what = " ".join(bold(one.outcome.sentence) for one in last if one.outcome is not None)
        return Preview(
            tr("Take back: {what}", what=what), "undoable" if risky is None else "risky", about, later("Undo")
        )

    def _undo_risk(self, step: Step) -> Risk:
        return self._acting.undo_risk(self._ledger.action_of(step.id), step.outcome.undo if step.outcome else "")

    def _done(self, step: Step) -> Step:
        preview = self._preview(step.intent, step.id)
        if preview.risk == "risky" and not preview.cannot and (step.state == "ready" or preview != step.preview):
            # What was harmless when it was shown is not any more, or another thing than was asked about: ask.
            asking = replace(step, preview=preview, state="asking", say=words_to_say(preview, self._tongue()))
            self._questions[step.id] = asked_about(step.id, preview, self._now())
            return self._ledger.settle(replace(asking, wait_s=WAIT_S))
        self._questions.pop(step.id, None)
        undoes = step.intent.name == UNDO
        action, outcome = self._undo_shown(step.id) if undoes else self._acting.perform(step.intent)
        settled = replace(step, state="done" if outcome.done else "failed", outcome=outcome)
        try:
            return self._ledger.settle(settled, action)
        except EdgeError:  # the disk is full: what failed says why, and may be done once there is room
            if outcome.done:
                raise
            return settled

    def _undone_by(self, step_id: int) -> tuple[Step, ...]:
        """Return what a step that takes back was shown to take back and still can; for no step, what was done last."""
        if step_id not in self._to_undo:
            return self._ledger.last_done()
        shown = (self._ledger.step(one) for one in self._to_undo[step_id])
        return tuple(one for one in shown if one.state == "done")

    def _undo_shown(self, step_id: int) -> tuple[str, Outcome]:
        """Take back all that the command did that was shown, the last step first."""
        shown = self._undone_by(step_id)
        self._to_undo.pop(step_id, None)
        outcomes = [taken for one in shown if (taken := self.undo(one.id).outcome) is not None]
        if not outcomes:
            return "", Outcome(tr(_NOTHING), done=False)
        return "", Outcome(" ".join(one.sentence for one in outcomes), all(one.done for one in outcomes))

    def _close(self, step_id: int, state: State) -> Step:
        self._questions.pop(step_id, None)
        return self._ledger.settle(replace(self._ledger.step(step_id), state=state))
