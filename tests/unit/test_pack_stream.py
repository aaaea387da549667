# SPDX-License-Identifier: Apache-2.0
"""Working beside the reading: all of it in order, nothing lost, and whatever goes wrong is heard."""

import zlib
from io import FileIO
from pathlib import Path
from threading import Event

import pytest

from edgeassist.core.stop import Stop, Stopped
from edgeassist.store.pack_stream import Beside, Chunk, Crc, Settler, chunks_of, open_for_settling
from edgeassist.store.progress import Progress
from edgeassist.store.refusals import FileChanged

CHUNKS = tuple(bytes([number]) * 1000 for number in range(20))


def progress(stop: Stop | None = None) -> Progress:
    return Progress(lambda *_: None, stop or Stop(), "x", 20_000)


def test_every_work_sees_every_chunk_in_order() -> None:
    seen: tuple[list[Chunk], list[Chunk]] = ([], [])
    with Beside(seen[0].append, seen[1].append) as beside:
        for chunk in CHUNKS:
            beside.take(chunk)
    assert seen == (list(CHUNKS), list(CHUNKS))


def test_the_next_chunk_is_got_ready_while_works_are_at_one() -> None:
    go_on = Event()
    done: list[Chunk] = []

    def slow(chunk: Chunk) -> None:
        assert go_on.wait(60)
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
    seen: list[Chunk] = []

    def fail(chunk: Chunk) -> None:
        seen.append(chunk)
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        handed(Beside(fail), *chunks)
    assert seen == [b"one"]


def test_an_error_of_the_reader_waits_for_the_works_and_stays_itself() -> None:
    seen: list[Chunk] = []
    with pytest.raises(KeyError):
        handed(Beside(seen.append), b"one", then=KeyError)
    assert seen == [b"one"]


def test_chunks_are_read_into_the_same_two_places_and_stay_as_long_as_works_need_them(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"".join(CHUNKS) + b"rest")
    seen: list[bytes] = []
    with FileIO(tmp_path / "x") as file, Beside(lambda chunk: seen.append(bytes(chunk))) as beside:
        for chunk in chunks_of(file, 20_004, 1000):
            beside.take(chunk)
    assert seen == [*CHUNKS, b"rest"]


def test_a_file_that_ends_before_its_size_is_said_to_have_changed(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"short")
    with FileIO(tmp_path / "x") as file, pytest.raises(FileChanged):
        list(chunks_of(file, 6, 4))


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
