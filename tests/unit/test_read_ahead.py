# SPDX-License-Identifier: Apache-2.0
"""The sentences of the language beside are read before anybody says one, and nobody waits for that who need not."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from types import SimpleNamespace

import pytest

from edgeassist.core.stop import Stop, Stopped
from edgeassist.intents import phrasebook
from edgeassist.intents.commander import Commander
from tests.support.commanding import Bench as EnglishBench
from tests.unit.test_tongues import TEN_MINUTES, Bench, meant

WAIT_S = 120.0


class Held(Stop):
    """Holds the reading up at its first look, until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.go_on = Event(), Event()

    def check(self) -> None:
        """Wait, then look."""
        self.begun.set()
        assert self.go_on.wait(WAIT_S)
        super().check()


@pytest.fixture(autouse=True)
def unread() -> Iterator[None]:
    """Begin as the program does: nothing was read yet."""
    phrasebook._read.cache_clear()
    yield
    phrasebook._read.cache_clear()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    yield made
    made.commander.close()
    made.chats.close()


@pytest.fixture
def beside() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(max_workers=2) as threads:
        yield threads


def readings() -> int:
    """Return how many languages were read since the start."""
    return phrasebook._read.cache_info().misses


def test_the_first_sentence_of_the_language_beside_finds_it_read(bench: Bench) -> None:
    bench.commander.prepare()
    assert readings() == 1
    bench.commander.prepare_beside(Stop())
    assert readings() == 2
    assert meant(bench.commander.understand("Set a timer for ten minutes")) == ("en", ("HassStartTimer",))
    assert readings() == 2


def test_meanwhile_the_own_language_is_understood_and_nothing_is_read_twice(
    bench: Bench, beside: ThreadPoolExecutor
) -> None:
    stop = Held()
    reading = beside.submit(bench.commander.prepare_beside, stop)
    assert stop.begun.wait(WAIT_S)
    assert meant(bench.commander.understand(TEN_MINUTES)) == ("de", ("HassStartTimer",))
    english = beside.submit(bench.commander.understand, "Set a timer for ten minutes")
    stop.go_on.set()
    reading.result(WAIT_S)
    assert meant(english.result(WAIT_S)) == ("en", ("HassStartTimer",))
    assert readings() == 2


def test_it_ends_in_mid_reading_and_can_be_begun_again(bench: Bench, beside: ThreadPoolExecutor) -> None:
    stop = Held()
    reading = beside.submit(bench.commander.prepare_beside, stop)
    assert stop.begun.wait(WAIT_S)
    stop.wish()
    stop.go_on.set()
    with pytest.raises(Stopped):
        reading.result(WAIT_S)
    assert phrasebook._read.cache_info().currsize == 0
    bench.commander.prepare_beside(Stop())
    assert phrasebook._read.cache_info().currsize == 1


class Noting(set[int]):
    """Tells when somebody waits."""

    def __init__(self) -> None:
        super().__init__()
        self.some = Event()

    def add(self, thread: int) -> None:
        """Note who waits."""
        super().add(thread)
        self.some.set()


def test_it_rests_only_while_nobody_waits_for_it(
    bench: Bench, beside: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop, awaiting, rests = Held(), Noting(), list[float]()
    monkeypatch.setattr(phrasebook, "time", SimpleNamespace(sleep=rests.append))
    monkeypatch.setitem(phrasebook._TURNS, "en", phrasebook._Turn(awaiting=awaiting))
    reading = beside.submit(bench.commander.prepare_beside, stop)
    assert stop.begun.wait(WAIT_S)
    awaiting.some.clear()
    english = beside.submit(bench.commander.understand, "Set a timer for ten minutes")
    assert awaiting.some.wait(WAIT_S)
    stop.go_on.set()
    reading.result(WAIT_S)
    assert meant(english.result(WAIT_S)) == ("en", ("HassStartTimer",))
    assert rests == []
    phrasebook._read.cache_clear()
    bench.commander.prepare_beside(Stop())
    assert len(rests) > 1000


def test_loading_the_own_language_is_given_up_in_mid_reading(bench: Bench, beside: ThreadPoolExecutor) -> None:
    stop = Held()
    loading = beside.submit(bench.commander.prepare, stop)
    assert stop.begun.wait(WAIT_S)
    stop.wish()
    stop.go_on.set()
    with pytest.raises(Stopped):
        loading.result(WAIT_S)
    assert phrasebook._read.cache_info().currsize == 0
    assert meant(bench.commander.understand(TEN_MINUTES)) == ("de", ("HassStartTimer",))


def test_where_no_language_stands_beside_nothing_is_read(tmp_path: Path) -> None:
    alone: Commander = EnglishBench(tmp_path).commander
    stop = Stop()
    stop.wish()
    alone.prepare_beside(stop)
    assert readings() == 0
    alone.close()
