# SPDX-License-Identifier: Apache-2.0
"""What comes of judging one task: its score and its samples, and the small tables that all tasks share."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starter.asking import Reply
from starter.examples import Example
from starter.scores import Measured, Score

Replies = Mapping[str, Reply]


@dataclass(frozen=True, slots=True)
class Sample:
    """One example with what the model said, as it came."""

    source: str
    reference: str
    output: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one task scored, and its first samples in hash order."""

    score: Score
    samples: tuple[Sample, ...]


def outputs_of(examples: Sequence[Example], replies: Replies) -> list[str]:
    """Return what the model said to each example."""
    return [replies[one.key].text for one in examples]


def first_samples(examples: Sequence[Example], replies: Replies, count: int = 10) -> tuple[Sample, ...]:
    """Return the first in the order of a hash of their own: that of the examples prefers large sets."""
    ordered = sorted(examples, key=lambda one: hashlib.sha256(one.key.encode()).digest())
    return tuple(Sample(one.text, one.references[0], replies[one.key].text) for one in ordered[:count])


def endings(examples: Sequence[Example], replies: Replies) -> dict[str, object]:
    """Return how many replies did not end by themselves, and how many could not be made at all."""
    reasons = [replies[one.key].reason for one in examples]
    return {"cut_off": reasons.count("length") + reasons.count("context"), "failed": reasons.count("failed")}


def families_of(examples: Sequence[Example]) -> list[str]:
    """Return the sets that the examples are of."""
    return sorted({one.family for one in examples})


def figure(measured: Measured) -> dict[str, object]:
    """Return a further figure for machines."""
    low, high = measured.interval
    return {"value": round(measured.value, 2), "interval": [round(low, 2), round(high, 2)], "n": measured.n}
