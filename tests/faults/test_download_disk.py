# SPDX-License-Identifier: Apache-2.0
"""Downloads onto drives that are full, small or broken (rows D19, D21): paused with the reason, resumed afterwards."""

import errno
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from edgeassist.net.refusals import DriveTrouble, RoomGone
from tests.support.byte_server import ByteServer
from tests.support.fetching_bench import Bench


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with ByteServer() as server:
        yield Bench(server, tmp_path)


def test_D19_too_little_room_is_seen_before_the_first_byte(bench: Bench) -> None:
    bench.terms = replace(bench.terms, margin_bytes=1000, free_disk=lambda _: 500_000)
    with pytest.raises(RoomGone) as refused:
        bench.run()
    assert refused.value.more_bytes == len(bench.content) + 1000 - 500_000
    assert bench.server.log == []


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOSPC, RoomGone),
        (errno.EDQUOT, RoomGone),
        (errno.EIO, DriveTrouble),
        (errno.EROFS, DriveTrouble),
    ],
)
def test_D19_D21_a_drive_that_gives_up_pauses_and_the_rest_comes_later(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, number: int, kind: type[Exception]
) -> None:
    written, real = [0], os.write

    def failing(file: int, piece: memoryview) -> int:
        if written[0] > 400_000:
            raise OSError(number, os.strerror(number))
        written[0] += (count := real(file, piece))
        return count

    monkeypatch.setattr(os, "write", failing)
    with pytest.raises(kind):
        bench.run()
    monkeypatch.undo()
    bench.run()
    assert bench.is_right()
    assert bench.starts()[-1] > 0
