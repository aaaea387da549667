# SPDX-License-Identifier: Apache-2.0
"""Memory that nothing needs any more goes back to the system when a change of models is over."""

import ctypes
import sys
from pathlib import Path

import psutil
import pytest

from edgeassist.app.services import Services
from edgeassist.app.spare_memory import SpareMemory, give_back
from edgeassist.core.paths import places
from edgeassist.runtime.state import EngineState, Phase
from edgeassist.wire import Stats

MB = 1 << 20
STATS = Stats(1, steps=1)


@pytest.fixture
def given() -> list[str]:
    return []


def test_it_is_given_back_once_for_each_change_that_is_over(given: list[str]) -> None:
    heard = SpareMemory(lambda: given.append("back"))
    for phase, path in (
        (Phase.STARTING, "one"),
        (Phase.LOADING, "one"),
        (Phase.READY, "one"),
        (Phase.READY, "one"),
        (Phase.LOADING, "two"),
    ):
        heard(EngineState(phase, path))
    assert len(given) == 1
    heard(EngineState(Phase.READY, "two"))
    heard(EngineState(Phase.IDLE, ""))
    assert len(given) == 3


def test_figures_of_an_answer_give_nothing_back(given: list[str]) -> None:
    heard = SpareMemory(lambda: given.append("back"))
    heard(STATS)
    heard(EngineState())
    assert not given


@pytest.mark.skipif(sys.platform != "linux", reason="looks at the memory as Linux tells it")
def test_what_was_freed_is_the_systems_again() -> None:
    libc = ctypes.CDLL(None)
    if not hasattr(libc, "malloc_trim"):
        pytest.skip("not glibc")
    libc.malloc.restype = ctypes.c_void_p
    libc.free.argtypes = (ctypes.c_void_p,)
    parts = [libc.malloc(64 << 10) for _ in range(1000)]
    for part in parts:
        ctypes.memset(part, 1, 64 << 10)
    for part in parts[:-1]:
        libc.free(part)
    before = psutil.Process().memory_info().rss
    try:
        assert give_back()
        assert psutil.Process().memory_info().rss < before - 40 * MB
    finally:
        libc.free(parts[-1])


def test_a_system_without_that_call_has_nothing_to_give() -> None:
    assert not give_back("nt")


def test_the_services_have_it_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[object] = []
    monkeypatch.setattr(SpareMemory, "__call__", lambda _self, news: heard.append(news))
    with Services(places({"EDGEASSIST_HOME": str(tmp_path)})) as services:
        services.engine.close()
        assert services.engine.state in heard
