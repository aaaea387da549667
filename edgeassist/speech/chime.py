# SPDX-License-Identifier: Apache-2.0
"""The sound of an alarm, as samples: three soft strokes and a silence. Plays nothing, reads no file."""

import math
from array import array
from functools import cache

RATE = 44_100
PERIOD_S = 3.0
"""From one chime to the next."""
_STROKE_S = 0.28
_STROKES = ((880.0, 0.0), (1108.7, 0.3), (1318.5, 0.6))
"""Hertz and the second at which each begins: a chord of A, upwards."""
_LOUDNESS = 0.5
_RISE_S = 0.008
_PEAK = 32_767


@cache
def chime() -> bytes:
    """Return the three strokes: 16-bit mono samples in the machine's byte order."""
    length = round((_STROKES[-1][1] + _STROKE_S) * RATE)
    return array("h", (round(_PEAK * _LOUDNESS * _at(place / RATE)) for place in range(length))).tobytes()


@cache
def pause() -> bytes:
    """Return the silence up to the next chime."""
    return bytes(round(PERIOD_S * RATE) * 2 - len(chime()))


def _at(second: float) -> float:
    """Return the sound at a moment, from -1 to 1: strokes that rise fast and die away do not click."""
    return sum(_stroke(hertz, second - begins) for hertz, begins in _STROKES if 0 <= second - begins < _STROKE_S)


def _stroke(hertz: float, second: float) -> float:
    swell = min(1.0, second / _RISE_S) * (1 - second / _STROKE_S) ** 2
    return swell * (0.8 * math.sin(math.tau * hertz * second) + 0.2 * math.sin(2 * math.tau * hertz * second))
