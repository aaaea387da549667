# SPDX-License-Identifier: Apache-2.0
"""The one style sheet, as a text made from the tokens. Knows no widget but by role name. No Qt."""

import re
from dataclasses import asdict
from string import Template

from edgeassist.core.paths import resource
from edgeassist.kit.tokens import (
    BIG_PX,
    LIGHT,
    RADIUS_CARD_PX,
    RADIUS_COMPOSER_PX,
    RADIUS_CONTROL_PX,
    READING_TEXT_PX,
    SMALL_PX,
    TEXT_PX,
    TITLE_PX,
    Tokens,
)

_SHEET = Template("""
QWidget { font-size: ${text_px}px; }
QMainWindow, QScrollArea, QWidget[role="page"] { background: $bg; border: none; }
QScrollArea { border: ${ring_px}px solid transparent; }
QScrollArea[role="rail"] { background: $surface; border: none; }
QScrollArea:focus { border: ${ring_px}px solid $accent; }
QToolTip { color: $text; background: $surface; border: ${line_px}px solid $line; padding: 4px 8px; }
QLabel { background: transparent; color: $text; }
QLabel[role="quiet"] { color: $text_2; }
QLabel[role="small"] { color: $text_2; font-size: ${small_px}px; }
QLabel[role="figure"] { font-size: ${small_px}px; font-weight: 600; }
QLabel[role="title"] { font-size: ${title_px}px; font-weight: 600; }
QLabel[role="big"] { font-size: ${big_px}px; font-weight: 600; }
QLabel[role="name"] { font-size: ${reading_px}px; font-weight: 600; }
QLabel[role="reading"] { font-size: ${reading_px}px; }
QLabel[role="heard"] { font-size: ${title_px}px; }
QLabel[role="partial"] { font-size: ${title_px}px; color: $text_2; }
QLabel[tone="ok"] { color: $ok; font-size: ${small_px}px; font-weight: 600; }
QLabel[tone="warn"] { color: $warn; font-size: ${small_px}px; font-weight: 600; }
QLabel[tone="danger"] { color: $danger; font-size: ${small_px}px; font-weight: 600; }
QLabel[role="details"] { color: $text_2; font-size: ${small_px}px; border: ${ring_px}px solid transparent;
  padding: 4px 7px; }
QLabel:focus { border: ${ring_px}px solid $accent; border-radius: ${control}px; }

QFrame[role="bar"] { background: $surface; border: none; border-bottom: ${line_px}px solid $line; }
QFrame[role="rail"] { background: $surface; border: none; border-right: ${line_px}px solid $line; }
QFrame[role="rail"][mirrored="true"] { border: none; border-left: ${line_px}px solid $line; }
QScrollArea[role="rail"] { border: none; }
QFrame[role="footer"] { background: $surface; border: none; border-top: ${line_px}px solid $line; }
QFrame[role="toast"] { background: $accent_weak; border: none; border-top: ${line_px}px solid $line; }
QFrame[role="chip"], QPushButton[role="chip"] {
  background: $bg; border: ${line_px}px solid $line; border-radius: ${control}px; padding: 0 10px; }
QPushButton[role="chip"]:hover { background: $surface_2; }
QPushButton[role="chip"]:focus { border: ${ring_px}px solid $accent; }
QFrame[role="way"] { background: $surface; border: none; border-bottom: ${line_px}px solid $line; }
QFrame[role="side"] { background: $surface_2; border: none; }
QScrollArea[role="side"], QWidget[role="side"] { background: $surface_2; border: none; }
QFrame[role="entry"] { background: transparent; border: none; border-bottom: ${line_px}px solid $line; }
QFrame[role="ask"] { background: $warn_weak; border: ${line_px}px solid $warn; border-radius: ${card}px; }
QSplitter::handle { background: $line; }
QFrame[role="file"] { background: $bg; border: ${line_px}px solid $line; border-radius: ${control}px;
  min-height: 24px; }
QFrame[role="card"] { background: $surface; border: ${line_px}px solid $line; border-radius: ${card}px; }
QFrame[role="overlay"] { background: $surface; border: ${line_px}px solid $text_2; border-radius: ${card}px; }
QScrollArea[role="inlay"], QWidget[role="inlay"] { background: $surface; }
QFrame[role="overlay"] QListWidget { background: transparent; border: none; }
QLabel[role="cap"] { color: $text_2; background: $surface; border: ${line_px}px solid $line; border-radius: 4px;
  padding: 1px 5px; font-size: ${small_px}px; }
QFrame[role="drop"] { background: $surface; border: 2px dashed $line; border-radius: ${card}px; }
QFrame[role="drop"][over="true"] { border-color: $accent; background: $accent_weak; }
QLabel[role="bubble"], QPlainTextEdit[role="bubble"] {
  background: $accent_weak; border: ${edge}px solid $line; border-radius: ${card}px;
  padding: 10px 14px; font-size: ${reading_px}px; }
QLabel[role="bubble"]:focus, QPlainTextEdit[role="bubble"]:focus {
  border: ${ring_px}px solid $accent; padding: ${bubble_focus}; }

QFrame[role="notice"] { background: $accent_weak; border: ${edge}px solid $line; border-radius: ${card}px; }
QFrame[role="notice"][tone="warn"] { background: $warn_weak; }
QFrame[role="notice"][tone="danger"] { background: $surface; border: ${line_px}px solid $danger; }
QFrame[role="notice"] QLabel[role="sentence"] { font-weight: 600; }

QPushButton { color: $text; background: $surface; border: ${line_px}px solid $line; border-radius: ${control}px;
  padding: 6px 12px; min-height: 18px; font-weight: 500; }
QPushButton:hover { background: $surface_2; }
QPushButton:pressed { background: $accent_weak; }
QPushButton:disabled { color: $faint; background: $bg; border: ${line_px}px $off_edge; }
QPushButton:focus { border: ${ring_px}px solid $accent; padding: 5px 11px; outline: 0; }
QPushButton[tone="primary"] { color: $on_accent; background: $accent; border: 1px solid $accent; }
QPushButton[tone="danger"] { color: $danger; border: ${line_px}px solid $danger; }
QPushButton[tone="danger"]:focus { border: ${ring_px}px solid $danger; padding: 5px 11px; }
QPushButton[tone="danger"]:disabled { color: $faint; border: ${line_px}px $off_edge; }
QPushButton[tone="primary"]:disabled { color: $faint; background: $surface_2; border: ${line_px}px $off_edge; }
QPushButton[tone="primary"]:focus { border: ${ring_px}px solid $text; }
QPushButton[role="link"] { color: $text_2; background: transparent; border: ${ring_px}px solid transparent;
  padding: 0 2px; font-size: ${small_px}px; font-weight: 400; min-height: 20px; }
QPushButton[role="link"]:hover { color: $text; text-decoration: underline; }
QPushButton[role="link"]:disabled { color: $faint; }
QPushButton[role="link"]:focus { border: ${ring_px}px solid $accent; }
QFrame[role="toast"] QPushButton[role="link"] { color: $accent; font-weight: 600; }
QPushButton[role="icon"] { padding: 0; min-height: 30px; min-width: 34px; }
QPushButton[role="icon"]:focus { padding: 0; }
QPushButton[flat="true"] { background: transparent; border: ${ring_px}px solid transparent;
  min-height: 24px; min-width: 24px; }
QPushButton[flat="true"]:focus { border: ${ring_px}px solid $accent; }

QPushButton[role="remove"] { background: transparent; border: ${ring_px}px solid transparent; padding: 0;
  min-height: 18px; min-width: 18px; }
QPushButton[role="remove"]:hover { background: $surface_2; }
QPushButton[role="remove"]:focus { border: ${ring_px}px solid $accent; padding: 0; }

QPushButton[role="choice"] { padding: 3px 10px; min-height: 18px; }
QPushButton[role="choice"]:checked { color: $on_accent; background: $accent; border: ${line_px}px solid $accent; }
QPushButton[role="choice"]:focus { border: ${ring_px}px solid $text; padding: 2px 9px; }

QPushButton[role="place"] { text-align: left; color: $text_2; background: transparent; padding: 5px 9px;
  border: ${ring_px}px solid transparent; min-height: 18px; outline: 0; }
QPushButton[role="place"]:hover { background: $surface; }
QPushButton[role="place"]:checked { color: $accent; background: $accent_weak; font-weight: 600; }
QPushButton[role="place"]:focus { border: ${ring_px}px solid $accent; padding: 5px 9px; }

QLineEdit { color: $text; background: $surface; border: ${line_px}px solid $line; border-radius: ${control}px;
  padding: 5px 10px; min-height: 20px; placeholder-text-color: $faint;
  selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit:focus { border: ${ring_px}px solid $accent; padding: 4px 9px; }
QRadioButton, QCheckBox { color: $text; background: transparent; border: ${ring_px}px solid transparent;
  border-radius: ${control}px; padding: 3px; spacing: 8px; }
QRadioButton:focus, QCheckBox:focus { border: ${ring_px}px solid $accent; }
QRadioButton:disabled, QCheckBox:disabled { color: $faint; }
QRadioButton::indicator, QCheckBox::indicator { width: 14px; height: 14px; background: $surface;
  border: ${line_px}px solid $text_2; border-radius: 3px; }
QRadioButton::indicator { border-radius: ${dot}px; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url("$tick"); }
QRadioButton::indicator:checked { width: 6px; height: 6px; border: 5px solid $accent; border-radius: 8px; }
QRadioButton[role="name"] { font-size: ${reading_px}px; font-weight: 600; }
QListWidget[role="receipts"] { color: $text; background: transparent; border: ${ring_px}px solid transparent;
  outline: 0; }
QListWidget[role="receipts"]::item { padding: 3px 6px; border: ${line_px}px solid transparent;
  border-radius: ${control}px; }
QListWidget[role="receipts"]::item:selected { background: $accent_weak; color: $text;
  border: ${line_px}px solid $accent; }
QListWidget[role="receipts"]:focus { border: ${ring_px}px solid $accent; border-radius: ${control}px; }
QListWidget[role="places"] { color: $text_2; background: transparent; border: none; outline: 0; }
QListWidget[role="places"]::item { padding: 3px 7px; border: ${ring_px}px solid transparent;
  border-radius: ${control}px; }
QListWidget[role="places"]::item:hover { background: $surface; }
QListWidget[role="places"]::item:selected { background: $accent_weak; color: $accent; }
QListWidget[role="places"]::item:focus { border: ${ring_px}px solid $accent; }
QTableWidget[role="log"] { color: $text; background: $surface; border: ${line_px}px solid $line;
  border-radius: ${card}px; padding: 8px; outline: 0; }
QTableWidget[role="log"]:focus { border: ${ring_px}px solid $accent; padding: ${log_focus}px; }
QTableWidget[role="log"]::item { padding: 4px 8px; border: none; }
QTableWidget[role="log"]::item:selected { background: $accent_weak; color: $text; }
QTableWidget[role="log"] QHeaderView { background: transparent; border: none; }
QTableWidget[role="log"] QHeaderView::section { color: $text_2; background: transparent; border: none;
  padding: 4px 11px; font-size: ${small_px}px; }
QMenu { color: $text; background: $surface; border: ${line_px}px solid $line; padding: 4px; }
QMenu::item { padding: 6px 16px; border-radius: ${control}px; }
QMenu::item:selected { background: $accent_weak; color: $text; }
QMenu::item:disabled { color: $faint; }

QToolButton[role="rail"] { color: $text_2; background: transparent; border: ${ring_px}px solid transparent;
  border-radius: 8px; padding: 4px 0 3px 0; font-size: 11px; }
QToolButton[role="rail"]:hover { background: $surface_2; }
QToolButton[role="rail"]:checked { color: $accent; background: $accent_weak; font-weight: 600; }
QToolButton[role="rail"]:focus { border: ${ring_px}px solid $accent; outline: 0; }
QToolButton[role="rail"]:disabled { color: $faint; }

QFrame[role="composer"] { background: $surface; border: ${line_px}px solid $line; border-radius: ${composer}px; }
QFrame[role="composer"][focused="true"] { border: ${ring_px}px solid $accent; }
QPlainTextEdit { placeholder-text-color: $faint; }
QPlainTextEdit[role="input"] { background: transparent; color: $text; border: none; font-size: ${reading_px}px;
  selection-background-color: $accent; selection-color: $on_accent; }
QTextEdit[role="prose"] { background: transparent; color: $text; border: none; font-size: ${reading_px}px;
  selection-background-color: $accent; selection-color: $on_accent; }
QTextEdit[role="prose"]:focus { border: ${ring_px}px solid $accent; border-radius: ${control}px; }
QTextEdit[role="prose"][ring="off"] { border: ${ring_px}px solid transparent; }
QFrame[role="code-frame"] { background: $surface_2; border: ${line_px}px solid $line; border-radius: 8px; }
QPlainTextEdit[role="code"] { background: transparent; color: $text; border: ${ring_px}px solid transparent;
  selection-background-color: $accent; selection-color: $on_accent; }
QPlainTextEdit[role="code"]:focus { border: ${ring_px}px solid $accent; border-radius: ${control}px; }
QPlainTextEdit[role="details"] { background: $surface_2; color: $text; border: ${line_px}px solid $line;
  border-radius: ${control}px; padding: 6px; font-size: ${small_px}px; }
QPlainTextEdit[role="folded"] { background: $surface_2; color: $text_2; border: ${ring_px}px solid $surface_2;
  border-radius: ${control}px; padding: 4px 6px; }
QPlainTextEdit[role="folded"]:focus { border: ${ring_px}px solid $accent; }
QPlainTextEdit[role="details"]:focus { border: ${ring_px}px solid $accent; }

QProgressBar { background: $surface_2; border: ${edge}px solid $line; border-radius: 3px; max-height: 6px;
  min-height: 6px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
QProgressBar[tone="warn"]::chunk { background: $warn; }
QProgressBar[tone="danger"]::chunk { background: $danger; }
QScrollBar { background: transparent; border: none; }
QScrollBar:vertical { width: 10px; margin: 2px; }
QScrollBar:horizontal { height: 10px; margin: 2px; }
QScrollBar::handle { background: $line; border-radius: 3px; min-height: 32px; min-width: 32px; }
QScrollBar::handle:hover { background: $text_2; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
""")


