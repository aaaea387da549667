# SPDX-License-Identifier: Apache-2.0
"""How the window stood when it was closed, and where it may stand now. Pure; knows no file. No Qt."""

from collections.abc import Iterable
from typing import Protocol

import msgspec

LEAST_SEEN_PX = 96
"""So much of the window's top edge must lie on a screen for it to be put there again."""
_MOST_PX = 32_000
_LEAST_SCALE = 0.1


class WindowState(msgspec.Struct, frozen=True, kw_only=True):
    """Position and size without maximizing, in pixels as Qt counts them; `width` 0: nothing is known.

    `scale`: how many of the screen's pixels such a pixel is; another size of text gives it another one. `page` is a
    pane's id, or `models`. `splits` are widths of halves by the name of what they are halves of.
    """

    left: int = 0
    top: int = 0
    width: int = 0
    height: int = 0
    maximized: bool = False
    scale: float = 1.0
    page: str = ""
    splits: dict[str, tuple[int, ...]] = {}


class KeptState(Protocol):
    """Where it is kept. Both calls touch a file: `write` is called on a thread that may wait."""

    def read(self) -> WindowState:
        """Return what was written last; a state that knows nothing where that is missing or damaged."""

    def write(self, state: WindowState) -> None:
        """Keep `state`; a folder that cannot be written to keeps nothing, and no one is told."""


def decoded(content: bytes) -> WindowState:
    """Return the state written in `content`; one that knows nothing where it makes no sense."""
    try:
        state = msgspec.json.decode(content, type=WindowState)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return WindowState()
    numbers = (state.left, state.top, state.width, state.height, *(one for row in state.splits.values() for one in row))
    sane = all(abs(number) <= _MOST_PX for number in numbers) and state.width >= 0 and state.height >= 0
    return state if sane and _LEAST_SCALE <= state.scale <= 1 / _LEAST_SCALE else WindowState()


def rescaled(state: WindowState, scale: float) -> WindowState:
    """Return `state` in pixels of `scale`: the same place and size on the screen, whatever a pixel is now."""
    by = state.scale / scale
    changed = {name: round(getattr(state, name) * by) for name in ("left", "top", "width", "height")}
    return msgspec.structs.replace(state, scale=scale, **changed)


def inside(state: WindowState, room: tuple[int, int, int, int]) -> tuple[int, int]:
    """Return where the top left corner goes so that as much as can be lies in `room` (left, top, width, height)."""
    left, top, width, height = room
    return (
        max(left, min(state.left, left + width - state.width)),
        max(top, min(state.top, top + height - state.height)),
    )


def encoded(state: WindowState) -> bytes:
    """Return `state` as it is kept."""
    return msgspec.json.encode(state)


def seen(state: WindowState, screens: Iterable[tuple[int, int, int, int]]) -> bool:
    """Tell whether enough of the top edge would lie on one of `screens` (left, top, width, height)."""
    for left, top, width, height in screens:
        across = min(state.left + state.width, left + width) - max(state.left, left)
        if across >= min(LEAST_SEEN_PX, state.width) and top <= state.top <= top + height - LEAST_SEEN_PX:
            return True
    return False
