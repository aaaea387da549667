# SPDX-License-Identifier: Apache-2.0
"""Outline icons from `resources/icons`, tinted with a palette role and tinted again when the palette changes."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPalette, QPixmap, QPixmapCache
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPushButton

from edgeassist.core.paths import resource
from edgeassist.kit.parts import tip

ICON_PX = 20
_FALLBACK = "pane"


@lru_cache(maxsize=64)
def _drawing(name: str) -> bytes:
    path = resource("icons", f"{name}.svg")
    return (path if path.is_file() else resource("icons", f"{_FALLBACK}.svg")).read_bytes()


def pixmap(name: str, color: str, *, size_px: int = ICON_PX, ratio: float = 1.0) -> QPixmap:
    """Return the icon `name` in `color`; an unknown name gives a plain pane."""
    from PySide6.QtSvg import QSvgRenderer

    key, made = f"edgeassist {name} {color} {size_px} {ratio}", QPixmap()
    if QPixmapCache.find(key, made):
        return made
    drawing = _drawing(name).replace(b'stroke="#000"', f'stroke="{color}"'.encode())
    made = QPixmap(round(size_px * ratio), round(size_px * ratio))
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    QSvgRenderer(QByteArray(drawing)).render(painter, QRectF(made.rect()))
    painter.end()
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
    """Give `button` the icon `name` in the colours of `role` and, when checked, of `checked`."""
    colors, ratio, icon = QApplication.palette(button), button.devicePixelRatioF(), QIcon()
    for state, wanted in ((QIcon.State.Off, role), (QIcon.State.On, checked)):
        made = pixmap(name, colors.color(wanted).name(), size_px=size_px, ratio=ratio)
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Active, QIcon.Mode.Selected):
            icon.addPixmap(made, mode, state)
        quiet = colors.color(QPalette.ColorRole.PlaceholderText).name()
        icon.addPixmap(pixmap(name, quiet, size_px=size_px, ratio=ratio), QIcon.Mode.Disabled, state)
    button.setIcon(icon)
    button.setIconSize(QSize(size_px, size_px))


class IconButton(QPushButton):
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
        """Take the new colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            tint(self, self._icon, self._role, self._role, size_px=self._size_px)


class IconLabel(QLabel):
    """A small drawing beside a word; silent for screen readers."""

    def __init__(self, icon: str, *, size_px: int = 16) -> None:
        super().__init__()
        self._icon, self._size_px = icon, size_px
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        """Take the new colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()

    def show_as(self, icon: str) -> None:
        """Change the drawing."""
        self._icon = icon
        self._draw()

    def _draw(self) -> None:
        color = QApplication.palette(self).color(QPalette.ColorRole.PlaceholderText).name()
        self.setPixmap(pixmap(self._icon, color, size_px=self._size_px, ratio=self.devicePixelRatioF()))
