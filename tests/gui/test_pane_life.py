# SPDX-License-Identifier: Apache-2.0
"""What a pane lives through in the window: built late, told everything in order, and never able to take others down."""

import logging
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QTextEdit, QWidget
from shiboken6 import Shiboken

from edgeassist.api import MODELS, BasePane, Handoff, PaneContext, PaneSpec
from edgeassist.core.errors import BadInput
from edgeassist.kit.parts import PushButton, button, column
from edgeassist.runtime.state import EngineState, Phase, Trouble
from edgeassist.ui.main_window import MainWindow
from edgeassist.ui.pane_page import PanePage
from edgeassist.ui.ports import PaneRow
from tests.gui.conftest import settle, until
from tests.gui.fakes import READY, FakeDesk, card

Opened = Callable[[FakeDesk], MainWindow]
STARTER = card("starter", name="Starter", built_in=True)


class Living(BasePane):
    """Notes what happens to it; `fails` names the calls that raise."""

    widget: QWidget
    fails: frozenset[str] = frozenset()
    trouble: Exception = RuntimeError("broken on purpose")

    def __init__(self, context: PaneContext) -> None:
        self.context, self.widget = context, QLabel("alive")
        self.calls: list[str] = []

    def shown(self) -> None:
        self._note("shown")

    def hidden(self) -> None:
        self._note("hidden")

    def model_changed(self) -> None:
        self._note("model_changed")

    def take(self, handoff: Handoff) -> None:
        self._note(f"take {handoff.text}")

    def save(self) -> None:
        self._note("save")

    def close(self) -> None:
        self._note("close")

    def _note(self, call: str) -> None:
        self.calls.append(call)
        if call.partition(" ")[0] in self.fails:
            raise self.trouble


def failing(*calls: str, trouble: Exception | None = None) -> type[Living]:
    class Failing(Living):
        fails = frozenset(calls)

    if trouble is not None:
        Failing.trouble = trouble
    return Failing


def row(id: str, kind: Callable[[PaneContext], BasePane] = Living, *, needs: str = "", takes: str = "") -> PaneRow:
    one = PaneSpec(
        id=id,
        title=id.title(),
        icon="pane",
        build=kind,
        needs=frozenset({needs} if needs else ()),
        takes=(takes,) if takes else (),
    )
    return PaneRow(one.id, one.title, one)


def pane(page: PanePage) -> Living:
    assert isinstance(page.pane, Living)
    return page.pane


@pytest.fixture
def window(open_window: Opened) -> MainWindow:
    return open_window(FakeDesk(rows=(row("one"), row("two", takes="write")), models=[card()], now=READY))


def desk_of(window: MainWindow) -> FakeDesk:
    assert isinstance(window._desk, FakeDesk)
    return window._desk


def test_a_pane_is_built_when_somebody_looks_and_only_once(window: MainWindow) -> None:
    first, second = window.pages
    assert (first.pane is not None, second.pane) == (True, None)
    window.stack.show_pane(second)
    made = second.pane
    window.stack.show_pane(first)
    window.stack.show_pane(second)
    assert second.pane is made
    assert pane(second).calls == ["shown", "hidden", "shown"]
    assert pane(first).calls == ["shown", "hidden", "shown", "hidden"]


def test_a_covered_pane_hears_of_another_model_once_and_stays_covered(window: MainWindow) -> None:
    first, second = window.pages
    window.stack.show_pane(second)
    heard = len(pane(first).calls)
    state = replace(READY, path="/models/other/model.gguf")
    desk_of(window).report(state, state)
    until(lambda: "model_changed" in pane(second).calls)
    settle()
    assert pane(first).calls[heard:] == ["model_changed"]
    assert pane(second).calls == ["shown", "model_changed"]
    assert window.stack.currentWidget() is second


def test_the_models_page_covers_a_pane_and_escape_leads_back_to_the_first(window: MainWindow) -> None:
    first, second = window.pages
    window.stack.show_pane(second)
    window.show_models()
    assert pane(second).calls == ["shown", "hidden"]
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.stack.currentWidget() is first


def test_a_pane_leads_to_the_models_page_and_its_text_goes_nowhere(window: MainWindow) -> None:
    desk_of(window).report(Handoff("not used", MODELS))
    until(lambda: window.models is not None and window.stack.currentWidget() is window.models)
    assert window.notices == []
    assert all(page.pane is None or not any("take" in call for call in pane(page).calls) for page in window.pages)


def test_texts_handed_over_in_a_row_arrive_in_order(window: MainWindow) -> None:
    desk_of(window).report(*(Handoff(str(number), "write") for number in range(5)))
    until(lambda: window.pages[1].pane is not None and len(pane(window.pages[1]).calls) == 6)
    assert pane(window.pages[1]).calls == ["shown", *(f"take {number}" for number in range(5))]


