# SPDX-License-Identifier: Apache-2.0
"""An X server of its own for the smoke test, and a hand on its keyboard. Knows nothing of the program."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from smoke_ground import Failed

TOOLS = ("Xvfb", "xdotool")
_SIZE = "1280x800x24"
_LOOK_S = 0.1
T = TypeVar("T")


def lacking() -> str:
    """Return which tools are not here; empty when all are."""
    return ", ".join(tool for tool in TOOLS if shutil.which(tool) is None)


@dataclass(frozen=True)
class Screen:
    """A display with nothing on it but what a test starts."""

    display: str

    def window(self, title: str, limit_s: float) -> str:
        """Return the number of the window with that title as soon as it can be seen."""
        found = waited_for(lambda: self._said("search", "--onlyvisible", "--name", title).split(), limit_s)
        if not found:
            raise Failed(f"no window called {title} was seen in {limit_s:g} s")
        return found[-1]

    def count(self, title: str) -> int:
        """Return how many windows with that title can be seen."""
        return len(self._said("search", "--onlyvisible", "--name", title).split())

    def focus(self, window: str) -> None:
        """Have keys go to a window."""
        self._said("windowfocus", "--sync", window)

    def write(self, text: str) -> None:
        """Type `text`."""
        self._said("type", "--delay", "15", text)

    def press(self, keys: str) -> None:
        """Press a key, or several together."""
        self._said("key", keys)

    def keep_picture(self, path: Path) -> None:
        """Write what can be seen to a PNG file."""
        code = (
            "import sys; from PySide6.QtGui import QGuiApplication as A; app = A([]);"
            "sys.exit(not app.primaryScreen().grabWindow(0).save(sys.argv[1]))"
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            [sys.executable, "-c", code, str(path)], check=True, env=self._environ({"QT_QPA_PLATFORM": "xcb"})
        )

    def _said(self, *words: str) -> str:
        done = subprocess.run(
            ["xdotool", *words], check=False, capture_output=True, text=True, env=self._environ({}), timeout=30
        )
        return done.stdout

    def _environ(self, more: Mapping[str, str]) -> dict[str, str]:
        return {**os.environ, "DISPLAY": self.display, **more}


@contextmanager
def screen() -> Iterator[Screen]:
    """Yield a display that lives as long as the block and that every user of this machine may open."""
    reader, writer = os.pipe()
    words = ["Xvfb", "-displayfd", str(writer), "-screen", "0", _SIZE, "-nolisten", "tcp", "-ac", "-noreset"]
    server = subprocess.Popen(words, pass_fds=[writer], stderr=subprocess.DEVNULL)
    os.close(writer)
    try:
        with os.fdopen(reader) as answer:
            number = answer.readline().strip()
        if not number:
            raise Failed("the X server did not start")
        yield Screen(f":{number}")
    finally:
        server.terminate()
        server.wait(10)


def waited_for(look: Callable[[], T], limit_s: float) -> T:
    """Return what `look` sees as soon as it is something, or what it sees at the end."""
    until = time.monotonic() + limit_s
    while not (seen := look()) and time.monotonic() < until:
        time.sleep(_LOOK_S)
    return seen
