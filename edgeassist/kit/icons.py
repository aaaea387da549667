# SPDX-License-Identifier: Apache-2.0
"""Outline icons from `resources/icons`, tinted with a palette role and tinted again when the palette changes."""

from functools import lru_cache, partial

from PySide6.QtCore import QByteArray, QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPalette, QPixmap, QPixmapCache, QTransform
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel

from edgeassist.core.paths import resource
from edgeassist.kit.parts import PushButton, tip
from edgeassist.kit.scaling import outgrown, text_scale
from edgeassist.kit.theme import tokens_of

ICON_PX = 20
_FALLBACK = "pane"
_DIRECTED = frozenset({"back"})
"""What points where one came from: the other way where people read from right to left."""


@lru_cache(maxsize=64)
def _drawing(name: str) -> bytes:
    path = resource("icons", f"{name}.svg")
    return (path if path.is_file() else resource("icons", f"{_FALLBACK}.svg")).read_bytes()


def program_icon() -> QIcon:
    """Return the program's own icon, in its own colours; it is drawn when somebody shows it."""
    return QIcon(str(resource("edgeassist.svg")))


def pixmap(name: str, color: str, *, size_px: int = ICON_PX, ratio: float = 1.0, mirrored: bool = False) -> QPixmap:
    """Return the icon `name` in `color`; an unknown name gives a plain pane."""
    from PySide6.QtSvg import QSvgRenderer

    key, made = f"edgeassist {name} {color} {size_px} {ratio} {mirrored}", QPixmap()
    if QPixmapCache.find(key, made):
        return made
    drawing = _drawing(name).replace(b'stroke="#000"', f'stroke="{color}"'.encode())
    made = QPixmap(round(size_px * ratio), round(size_px * ratio))
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    QSvgRenderer(QByteArray(drawing)).render(painter, QRectF(made.rect()))
    painter.end()
    if mirrored:
        made = made.transformed(QTransform.fromScale(-1, 1))
    made.setDevicePixelRatio(ratio)
    QPixmapCache.insert(key, made)
    return made


def tint(
    button: QAbstractButton,
    name: str,
    role: QPalette.ColorRole,
    checked: QPalette.ColorRole,
    *,
    size_px: int = ICON_PX,
) -> None:
    """Give `button` the icon `name` in the colours of `role` and, when checked, of `checked`, as large as the text."""
    size_px = round(size_px * text_scale())
    colors, ratio, icon = QApplication.palette(button), button.devicePixelRatioF(), QIcon()
    mirrored = name in _DIRECTED and button.layoutDirection() == Qt.LayoutDirection.RightToLeft
    draw = partial(pixmap, name, size_px=size_px, ratio=ratio, mirrored=mirrored)
    for state, wanted in ((QIcon.State.Off, role), (QIcon.State.On, checked)):
        made = draw(colors.color(wanted).name())
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Active, QIcon.Mode.Selected):
            icon.addPixmap(made, mode, state)
        icon.addPixmap(draw(tokens_of(colors).faint), QIcon.Mode.Disabled, state)
    button.setIcon(icon)
    button.setIconSize(QSize(size_px, size_px))


class IconButton(PushButton):
    """A push button that is one icon; `name` is what a screen reader says and the tool tip shows."""

    def __init__(
        self,
        icon: str,
        name: str,
        *,
        role: QPalette.ColorRole = QPalette.ColorRole.PlaceholderText,
        size_px: int = ICON_PX,
    ) -> None:
        super().__init__()
        self._icon, self._role, self._size_px = icon, role, size_px
        self._scale = text_scale()
        self.setProperty("role", "icon")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.show_as(icon, name)

    def show_as(self, icon: str, name: str) -> None:
        """Change the drawing and the name."""
        self._icon = icon
        self.setAccessibleName(name)
        self.setToolTip(tip(name))
        tint(self, self._icon, self._role, self._role, size_px=self._size_px)

    def changeEvent(self, event: QEvent) -> None:
        """Take the new colours, and the new size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange or outgrown(event, self._scale):
            self._scale = text_scale()
            tint(self, self._icon, self._role, self._role, size_px=self._size_px)


class IconLabel(QLabel):
    """A small drawing beside a word; silent for screen readers."""

    def __init__(self, icon: str, *, size_px: int = 16) -> None:
        super().__init__()
        self._icon, self._size_px = icon, size_px
        self._scale = text_scale()
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        """Take the new colours, and the new size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange or outgrown(event, self._scale):
            self._scale = text_scale()
            self._draw()

    def show_as(self, icon: str) -> None:
        """Change the drawing."""
        self._icon = icon
        self._draw()

    def _draw(self) -> None:
        color = QApplication.palette(self).color(QPalette.ColorRole.PlaceholderText).name()
        size_px = round(self._size_px * text_scale())
        self.setPixmap(pixmap(self._icon, color, size_px=size_px, ratio=self.devicePixelRatioF()))
