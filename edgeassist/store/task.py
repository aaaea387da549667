# SPDX-License-Identifier: Apache-2.0
"""What a model may be asked to do, and whether it may. Values only; knows no model."""

from dataclasses import dataclass
from typing import Literal, Self

from edgeassist.core.instructions import LANGUAGES
from edgeassist.core.language import later, tr

Kind = Literal["chat", "translate", "summarize", "parse_command"]
_DOING = {
    "chat": later("chat"),
    "summarize": later("sum texts up"),
    "parse_command": later("turn commands into JSON"),
}


@dataclass(frozen=True, slots=True)
class Task:
    """What a model may be asked to do. `source` and `target` are language codes, of a translation only.

    An empty `source` leaves it to the model which language the text is in.
    """

    kind: Kind
    source: str = ""
    target: str = ""

    @classmethod
    def named(cls, name: str) -> Self | None:
        """Return the task that a card calls `name` (`translate en->es`, `intent`); None for one nobody knows."""
        for mark in ("->", "-", "_", ":", "/"):
            name = name.replace(mark, " ")
        match name.split():
            case ["translate", source, target]:
                return cls("translate", source, target)
            case ["intent" | "intents"] | ["parse", "command"]:
                return cls("parse_command")
            case ["chat"]:
                return cls("chat")
            case ["summarize" | "summary" | "summaries"]:
                return cls("summarize")
        return None

    @property
    def doing(self) -> str:
        """What doing it is called after `can`: `translate from English to Spanish`."""
        if self.kind != "translate":
            return tr(_DOING[self.kind])
        target = tr(LANGUAGES.get(self.target, self.target))
        if not self.source:
            return tr("translate to {target}", target=target)
        return tr(
            "translate from {source} to {target}", source=tr(LANGUAGES.get(self.source, self.source)), target=target
        )

    def covers(self, other: "Task") -> bool:
        """Say whether doing `other` is doing this: a translation from any language may be from the one of `other`."""
        same = (self.kind, self.target) == (other.kind, other.target)
        return same and (not self.source or self.source == other.source)


@dataclass(frozen=True, slots=True)
class Offer:
    """Whether a model may be asked for a task; where not, `why` is one sentence."""

    ok: bool
    why: str = ""
