# SPDX-License-Identifier: Apache-2.0
"""A real window on a real desk, offscreen, whose engine is real or a scripted process."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from edgeassist.kit.theme import Theme
from edgeassist.ui.main_window import MainWindow
from tests.gui.conftest import app, bury, nothing_left_behind, settle, theme
from tests.support.desk_bench import DeskBench

__all__ = ["app", "nothing_left_behind", "open_bench", "theme"]

OpenBench = Callable[..., DeskBench]


@pytest.fixture
def open_bench(theme: Theme, tmp_path: Path) -> Iterator[OpenBench]:
    """Return a function that opens a window on a desk; all are closed afterwards and must have closed well."""
    with ExitStack() as ends:
        ends.callback(bury)

        def opened(play: str = "", model: Path | None = None) -> DeskBench:
            bench = DeskBench(tmp_path / "home", play, model, MainWindow)
            ends.callback(bench.close)
            settle()
            return bench

        yield opened
