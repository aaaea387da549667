# SPDX-License-Identifier: Apache-2.0
"""All meters together: a sample a second for whoever watches, nothing else, and no figure takes another with it."""

import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue
from threading import Event
from threading import enumerate as threads
from typing import Any, NoReturn

import pytest

from edgeassist.telemetry.battery_linux import LinuxBatteries
from edgeassist.telemetry.charge import Charge
from edgeassist.telemetry.heat import HeatMeter
from edgeassist.telemetry.meters import Meters, Sources, open_meters
from edgeassist.telemetry.processes import own_process
from edgeassist.telemetry.rapl import RaplMeter
from edgeassist.telemetry.reading import EngineReading, Gauge, Role, Sample
from edgeassist.telemetry.sampler import Sampler
from tests.support.fake_laptop import FakeBattery, FakeLaptop


class Beat:
    """Stands for a second: the sampler's thread waits until the test lets it go on."""

    def __init__(self) -> None:
        self.waiting: SimpleQueue[float] = SimpleQueue()
        self._go: SimpleQueue[bool] = SimpleQueue()
        self.waits = 0

    def wait(self, ended: Event, seconds: float) -> bool:
        self.waits += 1
        self.waiting.put(seconds)
        return self._go.get(timeout=60) or ended.is_set()

    def rest(self) -> float:
        """Return once the thread waits, and for how long it wants to."""
        return self.waiting.get(timeout=60)

    def next(self) -> None:
        self._go.put(False)

    def end(self) -> None:
        self._go.put(True)


class Memory:
    available, total = 7_600_000_000, 16_000_000_000


def fail() -> NoReturn:
    raise RuntimeError("a broken driver")


@pytest.fixture
def laptop(tmp_path: Path) -> FakeLaptop:
    laptop = FakeLaptop(tmp_path, FakeBattery())
    laptop.write("sys/class/thermal/thermal_zone0/type", "x86_pkg_temp")
    laptop.write("sys/class/thermal/thermal_zone0/temp", "54000")
    return laptop


def sources(laptop: FakeLaptop, roles: Callable[[], dict[int, Role]] = own_process) -> Sources:
    return Sources(
        roles=roles,
        charge=LinuxBatteries(laptop.root),
        rapl=RaplMeter(laptop.root),
        celsius=HeatMeter(laptop.root),
        memory=Memory,
        engine=lambda: EngineReading(answer_rate=12.5),
        models_bytes=lambda: 400_000_000,
        proc=Path("/proc"),
    )


def meters_on(laptop: FakeLaptop, beat: Beat, found: Sources | None = None) -> Meters:
    return Meters(
        found or sources(laptop),
        laptop.clock,
        sampler=lambda tick: Sampler(tick, wait=beat.wait, awake=laptop.clock.awake),
    )


def test_a_sample_holds_every_figure(laptop: FakeLaptop) -> None:
    meters = meters_on(laptop, Beat())
    meters.sample()
    laptop.run(1, 10)
    found = meters.sample()
    assert found.at_s == laptop.clock.now()
    assert (found.free_bytes, found.total_bytes, found.models_bytes) == (7_600_000_000, 16_000_000_000, 400_000_000)
    assert (found.celsius.value, found.engine.answer_rate) == (54, 12.5)
    assert (found.battery.state, found.battery.percent.value) == ("discharging", 80)
    assert found.system_watts.value == pytest.approx(10)
    assert "power_now" in found.system_watts.method
    assert [one.role for one in found.processes] == ["window"]
    assert found.answers_left.why == "not measurable here: fewer than 3 answers were measured on battery so far"


@pytest.mark.parametrize("broken", ["roles", "charge", "rapl", "celsius", "memory", "engine", "models_bytes"])
def test_a_meter_that_raises_takes_no_other_with_it(laptop: FakeLaptop, broken: str) -> None:
    spoiled: dict[str, Any] = {broken: fail}
    good = meters_on(laptop, Beat()).sample()
    found = meters_on(laptop, Beat(), replace(sources(laptop), **spoiled)).sample()
    same = {
        "roles": found.processes == (),
        "charge": found.battery.percent.why == "not measurable here: the battery could not be read (RuntimeError)",
        "rapl": found.battery == good.battery,
        "celsius": found.celsius.why == "not measurable here: the temperature could not be read (RuntimeError)",
        "memory": (found.free_bytes, found.total_bytes) == (0, 0),
        "engine": found.engine == EngineReading(),
        "models_bytes": found.models_bytes == 0,
    }
    assert same[broken]
    assert [name for name in ("celsius", "engine", "models_bytes") if getattr(found, name) != getattr(good, name)] == (
        [broken] if broken in {"celsius", "engine", "models_bytes"} else []
    )


