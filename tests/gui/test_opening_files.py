# SPDX-License-Identifier: Apache-2.0
"""A model or a pack opened from a file manager: by the first window, by one that is open already, by several starts."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QFileOpenEvent

from edgeassist.app.opening import SUFFIXES, note_of
from edgeassist.app.single import SingleInstance
from edgeassist.kit.handed_files import HandedFiles
from edgeassist.ui.main_window import MainWindow
from edgeassist.ui.ports import ComeForward
from tests.gui.conftest import settle
from tests.gui.fakes import FakeDesk

OpenWindow = Callable[[FakeDesk], MainWindow]
MODEL, PACK = Path("/media/stick/model.gguf"), Path("/media/stick/field.edgepack")


@pytest.fixture
def first(tmp_path: Path, theme: QObject) -> SingleInstance:
    made = SingleInstance(tmp_path)
    assert made.claim()
    return made


def test_a_second_start_hands_its_files_over(first: SingleInstance, tmp_path: Path) -> None:
    heard: list[object] = []
    first.summoned.connect(heard.append)
    first.listen()
    assert SingleInstance(tmp_path).summon(20_000, files=(MODEL, PACK))
    assert heard == [(MODEL, PACK)]
    assert list((tmp_path / "summons").iterdir()) == []
    first.release()


def test_a_second_start_with_offline_has_the_open_window_go_offline(first: SingleInstance, tmp_path: Path) -> None:
    heard: list[str] = []
    first.offline_wished.connect(lambda: heard.append("offline"))
    first.summoned.connect(lambda _files: heard.append("forward"))
    first.listen()
    assert SingleInstance(tmp_path).summon(20_000, offline=True)
    assert SingleInstance(tmp_path).summon(20_000)
    assert heard == ["offline", "forward", "forward"]
    first.release()


def test_what_is_wished_before_there_is_a_desk_is_answered_at_once_and_kept(
    first: SingleInstance, tmp_path: Path
) -> None:
    heard: list[object] = []
    raised: list[str] = []
    first.keep(lambda: raised.append("forward"))
    assert SingleInstance(tmp_path).summon(20_000, files=(MODEL,))
    assert SingleInstance(tmp_path).summon(20_000)
    assert raised == ["forward", "forward"]
    first.summoned.connect(heard.append)
    first.listen()
    assert heard == [(MODEL,), ()]
    assert SingleInstance(tmp_path).summon(20_000, files=(PACK,))
    assert heard[2:] == [(PACK,)]
    first.release()


def test_the_first_start_opens_its_own_files_once_it_listens(first: SingleInstance) -> None:
    heard: list[object] = []
    first.leave_note((MODEL,))
    first.summoned.connect(heard.append)
    assert heard == []
    first.listen()
    assert heard == [(MODEL,)]
    first.on_notes_changed("")
    assert heard == [(MODEL,)]
    first.release()


def test_the_notes_of_several_starts_are_all_heard(first: SingleInstance, tmp_path: Path) -> None:
    heard: list[object] = []
    first.summoned.connect(heard.append)
    (tmp_path / "summons" / "come-forward-11").write_bytes(note_of((MODEL,)))
    (tmp_path / "summons" / "come-forward-12").write_bytes(note_of((PACK,)))
    (tmp_path / "summons" / ".come-forward-13.half.part").write_bytes(b"{")
    first.listen()
    assert heard == [(MODEL,), (PACK,)]
    first.release()


def test_the_notes_of_starts_before_are_forgotten(tmp_path: Path, theme: QObject) -> None:
    heard: list[object] = []
    later = SingleInstance(tmp_path)
    (tmp_path / "summons" / "come-forward-11").write_bytes(note_of((MODEL,)))
    assert later.claim()
    later.summoned.connect(heard.append)
    later.listen()
    settle()
    assert heard == []
    later.release()


def test_the_window_takes_in_what_it_was_asked_to_open(desk: FakeDesk, open_window: OpenWindow) -> None:
    open_window(desk)
    desk.report(ComeForward((MODEL, PACK)))
    settle()
    assert [path for path, _ in desk.importing] == [MODEL]
    assert ("open", PACK) in desk.wishes


def test_a_plain_second_start_opens_nothing(desk: FakeDesk, open_window: OpenWindow) -> None:
    open_window(desk)
    desk.report(ComeForward())
    settle()
    assert desk.importing == []


def test_the_command_line_with_a_file_is_the_window_s_and_one_with_a_command_is_not(tmp_path: Path) -> None:
    def ended(*arguments: str) -> tuple[int, str]:
        environ = {"EDGEASSIST_HOME": str(tmp_path), "PATH": os.environ["PATH"]}
        command = [sys.executable, "-m", "edgeassist", *arguments]
        done = subprocess.run(command, check=False, capture_output=True, text=True, env=environ)
        return done.returncode, done.stderr

    code, said = ended("model.gguf")
    assert (code, "no display" in said) == (2, True)
    code, said = ended("letter.pdf")
    assert (code, "no display" in said) == (2, False)


@pytest.mark.parametrize(
    ("name", "taken"),
    [("/media/stick/model.gguf", True), ("/media/stick/FIELD.EdgePack", True), ("/a/notes.txt", False)],
)
def test_a_file_that_the_system_hands_over_while_running_is_opened(theme: QObject, name: str, taken: bool) -> None:
    program = QObject()
    heard: list[object] = []
    handed = HandedFiles(program, SUFFIXES)
    handed.handed.connect(heard.append)
    assert QCoreApplication.sendEvent(program, QFileOpenEvent(name)) is taken
    assert heard == ([(Path(name),)] if taken else [])
