# SPDX-License-Identifier: Apache-2.0
"""Sentences that one process says in English and another puts into the person's language. Knows none of them.

`make translations` extracts every literal given to `told`. The filled text is a plain `str` for whoever only shows it.
"""

import re
from collections.abc import Mapping
from typing import Self

from edgeassist.core.language import tr
from edgeassist.core.units import elided, grouped, harmless, human_bytes

MOST_CHARACTERS = 400
"""Of one value: what a stranger's file gave it may be long."""
MOST_SAID = 4000
"""Of a whole sentence that is shown as it came."""

_GAP = re.compile(r"\{(\w+)\}")
_LARGEST = 2**64


class Told(str):
    """A filled sentence that remembers its `template`, with gaps `{name}`, and the `values` that went into them.

    A value is a text as it is, a sentence of its own, or a whole number: of bytes where its name ends in `_bytes`.
    """

    template: str
    values: "Mapping[str, str | int]"

    def __new__(cls, template: str, values: "Mapping[str, str | int]") -> Self:
        """Fill `template`."""
        made = super().__new__(cls, filled(template, values))
        made.template, made.values = template, {name: _short(value) for name, value in values.items()}
        return made


def told(text: str, /, **values: str | int) -> Told:
    """Have `text` extracted, and return it with each `{name}` in it replaced by its value."""
    return Told(text, values)


def as_it_came(text: str) -> str:
    """Return what a process said that a stranger's file may have taken over, with nothing in it that steers a text."""
    return harmless(text[:MOST_SAID], also="\n")


def worded(text: str, values: Mapping[str, str | int]) -> str:
    """Return what another process said, and what goes into its gaps, in the person's language."""
    return filled(tr(as_it_came(text)), values)


def filled(text: str, values: Mapping[str, str | int]) -> str:
    """Return `text` with its gaps replaced, once, numbers as the person's language writes them.

    Both may come from a process that a stranger's file took over: nothing is formatted, and a value is one line.
    """
    return _GAP.sub(lambda gap: _shown(gap[1], values[gap[1]]) if gap[1] in values else gap[0], text)


def _shown(name: str, value: str | int) -> str:
    if isinstance(value, str):
        return elided(value, MOST_CHARACTERS)
    number = max(-_LARGEST, min(value, _LARGEST))
    return human_bytes(number) if name.endswith("_bytes") else grouped(number)


def _short(value: str | int) -> str | int:
    """Return a value as it is shown and can be sent: a name may hold what is no Unicode. A sentence stays one."""
    return elided(value, MOST_CHARACTERS) if isinstance(value, str) and not isinstance(value, Told) else value
