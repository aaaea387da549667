# SPDX-License-Identifier: Apache-2.0
"""Lines in and out of the worker: cut anywhere, never too long, never mixed."""

import os
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist import wire
from edgeassist.worker.frames import FrameWriter, LineSplitter


@given(st.lists(st.binary(min_size=1, max_size=9).filter(lambda line: b"\n" not in line and line.strip())), st.data())
def test_lines_come_whole_however_they_arrive(lines: list[bytes], data: st.DataObject) -> None:
    rest, got, splitter = b"".join(line + b"\n" for line in lines), [], LineSplitter()
    while rest:
        size = data.draw(st.integers(1, len(rest)))
        got += list(splitter.feed(rest[:size]))
        rest = rest[size:]
    assert got == lines


def test_empty_lines_are_skipped() -> None:
    assert list(LineSplitter().feed(b"\n \n\na\n")) == [b"a"]


def test_an_endless_line_is_refused() -> None:
    splitter = LineSplitter(limit=10)
    assert list(splitter.feed(b"0123456789")) == []
    with pytest.raises(wire.BadFrame, match="more than 10 bytes"):
        list(splitter.feed(b"x"))


def test_events_of_many_threads_stay_whole() -> None:
    read, write = os.pipe()
    frames = FrameWriter(write)

    def chatter(job: int) -> None:
        for _ in range(50):
            frames.send(wire.Delta(job=job, text="x" * 2000))
        if job == 0:
            frames.send(wire.Pong(99))

    threads = [threading.Thread(target=chatter, args=(job,)) for job in range(4)]
    for thread in threads:
        thread.start()
    splitter = LineSplitter()
    events: list[wire.AnyEvent] = []
    while len(events) < 201:
        events += [wire.decode_event(line) for line in splitter.feed(os.read(read, 1 << 16))]
    for thread in threads:
        thread.join(60)
    os.close(read)
    os.close(write)
    assert events.count(wire.Pong(99)) == 1
    assert all(events.count(wire.Delta(job=job, text="x" * 2000)) == 50 for job in range(4))
