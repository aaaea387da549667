# SPDX-License-Identifier: Apache-2.0
"""The two rules of `tests/conftest.py` bite: a left thread and an unexpected warning fail a test that would pass.

And no test passes or fails by chance.
"""

import re
import subprocess
import sys
from pathlib import Path

import hypothesis

_ROOT = Path(__file__).resolve().parents[2]
_SAMPLES = """
import logging
import threading
from concurrent.futures import ThreadPoolExecutor

from tests.support import threads

threads.HANG_S = 1.0
never = threading.Event()

def test_quiet():
    logging.getLogger("any").info("fine")

def test_loud():
    logging.getLogger("any").warning("something odd")

def test_loud_on_purpose(expects_log):
    logging.getLogger("any").warning("something odd")
    assert [record.getMessage() for record in expects_log] == ["something odd"]

def test_leaves_a_thread():
    threading.Thread(target=never.wait, name="forgotten").start()

def test_leaves_an_engine():
    threading.Thread(target=never.wait, name="engine", daemon=True).start()

def test_leaves_a_daemon_of_a_library():
    threading.Thread(target=never.wait, name="library", daemon=True).start()

def test_asks_a_thread_to_end_and_does_not_look():
    pool = ThreadPoolExecutor(1, "slow")
    pool.submit(threading.Event().wait, 0.02)
    pool.shutdown(wait=False)

def test_ends():
    never.set()
"""


def test_a_warning_or_a_thread_left_behind_fails_the_test(tmp_path: Path) -> None:
    (tmp_path / "test_samples.py").write_text(_SAMPLES, encoding="utf-8")
    options = ["-q", "-rA", "-p", "tests.conftest", "--rootdir", str(tmp_path), "-p", "no:cacheprovider"]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *options, str(tmp_path)],
        cwd=_ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    summary = run.stdout.partition("short test summary info")[2]
    failed = re.findall(r"^ERROR \S+::(\w+)", summary, re.MULTILINE)
    assert failed == ["test_loud", "test_leaves_a_thread", "test_leaves_an_engine"]
    assert summary.count("PASSED") == 8
    assert "test_samples.py::test_leaves_a_thread left the thread 'forgotten' running" in run.stdout
    assert "in wait" in run.stdout


def test_no_example_is_drawn_by_chance_and_none_is_timed() -> None:
    here = hypothesis.settings.default
    assert here is not None
    assert (here.derandomize, here.deadline, here.database) == (True, None, None)
    assert hypothesis.HealthCheck.too_slow in here.suppress_health_check
