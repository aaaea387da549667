# SPDX-License-Identifier: Apache-2.0
"""An update, a way back and a copy put back, each killed at one step after another; then what a next start finds.

A step is a statement of SQLite's or a change of a file. Runs as a process of its own, and forks: nothing is open in it.
`python -m tests.support.killed_upgrade FOLDER STRIDE` kills at every STRIDE-th step and prints what went wrong as JSON.
"""

import json
import os
import shutil
import signal
import sqlite3
import sys
import traceback
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from edgeassist import __version__
from edgeassist.app.bringing_back import put_back_now, wish_put_back
from edgeassist.app.going_back import unreadable
from edgeassist.app.saved_data import kept
from edgeassist.app.upgrading import begin
from edgeassist.app.version_note import read_note
from edgeassist.core.paths import Places, places
from edgeassist.core.sqlite_copies import format_at
from edgeassist.core.sqlite_file import uncopied
from edgeassist.history.chats import Chats
from edgeassist.intents.kept import Kept
from tests.support.older_data import OLDER, older_history

COPY = f"{OLDER}-before-{__version__}"
_CHANGES = frozenset(
    {"os.rename", "os.remove", "os.link", "os.mkdir", "os.rmdir", "shutil.rmtree", "shutil.copyfile", "sqlite3.connect"}
)
_DARK, _LIGHT = 'theme = "dark"\n', 'theme = "light"\n'


def home_of(folder: Path) -> Places:
    """Return the places below `folder`."""
    made = places({"EDGEASSIST_HOME": str(folder)})
    made.create()
    return made


# What is done, and killed.


def update(here: Places) -> None:
    """Start this version on the data, and open all of it."""
    begin(here)
    Chats(here.history).close()
    Kept(here.data / "commands").close()


def go_back(here: Places) -> None:
    """Start the older version, for which a copy is to be put back."""
    begin(here, OLDER)


def restore(here: Places) -> None:
    """Put the copy back at once."""
    put_back_now(here, next(one for one in kept(here) if one.name == COPY))


# What there is before.


def older_home(here: Places) -> None:
    """Leave the data of the older version."""
    older_history(here)
    with closing(Kept(here.data / "commands")) as commands, commands.writing() as connection:
        connection.execute("INSERT INTO notes (text, at_s) VALUES ('before', 0)")
    here.settings.write_text(_DARK)


def newer_home(here: Places) -> None:
    """Leave the data of this version, with something that came after the update."""
    older_home(here)
    update(here)
    with closing(Chats(here.history)) as chats:
        chats.start().add_question("after")
    with closing(Kept(here.data / "commands")) as commands, commands.writing() as connection:
        connection.execute("INSERT INTO notes (text, at_s) VALUES ('after', 0)")
    here.settings.write_text(_LIGHT)


def wishing_home(here: Places) -> None:
    """Leave the data of this version, and the wish to go back."""
    newer_home(here)
    wish_put_back(here, COPY, OLDER)


# What a next start must find.


def updated(here: Places) -> None:
    """All of the older data is there, and a copy of it that the older version reads."""
    update(here)
    assert titles(here.history) == ["of old"]
    assert notes(here) == ["before"]
    assert here.settings.read_text() == _DARK
    assert read_note(here).version == __version__
    assert not uncopied(here.history).exists()
    saved = kept(here)[-1]
    assert format_at(saved.folder / "history.sqlite3") == 1
    assert not list((here.data / "backups").glob(".*.part"))
    restore(here)
    assert format_at(here.history) == 1


def gone_back(here: Places) -> None:
    """The older version has what it had, and all that came later lies beside it."""
    go_back(here)
    assert format_at(here.history) == 1
    assert notes(here) == ["before"]
    assert here.settings.read_text() == _DARK
    assert read_note(here).put_back == ""
    asides = list(here.data.glob("history.before-going-back-*.sqlite3"))
    assert any("after" in titles(aside) for aside in asides)
    assert any(one.read_text() == _LIGHT for one in here.config.glob("settings.before-going-back-*.toml"))


def restored_or_not(here: Places) -> None:
    """All is as of the copy, or nothing is."""
    begin(here)
    assert read_note(here).put_back == ""
    assert unreadable(here) == ()
    back = format_at(here.history) == 1
    assert notes(here) == (["before"] if back else ["before", "after"])
    assert here.settings.read_text() == (_DARK if back else _LIGHT)
    newest = [here.history, *here.data.glob("history.before-going-back-*.sqlite3")]
    assert any("after" in titles(one) for one in newest)


def titles(path: Path) -> list[str]:
    """Return what the conversations at `path` are called, whatever their format."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return sorted(title for (title,) in connection.execute("SELECT title FROM chats"))


def notes(here: Places) -> list[str]:
    """Return the notes that commands keep."""
    with closing(Kept(here.data / "commands")) as commands, commands.reading() as connection:
        return [row["text"] for row in connection.execute("SELECT text FROM notes ORDER BY id")]


SCENES: dict[str, tuple[Callable[[Places], None], Callable[[Places], None], Callable[[Places], None]]] = {
    "update": (older_home, update, updated),
    "go back": (wishing_home, go_back, gone_back),
    "restore": (newer_home, restore, restored_or_not),
}


class Steps:
    """Counts the steps of this process and kills it at `last`."""

    def __init__(self, last: int) -> None:
        self.taken, self._last = 0, last
        sys.addaudithook(self._heard)
        self._connect = sqlite3.connect
        patch.object(sqlite3, "connect", self._connected).start()

    def _connected(self, *how: Any, **more: Any) -> sqlite3.Connection:
        made: sqlite3.Connection = self._connect(*how, **more)
        made.set_trace_callback(lambda _statement: self._step())
        return made

    def _heard(self, event: str, told: tuple[object, ...]) -> None:
        written = event == "open" and isinstance(told[2], int) and bool(told[2] & (os.O_WRONLY | os.O_RDWR))
        if written or event in _CHANGES:
            self._step()

    def _step(self) -> None:
        self.taken += 1
        if self.taken == self._last:
            os.kill(os.getpid(), signal.SIGKILL)


def in_child(work: Callable[[], None]) -> int:
    """Do `work` in a process of its own; return how that ended: 0, 1 after an error, or a signal below 0."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        work()
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def killed_at(scene: str, folder: Path, step: int) -> tuple[bool, bool]:
    """Kill `scene` at one step, start again; return whether there was such a step, and whether all was well then."""
    _before, done, found = SCENES[scene]
    home = folder / f"{scene}-{step}"
    shutil.copytree(folder / scene, home)
    here = home_of(home)

    def killed() -> None:
        Steps(step)
        done(here)

    ended = in_child(killed)
    assert ended in (0, -signal.SIGKILL), ended
    well = in_child(lambda: found(here)) == 0
    shutil.rmtree(home)
    return ended != 0, well


def main() -> int:
    """Kill every scene at each of its steps."""
    folder, stride = Path(sys.argv[1]), int(sys.argv[2])
    told: dict[str, dict[str, object]] = {}
    for number, (scene, (before, _done, _found)) in enumerate(SCENES.items()):
        assert in_child(partial(before, home_of(folder / scene))) == 0
        step, bad, count, there = 1 + number % stride, [], 0, True
        while there:
            there, well = killed_at(scene, folder, step)
            count += there
            bad += [] if well else [step]
            step += stride
        told[scene] = {"killed": count, "bad": bad}
    sys.stdout.write(json.dumps(told))
    return 0


if __name__ == "__main__":
    sys.exit(main())
