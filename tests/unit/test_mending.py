# SPDX-License-Identifier: Apache-2.0
"""Mending: what is whole is copied, only the bad 32 MiB (1 MiB here) are asked for, and a kill costs no more."""

import errno
import hashlib
import os
from collections.abc import Iterator
from io import FileIO
from pathlib import Path

import pytest

from edgeassist.core.stop import Report, Stop, Stopped
from edgeassist.net.ranges import MENDING
from edgeassist.net.refusals import ServerTrouble
from edgeassist.net.route import Route
from edgeassist.net.wanted import Wanted
from edgeassist.store import mending
from edgeassist.store.intake import NotEnoughDisk
from edgeassist.store.mending import STEP, Way, mend
from edgeassist.store.sums import Summing, Sums
from tests.support.byte_server import ByteServer, Fault
from tests.support.fetching_bench import QUICK, content_of
from tests.support.pack_bench import StopAfter

CHUNK = 64 * 1024
SIZE = 5 * CHUNK + 123


class Bench:
    """A file of six chunks on a server, and a damaged copy of it here."""

    def __init__(self, server: ByteServer, folder: Path) -> None:
        self.server, self.content = server, content_of(SIZE)
        self.damaged, self.part = folder / "damaged.gguf", folder / "model.part"
        server.files["m"] = self.content
        self.damaged.write_bytes(self.content)
        self.steps: list[tuple[str, int, int]] = []

    def spoil(self, *places: int) -> None:
        with self.damaged.open("r+b") as file:
            for at in places:
                file.seek(at)
                file.write(bytes([self.content[at] ^ 0x10]))

    @property
    def sums(self) -> Sums:
        summing = Summing(CHUNK)
        summing.update(self.content)
        return summing.sums

    def mend(self, stop: Stop | None = None, report: Report | None = None) -> bool:
        digest = hashlib.sha256(self.content).hexdigest()
        wanted = Wanted(url=self.server.url("m"), size_bytes=SIZE, sha256=digest)
        way = Way(wanted, Route(proxy="none"), QUICK)
        return mend(self.damaged, self.part, self.sums, way, report=report or self.note, stop=stop or Stop())

    def note(self, step: str, done: int, total: int) -> None:
        self.steps.append((step, done, total))

    def asked(self) -> list[str]:
        return [one.headers.get("range", "all") for one in self.server.gets("m")]

    def sent(self) -> int:
        return sum(one.sent for one in self.server.gets("m"))

    def is_right(self) -> bool:
        return self.part.read_bytes() == self.content


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with ByteServer() as server:
        yield Bench(server, tmp_path)


def test_only_the_bad_chunk_is_asked_for(bench: Bench) -> None:
    bench.spoil(2 * CHUNK + 5)
    assert bench.mend()
    assert bench.is_right()
    assert bench.asked() == [f"bytes={2 * CHUNK}-{3 * CHUNK - 1}"]
    assert bench.sent() <= CHUNK
    assert (MENDING, CHUNK, CHUNK) in bench.steps


def test_several_bad_chunks_the_short_last_one_too_are_asked_for_one_by_one(bench: Bench) -> None:
    bench.spoil(0, CHUNK - 1, 3 * CHUNK, SIZE - 1)
    assert bench.mend()
    assert bench.is_right()
    assert bench.asked() == [
        f"bytes=0-{CHUNK - 1}",
        f"bytes={3 * CHUNK}-{4 * CHUNK - 1}",
        f"bytes={5 * CHUNK}-{SIZE - 1}",
    ]


def test_a_file_that_is_whole_after_all_asks_nobody(bench: Bench) -> None:
    assert bench.mend()
    assert bench.is_right()
    assert bench.asked() == []


def test_a_file_that_was_cut_is_mended_from_its_end(bench: Bench) -> None:
    os.truncate(bench.damaged, 4 * CHUNK + 1)
    assert bench.mend()
    assert bench.is_right()
    assert bench.sent() <= CHUNK + 123


def test_a_file_that_grew_is_cut_without_asking(bench: Bench) -> None:
    with bench.damaged.open("ab") as file:
        file.write(b"more")
    assert bench.mend()
    assert bench.is_right()
    assert bench.asked() == []


