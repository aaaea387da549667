# SPDX-License-Identifier: Apache-2.0
"""Numbers as people read them: bytes, rates, counts, durations. Pure text, no clock, no locale state."""

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


def elided(text: str, limit: int = 80) -> str:
    """Return untrusted `text` as one harmless line of at most `limit` characters.

    Control, bidirectional-override and other format characters become U+FFFD, so that a crafted model name can
    neither reorder nor colour the text around it.
    """
    shown = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text[: limit + 1])
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"
