# SPDX-License-Identifier: Apache-2.0
"""Times as the system tells them, as a bare offset that knows no summer time: alarms must know it all the same."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from edgeassist.intents.actions.timers import SPEC
from edgeassist.intents.due import DueDesk
from edgeassist.intents.wording import after, local, on_the_wall, when
from tests.support.commanding import Place, WallClock, acting, do

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a zone is set for one process as POSIX does")

SetZone = Callable[[str], None]
SPRING = datetime(2026, 3, 28, 21, 0, tzinfo=UTC)
AUTUMN = datetime(2026, 10, 24, 20, 0, tzinfo=UTC)


@pytest.fixture
def zone() -> Iterator[SetZone]:
    """Return a function that moves this process to another zone."""
    before = os.environ.get("TZ")

    def move(name: str) -> None:
        os.environ["TZ"] = name
        time.tzset()

    yield move
    os.environ.pop("TZ", None)
    if before is not None:
        os.environ["TZ"] = before
    time.tzset()


@pytest.mark.parametrize("evening", [SPRING, AUTUMN], ids=["spring", "autumn"])
def test_an_alarm_rings_at_seven_as_the_system_tells_the_time(zone: SetZone, tmp_path: Path, evening: datetime) -> None:
    zone("Europe/Berlin")
    place = Place(tmp_path, WallClock(evening.astimezone()))
    with acting(SPEC, place) as timers:
        assert do(timers, "EdgeSetAlarm", time="07:00").sentence == "The alarm rings tomorrow at 7 am."
    desk = DueDesk(tmp_path)
    seven = datetime(*(evening + timedelta(days=1)).date().timetuple()[:3], 7, tzinfo=ZoneInfo("Europe/Berlin"))
    assert desk.due((seven.astimezone(UTC) - timedelta(seconds=1)).astimezone()) == ()
    assert [one.sentence for one in desk.due(seven.astimezone(UTC).astimezone())] == ["Your alarm rings."]
    desk.close()


def test_a_timer_over_the_night_of_summer_time_says_the_hour_that_clocks_will_show(
    zone: SetZone, tmp_path: Path
) -> None:
    zone("Europe/Berlin")
    place = Place(tmp_path, WallClock(SPRING.astimezone()))
    with acting(SPEC, place) as timers:
        assert do(timers, "HassStartTimer", hours=9).sentence == "The timer of 9 hours runs until tomorrow at 8 am."


def test_a_person_who_travels_hears_the_alarm_at_the_time_of_the_place(zone: SetZone, tmp_path: Path) -> None:
    zone("Europe/Berlin")
    place = Place(tmp_path, WallClock(datetime(2026, 5, 1, 12, 0, tzinfo=UTC).astimezone()))
    with acting(SPEC, place) as timers:
        do(timers, "EdgeSetAlarm", time="07:00")
        do(timers, "HassStartTimer", hours=20)
    zone("Asia/Tokyo")
    desk = DueDesk(tmp_path)
    seven_there = datetime(2026, 5, 2, 7, 0).astimezone()
    assert [one.kind for one in desk.due(seven_there - timedelta(seconds=1))] == []
    assert [one.kind for one in desk.due(seven_there)] == ["alarm"]
    assert [one.kind for one in desk.due(datetime(2026, 5, 2, 8, 0, tzinfo=UTC))] == ["alarm", "timer"]
    desk.close()


@pytest.mark.parametrize("name", ["UTC", "Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "Pacific/Apia"])
def test_the_wall_and_back_is_the_same_in_every_zone(zone: SetZone, name: str) -> None:
    zone(name)
    for now in (SPRING.astimezone(), AUTUMN.astimezone(), SPRING.astimezone(ZoneInfo(name))):
        for hours in range(0, 48, 5):
            moment = after(now, hours * 3600)
            assert moment.timestamp() == now.timestamp() + hours * 3600
            again = on_the_wall(moment.replace(tzinfo=None, fold=0), now)
            # The hour that comes twice in autumn is taken for its first.
            assert again.timestamp() in (moment.timestamp(), moment.timestamp() - 3600)
            assert (again.hour, again.minute) == (moment.hour, moment.minute)


def test_a_skipped_hour_comes_an_hour_later_however_the_zone_is_told(zone: SetZone) -> None:
    zone("Europe/Berlin")
    skipped = datetime(2026, 3, 29, 2, 30)
    for now in (SPRING.astimezone(), SPRING.astimezone(ZoneInfo("Europe/Berlin"))):
        moment = on_the_wall(skipped, now)
        assert (moment.hour, moment.minute, moment.utcoffset()) == (3, 30, timedelta(hours=2))


def test_another_zone_than_the_systems_is_kept(zone: SetZone) -> None:
    zone("Europe/Berlin")
    now = datetime(2026, 3, 6, 12, 0, tzinfo=UTC)
    assert on_the_wall(datetime(2026, 3, 6, 15, 0), now) == datetime(2026, 3, 6, 15, 0, tzinfo=UTC)
    assert local(now, now).utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("ahead", "said"),
    [
        (timedelta(0), "at noon"),
        (timedelta(hours=12), "tomorrow at midnight"),
        (timedelta(days=1, hours=3), "tomorrow at 3 pm"),
        (timedelta(days=3), "on Monday at noon"),
        (timedelta(days=30, minutes=5), "on 5 April at 12:05 pm"),
        (timedelta(days=365), "on 6 March 2027 at noon"),
        (timedelta(hours=-13), "yesterday at 11 pm"),
    ],
)
def test_moments_are_said_from_now(ahead: timedelta, said: str) -> None:
    now = datetime(2026, 3, 6, 12, 0, tzinfo=ZoneInfo("Etc/GMT-1"))
    assert when(now + ahead, now) == said