def test_a_file_that_is_gone_comes_from_the_server_as_a_whole(bench: Bench) -> None:
    bench.damaged.unlink()
    assert bench.mend()
    assert bench.is_right()
    assert bench.sent() <= SIZE


def test_a_place_that_the_drive_cannot_read_is_a_bad_one(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    class Failing(FileIO):
        def read(self, size: int | None = -1) -> bytes:
            if CHUNK <= self.tell() < 2 * CHUNK:
                raise OSError(errno.EIO, "Input/output error")
            return super().read(-1 if size is None else size)

    monkeypatch.setattr(mending, "_opened", lambda path: Failing(path, "rb"))
    assert bench.mend()
    assert bench.is_right()
    assert bench.asked() == [f"bytes={CHUNK}-{2 * CHUNK - 1}"]


def test_what_was_fetched_before_a_stop_is_not_fetched_again(bench: Bench) -> None:
    bench.spoil(0, 2 * CHUNK, 4 * CHUNK)
    stop = Stop()

    def report(step: str, done: int, _total: int) -> None:
        if step == MENDING and done > CHUNK:
            stop.wish()

    with pytest.raises(Stopped):
        bench.mend(stop, report)
    before = len(bench.asked())
    assert bench.mend()
    assert bench.is_right()
    assert bench.asked()[-2:] == [f"bytes={at}-{at + CHUNK - 1}" for at in (2 * CHUNK, 4 * CHUNK)]
    assert len(bench.asked()) == before + 2


@pytest.mark.parametrize("steps", range(0, 20, 3))
def test_a_stop_anywhere_leaves_the_damaged_file_and_the_mending_goes_on(steps: int, bench: Bench) -> None:
    bench.spoil(2 * CHUNK)
    before = bench.damaged.read_bytes()
    try:
        bench.mend(StopAfter(steps))
    except Stopped:
        assert not (bench.part.exists() and bench.is_right() and steps < 6)
    assert bench.damaged.read_bytes() == before
    assert bench.mend()
    assert bench.is_right()


def test_wrong_bytes_in_the_part_are_put_right(bench: Bench) -> None:
    bench.spoil(CHUNK)
    bench.part.write_bytes(b"\xff" * (SIZE + 5000))
    assert bench.mend()
    assert bench.is_right()


def test_a_line_that_breaks_costs_nothing_twice(bench: Bench) -> None:
    bench.spoil(2 * CHUNK)
    bench.server.fault("m", Fault("rst", at=2 * CHUNK + 1000, times=1))
    assert bench.mend()
    assert bench.is_right()
    assert bench.sent() <= CHUNK + 16 * 1024


def test_a_chunk_that_comes_wrong_is_asked_for_once_more(bench: Bench) -> None:
    bench.spoil(2 * CHUNK)
    bench.server.fault("m", Fault("corrupt", at=2 * CHUNK + 9, times=1))
    assert bench.mend()
    assert bench.is_right()
    assert len(bench.asked()) == 2


def test_a_server_with_another_file_mends_nothing(bench: Bench) -> None:
    bench.spoil(2 * CHUNK)
    bench.server.files["m"] = content_of(SIZE, seed=2)
    assert not bench.mend()
    assert len(bench.asked()) == 2


def test_a_server_without_ranges_is_good_enough(bench: Bench) -> None:
    bench.spoil(2 * CHUNK)
    bench.server.fault("m", Fault("norange"))
    assert bench.mend()
    assert bench.is_right()


def test_a_server_that_is_gone_is_said_and_what_is_whole_stays_copied(bench: Bench) -> None:
    bench.spoil(2 * CHUNK)
    bench.server.fault("m", Fault("status", value=503))
    with pytest.raises(ServerTrouble):
        bench.mend()
    assert bench.part.read_bytes()[: 2 * CHUNK] == bench.content[: 2 * CHUNK]
    bench.server.heal()
    bench.steps.clear()
    assert bench.mend()
    assert bench.steps[0][0] == STEP


def test_a_full_drive_is_said_before_anything_is_written(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mending, "free_bytes", lambda _folder: 1000)
    with pytest.raises(NotEnoughDisk):
        bench.mend()
    assert not bench.part.exists()
