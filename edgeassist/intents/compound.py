# SPDX-License-Identifier: Apache-2.0
"""Several commands in one sentence: how it may be cut, and what a pronoun stands for. Bounds both; parses nothing."""

from edgeassist.intents import pronouns, splitting
from edgeassist.intents.intent import Intent
from edgeassist.intents.names import Names

_MOST_SPLITTINGS = 8
_MOST_CHARACTERS = 250
"""A longer sentence is talk, or one note; it is not cut."""


def splittings(text: str, language: str) -> tuple[tuple[str, ...], ...]:
    """Return ways to cut `text` into commands, the likeliest first."""
    return splitting.split(text, language)[:_MOST_SPLITTINGS] if len(text) <= _MOST_CHARACTERS else ()


def resolved(text: str, before: Intent, names: Names, language: str) -> str | None:
    """Return `text` with its pronoun replaced by what `before` was about; None where there is none."""
    return pronouns.resolve(text, before, names, language)
