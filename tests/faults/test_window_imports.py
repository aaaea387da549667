# SPDX-License-Identifier: Apache-2.0
"""Hostile files dropped on the real window: rows G10 and G15 as a person sees them."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from edgeassist.runtime.state import Phase
from tests.faults.conftest import OpenBench
from tests.support.desk_bench import DeskBench
from tests.support.gguf_forge import STRING, sound

Make = Callable[[Path], Path]
BIDI = "\N{RIGHT-TO-LEFT OVERRIDE}fugg.ledom"
NAMES = {
    "html": "<b>Model</b><img src=http://example.org/x onerror=alert(1)>",
    "bidi": BIDI,
    "ansi": "\x1b[31mred\x1b[0m\x07",
    "long": "N" * 1_000_000,
}


def fifo(folder: Path) -> Path:
    path = folder / "pipe.gguf"
    os.mkfifo(path)
    return path


def directory(folder: Path) -> Path:
    path = folder / "folder.gguf"
    path.mkdir()
    return path


def device(folder: Path) -> Path:
    path = folder / "zero.gguf"
    path.symlink_to("/dev/zero")
    return path


def loop(folder: Path) -> Path:
    path = folder / "loop.gguf"
    path.symlink_to(path)
    return path


def empty(folder: Path) -> Path:
    path = folder / "empty.gguf"
    path.touch()
    return path


def imported(bench: DeskBench, path: Path) -> None:
    """Import `path` through the window and wait for its end."""
    imports = bench.window.imports
    assert imports is not None
    imports.start(path)
    bench.until(lambda: not imports.running, "the end of the import")


@pytest.mark.parametrize("make", [fifo, directory, device, loop, empty], ids=lambda make: str(make.__name__))
def test_g10_what_is_no_model_is_refused_in_the_window_and_it_lives_on(
    make: Make, open_bench: OpenBench, tmp_path: Path, tiny_gguf: Path
) -> None:
    bench = open_bench("answer", tiny_gguf).ready()
    path = make(tmp_path)
    imported(bench, path)
    bench.until(lambda: path.name in bench.words() or "file" in bench.words(), "the refusal")
    assert "Traceback" not in bench.words()
    assert "did not expect" not in bench.words()
    assert [view.id for view in bench.desk.cards()] == ["tiny"]
    bench.ask("still here")
    bench.until_answered()
    assert bench.answer == "still here "


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_g15_a_hostile_name_is_plain_elided_text_everywhere_in_the_window(
    name: str, open_bench: OpenBench, tmp_path: Path
) -> None:
    bench = open_bench("answer")
    file = tmp_path / "stick.gguf"
    file.write_bytes(sound().having("general.name", STRING, name).having("general.license", STRING, name).made())
    imported(bench, file)
    bench.until(lambda: bench.engine.state.phase is Phase.READY, "the model in use")
    bench.window.show_models()
    bench.until(lambda: "In use" in bench.words(), "the card")
    shown = [one for one in bench.window.findChildren(QLabel) if one.text()]
    assert shown
    for label in shown:
        assert label.textFormat() is Qt.TextFormat.PlainText, label.text()
        assert len(label.text()) <= 400
        assert label.text().replace("\n", "").isprintable()
    view = bench.desk.cards()[0]
    assert view.details.replace("\n", "").isprintable()
    assert len(view.name) <= 80
