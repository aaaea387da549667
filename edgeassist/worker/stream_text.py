# SPDX-License-Identifier: Apache-2.0
"""From token pieces to text that may be shown: whole characters, and nothing of a stop string. No engine, no I/O."""

import codecs
from collections.abc import Sequence


class StreamText:
    """Turns bytes of single tokens into text, holding back what may become a stop string.

    A character that the answer's end cut in two is dropped; bytes that can never become one turn into U+FFFD.
    `spaced` says that the vocabulary puts a space before every text of its own accord: the answer's is not shown.
    """

    def __init__(self, stops: Sequence[str] = (), *, spaced: bool = False) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._stops = tuple(stop for stop in stops if stop)
        self._held = ""
        self._space_due = spaced
        self.stopped = False

    def feed(self, piece: bytes) -> str:
        """Return what may be shown now; once a stop string is complete, `stopped` is true and no more comes."""
        if self.stopped:
            return ""
        text = self._decoder.decode(piece)
        if self._space_due and text:
            text, self._space_due = text.removeprefix(" "), False
        if not self._stops:
            return text
        self._held += text
        found = [at for stop in self._stops if (at := self._held.find(stop)) >= 0]
        if found:
            self.stopped = True
            shown, self._held = self._held[: min(found)], ""
            return shown
        keep = max(_overlap(self._held, stop) for stop in self._stops)
        shown, self._held = self._held[: len(self._held) - keep], self._held[len(self._held) - keep :]
        return shown

    def rest(self) -> str:
        """Return what was held back, at the end of an answer that no stop string ended."""
        shown, self._held = self._held, ""
        return shown


def _overlap(text: str, stop: str) -> int:
    """Return how many characters at the end of `text` begin `stop` (all of it excluded)."""
    for length in range(min(len(text), len(stop) - 1), 0, -1):
        if text.endswith(stop[:length]):
            return length
    return 0
