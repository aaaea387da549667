# SPDX-License-Identifier: Apache-2.0
"""Takes steps from state to state: ready, asking, done, undone, declined, timed-out, cannot, failed. Default: not done.

Knows nothing of sentences. Not for two threads at once: the commander sees to that.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Literal

from msgspec.structs import replace

from edgeassist.intents.acting import Acting
from edgeassist.intents.action import Outcome, Preview, Risk
from edgeassist.intents.commands import State, Step
from edgeassist.intents.confirming import WAIT_S, Question, asked_about, words_to_say
from edgeassist.intents.intent import Intent
from edgeassist.intents.ledger import OPEN, Ledger
from edgeassist.intents.objects import object_in
from edgeassist.intents.wording import bold

UNDO = "EdgeUndo"
Doubt = Literal["none", "changes", "all"]
"""Which intents of a command are asked about beside the risky ones: none, those that change something, or all."""
_NOTHING = "There is nothing to take back."
_STOPPED = "Not done, because the step before it was not."


class Performer:
    """Steps on their way. `now` is the clock that questions end by."""

    def __init__(self, acting: Acting, ledger: Ledger, now: Callable[[], datetime], language: str) -> None:
        self._acting, self._ledger, self._now, self._language = acting, ledger, now, language
        self._questions: dict[int, Question] = {}

    def questions(self) -> tuple[Question, ...]:
        """Return the questions that are open now, in the order of their steps."""
        now = self._now()
        for question in tuple(self._questions.values()):
            if not question.is_open(now):
                self._close(question.step_id, "timed-out")
        return tuple(self._questions.values())

    def plan(self, intents: Sequence[Intent], doubt: Doubt = "none") -> tuple[Step, ...]:
        """Return the steps for `intents`, asked about where they are risky, and where they are in doubt."""
        planned = [self._planned(intent, doubt) for intent in intents]
        steps = self._ledger.begin(planned) if planned else ()
        now = self._now()
        for step in steps:
            if step.state == "asking":
                self._questions[step.id] = asked_about(step.id, step.preview, now)
        return steps

    def imagined(self, intents: Sequence[Intent]) -> tuple[Step, ...]:
        """Return what the steps for `intents` would be. Keeps nothing: they have no number and cannot be done."""
        return tuple(self._planned(intent, "none") for intent in intents)

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
                return self._ledger.settle(replace(step, state="declined", outcome=Outcome(_STOPPED, done=False)))
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
            return step if step.state == "undone" else replace(step, outcome=Outcome(_NOTHING, done=False))
        outcome = self._acting.undo(action, step.outcome.undo)
        if outcome.done:
            return self._ledger.settle(replace(step, state="undone", outcome=replace(outcome, undo="")))
        if not outcome.undo:  # it never will be: what was done stays written down as it was said
            self._ledger.settle(replace(step, outcome=replace(step.outcome, undo="")))
        return replace(step, outcome=outcome)

    def _planned(self, intent: Intent, doubt: Doubt) -> Step:
        preview, at = self._preview(intent), self._now().isoformat(timespec="seconds")
        if preview.cannot:
            return Step(0, intent, preview, "cannot", at=at)
        if preview.risk == "risky" or doubt == "all" or (doubt == "changes" and preview.risk != "none"):
            say = words_to_say(preview, self._language)
            return Step(0, intent, preview, "asking", say=say, wait_s=WAIT_S, at=at)
        return Step(0, intent, preview, "ready", at=at)

    def _preview(self, intent: Intent) -> Preview:
        if intent.name != UNDO:
            return self._acting.preview(intent)
        last = self._ledger.last_done()
        if not last:
            return Preview(_NOTHING, cannot=_NOTHING)
        risky = next((one for one in last if self._undo_risk(one) == "risky"), None)
        about = risky.preview.object if risky is not None else object_in(self._language, "last command")
        what = " ".join(bold(one.outcome.sentence) for one in last if one.outcome is not None)
        return Preview(f"Take back: {what}", "undoable" if risky is None else "risky", about, "Undo")

    def _undo_risk(self, step: Step) -> Risk:
        return self._acting.undo_risk(self._ledger.action_of(step.id), step.outcome.undo if step.outcome else "")

    def _done(self, step: Step) -> Step:
        if step.state == "ready" and self._preview(step.intent).risk == "risky":
            # What was harmless when it was shown is not any more: ask.
            preview = self._preview(step.intent)
            asking = replace(step, preview=preview, state="asking", say=words_to_say(preview, self._language))
            self._questions[step.id] = asked_about(step.id, preview, self._now())
            return self._ledger.settle(replace(asking, wait_s=WAIT_S))
        self._questions.pop(step.id, None)
        action, outcome = self._undo_last() if step.intent.name == UNDO else self._acting.perform(step.intent)
        return self._ledger.settle(replace(step, state="done" if outcome.done else "failed", outcome=outcome), action)

    def _undo_last(self) -> tuple[str, Outcome]:
        """Take back all that the last command did, the last step first: whoever says so means what they just said."""
        outcomes = [taken for one in self._ledger.last_done() if (taken := self.undo(one.id).outcome) is not None]
        if not outcomes:
            return "", Outcome(_NOTHING, done=False)
        return "", Outcome(" ".join(one.sentence for one in outcomes), all(one.done for one in outcomes))

    def _close(self, step_id: int, state: State) -> Step:
        self._questions.pop(step_id, None)
        return self._ledger.settle(replace(self._ledger.step(step_id), state=state))
