# SPDX-License-Identifier: Apache-2.0
"""A sentence in place: what happened, what to do, the folded details, and the one or two things to press."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QPlainTextEdit

from edgeassist.core.language import tr
from edgeassist.kit.flow_layout import FlowLayout
from edgeassist.kit.icons import IconButton
from edgeassist.kit.parts import button, column, row, words


@dataclass(frozen=True, slots=True)
class Action:
    """A button of a notice."""

    text: str
    pressed: Callable[[], None]
    primary: bool = False


class NoticeBar(QFrame):
    """The banner. `tone` is `info`, `warn` or `danger`. Emits `dismissed` when a person closes it."""

    dismissed = Signal()

    def __init__(
        self,
        text: str,
        *,
        hint: str = "",
        detail: str = "",
        tone: str = "info",
        actions: tuple[Action, ...] = (),
        closable: bool = True,
    ) -> None:
        super().__init__()
        self.text, self.detail = text, detail
        self.setProperty("role", "notice")
        self.setProperty("tone", tone)
        self.setAccessibleName(text)
        self.setAccessibleDescription(hint)
        self.buttons = tuple(button(act.text, act.pressed, tone="primary" if act.primary else "") for act in actions)
        one_line = not hint and not detail
        self._beside = FlowLayout(*(self.buttons if one_line else ()))
        self._line = row(words(text, "sentence"), spacing=8)
        middle = column(None, spacing=0)
        middle.addLayout(self._beside)
        middle.addStretch(1)
        self._line.addLayout(middle)
        self._line.setStretch(0, 1)
        top = row(spacing=8)
        top.addLayout(self._line, 1)
        if closable:
            close = IconButton("close", tr("Dismiss"))
            close.setProperty("flat", "true")
            close.clicked.connect(self.on_dismissed)
            top.addWidget(close, 0, Qt.AlignmentFlag.AlignVCenter)
        layout = column(margins=(16, 12, 12, 12), spacing=8)
        layout.addLayout(top)
        if hint:
            layout.addWidget(words(hint, "quiet"))
        self._toggle = button(tr("Details"), self.on_details_toggled, role="link")
        self._copy = button(tr("Copy details"), self.on_details_copied, role="link")
        self._box = _details_box(detail)
        if not one_line and (self.buttons or detail):
            layout.addLayout(row(*self.buttons, self._toggle, self._copy, None))
        layout.addWidget(self._box)
        self._toggle.setVisible(bool(detail))
        self._copy.hide()
        self._box.hide()
        self.setLayout(layout)
        self._adopt()

    def _adopt(self) -> None:
        """Keep parts that found no place in the layout as children, so that they die with the banner."""
        for part in (self._toggle, self._copy, self._box):
            if part.parent() is None:
                part.setParent(self)
                part.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons below the sentence where they would leave it less than half of the width."""
        super().resizeEvent(event)
        way = QBoxLayout.Direction
        squeezed = 2 * self._beside.sizeHint().width() > self.width()
        wanted = way.TopToBottom if squeezed else way.LeftToRight
        if self._line.direction() != wanted:
            self._line.setDirection(wanted)

    @Slot()
    def on_details_toggled(self) -> None:
        """Unfold or fold the details."""
        unfold = self._box.isHidden()
        self._box.setVisible(unfold)
        self._copy.setVisible(unfold)
        self._toggle.setText(tr("Hide details") if unfold else tr("Details"))
        self._toggle.setAccessibleName(self._toggle.text())

    @Slot()
    def on_details_copied(self) -> None:
        """Put sentence and details on the clipboard."""
        QGuiApplication.clipboard().setText(f"{self.text}\n\n{self.detail}")

    @Slot()
    def on_dismissed(self) -> None:
        """Go away."""
        self.hide()
        self.dismissed.emit()


def _details_box(detail: str) -> QPlainTextEdit:
    made = QPlainTextEdit(detail)
    made.setProperty("role", "details")
    made.setAccessibleName(tr("Details"))
    made.setReadOnly(True)
    made.setTabChangesFocus(True)
    made.setFixedHeight(120)
    return made
