# SPDX-License-Identifier: Apache-2.0
"""The window around the panes: first run, loading, trouble, imports, models, faults, keys and names."""

import logging
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLabel, QPlainTextEdit, QTextEdit, QWidget

from edgeassist.api import Handoff, Notice, PaneSpec
from edgeassist.panes.chat.widget import ChatPane
from edgeassist.runtime.state import EngineState, Phase, Trouble
from edgeassist.ui.main_window import MainWindow
from edgeassist.ui.models_page import ModelsPage
from edgeassist.ui.ports import (
    Answered,
    CardsChanged,
    DoesNotFit,
    ImportCancelled,
    Imported,
    ImportFailed,
    ImportProgress,
    PaneRow,
    Resumed,
)
from edgeassist.ui.start import _Faults
from edgeassist.ui.welcome import Welcome
from edgeassist.wire import Loaded, Stats
from tests.gui.conftest import settle, until
from tests.gui.fakes import LOADED, READY, USAGE, FakeDesk, card, chat_row

Open = Callable[[FakeDesk], MainWindow]
FILE = Path("/media/usb/tiny.gguf")


def first_run() -> FakeDesk:
    return FakeDesk(rows=(chat_row(),))


def welcome(window: MainWindow) -> Welcome:
    found = window.pages[0].welcome
    assert found is not None
    return found


def models(window: MainWindow) -> ModelsPage:
    window.show_models()
    settle()
    assert window.models is not None
    return window.models


def test_the_first_run_offers_the_one_thing_to_do(open_window: Open) -> None:
    window = open_window(first_run())
    assert window.pages[0].welcoming
    assert welcome(window).choose.hasFocus()
    assert "ends in .gguf" in welcome(window).line.text()
    assert window.pages[0].pane is None


def test_a_file_chosen_in_the_dialog_is_imported_and_used(open_window: Open) -> None:
    desk = first_run()
    window = open_window(desk)
    welcome(window).choose.click()
    dialog = window.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit(str(FILE))
    dialog.reject()
    assert [path for path, _ in desk.importing] == [FILE]
    desk.report_import(ImportProgress("Copying", 50, 100))
    desk.bring(card("tiny", in_use=False))
    desk.report(READY)
    desk.report_import(Imported("tiny"))
    until(lambda: not window.pages[0].welcoming)
    assert isinstance(window.pages[0].pane, ChatPane)


def test_a_model_that_failed_its_trial_is_not_loaded_once_more(open_window: Open) -> None:
    desk = first_run()
    window = open_window(desk)
    window.import_file(FILE)
    desk.bring(card("tiny", in_use=False))
    desk.report_import(Imported("tiny", Notice("tiny is here, but it did not work in a trial.", tone="warn")))
    until(lambda: bool(window.notices))
    assert desk.used == []


def test_nothing_is_said_about_models_before_the_last_time_is_known(open_window: Open) -> None:
    desk = FakeDesk(rows=(chat_row(),), models=[card(in_use=False)], resumes=False)
    window = open_window(desk)
    assert not window.pages[0].welcoming
    assert not window.top.chip.isVisible()
    assert isinstance(window.pages[0].currentWidget(), QLabel)
    desk.report(CardsChanged(desk.cards()), Resumed())
    until(lambda: window.pages[0].welcoming)
    assert window.top.chip.isVisible()
    assert "none is in use" in welcome(window).line.text()


def test_a_returning_person_never_sees_the_welcome(open_window: Open) -> None:
    desk = FakeDesk(rows=(chat_row(),), models=[card()], resumes=False)
    window = open_window(desk)
    desk.report(EngineState(phase=Phase.LOADING, path="/models/qwen/model.gguf"), Resumed())
    until(lambda: window.pages[0].pane is not None)
    assert window.pages[0].welcome is None


