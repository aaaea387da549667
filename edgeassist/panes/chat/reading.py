# SPDX-License-Identifier: Apache-2.0
"""What the model will read for one question: its turns, the parts a person knows them by, and a careful estimate."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

import msgspec

from edgeassist.history.manner import Parameter
from edgeassist.wire import Sampling, Turn

CHARS_PER_TOKEN = 3
TURN_TOKENS = 8
SMALL_CONTEXT_TOKENS = 1024
"""A model that reads no more than this at once forgets the first questions of a chat, since a few would fill it."""
ANSWER_TOKENS = 1024
_LONG_CHARS = 20_000

PartKind = Literal["persona", "summary", "earlier", "paper", "question", "begun"]


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of what is read, under the name that a person knows it by.

    `known_tokens` is the estimate where it was made before: such a part carries no text.
    """

    kind: PartKind
    title: str
    text: str
    turns: int = 0
    known_tokens: int = 0

    @property
    def tokens(self) -> int:
        """About how many tokens it is; meant to be too many rather than too few."""
        return self.known_tokens + estimate(self.text) + TURN_TOKENS * self.turns


@dataclass(frozen=True, slots=True)
class Reading:
    """All that is read for one question.

    Of the earlier questions, `dropped` are left out because the person chose so, `gone` because there is no room.
    """

    turns: tuple[Turn, ...] = ()
    parts: tuple[Part, ...] = ()
    gone: int = 0
    dropped: int = 0

    @property
    def tokens(self) -> int:
        """About how many tokens it is."""
        return sum(part.tokens for part in self.parts)


@dataclass(frozen=True, slots=True)
class Held:
    """How much a model holds at once, and how much of that is kept for the answer, in tokens; 0: not known."""

    context_tokens: int = 0
    kept_tokens: int = 0


UNKNOWN = Held()


def estimate(text: str) -> int:
    """Return about how many tokens `text` is: a letter of another script is taken for a token of its own."""
    return _estimated(text) if len(text) < _LONG_CHARS else _remembered(text)


@lru_cache(maxsize=8)
def _remembered(text: str) -> int:
    """Remember the last long ones: files are estimated at every key that a person types."""
    return _estimated(text)


def _estimated(text: str) -> int:
    plain = len(text) if text.isascii() else len(text.encode("ascii", "ignore"))
    return -(-plain // CHARS_PER_TOKEN) + len(text) - plain


def answer_room(context_tokens: int, most_tokens: int = ANSWER_TOKENS) -> int:
    """Return how much of a context is kept for the answer: a third of a short one, else at most a quarter."""
    if context_tokens <= SMALL_CONTEXT_TOKENS:
        return context_tokens // 3
    return min(most_tokens, context_tokens // 4)


def sampling_of(parameters: Mapping[str, Parameter], usual: Sampling) -> Sampling:
    """Return `usual` with what a chat's parameters change, within bounds; what is no number is passed over."""
    changes: dict[str, float] = {}
    for name, (least, most) in _BOUNDS.items():
        value = parameters.get(name)
        if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
            kept = min(max(value, least), most)
            changes[name] = float(kept) if name in _FRACTIONS else int(kept)
    return msgspec.structs.replace(usual, **changes) if changes else usual


def most_tokens(parameters: Mapping[str, Parameter]) -> int:
    """Return how long an answer may become."""
    wished = parameters.get("max_tokens", ANSWER_TOKENS)
    number = isinstance(wished, int | float) and not isinstance(wished, bool) and math.isfinite(wished)
    return min(int(wished), _MOST_TOKENS) if number and int(wished) >= 1 else ANSWER_TOKENS


_FRACTIONS = frozenset({"temperature", "top_p", "min_p", "repeat_penalty"})
_BOUNDS: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        "temperature": (0, 2),
        "top_k": (0, 1000),
        "top_p": (0, 1),
        "min_p": (0, 1),
        "repeat_penalty": (0, 2),
        "repeat_last_tokens": (0, 4096),
        "seed": (0, 2**32 - 1),
    }
)
"""What a chat may ask for, whoever wrote it: an imported one may hold anything."""
_MOST_TOKENS = 32_768


@dataclass(frozen=True, slots=True)
class Older:
    """What stands for the first questions of a chat: `summed` of them are read as `summary`, `dropped` not at all."""

    summary: str = ""
    summed: int = 0
    dropped: int = 0

    @property
    def skipped(self) -> int:
        """How many of the first questions are not read word for word."""
        return max(self.summed, self.dropped)

    def within(self, count: int) -> "Older":
        """Return it for a chat whose first `count` questions are still the same."""
        kept = self if self.summed <= count else replace(self, summary="", summed=0)
        return replace(kept, dropped=min(kept.dropped, count))
