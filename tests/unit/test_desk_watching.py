# SPDX-License-Identifier: Apache-2.0
"""Who watches the desk: the first sets things going, a later one is told where they are, who left hears nothing."""

from collections.abc import Iterator
from pathlib import Path
from queue import Empty, SimpleQueue

import pytest

from edgeassist.app.desk import ServiceDesk
from edgeassist.app.services import Services
from edgeassist.core.paths import Places
from edgeassist.ui.ports import CardsChanged, DeskEvent, Resumed

LIMIT_S = 60.0


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[ServiceDesk]:
    places = Places(tmp_path / "data", tmp_path / "config", tmp_path / "cache", tmp_path / "logs")
    made = ServiceDesk(Services(places))
    yield made
    made.close()


def heard(events: "SimpleQueue[DeskEvent]") -> list[type]:
    """Return the kinds of events up to the next `Resumed`."""
    kinds: list[type] = []
    while not kinds or kinds[-1] is not Resumed:
        kinds.append(type(events.get(timeout=LIMIT_S)))
    return kinds


def test_a_later_watcher_is_told_where_things_are(desk: ServiceDesk) -> None:
    first: SimpleQueue[DeskEvent] = SimpleQueue()
    desk.watch(first.put)
    assert CardsChanged in heard(first)
    second: SimpleQueue[DeskEvent] = SimpleQueue()
    desk.watch(second.put)
    assert heard(second) == [CardsChanged, Resumed]


def test_who_left_hears_no_more_and_the_others_do(desk: ServiceDesk) -> None:
    first: SimpleQueue[DeskEvent] = SimpleQueue()
    leave = desk.watch(first.put)
    heard(first)
    leave()
    leave()
    second: SimpleQueue[DeskEvent] = SimpleQueue()
    desk.watch(second.put)
    heard(second)
    with pytest.raises(Empty):
        first.get_nowait()
