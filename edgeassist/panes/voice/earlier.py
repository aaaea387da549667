# SPDX-License-Identifier: Apache-2.0
"""What stands under Earlier: steps of before and what was ignored, in one order. Pure; knows no widget."""

from datetime import datetime

from edgeassist.core.language import later, tr
from edgeassist.intents.commands import Step
from edgeassist.panes.voice import phrasing
from edgeassist.panes.voice.session import Ignored, Look

MOST = 50
_STATES = {
    "undone": later("taken back"),
    "declined": later("left undone"),
    "timed-out": later("no answer: left undone"),
    "cannot": later("cannot be done"),
    "failed": later("failed"),
}


def entries(look: Look) -> tuple[Step | Ignored, ...]:
    """Return what is to be listed, the newest first, without what stands on the page itself."""
    shown = {card.step.id for card in look.cards}
    steps: list[Step | Ignored] = [step for step in look.earlier if step.id not in shown]
    return tuple(sorted([*steps, *look.ignored], key=lambda one: _moment(one.at), reverse=True)[:MOST])


def sentence(one: Step | Ignored) -> str:
    """Return what stands first: an answer where one was asked for, else what was done."""
    if isinstance(one, Ignored):
        return one.what
    answered = one.state == "done" and one.preview.risk == "none" and one.outcome is not None
    return one.outcome.sentence if answered and one.outcome is not None else one.preview.sentence


def remark(one: Step | Ignored, now: datetime) -> str:
    """Return the small line: what became of it, and when."""
    said = one.why if isinstance(one, Ignored) else _state(one)
    return " · ".join(part for part in (said, phrasing.when(one.at, now)) if part)


def may_undo(one: Step | Ignored) -> bool:
    """Tell whether it can be taken back."""
    return isinstance(one, Step) and one.state == "done" and one.outcome is not None and bool(one.outcome.undo)


def _state(one: Step) -> str:
    state = _STATES.get(one.state, "")
    return tr(state) if state else ""


def _moment(at: str) -> float:
    try:
        return datetime.fromisoformat(at).timestamp()
    except ValueError:
        return 0.0