_LENGTH = re.compile(r"\b(\d+)px")
_LINE_PX = 2
"""Lines as thin as this stay so at any size."""


def style_sheet(tokens: Tokens, scale: float = 1.0) -> str:
    """Return the style sheet of `tokens`, all but its thin lines `scale` times as large."""
    sheet = _sheet(tokens)
    return sheet if scale == 1 else _LENGTH.sub(lambda found: f"{_scaled(int(found[1]), scale)}px", sheet)


def _scaled(length_px: int, scale: float) -> int:
    return length_px if length_px <= _LINE_PX else round(length_px * scale)


def _sheet(tokens: Tokens) -> str:
    edge = tokens.line_px if tokens.line_px > 1 else 0
    inset = tokens.ring_px - edge
    return _SHEET.substitute(
        asdict(tokens),
        edge=edge,
        off_edge=f"dashed {tokens.faint}" if edge else f"solid {tokens.line}",
        dot=7 + tokens.line_px,
        tick=resource("icons", f"tick-{'light' if tokens.on_accent == LIGHT.on_accent else 'dark'}.svg").as_posix(),
        log_focus=8 + tokens.line_px - tokens.ring_px,
        bubble_focus=f"{10 - inset}px {14 - inset}px",
        control=RADIUS_CONTROL_PX,
        card=RADIUS_CARD_PX,
        composer=RADIUS_COMPOSER_PX,
        text_px=TEXT_PX,
        reading_px=READING_TEXT_PX,
        small_px=SMALL_PX,
        title_px=TITLE_PX,
        big_px=BIG_PX,
    )
