# SPDX-License-Identifier: Apache-2.0
"""Pictures of every place of the real window with the starter: light, dark, right to left, and at twice the size.

They lie in `build/screens/` afterwards, to be looked at. Here only what a machine can see: nothing is cut off.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from edgeassist.kit.theme import Theme
from edgeassist.ui.mirroring import mirror
from tests.support.cut_off import cut_off
from tests.support.workshop_bench import engine_cache
from tests.support.x_server import lacking, x_server

ROOT = Path(__file__).resolve().parents[2]
SCREENS = ROOT / "build" / "screens"
DIRECTION = """
from PySide6.QtWidgets import QApplication
from edgeassist.app import window
def look(*_):
    print(QApplication.layoutDirection().name)
    QApplication.exit(0)
    raise OSError("only a look at the empty shell")
window._make_desk = look
raise SystemExit(window.run_window())
"""


@pytest.mark.timeout(900)
@pytest.mark.skipif(bool(lacking()), reason=lacking())
@pytest.mark.parametrize(
    ("looks", "size", "scale"),
    [
        (("200",), "1920x1200", "2"),  # what has room here has room everywhere
        pytest.param(
            ("light", "dark", "rtl"),
            "1280x800",
            "1",
            marks=pytest.mark.slow,  # some 15 s of processor time, most of it for dressing every widget anew
        ),
    ],
)
def test_nothing_is_cut_off_anywhere(looks: tuple[str, ...], size: str, scale: str, tmp_path: Path) -> None:
    SCREENS.mkdir(parents=True, exist_ok=True)
    home = tmp_path / "home"
    shutil.copytree(engine_cache(), home / "cache")
    (home / "config").mkdir()
    (home / "config" / "settings.toml").write_text('theme = "light"\n')
    with x_server(size) as display:
        command = [sys.executable, "-m", "tests.support.screens_program", str(SCREENS), *looks]
        around = {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "EDGEASSIST_HOME": str(home), "QT_SCALE_FACTOR": scale}
        env = {**os.environ, **around}
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=600, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    pictures = [json.loads(line) for line in done.stdout.splitlines()]
    places = {(one["place"], one["look"]) for one in pictures}
    assert {(place, look) for place in ("chat", "summarize", "translate", "models") for look in looks} <= places
    assert [one for one in pictures if one["mirrored"] is not (one["look"] == "rtl")] == []
    assert [one for one in pictures if one["colours"] < 8 or one["buttons"] < 4] == [], "an empty picture"
    assert {f"{one['place']} {one['look']}": one["notices"] for one in pictures if one["notices"]} == {}
    assert {f"{one['place']} {one['look']}": one["cut"] for one in pictures if one["cut"]} == {}


@pytest.mark.parametrize(("language", "direction"), [("ar_EG.UTF-8", "RightToLeft"), ("de_DE.UTF-8", "LeftToRight")])
def test_the_window_is_mirrored_where_people_read_from_right_to_left(
    language: str, direction: str, tmp_path: Path
) -> None:
    tongue = {"LC_ALL": "", "LC_CTYPE": "C.UTF-8", "LANG": language, "LANGUAGE": language[:2]}
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "EDGEASSIST_HOME": str(tmp_path), **tongue}
    command = [sys.executable, "-c", DIRECTION]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=600, check=False)
    assert (ended.returncode, ended.stdout.strip()) == (0, direction), ended.stderr


def drawn(words: str) -> QImage:
    button = QPushButton(words)
    button.resize(180, 32)
    image = button.grab().toImage()
    button.deleteLater()
    return image


def test_a_mirrored_window_leaves_the_words_on_its_buttons_as_they_are_written(app: QApplication, theme: Theme) -> None:
    words = ("Open a file…", "Really?", "(1) New", "افتح…")
    plain = [drawn(one) for one in words]
    try:
        app.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        turned = [drawn(one) for one in words]
        mirror(app, Qt.LayoutDirection.RightToLeft)
        kept = [drawn(one) for one in words]
    finally:
        app.setStyle("Fusion")
        mirror(app, Qt.LayoutDirection.LeftToRight)
    assert [image == before for image, before in zip(turned, plain, strict=True)][:3] == [False] * 3
    assert [image == before for image, before in zip(kept, plain, strict=True)][:3] == [True] * 3
    assert kept[3] == turned[3]


def test_what_does_not_fit_is_noticed(app: QApplication) -> None:
    window = QWidget()
    window.resize(200, 100)
    for words, left, width in (("Fits", 0, 90), ("Far too long for this", 0, 40), ("Over", 180, 90)):
        button = QPushButton(words, window)
        button.setGeometry(left, 0, width, 30)
    window.show()
    found = cut_off(window)
    window.close()
    window.deleteLater()
    assert len(found) == 2
    assert found[0].startswith("button 'Far too long for this'")
    assert "over the edge" in found[1]
