# SPDX-License-Identifier: Apache-2.0
"""What a computer without a model is measured by: kept once per engine build, never taken at a wrong moment."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from edgeassist.app import self_benchmark
from edgeassist.app.finding import recommendation
from edgeassist.app.services import Services
from edgeassist.core.paths import Places
from edgeassist.core.stop import Stop
from edgeassist.store.yardstick import NAME, Yardstick, keep_yardstick, read_yardstick
from edgeassist.worker.backend import build_name

MEASURED = Yardstick(weights_bytes=200_000_000, answer_rate=50.0, prompt_rate=300.0, build="engine 1")


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    made = Services(Places(tmp_path / "data", tmp_path / "config", tmp_path / "cache", tmp_path / "logs"))
    yield made
    made.close()


def test_what_was_measured_is_found_again_for_the_same_build(tmp_path: Path) -> None:
    keep_yardstick(tmp_path, MEASURED)
    assert read_yardstick(tmp_path, "engine 1") == MEASURED
    assert read_yardstick(tmp_path, "engine 2") is None


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b'{"weights_bytes":0,"answer_rate":1,"prompt_rate":1}'])
def test_a_damaged_file_counts_as_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / NAME).write_bytes(content)
    assert read_yardstick(tmp_path, "engine 1") is None


def test_twice_the_weights_take_twice_the_time() -> None:
    assert MEASURED.rate_for(400_000_000) == 25.0


def test_a_busy_computer_is_not_measured(services: Services) -> None:
    looks = iter([90.0] * 15)
    assert self_benchmark.run(services, Stop(), lambda: next(looks)) is None
    assert next(looks, None) is None
    assert not (services.places.data / NAME).exists()


def test_what_is_known_is_not_measured_again(services: Services) -> None:
    known = Yardstick(weights_bytes=1, answer_rate=1.0, prompt_rate=1.0, build=build_name())
    keep_yardstick(services.places.data, known)
    assert self_benchmark.run(services, Stop(), pytest.fail) == known


@pytest.mark.parametrize("lacking", ["MEMORY_BYTES", "DISK_BYTES"])
def test_without_room_nothing_is_measured(services: Services, monkeypatch: pytest.MonkeyPatch, lacking: str) -> None:
    monkeypatch.setattr(self_benchmark, lacking, 2**60)
    assert self_benchmark.run(services, Stop(), pytest.fail) is None


def test_a_stop_ends_the_wait_for_a_quiet_moment(services: Services) -> None:
    stop = Stop()

    def busy() -> float:
        stop.wish()
        return 90.0

    assert self_benchmark.run(services, stop, busy) is None


def test_speeds_are_foretold_before_a_model_is_here(services: Services) -> None:
    before = recommendation(services, "chat")
    assert all(one.rate is None for one in before.choices)
    known = Yardstick(weights_bytes=231_000_000, answer_rate=40.0, prompt_rate=300.0, build=build_name())
    keep_yardstick(services.places.data, known)
    after = recommendation(services, "chat")
    assert all(one.rate and not one.rate_measured for one in after.choices)
    assert "words a second" in after.sentence()
    assert not [note for note in after.notes if "No model was measured" in note]
