# SPDX-License-Identifier: Apache-2.0
"""The program ends well whatever is open, goes on after a fault, and runs from any folder: rows Q01, Q03, Q04, Q06."""

import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from edgeassist.core.paths import places
from edgeassist.core.settings import Settings, save
from edgeassist.history.chats import Chats
from edgeassist.store.card import write_card
from tests.faults.test_quit import last_turn, run_window
from tests.support.desk_bench import placed_card
from tests.support.processor_choice import chosen_before
from tests.support.threads import HANG_S
from tests.support.window_process import WindowProcess, gone, since

PLACES = ["close-palette", "close-keys", "close-settings", "close-guide", "close-live"]
QUIT_LIMIT_S = 3.0
STATES = ["close", "close-loading", "close-answering", *PLACES]
RUNS = 200

Furnish = Callable[[Path], Path]


@pytest.fixture
def furnish(tiny_gguf: Path) -> Furnish:
    """Return what puts a model into a home."""

    def put(home: Path) -> Path:
        folders = places({"EDGEASSIST_HOME": str(home)})
        folders.create()
        folder = folders.models / "tiny"
        folder.mkdir()
        shutil.copy(tiny_gguf, folder / "tiny.gguf")
        write_card(folder, placed_card(tiny_gguf))
        save(folders.settings, Settings(model="tiny", welcomed=True))
        chosen_before(folders.cache)
        return home

    return put


def close_in(home: Path, deed: str) -> float:
    """Close a window as `deed` says; return how long that took from when it was there, or could be used."""
    with WindowProcess(home, deed) as window:
        window.line("loading" if deed == "close-loading" else "ready")
        if deed == "close-answering":
            window.line("answering")
        began_s, workers = time.monotonic(), window.workers()
        assert window.ended(120) == 0
        took_s = since(began_s)
        assert gone(workers, HANG_S)
        assert not window.errors
    return took_s


@pytest.mark.parametrize("deed", PLACES)
def test_q01_closing_with_anything_open_ends_with_code_0(deed: str, furnish: Furnish, tmp_path: Path) -> None:
    close_in(furnish(tmp_path / "home"), deed)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_q01_closing_200_times_in_every_state_is_quick_and_leaves_nothing(furnish: Furnish, tmp_path: Path) -> None:
    home = furnish(tmp_path / "home")
    slow = [(deed, took) for deed in (STATES * RUNS)[:RUNS] if (took := close_in(home, deed)) > QUIT_LIMIT_S]
    assert not slow


def test_q03_a_fault_in_what_the_workers_thread_calls_does_not_end_the_answer(furnish: Furnish, tmp_path: Path) -> None:
    home = furnish(tmp_path / "home")
    with WindowProcess(home, "fault-callback") as window:
        window.line("ready")
        window.line("answering")
        window.line("answered")
        window.signal(signal.SIGTERM)
        assert window.ended(120) == 0
    logged = (places({"EDGEASSIST_HOME": str(home)}).logs / "edgeassist.log").read_text()
    assert ("RuntimeError" in logged, "a fault on purpose" in logged) == (True, False)


def test_q04_the_end_of_the_session_saves_what_was_painted_and_can_be_called_off(
    furnish: Furnish, tmp_path: Path
) -> None:
    home = furnish(tmp_path / "home")
    with WindowProcess(home, "logout") as window:
        window.line("ready")
        window.line("answering")
        window.line("saved")
        chats = Chats(places({"EDGEASSIST_HOME": str(home)}).history)
        assert len(chats.latest().turns()[-1].text) > 20
        chats.close()
        window.line("answered")
        window.signal(signal.SIGTERM)
        assert window.ended(120) == 0
    assert last_turn(home)[0] == "assistant"


def deep(tmp_path: Path) -> Path:
    folder = tmp_path
    while len(str(folder)) < 250:
        folder /= "a long folder name " * 3
    return folder / "home"


FOLDERS: dict[str, Callable[[Path], Path]] = {
    "spaces": lambda tmp: tmp / "my own  folder" / "home",
    "letters": lambda tmp: tmp / "Übung ключ 模型 مجلد 🙂" / "home",
    "percent": lambda tmp: tmp / "100%20 #1 'a' \"b\" $HOME" / "home",
    "over 240": deep,
}


def all_in_one(tmp_path: Path) -> Path:
    """Return a folder that is odd in every way, 250 bytes long and no longer: a file name in it may be odd as well."""
    folder = tmp_path
    for make in (FOLDERS["spaces"], FOLDERS["letters"], FOLDERS["percent"], deep):
        folder = make(folder).parent
    return folder / "home"


@pytest.mark.parametrize("name", ["all in one", *(pytest.param(one, marks=pytest.mark.slow) for one in FOLDERS)])
def test_q06_it_runs_from_any_folder(name: str, furnish: Furnish, tmp_path: Path) -> None:
    home = furnish(FOLDERS.get(name, all_in_one)(tmp_path))
    close_in(home, "close-answering")
    assert last_turn(home)[0] == "assistant"


def test_q06_a_home_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    done = run_window({"EDGEASSIST_HOME": "/proc/edgeassist", "QT_QPA_PLATFORM": "offscreen"})
    assert done.returncode == 7
    assert len(done.stderr.splitlines()) == 1
    assert "/proc/edgeassist" in done.stderr
