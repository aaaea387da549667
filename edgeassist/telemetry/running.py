# SPDX-License-Identifier: Apache-2.0
"""What the answers of some days came to, again and again: each time only the new receipts are read. Never writes.

Reads beside the `Recorder` that owns the file, over a connection of its own; what is wrong with the file is the
recorder's business, here there are no figures then. Blocks; one thread at a time.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from edgeassist.telemetry.reading import Receipt
from edgeassist.telemetry.receipt_file import WAIT_S
from edgeassist.telemetry.recorder import NEWEST, read_days, read_receipts, read_span, snapshot
from edgeassist.telemetry.statistics import Counted, merged
from edgeassist.telemetry.thinning import day_of, tallied

_Value = TypeVar("_Value")
ANEW_S = 600.0
"""After so long all is read anew: the days that are asked for have moved on."""


class Running:
    """The file at `path`, which is there; `since` may be asked for as often as answers come."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._counted: list[Counted] = []
        self._asked_s, self._first, self._last = float("-inf"), 0, 0

    def newest(self, most: int = NEWEST) -> tuple[Receipt, ...]:
        """Return the newest receipts, newest first."""
        return self._read(lambda connection: tuple(read_receipts(connection, most=most)), ())

    def since(self, at_s: float) -> list[Counted]:
        """Return what all answers since `at_s` came to, to within `ANEW_S` at its beginning, merged over days."""
        return self._read(lambda connection: self._kept_up(connection, at_s), [])

    def _kept_up(self, connection: sqlite3.Connection, at_s: float) -> list[Counted]:
        days: list[Counted] | None = None
        with snapshot(connection):
            first, last = read_span(connection)
            if first != self._first or last < self._last or not 0 <= at_s - self._asked_s < ANEW_S:
                days = read_days(connection, day_of(at_s))
            receipts = read_receipts(connection, at_s, after=self._last if days is None else 0)
        fresh = [one for day in tallied(receipts).values() for one in day]
        if days is not None:
            self._counted, self._asked_s, self._first = days, at_s, first
        self._counted = merged([*self._counted, *fresh])
        self._last = last
        return self._counted

    def _read(self, read: Callable[[sqlite3.Connection], _Value], otherwise: _Value) -> _Value:
        try:
            with closing(sqlite3.connect(self._path, timeout=WAIT_S, isolation_level=None)) as connection:
                connection.execute("PRAGMA query_only = ON")
                return read(connection)
        except sqlite3.Error:
            self._asked_s = float("-inf")
            return otherwise
