# SPDX-License-Identifier: Apache-2.0
"""The versions of the program and the copies of the data as the window sees them. Blocks nobody; knows no Qt."""

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from edgeassist import __version__
from edgeassist.app.program_versions import ProgramVersions, kind_of, versions_here
from edgeassist.core.errors import EdgeError
from edgeassist.core.language import later, tr
from edgeassist.core.paths import Places
from edgeassist.ui.version_ports import CopyView, Seen, VersionsView

_NOTES = {
    "own": later("No version before this one is kept. Once you install the next one, this one is."),
    "beside": later("The version before is in the Start menu: “EdgeAssist, version before”. Your data stays."),
    "package": later("No version before this one is kept here. To go back, install the older file; your data stays."),
    "source": later("This program runs from its source, so no version before it is kept here."),
}
_ABOUT = {
    "own": later("Installed for you alone, in {folder}."),
    "beside": later("Installed for you alone, in {folder}."),
    "package": later("Installed in {folder}."),
    "source": later("Runs from its source."),
}

Submit = Callable[[Callable[[], None]], object]


class VersionDesk:
    """`Versions` on the folders of `places`. `submit` runs what it is given on another thread."""

    def __init__(
        self, places: Places, submit: Submit, here: Callable[[], ProgramVersions | None] = versions_here
    ) -> None:
        self._places, self._submit, self._here = places, submit, here

    def look(self, listener: Seen) -> None:
        """Tell how things are."""
        self._submit(lambda: self._answer(lambda: None, listener))

    def go_back(self, listener: Seen) -> None:
        """Have the version before start next time, with the copy of the data that it needs."""
        self._submit(lambda: self._answer(self._go_back, listener))

    def stay(self, listener: Seen) -> None:
        """Take `go_back` back."""
        self._submit(lambda: self._answer(self._stay, listener))

    def bring_back(self, name: str, listener: Seen) -> None:
        """Have the copy `name` put back at the next start; the empty name: none."""
        self._submit(lambda: self._answer(lambda: self._wish(name, __version__), listener))

    # Another thread.

    def _answer(self, work: Callable[[], None], listener: Seen) -> None:
        trouble = ""
        try:
            work()
        except EdgeError as error:
            trouble = f"{error} {tr(error.hint)}".rstrip()
        except OSError as error:
            trouble = tr("That could not be noted: {reason}.", reason=error.strerror)
        listener(replace(self._view(), trouble=trouble))

    def _go_back(self) -> None:
        from edgeassist.app.going_back import way_back
        from edgeassist.app.program_versions import NoVersionBefore

        here = self._here()
        way = way_back(self._places, here)
        if here is None or way is None:
            raise NoVersionBefore
        if way.needed and way.saved is not None:
            self._wish(way.saved.name, way.to)
        here.go_back()

    def _stay(self) -> None:
        here = self._here()
        if here is not None:
            here.stay()
        self._wish("")

    def _wish(self, name: str, version: str = "") -> None:
        from edgeassist.app.bringing_back import wish_put_back

        wish_put_back(self._places, name, version)

    def _view(self) -> VersionsView:
        from edgeassist.app.going_back import unreadable, way_back
        from edgeassist.app.news import news_here
        from edgeassist.app.saved_data import copies
        from edgeassist.app.version_note import read_note
        from edgeassist.core.build_facts import this_build

        here, kind = self._here(), kind_of()
        way = way_back(self._places, here)
        chosen = here.current if here is not None else ""
        folder = here.root / here.running if here is not None else Path(sys.executable).parent
        found = tuple(CopyView(one.name, _said(one.after, one.moment)) for one in copies(self._places))
        return VersionsView(
            running=__version__,
            build=this_build().described(),
            about=tr(_ABOUT[kind], folder=folder),
            note="" if way else tr(_NOTES[kind]),
            back_to=way.to if way else "",
            back_means=way.sentence if way else "",
            next_version=chosen if here is not None and chosen not in ("", here.running) else "",
            next_copy=read_note(self._places).put_back,
            later=_later_sentence(unreadable(self._places), bool(found)),
            copies=found,
            news=news_here(),
        )


def _said(after: str, moment: str) -> str:
    if not after:
        return tr("{moment}: chats, the copy of that day", moment=moment)
    return tr("{moment}: everything but models, before version {version} began", moment=moment, version=after)


def _later_sentence(names: tuple[str, ...], copied: bool) -> str:
    if not names:
        return ""
    said = tr("A later EdgeAssist wrote your data, so this one does not open it and changes nothing of it.")
    todo = (
        tr("Start the later one again, or bring back a copy from before it.")
        if copied
        else tr("Start the later one again: there is no copy from before it.")
    )
    return f"{said} {todo}"