def test_a_pane_that_fails_at_a_text_still_gets_the_next_one(
    open_window: Opened, expects_log: list[logging.LogRecord]
) -> None:
    desk = FakeDesk(rows=(row("one"), row("two", failing("take"), takes="write")), models=[card()], now=READY)
    window = open_window(desk)
    desk.report(Handoff("a", "write"), Handoff("b", "write"))
    until(lambda: window.pages[1].pane is not None and "take b" in pane(window.pages[1]).calls)
    assert [bar.text for bar in window.notices] == ["Something went wrong in Two."]


@pytest.mark.parametrize("call", ["shown", "hidden", "model_changed"])
def test_what_a_pane_raises_ends_in_a_sentence_with_the_details_folded(
    call: str, open_window: Opened, expects_log: list[logging.LogRecord]
) -> None:
    desk = FakeDesk(rows=(row("one", failing(call)), row("two")), models=[card()], now=READY)
    window = open_window(desk)
    desk.report(replace(READY, path="/models/other/model.gguf"))
    settle()
    window.stack.show_pane(window.pages[1])
    until(lambda: bool(window.notices))
    (bar,) = window.notices
    assert bar.text == "Something went wrong in One."
    assert "broken on purpose" in bar.detail
    assert window.stack.currentWidget() is window.pages[1]
    assert window.pages[0].button.isEnabled(), "one mistake closes no pane"


def test_an_error_with_words_of_its_own_is_told_in_them(
    open_window: Opened, expects_log: list[logging.LogRecord]
) -> None:
    trouble = BadInput("The list of terms is damaged.", hint="Import it again.")
    window = open_window(FakeDesk(rows=(row("one", failing("shown", trouble=trouble)),), models=[card()], now=READY))
    (bar,) = window.notices
    assert bar.text == "Something went wrong in One. The list of terms is damaged."
    assert bar.accessibleDescription() == "Import it again."


def test_every_pane_saves_and_closes_though_one_of_them_cannot(
    open_window: Opened, expects_log: list[logging.LogRecord]
) -> None:
    rows = (row("one"), row("two", failing("save", "close")), row("three"))
    desk = FakeDesk(rows=rows, models=[card()], now=READY)
    window = open_window(desk)
    for page in window.pages:
        window.stack.show_pane(page)
    window.save()
    window.close()
    assert [[call for call in pane(page).calls if call in ("save", "close")] for page in window.pages] == [
        ["save", "close"]
    ] * 3
    assert desk.closed == 1
    window.shut()
    assert desk.closed == 1, "whoever closes the window a second time closes nothing twice"


def test_a_pane_nobody_looked_at_is_neither_saved_nor_closed(window: MainWindow) -> None:
    window.save()
    window.shut()
    assert window.pages[1].pane is None


def test_a_pane_without_need_of_a_model_is_there_without_one(open_window: Opened) -> None:
    window = open_window(FakeDesk(rows=(row("one"), row("two", needs="model")), now=EngineState()))
    first, second = window.pages
    assert not first.welcoming
    assert first.pane is not None
    window.stack.show_pane(second)
    assert second.welcoming
    assert second.pane is None


def test_while_it_is_not_known_whether_there_is_a_model_the_place_says_so(open_window: Opened) -> None:
    desk = FakeDesk(rows=(row("one", needs="model"),), now=EngineState(), resumes=False)
    window = open_window(desk)
    (page,) = window.pages
    words = page.currentWidget()
    assert isinstance(words, QLabel)
    assert words.text() == "Opening…"
    desk.report(READY)
    until(lambda: page.pane is not None)
    assert pane(page).calls == ["shown"]


class Reading(Living):
    """Has something to read, or not."""

    class Sheet(QWidget):
        reading_changed = Signal()
        reading = True

    def __init__(self, context: PaneContext) -> None:
        super().__init__(context)
        self.widget = self.Sheet()


def test_what_can_be_read_stays_in_front_when_the_model_is_gone(open_window: Opened) -> None:
    desk = FakeDesk(rows=(row("one", Reading, needs="model"),), models=[card()], now=READY)
    window = open_window(desk)
    (page,) = window.pages
    desk.report(EngineState(phase=Phase.IDLE))
    settle()
    assert not page.welcoming
    assert page._lack.isVisible()
    sheet = pane(page).widget
    assert isinstance(sheet, Reading.Sheet)
    sheet.reading = False
    sheet.reading_changed.emit()
    assert page.welcoming


def test_trouble_is_said_once_above_and_not_by_a_second_banner(open_window: Opened) -> None:
    desk = FakeDesk(rows=(row("one", Reading, needs="model"),), models=[card()], now=READY)
    window = open_window(desk)
    trouble = Trouble("killed", "The engine was ended by the system.", "Load it again.")
    desk.report(EngineState(phase=Phase.IDLE, trouble=trouble))
    until(lambda: window.engine.trouble is not None)
    assert not window.pages[0]._lack.isVisible()


