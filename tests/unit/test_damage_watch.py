# SPDX-License-Identifier: Apache-2.0
"""The window is told of damaged program files once: at the start, or when the engine dies of one."""

import sys
from pathlib import Path
from queue import Empty, SimpleQueue

import pytest

from edgeassist.api import Notice
from edgeassist.app.damage_watch import DamageWatch, watch_files
from edgeassist.core.installation import LIST_NAME, digest, line_of, text_of
from edgeassist.runtime.engine import Engine
from edgeassist.runtime.state import EngineState, Phase, Trouble
from edgeassist.wire import Stats
from tests.support.threads import HANG_S

DEAD = EngineState(Phase.IDLE, trouble=Trouble("engine-exited", "The engine stopped."))


@pytest.fixture
def part(tmp_path: Path) -> Path:
    """Return the one file of a bundle."""
    path = tmp_path / "_internal" / "libpart.so"
    path.parent.mkdir()
    path.write_bytes(b"whole")
    (path.parent / LIST_NAME).write_text(text_of([line_of("_internal/libpart.so", 5, digest(path))]))
    return path


@pytest.fixture
def told() -> "SimpleQueue[Notice]":
    return SimpleQueue()


def _nothing(told: "SimpleQueue[Notice]") -> bool:
    try:
        told.get_nowait()
    except Empty:
        return True
    return False


def test_a_missing_file_is_told_at_the_start_and_not_again(part: Path, told: "SimpleQueue[Notice]") -> None:
    part.unlink()
    watch = DamageWatch(told.put, part.parent)
    notice = told.get_nowait()
    assert notice.text == "The installation is damaged: _internal/libpart.so is missing."
    assert notice.hint.startswith("Install EdgeAssist again.")
    assert notice.tone == "danger"
    watch.on_engine_news(DEAD)
    assert _nothing(told)


def test_an_altered_file_is_told_when_the_engine_ends(part: Path, told: "SimpleQueue[Notice]") -> None:
    part.write_bytes(b"whale")
    watch = DamageWatch(told.put, part.parent)
    watch.on_engine_news(EngineState(Phase.STARTING))
    watch.on_engine_news(Stats())
    assert _nothing(told)
    watch.on_engine_news(DEAD)
    assert told.get(timeout=HANG_S).text == "The installation is damaged: _internal/libpart.so was altered."
    watch.on_engine_news(DEAD)
    assert _nothing(told)


def test_whole_files_are_nothing_to_tell_of(part: Path, told: "SimpleQueue[Notice]") -> None:
    watch = DamageWatch(told.put, part.parent)
    watch._read()
    assert _nothing(told)


def test_a_bundle_s_engine_is_watched_and_one_from_source_is_not(
    part: Path, told: "SimpleQueue[Notice]", monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = Engine([sys.executable, "-c", ""])
    try:
        watch_files(engine, told.put)
        assert _nothing(told)
        part.unlink()
        monkeypatch.setattr(sys, "_MEIPASS", str(part.parent), raising=False)
        watch_files(engine, told.put)
        assert told.get_nowait().text.startswith("The installation is damaged")
    finally:
        engine.close()
