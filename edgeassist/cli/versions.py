# SPDX-License-Identifier: Apache-2.0
"""`edgeassist versions`: what is kept of the program and of the data, and the way back. Opens no conversation."""

from typing import TYPE_CHECKING

from edgeassist import __version__
from edgeassist.app.bringing_back import back_sentences, put_back_now
from edgeassist.app.going_back import unreadable, way_back
from edgeassist.app.program_versions import NoSuchVersion, NoVersionBefore, ProgramVersions, kind_of, versions_here
from edgeassist.app.saved_data import copies
from edgeassist.cli.errand import Errand
from edgeassist.core.errors import NotFound
from edgeassist.core.units import elided, human_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from edgeassist.app.saved_data import Saved

_KINDS = {
    "own": "",
    "beside": "The version before is in the Start menu: EdgeAssist, version before.",
    "package": "This program stands alone: no version before it is kept. To go back, install the older file.",
    "source": "This program runs from its source: versions are your version control's business.",
}


class NoSuchCopy(NotFound):
    """A name that no copy has."""

    code = "no-such-copy"
    hint = "`edgeassist versions restore` lists them."

    def __init__(self, wanted: str) -> None:
        super().__init__(f"There is no copy {elided(wanted)}.")


def list_versions(errand: Errand) -> None:
    """Print the versions here and what going back would mean."""
    here = versions_here()
    with errand.services() as services:
        way, later = way_back(services.places, here), unreadable(services.places)
    found = here.all if here is not None else (__version__,)
    rows = [(one, _role(here, one), _size(here, one)) for one in found]
    if errand.screen.as_json:
        told = [{"version": version, "is": role} for version, role, _size_told in rows]
        back = {"to": way.to, "needs_copy": way.needed} if way else None
        errand.screen.result({"versions": told, "back": back, "written_by_later": list(later)})
        return
    errand.screen.table(("VERSION", "IS", "SIZE"), rows)
    if here is not None and here.current not in ("", here.running):
        errand.screen.note(f"EdgeAssist {here.current} starts next time.")
    elif way is not None:
        errand.screen.note(f"`edgeassist versions back` goes back to {way.to}. {way.sentence}")
    elif note := _KINDS[kind_of()]:
        errand.screen.note(note)
    if later:
        errand.screen.note(f"Written by a later EdgeAssist and not opened here: {', '.join(later)}.", "warn")


def _role(here: ProgramVersions | None, version: str) -> str:
    if here is None:
        return "running"
    roles = (("running", here.running), ("starts next", here.current), ("before", here.previous))
    return ", ".join(role for role, named in roles if named == version) or "kept"


def _size(here: ProgramVersions | None, version: str) -> str:
    return human_bytes(here.size_bytes(version)) if here is not None else "-"


def back(errand: Errand, *, keep_data: bool) -> None:
    """Have the version before start from now on, its data with it where it needs that."""
    here = versions_here()
    with errand.services() as services:
        way = way_back(services.places, here)
        if here is None or way is None:
            raise NoVersionBefore
        wanted = way.saved if way.needed and not keep_data else None
        aside = put_back_now(services.places, wanted) if wanted is not None else ()
        now = here.go_back()
    if errand.screen.as_json:
        errand.screen.result({"starts_next": now, "kept_aside": [str(path) for path in aside]})
        return
    errand.screen.say(f"EdgeAssist {now} starts from now on; {here.running} is kept.")
    _tell_data(errand, wanted, aside)


def restore(errand: Errand, name: str) -> None:
    """Put the copy called `name` back; without one print those there are."""
    with errand.services() as services:
        found = copies(services.places)
        if not name:
            _tell_copies(errand, found)
            return
        wanted = next((one for one in found if one.name == name), None)
        if wanted is None:
            raise NoSuchCopy(name)
        aside = put_back_now(services.places, wanted)
    if errand.screen.as_json:
        errand.screen.result({"restored": wanted.name, "kept_aside": [str(path) for path in aside]})
        return
    _tell_data(errand, wanted, aside)


def remove(errand: Errand, version: str) -> None:
    """Delete a version of the program."""
    here = versions_here()
    if here is None:
        raise NoSuchVersion(version)
    size_bytes = here.size_bytes(version) if version in here.all else 0
    here.remove(version)
    if errand.screen.as_json:
        errand.screen.result({"removed": version, "freed_bytes": size_bytes})
    else:
        errand.screen.say(f"EdgeAssist {version} was removed: {human_bytes(size_bytes)}. Your data is as it was.")


def _tell_copies(errand: Errand, found: "tuple[Saved, ...]") -> None:
    if errand.screen.as_json:
        errand.screen.result({"copies": [{"name": one.name, "made": one.moment} for one in found]})
    elif not found:
        errand.screen.note("There is no copy yet; one is made when another version first starts.")
    else:
        errand.screen.table(("COPY", "MADE", "WHERE"), [(o.name, o.moment, str(o.single or o.folder)) for o in found])


def _tell_data(errand: Errand, wanted: "Saved | None", aside: "tuple[Path, ...]") -> None:
    if wanted is not None:
        sentence, hint = back_sentences(wanted.moment, aside)
        errand.screen.say(sentence)
        if hint:
            errand.screen.say(hint)
