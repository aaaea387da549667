# SPDX-License-Identifier: Apache-2.0
"""Where a card says what went wrong: one banner, or no room taken at all. Shows only."""

from PySide6.QtWidgets import QWidget

from edgeassist.api import Notice
from edgeassist.kit.notice import NoticeBar
from edgeassist.kit.parts import column


class ProblemPlace(QWidget):
    """Shows what it was told last. `bar` is None while nothing is wrong."""

    def __init__(self) -> None:
        super().__init__()
        self.bar: NoticeBar | None = None
        self._told: Notice | None = None
        self._column = column(spacing=0)
        self.setLayout(self._column)
        self.hide()

    def tell(self, told: Notice | None) -> None:
        """Show and announce `told` in place of what was shown; the same again changes nothing."""
        if told == self._told:
            return
        self._told = told
        if self.bar is not None:
            self.bar.hide()
            self.bar.deleteLater()
            self.bar = None
        if told is not None:
            self.bar = NoticeBar(told.text, hint=told.hint, detail=told.detail, tone=told.tone, closable=False)
            self._column.addWidget(self.bar)
        self.setVisible(told is not None)
        if self.bar is not None and told is not None:
            from edgeassist.kit.announcing import announce

            announce(self.bar, f"{told.text} {told.hint}".rstrip())
