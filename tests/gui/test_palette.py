# SPDX-License-Identifier: Apache-2.0
"""The palette and the sheet of keys: opened by key, walked by key, run by key, left by key; the keyboard comes back."""

import logging
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from edgeassist.api import BasePane, PaneContext, PaneSpec
from edgeassist.kit.shortcuts import SCOPES, SHORTCUTS, WINDOW
from edgeassist.panes.chat.widget import ChatPane
from edgeassist.ui.main_window import MainWindow
from edgeassist.ui.network_ports import NetworkState
from edgeassist.ui.palette import Palette
from edgeassist.ui.ports import PaneRow
from tests.gui.conftest import settle, until
from tests.gui.fakes import READY, FakeDesk, card
from tests.gui.touring import whole_desk

Open = Callable[[FakeDesk], MainWindow]
CTRL = Qt.KeyboardModifier.ControlModifier


class Doing(BasePane):
    """A pane that offers two deeds, one of which fails."""

    def __init__(self) -> None:
        self.widget, self.done = QWidget(), 0

    def runnable(self) -> tuple[tuple[str, Callable[[], object]], ...]:
        return ("Water the garden", self.water), ("Break a vase", self.break_vase)

    def water(self) -> None:
        self.done += 1

    def break_vase(self) -> None:
        raise RuntimeError("the vase")


def garden(pane: BasePane) -> PaneRow:
    def build(_context: PaneContext) -> BasePane:
        return pane

    return PaneRow("garden", "Garden", PaneSpec("garden", "Garden", "pane", build), origin="tests")


def opened(window: MainWindow) -> Palette:
    QTest.keyClick(window, Qt.Key.Key_K, CTRL)
    settle()
    assert window.deeds is not None
    palette = window.deeds.palette
    assert palette.isVisible()
    return palette


def titles(palette: Palette) -> list[str]:
    return [entry.title for entry in palette.shown]


def typed(palette: Palette, text: str) -> list[str]:
    QTest.keyClicks(palette.field, text)
    return titles(palette)


