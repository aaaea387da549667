# SPDX-License-Identifier: Apache-2.0
"""What a sentence means: intents with slots, and how that was found. Values only; does nothing and asks nobody."""

from typing import Literal

import msgspec

Value = str | int | float | bool
Source = Literal["template", "taught", "loose", "model", "pronoun"]
"""How it was found: a template matched word for word (one of ours, or one the person taught), the words came close to
one, the language model said so, or a pronoun was filled from the intent before."""


class Slot(msgspec.Struct, frozen=True):
    """One detail. `value` is normalized, `text` is how the person said it.

    Normalized are seconds, per cent, ISO dates and times, CSS colour names, ids of devices, areas and lists.
    """

    name: str
    value: Value
    text: str = ""


class Intent(msgspec.Struct, frozen=True):
    """One thing to do. `text` is the part of the sentence that says it, `score` how sure that is, from 0 to 1.

    Intents of Home Assistant have its names (`HassTurnOn`), ours begin with `Edge`; slots likewise.
    """

    name: str
    slots: tuple[Slot, ...] = ()
    text: str = ""
    source: Source = "template"
    score: float = 1.0

    def value(self, name: str) -> Value | None:
        """Return the value of the slot called `name`; None where there is none."""
        return next((slot.value for slot in self.slots if slot.name == name), None)


class Parsed(msgspec.Struct, frozen=True):
    """What became of a sentence: the intents to do in their order, or none.

    Where nothing is sure, `guesses` are the best two to ask about ("did you mean ...?"), each a sentence's worth of
    intents. `missed` says in plain words why there is no intent. `took_ms` covers everything but the model, whose
    time is `model_ms`.
    """

    text: str
    language: str
    intents: tuple[Intent, ...] = ()
    guesses: tuple[tuple[Intent, ...], ...] = ()
    missed: str = ""
    took_ms: float = 0.0
    model_ms: float = 0.0


def as_json(parsed: Parsed) -> dict[str, object]:
    """Return what a program reads: plain dictionaries and lists."""
    return {
        "text": parsed.text,
        "language": parsed.language,
        "intents": [_plain(one) for one in parsed.intents],
        "guesses": [[_plain(one) for one in guess] for guess in parsed.guesses],
        "missed": parsed.missed,
        "took_ms": round(parsed.took_ms, 1),
        "model_ms": round(parsed.model_ms, 1),
    }


def _plain(intent: Intent) -> dict[str, object]:
    return {
        "intent": intent.name,
        "slots": {slot.name: slot.value for slot in intent.slots},
        "text": intent.text,
        "source": intent.source,
        "score": round(intent.score, 3),
    }
