# SPDX-License-Identifier: Apache-2.0
"""How good replies to commands are: JSON with an intent and slots, compared with the right one. Asks no model."""

import json
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from starter.own_commands import NONE
from starter.scores import Measured, mean, ratio


@dataclass(frozen=True, slots=True)
class Command:
    """An intent with its slots, compared without case and outer space."""

    intent: str
    slots: tuple[tuple[str, str], ...]


def read_command(text: str) -> Command | None:
    """Return the command in a reply; None when it is not JSON of that shape."""
    try:
        found = json.loads(text)
        slots = {str(name): _folded(str(value)) for name, value in found["slots"].items()}
        return Command(str(found["intent"]), tuple(sorted(slots.items())))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


@dataclass(frozen=True, slots=True)
class CommandScores:
    """Of a list of replies: all right, the intent right, F1 of the slots, and how many are valid JSON; percent."""

    exact: Measured
    intent: Measured
    slot_f1: Measured
    valid: Measured


def compared(outputs: Sequence[str], references: Sequence[str]) -> CommandScores:
    """Compare replies with the right ones. A slot counts as found when name and value are right.

    Where there is no slot to find and none was invented, their F1 is 100.
    """
    read = [read_command(text) for text in outputs]
    right = [read_command(text) or Command("", ()) for text in references]
    pairs = list(zip(read, right, strict=True))
    hits = [2.0 * len(set(one.slots) & set(other.slots)) if one else 0.0 for one, other in pairs]
    sizes = [float((len(one.slots) if one else 0) + len(other.slots)) for one, other in pairs]
    if not any(sizes):
        hits = sizes = [1.0] * len(pairs)
    return CommandScores(
        exact=mean([float(one == other) for one, other in pairs]),
        intent=mean([float(one is not None and one.intent == other.intent) for one, other in pairs]),
        slot_f1=ratio([100 * one for one in hits], sizes),
        valid=mean([float(one is not None) for one in read]),
    )


def majority(outputs: Counter[str]) -> str:
    """Return the most frequent output; the first in the alphabet where several are."""
    return min(outputs, key=lambda text: (-outputs[text], text)) if outputs else ""


def is_command(reference: str) -> bool:
    """Say whether a right reply is a command, so not the intent `None`."""
    command = read_command(reference)
    return command is not None and command.intent != NONE
