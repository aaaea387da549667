# SPDX-License-Identifier: Apache-2.0
"""`edgeassist meters`: every figure as it is now, how it is measured, and why another cannot be. Measures nothing."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from queue import SimpleQueue

import msgspec

from edgeassist.cli.errand import Errand
from edgeassist.cli.interrupt import raises
from edgeassist.cli.running import running
from edgeassist.core.units import human_bytes
from edgeassist.telemetry.answers_left import whole_costs
from edgeassist.telemetry.meters import Meters, open_meters
from edgeassist.telemetry.reading import Gauge, ProcessReading, Sample
from edgeassist.telemetry.recorder import Recorder

_HEADS = ("FIGURE", "VALUE", "HOW IT IS MEASURED, OR WHY IT CANNOT BE")


def meters(errand: Errand, *, watch: bool) -> None:
    """Print all figures once, or one line a second until Ctrl-C."""
    with errand.services() as services:
        models_bytes, receipts = sum(card.size_bytes for card in services.library.cards()), services.till.file
    found = open_meters(running, models_bytes=lambda: models_bytes)
    found.remember(_earlier(receipts))
    try:
        with raises():
            _watch(errand, found) if watch else _once(errand, found)
    finally:
        found.close()


def _earlier(receipts: Path) -> list[Gauge]:
    """Return what earlier answers took of the battery."""
    if not receipts.exists():
        return []
    recorder = Recorder(receipts)
    try:
        return whole_costs(recorder.newest())
    finally:
        recorder.close()


def _once(errand: Errand, found: Meters) -> None:
    """Print the second sample: a process's share of the processor needs two."""
    samples = _samples(found)
    next(samples)
    sample = next(samples)
    if errand.screen.as_json:
        errand.screen.result(msgspec.to_builtins(sample))
    else:
        errand.screen.table(_HEADS, rows(sample))


def _watch(errand: Errand, found: Meters) -> None:
    for sample in _samples(found):
        if errand.screen.as_json:
            errand.screen.result(msgspec.to_builtins(sample))
        else:
            errand.screen.say(line(sample))


def _samples(found: Meters) -> Iterator[Sample]:
    heard: SimpleQueue[Sample] = SimpleQueue()
    found.watch(heard.put)
    while True:
        yield heard.get()


def rows(sample: Sample) -> Iterator[tuple[str, str, str]]:
    """Yield the lines of the table of `sample`."""
    battery = sample.battery
    told = battery.state != "unknown" or battery.percent.value is not None
    yield ("battery", battery.state, "as the system tells it") if told else ("battery", "-", battery.percent.why)
    yield _row("battery charge", battery.percent, "%")
    yield _row("battery draw", battery.watts, "W")
    yield _row("battery energy left", battery.left_wh, "Wh")
    yield _row("laptop draw", sample.system_watts, "W")
    yield _row("temperature", sample.celsius, "°C")
    yield _row("answers left", sample.answers_left, "")
    free, total = human_bytes(sample.free_bytes), human_bytes(sample.total_bytes)
    yield ("memory free", f"{free} of {total}", "the system's count")
    yield ("models on the disk", human_bytes(sample.models_bytes), "the sizes of their files")
    for process in sample.processes:
        yield (f"process {process.pid}", process.role, _process(process))
    if not sample.processes:
        yield ("processes", "none", "EdgeAssist is not running beside this command")


def line(sample: Sample) -> str:
    """Return `sample` as one line, figures left out that there are not."""
    parts = [f"{datetime.fromtimestamp(sample.at_s).astimezone():%H:%M:%S}"]
    parts += [sample.battery.state] if sample.battery.state != "unknown" else []
    figures = (
        (sample.battery.percent, "%"),
        (sample.system_watts, "W"),
        (sample.battery.left_wh, "Wh"),
        (sample.celsius, "°C"),
    )
    parts += [_value(gauge, unit) for gauge, unit in figures if gauge.value is not None]
    parts.append(f"{human_bytes(sample.free_bytes)} free")
    held = sum(process.rss_bytes for process in sample.processes)
    busy = sum(process.cpu_percent for process in sample.processes)
    parts.append(f"EdgeAssist {human_bytes(held)}, {busy:.0f} % of a core" if sample.processes else "not running")
    return "  ".join(parts)


def _row(name: str, gauge: Gauge, unit: str) -> tuple[str, str, str]:
    return (name, _value(gauge, unit), gauge.method if gauge.value is not None else gauge.why)


def _value(gauge: Gauge, unit: str) -> str:
    if gauge.value is None:
        return "-"
    digits = 0 if unit in {"%", ""} else 1
    error_digits = 2 if gauge.error < 0.1 else digits
    error = f" ± {gauge.error:.{error_digits}f}" if gauge.error and unit != "%" else ""
    return f"{gauge.value:.{digits}f}{error} {unit}".rstrip()


def _process(process: ProcessReading) -> str:
    own = f", {human_bytes(process.uss_bytes)} its own" if process.uss_bytes is not None else ""
    mapped = f", {human_bytes(process.mapped_bytes)} mapped model" if process.mapped_bytes else ""
    return f"{human_bytes(process.rss_bytes)} held{own}{mapped}; {process.cpu_percent:.0f} % of a core"
