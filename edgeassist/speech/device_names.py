# SPDX-License-Identifier: Apache-2.0
"""What microphones are called: names that stay when the system counts its sound cards anew. Knows no library."""

import re
from collections.abc import Sequence

_NUMBERS = re.compile(r"\s*[:,]?\s*(?:-\s*)?\((?:plug)?hw:\d+(?:,\d+)*\)\s*$")
# What ALSA's plug-ins add to every list; none of them is a microphone.
_PLUMBING = frozenset(
    ("lavrate", "samplerate", "speexrate", "speex", "upmix", "vdownmix", "oss", "null", "dmix", "dsnoop", "a52")
)


def plain_name(name: str) -> str:
    """Return `name` in one line, without the number of its card."""
    line = " ".join(name.split())
    return _NUMBERS.sub("", line).rstrip(" -:") or line


def is_plumbing(name: str) -> bool:
    """Tell whether `name` is a converter rather than a microphone."""
    return name in _PLUMBING


def told_apart(names: Sequence[str]) -> tuple[str, ...]:
    """Return the plain names in order; the second of two equal ones is called `... (2)`."""
    seen: dict[str, int] = {}
    told: list[str] = []
    for name in map(plain_name, names):
        seen[name] = seen.get(name, 0) + 1
        told.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(told)
