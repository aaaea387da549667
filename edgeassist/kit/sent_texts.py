# SPDX-License-Identifier: Apache-2.0
"""What was sent from one input, to be gone through again. Keeps nothing on disk. No Qt."""

MOST = 50


class SentTexts:
    """Oldest first; `older` and `newer` step through them for as long as nothing else is typed."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._at = 0

    def remember(self, text: str) -> None:
        """Add what was just sent; the same twice in a row counts once."""
        if text and self._texts[-1:] != [text]:
            self._texts = [*self._texts[1 - MOST :], text]
        self._at = len(self._texts)

    def older(self, shown: str) -> str | None:
        """Return the text sent before the one `shown`; None where there is none, or something else stands there."""
        if not shown.strip():
            self._at = len(self._texts)
        elif not self._shows(shown):
            return None
        if self._at == 0:
            return None
        self._at -= 1
        return self._texts[self._at]

    def newer(self, shown: str) -> str | None:
        """Return the text sent after the one `shown`, empty after the last; None where something else stands there."""
        if not self._shows(shown):
            return None
        self._at += 1
        return self._texts[self._at] if self._at < len(self._texts) else ""

    def _shows(self, shown: str) -> bool:
        return self._at < len(self._texts) and self._texts[self._at] == shown
