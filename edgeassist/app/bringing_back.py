# SPDX-License-Identifier: Apache-2.0
"""The wish that a copy of the data be put back: noted, done at the start of the version it is for, or at once.

While it is done the wish is noted, so that a start after a power cut goes on with it. Knows no window.
"""

import sqlite3
from pathlib import Path

from edgeassist.app.putting_back import DataInUse, put_back
from edgeassist.app.saved_data import Saved, copies, plain
from edgeassist.app.version_note import Note, Told, locked, read_note, write_note
from edgeassist.core.errors import EdgeError
from edgeassist.core.language import tr
from edgeassist.core.paths import Places


def wish_put_back(places: Places, name: str, version: str = "") -> None:
    """Have the copy `name` put back when `version` next starts, or whichever does; empty: nothing.

    Raise `DataBusy`, `OSError`.
    """
    with locked(places):
        write_note(places, read_note(places).wishing(name, version))


def put_back_now(places: Places, saved: Saved) -> tuple[Path, ...]:
    """Put `saved` back; return where what was there is kept. Raise what `put_back` and `locked` raise.

    Whatever cuts it short once files change leaves the wish, so the next start ends it; before that, no note changes.
    """
    with locked(places):
        note = read_note(places)
        aside = put_back(places, saved, lambda: write_note(places, note.wishing(saved.name)))
        write_note(places, note.wishing())
        return aside


def fulfil(places: Places, note: Note, version: str) -> tuple[list[Told], Note]:
    """Do what `note` wishes, as far as it is for this `version`; return what there is to say, and the note then."""
    if not note.put_back:
        return [], note
    if not is_for(note, version):
        return ([], note) if _still_chosen(note.put_back_for) else ([_dropped(note, version)], note.wishing())
    saved = next((one for one in copies(places) if one.name == note.put_back), None)
    if saved is None:
        gone = tr("The copy {name} that was to be brought back is gone.", name=note.put_back)
        return [(gone, "")], note.wishing()
    try:
        aside = put_back(places, saved)
    except EdgeError as error:
        return [(str(error), tr(error.hint))], note if isinstance(error, DataInUse) else note.wishing()
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or error
        return [(tr("Your data of before could not be brought back: {reason}.", reason=reason), "")], note
    return [back_sentences(saved.moment, aside)], note.wishing()


def is_for(note: Note, version: str) -> bool:
    """Tell whether what `note` wishes is to be done by `version`."""
    return not note.put_back_for or plain(note.put_back_for) == plain(version)


def _still_chosen(version: str) -> bool:
    """Tell whether `version` is the one that starts next, so that its wish can wait for it."""
    from edgeassist.app.program_versions import versions_here

    here = versions_here()
    return here is not None and plain(here.current) == plain(version)


def _dropped(note: Note, version: str) -> Told:
    said = tr(
        "The copy {name} was to be brought back for EdgeAssist {wanted}. This is {version}, so your data stays as it"
        " is.",
        name=note.put_back,
        wanted=note.put_back_for,
        version=version,
    )
    return said, tr("`edgeassist versions restore {name}` brings it back all the same.", name=note.put_back)


def back_sentences(moment: str, aside: tuple[Path, ...]) -> Told:
    """Return what is said once the copy made at `moment` is in place again."""
    names = ", ".join(str(path) for path in aside)
    said = tr("Your data is as it was on {moment}.", moment=moment)
    return said, tr("What was there until now is kept: {files}.", files=names) if aside else ""
