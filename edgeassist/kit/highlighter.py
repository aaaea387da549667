# SPDX-License-Identifier: Apache-2.0
"""Colours the program text of one view: looks at it on a short-lived thread, paints in pieces. Changes no character."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QColor, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import QPlainTextEdit

from edgeassist.kit.bridge import Bridge
from edgeassist.kit.lexing import MOST_CHARS, Kind, Run, known, runs
from edgeassist.kit.theme import tokens_of
from edgeassist.kit.tokens import Tokens

_log = logging.getLogger(__name__)

PIECE_LINES = 120
GROWN = 1.1
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True, slots=True)
class _Seen:
    found: list[tuple[Run, ...]]


class Highlighter:
    """`look` when the text has grown; the colours follow in a moment. What is longer than `MOST_CHARS` stays plain."""

    def __init__(self, view: QPlainTextEdit, info: str, content: Callable[[], str]) -> None:
        self._view, self._info, self._content = view, info, content
        self._home: Bridge[_Seen] = Bridge(view, self._arrived)
        self._found: list[tuple[Run, ...]] = []
        self._looked_chars = 0
        self._running = self._again = False
        self._next = 0
        self._timer = QTimer(view)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self.on_piece_due)
        self.wanted = known(info)

    @property
    def busy(self) -> bool:
        """Colours are on their way."""
        return self._running or self._timer.isActive()

    def look(self, *, last: bool = False) -> None:
        """Look at the text if it has grown enough to be worth it, or for the `last` time."""
        size = self._view.document().characterCount()
        grown = size > self._looked_chars * GROWN or (last and size > self._looked_chars)
        if not self.wanted or not grown or size > MOST_CHARS:
            return
        if self._running:
            self._again = last
            return
        self._running, self._looked_chars = True, size
        text, info, home = self._content(), self._info, self._home
        threading.Thread(target=_look, args=(text, info, home), name="highlight").start()

    def paint_again(self) -> None:
        """Take the colours in force."""
        if self._found:
            self._next = 0
            self._timer.start()

    def _arrived(self, seen: _Seen) -> None:
        self._running = False
        same = next(
            (at for at, (one, two) in enumerate(zip(self._found, seen.found, strict=False)) if one != two), None
        )
        known_lines = min(len(self._found), len(seen.found))
        self._found = seen.found
        self._next = known_lines if same is None else same
        self.on_piece_due()
        if self._again:
            self._again = False
            self.look(last=True)

    @Slot()
    def on_piece_due(self) -> None:
        """Colour some lines, and later the next."""
        document = self._view.document()
        formats = _formats(tokens_of(self._view.palette()))
        end = min(self._next + PIECE_LINES, len(self._found))
        first = block = document.findBlockByNumber(self._next)
        for line in self._found[self._next : end]:
            if not block.isValid():
                break
            block.layout().setFormats([_ranged(run, formats) for run in line])
            block = block.next()
        if first.isValid():
            last = block.position() if block.isValid() else document.characterCount()
            document.markContentsDirty(first.position(), last - first.position())
        self._next = end
        if end < len(self._found):
            self._timer.start()


def _look(text: str, info: str, home: Bridge[_Seen]) -> None:
    found: list[tuple[Run, ...]] = []
    try:
        with _ONE_AT_A_TIME:
            found = runs(text, info)
    except Exception:  # a stranger's lexer on a stranger's text: it stays plain
        _log.exception("code could not be looked at")
    home(_Seen(found))


def _ranged(run: Run, formats: dict[Kind, QTextCharFormat]) -> QTextLayout.FormatRange:
    made = QTextLayout.FormatRange()
    made.start, made.length, made.format = run[0], run[1], formats[run[2]]
    return made


@lru_cache(maxsize=4)
def _formats(tokens: Tokens) -> dict[Kind, QTextCharFormat]:
    colours: dict[Kind, str] = {
        "keyword": tokens.code_keyword,
        "string": tokens.code_string,
        "number": tokens.code_number,
        "name": tokens.code_name,
        "comment": tokens.text_2,
    }
    made: dict[Kind, QTextCharFormat] = {}
    for kind, colour in colours.items():
        made[kind] = QTextCharFormat()
        made[kind].setForeground(QColor(colour))
        made[kind].setFontItalic(kind == "comment")
    return made
