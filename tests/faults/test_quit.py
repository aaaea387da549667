# SPDX-License-Identifier: Apache-2.0
"""The program ends well in every state, and starts with a clear line where it cannot: rows Q01-Q05, W09, N02, N08."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from edgeassist.core.paths import places
from edgeassist.core.settings import Settings, save
from edgeassist.history.chats import Chats
from edgeassist.store.card import write_card
from tests.support.desk_bench import placed_card
from tests.support.processor_choice import chosen_before
from tests.support.threads import HANG_S
from tests.support.window_process import WindowProcess, gone
from tests.support.window_program import QUESTION

QT_NAMES = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


@pytest.fixture
def home(tmp_path: Path, tiny_gguf: Path) -> Path:
    """Return a home with one model that is loaded at start."""
    home = tmp_path / "home"
    folders = places({"EDGEASSIST_HOME": str(home)})
    folders.create()
    folder = folders.models / "tiny"
    folder.mkdir()
    shutil.copy(tiny_gguf, folder / "tiny.gguf")
    write_card(folder, placed_card(tiny_gguf))
    save(folders.settings, Settings(model="tiny"))
    chosen_before(folders.cache)
    return home


def last_turn(home: Path) -> tuple[str, str, bool]:
    chats = Chats(places({"EDGEASSIST_HOME": str(home)}).history)
    turn = chats.latest().turns()[-1]
    chats.close()
    return turn.role, turn.text, turn.partial


def run_window(environ: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    env = {name: value for name, value in os.environ.items() if name not in QT_NAMES}
    command = [sys.executable, "-m", "edgeassist"]
    return subprocess.run(command, env=env | environ, capture_output=True, text=True, timeout=600, check=False)


@pytest.mark.parametrize("deed", ["close", "close-loading", "close-answering"])
def test_q01_closing_the_window_in_any_state_ends_with_code_0(deed: str, home: Path) -> None:
    with WindowProcess(home, deed) as window:
        if deed != "close-loading":
            window.line("ready")
        if deed == "close-answering":
            window.line("answering")
        workers = window.workers()
        assert window.ended(120) == 0
        assert gone(workers, HANG_S)
        assert not window.errors


def test_q01_closing_without_any_model_ends_with_code_0(tmp_path: Path) -> None:
    with WindowProcess(tmp_path / "home", "close-empty") as window:
        assert window.ended(120) == 0
        assert not window.errors


@pytest.mark.parametrize(
    "number", [signal.SIGTERM, *(pytest.param(one, marks=pytest.mark.slow) for one in (signal.SIGINT, signal.SIGHUP))]
)
def test_q04_a_signal_mid_answer_saves_and_leaves(number: signal.Signals, home: Path) -> None:
    with WindowProcess(home, "ask") as window:
        window.line("ready")
        window.line("answering")
        workers = window.workers()
        window.signal(number)
        assert window.ended(120) == 0
        assert gone(workers, HANG_S)
        assert not window.errors
    role, text, partial = last_turn(home)
    assert (role, partial) == ("assistant", True)
    assert len(text) > 20


def test_w09_a_killed_window_takes_its_worker_along_and_starts_clean(home: Path) -> None:
    with WindowProcess(home, "ask") as window:
        window.line("ready")
        window.line("answering")
        workers = window.workers()
        window.signal(signal.SIGKILL)
        window.ended(HANG_S)
        assert workers
        assert gone(workers, HANG_S)
    with WindowProcess(home, "close") as window:
        window.line("ready")
        assert window.ended(120) == 0
    chats = Chats(places({"EDGEASSIST_HOME": str(home)}).history)
    assert chats.latest().turns()[0].text == QUESTION
    chats.close()


def test_q02_a_second_start_ends_at_once_when_the_first_answers(home: Path) -> None:
    with WindowProcess(home, "wait") as window:
        window.line("ready")
        second = run_window({"EDGEASSIST_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"})
        assert (second.returncode, second.stderr) == (0, "")
        window.signal(signal.SIGINT)
        assert window.ended(120) == 0


def test_q02_a_second_start_explains_when_the_first_hangs(home: Path) -> None:
    with WindowProcess(home, "wait") as window:
        window.line("ready")
        window.signal(signal.SIGSTOP)
        second = run_window({"EDGEASSIST_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"})
        window.signal(signal.SIGCONT)
        assert second.returncode == 7
        assert f"is open already (process {window.pid}) but does not answer" in second.stderr
        assert len(second.stderr.splitlines()) == 1
        window.signal(signal.SIGTERM)
        assert window.ended(120) == 0


def test_q02_the_lock_of_a_dead_window_is_taken_over(home: Path) -> None:
    with WindowProcess(home, "wait") as window:
        window.line("ready")
        window.signal(signal.SIGKILL)
        window.ended(HANG_S)
    with WindowProcess(home, "close") as window:
        window.line("ready")
        assert window.ended(120) == 0


@pytest.mark.parametrize("deed", ["fault-slot", "fault-thread"])
def test_q03_a_fault_in_a_slot_or_thread_is_a_banner_and_the_program_goes_on(deed: str, home: Path) -> None:
    with WindowProcess(home, deed) as window:
        window.line("ready")
        assert "Your chats are safe" in window.line("banner")
        assert window.ended(120) == 0
    log = places({"EDGEASSIST_HOME": str(home)}).logs / "edgeassist.log"
    assert ("RuntimeError" in log.read_text(), "a fault on purpose" in log.read_text()) == (True, False)


def test_q05_without_a_display_one_line_names_the_command_line(tmp_path: Path) -> None:
    done = run_window({"EDGEASSIST_HOME": str(tmp_path)})
    assert done.returncode == 2
    assert done.stderr == (
        "EdgeAssist cannot open its window: this session has no display. "
        "Use the command line instead: edgeassist --help\n"
    )


@pytest.mark.parametrize(
    "environ",
    [{"QT_QPA_PLATFORM": "nonsense"}, {"QT_QPA_PLATFORM": "xcb", "DISPLAY": ":4999"}],
    ids=["unknown platform", "dead display"],
)
def test_q05_a_platform_that_qt_cannot_use_is_one_line(environ: dict[str, str], tmp_path: Path) -> None:
    done = run_window({"EDGEASSIST_HOME": str(tmp_path), **environ})
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("EdgeAssist cannot open its window: ")
    assert "Traceback" not in done.stderr


def test_q05_a_missing_xcb_library_is_one_line(tmp_path: Path) -> None:
    broken = tmp_path / "lib"
    broken.mkdir()
    (broken / "libxcb-cursor.so.0").write_bytes(b"")
    environ = {"QT_QPA_PLATFORM": "xcb", "DISPLAY": ":4999", "LD_LIBRARY_PATH": str(broken)}
    done = run_window({"EDGEASSIST_HOME": str(tmp_path), **environ})
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("EdgeAssist cannot open its window: ")


def test_a_folder_that_cannot_be_used_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    done = run_window({"EDGEASSIST_HOME": str(tmp_path / "file"), "QT_QPA_PLATFORM": "offscreen"})
    assert done.returncode == 7
    assert "Not a directory" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_n08_neither_window_nor_worker_has_an_internet_socket(home: Path) -> None:
    with WindowProcess(home, "ask") as window:
        window.line("ready")
        window.line("answering")
        processes = [psutil.Process(window.pid), *window.workers()]
        assert len(processes) > 1
        for process in processes:
            assert process.net_connections("inet") == []
        window.signal(signal.SIGHUP)
        assert window.ended(120) == 0


def test_n02_the_whole_way_works_in_a_namespace_without_network(tmp_path: Path, tiny_gguf: Path) -> None:
    if shutil.which("unshare") is None or subprocess.run(["unshare", "-rn", "true"], check=False).returncode:
        pytest.skip("this kernel gives no network namespace to this user (unshare -rn)")
    edge = ["unshare", "-rn", sys.executable, "-m", "edgeassist"]
    env = {**os.environ, "EDGEASSIST_HOME": str(tmp_path / "home")}
    took = subprocess.run(
        [*edge, "models", "import", str(tiny_gguf)], env=env, capture_output=True, timeout=600, check=False
    )
    assert took.returncode == 0, took.stderr
    answer = subprocess.run(
        [*edge, "ask", "Hello", "--max-tokens", "8"], env=env, capture_output=True, timeout=600, check=False
    )
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout
