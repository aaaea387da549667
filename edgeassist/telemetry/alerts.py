# SPDX-License-Identifier: Apache-2.0
"""When to tell that something costs more than a person wished: once for each crossing, not again before it was well.

Pure: a state and what was measured in, a state and sentences out. Knows no clock and nobody to tell.
"""

from dataclasses import dataclass, field, replace
from typing import Literal

from edgeassist.core.language import tr
from edgeassist.telemetry.reading import Receipt, Sample

Kind = Literal["first-word", "memory", "power", "failures"]
WATTS_FOR_S = 60.0
_UNSEEN_S = 5.0
"""Samples come each second: nothing is known of a longer time between two."""
LAST_ANSWERS = 20
_FEWEST_ANSWERS = 5
_WELL_SHARE = 0.9
_WELL_MEMORY_POINTS = 5


@dataclass(frozen=True, slots=True)
class Limits:
    """What a person wants to be told of; 0 is never."""

    first_word_s: int = 0
    memory_percent: int = 0
    watts: int = 0
    failed_percent: int = 0


@dataclass(frozen=True, slots=True)
class Alert:
    """What to tell, quietly."""

    kind: Kind
    sentence: str
    hint: str


@dataclass(frozen=True, slots=True)
class Watch:
    """What is known between two measurements. `raised`: told of, and not well yet; `seen_s`: last sample."""

    raised: frozenset[Kind] = frozenset()
    watts_over_since_s: float | None = None
    seen_s: float = float("-inf")
    failed: tuple[bool, ...] = field(default=())


def after_sample(watch: Watch, sample: Sample, limits: Limits) -> tuple[Watch, tuple[Alert, ...]]:
    """Return what is known after `sample`, and what to tell."""
    watch, memory = _memory(watch, sample, limits.memory_percent)
    watch, power = _power(watch, sample, limits.watts)
    return watch, memory + power


def after_answer(watch: Watch, receipt: Receipt, limits: Limits) -> tuple[Watch, tuple[Alert, ...]]:
    """Return what is known after an answer, and what to tell."""
    watch, slow = _first_word(watch, receipt, limits.first_word_s)
    watch, failing = _failures(watch, receipt, limits.failed_percent)
    return watch, slow + failing


def _memory(watch: Watch, sample: Sample, limit: int) -> tuple[Watch, tuple[Alert, ...]]:
    if not limit or not sample.total_bytes:
        return _well(watch, "memory"), ()
    taken = 100 * (1 - sample.free_bytes / sample.total_bytes)
    alert = Alert(
        "memory",
        tr("{percent} % of this computer's memory is taken.", percent=f"{taken:.0f}"),
        tr("Close other programs, or use a smaller model or a shorter context."),
    )
    return _judged(watch, alert, over=taken >= limit, well=taken < limit - _WELL_MEMORY_POINTS)


def _power(watch: Watch, sample: Sample, limit: int) -> tuple[Watch, tuple[Alert, ...]]:
    watts = sample.system_watts.value
    if not limit or watts is None:
        return replace(_well(watch, "power"), watts_over_since_s=None), ()
    was_seen = 0 <= sample.at_s - watch.seen_s <= _UNSEEN_S
    since_s = watch.watts_over_since_s if was_seen else None
    if watts <= limit:
        since_s = None
    elif since_s is None:
        since_s = sample.at_s
    watch = replace(watch, watts_over_since_s=since_s, seen_s=sample.at_s)
    alert = Alert(
        "power",
        tr(
            "This computer has drawn more than {limit} W for a minute: {watts} W now.",
            limit=limit,
            watts=f"{watts:.0f}",
        ),
        tr("The profiles Quiet and Battery saver draw less."),
    )
    over = since_s is not None and sample.at_s - since_s >= WATTS_FOR_S
    return _judged(watch, alert, over=over, well=watts < limit * _WELL_SHARE)


def _first_word(watch: Watch, receipt: Receipt, limit_s: int) -> tuple[Watch, tuple[Alert, ...]]:
    first_s = receipt.first_token_ms / 1000
    if not limit_s or not first_s:
        return (_well(watch, "first-word") if not limit_s else watch), ()
    alert = Alert(
        "first-word",
        tr(
            "The first word took {seconds} s, longer than the {limit} s in your settings.",
            seconds=f"{first_s:.1f}",
            limit=limit_s,
        ),
        tr("A smaller model, a shorter conversation or the profile Fast answers sooner."),
    )
    return _judged(watch, alert, over=first_s > limit_s, well=first_s < limit_s * _WELL_SHARE)


def _failures(watch: Watch, receipt: Receipt, limit: int) -> tuple[Watch, tuple[Alert, ...]]:
    """Judge by the last answers; one whose engine was stopped by another program says nothing about EdgeAssist."""
    failed = (*watch.failed, receipt.outcome == "failed")[-LAST_ANSWERS:] if not receipt.ended_outside else watch.failed
    watch = replace(watch, failed=failed)
    if not limit or len(failed) < _FEWEST_ANSWERS:
        return (_well(watch, "failures") if not limit else watch), ()
    share = 100 * sum(failed) / len(failed)
    alert = Alert(
        "failures",
        tr("{count} of the last {all} answers failed.", count=sum(failed), all=len(failed)),
        tr("Models shows whether a model is damaged. For the rest, press F1 and choose “What happened?”."),
    )
    return _judged(watch, alert, over=share >= limit, well=share < limit / 2)


def _judged(watch: Watch, alert: Alert, *, over: bool, well: bool) -> tuple[Watch, tuple[Alert, ...]]:
    if over and alert.kind not in watch.raised:
        return replace(watch, raised=watch.raised | {alert.kind}), (alert,)
    return (_well(watch, alert.kind) if well else watch), ()


def _well(watch: Watch, kind: Kind) -> Watch:
    return replace(watch, raised=watch.raised - {kind}) if kind in watch.raised else watch
