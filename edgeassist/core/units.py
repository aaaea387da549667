# SPDX-License-Identifier: Apache-2.0
"""What people read: bytes, rates and durations as words, and strangers' text made harmless. No clock, no locale."""

import unicodedata
from datetime import datetime

from edgeassist.core.language import RIGHT_TO_LEFT, code, later, tr

_STEPS = (
    (later("{size} TB"), 1000**4),
    (later("{size} GB"), 1000**3),
    (later("{size} MB"), 1000**2),
    (later("{size} kB"), 1000),
)


_MARKS = {"de": (".", ","), "es": (".", ","), "fr": ("\N{NARROW NO-BREAK SPACE}", ",")}
"""What stands between thousands, and before decimals, in a language; elsewhere the English signs."""


def grouped(number: float) -> str:
    """Return a whole number with its thousands apart, as the person's language has it: `1,212`, `1.212`."""
    return written(f"{number:,.0f}")


def written(figure: str) -> str:
    """Return a `figure` in English signs (`1,212.5`) with those of the person's language."""
    thousands, decimal = _MARKS.get(code(), (",", "."))
    return figure.translate({ord(","): thousands, ord("."): decimal})


def human_bytes(size_bytes: float) -> str:
    """Return `size_bytes` in decimal units with at most three digits: `398 MB`, `1.1 GB`, `0 B`."""
    for unit, step in _STEPS:
        if abs(size_bytes) >= step * 0.9995:
            value = size_bytes / step
            return _in_order(tr(unit, size=written(f"{value:.1f}") if abs(value) < 9.95 else f"{value:.0f}"))
    return _in_order(tr("{size} B", size=f"{size_bytes:.0f}"))


def _in_order(figure: str) -> str:
    """Return `figure` so that its unit stays behind it in a text that is written from right to left."""
    return f"\N{LEFT-TO-RIGHT MARK}{figure}" if code() in RIGHT_TO_LEFT else figure


def dotted(*parts: str) -> str:
    """Return what is not empty as one line with dots between.

    From right to left a number stays with its unit, whatever way the part before it is written.
    """
    mark = "\N{RIGHT-TO-LEFT MARK}" if code() in RIGHT_TO_LEFT else ""
    return f"{mark} · {mark}".join(filter(None, parts))


def human_rate(per_second: float) -> str:
    """Return tokens per second with three significant digits: `24.6`, `141`."""
    return written(f"{per_second:.1f}") if per_second < 99.95 else f"{per_second:.0f}"


def human_seconds(seconds: float) -> str:
    """Return a duration: `0.18 s`, `42 s`, `3 min 20 s`."""
    if seconds < 10:
        return tr("{seconds} s", seconds=written(f"{seconds:.2f}"))
    if seconds < 100:
        return tr("{seconds} s", seconds=f"{seconds:.0f}")
    minutes, rest = divmod(round(seconds), 60)
    return tr("{minutes} min {seconds} s", minutes=minutes, seconds=rest)


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
