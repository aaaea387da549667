# SPDX-License-Identifier: Apache-2.0
"""One press of Ctrl-C is always heard, also where Python would swallow it: in an import, in a finalizer."""

import builtins
import importlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from edgeassist.cli.interrupt import LIMIT_S, Pressed, ends_at_once, is_swallowed_in, press, raises

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sends SIGINT to one process")
PRESS = "import os, signal\nos.kill(os.getpid(), signal.SIGINT)\n"
SWALLOWS = f"""
import weakref
class Gone: pass
def swallowed(_dead):
{"".join("    " + line for line in PRESS.splitlines(keepends=True))}
gone = Gone()
kept = weakref.ref(gone, swallowed)
del gone
FINISHED = True
"""


@pytest.fixture(autouse=True)
def _heeded() -> Iterator[None]:
    """Undo an ignored SIGINT, which a shell has in what it runs in its background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a folder of modules to import; they are forgotten afterwards."""
    monkeypatch.syspath_prepend(str(tmp_path))
    known = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - known:
        del sys.modules[name]


def wait() -> None:
    """Do nothing until Ctrl-C is heard, for ten seconds at most."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        signal.sigtimedwait([signal.SIGUSR2], 0.01)
    pytest.fail("Ctrl-C was not heard")


def brought_in(name: str) -> None:
    """Import the module `name`, and go on until Ctrl-C is heard."""
    importlib.import_module(name)
    wait()


def test_a_press_is_heard_at_once() -> None:
    with pytest.raises(KeyboardInterrupt), raises():
        os.kill(os.getpid(), signal.SIGINT)


def test_a_press_within_an_import_is_heard_after_it(shelf: Path) -> None:
    (shelf / "presses.py").write_text(f"{PRESS}FINISHED = True\n")
    with pytest.raises(KeyboardInterrupt), raises():
        brought_in("presses")
    assert sys.modules["presses"].FINISHED


def test_a_press_that_an_import_swallows_is_heard_all_the_same(shelf: Path) -> None:
    (shelf / "swallows.py").write_text(SWALLOWS)
    with pytest.raises(KeyboardInterrupt), raises():
        brought_in("swallows")
    assert sys.modules["swallows"].FINISHED


def test_a_press_in_the_last_import_is_heard_at_the_end(shelf: Path) -> None:
    (shelf / "last.py").write_text(PRESS)
    with pytest.raises(KeyboardInterrupt), raises():
        importlib.import_module("last")


def test_a_press_in_a_finalizer_is_heard_after_it() -> None:
    class Gone:
        def __del__(self) -> None:
            os.kill(os.getpid(), signal.SIGINT)

    def let_go() -> None:
        gone = Gone()
        del gone
        wait()

    with pytest.raises(KeyboardInterrupt), raises():
        let_go()


def test_each_press_is_raised_once(shelf: Path) -> None:
    (shelf / "twice.py").write_text(PRESS)
    heard = 0
    with raises():
        for deed in (lambda: importlib.import_module("twice"), press):
            try:
                deed()
                wait()
            except KeyboardInterrupt:
                heard += 1
    assert heard == 2


def test_another_error_takes_the_place_of_a_press_that_waits(shelf: Path) -> None:
    (shelf / "fails.py").write_text(f"{PRESS}raise ValueError('broken')\n")
    with pytest.raises(ValueError, match="broken"), raises():
        importlib.import_module("fails")
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_an_import_without_end_is_interrupted_after_a_while(shelf: Path) -> None:
    (shelf / "endless.py").write_text("import builtins\nbuiltins.wait_in_import()\n")
    now = [0.0]
    pressed = Pressed(lambda: now[0])

    def endless() -> None:
        pressed(signal.SIGINT, sys._getframe())
        now[0] = LIMIT_S
        pressed(signal.SIGINT, sys._getframe())

    vars(builtins)["wait_in_import"] = endless
    with pytest.raises(KeyboardInterrupt):
        importlib.import_module("endless")
    del vars(builtins)["wait_in_import"]
    pressed.settle()


def test_before_anything_is_open_a_press_ends_the_process_itself() -> None:
    program = (
        f"from edgeassist.cli.interrupt import ends_at_once\nwith ends_at_once():\n    {PRESS.replace(chr(10), ';')}"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (-signal.SIGINT, "")


def test_the_frame_tells_where_it_would_be_swallowed() -> None:
    assert not is_swallowed_in(sys._getframe())
    assert not is_swallowed_in(None)
    with ends_at_once():
        assert signal.getsignal(signal.SIGINT) is signal.SIG_DFL
