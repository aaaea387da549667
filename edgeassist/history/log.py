# SPDX-License-Identifier: Apache-2.0
"""Looks at SQLite's log beside a database before SQLite does: whether it is missing, another file's, or out of date.

SQLite reads any whole log into the database it lies beside, so one that was copied there would replace pages. Ours
are told apart by `application_id`, a number drawn for each database; an earlier day's by the counter and the size in
page 1, which only grow, and which the log has at least as great as the database.
"""

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from edgeassist.core.files import sync_folder
from edgeassist.core.first_bytes import first_bytes

_COUNTER_AT, _SIZE_AT, _ID_AT = 24, 28, 68  # https://www.sqlite.org/fileformat.html#the_database_header
_HEAD, _LOG_HEADER, _FRAME_HEADER = 100, 32, 24  # https://www.sqlite.org/fileformat.html#the_write_ahead_log
_PAGE_AT, _LAST_FRAME_AT = 14, 16  # https://www.sqlite.org/walformat.html#the_wal_index_file_format
_COPY, _BACKFILL_AT = 48, 96
_INDEX_VERSION = 3007000
_MAGIC = (0x377F0682, 0x377F0683)


def draw_id(connection: sqlite3.Connection) -> None:
    """Give a database its number."""
    connection.execute(f"PRAGMA application_id = {int.from_bytes(os.urandom(4), 'big') >> 1 | 1:d}")


def is_lost(path: Path) -> bool:
    """Tell whether the log was taken away or cut: a program that ends well leaves neither it nor its index."""
    index, log = path.with_name(path.name + "-shm"), path.with_name(path.name + "-wal")
    try:
        if not (path.exists() and index.exists()):
            return False
        needed_bytes = _needed_bytes(index)
        return log.stat().st_size < needed_bytes if log.exists() else index.exists()
    except OSError:
        return False


def _needed_bytes(index: Path) -> int:
    """Return how long the log must be to hold what `index` says is in it alone; 0 when all is in the database too."""
    head = first_bytes(index, _BACKFILL_AT + 4)
    whole = head[:_COPY] == head[_COPY:_BACKFILL_AT] and head[:4] == _INDEX_VERSION.to_bytes(4, sys.byteorder)
    if len(head) < _BACKFILL_AT + 4 or not whole:
        return 0
    page_bytes = int.from_bytes(head[_PAGE_AT : _PAGE_AT + 2], sys.byteorder)
    last, moved = (int.from_bytes(head[at : at + 4], sys.byteorder) for at in (_LAST_FRAME_AT, _BACKFILL_AT))
    page_bytes = 65536 if page_bytes == 1 else page_bytes
    return _LOG_HEADER + last * (_FRAME_HEADER + page_bytes) if last > moved else 0


def is_foreign(path: Path) -> bool:
    """Tell whether the log beside the database at `path` was written for another one."""
    own, found = _head(path), next(_heads(path.with_name(path.name + "-wal")), b"")
    ids = own[_ID_AT : _ID_AT + 4], found[_ID_AT : _ID_AT + 4]
    return all(map(any, ids)) and ids[0] != ids[1]


def is_stale(path: Path) -> bool:
    """Tell whether the log is from before what the database at `path` itself holds: replaying it would undo that."""
    own, newest = _head(path), max(_heads(path.with_name(path.name + "-wal")), key=_age, default=b"")
    return bool(own and newest) and _age(newest) < _age(own)


def _age(head: bytes) -> tuple[bytes, bytes]:
    """Return what never gets less: the counter of changes, and within one counter the number of pages."""
    return head[_COUNTER_AT:_SIZE_AT], head[_SIZE_AT : _SIZE_AT + 4]


def _head(path: Path) -> bytes:
    """Return the header of the database; empty when it cannot be read."""
    try:
        return first_bytes(path, _HEAD)
    except OSError:
        return b""


def _heads(log: Path) -> Iterator[bytes]:
    """Yield the header in each copy of page 1 that the log holds, oldest first."""
    with suppress(OSError), log.open("rb") as file:
        head = file.read(_LOG_HEADER)
        if len(head) < _LOG_HEADER or int.from_bytes(head[:4], "big") not in _MAGIC:
            return
        page_bytes, salts = int.from_bytes(head[8:12], "big"), head[16:24]
        while len(frame := file.read(_FRAME_HEADER)) == _FRAME_HEADER and frame[8:16] == salts:
            first = int.from_bytes(frame[:4], "big") == 1
            at = file.tell()
            if first and len(found := file.read(_HEAD)) == _HEAD:
                yield found
            file.seek(at + page_bytes)


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
