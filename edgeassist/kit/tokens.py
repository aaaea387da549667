# SPDX-License-Identifier: Apache-2.0
"""The design tokens: every colour and measure of the window, named once. Nothing else names a colour. No Qt."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tokens:
    """One theme's colours, as `#RRGGBB`; `ring_px` is the width of borders that mark focus.

    The `code_` ones tell words of program text apart, on `surface_2`; remarks in it have `text_2`. `faint` is for what
    nobody typed or can press: invitations to type, disabled controls.
    """

    bg: str
    surface: str
    surface_2: str
    text: str
    text_2: str
    faint: str
    line: str
    accent: str
    accent_weak: str
    on_accent: str
    ok: str
    warn: str
    warn_weak: str
    danger: str
    mark: str
    code_keyword: str
    code_string: str
    code_number: str
    code_name: str
    line_px: int = 1
    ring_px: int = 2


LIGHT = Tokens(
    bg="#FAF9F6",
    surface="#FFFFFF",
    surface_2="#F3F1EB",
    text="#1C1B19",
    text_2="#5C5A55",
    faint="#5C5A55",
    line="#DEDBD2",
    accent="#1F5FA8",
    accent_weak="#E4EDF8",
    on_accent="#FFFFFF",
    ok="#2D794C",
    warn="#8F5600",
    warn_weak="#FBF0DC",
    danger="#B3261E",
    mark="#FFF1B8",
    code_keyword="#7B3294",
    code_string="#22663F",
    code_number="#8F4A00",
    code_name="#1F5FA8",
)
DARK = Tokens(
    bg="#141517",
    surface="#1C1E21",
    surface_2="#25282C",
    text="#ECEAE4",
    text_2="#A9A69E",
    faint="#A9A69E",
    line="#34383D",
    accent="#7FB2EE",
    accent_weak="#1D2F45",
    on_accent="#141517",
    ok="#6CC28F",
    warn="#E0A44A",
    warn_weak="#3A2C14",
    danger="#F2837B",
    mark="#4A4016",
    code_keyword="#C9A2F2",
    code_string="#8CCB9B",
    code_number="#E0A44A",
    code_name="#7FB2EE",
)
CONTRAST_LIGHT = Tokens(
    bg="#FFFFFF",
    surface="#FFFFFF",
    surface_2="#FFFFFF",
    text="#000000",
    text_2="#000000",
    faint="#5C5C5C",
    line="#000000",
    accent="#0000C8",
    accent_weak="#FFFFFF",
    on_accent="#FFFFFF",
    ok="#005A1E",
    warn="#5A3600",
    warn_weak="#FFFFFF",
    danger="#8C0000",
    mark="#FFFF00",
    code_keyword="#5A007A",
    code_string="#005A1E",
    code_number="#5A3600",
    code_name="#0000C8",
    line_px=2,
)
CONTRAST_DARK = Tokens(
    bg="#000000",
    surface="#000000",
    surface_2="#000000",
    text="#FFFFFF",
    text_2="#FFFFFF",
    faint="#949494",
    line="#FFFFFF",
    accent="#FFFF00",
    accent_weak="#000000",
    on_accent="#000000",
    ok="#7CFFB0",
    warn="#FFC45A",
    warn_weak="#000000",
    danger="#FF9C96",
    mark="#5A4A00",
    code_keyword="#FFB0FF",
    code_string="#7CFFB0",
    code_number="#FFC45A",
    code_name="#FFFF00",
    line_px=2,
)

READING_PX = 720
BUBBLE_PX = 560
TOP_BAR_PX = 48
RAIL_PX = 76
FOOTER_PX = 28
RADIUS_CONTROL_PX, RADIUS_CARD_PX, RADIUS_COMPOSER_PX = 6, 10, 12
TEXT_PX, READING_TEXT_PX, READING_LINE_PX, SMALL_PX, TITLE_PX = 13, 15, 24, 12, 20
BIG_PX = 28


ALL = (LIGHT, DARK, CONTRAST_LIGHT, CONTRAST_DARK)


def tokens_with(accent: str) -> Tokens:
    """Return the theme whose accent is `accent`; they all differ in it. An unknown one gives the light theme."""
    return next((tokens for tokens in ALL if tokens.accent.lower() == accent.lower()), LIGHT)


def tokens_for(*, dark: bool, contrast: bool) -> Tokens:
    """Return the theme of these two wishes."""
    if contrast:
        return CONTRAST_DARK if dark else CONTRAST_LIGHT
    return DARK if dark else LIGHT
