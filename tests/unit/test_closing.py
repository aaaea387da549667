# SPDX-License-Identifier: Apache-2.0
"""The end of the program takes as long as it may, not as long as its slowest part; and no part is left out."""

import time
from threading import Event

import pytest

from edgeassist.app.closing import Closing

LIMIT_S = 60.0


@pytest.mark.usefixtures("expects_log")
def test_parts_end_in_order_and_one_that_fails_holds_up_no_other() -> None:
    ended: list[str] = []

    def fails() -> None:
        ended.append("fails")
        raise ValueError("of no use")

    closing = Closing(LIMIT_S, lambda: ended.append("first"), fails, lambda: ended.append("last"))
    assert closing.wait()
    assert ended == ["first", "fails", "last"]
    assert closing.left_s > LIMIT_S / 2


def test_a_part_that_hangs_is_waited_for_so_long_and_still_ends_afterwards() -> None:
    may_end, last = Event(), Event()
    began_s = time.monotonic()
    closing = Closing(0.2, lambda: _wait(may_end), last.set)
    assert not closing.wait(spare_s=0.1)
    assert not closing.wait()
    assert time.monotonic() - began_s < LIMIT_S / 2
    assert closing.left_s == 0
    assert not last.is_set()
    may_end.set()
    assert last.wait(LIMIT_S)


def _wait(event: Event) -> None:
    event.wait(LIMIT_S)