def press(palette: Palette, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(palette.field, key)
    settle()


def test_ctrl_k_opens_it_with_everything_and_the_keyboard_in_its_line(open_window: Open, desk: FakeDesk) -> None:
    palette = opened(open_window(desk))
    assert palette.field.hasFocus()
    assert {"Chat", "Models", "Settings", "Light or dark colours", "Show all keys"} <= set(titles(palette))
    assert palette.list.currentRow() == 0


def test_the_field_in_the_top_bar_opens_it_too(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    window.top.search.click()
    assert window.deeds is not None
    assert window.deeds.palette.isVisible()


def test_a_few_letters_and_enter_go_there(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    palette = opened(window)
    assert typed(palette, "models")[0] == "Models"
    press(palette, Qt.Key.Key_Return)
    assert palette.isHidden()
    assert window.stack.currentWidget() is window.models


def test_esc_leaves_and_the_keyboard_is_back_where_it_was(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    before = QApplication.focusWidget()
    palette = opened(window)
    press(palette, Qt.Key.Key_Escape)
    assert palette.isHidden()
    assert QApplication.focusWidget() is before


def test_ctrl_k_again_and_a_press_beside_it_leave_too(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    palette = opened(window)
    QTest.keyClick(palette.field, Qt.Key.Key_K, CTRL)
    assert palette.isHidden()
    opened(window)
    QTest.mouseClick(palette, Qt.MouseButton.LeftButton, pos=palette.rect().bottomLeft() + QPoint(2, -2))
    assert palette.isHidden()


def test_the_arrows_walk_and_go_round(open_window: Open, desk: FakeDesk) -> None:
    palette = opened(open_window(desk))
    last = palette.list.count() - 1
    press(palette, Qt.Key.Key_Up)
    assert palette.list.currentRow() == last
    press(palette, Qt.Key.Key_Down, Qt.Key.Key_Down)
    assert palette.list.currentRow() == 1
    press(palette, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)
    assert palette.list.currentRow() == 1
    press(palette, Qt.Key.Key_PageUp)
    assert palette.list.currentRow() == 0
    assert palette.field.hasFocus()


def test_tab_stays_inside(open_window: Open, desk: FakeDesk) -> None:
    palette = opened(open_window(desk))
    press(palette, Qt.Key.Key_Tab)
    assert palette.field.hasFocus()


def test_nothing_found_says_so_and_enter_does_nothing_where_there_is_no_chat(open_window: Open, desk: FakeDesk) -> None:
    desk.rows = (garden(Doing()),)
    palette = opened(open_window(desk))
    assert typed(palette, "xyzzy") == []
    assert "“xyzzy”" in palette.nothing.text()
    press(palette, Qt.Key.Key_Return)
    assert palette.isVisible()


def test_a_word_of_a_chat_leads_to_the_search_in_chats(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    palette = opened(window)
    assert typed(palette, "ship") == ["Search your chats for “ship”"]
    assert "“ship”" in palette.nothing.text()
    press(palette, Qt.Key.Key_Return)
    pane = window.pages[0].pane
    assert isinstance(pane, ChatPane)
    field = pane._list.search.field
    until(lambda: field.text() == "ship" and field.hasFocus())


def test_what_is_found_here_comes_before_the_search_in_chats(open_window: Open, desk: FakeDesk) -> None:
    found = typed(opened(open_window(desk)), "settings")
    assert found[0] == "Settings"
    assert found[-1] == "Search your chats for “settings”"


def test_it_begins_anew_each_time(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    palette = opened(window)
    typed(palette, "chat")
    press(palette, Qt.Key.Key_Escape)
    desk.bring(card("llama", name="Llama 3.2 1B", in_use=False))
    settle()
    assert opened(window).field.text() == ""
    assert "Use Llama 3.2 1B" in typed(palette, "llama")


def test_a_model_is_used(open_window: Open, desk: FakeDesk) -> None:
    palette = opened(open_window(desk))
    typed(palette, "use qwen")
    press(palette, Qt.Key.Key_Return)
    assert desk.used == [("qwen", False)]


def test_a_setting_is_changed_or_shown(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    palette = opened(window)
    typed(palette, "dark")
    chosen = next(at for at, entry in enumerate(palette.shown) if entry.title.endswith("Dark"))
    palette.list.setCurrentRow(chosen)
    press(palette, Qt.Key.Key_Return)
    assert desk.preferences().values()["theme"] == "dark"
    opened(window)
    typed(palette, "threads")
    press(palette, Qt.Key.Key_Return)
    assert window.stack.currentWidget() is window.stack.settings.page


@pytest.mark.parametrize(
    ("text", "title", "key"),
    [
        ("about", "About", "about"),
        ("version", "About", "about"),
        ("sign", "Sign-in", "secrets"),
        ("network", "Network", "network"),
        ("microphone", "Voice", "voice"),
    ],
)
def test_a_part_of_the_settings_is_found_by_its_name_and_by_other_words(
    text: str, title: str, key: str, open_window: Open, desk: FakeDesk
) -> None:
    window = open_window(desk)
    palette = opened(window)
    typed(palette, text)
    found = next(at for at, one in enumerate(palette.shown) if (one.title, one.group) == (title, "Settings"))
    palette.list.setCurrentRow(found)
    press(palette, Qt.Key.Key_Return)
    page = window.stack.settings.page
    assert page is not None
    assert window.stack.currentWidget() is page
    assert page.current == key


def test_what_the_buttons_call_bigger_models_is_found_so(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    palette = opened(window)
    typed(palette, "bigger models")
    press(palette, Qt.Key.Key_Return)
    assert window.models is not None
    assert window.models.currentWidget() is window.models.finder


def test_about_is_the_first_that_is_called_about(open_window: Open, desk: FakeDesk) -> None:
    assert typed(opened(open_window(desk)), "about")[0] == "About"


def test_every_part_of_the_settings_is_listed_once(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    shown = titles(opened(window))
    assert len(window.stack.settings.sections()) == 9
    for title in window.stack.settings.sections().values():
        assert title in shown


def test_a_pane_offers_its_deeds_and_a_failing_one_leaves_the_window_whole(
    open_window: Open, expects_log: list[logging.LogRecord]
) -> None:
    pane = Doing()
    window = open_window(FakeDesk(rows=(garden(pane),)))
    palette = opened(window)
    assert "Water the garden" in typed(palette, "water")
    press(palette, Qt.Key.Key_Return)
    assert pane.done == 1
    opened(window)
    typed(palette, "vase")
    press(palette, Qt.Key.Key_Return)
    assert "Garden" in window.notices[0].text
    assert "the pane garden failed" in expects_log[0].getMessage()


def test_each_line_says_what_it_is_and_its_keys(open_window: Open, desk: FakeDesk) -> None:
    palette = opened(open_window(desk))
    typed(palette, "models")
    said = palette.list.item(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Models, Go to, Ctrl+2"


def test_it_fits_a_small_window(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    palette = opened(window)
    window.resize(480, 360)
    settle()
    assert palette.rect().contains(palette.card.geometry())


@pytest.mark.parametrize("mirrored", [False, True])
def test_the_chip_in_the_bar_is_brief_in_a_narrow_window(mirrored: bool, open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    window.setLayoutDirection(Qt.LayoutDirection.RightToLeft if mirrored else Qt.LayoutDirection.LeftToRight)
    window.resize(1280, 800)
    settle()
    wide = window.top.search.width()
    window.resize(480, 360)
    settle()
    assert window.top.search.width() < wide
    assert window.top.rect().contains(window.top.search.geometry())
    assert window.top.search.accessibleName() == "Search or run"


def test_the_sheet_of_keys_has_every_key(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    QTest.keyClick(window, Qt.Key.Key_Slash, CTRL)
    settle()
    assert window.deeds is not None
    sheet = window.deeds.sheet
    assert sheet is not None
    assert sheet.isVisible()
    told = {keys for keys, _title in sheet.lines}
    also = {keys for _keys, title in sheet.lines for keys in re.findall(r"also (\S+)", title)}
    assert told | also >= {one.keys for one in SHORTCUTS} | {"Ctrl+1", "Ctrl+2"}
    assert len(sheet.lines) + len(also) == len(SHORTCUTS) + 2
    assert len(SCOPES) > 5
    QTest.keyClick(sheet.area, Qt.Key.Key_Escape)
    assert sheet.isHidden()


def test_what_two_keys_do_is_told_in_one_row_of_the_sheet(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    assert window.deeds is not None
    window.deeds.show_keys()
    assert window.deeds.sheet is not None
    told = [(keys, title) for keys, title in window.deeds.sheet.lines if title.startswith("New chat")]
    assert told == [("Ctrl+Shift+N", "New chat; in Chat also Ctrl+N")]


def test_f6_walks_through_the_parts_of_the_window(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    walked = []
    for _ in range(4):
        QTest.keyClick(window, Qt.Key.Key_F6)
        now = QApplication.focusWidget()
        assert now is not None
        walked.append(next(part for part in window.regions if part.isAncestorOf(now)))
    assert walked[:3] == [window.top, window.stack.rail, window.stack]
    assert walked[3] is window.top
    QTest.keyClick(window, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    now = QApplication.focusWidget()
    assert now is not None
    assert window.stack.isAncestorOf(now)


def test_text_grows_and_shrinks_by_key_between_its_bounds(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    for _ in range(9):
        QTest.keyClick(window, Qt.Key.Key_Plus, CTRL)
    assert desk.preferences().values()["text_percent"] == 200
    QTest.keyClick(window, Qt.Key.Key_0, CTRL)
    assert desk.preferences().values()["text_percent"] == 100
    for _ in range(9):
        QTest.keyClick(window, Qt.Key.Key_Minus, CTRL)
    assert desk.preferences().values()["text_percent"] == 80


def test_the_colours_turn_by_key(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    QTest.keyClick(window, Qt.Key.Key_L, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert desk.preferences().values()["theme"] == "dark"


def test_a_new_chat_by_key_from_anywhere(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    window.show_models()
    QTest.keyClick(window, Qt.Key.Key_N, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert window.stack.currentWidget() is window.pages[0]


def test_chats_are_found_by_their_title(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    assert [title for title, _act in window.pages[0].offered()][:3] == [
        "New chat", "How this chat is answered…", "Prompts…",
    ]  # fmt: skip
    palette = opened(window)
    assert "Prompts…" in typed(palette, "prompts")


def test_the_offline_switch_turns_by_key(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    before = desk.network().state().offline
    QTest.keyClick(window, Qt.Key.Key_O, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert desk.network().state().offline is not before


def test_the_offline_switch_is_said_to_be_on_only_once_it_is(
    open_window: Open, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, wishes, said = open_window(desk), list[bool](), list[str]()
    assert window.deeds is not None
    monkeypatch.setattr(desk.network(), "switch", lambda *, offline: wishes.append(offline))
    monkeypatch.setattr(window.deeds.changes.toast, "say", lambda text, _back: said.append(text))
    for _ in range(3):
        window.deeds.changes.turn_offline()
    settle()
    assert (wishes, said) == ([True, False, True], [])
    desk.network().tell(NetworkState(offline=True))
    settle()
    assert said == ["The offline switch is on."]


def test_no_key_of_the_window_is_bound_twice(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    assert window.deeds is not None
    assert set(window.deeds.deeds) == {one.name for one in SHORTCUTS if one.scope == WINDOW and one.bound}
    ours = [made.key().toString() for made in window.findChildren(QShortcut) if made.parent() in (window, window.stack)]
    assert len(ours) == len(set(ours))


def test_the_switch_stays_where_the_program_was_started_with_it(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    desk.network().now = NetworkState(offline=True, forced=True)
    QTest.keyClick(window, Qt.Key.Key_O, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert "--offline" in window.notices[0].text


def test_f6_comes_back_to_the_box_one_was_writing_in_and_to_the_list_of_chats(open_window: Open) -> None:
    desk = whole_desk(replace(READY, path="/models/starter/model.gguf"))
    desk.models = [card("starter", name="Starter", built_in=True)]
    window = open_window(desk)
    page = window.pages[0]
    window.stack.show_pane(page)
    assert isinstance(page.pane, ChatPane)
    view = page.pane.widget
    window.resize(1300, 800)
    until(lambda: view.composer.ready and not view.narrow)
    box = view.composer.input
    box.setFocus()
    until(box.hasFocus)
    parts: list[QWidget] = []
    for _ in range(5):
        QTest.keyClick(window, Qt.Key.Key_F6)
        now = QApplication.focusWidget()
        assert now is not None
        parts.append(now)
    assert view.side is not None
    assert [window.top.isAncestorOf(parts[0]), window.stack.rail.isAncestorOf(parts[1])] == [True, True]
    assert parts[2] is page.starter.more
    assert view.side.isAncestorOf(parts[3])
    assert parts[4] is box
    QTest.keyClick(window, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.focusWidget() is parts[3]
