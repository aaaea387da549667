# SPDX-License-Identifier: Apache-2.0
"""The frozen program on the data of another version, and beside the version before it (row I06)."""

import os
import shutil
from pathlib import Path

import pytest

from edgeassist import __version__
from edgeassist.app.saved_data import kept
from edgeassist.core.paths import Places, places
from edgeassist.core.sqlite_copies import format_at
from edgeassist.history.chats import Chats
from edgeassist.history.schema import MIGRATIONS
from tests.support.frozen import Frozen
from tests.support.older_data import OLDER, older_history, set_format


@pytest.fixture
def here(frozen: Frozen) -> Places:
    made = places({"EDGEASSIST_HOME": str(frozen.home)})
    made.create()
    return made


@pytest.fixture
def installed(bundle: Path, frozen: Frozen, here: Places) -> Frozen:
    """The program twice, as the per-user installation lays it out: this version, and the one before."""
    root = here.data / "program"
    for version in (__version__, OLDER):
        shutil.copytree(bundle, root / version, copy_function=_linked, symlinks=True)
    (root / "current").symlink_to(__version__)
    (root / "previous").symlink_to(OLDER)
    return Frozen(root / "current", frozen.home)


def _linked(source: str, target: str) -> str:
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:  # another drive
        shutil.copy2(source, target, follow_symlinks=False)
    return target


def test_I06_older_data_is_copied_and_migrated(frozen: Frozen, here: Places) -> None:
    older_history(here)
    ended = frozen.run("history", "list")
    assert (ended.returncode, "of old" in ended.stdout) == (0, True), ended.stderr
    assert f"This is EdgeAssist {__version__}; it was {OLDER} before." in ended.stderr
    assert format_at(kept(here)[0].folder / "history.sqlite3") == 1
    assert format_at(here.history) == len(MIGRATIONS)


def test_I06_data_of_a_later_version_is_refused_and_untouched(frozen: Frozen, here: Places) -> None:
    Chats(here.history).close()
    set_format(here.history, 99)
    before = frozen.data()
    ended = frozen.run("history", "list")
    assert ended.returncode == 7
    assert "have format 99" in ended.stderr
    assert "Nothing was changed." in ended.stderr
    after = frozen.data()
    assert {name: after[name] for name in before} == before


def test_I06_the_version_before_starts_again(installed: Frozen, here: Places) -> None:
    older_history(here)
    assert installed.run("history", "list").returncode == 0
    told = installed.run("versions", "back")
    assert told.returncode == 0, told.stderr
    assert f"EdgeAssist {OLDER} starts from now on; {__version__} is kept." in told.stdout
    assert "Your data is as it was on" in told.stdout
    assert format_at(here.history) == 1
    assert (here.data / "program" / "current").readlink() == Path(OLDER)
    shown = installed.run("versions", "list")
    assert f"{OLDER}    running, starts next" in shown.stdout
