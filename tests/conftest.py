# SPDX-License-Identifier: Apache-2.0
"""Fixtures every test may use, and two rules for all of them: no thread left behind, no unexpected warning logged.

Works with PySide6 not installed; what the window needs lives in `tests/gui/conftest.py`.
"""

import gc
import logging
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.support.models import cache_root, tiny_model
from tests.support.threads import left_running

# A speed is a benchmark's business: a busy machine must not fail a test of behaviour. Nor may chance: each run tries
# the same examples, and a run that is to find new ones says so with `--hypothesis-profile=searching`.
_CALM = hypothesis.settings(
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.function_scoped_fixture],
)
hypothesis.settings.register_profile("edgeassist", _CALM, derandomize=True)
hypothesis.settings.register_profile("searching", _CALM)
hypothesis.settings.load_profile("edgeassist")
os.environ["EDGEASSIST_NO_SELF_BENCHMARK"] = "1"  # the windows that tests open must be the only ones at work
gc.disable()  # until the tests are collected: what is made till then stays, and looking through it takes seconds


def pytest_collection_finish() -> None:
    """Look for garbage from now on, and never again among what was collected."""
    gc.freeze()
    gc.enable()


class _Warnings(logging.Handler):
    """Keep what was logged at WARNING or above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture
def expects_log() -> Iterator[list[logging.LogRecord]]:
    """Collect warnings instead of failing on them; the test looks at the list itself."""
    handler = _Warnings()
    logging.getLogger().addHandler(handler)
    yield handler.records
    logging.getLogger().removeHandler(handler)


@pytest.fixture(autouse=True)
def _no_unexpected_log(request: pytest.FixtureRequest) -> Iterator[None]:
    handler = _Warnings()
    logging.getLogger().addHandler(handler)
    yield
    logging.getLogger().removeHandler(handler)
    if handler.records and "expects_log" not in request.fixturenames:
        lines = [f"{record.levelname} {record.name}: {record.getMessage()}" for record in handler.records]
        pytest.fail("unexpected log (ask for the `expects_log` fixture if it is meant):\n" + "\n".join(lines))


@pytest.fixture(autouse=True)
def _no_thread_left(request: pytest.FixtureRequest) -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    if left := left_running(before):
        pytest.fail(f"{request.node.nodeid} {left}", pytrace=False)


@pytest.fixture(scope="session")
def model_cache() -> Path:
    """Return the folder of made models; file names carry a hash of their generator, so a stale one is never used."""
    folder = cache_root()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def engine_cache() -> Path:
    """Return the folder with the verdict on the processor code; never change it."""
    from tests.support import workshop_bench  # the engine's side of the program, which not every test needs

    return workshop_bench.engine_cache()


@pytest.fixture(scope="session")
def tiny_gguf(model_cache: Path) -> Path:
    """Return the tiny model as Q8_0; never change or delete it."""
    return tiny_model(model_cache, "q8_0")


@pytest.fixture(scope="session")
def tiny_f16(model_cache: Path) -> Path:
    """Return the tiny model as F16; never change or delete it."""
    return tiny_model(model_cache, "f16")
