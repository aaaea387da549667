# SPDX-License-Identifier: Apache-2.0
"""The dialog for files begins where the last one was, asks for what is needed, and speaks one language."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QWidget

from edgeassist.core.language import LANGUAGES
from edgeassist.kit.file_choice import MODEL_FILTER, FileChoice
from edgeassist.kit.translating import Translating
from tests.gui.conftest import settle

Show = Callable[[QWidget], QWidget]


def dialogs(owner: QWidget) -> list[QFileDialog]:
    return owner.findChildren(QFileDialog)


@pytest.fixture
def owner(shown: Show) -> QWidget:
    made = QWidget()
    shown(made)
    return made


def test_the_next_choice_begins_where_the_last_file_was(owner: QWidget, tmp_path: Path) -> None:
    chosen: list[Path] = []
    choice = FileChoice(owner, chosen.append)
    choice.ask()
    (dialog,) = dialogs(owner)
    dialog.fileSelected.emit(str(tmp_path / "model.gguf"))
    dialog.reject()
    assert chosen == [tmp_path / "model.gguf"]
    assert choice.folder == str(tmp_path)


def test_a_folder_that_is_gone_is_not_begun_in(owner: QWidget, tmp_path: Path) -> None:
    choice = FileChoice(owner, lambda _path: None)
    choice.ask_for("Choose", MODEL_FILTER, lambda _path: None)
    (dialog,) = dialogs(owner)
    dialog.fileSelected.emit(str(tmp_path / "stick" / "a.gguf"))
    dialog.reject()
    assert choice.folder != str(tmp_path / "stick")
    assert Path(choice.folder).is_dir()


@pytest.mark.parametrize(
    ("kind", "mode", "accept"),
    [
        ("file", QFileDialog.FileMode.ExistingFile, QFileDialog.AcceptMode.AcceptOpen),
        ("folder", QFileDialog.FileMode.Directory, QFileDialog.AcceptMode.AcceptOpen),
        ("where", QFileDialog.FileMode.AnyFile, QFileDialog.AcceptMode.AcceptSave),
    ],
)
def test_each_question_asks_for_what_it_needs(
    kind: str, mode: QFileDialog.FileMode, accept: QFileDialog.AcceptMode, owner: QWidget
) -> None:
    choice = FileChoice(owner, lambda _path: None)
    ask: dict[str, Callable[[], None]] = {
        "file": choice.ask,
        "folder": lambda: choice.ask_folder("Choose a folder", lambda _path: None),
        "where": lambda: choice.ask_where("Write", "Text (*.txt)", "chat.txt", lambda _path: None),
    }
    ask[kind]()
    (dialog,) = dialogs(owner)
    assert (dialog.fileMode(), dialog.acceptMode()) == (mode, accept)
    if kind == "where":
        assert (dialog.defaultSuffix(), Path(dialog.selectedFiles()[0]).name) == ("txt", "chat.txt")
    dialog.reject()


@pytest.mark.parametrize("code", [one for one in LANGUAGES if one != "en"])
def test_qt_s_own_dialog_is_in_one_language(app: QApplication, owner: QWidget, code: str) -> None:
    spoken = Translating(app)
    english = labels_of_a_dialog(owner)
    spoken.speak(code)
    try:
        other = labels_of_a_dialog(owner)
    finally:
        spoken.speak("en")
    assert len(english) == 3
    assert set(english).isdisjoint(other)


def labels_of_a_dialog(owner: QWidget) -> list[str]:
    """Return what stands beside the folder, the name and the kind of file."""
    FileChoice(owner, lambda _path: None).ask_where("Write", "Text (*.txt)", "chat.txt", lambda _path: None)
    dialog = next(made for made in dialogs(owner) if made.isVisible())
    found = [label.text().replace("&", "") for label in dialog.findChildren(QLabel) if label.text()]
    dialog.reject()
    settle()
    return found
