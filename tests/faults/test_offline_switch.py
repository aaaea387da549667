# SPDX-License-Identifier: Apache-2.0
"""The offline switch against a server of this computer that counts: nothing is asked while it is on, and a fetch that
runs is cut, kept, and gone on with.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from edgeassist.net.attempts import FOLDER_NAME, OPENED, REFUSED_OFFLINE, Attempts
from edgeassist.net.gate import GATE
from edgeassist.net.hub import Hub
from edgeassist.net.switch import SWITCH, SwitchedOff
from tests.support.byte_server import ByteServer
from tests.support.fetching_bench import Bench, content_of
from tests.support.hub import FakeHub


@pytest.fixture(autouse=True)
def turned_back() -> Iterator[None]:
    yield
    SWITCH.turn(on=False)


@pytest.fixture
def log(tmp_path: Path) -> Attempts:
    GATE.log_to(tmp_path / FOLDER_NAME)
    return Attempts(tmp_path / FOLDER_NAME)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with ByteServer() as server:
        yield Bench(server, tmp_path, content_of(3_000_000))


def test_with_the_switch_on_neither_search_nor_listing_asks_the_hub(log: Attempts) -> None:
    with FakeHub() as fake:
        fake.add("acme/small", {"small.gguf": b"GGUF"})
        hub = Hub(fake.endpoint)
        SWITCH.turn(on=True)
        for ask in (lambda: hub.search("small"), lambda: hub.files("acme/small")):
            with pytest.raises(SwitchedOff):
                ask()
        assert fake.log == []
        assert [one.outcome for one in log.read().attempts] == [REFUSED_OFFLINE] * 2
        SWITCH.turn(on=False)
        assert [one.repo for one in hub.search("small")] == ["acme/small"]
    newest = log.read().attempts[0]
    assert (newest.outcome, newest.purpose) == (OPENED, "Searching for models")
    assert newest.bytes_in > 0


def test_with_the_switch_on_no_byte_is_fetched(bench: Bench, log: Attempts) -> None:
    SWITCH.turn(on=True)
    with pytest.raises(SwitchedOff):
        bench.run()
    assert bench.server.log == []
    (one,) = log.read().attempts
    assert (one.host, one.outcome, one.purpose) == ("127.0.0.1", REFUSED_OFFLINE, "Fetching a model")


def test_a_fetch_that_runs_is_cut_and_goes_on_where_it_was(bench: Bench, log: Attempts) -> None:
    def heard(_step: str, done: int) -> None:
        if done > 500_000 and not SWITCH.on and not turned:
            turned.append(done)
            SWITCH.turn(on=True)

    turned: list[int] = []
    bench.heard = heard
    with pytest.raises(SwitchedOff) as caught:
        bench.run()
    assert "kept" in caught.value.hint
    assert bench.part.stat().st_size > 0
    asked = len(bench.server.log)
    SWITCH.turn(on=False)
    assert bench.run().verified
    assert bench.part.read_bytes() == bench.content
    assert "range" in {name.lower() for name in bench.server.log[asked].headers}
    assert [one.outcome for one in log.read().attempts].count(OPENED) == 2
    assert sum(one.bytes_in for one in log.read().attempts) >= len(bench.content)


def test_the_log_names_no_path_and_no_token(bench: Bench, log: Attempts) -> None:
    bench.run()
    raw = log.file.read_bytes()
    assert b"127.0.0.1" in raw
    assert b"/m" not in raw
    assert b"http" not in raw
