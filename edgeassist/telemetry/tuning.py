# SPDX-License-Identifier: Apache-2.0
"""What was fastest on this laptop, for each model and power state. Kept as one file; damage counts as nothing known."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from edgeassist.core.files import replace_file
from edgeassist.telemetry.governor import Tuned
from edgeassist.wire.jobs import PaceRow

NAME = "tuned.json"
BATCHES_TRIED = (64, 128, 256)
NEARLY = 0.97
"""Fewer threads that write at least so much as fast as the fastest are the better choice: they draw less."""
KEPT = 200
_MAX_BYTES = 256 * 1024
_LOCK_LIMIT_S = 5.0

Power = Literal["mains", "battery"]
Known = dict[tuple[str, Power], Tuned]
Count = Annotated[int, msgspec.Meta(ge=1, le=4096)]


class _Row(msgspec.Struct, frozen=True):
    model: str
    power: Power
    threads: Count
    batch_tokens: Count


def threads_tried(cores: int) -> tuple[int, ...]:
    """Return the numbers of threads worth a try: few steps over the whole range, the most likely first."""
    steps = {cores, max(1, cores - 1), max(1, (3 * cores) // 4), max(1, cores // 2), 1}
    return tuple(sorted(steps, reverse=True))


def best(rows: Iterable[PaceRow]) -> Tuned | None:
    """Return the fewest threads that write nearly as fast as any, with the batch that reads fastest; None of none."""
    tried = tuple(rows)
    if not tried:
        return None
    fastest = max(row.answer_rate for row in tried)
    quick = [row for row in tried if row.answer_rate >= NEARLY * fastest]
    threads = min(row.threads for row in quick)
    reader = max((row for row in tried if row.threads == threads), key=lambda row: row.prompt_rate)
    return Tuned(threads, reader.batch_tokens)


def read_tuned(folder: Path) -> Known:
    """Return what is known, kept in `folder`."""
    try:
        with (folder / NAME).open("rb") as file:
            rows = msgspec.json.decode(file.read(_MAX_BYTES), type=list[_Row])
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return {}
    return {(row.model, row.power): Tuned(row.threads, row.batch_tokens) for row in rows}


def add_tuned(folder: Path, model: str, power: Power, tuned: Tuned) -> None:
    """Keep what was found of one model beside what is known, a command's and the window's alike; raise `OSError`."""
    from filelock import FileLock

    with FileLock(folder / f"{NAME}.lock", timeout=_LOCK_LIMIT_S, mode=0o600):  # its Timeout is an OSError
        known = read_tuned(folder)
        known.pop((model, power), None)  # the newest is the last that goes
        keep_tuned(folder, {**known, (model, power): tuned})


def keep_tuned(folder: Path, known: Mapping[tuple[str, Power], Tuned]) -> None:
    """Keep what is known in `folder`, the last ones of very many; raise `OSError`."""
    rows = [_Row(model, power, tuned.threads, tuned.batch_tokens) for (model, power), tuned in known.items()]
    replace_file(folder / NAME, msgspec.json.encode(rows[-KEPT:]) + b"\n")