def test_the_first_answer_is_made_ready_for_once_the_last_time_is_known(
    open_window: Open, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    warm: list[bool] = []
    monkeypatch.setattr("edgeassist.kit.stream_view.warm_up", lambda: warm.append(True))
    desk.resumes = False
    open_window(desk)
    assert warm == []
    desk.report(Resumed())
    until(lambda: warm == [True])


def test_an_engine_that_moves_reads_no_models(
    open_window: Open, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window(desk)
    models(window)
    monkeypatch.setattr(FakeDesk, "cards", lambda _: pytest.fail("the models were read"))
    desk.report(EngineState(phase=Phase.LOADING, path="x", progress=0.5), READY, Resumed())
    until(lambda: window.top._name.text() == LOADED.name)


def drop(window: MainWindow, *paths: Path) -> bool:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    args = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(QPoint(50, 50), *args)
    enter.ignore()
    QApplication.sendEvent(window, enter)
    if enter.isAccepted():
        QApplication.sendEvent(window, QDropEvent(QPointF(50, 50), *args))
    return enter.isAccepted()


def test_a_model_dropped_anywhere_is_imported(open_window: Open) -> None:
    desk = first_run()
    window = open_window(desk)
    assert drop(window, FILE, Path("/media/usb/notes.txt"))
    assert [path for path, _ in desk.importing] == [FILE]


def test_other_files_are_not_taken(open_window: Open) -> None:
    desk = first_run()
    assert not drop(open_window(desk), Path("/media/usb/notes.txt"))
    assert desk.importing == []


def test_an_import_shows_its_progress_and_can_be_cancelled(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    page = models(window)
    window.import_file(FILE)
    desk.report_import(ImportProgress("Copying", 30, 100))
    until(lambda: bool(page.list.importing) and page.list.importing[0].line.text() == "Copying · 30 %")
    page.list.importing[0].cancel.click()
    assert desk.cancelled == [FILE]
    desk.report_import(ImportCancelled())
    until(lambda: page.list.importing == [])
    assert window.notices == []


def test_a_bad_file_is_refused_in_place_with_the_detail_folded(open_window: Open) -> None:
    desk = first_run()
    window = open_window(desk)
    window.import_file(FILE)
    desk.report_import(
        ImportFailed(Notice("tiny.gguf is a web page, not a model.", "Get it again.", "<html>", "danger"))
    )
    until(lambda: bool(window.notices))
    assert window.notices[0].text == "tiny.gguf is a web page, not a model."
    assert window.notices[0].detail == "<html>"
    window.notices[0].on_dismissed()
    assert window.notices == []


def test_models_without_one_in_use_lead_to_the_models_page(open_window: Open) -> None:
    window = open_window(FakeDesk(rows=(chat_row(),), models=[card(in_use=False)]))
    welcome(window).models.click()
    assert window.stack.currentWidget() is window.models


def test_the_models_page_is_made_only_when_wanted(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    assert window.models is None
    assert len(models(window).cards) == 1


def ids(page: ModelsPage) -> list[str]:
    return [made.card.id for made in page.cards]


def test_a_removed_model_can_be_brought_back(open_window: Open, desk: FakeDesk) -> None:
    page = models(open_window(desk))
    page.cards[0].remove()
    until(lambda: ids(page) == [])
    assert page.list.undo["qwen"].text == "Qwen2.5 0.5B was removed."
    page.list.undo["qwen"].buttons[0].click()
    until(lambda: ids(page) == ["qwen"])


def test_nothing_was_removed_before_it_is_gone(
    open_window: Open, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    wished: list[str] = []
    monkeypatch.setattr(FakeDesk, "remove_model", lambda _, card_id: wished.append(card_id))
    page = models(open_window(desk))
    page.cards[0].remove()
    assert wished == ["qwen"]
    assert page.list.undo == {}
    assert page.cards[0].removing
    desk.report(Notice("It is still being read.", tone="warn"))
    until(lambda: not any(made.removing for made in page.cards))


def test_details_are_plain_text_and_folded(open_window: Open, desk: FakeDesk) -> None:
    desk.models = [card(details="<b>name</b>")]
    made = models(open_window(desk)).cards[0]
    assert not made.unfolded
    made.details.click()
    assert made.text is not None
    assert made.text.isVisible()
    assert made.text.toPlainText() == "<b>name</b>"


def test_a_model_that_does_not_fit_can_be_loaded_anyway(open_window: Open, desk: FakeDesk) -> None:
    desk.models = [card("big", in_use=False)]
    window = open_window(desk)
    models(window).cards[0].use.click()
    desk.report(Notice("The setting theme is unknown.", tone="warn"))
    desk.report(DoesNotFit("big", Notice("It needs 3.1 GB, and 1.2 GB are free.", "Close other programs.", "", "warn")))
    until(lambda: len(window.notices) == 2)
    assert window.notices[0].buttons == ()
    assert window.notices[1].buttons[0].text() == "Load anyway"
    window.notices[1].buttons[0].click()
    assert desk.used == [("big", False), ("big", True)]
    assert len(window.notices) == 1


FAILED = EngineState(phase=Phase.IDLE, trouble=Trouble("load-failed", "It did not load."))


def load_again(window: MainWindow) -> None:
    until(lambda: window.engine.trouble is not None)
    assert window.engine.trouble is not None
    window.engine.trouble.buttons[0].click()


def test_load_again_takes_the_model_that_did_not_load(open_window: Open, desk: FakeDesk) -> None:
    desk.models = [card("qwen"), card("new", in_use=False)]
    window = open_window(desk)
    window.use_model("new")
    desk.report(replace(READY, progress=0.5), FAILED)
    load_again(window)
    assert desk.used == [("new", False), ("new", False)]


def test_load_again_takes_the_model_of_the_last_time_that_did_not_load(open_window: Open) -> None:
    desk = FakeDesk(rows=(chat_row(),), models=[card(in_use=False)])
    window = open_window(desk)
    desk.report(EngineState(phase=Phase.LOADING, path="/models/qwen/model.gguf"), FAILED)
    load_again(window)
    assert desk.used == [("qwen", False)]


def test_loading_is_shown_and_the_conversation_stays_readable(open_window: Open, desk: FakeDesk) -> None:
    desk.now = EngineState(phase=Phase.LOADING, path="x", progress=0.43)
    window = open_window(desk)
    assert window.engine.line.text() == "Loading the model… 43 %"
    assert not window.pages[0].welcoming
    desk.report(READY)
    until(lambda: not window.engine.isVisible())


def test_the_self_test_at_the_start_is_named(open_window: Open, desk: FakeDesk) -> None:
    desk.now = EngineState(phase=Phase.STARTING, path="x", preparing="Choosing the fastest code for this computer…")
    assert open_window(desk).engine.line.text() == "Choosing the fastest code for this computer…"


def test_trouble_says_what_happened_and_what_to_do(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    trouble = Trouble("resting", "The engine stopped twice on this model.", "Pick another model.", "SIGILL")
    desk.report(EngineState(phase=Phase.RESTING, path="x", trouble=trouble))
    until(lambda: window.engine.trouble is not None)
    bar = window.engine.trouble
    assert bar is not None
    assert (bar.text, bar.detail) == (trouble.message, "SIGILL")
    bar.buttons[0].click()
    assert desk.used == [("qwen", False)]
    bar.buttons[1].click()
    assert window.stack.currentWidget() is window.models


def test_the_strip_shows_figures_as_they_come(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    desk.report(Stats(tokens_per_second=24.6, context_used_tokens=1212, context_tokens=4096, memory_bytes=612_000_000))
    desk.report(Answered(USAGE))
    until(lambda: bool(window.footer.last.text()))
    assert "1,212 / 4,096" in window.footer.text
    assert "612 MB" in window.footer.text
    assert window.footer.last.text() == "Last answer first word after 0.18 s · 118 tokens"


def test_the_chip_names_the_model_as_plain_text(open_window: Open, desk: FakeDesk) -> None:
    desk.now = replace(READY, model=_named("<b>evil</b>\u202e"))
    window = open_window(desk)
    assert window.top._name.text() == "<b>evil</b>\N{REPLACEMENT CHARACTER}"
    assert window.top._name.textFormat() == Qt.TextFormat.PlainText


def _named(name: str) -> Loaded:
    return msgspec.structs.replace(LOADED, name=name)


def test_a_faulty_pane_is_a_disabled_row_with_its_reason(open_window: Open, desk: FakeDesk) -> None:
    desk.rows = (chat_row(), PaneRow("voice", "Voice", None, "It cannot be imported: no microphone."))
    window = open_window(desk)
    row = next(made for made in window.stack.rail.findChildren(QAbstractButton) if made.accessibleName() == "Voice")
    assert not row.isEnabled()
    assert row.toolTip() == row.accessibleDescription() == "It cannot be imported: no microphone."


class Clumsy:
    """A pane whose every method fails after it noted the call."""

    def __init__(self, calls: list[str]) -> None:
        self._calls, self.widget = calls, QLabel("clumsy")

    def take(self, handoff: Handoff) -> None:
        self._calls.append("take")
        raise RuntimeError(handoff.wish)

    def __getattr__(self, name: str) -> Callable[[], None]:
        def fail() -> None:
            self._calls.append(name)
            raise RuntimeError(name)

        return fail


def test_a_pane_that_fails_takes_nobody_along(
    open_window: Open, desk: FakeDesk, expects_log: list[logging.LogRecord]
) -> None:
    calls: list[str] = []
    specs = [PaneSpec(id=f"{n}", title=f"{n}", icon="pane", build=lambda _: Clumsy(calls)) for n in range(2)]
    desk.rows = tuple(PaneRow(spec.id, spec.title, spec) for spec in specs)
    window = open_window(desk)
    window.stack.show_pane(window.pages[1])
    desk.report(replace(READY, path="/models/other/model.gguf"))
    until(lambda: calls.count("model_changed") == 2)
    window.save()
    assert {bar.text for bar in window.notices} == {"Something went wrong in 0.", "Something went wrong in 1."}
    window.shut()
    assert (calls.count("save"), calls.count("close"), desk.closed) == (2, 2, 1)


def test_keys_lead_everywhere(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert window.stack.currentWidget() is window.models
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.stack.currentWidget() is window.pages[0]
    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert window.stack.currentWidget() is window.pages[0]


def focusable(window: MainWindow) -> list[QWidget]:
    return [
        widget
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible() and widget.isEnabled()
    ]


def visited_by_tab(window: MainWindow) -> list[QWidget]:
    seen: list[QWidget] = []
    for _ in range(100):
        QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Tab)
        now = window.focusWidget()
        if now is None or now in seen:
            break
        seen.append(now)
    return seen


@pytest.mark.parametrize("where", ["welcome", "chat", "models"])
def test_everything_is_reached_by_tab_and_has_a_name(open_window: Open, desk: FakeDesk, where: str) -> None:
    window = open_window(first_run() if where == "welcome" else desk)
    if where == "models":
        models(window)
    missed = set(focusable(window)) - set(visited_by_tab(window))
    assert not {widget.accessibleName() or type(widget).__name__ for widget in missed}
    nameless = [type(widget).__name__ for widget in focusable(window) if not widget.accessibleName()]
    assert nameless == []


@pytest.mark.parametrize("where", ["welcome", "chat", "models"])
def test_every_control_has_an_accessible_name(open_window: Open, desk: FakeDesk, where: str) -> None:
    window = open_window(first_run() if where == "welcome" else desk)
    if where == "models":
        models(window)
    controls = [widget for kind in (QAbstractButton, QTextEdit, QPlainTextEdit) for widget in window.findChildren(kind)]
    assert controls
    assert [type(widget).__name__ for widget in controls if not widget.accessibleName()] == []


@pytest.mark.parametrize("size", [(640, 480), (480, 360), (1280, 800)])
def test_no_words_are_cut_at_any_size(open_window: Open, desk: FakeDesk, size: tuple[int, int]) -> None:
    window = open_window(desk)
    window.resize(*size)
    settle()
    for page in (window.show_models, lambda: window.stack.show_pane(window.pages[0])):
        page()
        settle()
        cut = [
            made.text()
            for made in window.findChildren(QAbstractButton)
            if made.isVisible() and made.text() and made.width() < made.fontMetrics().horizontalAdvance(made.text())
        ]
        assert cut == []
        assert window.width() == size[0]


def test_an_idle_window_has_no_timer_running(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    models(window)
    window.stack.show_pane(window.pages[0])

    def running() -> list[QTimer]:
        return [timer for timer in window.findChildren(QTimer) if timer.isActive()]

    settle()
    repeating = [timer for timer in running() if not timer.isSingleShot()]
    assert [timer.objectName() or type(timer.parent()).__name__ for timer in repeating] == []
    until(lambda: not running(), "what waits for a moment of quiet, as the counting of tokens does, ends by itself")


def test_closing_saves_and_closes_the_desk_once(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    window.close()
    window.shut()
    assert desk.closed == 1


def test_what_nobody_caught_becomes_a_banner(open_window: Open, desk: FakeDesk, expects_log: None) -> None:
    window = open_window(desk)
    faults = _Faults(window)
    try:
        error = ValueError("a slot tripped")
        sys.excepthook(ValueError, error, None)
        thread = threading.Thread(target=lambda: 1 // 0)
        thread.start()
        thread.join()
        until(lambda: bool(window.notices))
        settle()
    finally:
        faults.close()
    assert window.notices[-1].text.startswith("Something went wrong in the window.")
    assert "ZeroDivisionError" in window.notices[-1].detail
    assert len(window.notices) == 1
