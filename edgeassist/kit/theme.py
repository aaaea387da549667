# SPDX-License-Identifier: Apache-2.0
"""Paints the application in the tokens' colours and follows the system between light, dark and high contrast.

Widgets read colours from the palette and from the style sheet's roles; `tokens_of` gives what neither has.
"""

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from edgeassist.kit.scaling import set_text_scale
from edgeassist.kit.style_sheet import style_sheet
from edgeassist.kit.tokens import Tokens, tokens_for, tokens_with

_MIDDLE = 128
"""Of the 255 steps from black to white."""


class Theme(QObject):
    """Keeps `app` in the wished colours: `system`, `light` or `dark`. Owned by the application.

    `contrast` is `system`, `normal` or `high`; `scale` the size of text against that at the start of the program.
    """

    def __init__(self, app: QApplication, wish: str = "system", *, contrast: str = "system") -> None:
        super().__init__(app)
        self._app = app
        self._wish, self._contrast, self._scale = wish, contrast, 1.0
        self._tokens: Tokens | None = None
        app.setStyle("Fusion")
        app.setFont(_interface_font(app.font()))
        app.setCursorFlashTime(0)
        app.styleHints().colorSchemeChanged.connect(self.on_scheme_changed)
        self._apply()

    @property
    def tokens(self) -> Tokens:
        """The colours in force."""
        return self._tokens or tokens_for(dark=False, contrast=False)

    def choose(self, wish: str, *, contrast: str = "system", scale: float = 1.0) -> None:
        """Follow these wishes from now on."""
        if scale != self._scale:
            self._tokens = None
        self._wish, self._contrast, self._scale = wish, contrast, scale
        set_text_scale(self._app, scale)
        self._apply()

    @Slot()
    def on_scheme_changed(self) -> None:
        """Follow the system's new colours, unless a person forced some."""
        self._apply()

    def _apply(self) -> None:
        hints = self._app.styleHints()
        dark = self._wish == "dark" or (self._wish == "system" and hints.colorScheme() == Qt.ColorScheme.Dark)
        high = self._contrast == "high" or (self._contrast == "system" and _wants_contrast(self._app))
        wanted = tokens_for(dark=dark, contrast=high)
        if wanted == self._tokens:
            return
        self._tokens = wanted
        self._app.setPalette(palette(wanted))
        self._app.setStyleSheet("")  # one sheet in the place of another costs Qt five times as much
        self._app.setStyleSheet(style_sheet(wanted, self._scale))


def _wants_contrast(app: QApplication) -> bool:
    accessibility = getattr(app.styleHints(), "accessibility", None)
    preference = getattr(accessibility(), "contrastPreference", None) if accessibility else None
    return bool(preference and preference() == Qt.ContrastPreference.HighContrast)


def _interface_font(font: QFont) -> QFont:
    changed = QFont(font)
    changed.setFeature(QFont.Tag("tnum"), 1)
    return changed


def tokens_of(colours: QPalette) -> Tokens:
    """Return the tokens that `colours` were made of, for the few that are no role of a palette (`mark`, code)."""
    return tokens_with(colours.color(QPalette.ColorRole.Accent).name())


def is_dark(colours: QPalette) -> bool:
    """Tell whether `colours` are light letters on a dark page."""
    return QColor(tokens_of(colours).bg).lightness() < _MIDDLE


def palette(tokens: Tokens) -> QPalette:
    """Return the palette that gives every standard role its token."""
    roles = {
        QPalette.ColorRole.Window: tokens.bg,
        QPalette.ColorRole.Base: tokens.surface,
        QPalette.ColorRole.AlternateBase: tokens.surface_2,
        QPalette.ColorRole.Button: tokens.surface,
        QPalette.ColorRole.ToolTipBase: tokens.surface,
        QPalette.ColorRole.Text: tokens.text,
        QPalette.ColorRole.WindowText: tokens.text,
        QPalette.ColorRole.ButtonText: tokens.text,
        QPalette.ColorRole.ToolTipText: tokens.text,
        QPalette.ColorRole.BrightText: tokens.danger,
        QPalette.ColorRole.PlaceholderText: tokens.text_2,
        QPalette.ColorRole.Mid: tokens.line,
        QPalette.ColorRole.Link: tokens.accent,
        QPalette.ColorRole.LinkVisited: tokens.accent,
        QPalette.ColorRole.Accent: tokens.accent,
        QPalette.ColorRole.Highlight: tokens.accent,
        QPalette.ColorRole.HighlightedText: tokens.on_accent,
    }
    made = QPalette()
    for role, color in roles.items():
        made.setColor(role, QColor(color))
    return made