def test_a_watcher_hears_at_once_and_each_second_and_then_nothing(laptop: FakeLaptop) -> None:
    beat, heard = Beat(), SimpleQueue[Sample]()
    meters = meters_on(laptop, beat)
    stop = meters.watch(heard.put)
    heard.get(timeout=60)
    assert beat.rest() == 1
    laptop.run(1, 10)
    beat.next()
    assert heard.get(timeout=60).at_s == laptop.clock.now()
    beat.rest()
    stop()
    stop()
    beat.end()
    meters.close()
    assert heard.empty()
    assert beat.waits == 2


def test_nothing_is_read_while_nobody_watches(laptop: FakeLaptop) -> None:
    read: list[str] = []

    def charge() -> Charge:
        read.append("battery")
        return Charge()

    beat = Beat()
    meters = meters_on(laptop, beat, replace(sources(laptop), charge=charge))
    assert read == []
    assert "meters" not in {thread.name for thread in threads()}
    meters.close()


def test_the_thread_ends_with_the_last_watcher(laptop: FakeLaptop) -> None:
    beat = Beat()
    meters = meters_on(laptop, beat)
    first, second = meters.watch(lambda _sample: None), meters.watch(lambda _sample: None)
    beat.rest()
    (thread,) = [one for one in threads() if one.name == "meters"]
    first()
    assert thread.is_alive()
    second()
    beat.end()
    thread.join(60)
    assert not thread.is_alive()
    meters.close()


def test_closing_ends_the_thread_whoever_watches(laptop: FakeLaptop) -> None:
    beat = Beat()
    meters = meters_on(laptop, beat)
    meters.watch(lambda _sample: None)
    beat.rest()
    beat.end()
    meters.close()
    assert "meters" not in {thread.name for thread in threads()}


def test_a_watcher_that_raises_silences_nobody(laptop: FakeLaptop, expects_log: list[logging.LogRecord]) -> None:
    beat, heard = Beat(), SimpleQueue[Sample]()
    meters = meters_on(laptop, beat)
    meters.watch(lambda _sample: fail())
    meters.watch(heard.put)
    beat.rest()
    beat.next()
    heard.get(timeout=60)
    beat.rest()
    beat.end()
    meters.close()
    assert [one.getMessage() for one in expects_log] == ["a sample found no ear"] * 2


def test_an_answer_is_looked_at_each_second_though_nobody_watches(laptop: FakeLaptop) -> None:
    beat = Beat()
    meters = meters_on(laptop, beat)
    for _ in range(20):
        laptop.run(1, 6)
        meters.battery()
    drawn_j, mark = laptop.drawn_j, meters.begin()
    for _ in range(15):
        beat.rest()
        laptop.run(1, 20)
        beat.next()
    beat.rest()
    cost = meters.end(mark)
    beat.end()
    meters.close()
    assert cost.laptop_joules.value == pytest.approx(laptop.drawn_j - drawn_j, rel=0.05)
    assert cost.on_battery
    assert cost.peak_bytes > 10_000_000
    assert "meters" not in {thread.name for thread in threads()}


def test_three_answers_tell_how_many_more_the_battery_holds(laptop: FakeLaptop) -> None:
    beat = Beat()
    meters = meters_on(laptop, beat)
    for _ in range(3):
        mark = meters.begin()
        for _ in range(20):
            beat.rest()
            laptop.run(1, 20)
            beat.next()
        beat.rest()
        meters.end(mark)
        beat.end()
    found = meters.sample().answers_left
    meters.close()
    assert found.value == pytest.approx(laptop.batteries[0].left_wh * 3600 / 400, rel=0.05)


@pytest.mark.parametrize(("role", "is_idle"), [("job", False), ("engine", True)])
def test_a_job_of_ours_is_no_idle_time(laptop: FakeLaptop, role: Role, is_idle: bool) -> None:
    beat = Beat()
    meters = meters_on(laptop, beat, sources(laptop, lambda: {1: role}))
    for _ in range(60):
        laptop.run(1, 8 + laptop.clock.awake() % 2)
        meters.battery()
    mark = meters.begin()
    for _ in range(20):
        beat.rest()
        laptop.run(1, 30)
        beat.next()
    beat.rest()
    cost = meters.end(mark)
    beat.end()
    meters.close()
    assert ("idle" in cost.joules.method) == is_idle


