# SPDX-License-Identifier: Apache-2.0
"""Joins what an answer goes on with to what stands already. Pure text."""

HELD_CHARS = 160
LEAST_CHARS = 12
"""So much must be the same before it is taken for a repetition."""


class Joint:
    """Holds the first words back until it can tell whether they repeat the last ones of `before`."""

    def __init__(self, before: str) -> None:
        self._before = before
        self._held = ""
        self._open = True

    def feed(self, text: str) -> str:
        """Return what can be added now."""
        if not self._open:
            return text
        self._held += text
        return self.finish() if len(self._held) >= HELD_CHARS else ""

    def finish(self) -> str:
        """Return what was held back, without what only repeats."""
        held, self._held = self._held, ""
        repeated = _overlap(self._before, held) if self._open else 0
        self._open = False
        return held[repeated:]


def _overlap(before: str, after: str) -> int:
    """Return how many characters at the start of `after` repeat the end of `before`."""
    begin = len(after) - len(after.lstrip())
    for end in range(len(after), begin + LEAST_CHARS - 1, -1):
        if before.endswith(after[begin:end]):
            return end
    return 0
