# SPDX-License-Identifier: Apache-2.0
"""Several commands in one sentence: how it may be cut, what a pronoun stands for, what a command makes for the next.

Bounds all; parses nothing.
"""

from collections.abc import Sequence

from edgeassist.intents import pronouns, splitting
from edgeassist.intents.intent import Intent
from edgeassist.intents.names import Named, Names
from edgeassist.intents.several_times import each, together

_MAKES_LIST = "EdgeCreateList"
_MOST_SPLITTINGS = 8
_MOST_COMMANDS = 6
_MOST_CHARACTERS = 250
"""A longer sentence is talk, or one note; it is not cut."""


def splittings(text: str, language: str) -> tuple[tuple[str, ...], ...]:
    """Return ways to cut `text` into commands, the likeliest first."""
    if len(text) > _MOST_CHARACTERS:
        return ()
    found: dict[tuple[str, ...], None] = {}
    whole = together(text, language)
    for parts in ((text,), *splitting.split(text, language)):
        if not any(whole in part for part in parts):
            continue
        full = tuple(one for part in parts for one in each(part, language) or (part,))
        if 1 < len(full) <= _MOST_COMMANDS:
            found.setdefault(full)
    return tuple(found)[:_MOST_SPLITTINGS]


def resolved(text: str, before: Intent, names: Names, language: str) -> str | None:
    """Return `text` with its pronoun replaced by what `before` was about; None where there is none."""
    return pronouns.resolve(text, before, names, language)


def list_made(intent: Intent) -> Named | None:
    """Return the list that `intent` makes, which the commands after it may name; None where it makes none."""
    name = str(intent.value("list") or "").strip() if intent.name == _MAKES_LIST else ""
    return Named(name, name) if name else None


def needs(later: Intent, before: Sequence[Intent]) -> bool:
    """Tell whether `later` is about a list that one before it makes: until then it cannot be done."""
    made = {one.name.casefold() for intent in before if (one := list_made(intent)) is not None}
    return any(str(slot.value).casefold() in made for slot in later.slots if slot.name in ("list", "name"))
