# SPDX-License-Identifier: Apache-2.0
"""What a command means and what became of it, on the terminal. Understands and does nothing itself."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from edgeassist.cli.errand import Errand
from edgeassist.core.errors import BadInput, Unavailable
from edgeassist.intents.action import Preview, Wanted
from edgeassist.intents.intent import as_json

if TYPE_CHECKING:
    from edgeassist.intents.commands import Command, Commands, Step

_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
_HERE = {
    "chat": "edgeassist ask {text}",
    "summarize": "edgeassist summarize FILE",
    "translate": "edgeassist translate --to {language} {text}",
}


_RINGS = {"HassStartTimer", "HassIncreaseTimer", "HassUnpauseTimer", "EdgeSetAlarm", "EdgeSetReminder"}
_RINGS_WHERE = "It rings in EdgeAssist's window, which has to be open then."


class NotUnderstood(BadInput):
    """A sentence that means nothing here."""

    code = "not-understood"
    hint = "Say it in other words, or teach EdgeAssist the phrase in the window: Voice, Teach a phrase."

    def __init__(self, missed: str) -> None:
        self.missed = missed
        super().__init__(f"{missed or 'No command was found in this.'} Nothing was done.")


class NotSure(BadInput):
    """A sentence that may mean two things."""

    code = "not-sure"

    def __init__(self, offers: tuple[tuple[Preview, ...], ...]) -> None:
        self.offers = offers
        meant = " or ".join(f"“{' and '.join(plain(one.cannot or one.sentence) for one in offer)}”" for offer in offers)
        super().__init__(f"Did you mean {meant}? Nothing was done.", hint="Say which one, in other words.")


class OnlyInWindow(Unavailable):
    """A command whose deed is the window's."""

    code = "only-in-window"

    def __init__(self, wanted: Wanted) -> None:
        here = _HERE.get(wanted.wish or wanted.pane, "")
        text = f'"{wanted.text}"' if wanted.text else "TEXT"
        command = here.format(text=text, language=wanted.language or "LANGUAGE")
        hint = f"Here it is `{command}`." if command else "Say it in the window."
        super().__init__("Only the window can do this; nothing was done.", hint=hint)


@dataclass(frozen=True, slots=True)
class Doing:
    """Whether to carry a command out, and whether also what cannot be taken back."""

    do: bool = False
    yes: bool = False


def tell(errand: Errand, commands: "Commands", command: "Command", doing: Doing) -> None:
    """Print what `command` means and, as far as `doing` says so, what became of it; raise where it means nothing.

    JSON tells a miss too, with what came close, before it is raised: the exit status of both ways is the same.
    """
    parsed = command.parsed
    nothing = not command.steps and command.answers is None
    if nothing and not errand.screen.as_json:
        raise _miss(command)
    steps = [_done(commands, step, doing) for step in command.steps]
    if errand.screen.as_json:
        table = as_json(parsed) | {"steps": [_table(step) for step in steps]}
        if command.heard is not None:
            table["heard"] = msgspec.to_builtins(command.heard)
        errand.screen.result(table)
        if nothing:
            raise _miss(command)
        return
    for step in steps:
        _say(errand, step, parsed.took_ms, doing)
    if elsewhere := next((one.outcome.wanted for one in steps if one.outcome and one.outcome.wanted), None):
        raise OnlyInWindow(elsewhere)


def _miss(command: "Command") -> BadInput:
    return NotSure(command.offers) if command.offers else NotUnderstood(command.parsed.missed)


def _done(commands: "Commands", step: "Step", doing: Doing) -> "Step":
    may = step.state == "ready" or (step.state == "asking" and doing.yes)
    return commands.perform(step.id) if doing.do and may else step


def _say(errand: Errand, step: "Step", took_ms: float, doing: Doing) -> None:
    screen = errand.screen
    screen.say((plain(step.preview.cannot or step.preview.sentence), "bold"))
    screen.say((f"  {step.intent.name} · {step.intent.source} · {took_ms:.0f} ms", "dim"))
    if step.outcome is not None:
        if step.outcome.wanted is None:
            screen.say(f"  {plain(step.outcome.sentence)}")
        if step.state == "done" and step.intent.name in _RINGS:
            screen.note(_RINGS_WHERE)
    elif doing.do and step.state == "asking":
        screen.note("Not done: this asks first. Add --yes to do it.", "warn")


def plain(sentence: str) -> str:
    """Return `sentence` without the marks of bold details."""
    return _BOLD.sub(r"\1", sentence)


def _table(step: "Step") -> dict[str, object]:
    return {
        "id": step.id,
        "intent": step.intent.name,
        "preview": plain(step.preview.sentence),
        "risk": step.preview.risk,
        "object": step.preview.object,
        "cannot": step.preview.cannot,
        "state": step.state,
        "outcome": plain(step.outcome.sentence) if step.outcome is not None else "",
    }
