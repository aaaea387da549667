# SPDX-License-Identifier: Apache-2.0
"""Making a model is held while the battery is low: resumed, called off, or killed with the program. Never an orphan."""

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import psutil
import pytest

from edgeassist.core.stop import Stop, Stopped
from tests.support import workshop_bench
from tests.support.models import tiny_model
from tests.support.threads import HANG_S
from tests.support.workshop_bench import WorkshopBench

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="sees stopped processes as Linux tells of them")
HOLDER = """
import signal, sys
from pathlib import Path
from threading import Thread
import psutil
from edgeassist.core.stop import Stop
from edgeassist.store.library import Library
from tests.support.workshop_bench import PLAIN, WorkshopBench
root = Path(sys.argv[1])
bench = WorkshopBench(root, Library(root).cards()[0])
stop = Stop()
def report(step, done, total):
    if not stop.wished and step.startswith("Quantizing"):
        stop.hold(held=True)
        for child in psutil.Process().children():
            print(child.pid, flush=True)
Thread(target=lambda: bench.make(PLAIN, report=report, stop=stop), daemon=True).start()
signal.pause()
"""


@pytest.fixture
def bench(tmp_path: Path, model_cache: Path) -> WorkshopBench:
    return workshop_bench.opened(tmp_path, tiny_model(model_cache, "f16"))


class Making:
    """A quantization on a thread of its own that is held as soon as it writes."""

    def __init__(self, bench: WorkshopBench, pool: ThreadPoolExecutor) -> None:
        self.stop, self.holds = Stop(), Event()
        self.result = pool.submit(bench.make, report=self._heard, stop=self.stop)
        if not self.holds.wait(HANG_S):
            self.stop.wish()  # or the pool waits for it without an end
            pytest.fail("the making never wrote anything")

    def _heard(self, step: str, _done: int, _total: int) -> None:
        if step.startswith("Quantizing") and not self.holds.is_set():
            self.stop.hold(held=True)
            self.holds.set()


@linux_only
def test_B02_a_making_held_by_a_low_battery_goes_on_to_the_very_same_model(bench: WorkshopBench) -> None:
    with ThreadPoolExecutor(1) as pool:
        making = Making(bench, pool)
        assert not making.result.done()
        making.stop.hold(held=False)
        made = making.result.result(HANG_S)
    assert made.quantization == "Q4_K_M"
    bench.require_source_untouched()


@linux_only
def test_B02_a_making_called_off_while_it_is_held_leaves_nothing(bench: WorkshopBench) -> None:
    with ThreadPoolExecutor(1) as pool:
        making = Making(bench, pool)
        making.stop.wish()
        with pytest.raises(Stopped):
            making.result.result(HANG_S)
    assert bench.left() == []
    assert [one for one in psutil.Process().children() if one.status() == psutil.STATUS_STOPPED] == []


@linux_only
def test_B02_a_suspended_child_ends_with_a_program_that_is_killed(bench: WorkshopBench) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLDER, str(bench.root)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        child = psutil.Process(int(holder.stdout.readline()))
        holder.send_signal(signal.SIGKILL)
    assert psutil.wait_procs([child], timeout=HANG_S)[1] == []
    assert len(bench.shop.unfinished()) == 1
