# SPDX-License-Identifier: Apache-2.0
"""What happens before the data is opened: the copy before another version first touches it, and a wish of a copy back.

Costs one small read where nothing changed; nothing here stops a start. Where no copy can be made, older data stays
closed to this version (`uncopied` in `core.sqlite_file`).
"""

import logging
import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from edgeassist import __version__
from edgeassist.app.version_note import DataBusy, Note, Told, locked, read_note, write_note
from edgeassist.core.language import tr
from edgeassist.core.paths import Places
from edgeassist.core.sqlite_file import OpenElsewhere, uncopied

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Beginning:
    """How this start began. `told` are sentences, each with what to do; `new` that this version starts here first.

    `closed` are the databases that this version does not open, because no copy of them could be made. `about_copy` is
    the one of `told` that says so, or that there is a copy.
    """

    new: bool = False
    before: str = ""
    told: tuple[Told, ...] = ()
    closed: tuple[Path, ...] = ()
    about_copy: Told | None = None

    def then(self, late: "Beginning") -> "Beginning":
        """Return what holds after a `late` try: what it says of the copy takes the place of what was said before."""
        about_copy = late.about_copy or self.about_copy
        kept = tuple(one for one in self.told if one != self.about_copy or one == about_copy)
        fresh = tuple(one for one in late.told if one not in kept)
        closed = late.closed or tuple(path for path in self.closed if uncopied(path).exists())
        return Beginning(late.new or self.new, late.before or self.before, (*kept, *fresh), closed, about_copy)


def is_untouched(places: Places) -> bool:
    """Tell whether nothing of a person's is here yet."""
    with suppress(OSError):
        return not (places.history.exists() or places.settings.exists())
    return False


def owes(places: Places, version: str = __version__) -> bool:
    """Tell whether `begin` has more to do than a look: a copy of everything may take a while."""
    note = read_note(places)
    if note == Note() and is_untouched(places):
        return False  # so nothing is written either
    return note.version != version or bool(note.put_back)


def meanwhile(places: Places) -> Told:
    """Return what a person is told while `begin` does what it owes."""
    if read_note(places).put_back:
        return tr("Your data of before is being brought back."), tr("That may take a minute.")
    return (
        tr("Your chats and settings are being copied before this version first opens them."),
        tr("That is done once after an update and may take a minute. Then everything is as before."),
    )


def begin(places: Places, version: str = __version__, *, wishes: bool = True) -> Beginning:
    """Do what this start owes the data, before anything opens it. Two programs may start at once: one does it.

    Without `wishes` a copy that was to be brought back waits: the program runs already.
    """
    try:
        return _begin_alone(places, version, wishes=wishes) if owes(places, version) else Beginning()
    except DataBusy as error:
        return Beginning(told=((str(error), tr(error.hint)),))
    except OSError as error:
        _log.info("the version that ran could not be noted: %s", error)
    except Exception:
        _log.exception("what this start owes the data could not be done")
    return Beginning()


def note_first(places: Places, version: str = __version__) -> None:
    """Note the version that a first session's data is of, where it kept some: an update right after it copies it."""
    with suppress(OSError, DataBusy):
        if is_untouched(places):
            return
        with locked(places):
            if read_note(places) == Note():
                write_note(places, Note(version))


def _begin_alone(places: Places, version: str, *, wishes: bool) -> Beginning:
    from edgeassist.app.bringing_back import fulfil
    from edgeassist.app.going_back import unreadable

    with locked(places):
        found = read_note(places)  # another program may have been quicker
        told, note = fulfil(places, found, version) if wishes else ([], found)
        new = note.version != version and not unreadable(places)  # what it cannot read it does not touch
        closed: tuple[Path, ...] = ()
        about_copy = None
        if new:
            about_copy, closed = _save(places, note, version)
            if about_copy is not None:
                told.append(about_copy)
            if not closed:
                note = msgspec.structs.replace(note, version=version, before=note.version)
        if note != found:
            write_note(places, note)
    before = found.before if found.version == version else found.version
    return Beginning(new and found.version != "", before, tuple(told), closed, about_copy)


def _save(places: Places, note: Note, after: str) -> tuple[Told | None, tuple[Path, ...]]:
    """Copy what is there; data of no known version only where this one is about to change its format.

    Return what there is to say, and the databases that stay closed: their format may not change.
    """
    from edgeassist.app.saved_data import databases, older, save, words_of

    before, due = note.version, older(places)
    if not before and not due:
        return None, ()
    try:
        _require_closed(due)
        saved = save(places, before, after, wished=note.put_back)
    except Exception as error:
        if not isinstance(error, OSError | sqlite3.Error):
            _log.exception("no copy of the data could be made")
        with suppress(OSError):
            for path in due:
                uncopied(path).touch(mode=0o600)
        return _not_saved(error, before, words_of(places, due)), due
    for path in databases(places):
        uncopied(path).unlink(missing_ok=True)
    return _saved(saved.folder if saved else None, before, after), ()


def _require_closed(paths: tuple[Path, ...]) -> None:
    """Raise `OpenElsewhere` where another program still writes what is to be copied and changed."""
    from edgeassist.core.sqlite_copies import held

    for path in paths:
        with held(path):
            pass


def _not_saved(error: Exception, before: str, closed: str) -> Told:
    """Return what is told once of all that stays `closed`, which nothing else needs to tell."""
    reason = getattr(error, "strerror", None) or error
    kept_closed = tr("Closed until there is a copy: {names}.", names=closed)
    if isinstance(error, OpenElsewhere):
        said = tr(
            "Another EdgeAssist has {path} open, so this version leaves its format as it is.", path=error.filename
        )
        todo = tr("Close every other EdgeAssist window and command, then start again. Nothing was changed.")
        return said, f"{kept_closed} {todo}"
    said = tr("No copy of your data could be made before this version began: {reason}.", reason=reason)
    if not closed:
        return said, tr("`edgeassist history backup` makes one once there is room. Nothing is lost.")
    todo = tr("Free some space, then start again. Nothing is lost.")
    if before:
        todo = tr("Free some space, then start again, or use EdgeAssist {version}. Nothing is lost.", version=before)
    return said, f"{kept_closed} {todo}"


def _saved(folder: Path | None, before: str, after: str) -> Told:
    hint = tr("Before that, your chats and settings were copied to {folder}.", folder=folder) if folder else ""
    if not before:
        return tr("This is EdgeAssist {version}.", version=after), hint
    said = tr("This is EdgeAssist {version}; it was {before} before.", version=after, before=before)
    news = tr("Settings, About has what is new, and the way back.")
    return said, f"{hint} {news}".lstrip()
