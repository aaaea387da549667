# SPDX-License-Identifier: Apache-2.0
"""The window under a real X server: keys typed by xdotool arrive, a signal closes it cleanly, pictures are kept."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

from tests.support.x_server import lacking, x_server

ROOT = Path(__file__).resolve().parents[2]
SCREENS = ROOT / "build" / "screens"
TOOLS = ("xdotool", "import")

pytestmark = [
    pytest.mark.timeout(900),
    pytest.mark.skipif(bool(lacking(*TOOLS)), reason=lacking(*TOOLS)),
]


@pytest.fixture
def display() -> Iterator[str]:
    with x_server() as number:
        yield number


def expect(lines: IO[str], beginning: str) -> str:
    """Return the rest of the next line that begins so; reading blocks, and the test has its own time limit."""
    for line in lines:
        if line.startswith(beginning):
            return line.removeprefix(beginning).strip()
    pytest.fail(f"the window ended before it said {beginning!r}")


@pytest.mark.parametrize(("theme", "scale"), [("light", "1"), ("dark", "1"), ("light", "2")])
def test_what_is_typed_into_the_real_window_is_asked_and_answered(display: str, theme: str, scale: str) -> None:
    SCREENS.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "QT_SCALE_FACTOR": scale}
    window = subprocess.Popen(
        [sys.executable, "-m", "tests.gui.real_window", theme],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert window.stdout is not None
    handle = expect(window.stdout, "ready ")
    _x(environment, "xdotool", "windowsize", "--sync", handle, "1280", "800") if scale == "1" else None
    _x(environment, "xdotool", "windowfocus", "--sync", handle)
    _x(environment, "xdotool", "type", "--delay", "5", "Which pump is louder?")
    _x(environment, "xdotool", "key", "Return")
    assert expect(window.stdout, "asked ") == "Which pump is louder?"
    expect(window.stdout, "painted")
    picture = SCREENS / f"chat-{theme}{'' if scale == '1' else '-200'}.png"
    _x(environment, "import", "-window", "root", str(picture))
    window.send_signal(signal.SIGTERM)
    _, said = window.communicate(timeout=600)
    assert (window.returncode, said) == (0, "")
    assert picture.stat().st_size > 5000


def _x(environment: dict[str, str], *command: str) -> None:
    subprocess.run(command, env=environment, check=True, timeout=600)
