# SPDX-License-Identifier: Apache-2.0
"""Programs that open the data of an older version at the same moment: one changes its format, no other is refused."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path
from threading import Barrier

import pytest

from edgeassist.core import sqlite_file
from edgeassist.core.paths import Places, places
from edgeassist.core.sqlite_copies import format_at
from edgeassist.core.sqlite_file import Migration, OpenElsewhere, connected, migrate, opened, version_of
from edgeassist.history.chats import Chats
from tests.support.older_data import older_history

ROUNDS, AT_ONCE = 15, 3
_OPENS = (
    "import sys; from pathlib import Path; from edgeassist.history.chats import Chats\n"
    "for line in sys.stdin:\n"
    "    try: Chats(Path(line.strip())).close(); print('opened', flush=True)\n"
    "    except Exception as error: print(repr(error), flush=True)\n"
)
"""Opens the conversations whose path comes in, as soon as it does."""


class TooNew(Exception):
    """What a caller makes of a later format."""


def step(table: str) -> Migration:
    def create(connection: sqlite3.Connection) -> None:
        connection.execute(f"CREATE TABLE {table} (word TEXT)")

    return create


ONE = (step("a"),)
TWO = (step("a"), step("b"))


def older(path: Path) -> Path:
    with closing(connected(path)) as connection:
        migrate(connection, path, ONE, TooNew)
    return path


def opens(path: Path) -> sqlite3.Connection:
    return opened(lambda: connected(path), lambda connection: migrate(connection, path, TWO, TooNew))


def open_and_close(path: Path) -> None:
    opens(path).close()


def older_home(folder: Path) -> Places:
    here = places({"EDGEASSIST_HOME": str(folder)})
    here.create()
    older_history(here)
    return here


def at_once(work: Callable[[], object]) -> None:
    """Have several threads do `work` from the same moment on; raise what one of them raises."""
    begin = Barrier(AT_ONCE)

    def wait_and_work() -> None:
        begin.wait(30)
        work()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        for one in [pool.submit(wait_and_work) for _ in range(AT_ONCE)]:
            one.result(60)


def test_nobody_who_opens_an_older_file_at_the_same_moment_is_refused(tmp_path: Path) -> None:
    for number in range(ROUNDS):
        path = older(tmp_path / f"{number}.sqlite3")
        at_once(partial(open_and_close, path))
        assert format_at(path) == 2
        assert [one.name for one in tmp_path.glob(f"{number}.format*")] == [f"{number}.format-1-1.sqlite3"]


def test_real_programs_that_open_older_conversations_at_once_all_have_them(tmp_path: Path) -> None:
    with ExitStack() as ends:
        programs = [
            ends.enter_context(
                subprocess.Popen(
                    [sys.executable, "-c", _OPENS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
                )
            )
            for _ in range(AT_ONCE)
        ]
        for number in range(ROUNDS):
            here = older_home(tmp_path / str(number))
            for one in programs:
                assert one.stdin is not None
                one.stdin.write(f"{here.history}\n")
                one.stdin.flush()
            assert [one.stdout.readline() for one in programs if one.stdout] == ["opened\n"] * AT_ONCE
            with closing(Chats(here.history)) as chats:
                assert [entry.title for entry in chats.shelf.entries()] == ["of old"]
            assert len(list(here.data.glob("history.format-*"))) == 1


def test_who_has_it_open_for_long_is_not_waited_for_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_file, "TURN_S", 0.1)
    path = older(tmp_path / "things.sqlite3")
    with closing(connected(path)) as user:
        with pytest.raises(OpenElsewhere):
            opens(path)
        user.execute("INSERT INTO a VALUES ('goes on')")
        assert version_of(user) == 1
    with closing(opens(path)) as connection:
        assert version_of(connection) == 2


def test_each_try_opens_anew_and_leaves_nothing_open(tmp_path: Path) -> None:
    path = older(tmp_path / "things.sqlite3")
    made: list[sqlite3.Connection] = []

    def connect() -> sqlite3.Connection:
        made.append(connected(path))
        return made[-1]

    def third_time(_connection: sqlite3.Connection) -> None:
        if len(made) < 3:
            raise OpenElsewhere(path)

    with closing(opened(connect, third_time)) as connection:
        assert connection is made[2]
        for closed in made[:2]:
            with pytest.raises(sqlite3.ProgrammingError, match="closed"):
                version_of(closed)


def test_what_is_wrong_otherwise_is_said_at_the_first_try(tmp_path: Path) -> None:
    path, made = older(tmp_path / "things.sqlite3"), list[sqlite3.Connection]()

    def connect() -> sqlite3.Connection:
        made.append(connected(path))
        return made[-1]

    def fail(_connection: sqlite3.Connection) -> None:
        raise TooNew

    with pytest.raises(TooNew):
        opened(connect, fail)
    (only,) = made
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        version_of(only)
