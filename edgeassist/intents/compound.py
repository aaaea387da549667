# SPDX-License-Identifier: Apache-2.0
"""Several commands in one sentence: how it may be cut, and what a pronoun stands for. Parses nothing."""

import importlib
from typing import Any

from edgeassist.intents.intent import Intent
from edgeassist.intents.names import Names

_MOST = 8


def _room(name: str) -> Any:
    try:
        return importlib.import_module(f"edgeassist.intents.{name}")
    except ImportError:
        return None


def splittings(text: str, language: str) -> tuple[tuple[str, ...], ...]:
    """Return ways to cut `text` into commands, the likeliest first."""
    room = _room("splitting")
    return () if room is None else room.split(text, language)[:_MOST]


def resolved(text: str, before: Intent, names: Names, language: str) -> str | None:
    """Return `text` with its pronoun replaced by what `before` was about; None where there is none."""
    room = _room("pronouns")
    return None if room is None else room.resolve(text, before, names, language)
