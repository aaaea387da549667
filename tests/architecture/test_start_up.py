# SPDX-License-Identifier: Apache-2.0
"""What the window may load before its first paint, and before it can be used: each module costs a millisecond or more.

When one of these fails, have the import wait until somebody needs it; raise a ceiling only with a measurement
(`python -m tests.bench --only startup`, limit 800 ms).
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.source_tree import ROOT

NEVER = ("llama_cpp", "numpy", "multiprocessing", "asyncio", "PySide6.QtNetwork", "edgeassist.worker.serve")
"""Of the engine, or of no use in a window."""
NOT_BEFORE_USE = (
    "edgeassist.app.finding",
    "edgeassist.app.freight",
    "edgeassist.kit.stream_view",
    "edgeassist.net.fetch",
    "edgeassist.net.hub",
    "edgeassist.panes.chat.widget",
    "edgeassist.store.making",
    "edgeassist.store.moving",
    "edgeassist.store.proof_plot",
    "edgeassist.store.voices",
    "edgeassist.ui.guide_page",
    "edgeassist.ui.models_page",
    "edgeassist.ui.settings_page",
    "filelock",
    "http",
    "httpx",
    "huggingface_hub",
    "psutil",
    "pygments",
    "ssl",
    "urllib.request",
    "vosk",
    "xml",
)
"""What a page, a search or a download needs, and what only tells of this computer: each has 5 to 60 ms."""
NOT_BEFORE_PAINT = (
    "edgeassist.app.desk",
    "edgeassist.app.services",
    "edgeassist.documents.desk",
    "edgeassist.panes",
    "edgeassist.speech.voice",
    "email",
    "importlib.metadata",
)
MOST_PAINTED, MOST_OPEN = 135, 262
"""Modules of ours. What was measured when this was set: 117 and 224."""


@pytest.fixture(scope="module")
def moments(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Return what the window had loaded when it was painted, when its desk was made, and when it could be used."""
    own = {"EDGEASSIST_HOME": str(tmp_path_factory.mktemp("home")), "EDGEASSIST_NO_SELF_BENCHMARK": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.start_up_program"],
        cwd=ROOT,
        env={**os.environ, **own, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, dict[str, Any]] = json.loads(done.stdout)
    return told


def loaded(moment: dict[str, Any], unwanted: tuple[str, ...]) -> list[str]:
    """Return which of `unwanted` were loaded, whole packages included."""
    return [name for name in unwanted if any(f"{one}.".startswith(f"{name}.") for one in moment["modules"])]


def ours(moment: dict[str, Any]) -> list[str]:
    return [name for name in moment["modules"] if name.startswith("edgeassist")]


def test_the_window_is_painted_before_anything_that_it_talks_to_is_loaded(moments: dict[str, dict[str, Any]]) -> None:
    assert loaded(moments["painted"], (*NEVER, *NOT_BEFORE_USE, *NOT_BEFORE_PAINT)) == []


def test_the_window_can_be_used_before_what_only_some_wishes_need_is_loaded(moments: dict[str, dict[str, Any]]) -> None:
    assert loaded(moments["desk"], (*NEVER, *NOT_BEFORE_USE)) == []


def test_the_engine_is_never_in_the_window(moments: dict[str, dict[str, Any]]) -> None:
    assert loaded(moments["open"], NEVER) == []


def test_the_start_loads_no_more_modules_than_it_did(moments: dict[str, dict[str, Any]]) -> None:
    assert len(ours(moments["painted"])) <= MOST_PAINTED
    assert len(ours(moments["desk"])) <= MOST_OPEN


def test_the_start_reads_no_sources(moments: dict[str, dict[str, Any]]) -> None:
    """PySide would read that of every module: a tenth of the start, and ten megabytes."""
    assert [name for name in moments["desk"]["sources"] if Path(name).is_relative_to(ROOT / "edgeassist")] == []


def test_collecting_waits_for_the_window_and_comes_back(moments: dict[str, dict[str, Any]]) -> None:
    assert [moments[name]["collects"] for name in ("painted", "desk", "open")] == [False, False, True]


def test_what_is_named_here_is_there() -> None:
    """A module that was renamed would be watched for in vain."""
    own = [name for name in (*NEVER, *NOT_BEFORE_USE, *NOT_BEFORE_PAINT) if name.startswith("edgeassist")]
    paths = [ROOT / name.replace(".", "/") for name in own]
    assert [path.name for path in paths if not path.is_dir() and not path.with_suffix(".py").is_file()] == []
