# SPDX-License-Identifier: Apache-2.0
"""What people read: bytes, rates and durations as words, and strangers' text made harmless. No clock, no locale."""

import unicodedata
from datetime import datetime

_STEPS = (("TB", 1000**4), ("GB", 1000**3), ("MB", 1000**2), ("kB", 1000))


def human_bytes(size_bytes: float) -> str:
    """Return `size_bytes` in decimal units with at most three digits: `398 MB`, `1.1 GB`, `0 B`."""
    for name, step in _STEPS:
        if abs(size_bytes) >= step * 0.9995:
            value = size_bytes / step
            return f"{value:.1f} {name}" if abs(value) < 9.95 else f"{value:.0f} {name}"
    return f"{size_bytes:.0f} B"


def human_rate(per_second: float) -> str:
    """Return tokens per second with three significant digits: `24.6`, `141`."""
    return f"{per_second:.1f}" if per_second < 99.95 else f"{per_second:.0f}"


def human_seconds(seconds: float) -> str:
    """Return a duration: `0.18 s`, `42 s`, `3 min 20 s`."""
    if seconds < 10:
        return f"{seconds:.2f} s"
    if seconds < 100:
        return f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s"


def local_minute(iso: str) -> str:
    """Return a moment as day and minute where the computer stands: `2026-03-01 14:05`; what is no moment stays."""
    try:
        return f"{datetime.fromisoformat(iso).astimezone():%Y-%m-%d %H:%M}"
    except (ValueError, OverflowError, OSError):
        return iso


_JOINERS_AND_MARKS = frozenset("\u200c\u200d\u200e\u200f")
"""Format characters that emoji and scripts from right to left need; none reaches beyond its neighbours."""


def harmless(text: str, *, also: str = "") -> str:
    """Return untrusted `text` with U+FFFD for each character that could steer what shows it.

    Those are controls, line ends, bidirectional overrides and isolates, and other format characters. Every kind of
    space stays, as French and Japanese write it, and so do joiners, direction marks, and what `also` names.
    """
    return text if text.isprintable() else "".join(one if _is_harmless(one, also) else "\ufffd" for one in text)


def _is_harmless(one: str, also: str) -> bool:
    return one.isprintable() or one in _JOINERS_AND_MARKS or one in also or unicodedata.category(one) == "Zs"


def elided(text: str, limit: int = 80) -> str:
    """Return untrusted `text` as one harmless line of at most `limit` characters.

    A crafted model name can neither reorder nor colour the text around it.
    """
    shown = harmless(text[: limit + 1])
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"
