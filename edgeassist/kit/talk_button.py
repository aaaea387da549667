# SPDX-License-Identifier: Apache-2.0
"""A big round button that is pressed and held, or tapped. Tells the pressing and the letting go; knows no microphone.

The mouse and Space hold it, Enter taps it. A held key that repeats is one press; losing the focus lets go. A busy
computer may take a repetition apart into a release and a press: so a key has been let go only when it stays so.
"""

from typing import Literal

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFocusEvent, QHideEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from edgeassist.kit.icons import pixmap
from edgeassist.kit.motion import reduced
from edgeassist.kit.theme import tokens_of
from edgeassist.kit.tokens import Tokens

Show = Literal["ready", "opening", "open", "busy", "off"]
LARGE_PX, SMALL_PX = 96, 64
HALO_PX = 14
QUIET, STEADY = 0.05, 0.5
STAYS_UP_MS = 40
"""A key that repeats is pressed again sooner than this."""
_ICONS: dict[Show, str] = {"busy": "more", "off": "mic-off"}
_SPACE = (Qt.Key.Key_Space,)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class TalkButton(QAbstractButton):
    """`show_state` says how it looks; `open` alone has the halo, which grows with `show_level`."""

    held = Signal()
    let_go = Signal()
    tapped = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self._show: Show = "ready"
        self._level = 0.0
        self._round_px = LARGE_PX
        self._down = False
        self._up = QTimer(self)
        self._up.setSingleShot(True)
        self._up.setInterval(STAYS_UP_MS)
        self._up.timeout.connect(self.release)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self.on_clicked)

    @property
    def shows(self) -> Show:
        """How it looks now."""
        return self._show

    @property
    def is_held(self) -> bool:
        """It is pressed and was not let go."""
        return self._down

    def show_state(self, state: Show) -> None:
        """Look like `state`."""
        if state != self._show:
            self._show = state
            self._level = 0.0
            self.update()

    def show_level(self, share: float) -> None:
        """Let the halo be as wide as it is loud, from 0 to 1; where nothing may move, it is there or not."""
        level = max(0.0, min(1.0, share))
        self._level = (STEADY if level > QUIET else 0.0) if reduced() else level
        self.update()

    def set_large(self, *, large: bool) -> None:
        """Be large, or small where there is little room."""
        wanted = LARGE_PX if large else SMALL_PX
        if wanted != self._round_px:
            self._round_px = wanted
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        """Ask for the round and its halo."""
        side = self._round_px + 2 * HALO_PX
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        """Never be cut."""
        return self.sizeHint()

    def hitButton(self, place: QPoint) -> bool:
        """Leave the mouse to the events below; a click comes from assistive tools alone."""
        return False

    def press(self) -> None:
        """Begin to hold it, or go on: the release before was none."""
        self._up.stop()
        if not self._down and self.isEnabled():
            self._down = True
            self.update()
            self.held.emit()

    def release(self) -> None:
        """Let it go."""
        self._up.stop()
        if self._down:
            self._down = False
            self.update()
            self.let_go.emit()

    def release_key(self) -> None:
        """Let it go unless the key is pressed again at once."""
        if self._down:
            self._up.start()

    def on_clicked(self) -> None:
        """Take the press of an assistive tool for a tap."""
        self.tapped.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Hold it."""
        if event.button() == Qt.MouseButton.LeftButton and self._hit(event.position()):
            self.press()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let it go, wherever the mouse is by now."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.release()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Hold it with Space, tap it with Enter."""
        if event.key() in (*_SPACE, *_ENTER):
            if not event.isAutoRepeat():
                self.press() if event.key() in _SPACE else self.tapped.emit()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Let Space go."""
        if event.key() in _SPACE:
            if not event.isAutoRepeat():
                self.release_key()
        else:
            super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Let go: whoever has the focus now gets the release of the key."""
        super().focusOutEvent(event)
        self.release()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let go of what nobody sees."""
        super().hideEvent(event)
        self.release()

    def changeEvent(self, event: QEvent) -> None:
        """Paint anew in other colours."""
        super().changeEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the halo, the round, the picture and the ring of the focus."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = tokens_of(self.palette())
        fill, edge, ink = self._colours(tokens)
        middle, radius = QPointF(self.width() / 2, self.height() / 2), self._round_px / 2
        painter.setPen(Qt.PenStyle.NoPen)
        if self._show == "open":
            halo = QColor(tokens.accent)
            halo.setAlphaF(0.32)
            painter.setBrush(halo)
            reach = radius + 6 + self._level * (HALO_PX - 6)
            painter.drawEllipse(middle, reach, reach)
        painter.setBrush(QColor(fill))
        painter.setPen(QPen(QColor(edge), 2))
        inner = radius - (3 if self._down else 1)
        painter.drawEllipse(middle, inner, inner)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(tokens.text), tokens.ring_px))
            painter.drawEllipse(middle, radius + 3, radius + 3)
        self._draw_icon(painter, middle, ink)
        if self._show == "open":
            self._draw_light(painter, middle, radius * 0.72, tokens)
        painter.end()

    def _draw_light(self, painter: QPainter, middle: QPointF, away: float, tokens: Tokens) -> None:
        """Draw the small light that says: it is open."""
        side = -1 if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else 1
        painter.setBrush(QColor(tokens.danger))
        painter.setPen(QPen(QColor(tokens.bg), 3))
        painter.drawEllipse(QPointF(middle.x() + side * away, middle.y() - away), 9, 9)

    def _colours(self, tokens: Tokens) -> tuple[str, str, str]:
        """Return the colours of the round, of its edge and of the picture."""
        if self._show == "off":
            return tokens.surface_2, tokens.line, tokens.text_2
        if self._show in ("opening", "busy"):
            return tokens.accent_weak, tokens.accent, tokens.accent
        return tokens.accent, tokens.accent, tokens.on_accent

    def _draw_icon(self, painter: QPainter, middle: QPointF, ink: str) -> None:
        side = round(self._round_px * 0.42)
        drawn = pixmap(_ICONS.get(self._show, "mic"), ink, size_px=side, ratio=self.devicePixelRatioF())
        painter.drawPixmap(
            QRectF(middle.x() - side / 2, middle.y() - side / 2, side, side), drawn, QRectF(drawn.rect())
        )

    def _hit(self, place: QPointF) -> bool:
        away = place - QPointF(self.width() / 2, self.height() / 2)
        return away.x() ** 2 + away.y() ** 2 <= (self._round_px / 2) ** 2