@pytest.mark.parametrize(("needs", "seen"), [("model", True), ("", False)])
def test_the_starter_is_named_above_panes_that_ask_it(needs: str, seen: bool, open_window: Opened) -> None:
    state = replace(READY, path="/models/starter/model.gguf")
    window = open_window(FakeDesk(rows=(row("one", needs=needs),), models=[STARTER], now=state))
    assert window.pages[0].starter.isVisible() is seen
    if seen:
        window.pages[0].starter.more.click()
        assert window.stack.currentWidget() is window.models


def test_the_starter_s_line_goes_with_the_starter(open_window: Opened) -> None:
    state = replace(READY, path="/models/starter/model.gguf")
    desk = FakeDesk(rows=(row("one", needs="model"),), models=[STARTER, card()], now=state)
    window = open_window(desk)
    assert window.pages[0].starter.isVisible()
    desk.report(READY)
    until(lambda: not window.pages[0].starter.isVisible())


def test_a_pane_gets_the_whole_room_where_nothing_is_said_above_it(window: MainWindow) -> None:
    assert not window.pages[0]._above.isVisible()
    assert pane(window.pages[0]).widget.height() == window.pages[0].height()


@pytest.mark.parametrize("keys", ["Ctrl+1", "Ctrl+2", "Ctrl+3"])
def test_the_keys_in_a_tool_tip_lead_where_it_says(keys: str, window: MainWindow) -> None:
    number = int(keys[-1])
    key = {1: Qt.Key.Key_1, 2: Qt.Key.Key_2, 3: Qt.Key.Key_3}[number]
    QTest.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)
    expected = [*window.pages, window.models]
    assert window.stack.currentWidget() is expected[number - 1]


def test_the_place_of_a_pane_has_its_name_for_a_screen_reader(window: MainWindow) -> None:
    assert [page.accessibleName() for page in window.pages] == ["One", "Two"]
    assert [page.button.accessibleName() for page in window.pages] == ["One", "Two"]


def test_exactly_one_place_in_the_rail_is_marked(window: MainWindow) -> None:
    for place, page in enumerate(window.pages):
        window.stack.show_pane(page)
        assert [one.button.isChecked() for one in window.pages] == [at == place for at in range(2)]
    window.show_models()
    assert [one.button.isChecked() for one in window.pages] == [False, False]


class Pressed(Living):
    """Three buttons; what is pressed goes away, as Send does while an answer is made."""

    def __init__(self, context: PaneContext) -> None:
        super().__init__(context)
        self.buttons = [button(name, lambda: None) for name in ("first", "second", "third")]
        self.widget.setLayout(column(*self.buttons))


@pytest.fixture
def pressed(open_window: Opened) -> tuple[MainWindow, list[PushButton]]:
    window = open_window(FakeDesk(rows=(row("one", Pressed),), models=[card()], now=READY))
    window.activateWindow()
    made = window.pages[0].pane
    assert isinstance(made, Pressed)
    return window, made.buttons


@pytest.mark.parametrize(("gone", "after"), [(0, 1), (1, 2), (2, 0)])
@pytest.mark.parametrize("way", ["hide", "disable"])
def test_the_keyboard_stays_in_the_pane_when_its_control_goes_away(
    gone: int, after: int, way: str, pressed: tuple[MainWindow, list[PushButton]]
) -> None:
    _window, buttons = pressed
    buttons[gone].setFocus()
    until(buttons[gone].hasFocus)
    buttons[gone].hide() if way == "hide" else buttons[gone].setEnabled(False)
    until(buttons[after].hasFocus)


def test_turning_to_another_place_asks_for_none_of_what_qt_made(
    pressed: tuple[MainWindow, list[PushButton]],
) -> None:
    window, buttons = pressed
    page = buttons[0].parentWidget()
    assert page is not None
    made = QTextEdit(page)
    made.show()
    buttons[0].setFocus()
    until(buttons[0].hasFocus)
    known = parts_known(made)
    window.show_models()
    settle()
    assert parts_known(made) == known


def parts_known(within: QWidget) -> int:
    """Return how many widgets in `within` Python knows: what it knows once stays as long as what it was asked of."""
    found = [one for one in Shiboken.getAllValidWrappers() if isinstance(one, QWidget)]
    return sum(within.isAncestorOf(one) for one in found)


def test_a_pane_without_another_control_lets_the_keyboard_go_on(
    pressed: tuple[MainWindow, list[PushButton]],
) -> None:
    window, buttons = pressed
    for one in buttons[1:]:
        one.hide()
    buttons[0].setFocus()
    until(buttons[0].hasFocus)
    buttons[0].hide()
    settle()
    focus = window.focusWidget()
    assert focus is None or focus.isVisible()


def test_tab_still_leads_out_of_a_pane(pressed: tuple[MainWindow, list[PushButton]]) -> None:
    window, buttons = pressed
    buttons[-1].setFocus()
    until(buttons[-1].hasFocus)
    QTest.keyClick(buttons[-1], Qt.Key.Key_Tab)
    assert not any(one.hasFocus() for one in buttons)
    assert window.focusWidget() is not None
