# SPDX-License-Identifier: Apache-2.0
"""Small files of Linux's /sys and /proc, which may be missing, unreadable, or say what cannot be. Knows no meaning."""

from collections.abc import Iterator
from pathlib import Path

MICRO = 1e-6


def word(path: Path) -> str:
    """Return the first line of `path`, stripped; empty where it cannot be read or is no text."""
    try:
        found = path.read_bytes()[:256].decode("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""
    return found.splitlines()[0] if found else ""


def number(path: Path) -> int | None:
    """Return the whole number in `path`; None where there is none."""
    found = word(path)
    try:
        return int(found) if len(found) <= 20 else None
    except ValueError:
        return None


def within(path: Path, low: float, high: float, scale: float = MICRO) -> float | None:
    """Return the number in `path` times `scale`; None where there is none or it is not in `low` to `high`."""
    found = number(path)
    value = None if found is None else found * scale
    return value if value is not None and low <= value <= high else None


def folders(parent: Path, pattern: str = "*") -> Iterator[Path]:
    """Yield what `parent` holds by `pattern`, in the order of names; nothing where it cannot be listed."""
    try:
        found = sorted(parent.glob(pattern))
    except OSError:
        return
    yield from found
