# SPDX-License-Identifier: Apache-2.0
"""Translations that were made, so that only changed sentences are made again. In memory only; any thread may call."""

from collections import OrderedDict
from threading import Lock

import msgspec

from edgeassist.panes.translate.translation import Flag, Pair, Tone

_MOST = 40_000
"""More sentences than the longest text that is kept has: fewer, and one changed word would have all made again."""


class Key(msgspec.Struct, frozen=True, gc=False):
    """All that a sentence's translation depends on. `rules` names the glossary's state."""

    engine: str
    pair: Pair
    tone: Tone
    rules: str
    text: str


class Made(msgspec.Struct, frozen=True, gc=False):
    """What was made of a sentence. `terms` are the glossary's target words found in it."""

    text: str
    flags: tuple[Flag, ...] = ()
    numbers: int = 0
    terms: tuple[str, ...] = ()


class Memory:
    """The `most` translations used last."""

    def __init__(self, most: int = _MOST) -> None:
        self._most, self._lock = most, Lock()
        self._made: OrderedDict[Key, Made] = OrderedDict()

    def __len__(self) -> int:
        return len(self._made)

    def get(self, key: Key) -> Made | None:
        """Return what was made of it, if it is still known."""
        with self._lock:
            made = self._made.get(key)
            if made is not None:
                self._made.move_to_end(key)
            return made

    def keep(self, key: Key, made: Made) -> None:
        """Remember it, and forget what was not asked for the longest."""
        with self._lock:
            self._made[key] = made
            self._made.move_to_end(key)
            while len(self._made) > self._most:
                self._made.popitem(last=False)
