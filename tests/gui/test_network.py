# SPDX-License-Identifier: Apache-2.0
"""The lock as a switch, and the network page: empty, filled, forced, exported."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QLabel, QMenu, QWidget

from edgeassist.kit.file_choice import FileChoice
from edgeassist.kit.icons import IconLabel
from edgeassist.ui.lock import OFFLINE, SWITCHED, Lock
from edgeassist.ui.main_window import MainWindow
from edgeassist.ui.network_page import EMPTY, MOST_ROWS, NetworkPage
from edgeassist.ui.network_ports import Attempt, NetworkState, Protection
from tests.gui.conftest import until
from tests.gui.fakes import FakeDesk, FakeNetwork

Open = Callable[[FakeDesk], MainWindow]
WALL = (Protection("This program", "The kernel refuses it"), Protection("Engine", "Nothing", "seccomp"))
TRIED = Attempt(1_700_000_000, "hub.example", 443, "Fetching a model", "opened", 2_000_000)
STRANGE = Attempt(1_700_000_001, "", 0, "Not ours", "refused-foreign", by="stranger")


@pytest.fixture
def network() -> FakeNetwork:
    return FakeNetwork()


@pytest.fixture
def page(shown: Callable[[QWidget], QWidget], network: FakeNetwork) -> Iterator[NetworkPage]:
    network.now = NetworkState(protections=WALL)
    network.log = (STRANGE, TRIED)
    owner = QWidget()
    made = NetworkPage(network, FileChoice(owner, lambda _path: None))
    made.resize(800, 600)
    shown(made)
    yield made
    owner.deleteLater()


def entries(lock: Lock) -> dict[str, bool]:
    menu = lock.menu_now()
    found = {action.text(): action.isEnabled() for action in menu.actions() if action.text()}
    menu.deleteLater()
    return found


def cells(page: NetworkPage) -> list[list[str]]:
    table = page.table
    rows = ([table.item(row, place) for place in range(table.columnCount())] for row in range(table.rowCount()))
    return [[item.text() if item else "" for item in row] for row in rows]


def words_of(page: QWidget) -> str:
    return " ".join(label.text() for label in page.findChildren(QLabel) if label.isVisibleTo(page))


def test_the_locks_menu_turns_the_switch(open_window: Open, desk: FakeDesk) -> None:
    lock = open_window(desk).top.lock
    menu = lock.menu_now()
    menu.actions()[0].trigger()
    menu.deleteLater()
    until(lambda: lock.word.text() == "Offline, locked")
    assert desk.net.now.offline
    assert lock.toolTip() == SWITCHED
    assert lock.accessibleName() == f"Offline, locked. {SWITCHED}"
    desk.net.switch(offline=False)
    until(lambda: lock.word.text() == "Not connected")


def test_the_time_of_an_attempt_is_written_as_in_the_rest_of_the_window(
    page: NetworkPage, network: FakeNetwork
) -> None:
    moments = [datetime(2026, 11, 22, 13, 18), datetime(2026, 11, 22, 9), datetime(2025, 3, 6, 0, 5)]
    network.log = tuple(replace(TRIED, at_s=at.timestamp()) for at in moments)
    page.look()
    until(lambda: len(cells(page)) == len(moments))
    assert [row[0] for row in cells(page)] == ["22 Nov, 1:18 pm", "22 Nov, 9 am", "06 Mar 2025, 12:05 am"]
    item = page.table.item(0, 0)
    assert item is not None
    assert "2026" in item.toolTip()


def test_the_locks_menu_says_what_goes_on_and_what_protects(open_window: Open, desk: FakeDesk) -> None:
    lock = open_window(desk).top.lock
    assert entries(lock) == {
        "Stay offline": True, "Nothing goes over the network now": False, "Network log and protection…": True
    }  # fmt: skip
    desk.net.tell(NetworkState(protections=WALL))
    lock.show_asking(True)
    until(lambda: "Kept by the kernel and by our own check" in entries(lock))
    assert "Now: asking Hugging Face" in entries(lock)


def test_a_forced_switch_cannot_be_turned(open_window: Open, desk: FakeDesk) -> None:
    desk.net.now = NetworkState(offline=True, forced=True)
    lock = open_window(desk).top.lock
    assert entries(lock)["Stays offline until EdgeAssist is closed"] is False
    assert lock.word.text() == "Offline, locked"


def test_the_locks_menu_leads_to_the_network_page(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    menu = window.top.lock.menu_now()
    menu.actions()[-1].trigger()
    menu.deleteLater()
    assert window.stack.settings.page is window.stack.currentWidget()
    page = window.findChild(NetworkPage)
    assert page is not None
    until(lambda: page.isVisible() and EMPTY in words_of(page))


def test_pressed_the_lock_looks_at_the_locks_anew(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    window.top.lock.click()
    assert desk.net.looks == 1
    for menu in window.top.lock.findChildren(QMenu):
        menu.close()


def test_the_page_lists_attempts_and_protections(page: NetworkPage) -> None:
    until(lambda: page.table.rowCount() == 2)
    strange, ours = cells(page)
    assert strange[1:] == ["not said", "Refused: not ours", "–", "stranger: Not ours"]
    assert ours[1:] == ["hub.example:443", "Opened", "2.0 MB", "Fetching a model"]
    assert "Missing: seccomp." in words_of(page)
    assert page.sentence.text() == OFFLINE, "one sentence of what opens a connection, wherever it stands"


def test_what_a_process_was_kept_from_stands_in_its_row(page: NetworkPage, network: FakeNetwork) -> None:
    tried = "Refused since its start: a connection to tracker.example:443."
    network.tell(NetworkState(protections=(Protection("Engine", "No sockets", refused=tried),)))
    until(lambda: tried in words_of(page))
    (row,) = (one for one in page.findChildren(QWidget) if one.accessibleName().startswith("Engine"))
    assert row.accessibleName() == f"Engine: No sockets. {tried}"


def test_the_lock_is_drawn_shut_only_while_the_switch_is_on(open_window: Open, desk: FakeDesk) -> None:
    lock = open_window(desk).top.lock
    assert (lock.word.text(), drawn(lock)) == ("Not connected", drawn_as("globe-off"))
    desk.net.switch(offline=True)
    until(lambda: lock.word.text() == "Offline, locked")
    assert drawn(lock) == drawn_as("lock")
    menu = lock.menu_now()
    assert (menu.actions()[0].text(), menu.actions()[0].isChecked()) == ("Stay offline", True)
    menu.deleteLater()
    lock.show_asking(True)
    assert drawn(lock) == drawn_as("globe")


def drawn(lock: Lock) -> QImage:
    (icon,) = lock.findChildren(IconLabel)
    return icon.pixmap().toImage()


def drawn_as(name: str) -> QImage:
    return IconLabel(name).pixmap().toImage()


def test_a_log_without_an_attempt_says_so(page: NetworkPage, network: FakeNetwork) -> None:
    network.log = ()
    page.look()
    until(lambda: page.state_of_log.text() == EMPTY)
    assert not page.table.isVisibleTo(page)


def test_a_long_log_is_shown_in_part_and_says_how_much_is_left(page: NetworkPage, network: FakeNetwork) -> None:
    network.log = (TRIED,) * (MOST_ROWS + 1_500)
    page.look()
    until(lambda: page.table.rowCount() == MOST_ROWS)
    assert page.state_of_log.text() == "1,500 older ones are in the export."


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (NetworkState(offline=True), "Nothing is opened"),
        (NetworkState(offline=True, forced=True), "started with --offline"),
    ],
)
def test_the_page_says_how_the_switch_stands(
    page: NetworkPage, network: FakeNetwork, state: NetworkState, said: str
) -> None:
    network.tell(state)
    until(lambda: said in page.sentence.text())


@pytest.mark.parametrize(("part", "name"), [("export", "log.csv"), ("report", "report.html")])
def test_log_and_report_are_written_where_a_person_says(
    shown: Callable[[QWidget], QWidget], network: FakeNetwork, part: str, name: str, tmp_path: Path
) -> None:
    owner = QWidget()
    page = NetworkPage(network, FileChoice(owner, lambda _path: None))
    shown(page)
    getattr(page, part).click()
    dialog = owner.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / name))
    dialog.reject()
    assert network.exported == [tmp_path / name]
    owner.deleteLater()


def test_hidden_the_page_keeps_no_table(page: NetworkPage) -> None:
    until(lambda: page.table.rowCount() == 2)
    page.hide()
    assert page.table.rowCount() == 0
