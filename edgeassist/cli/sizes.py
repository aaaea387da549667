# SPDX-License-Identifier: Apache-2.0
"""Sizes as people write them on a command line: `2GB`, `1.5 GiB`, `700mb`. Decimal and binary units differ."""

import re

from edgeassist.core.errors import BadUsage
from edgeassist.core.units import elided

_SIZE = re.compile(r"\s*(\d{1,15}(?:[.,]\d{1,6})?)\s*([kmgt]?)(i?)b?\s*", re.IGNORECASE | re.ASCII)
_POWERS = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4}
LARGEST_BYTES = 2**53


class BadSize(BadUsage):
    """A size that is none."""

    code = "bad-size"
    hint = "Write it as 2GB, 1.5GiB or 700MB."

    def __init__(self, text: str, name: str) -> None:
        super().__init__(f"{elided(text) or 'Nothing'} is not a size for {name}.")


def size_bytes(text: str, name: str) -> int:
    """Return the bytes that `text` stands for; raise `BadSize`, which tells the option's `name`."""
    found = _SIZE.fullmatch(text)
    if found is None:
        raise BadSize(text, name)
    number, unit, binary = found.groups()
    if binary and not unit:
        raise BadSize(text, name)
    value = float(number.replace(",", ".")) * (1024 if binary else 1000) ** _POWERS[unit.lower()]
    if not 1 <= value <= LARGEST_BYTES:
        raise BadSize(text, name)
    return int(value)
