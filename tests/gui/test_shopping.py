# SPDX-License-Identifier: Apache-2.0
"""From nothing to a smaller copy with a proof, in the real window on a real X server, with a hub on this computer."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.hub import FakeHub
from tests.support.workshop_bench import engine_cache
from tests.support.x_server import lacking, x_server

ROOT = Path(__file__).resolve().parents[2]
SCREENS = ROOT / "build" / "screens"
PLACES = ("found", "here", "kept")
UNWANTED = ("DBUS_SESSION_BUS_ADDRESS", "HF_HUB_OFFLINE", "HF_TOKEN")

pytestmark = [pytest.mark.timeout(900), pytest.mark.skipif(bool(lacking()), reason=lacking())]


def test_a_person_finds_gets_and_shrinks_a_model_in_the_window(tiny_f16: Path, tmp_path: Path) -> None:
    home, drawn = tmp_path / "home", tmp_path / "drawn"
    drawn.mkdir()
    shutil.copytree(engine_cache(), home / "cache")
    with FakeHub() as hub, x_server() as display:
        hub.add("acme/tiny-GGUF", {"tiny-f16.gguf": tiny_f16.read_bytes(), "README.md": b"hello"})
        environ = {name: value for name, value in os.environ.items() if name not in UNWANTED}
        environ |= {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "EDGEASSIST_HOME": str(home)}
        environ |= {"HF_ENDPOINT": hub.endpoint, "NO_PROXY": "127.0.0.1"}
        done = subprocess.run(
            [sys.executable, "-m", "tests.support.shopping_program", "tiny-GGUF", str(drawn)],
            cwd=ROOT,
            env=environ,
            capture_output=True,
            text=True,
            timeout=600,
        )
    lines = done.stdout.splitlines()
    assert (done.returncode, done.stderr, len(lines)) == (0, "", 4), (lines, done.stderr)
    assert lines[:3] == ["lock Online", "found The one model Hugging Face has for these words.", "here"]
    assert lines[3].startswith("made ")
    assert " · Balanced, " in lines[3]
    assert lines[3].endswith("% kept")
    pictures = [drawn / f"store-{place}-{colours}.png" for place in PLACES for colours in ("light", "dark")]
    assert all(picture.stat().st_size > 5000 for picture in pictures)
    SCREENS.mkdir(parents=True, exist_ok=True)
    for picture in pictures:
        shutil.copy(picture, SCREENS)
