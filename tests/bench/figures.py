# SPDX-License-Identifier: Apache-2.0
"""What a measurement hands over: figures with a target, and how they become a table. Measures nothing."""

import statistics
from collections.abc import Sequence

import msgspec


class Figure(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One measured number. `at_most` and `at_least` are targets of the issue; `samples` are the runs behind it."""

    name: str
    value: float
    unit: str
    at_most: float | None = None
    at_least: float | None = None
    conditions: str = ""
    samples: tuple[float, ...] = ()

    @property
    def target(self) -> str:
        """The target in words, empty when the figure only informs."""
        if self.at_most is not None:
            return f"≤ {shown(self.at_most)} {self.unit}".strip()
        return f"≥ {shown(self.at_least)} {self.unit}".strip() if self.at_least is not None else ""

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None without one."""
        if self.at_most is not None:
            return self.value <= self.at_most
        return self.value >= self.at_least if self.at_least is not None else None


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """All figures of one run, and the machine they hold for."""

    at: str
    machine: str
    commit: str
    quick: bool
    figures: tuple[Figure, ...]


def median_of(name: str, samples: Sequence[float], unit: str, conditions: str = "", **targets: float) -> Figure:
    """Return the figure whose value is the median of `samples`; `targets` are `at_most` or `at_least`."""
    return Figure(
        name=name,
        value=statistics.median(samples),
        unit=unit,
        conditions=f"{conditions}; median of {len(samples)}" if len(samples) > 1 else conditions,
        samples=tuple(samples),
        **targets,
    )


def largest_of(name: str, samples: Sequence[float], unit: str, conditions: str = "", **targets: float) -> Figure:
    """Return the figure whose value is the largest of `samples`; the median goes into the conditions."""
    middle = shown(statistics.median(samples))
    return Figure(
        name=name,
        value=max(samples),
        unit=unit,
        conditions=f"{conditions}; largest of {len(samples)}, median {middle}",
        samples=tuple(samples),
        **targets,
    )


def shown(value: float | None) -> str:
    """Return a number with the digits that mean something."""
    if value is None:
        return ""
    size = abs(value)
    return f"{value:,.0f}" if size >= 100 or value == int(value) else f"{value:.1f}" if size >= 10 else f"{value:.2f}"


def table(report: Report) -> str:
    """Return the figures as a markdown table below one line about the machine."""
    head = f"Measured {report.at} on {report.machine}, at commit {report.commit}{' (quick)' if report.quick else ''}."
    rows = ["| figure | measured | target | met | conditions |", "|---|---:|---:|---|---|"]
    words = {True: "yes", False: "**no**", None: ""}
    for one in report.figures:
        measured = f"{shown(one.value)} {one.unit}".strip()
        rows.append(f"| {one.name} | {measured} | {one.target} | {words[one.met]} | {one.conditions} |")
    return "\n".join([head, "", *rows, ""])
