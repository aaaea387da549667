# SPDX-License-Identifier: Apache-2.0
"""A settings file that a person wrote, changed line by line so that their comments and order stay. Reads no file."""

import re
import tomllib
from collections.abc import Iterator

from edgeassist.core.settings.migrations import Table

_KEY = re.compile(r"\s*([A-Za-z0-9_-]+)\s*=")
_COMMENT = re.compile(r"\s*#[^\"'\n]*$")


def edited(content: bytes, wanted: Table) -> bytes | None:
    """Return `content` changed so that it means `wanted`; None where that takes a file written anew."""
    try:
        text = content.decode()
        now = tomllib.loads(text)
        lines = text.replace("\r\n", "\n").split("\n")
        end = next((at for at, line in enumerate(lines) if line.lstrip().startswith("[")), len(lines))
        top = list(_kept(lines[:end], now, wanted))
        last = max((at for at, line in enumerate(top, 1) if line.strip()), default=0)
        added = [_line(key, value) for key, value in wanted.items() if key not in now]
        result = "\n".join([*top[:last], *added, *(top[last:] or [""]), *lines[end:]])
        return result.encode() if repr(_sorted(tomllib.loads(result))) == repr(_sorted(wanted)) else None
    except (ValueError, RecursionError):
        return None


def _kept(lines: list[str], now: Table, wanted: Table) -> Iterator[str]:
    """Yield the lines of the top with the values wanted; a line whose key is not wanted goes."""
    for line in lines:
        found = _KEY.match(line)
        if found is None or (key := found[1]) not in now:
            yield line
        elif key in wanted:
            comment = _COMMENT.search(line)
            same = repr(now[key]) == repr(wanted[key])
            yield line if same else _line(key, wanted[key]) + (comment[0] if comment else "")


def _line(key: str, value: object) -> str:
    import tomli_w

    return tomli_w.dumps({key: value}).rstrip("\n")


def _sorted(table: Table) -> list[tuple[str, object]]:
    return sorted(table.items())
