# SPDX-License-Identifier: Apache-2.0
"""What the card may claim: which tasks are offered, what the model cannot do, and when nothing is shipped at all."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

MOST_BYTES = 40_000_000
MOST_CARD_BYTES = 1024**2
TASK_KINDS = ("chat", "translate", "summarize", "intent")
"""The first words of the tasks that the app can ask for; other scores (refusals) are told, never offered."""

_LANGUAGES = {"en": "English", "es": "Spanish", "fr": "French", "de": "German"}
_WORDS_PER_TOKEN = 0.7
Table = dict[str, Any]


class NotShippable(ValueError):
    """Something that must not leave the house; nothing was written."""


def scores_of(tasks: Mapping[str, Table], withheld: Mapping[str, str]) -> Table:
    """Return the scores as the card has them: a task is offered when it beats its baselines and is not withheld."""
    if strange := sorted(set(withheld) - set(tasks)):
        raise NotShippable(f"There is no score of {', '.join(strange)}, so there is nothing to withhold.")
    return {name: _score(name, score, withheld.get(name, "")) for name, score in tasks.items()}


def _score(name: str, score: Table, reason: str) -> Table:
    known = _is_task(name)
    return {
        "offered": known and bool(score["beats_baseline"]) and not reason,
        "metric": score["metric"],
        "measured": {score["metric"]: score["measured"]},
        "interval": score["interval"],
        "n": score["n"],
        "baseline": score["baselines"],
        "lower_is_better": score.get("lower_is_better", False),
        "beats_baseline": score["beats_baseline"],
        "why": reason or score["why"],
        "more": score.get("more", {}),
    }


def limits_of(languages: Sequence[str], context: int, parameters: int) -> list[str]:
    """Return what the model cannot do whatever the task, in plain sentences; the scores say the rest."""
    spoken = " and ".join((", ".join(_named(languages[:-1])), *_named(languages[-1:]))).removeprefix(" and ")
    words = round(context * _WORDS_PER_TOKEN, -1)
    return [
        f"It has {parameters / 1e6:.1f} million parameters, a small part of what the models to download have: it knows "
        "few facts, and what it says of the world may be wrong.",
        f"It reads and writes {spoken} only.",
        f"A text and its answer together hold at most {context} tokens, about {words:.0f} words.",
        "It does what its tasks are; other instructions, roles and formats are not followed.",
    ]


def _named(languages: Sequence[str]) -> list[str]:
    return [_LANGUAGES.get(code, code) for code in languages]


def _is_task(name: str) -> bool:
    return name.startswith(TASK_KINDS)


def require_shippable(card: Table, card_bytes: int) -> None:
    """Raise `NotShippable` for a file too large, a claim without its number, or a card the app would not read."""
    if card["size_bytes"] > MOST_BYTES:
        raise NotShippable(f"The model has {card['size_bytes']:,} bytes; at most {MOST_BYTES:,} are shipped.")
    if not card["data"]:
        raise NotShippable("The card names no data that the model was trained on.")
    for name, score in card["scores"].items():
        if not score["offered"]:
            if not score["why"].strip():
                raise NotShippable(f"“{name}” is not offered, and the card does not say why.")
            continue
        numbers = (*score["measured"].values(), *score["baseline"].values())
        if not (score["measured"] and score["baseline"] and all(map(_is_number, numbers))):
            raise NotShippable(f"“{name}” would be offered without its score or its baseline. Measure it first.")
    if not any(score["offered"] for score in card["scores"].values()):
        raise NotShippable("No task beats its baseline: such a model helps nobody. Train longer.")
    if card_bytes > MOST_CARD_BYTES:
        raise NotShippable("The card is larger than the app reads (1 MiB). Keep fewer samples.")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def finite(value: Any) -> Any:
    """Return `value` with null for what JSON has no number for, such as the loss of a leg of no step."""
    if isinstance(value, dict):
        return {key: finite(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [finite(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
