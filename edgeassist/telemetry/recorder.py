# SPDX-License-Identifier: Apache-2.0
"""Keeps what answers cost: figures only, no text. Old answers are kept as one tally per day, model and pane.

What goes wrong with the file is said in `problem` and never raised: no answer fails for its receipt. Blocks; any
thread may call, one at a time.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import fields, replace
from pathlib import Path

import msgspec

from edgeassist.core.language import tr
from edgeassist.core.sqlite_file import transaction
from edgeassist.telemetry.reading import Gauge, Receipt
from edgeassist.telemetry.receipt_file import is_damaged, opened
from edgeassist.telemetry.statistics import Counted, Tally
from edgeassist.telemetry.thinning import DAY_S, day_of, tallied

FILE = "receipts.sqlite3"
KEEP_DAYS = 30
"""So long every answer keeps its own receipt, and on until answers of `_SURE_DAYS` days are later; then its day's tally
has it."""
KEEP_TALLIES_DAYS = 730
NEWEST = 50
_SURE_DAYS = 3
_PLAIN = tuple(one.name for one in fields(Receipt) if one.name not in ("joules", "id", "ended_outside"))
_COLUMNS = (*_PLAIN, "joules", "joules_method", "joules_error", "joules_why")
_INSERT = (
    "INSERT INTO receipts (at_s, model_id, model_name, pane, outcome, prompt_tokens, reused_tokens, answer_tokens,"
    " first_token_ms, total_ms, prompt_rate, answer_rate, peak_bytes, on_battery, joules, joules_method, joules_error,"
    " joules_why) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_SELECT = (
    "SELECT id, at_s, model_id, model_name, pane, outcome, prompt_tokens, reused_tokens, answer_tokens,"
    " first_token_ms, total_ms, prompt_rate, answer_rate, peak_bytes, on_battery, joules, joules_method, joules_error,"
    " joules_why FROM receipts WHERE at_s >= ? AND at_s < ? AND id > ? ORDER BY at_s DESC, id DESC LIMIT ?"
)
_SURE = "SELECT max(at_s) FROM receipts GROUP BY CAST(at_s / 86400 AS INTEGER) ORDER BY 1 DESC LIMIT 1 OFFSET ?"
_ALWAYS = (-1e300, 1e300)
_ALL = -1


class Recorder:
    """The file at `path`, opened by the first call that needs it. `told` hears each new problem once."""

    def __init__(self, path: Path, told: Callable[[str], None] = lambda _sentence: None) -> None:
        self.path = path
        self.problem = ""
        self._told = told
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._closed = False

    def write(self, receipt: Receipt) -> Receipt:
        """Keep `receipt`; return it with its number, or with 0 where it could not be kept."""
        with self._using() as connection:
            if connection is not None:
                row = connection.execute(_INSERT, _row(receipt)).lastrowid
                return replace(receipt, id=row or 0)
        return replace(receipt, id=0)

    def newest(self, most: int = NEWEST) -> tuple[Receipt, ...]:
        """Return the newest receipts, newest first."""
        with self._using() as connection:
            if connection is not None:
                return tuple(read_receipts(connection, most=most))
        return ()

    def since(self, at_s: float) -> list[Counted]:
        """Return what all answers since `at_s` came to, older ones by whole days; not merged over days."""
        with self._using() as connection:
            if connection is not None:
                with snapshot(connection):
                    receipts, older = read_receipts(connection, at_s), read_days(connection, day_of(at_s))
                return [*(one for day in tallied(receipts).values() for one in day), *older]
        return []

    def ready(self) -> bool:
        """Open the file, mended where it must be; return whether figures can be kept in it."""
        with self._using() as connection:
            if connection is not None:
                return True
        return False

    def sure_s(self) -> float | None:
        """Return since when it is surely that late: answers of three days say so. None where there are fewer.

        One answer alone may be of a moment when the clock stood years ahead.
        """
        with self._using() as connection:
            if connection is not None:
                found = connection.execute(_SURE, (_SURE_DAYS - 1,)).fetchone()
                return None if found is None else float(found[0])
        return None

    def thin(self, now_s: float) -> int:
        """Make daily tallies of answers older than `KEEP_DAYS`; return of how many. What is too old goes for good."""
        with self._using() as connection:
            if connection is not None:
                with transaction(connection):
                    return _thinned(connection, now_s)
        return 0

    def forget(self, copies: Iterable[Path] = ()) -> bool:
        """Delete everything, what was set aside beside the file and `copies` too; return whether that worked."""
        with self._using() as connection:
            if connection is not None:
                with transaction(connection):
                    connection.execute("DELETE FROM receipts")
                    connection.execute("DELETE FROM days")
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                return self._removed((*self._set_aside(), *copies))
        return False

    def _set_aside(self) -> list[Path]:
        """Return what lies beside the file as damaged, of another format or of before a copy was put back."""
        return sorted(self.path.parent.glob(f"{self.path.stem}.*-*{self.path.suffix}*"))

    def _removed(self, paths: Iterable[Path]) -> bool:
        """Remove all that can be; return whether that is all of them."""
        worked = True
        for path in paths:
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                worked, self.problem = False, f"{path}: {error.strerror}"
        return worked

    def close(self) -> None:
        """Close the file; nothing is kept afterwards. Safe to call twice."""
        with self._lock:
            self._closed = True
            self._let_go()

    @contextmanager
    def _using(self) -> "Iterator[sqlite3.Connection | None]":
        """Hold the connection, or None where there is none; an error of the file ends the block and is told."""
        with self._lock:
            try:
                yield self._open()
            except sqlite3.Error as error:
                self._failed(error)

    def _open(self) -> sqlite3.Connection | None:
        if self._connection is None and not self._closed:
            found = opened(self.path)
            self._connection = found.connection
            self._say(found.problem)
        return self._connection

    def _failed(self, error: sqlite3.Error) -> None:
        if is_damaged(error):
            self._let_go()  # the next call opens it anew, and sets it aside
        else:
            self._say(tr("What an answer cost could not be kept: {reason}. Answers are not affected.", reason=error))

    def _let_go(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _say(self, sentence: str) -> None:
        if sentence and sentence != self.problem:
            self._told(sentence)
        self.problem = sentence or self.problem


def _row(receipt: Receipt) -> tuple[object, ...]:
    gauge = receipt.joules
    plain = (getattr(receipt, name) for name in _PLAIN)
    return (*plain, gauge.value, gauge.method, gauge.error, gauge.why)


@contextmanager
def snapshot(connection: sqlite3.Connection) -> Iterator[None]:
    """Let all that is read inside be of one moment: no answer counts twice or never. Others may write meanwhile."""
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.rollback()


def read_receipts(
    connection: sqlite3.Connection,
    at_s: float = _ALWAYS[0],
    before_s: float = _ALWAYS[1],
    *,
    after: int = 0,
    most: int = _ALL,
) -> Iterator[Receipt]:
    """Return the receipts of a time whose number is above `after`, newest first."""
    return _receipts(connection.execute(_SELECT, (at_s, before_s, after, most)).fetchall())


def read_span(connection: sqlite3.Connection) -> tuple[int, int]:
    """Return the first and the last number of a receipt; noughts where there is none."""
    first, last = connection.execute("SELECT min(id), max(id) FROM receipts").fetchone()
    return first or 0, last or 0


def _receipts(rows: list[tuple[object, ...]]) -> Iterator[Receipt]:
    """Yield what `rows` say; one that makes no sense is passed over."""
    for row in rows:
        with suppress(msgspec.ValidationError):
            yield _receipt(row)


def _receipt(row: tuple[object, ...]) -> Receipt:
    number, *cells = row
    named = dict(zip(_COLUMNS, cells, strict=True))
    gauge = {"value": named["joules"]} | {name: named[f"joules_{name}"] for name in ("method", "error", "why")}
    plain = {name: named[name] for name in _PLAIN} | {"id": number, "on_battery": bool(named["on_battery"])}
    return msgspec.convert(plain | {"joules": msgspec.convert(gauge, Gauge)}, Receipt)


def _thinned(connection: sqlite3.Connection, now_s: float) -> int:
    edge = now_s - KEEP_DAYS * DAY_S
    old = list(read_receipts(connection, before_s=edge))
    for day, counted in tallied(old).items():
        for one in counted:
            _add(connection, day, one)
    connection.execute("DELETE FROM receipts WHERE at_s < ?", (edge,))
    connection.execute("DELETE FROM days WHERE day < ?", (day_of(now_s - KEEP_TALLIES_DAYS * DAY_S),))
    return len(old)


def read_days(connection: sqlite3.Connection, day: str) -> list[Counted]:
    """Return the tallies of `day` and later; a row that makes no sense is passed over."""
    found = []
    rows = connection.execute("SELECT model_id, model_name, pane, tally FROM days WHERE day >= ?", (day,))
    for model_id, model_name, pane, text in rows:
        tally = _tally(text)
        if tally is not None:
            found.append(Counted(model_id, model_name, pane, tally))
    return found


def _tally(text: object) -> Tally | None:
    try:
        return msgspec.json.decode(str(text), type=Tally)
    except (msgspec.MsgspecError, RecursionError):
        return None


def _add(connection: sqlite3.Connection, day: str, one: Counted) -> None:
    key = (day, one.model_id, one.pane)
    found = connection.execute("SELECT tally FROM days WHERE day = ? AND model_id = ? AND pane = ?", key).fetchone()
    whole = (_tally(found[0]) if found else None) or Tally()
    whole.merge(one.tally)
    text = msgspec.json.encode(whole).decode()
    connection.execute("INSERT OR REPLACE INTO days VALUES (?, ?, ?, ?, ?)", (*key, one.model_name, text))