def test_without_a_gauge_the_draw_follows_from_the_counter(tmp_path: Path) -> None:
    laptop = FakeLaptop(tmp_path, FakeBattery(has_gauge=False))
    meters = meters_on(laptop, Beat())
    assert meters.sample().system_watts.why.endswith("the battery's counter has not moved often enough yet")
    for _ in range(60):
        laptop.run(1, 12)
        found = meters.sample().system_watts
    assert found.value == pytest.approx(12, abs=found.error)
    assert "counter fell" in found.method


def test_a_gauge_that_is_seldom_new_says_how_seldom(tmp_path: Path) -> None:
    laptop = FakeLaptop(tmp_path, FakeBattery(every_s=15))
    meters = meters_on(laptop, Beat())
    for second in range(90):
        laptop.run(1, 12 + second % 4)
        found = meters.sample().system_watts
    assert found.method == "the battery's own gauge (power_now), new about every 15 s"
    assert found.error > 0.02 * (found.value or 0)


def test_a_laptop_on_mains_says_that_its_battery_does_not_see_the_draw(tmp_path: Path) -> None:
    meters = meters_on(laptop := FakeLaptop(tmp_path, FakeBattery(), plugged=True), Beat())
    found = meters.sample()
    assert found.system_watts.why.startswith("not measurable here: on mains power the battery does not see")
    assert found.battery.watts.value == pytest.approx(-10)
    laptop.charger(plugged=False)
    laptop.run(1, 12)
    assert meters.sample().system_watts.value == pytest.approx(12)


def test_a_figure_is_never_both_a_value_and_a_reason(laptop: FakeLaptop) -> None:
    for plugged in (False, True):
        laptop.charger(plugged=plugged)
        found = meters_on(laptop, Beat()).sample()
        battery = found.battery
        for gauge in (
            found.celsius,
            found.system_watts,
            found.answers_left,
            battery.percent,
            battery.watts,
            battery.left_wh,
        ):
            assert (gauge.value is None) == bool(gauge.why) == (not gauge.method)


def test_this_computers_meters_open_and_tell_something() -> None:
    meters = open_meters(own_process)
    found = meters.sample()
    meters.close()
    assert 0 < found.free_bytes < found.total_bytes
    assert found.processes[0].rss_bytes > 1_000_000
    assert found.celsius.value is not None or found.celsius.why


def test_a_tick_that_fails_is_told_and_the_next_one_comes(expects_log: list[logging.LogRecord]) -> None:
    beat, ticks = Beat(), SimpleQueue[int]()

    def tick() -> None:
        ticks.put(1)
        fail()

    sampler = Sampler(tick, wait=beat.wait, awake=lambda: 0.0)
    release = sampler.hold()
    beat.rest()
    beat.next()
    beat.rest()
    assert sampler.is_running
    release()
    beat.end()
    sampler.close()
    assert ticks.qsize() == 2
    assert [one.getMessage() for one in expects_log] == ["a tick of the meters failed"] * 2


def test_a_slow_tick_shortens_the_wait_and_a_slower_one_is_not_made_up_for() -> None:
    now, took, beat = [0.0], [0.3], Beat()

    def tick() -> None:
        now[0] += took[0]

    sampler = Sampler(tick, wait=beat.wait, awake=lambda: now[0])
    sampler.hold()
    assert beat.rest() == pytest.approx(0.7)
    now[0], took[0] = 1.0, 5.0
    beat.next()
    assert beat.rest() == 0
    took[0] = 0.0
    beat.next()
    assert beat.rest() == 1
    beat.end()
    sampler.close()


def test_a_driver_that_holds_a_look_does_not_hold_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edgeassist.telemetry.sampler.CLOSE_LIMIT_S", 0.05)
    looking, answered = Event(), Event()

    def tick() -> None:
        looking.set()
        answered.wait(60)

    sampler = Sampler(tick)
    sampler.hold()
    assert looking.wait(60)
    (thread,) = (one for one in threads() if one.name == "meters")
    sampler.close()
    assert thread.is_alive()
    answered.set()
    thread.join(60)
    assert not thread.is_alive()


def test_who_comes_after_the_end_starts_no_thread(laptop: FakeLaptop) -> None:
    meters = meters_on(laptop, Beat())
    meters.close()
    stop, mark = meters.watch(lambda _sample: None), meters.begin()
    assert "meters" not in {thread.name for thread in threads()}
    assert meters.end(mark).peak_bytes > 0
    stop()


def test_nothing_stays_open(laptop: FakeLaptop) -> None:
    meters = meters_on(laptop, Beat())
    meters.close()
    meters.close()
    assert isinstance(meters.celsius(), Gauge)
