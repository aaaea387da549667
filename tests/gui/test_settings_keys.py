# SPDX-License-Identifier: Apache-2.0
"""Every setting is reached and changed with the keyboard alone, in the real window under a real X server."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from edgeassist.core.settings import GROUPS, Settings, Value, options, values
from tests.support.x_server import lacking, x_server

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ("xdotool",)
ASK = "Scroll_Lock"
DEEDS = {"SwitchField": ("space",), "WordsField": ("Right",), "MenuField": ("space", "Down", "Down", "Return")}
TYPED = {"proxy": "none", "mirror": "https://host"}
SHOWN = {key: [one.name for one in options().values() if one.group == key and not one.hidden] for key in GROUPS}

pytestmark = [
    pytest.mark.timeout(900),
    pytest.mark.skipif(bool(lacking(*TOOLS)), reason=lacking(*TOOLS)),
]


class Typist:
    """Presses keys, and reads where they led to. Sees no more of the window than a screen reader."""

    def __init__(self, display: str) -> None:
        self._environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        self.window = subprocess.Popen(
            [sys.executable, "-m", "tests.gui.settings_window"],
            cwd=ROOT, env=self._environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.at = ""
        self._x("windowfocus", "--sync", self.read("ready "))

    def read(self, beginning: str) -> str:
        """Return the rest of the next line that begins so."""
        assert self.window.stdout is not None
        for line in self.window.stdout:
            if line.startswith(beginning):
                return line.removeprefix(beginning).strip()
        pytest.fail(f"the window ended before it said {beginning!r}")

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        self._x("key", "--delay", "2", *keys)

    def write(self, text: str) -> None:
        """Type over what is in the line."""
        self._x("key", "ctrl+a")
        self._x("type", "--delay", "2", text)
        self._x("key", "Return")

    def go(self, key: str) -> str:
        """Press a key and return where the keyboard is then."""
        self.press(key, ASK)
        self.at = self.read("at ")
        return self.at

    def open(self) -> None:
        """Turn to the settings, which lead to their search."""
        assert self.go("ctrl+comma") == "Search the settings"

    def end(self) -> tuple[int, str]:
        """Close the window; return its exit code and what it complained of."""
        self.window.send_signal(signal.SIGTERM)
        _, said = self.window.communicate(timeout=600)
        return self.window.returncode, said

    def _x(self, *command: str) -> None:
        subprocess.run(["xdotool", *command], env=self._environment, check=True, timeout=600)


@pytest.fixture
def typist() -> Iterator[Typist]:
    with x_server() as display:
        made = Typist(display)
        yield made
        if made.window.poll() is None:
            made.window.kill()
            made.window.communicate()


def change(typist: Typist, name: str, kind: str) -> Value:
    """Change the setting that has the keyboard; return its new value."""
    if kind != "LineField":
        typist.press(*DEEDS[kind])
    elif name in TYPED:
        typist.write(TYPED[name])
    else:
        typist.press("Up")
    value: Value = json.loads(typist.read(f"changed {name} "))
    return value


def row_ahead(typist: Typist, wanted: str) -> str:
    """Press Tab until the control of the setting `wanted` has the keyboard; return its kind."""
    for _ in range(30):
        where = typist.go("Tab").split()
        if where[:2] == ["row", wanted] and where[2] != "back":
            return where[2]
    pytest.fail(f"Tab does not lead to {wanted}: it ended at {typist.at}")


def test_every_setting_is_reached_and_changed_by_keyboard_alone(typist: Typist) -> None:
    defaults, changed = values(Settings()), dict[str, Value]()
    typist.open()
    for title, names in zip(GROUPS.values(), SHOWN.values(), strict=True):
        if typist.at != title:
            typist.open()
            while typist.go("Tab") not in GROUPS.values():
                pass
            while typist.at != title:
                typist.go("Down")
        for name in names:
            changed[name] = change(typist, name, row_ahead(typist, name))
    assert list(changed) == [name for names in SHOWN.values() for name in names]
    assert [name for name, value in changed.items() if value == defaults[name]] == []
    assert typist.end() == (0, "")


def test_a_setting_is_found_changed_reset_and_brought_back_by_keyboard(typist: Typist) -> None:
    typist.open()
    typist.press(*"threads")
    kind = row_ahead(typist, "threads")
    assert change(typist, "threads", kind) == 1
    assert typist.go("Tab") == "row threads back"
    typist.press("space")
    assert json.loads(typist.read("changed threads ")) == 0
    while typist.go("Tab") != "Undo":
        pass
    typist.press("space")
    assert json.loads(typist.read("changed threads ")) == 1
    assert typist.end() == (0, "")
