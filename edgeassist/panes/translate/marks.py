# SPDX-License-Identifier: Apache-2.0
"""How sentences are marked in the editors: the kinds of marks, and how each looks in the theme in force."""

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtGui import QColor, QPalette, QTextCharFormat

from edgeassist.kit.tokens import CONTRAST_DARK, CONTRAST_LIGHT, DARK, LIGHT, Tokens


class Kind(StrEnum):
    """Why something is marked."""

    FLAGGED = "flagged"
    ACTIVE = "active"
    DOUBT = "doubt"
    STALE = "stale"
    TERM = "term"


@dataclass(frozen=True, slots=True)
class Mark:
    """From `start` to `end`, in UTF-16 units."""

    start: int
    end: int
    kind: Kind


def tokens_of(palette: QPalette) -> Tokens:
    """Return the theme that `palette` was made of; the light one for a palette of somebody else's."""
    shown = [
        palette.color(role).name().upper()
        for role in (QPalette.ColorRole.Window, QPalette.ColorRole.Text, QPalette.ColorRole.Link)
    ]
    every = (LIGHT, DARK, CONTRAST_LIGHT, CONTRAST_DARK)
    return next((one for one in every if [one.bg.upper(), one.text.upper(), one.accent.upper()] == shown), LIGHT)


def look(kind: Kind, tokens: Tokens) -> QTextCharFormat:
    """Return how `kind` is drawn; where a theme has no weak colours, with lines instead."""
    made = QTextCharFormat()
    plain = tokens.accent_weak.upper() == tokens.surface.upper() or tokens.line_px > 1
    if kind is Kind.STALE:
        made.setForeground(QColor(tokens.text_2))
    elif kind is Kind.TERM:
        made.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
        made.setUnderlineColor(QColor(tokens.accent))
    elif kind is Kind.ACTIVE and plain:
        made.setBackground(QColor(tokens.accent))
        made.setForeground(QColor(tokens.on_accent))
    elif kind is Kind.DOUBT or (kind is Kind.FLAGGED and plain):
        made.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        made.setUnderlineColor(QColor(tokens.warn))
    else:
        made.setBackground(QColor(tokens.accent_weak if kind is Kind.ACTIVE else tokens.warn_weak))
    return made
