# SPDX-License-Identifier: Apache-2.0
"""Every theme can be read: contrast by the WCAG formula, and colours named in one file only."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton, QWidget

import edgeassist
from edgeassist.core.paths import resource
from edgeassist.kit.icons import IconButton, pixmap
from edgeassist.kit.parts import button, row
from edgeassist.kit.style_sheet import style_sheet
from edgeassist.kit.theme import Theme, palette, tokens_of
from edgeassist.kit.tokens import CONTRAST_DARK, CONTRAST_LIGHT, DARK, LIGHT, Tokens, tokens_for
from tests.gui.conftest import until

THEMES = {"light": LIGHT, "dark": DARK, "contrast-light": CONTRAST_LIGHT, "contrast-dark": CONTRAST_DARK}
PAGES = ("bg", "surface", "surface_2", "accent_weak")
READ = [(text, page) for text in ("text", "text_2", "faint") for page in (*PAGES, "warn_weak")]
READ += [(tone, page) for tone in ("ok", "warn", "danger", "accent") for page in ("bg", "surface")]
READ += [("accent", "accent_weak"), ("warn", "warn_weak"), ("text", "mark"), ("on_accent", "accent")]
READ += [(f"code_{word}", "surface_2") for word in ("keyword", "string", "number", "name")]
CONTROLS = [("accent", page) for page in PAGES] + [("text_2", page) for page in PAGES] + [("text", "accent")]


def luminance(color: str) -> float:
    parts = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, two: str) -> float:
    low, high = sorted((luminance(one), luminance(two)))
    return (high + 0.05) / (low + 0.05)


def test_the_formula_gives_the_known_ends() -> None:
    assert ratio("#000000", "#FFFFFF") == pytest.approx(21)
    assert ratio("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "page"), READ)
def test_text_can_be_read(theme: str, text: str, page: str) -> None:
    tokens = THEMES[theme]
    assert ratio(getattr(tokens, text), getattr(tokens, page)) >= 4.5


@pytest.mark.parametrize("theme", list(THEMES))
@pytest.mark.parametrize(("mark", "page"), [pair for pair in CONTROLS if pair != ("text", "accent")])
def test_controls_and_focus_rings_can_be_seen(theme: str, mark: str, page: str) -> None:
    tokens = THEMES[theme]
    assert ratio(getattr(tokens, mark), getattr(tokens, page)) >= 3


RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
TEXTLESS = ("QSplitter", "QScrollBar", "QProgressBar", "::indicator", "::chunk")


def rules(tokens: Tokens) -> list[tuple[str, dict[str, str]]]:
    """Return selector and declarations of each rule of the style sheet."""
    found = []
    for selector, body in RULE.findall(style_sheet(tokens)):
        pairs = (line.split(":", 1) for line in body.split(";") if ":" in line)
        found.append((" ".join(selector.split()), {name.strip(): value.strip() for name, value in pairs}))
    return found


def base(selector: str) -> str:
    """Return the selector without its states: what a rule for a state leaves unsaid, its base says."""
    return re.sub(r"(?<!:):[a-z-]+|\[over=\"true\"\]|\[focused=\"true\"\]", "", selector)


@pytest.mark.parametrize("tokens", THEMES.values(), ids=THEMES)
def test_every_text_of_the_style_sheet_can_be_read_on_what_it_stands_on(tokens: Tokens) -> None:
    pages = (tokens.bg, tokens.surface, tokens.surface_2)
    known = dict(rules(tokens))
    bad, pairs = [], 0
    for selector, said in rules(tokens):
        if any(part in selector for part in TEXTLESS):
            continue
        whole = known.get(base(selector), {}) | said
        behind = whole.get("background", "transparent")
        for colour in filter(None, (whole.get("color"), whole.get("placeholder-text-color"))):
            for page in [behind] if behind.startswith("#") else pages:
                pairs += 1
                if ratio(colour, page) < 4.5:
                    bad.append(f"{selector}: {colour} on {page}")
        if "selection-color" in said:
            pairs += 1
            if ratio(said["selection-color"], said["selection-background-color"]) < 4.5:
                bad.append(f"{selector}: selection")
    assert not bad
    assert pairs > 80


@pytest.mark.parametrize("tokens", THEMES.values(), ids=THEMES)
def test_every_focus_ring_and_mark_of_a_control_stands_out(tokens: Tokens) -> None:
    bad, rings = [], 0
    for selector, said in rules(tokens):
        ring = re.search(r"#[0-9A-Fa-f]{6}", said.get("border", "") or said.get("border-color", ""))
        if ring is None or not (":focus" in selector or "focused" in selector or ":checked" in selector):
            continue
        rings += 1
        pages = (tokens.bg, tokens.surface, tokens.surface_2)
        bad += [f"{selector}: {ring[0]} on {page}" for page in pages if ratio(ring[0], page) < 3]
    assert not bad
    assert rings > 15


@pytest.mark.parametrize("tokens", [CONTRAST_LIGHT, CONTRAST_DARK], ids=["light", "dark"])
def test_high_contrast_is_high_and_its_edges_are_as_wide_as_its_rings(tokens: Tokens) -> None:
    for text in ("text", "text_2", "accent", "ok", "warn", "danger"):
        assert ratio(getattr(tokens, text), tokens.surface) >= 7
    assert ratio(tokens.line, tokens.surface) >= 7
    assert tokens.line_px == tokens.ring_px == 2


@pytest.mark.parametrize("tokens", [CONTRAST_LIGHT, CONTRAST_DARK], ids=["light", "dark"])
def test_high_contrast_tells_an_invitation_from_typed_text_and_a_button_that_rests_from_one_that_works(
    tokens: Tokens,
) -> None:
    assert ratio(tokens.faint, tokens.text) >= 3
    known = dict(rules(tokens))
    for field in ("QLineEdit", "QPlainTextEdit"):
        assert known[field]["placeholder-text-color"] == tokens.faint
    for press in ("QPushButton", 'QPushButton[tone="primary"]', 'QPushButton[tone="danger"]'):
        resting = known[f"{press}:disabled"]
        assert resting["color"] == tokens.faint
        assert "dashed" in resting["border"]
    assert known['QPushButton[role="link"]:disabled']["color"] == tokens.faint


@pytest.mark.parametrize("role", ["input", "details", ""])
def test_an_invitation_is_painted_faint_in_high_contrast(theme: Theme, role: str) -> None:
    theme.choose("light", contrast="high")
    field = QPlainTextEdit()
    field.setProperty("role", role)
    field.ensurePolished()
    assert field.palette().placeholderText().color() == QColor(CONTRAST_LIGHT.faint)


def test_the_icon_of_a_button_that_rests_is_faint_in_high_contrast(theme: Theme) -> None:
    theme.choose("light", contrast="high")
    made = IconButton("send", "Send", role=QPalette.ColorRole.HighlightedText)
    image = made.icon().pixmap(QSize(20, 20), 1.0, QIcon.Mode.Disabled).toImage()
    solid = {
        image.pixelColor(x, y).name() for x in range(20) for y in range(20) if image.pixelColor(x, y).alpha() > 250
    }
    assert solid == {CONTRAST_LIGHT.faint.lower()}


@pytest.mark.parametrize("tokens", THEMES.values(), ids=THEMES)
def test_the_style_sheet_uses_tokens_only(tokens: Tokens) -> None:
    colours = set(re.findall(r"#[0-9A-Fa-f]{6}", style_sheet(tokens)))
    assert colours <= {
        value for value in (getattr(tokens, name) for name in Tokens.__slots__) if isinstance(value, str)
    }


def test_no_other_file_names_a_colour() -> None:
    root = Path(edgeassist.__file__).parent
    naming = [
        path.name for path in root.rglob("*.py") if re.search(r"[\"'(: ]#[0-9A-Fa-f]{6}\b", path.read_text("utf-8"))
    ]
    assert naming == ["tokens.py"]


def test_themes_are_chosen_by_two_wishes() -> None:
    assert tokens_for(dark=False, contrast=False) is LIGHT
    assert tokens_for(dark=True, contrast=False) is DARK
    assert tokens_for(dark=False, contrast=True) is CONTRAST_LIGHT
    assert tokens_for(dark=True, contrast=True) is CONTRAST_DARK


def test_choosing_a_theme_repaints_the_application(theme: Theme) -> None:
    theme.choose("dark")
    assert QApplication.palette().color(QPalette.ColorRole.Window) == QColor(DARK.bg)
    theme.choose("light")
    assert QApplication.palette().color(QPalette.ColorRole.Window) == QColor(LIGHT.bg)


def test_a_forced_theme_does_not_follow_the_system(theme: Theme) -> None:
    theme.choose("dark")
    theme.on_scheme_changed()
    assert theme.tokens is DARK


def test_the_caret_does_not_blink_so_that_idle_is_idle(theme: Theme) -> None:
    assert QApplication.cursorFlashTime() == 0


def test_the_palette_has_the_accent() -> None:
    assert palette(DARK).color(QPalette.ColorRole.Highlight) == QColor(DARK.accent)


@pytest.mark.parametrize("tokens", THEMES.values(), ids=THEMES)
def test_a_palette_tells_which_tokens_it_was_made_of(tokens: Tokens) -> None:
    assert tokens_of(palette(tokens)) is tokens


def test_every_icon_is_one_outline_of_the_set() -> None:
    for path in resource("icons").glob("*.svg"):
        if not path.stem.startswith("tick-"):
            drawing = path.read_text("utf-8")
            assert 'width="20" height="20" viewBox="0 0 20 20" fill="none" stroke="#000" stroke-width="1.6"' in drawing


def test_icons_are_drawn_in_the_colour_wanted(app: QApplication) -> None:
    image = pixmap("chat", "#FF0000", ratio=2.0).toImage()
    assert image.size() == QSize(40, 40)
    shades = {
        image.pixelColor(x, y).name() for x in range(40) for y in range(40) if image.pixelColor(x, y).alpha() > 250
    }
    assert shades == {"#ff0000"}


def test_an_unknown_icon_is_a_plain_pane(app: QApplication) -> None:
    assert pixmap("no-such-icon", "#000000").toImage() == pixmap("pane", "#000000").toImage()


def test_an_icon_button_follows_the_theme(theme: Theme) -> None:
    made = IconButton("send", "Send")
    light = _shades(made)
    theme.choose("dark")
    until(lambda: _shades(made) != light, "it is drawn in the dark theme's colour")
    made.deleteLater()


def _shades(made: QPushButton) -> set[str]:
    image = made.icon().pixmap(20, 20).toImage()
    return {image.pixelColor(x, y).name() for x in range(20) for y in range(20) if image.pixelColor(x, y).alpha() > 250}


def test_the_arrow_back_points_the_other_way_where_people_read_from_right_to_left(app: QApplication) -> None:
    plain = IconButton("back", "Back")
    app.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        turned, letter = IconButton("back", "Back"), IconButton("search", "Search")
    finally:
        app.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    upright = IconButton("search", "Search")
    side = QSize(20, 20)
    before, after = plain.icon().pixmap(side).toImage(), turned.icon().pixmap(side).toImage()
    assert after == before.flipped(Qt.Orientation.Horizontal)
    assert after != before
    assert letter.icon().pixmap(side).toImage() == upright.icon().pixmap(side).toImage()
    for made in (plain, turned, letter, upright):
        made.deleteLater()


@pytest.mark.parametrize(("tone", "role"), [("", ""), ("primary", ""), ("danger", ""), ("", "link"), ("", "choice")])
def test_a_button_reached_by_tab_has_its_ring_and_no_second_one(
    tone: str, role: str, shown: Callable[[QWidget], QWidget]
) -> None:
    page = QWidget()
    other, made = button("Other", lambda: None), button("What is new", lambda: None, tone=tone, role=role)
    page.setLayout(row(other, made))
    shown(page)
    made.setFocus(Qt.FocusReason.OtherFocusReason)
    seen = made.grab().toImage()
    other.setFocus(Qt.FocusReason.OtherFocusReason)
    assert made.grab().toImage() != seen
    QTest.keyClick(other, Qt.Key.Key_Tab)
    assert made.hasFocus()
    assert made.grab().toImage() == seen
