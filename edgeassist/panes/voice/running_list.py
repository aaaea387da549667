# SPDX-License-Identifier: Apache-2.0
"""Timers, alarms and reminders that are open, each with the time left. Shows lines; counts nothing itself."""

from PySide6.QtWidgets import QFrame, QLabel

from edgeassist.core.language import tr, with_colon
from edgeassist.kit.parts import column, row, words

Line = tuple[str, str]
"""What it is, and the time left or when it is due."""


class RunningList(QFrame):
    """Takes no room while nothing runs. Lines keep their widgets while they only count."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "side")
        self.setAccessibleName(tr("Running"))
        self.lines: tuple[Line, ...] = ()
        self._labels: list[tuple[QFrame, QLabel, QLabel]] = []
        self._layout = column(spacing=2, margins=(0, 0, 0, 10))
        self._layout.addLayout(row(words(tr("Running"), "name", wrap=False), None))
        self.setLayout(self._layout)
        self.hide()

    def show_lines(self, lines: tuple[Line, ...]) -> None:
        """Show these."""
        if lines == self.lines:
            return
        self.lines = lines
        while len(self._labels) > len(lines):
            gone, _what, _left = self._labels.pop()
            self._layout.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        while len(self._labels) < len(lines):
            self._labels.append(self._made())
        for (line, what, left), (said, time) in zip(self._labels, lines, strict=True):
            line.setAccessibleName(with_colon(said, time))
            what.setText(said)
            left.setText(time)
        self.setVisible(bool(lines))

    def _made(self) -> tuple[QFrame, QLabel, QLabel]:
        what, left = words(""), words("", "small")
        what.setMinimumWidth(1)
        line = QFrame()
        line.setProperty("role", "entry")
        line.setLayout(column(what, left, spacing=1, margins=(0, 6, 0, 6)))
        self._layout.addWidget(line)
        return line, what, left
