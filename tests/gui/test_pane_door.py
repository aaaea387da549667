# SPDX-License-Identifier: Apache-2.0
"""The door for strangers: packages installed with pip add panes to the list, the command line and the real window."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton, QWidget

from edgeassist.api import Handoff, PaneContext
from edgeassist.api.discovery import discover
from edgeassist.app.desk import ServiceDesk
from edgeassist.cli import run
from edgeassist.kit.theme import Theme
from edgeassist.ui.frame import RailButton
from edgeassist.ui.main_window import MainWindow
from edgeassist.ui.pane_page import PanePage
from tests.gui.conftest import settle, until
from tests.support.scripted_services import card, stored
from tests.support.stranger_panes import PACKAGE, example, install
from tests.support.welcomed import welcomed
from tests.support.windowless_desk import PlayedServices

FAULT = "It cannot be imported: ModuleNotFoundError: No module named 'loud_speaker_that_is_not_installed'"
STRANGERS = ("edgeassist-titles", "edgeassist-word-count")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with both packages in it; installing takes pip some seconds."""
    target = tmp_path_factory.mktemp("environment")
    install(target, example().write(tmp_path_factory.mktemp("titles")), PACKAGE)
    return target


@pytest.fixture
def at_the_door(installed: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.syspath_prepend(installed)
    yield
    for name in [name for name in sys.modules if name.partition(".")[0] in ("titles", "edgeassist_word_count")]:
        del sys.modules[name]


@pytest.fixture
def window(at_the_door: None, theme: Theme, tmp_path: Path) -> Iterator[MainWindow]:
    """Open the real window on the real desk, whose engine says back what it is asked."""
    stored(tmp_path / "home", card("one"))
    services = PlayedServices(tmp_path / "home")
    services.change_settings(model="one")
    made = MainWindow(welcomed(ServiceDesk(services)))
    made.show()
    settle()
    yield made
    made.close()
    made.deleteLater()


def page(window: MainWindow, pane_id: str) -> PanePage:
    return next(one for one in window.pages if one.spec.id == pane_id)


def widget(window: MainWindow, pane_id: str) -> QWidget:
    pane = page(window, pane_id).pane
    assert pane is not None
    return pane.widget


def context(window: MainWindow, pane_id: str) -> PaneContext:
    desk = window._desk
    assert desk is not None
    return desk.context(page(window, pane_id).spec)


def words_in(shown: QWidget) -> str:
    return " ".join(label.text() for label in shown.findChildren(QLabel))


def test_the_example_is_as_short_as_it_promises() -> None:
    shown = example()
    assert len((shown.declaration + shown.widget).strip().splitlines()) <= 40
    assert "PySide6" not in shown.declaration


def test_installed_panes_are_found_beside_our_own(at_the_door: None) -> None:
    found = {pane.id: pane for pane in discover()}
    titles, words, shout = found["titles"], found["word-count"], found["word_shout"]
    assert [(one.package, one.version) for one in (titles, words)] == [
        ("edgeassist-titles", "1.0"),
        ("edgeassist-word-count", "0.3.1"),
    ]
    assert [one.fault for one in (titles, words, shout)] == ["", "", FAULT]
    assert found["chat"].package == "edgeassist"


def test_the_command_line_lists_them_with_version_state_and_fault(installed: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(installed), "EDGEASSIST_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "edgeassist", "panes", "--json"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600, check=True)
    rows = [one for one in json.loads(done.stdout)["panes"] if one["package"] in STRANGERS]
    assert sorted((one["id"], one["name"], one["version"], one["state"], one["fault"]) for one in rows) == [
        ("titles", "Titles", "1.0", "ready", ""),
        ("word-count", "Words", "0.3.1", "ready", ""),
        ("word_shout", "", "0.3.1", "not usable", FAULT),
    ]


def test_people_read_the_same_in_a_table(
    at_the_door: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("EDGEASSIST_HOME", str(tmp_path))
    assert run(["panes"]) == 0
    head, *rows = capsys.readouterr().out.splitlines()
    assert head.split() == ["ID", "NAME", "PACKAGE", "VERSION", "STATE", "FAULT"]
    assert rows[-1].split(maxsplit=4) == ["word_shout", "-", "edgeassist-word-count", "0.3.1", f"not usable  {FAULT}"]


def test_a_broken_pane_is_a_disabled_row_with_its_reason(window: MainWindow) -> None:
    rows = {button.accessibleName(): button for button in window.findChildren(RailButton)}
    assert not rows["word_shout"].isEnabled()
    assert rows["word_shout"].toolTip() == FAULT
    assert rows["Words"].isEnabled()
    assert rows["Titles"].isEnabled()


def test_the_example_of_the_document_finds_a_title(window: MainWindow) -> None:
    window.stack.show_pane(page(window, "titles"))
    until(lambda: page(window, "titles").pane is not None and context(window, "titles").model is not None)
    shown = widget(window, "titles")
    shown.findChildren(QPlainTextEdit)[0].setPlainText("The pump in hall three is loud.")
    shown.findChildren(QPushButton)[0].click()
    until(lambda: words_in(shown).strip() == "A title for: The pump in hall three is loud.")


def test_text_goes_from_one_stranger_s_pane_to_another_s_which_keeps_it(window: MainWindow, tmp_path: Path) -> None:
    titles = context(window, "titles")
    assert titles.hand_off(Handoff("one two three", "count-words", "Three words"))
    until(lambda: window.stack.currentWidget() is page(window, "word-count"))
    assert words_in(widget(window, "word-count")) == "3 words"
    window.close()
    assert (tmp_path / "home" / "data" / "panes" / "word-count" / "text.txt").read_text() == "one two three"
