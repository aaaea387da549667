# SPDX-License-Identifier: Apache-2.0
"""Working beside the reading: all of it in order, nothing lost, and whatever goes wrong is heard."""

import zlib
from pathlib import Path
from threading import Event

import pytest

from edgeassist.core.stop import Stop, Stopped
from edgeassist.store.pack_stream import Beside, Crc, Settler, open_for_settling
from edgeassist.store.progress import Progress

CHUNKS = tuple(bytes([number]) * 1000 for number in range(20))


def progress(stop: Stop | None = None) -> Progress:
    return Progress(lambda *_: None, stop or Stop(), "x", 20_000)


def test_every_work_sees_every_chunk_in_order() -> None:
    seen: tuple[list[bytes], list[bytes]] = ([], [])
    with Beside(seen[0].append, seen[1].append) as beside:
        for chunk in CHUNKS:
            beside.take(chunk)
    assert seen == (list(CHUNKS), list(CHUNKS))


def test_the_next_chunk_is_got_ready_while_works_are_at_one() -> None:
    go_on, done = Event(), []

    def slow(chunk: bytes) -> None:
        assert go_on.wait(5)
        done.append(chunk)

    with Beside(slow) as beside:
        beside.take(b"one")
        assert done == []
        go_on.set()
    assert done == [b"one"]


def handed(beside: Beside, *chunks: bytes, then: type[Exception] | None = None) -> None:
    """Hand the chunks over, and leave as the reader does: at its end, or with an error of its own."""
    with beside:
        for chunk in chunks:
            beside.take(chunk)
        if then is not None:
            raise then


@pytest.mark.parametrize("chunks", [(b"one",), (b"one", b"two")])
def test_what_a_work_raises_is_heard_before_the_next_chunk_is_taken(chunks: tuple[bytes, ...]) -> None:
    seen: list[bytes] = []

    def fail(chunk: bytes) -> None:
        seen.append(chunk)
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        handed(Beside(fail), *chunks)
    assert seen == [b"one"]


def test_an_error_of_the_reader_waits_for_the_works_and_stays_itself() -> None:
    seen: list[bytes] = []
    with pytest.raises(KeyError):
        handed(Beside(seen.append), b"one", then=KeyError)
    assert seen == [b"one"]


def test_a_running_crc_is_that_of_the_whole() -> None:
    crc = Crc()
    for chunk in CHUNKS:
        crc.update(chunk)
    assert crc.value == zlib.crc32(b"".join(CHUNKS))


def test_chunks_settle_one_after_the_other(tmp_path: Path) -> None:
    with open_for_settling(tmp_path / "x") as file:
        settler = Settler(file, 7, progress())
        for chunk in CHUNKS:
            settler.put(chunk)
    assert settler.at == 7 + 20_000
    assert (tmp_path / "x").read_bytes() == bytes(7) + b"".join(CHUNKS)


def test_a_wish_to_stop_is_heard_while_settling_and_while_reading(tmp_path: Path) -> None:
    stop = Stop()
    counted = progress(stop)
    counted.check()
    stop.wish()
    with pytest.raises(Stopped):
        counted.check()
    with (
        open_for_settling(tmp_path / "x") as file,
        pytest.raises(Stopped),
        Beside(Settler(file, 0, counted).put) as beside,
    ):
        beside.take(CHUNKS[1])
    assert (tmp_path / "x").read_bytes() == CHUNKS[1]
