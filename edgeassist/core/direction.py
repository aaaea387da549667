# SPDX-License-Identifier: Apache-2.0
"""Which way a text is written: its first letter that has a direction decides. Pure. No Qt."""

import unicodedata

_FROM_RIGHT = {"L": False, "R": True, "AL": True}


def begins_right(text: str, *, empty: bool = False) -> bool:
    """Tell whether the first word of `text` is written from right to left; `empty` where there is none."""
    kinds = map(unicodedata.bidirectional, text)
    return next((_FROM_RIGHT[kind] for kind in kinds if kind in _FROM_RIGHT), empty)
