# SPDX-License-Identifier: Apache-2.0
"""Keeps a growing answer safe: saved as partial every 2 s or 64 tokens, so a power cut costs little."""

import time
from collections.abc import Callable
from typing import Protocol

EVERY_S = 2.0
EVERY_TOKENS = 64


class Keeps(Protocol):
    """Where an answer is saved."""

    def save_answer(self, text: str, *, partial: bool) -> None:
        """Write or overwrite the answer to the last question."""


class Draft:
    """The answer being written to `chat`. One thread at a time."""

    def __init__(self, chat: Keeps, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._chat, self._clock = chat, clock
        self._pieces: list[str] = []
        self._unsaved_tokens, self._saved_at = 0, clock()

    @property
    def text(self) -> str:
        """The answer so far."""
        return "".join(self._pieces)

    def feed(self, text: str, tokens: int = 1) -> None:
        """Add to the answer; save it when enough is unsaved."""
        self._pieces.append(text)
        self._unsaved_tokens += tokens
        if self._unsaved_tokens >= EVERY_TOKENS or self._clock() - self._saved_at >= EVERY_S:
            self._save(partial=True)

    def finish(self, *, partial: bool) -> None:
        """Save the answer as it stands; an empty cut-short one is not kept."""
        if self._pieces or not partial:
            self._save(partial=partial)

    def _save(self, *, partial: bool) -> None:
        self._chat.save_answer(self.text, partial=partial)
        self._unsaved_tokens, self._saved_at = 0, self._clock()
