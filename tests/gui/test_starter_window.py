# SPDX-License-Identifier: Apache-2.0
"""A fresh install under a real X server: the window opens on a chat that Starter answers; pictures are kept."""

import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from tests.support.window_process import WindowProcess
from tests.support.workshop_bench import engine_cache
from tests.support.x_server import lacking, x_server

SCREENS = Path(__file__).resolve().parents[2] / "build" / "screens"

pytestmark = [pytest.mark.timeout(900), pytest.mark.skipif(bool(lacking("import")), reason=lacking("import"))]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_fresh_install_answers_in_its_window(theme: str, tmp_path: Path) -> None:
    SCREENS.mkdir(parents=True, exist_ok=True)
    home, picture = tmp_path / "home", SCREENS / f"starter-{theme}.png"
    shutil.copytree(engine_cache(), home / "cache")
    (home / "config").mkdir()
    (home / "config" / "settings.toml").write_text(f'theme = "{theme}"\n')
    with x_server() as display:
        environ = {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        with WindowProcess(home, "ask", environ) as window:
            window.line("ready")
            window.line("answering")
            window.line("answered")
            command = ["import", "-window", "root", str(picture)]
            subprocess.run(command, env={**os.environ, **environ}, check=True, timeout=600)
            window.signal(signal.SIGTERM)
            assert window.ended(60) == 0
            assert window.errors == []
    assert picture.stat().st_size > 5000
    assert not list((home / "data").rglob("*.gguf"))
