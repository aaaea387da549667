# SPDX-License-Identifier: Apache-2.0
"""How loud sound is, 20 times a second, before it is resampled: what clips at the microphone shows here only."""

import math
from collections.abc import Iterator

import numpy as np

from edgeassist.speech.lines import Level
from edgeassist.speech.sources import Block

PER_SECOND = 20
SILENCE_DB = -100.0
_FULL_SCALE = 0.998  # 16-bit converters stop a step or two below 1
_FLAT_FRAMES = 3  # so many at full scale in one measure are no chance


class LevelMeter:
    """Measures blocks of any length; a level belongs to a twentieth of a second."""

    def __init__(self, job: int) -> None:
        self._job = job
        self._start_over()

    def feed(self, block: Block, rate: int) -> Iterator[Level]:
        """Take `block` and yield the levels that it completes."""
        frames = max(1, rate // PER_SECOND)
        while len(block):
            part, block = block[: frames - self._frames], block[frames - self._frames :]
            self._take(part)
            if self._frames >= frames:
                yield self._level()
                self._start_over()

    def _start_over(self) -> None:
        self._frames = self._flat = 0
        self._squares = self._peak = 0.0

    def _take(self, part: Block) -> None:
        sizes = np.abs(part)
        self._frames += len(part)
        self._squares += float(np.square(part, dtype=np.float64).mean(axis=1).sum())
        self._peak = max(self._peak, float(sizes.max()))
        self._flat += int((sizes.max(axis=1) >= _FULL_SCALE).sum())

    def _level(self) -> Level:
        rms = math.sqrt(self._squares / self._frames)
        return Level(self._job, decibels(rms), decibels(self._peak), clipped=self._flat >= _FLAT_FRAMES)


def decibels(size: float) -> float:
    """Return `size` (full scale is 1) in dB below full scale, never less than silence."""
    return round(max(SILENCE_DB, 20 * math.log10(size)), 1) if size > 0 else SILENCE_DB
