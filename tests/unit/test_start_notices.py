# SPDX-License-Identifier: Apache-2.0
"""What a start tells of older data that no copy could be made of: once, all of it, and once more when there is one."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

import pytest

from edgeassist.api import Notice
from edgeassist.app import saved_data
from edgeassist.app.late_copy import REST_S
from edgeassist.app.live_desk import LiveDesk
from edgeassist.app.notices import tell_start
from edgeassist.app.saved_data import kept
from edgeassist.app.services import Services, open_services
from edgeassist.app.upgrading import Beginning
from edgeassist.app.version_note import Told
from edgeassist.cli import run
from edgeassist.core.errors import Unavailable
from edgeassist.core.paths import Places, places
from edgeassist.core.sqlite_file import Migration, uncopied
from edgeassist.history.database import HistoryNotCopied
from edgeassist.intents.kept import Kept
from edgeassist.telemetry import receipt_file
from edgeassist.ui.live_ports import Receipted
from tests.support.older_data import OLDER, older_history

FULL = "No copy of your data could be made before this version began: No space left on device."
DEFAULTS = (
    "All settings are at their defaults. The offline switch is on until you turn it off in Settings, under Network."
)
USE_OLDER = f" Free some space, then start again, or use EdgeAssist {OLDER}. Nothing is lost."


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    monkeypatch.setenv("EDGEASSIST_HOME", str(tmp_path / "home"))
    made = places()
    made.create()
    older_history(made)
    return made


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now_s = [0.0]
    monkeypatch.setattr("edgeassist.app.late_copy.LateCopy.__init__.__defaults__", (lambda: now_s[0],))
    monkeypatch.setattr("edgeassist.app.late_copy.GRACE_S", 30.0)
    return now_s


@contextmanager
def full_drive(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have no copy of data find room meanwhile."""

    def refuse(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(saved_data, "sync_folder", refuse)
        yield


def everything_older(here: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave commands and figures of an older version as well."""

    def more(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE more (word TEXT)")

    folder = here.data / "commands"
    Kept(folder).close()
    with closing(receipt_file.opened(here.data / "receipts.sqlite3").connection or sqlite3.connect(":memory:")):
        pass
    steps: tuple[Migration, ...] = (*receipt_file.MIGRATIONS, more)
    monkeypatch.setattr(receipt_file, "MIGRATIONS", steps)
    monkeypatch.setattr(receipt_file, "FORMAT", len(steps))
    monkeypatch.setattr(saved_data, "RECEIPTS_FORMAT", len(steps))
    monkeypatch.setattr(saved_data, "COMMANDS", steps)
    monkeypatch.setattr("edgeassist.intents.kept_tables.MIGRATIONS", steps)
    monkeypatch.setattr("edgeassist.intents.kept_tables.migrate.__defaults__", (steps,))


def look_at_figures(services: Services) -> None:
    """Have the till read what answers cost, and be done with it."""

    def look() -> None:
        services.till.recorder().newest()

    services.till.later(look)
    services.till.close()


def test_damaged_settings_are_told_once_with_all_that_follows(here: Places) -> None:
    here.settings.write_bytes(b'theme = "light\n garbage')
    told: list[Notice] = []
    with open_services(here) as services:
        tell_start(services, told.append)
        assert services.settings.offline
    text = "settings.toml is damaged (line 1) and was not used; a copy is kept as settings.toml.bad."
    assert [one for one in told if "settings.toml" in one.text] == [Notice(text, DEFAULTS, tone="warn")]
    assert not any("offline in settings.toml" in one.text for one in told)


def test_one_notice_names_all_that_stays_closed(here: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    everything_older(here, monkeypatch)
    told: list[Notice | Receipted] = []
    with full_drive(monkeypatch), open_services(here) as services:
        LiveDesk(services, told.append)
        tell_start(services, told.append)
        look_at_figures(services)
        problem = services.till.recorder().problem
    names = "chats; timers, lists, notes and the home; what answers cost"
    assert told == [Notice(FULL, f"Closed until there is a copy: {names}.{USE_OLDER}", tone="warn", topic="copy")]
    assert "no copy of it could be made" in problem


def test_what_is_wrong_with_the_figures_otherwise_is_told(here: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Notice | Receipted] = []
    with full_drive(monkeypatch), open_services(here) as services:
        (here.data / "receipts.sqlite3").mkdir()
        LiveDesk(services, told.append)
        look_at_figures(services)
    (notice,) = told
    assert isinstance(notice, Notice)
    assert "What answers cost cannot be kept" in notice.text


def test_conversations_that_are_closed_for_another_reason_are_told(here: Places) -> None:
    told: list[Notice] = []
    with open_services(here) as services:
        uncopied(here.history).touch()
        tell_start(services, told.append)
    assert [one.tone for one in told] == ["info", "danger"]
    assert "stay closed until there is a copy" in told[1].text


def test_the_copy_that_is_made_later_is_told_once(
    here: Places, clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Notice] = []
    with open_full(here, monkeypatch) as services:
        tell_start(services, told.append)
        clock[0] = REST_S
        with full_drive(monkeypatch), pytest.raises(HistoryNotCopied):
            services.chats.latest()
        assert [one.text for one in told] == [FULL]
        clock[0] = 9 * REST_S
        assert services.chats.latest() is not None
        assert services.chats.latest() is not None
    (copied,) = told[1:]
    assert copied.text.endswith(f"it was {OLDER} before.")
    assert str(kept(here)[0].folder) in copied.hint
    assert told[0].topic == copied.topic != ""  # the one takes the place of the other


def open_full(here: Places, monkeypatch: pytest.MonkeyPatch) -> Services:
    with full_drive(monkeypatch):
        return open_services(here)


def open_commands(services: Services) -> None:
    services.spoken.commands.running()


def ask_what_is_due(services: Services) -> None:
    with closing(services.spoken.due()) as desk:
        desk.due(datetime.now().astimezone())


def open_figures(services: Services) -> None:
    if not services.till.recorder().ready():
        raise Unavailable(services.till.recorder().problem)


@pytest.mark.parametrize("look", [open_commands, ask_what_is_due, open_figures])
def test_whoever_finds_its_own_data_closed_has_the_copy_made(
    look: Callable[[Services], None], here: Places, clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    here.history.unlink()
    everything_older(here, monkeypatch)
    told: list[Notice] = []
    with open_full(here, monkeypatch) as services:
        tell_start(services, told.append)
        assert not uncopied(here.history).exists()
        with pytest.raises(Unavailable, match="no copy of it could be made"):
            look(services)
        clock[0] = REST_S
        look(services)
    assert told[-1].text.endswith(f"it was {OLDER} before.")
    assert not any(uncopied(path).exists() for path in saved_data.databases(here))


def test_the_command_line_tells_it_as_well(
    here: Places, clock: list[float], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def opened() -> Services:
        services = open_full(here, monkeypatch)
        clock[0] = REST_S
        return services

    assert run(["history", "list"], open_services=opened) == 0
    ended = capsys.readouterr()
    assert "of old" in ended.out
    assert ended.err.index("Closed until there is a copy: chats.") < ended.err.index(str(kept(here)[0].folder))


X = ("Another EdgeAssist has history.sqlite3 open.", "Closed until there is a copy: chats.")
Y = ("No copy of your data could be made.", "Closed until there is a copy: chats.")
BUSY = ("Another EdgeAssist is still copying your data.", "Wait until it is done.")
BACK = ("Your data is as it was on 2026-11-01.", "What was there until now is kept: FILE.")
DONE = ("This is EdgeAssist 2.", "Before that, your data was copied.")


def closed_for(here: Places, reason: Told) -> Beginning:
    return Beginning(told=(reason,), closed=(here.history,), about_copy=reason)


def test_only_the_sentence_on_the_copy_takes_the_place_of_the_one_before(here: Places) -> None:
    told: list[Notice] = []
    with Services(here) as services:
        uncopied(here.history).touch()
        services.beginning = closed_for(here, X)
        tell_start(services, told.append)
        told[1:] = []
        services.late_copy._heard(Beginning(told=(BUSY,)))
        uncopied(here.history).unlink()
        services.late_copy._heard(Beginning(True, "1", (BACK, DONE), (), DONE))
    assert [(one.text, one.tone, one.topic) for one in told] == [
        (X[0], "warn", "copy"),
        (BUSY[0], "warn", ""),
        (BACK[0], "info", ""),
        (DONE[0], "info", "copy"),
    ]


def test_a_reason_that_comes_back_is_told_again(here: Places) -> None:
    told: list[Notice] = []
    with Services(here) as services:
        uncopied(here.history).touch()
        services.beginning = closed_for(here, X)
        tell_start(services, told.append)
        told[:] = []
        for reason in (X, Y, Y, X, X):
            services.late_copy._heard(closed_for(here, reason))
    assert [(one.text, one.tone, one.topic) for one in told] == [(Y[0], "warn", "copy"), (X[0], "warn", "copy")]
    assert services.beginning.told == (X,)


def test_what_else_a_start_told_stays_beside_what_it_told_of_the_copy(here: Places) -> None:
    told: list[Notice] = []
    with Services(here) as services:
        services.beginning = Beginning(True, "1", (BACK, DONE), (), DONE)
        tell_start(services, told.append)
    assert [(one.tone, one.topic) for one in told[:2]] == [("info", ""), ("info", "copy")]


def test_a_late_try_that_found_nothing_to_do_leaves_what_was_said(here: Places) -> None:
    uncopied(here.history).touch()
    start = closed_for(here, X)
    assert start.then(Beginning()) == start
    uncopied(here.history).unlink()
    assert start.then(Beginning()).closed == ()
