# SPDX-License-Identifier: Apache-2.0
"""Makes of any sound what recognizers take: 16 kHz, 16 bit, one channel, without a seam between blocks."""

import numpy as np
import soxr

from edgeassist.speech.heard import SAMPLE_RATE
from edgeassist.speech.sources import Block

_CANCELLED_SHARE = 0.05


class Resampler:
    """Takes blocks of one `rate`; what soxr still holds comes with `rest`."""

    def __init__(self, rate: int) -> None:
        self._stream = soxr.ResampleStream(rate, SAMPLE_RATE, 1, dtype="float32") if rate != SAMPLE_RATE else None

    def feed(self, block: Block) -> bytes:
        """Return what `block` gives so far."""
        return self._resampled(one_channel(block), last=False)

    def rest(self) -> bytes:
        """Return the end, once nothing more comes."""
        return self._resampled(np.zeros(0, np.float32), last=True)

    def _resampled(self, samples: Block, *, last: bool) -> bytes:
        if self._stream is not None:
            samples = self._stream.resample_chunk(samples, last=last)
        return (np.clip(samples, -1.0, 1.0) * 32767).astype("<i2").tobytes()


def one_channel(block: Block) -> Block:
    """Return the mean of the channels, or the loudest where the mean cancels them (one of two wires is turned)."""
    if block.shape[1] == 1:
        return np.ascontiguousarray(block[:, 0])
    mean: Block = block.mean(axis=1, dtype=np.float32)
    energies = np.square(block, dtype=np.float64).sum(axis=0)
    if float(np.square(mean, dtype=np.float64).sum()) < _CANCELLED_SHARE * float(energies.max()):
        return np.ascontiguousarray(block[:, int(energies.argmax())])
    return mean
