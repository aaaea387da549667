# SPDX-License-Identifier: Apache-2.0
"""Looks at SQLite's log beside a database before SQLite does: whether it is missing, or belongs to another file.

SQLite reads any whole log into the database it lies beside, so one that was copied there would replace pages. Ours
are told apart by `application_id`, a number drawn for each database. A log of the same database from an earlier day
cannot be told apart.
"""

import os
import sqlite3
from pathlib import Path

from edgeassist.core.files import sync_folder

_ID_AT = 68  # https://www.sqlite.org/fileformat.html#the_database_header
_LOG_HEADER, _FRAME_HEADER = 32, 24  # https://www.sqlite.org/fileformat.html#the_write_ahead_log
_MAGIC = (0x377F0682, 0x377F0683)


def draw_id(connection: sqlite3.Connection) -> None:
    """Give a database its number."""
    connection.execute(f"PRAGMA application_id = {int.from_bytes(os.urandom(4), 'big') >> 1 | 1:d}")


def is_lost(path: Path) -> bool:
    """Tell whether the log was taken away: a program that ends well leaves neither it nor its index."""
    index, log = path.with_name(path.name + "-shm"), path.with_name(path.name + "-wal")
    return path.exists() and index.exists() and not log.exists() and index.exists()


def is_foreign(path: Path) -> bool:
    """Tell whether the log beside the database at `path` was written for another one."""
    try:
        with path.open("rb") as file:
            file.seek(_ID_AT)
            own = file.read(4)
        found = _id_in(path.with_name(path.name + "-wal"))
    except OSError:
        return False
    return bool(found) and any(own) and any(found) and found != own


def _id_in(log: Path) -> bytes:
    """Return the number in the first copy of page 1 that the log holds; empty when it holds none."""
    with log.open("rb") as file:
        head = file.read(_LOG_HEADER)
        if len(head) < _LOG_HEADER or int.from_bytes(head[:4], "big") not in _MAGIC:
            return b""
        page_bytes, salts = int.from_bytes(head[8:12], "big"), head[16:24]
        while len(frame := file.read(_FRAME_HEADER)) == _FRAME_HEADER and frame[8:16] == salts:
            if int.from_bytes(frame[:4], "big") == 1:
                return file.read(page_bytes)[_ID_AT : _ID_AT + 4]
            file.seek(page_bytes, 1)
    return b""


def move_away(path: Path, aside: Path) -> None:
    """Move the log and its index from beside `path` to beside `aside`."""
    moved = False
    for tail in ("-wal", "-shm"):
        beside = path.with_name(path.name + tail)
        if beside.exists():
            beside.replace(aside.with_name(aside.name + tail))
            moved = True
    if moved:
        sync_folder(path.parent)
