# SPDX-License-Identifier: Apache-2.0
"""Damaged documents of every format, the same on each run; as a program, reads a folder of them and tells how it went.

One process reads them all: a parser that crashes would take it along, and the missing lines would tell.
"""

import json
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from edgeassist.core.errors import EdgeError
from tests.support.documents import told
from tests.support.documents_made import MADE, Part

PARTS = tuple(
    Part(("Some", "words", "that", f"w{number}", "stand", "in", "a", "part."), "paragraph") for number in range(20)
)


def damaged(seed: int, each: int) -> Iterator[tuple[str, bytes]]:
    """Yield `each` damaged files of every format: cut, flipped, doubled, with holes, under a wrong name."""
    draw = random.Random(seed)
    ways = (_cut, _flipped, _holed, _spliced)
    for suffix, made in MADE.items():
        whole = made(PARTS)
        for number in range(each):
            way = ways[number % len(ways)]
            name = suffix if number % 5 else draw.choice([*MADE, "bin"])
            yield f"{suffix}-{number}-{way.__name__[1:]}.{name}", way(whole, draw)


def _cut(data: bytes, draw: random.Random) -> bytes:
    return data[: draw.randrange(1, len(data))]


def _flipped(data: bytes, draw: random.Random) -> bytes:
    changed = bytearray(data)
    for _time in range(draw.choice([1, 8, 64])):
        changed[draw.randrange(len(changed))] ^= 1 << draw.randrange(8)
    return bytes(changed)


def _holed(data: bytes, draw: random.Random) -> bytes:
    start = draw.randrange(len(data))
    size = min(draw.randrange(1, 400), len(data) - start)
    return data[:start] + draw.randbytes(size) + data[start + size :]


def _spliced(data: bytes, draw: random.Random) -> bytes:
    first, second = sorted(draw.randrange(len(data)) for _time in range(2))
    return data[:second] + data[first:]


def main(folder: Path) -> None:
    """Read each file in `folder` and print its name, how it ended and the seconds, as JSON."""
    for path in sorted(folder.iterdir()):
        start_s = time.monotonic()
        try:
            ended = f"read {len(told(path).blocks)}"
        except EdgeError as error:
            ended = error.code if str(error) and error.hint else "no sentence"
        sys.stdout.write(json.dumps([path.name, ended, time.monotonic() - start_s]) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
