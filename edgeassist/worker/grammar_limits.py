# SPDX-License-Identifier: Apache-2.0
"""What a GBNF grammar may not hold because the engine would hang on it, or eat memory. Reads text, knows no engine.

The engine reports most mistakes itself; these are the ones it does not survive: repetitions that count backwards or
without end, and parentheses deeper than its stack.
"""

import re

MOST_CHARACTERS = 512 * 1024
MOST_DEPTH = 100
MOST_REPEATS = 1000
MOST_COPIES = 50_000
"""Elements that all repetitions together may be written out to."""

_COUNTS = frozenset(("minLength", "maxLength", "minItems", "maxItems"))
_TOKEN = re.compile(
    r"""
    (?P<literal>"(?:\\.|[^"\\])*")            # "text"
    | (?P<class>\[(?:\\.|[^\]\\])*\])         # [a-z]
    | (?P<comment>\#[^\r\n]*)
    | (?P<repeat>\{\s*(?P<least>\d*)\s*(?P<comma>,)?\s*(?P<most>\d*)\s*\})
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)


def is_within_limits(grammar: str) -> bool:
    """Tell whether the engine may be shown `grammar`; it may still find mistakes in it."""
    if len(grammar) > MOST_CHARACTERS or "\0" in grammar:
        return False
    depth, copies, length = 0, 0, 1
    for found in _TOKEN.finditer(grammar):
        if found["repeat"] is not None:
            count = _count(found["least"], found["most"], ranged=found["comma"] is not None)
            copies += length * count
            if not 0 <= count <= MOST_REPEATS or copies > MOST_COPIES:
                return False
        elif found["literal"] is not None:
            length = len(found["literal"])
        elif found["class"] is not None:
            length = len(found["class"])
        elif found["other"] is not None and not found["other"].isspace():
            depth += {"(": 1, ")": -1}.get(found["other"], 0)
            length = 1
        if depth > MOST_DEPTH:
            return False
    return True


def counts_within_limits(schema: object) -> bool:
    """Tell whether every count in a JSON schema is small enough to be written out: each item of it becomes text."""
    waiting = [schema]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            counts = [value for name, value in one.items() if name in _COUNTS and isinstance(value, int | float)]
            if any(not 0 <= value <= MOST_REPEATS for value in counts):
                return False
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
    return True


def _count(least: str, most: str, *, ranged: bool) -> int:
    """Return how often an item is written out by `{least,most}`; negative when that counts backwards."""
    if max(len(least), len(most)) > 9:
        return MOST_REPEATS + 1
    low = int(least or 0)
    high = (int(most) if most else low) if ranged else low
    return high if high >= low else -1
