# SPDX-License-Identifier: Apache-2.0
"""What every database file shares: durable connections, whole transactions, formats one after the other, meanings."""

import errno
import sqlite3
import stat
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from edgeassist.core.sqlite_file import (
    CACHE_KIB,
    Migration,
    connected,
    create_private,
    free_name,
    meaning_of,
    migrate,
    settled,
    transaction,
    version_of,
)


class TooNew(Exception):
    """What a caller makes of a later format."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "things.sqlite3"


@pytest.fixture
def connection(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(connected(path, "foreign_keys = ON")) as made:
        yield made


def step(table: str) -> Migration:
    def create(connection: sqlite3.Connection) -> None:
        connection.execute(f"CREATE TABLE {table} (word TEXT)")

    return create


def tables(connection: sqlite3.Connection) -> set[str]:
    return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def words(connection: sqlite3.Connection) -> list[str]:
    return [word for (word,) in connection.execute("SELECT word FROM a ORDER BY rowid")]


def two(connection: sqlite3.Connection, one: str, other: str) -> None:
    with transaction(connection):
        connection.execute(one)
        connection.execute(other)


def test_a_connection_is_durable_and_has_its_own_wishes(connection: sqlite3.Connection) -> None:
    asked = [
        connection.execute(f"PRAGMA {one}").fetchone()[0] for one in ("journal_mode", "synchronous", "foreign_keys")
    ]
    assert asked == ["wal", 2, 1]


def test_a_connection_keeps_little_of_its_file_in_memory(connection: sqlite3.Connection) -> None:
    assert connection.execute("PRAGMA cache_size").fetchone() == (-CACHE_KIB,)
    assert CACHE_KIB <= 512


def test_a_wish_that_is_none_leaves_nothing_open(path: Path) -> None:
    with pytest.raises(sqlite3.Error):
        connected(path, "= =")
    path.unlink()


def test_a_transaction_is_whole_or_nothing(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE a (word TEXT)")
    two(connection, "INSERT INTO a VALUES ('kept')", "SELECT 1")
    with pytest.raises(sqlite3.OperationalError):
        two(connection, "INSERT INTO a VALUES ('lost')", "no SQL at all")
    two(connection, "INSERT INTO a VALUES ('after')", "SELECT 1")
    assert words(connection) == ["kept", "after"]


def test_formats_follow_each_other_and_an_older_file_is_copied_first(
    path: Path, connection: sqlite3.Connection
) -> None:
    assert migrate(connection, path, (step("a"),), TooNew) is None
    assert migrate(connection, path, (step("a"),), TooNew) is None
    copy = migrate(connection, path, (step("a"), step("b"), step("c")), TooNew)
    assert (version_of(connection), tables(connection)) == (3, {"a", "b", "c"})
    assert copy == path.with_name("things.format-1-1.sqlite3")
    assert sys.platform == "win32" or stat.S_IMODE(copy.stat().st_mode) == 0o600
    with closing(sqlite3.connect(copy)) as older:
        assert (version_of(older), tables(older)) == (1, {"a"})


def test_a_step_that_breaks_keeps_those_before_it(path: Path, connection: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection, path, (step("a"), step("no table")), TooNew)
    assert (version_of(connection), tables(connection)) == (1, {"a"})


def test_a_later_format_is_told_with_both_numbers(path: Path, connection: sqlite3.Connection) -> None:
    migrate(connection, path, (step("a"), step("b")), TooNew)
    with pytest.raises(TooNew) as told:
        migrate(connection, path, (step("a"),), TooNew)
    assert told.value.args == (path, 2, 1)


def test_two_programs_take_a_step_once(path: Path) -> None:
    taken: list[int] = []

    def slow(connection: sqlite3.Connection) -> None:
        taken.append(1)
        connection.execute("CREATE TABLE a (word TEXT)")

    def open_and_migrate(_number: int) -> int:
        with closing(connected(path)) as one:
            migrate(one, path, (slow,), TooNew)
            return version_of(one)

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(open_and_migrate, range(8))) == [1] * 8
    assert taken == [1]


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        (sqlite3.SQLITE_CORRUPT, "damaged"),
        (sqlite3.SQLITE_CORRUPT_INDEX, "damaged"),
        (sqlite3.SQLITE_NOTADB, "damaged"),
        (sqlite3.SQLITE_FULL, "full"),
        (sqlite3.SQLITE_BUSY, "unusable"),
        (sqlite3.SQLITE_IOERR_WRITE, "unusable"),
    ],
)
def test_an_error_of_sqlite_means(code: int, meaning: str) -> None:
    error = sqlite3.DatabaseError("x")
    error.sqlite_errorcode = code
    assert meaning_of(error) == meaning


def test_an_error_of_the_system_means() -> None:
    found = [meaning_of(OSError(number, "x")) for number in (errno.ENOSPC, errno.EDQUOT, errno.EACCES)]
    assert found == ["full", "full", "unusable"]
    assert meaning_of(sqlite3.ProgrammingError("closed")) == "unusable"


def test_names_beside_a_file_are_counted_up(path: Path) -> None:
    assert free_name(path, "damaged").name == "things.damaged-1.sqlite3"
    free_name(path, "damaged").touch()
    assert free_name(path, "damaged").name == "things.damaged-2.sqlite3"


@pytest.mark.skipif(sys.platform == "win32", reason="there folders say who may read")
def test_a_private_file_is_the_owners_alone(path: Path) -> None:
    create_private(path)
    create_private(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def swap_once(path: Path, error: Exception | None) -> Callable[[Path], str]:
    """Look at a file that another one takes the place of during the first look."""
    looks: list[Path] = []

    def look(at: Path) -> str:
        looks.append(at)
        words = at.read_text()
        if len(looks) == 1:
            fresh = path.with_name("fresh")
            fresh.write_text("new")
            fresh.replace(path)
            if error:
                raise error
        return words

    return look


@pytest.mark.parametrize("error", [sqlite3.OperationalError("disk I/O error"), OSError(errno.EIO, "gone"), None])
def test_a_file_that_gives_way_is_not_judged(path: Path, error: Exception | None) -> None:
    path.write_text("old")
    assert settled(path, swap_once(path, error)) == "new"


def test_a_file_that_stays_is_judged_at_once(path: Path) -> None:
    looks: list[Path] = []

    def look(at: Path) -> str:
        looks.append(at)
        raise OSError(errno.EIO, "broken")

    path.write_text("old")
    with pytest.raises(OSError, match="broken"):
        settled(path, look)
    assert looks == [path]


def test_a_file_that_went_away_is_judged_at_once(path: Path) -> None:
    def look(at: Path) -> str:
        at.unlink()
        raise OSError(errno.ENOENT, "no more")

    path.write_text("old")
    with pytest.raises(OSError, match="no more"):
        settled(path, look)
