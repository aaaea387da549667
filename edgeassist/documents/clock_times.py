# SPDX-License-Identifier: Apache-2.0
"""Times of day as they are written: `3:30 pm`, `15:30`, `15.30 Uhr`, `15 h 30`. Finds them; compares nothing itself.

A figure alone is none: that `3` is a time is known only where `pm` or `Uhr` follows.
"""

import re

_HALF = r"(?P<half>[ap])(?:\.\s?m\.|m\b)"
_FORMS = (
    re.compile(rf"(?<![\d:.,])(?P<h>\d{{1,2}})(?:[:.](?P<m>\d{{2}}))?\s?{_HALF}", re.I),
    re.compile(r"(?<![\d:.,])(?P<h>\d{1,2})(?:[:.](?P<m>\d{2}))?\s?(?:Uhr\b|h\b(?!\s?\d))", re.I),
    re.compile(r"(?<![\d:.,])(?P<h>\d{1,2})\s?h\s?(?P<m>\d{2})(?!\d)", re.I),
    re.compile(r"(?<![\d:.,])(?P<h>\d{1,2}):(?P<m>\d{2})(?![\d:]|[.,]\d)"),
)
_HALF_DAY = {"a": 0, "p": 12}


def times(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return where times of day stand in `text`, and each as `15:30`, in their order."""
    found: dict[int, tuple[int, int, str]] = {}
    taken = bytearray(len(text))
    for form in _FORMS:
        for match in form.finditer(text):
            start, end = match.span()
            if not any(taken[start:end]) and (time := _time(match)):
                taken[start:end] = b"\1" * (end - start)
                found[start] = (start, end, time)
    return tuple(found[start] for start in sorted(found))


def _time(match: re.Match[str]) -> str:
    """Return the time, empty where there is none such."""
    parts = match.groupdict()
    hour, minute, half = int(parts["h"]), int(parts["m"] or 0), (parts.get("half") or "").casefold()
    if half:
        if not 1 <= hour <= 12:
            return ""
        hour = hour % 12 + _HALF_DAY[half]
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else ""
