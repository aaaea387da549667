# SPDX-License-Identifier: Apache-2.0
"""What going back to the version before means for a person's data, said before it is done. Changes nothing itself."""

from dataclasses import dataclass

from edgeassist.app.program_versions import ProgramVersions
from edgeassist.app.saved_data import Saved, copies, kept, missed_in, parts, plain
from edgeassist.core.language import tr
from edgeassist.core.paths import Places


@dataclass(frozen=True, slots=True)
class WayBack:
    """To which version; the copy made before the present one began; whether the older one needs it to open anything."""

    to: str
    saved: Saved | None
    needed: bool

    @property
    def sentence(self) -> str:
        """What happens to the data."""
        if self.needed and self.saved is not None:
            return tr(
                "EdgeAssist {version} cannot read today's data. The copy of {moment}, made before the update, is put"
                " back. What came since then is kept in a file beside it, nothing is deleted.",
                version=self.to,
                moment=self.saved.moment,
            )
        if self.saved is not None:
            return tr("EdgeAssist {version} reads your data as it is: nothing is lost.", version=self.to)
        return tr(
            "Your data stays as it is. If EdgeAssist {version} cannot read it, it says so and changes nothing.",
            version=self.to,
        )


def way_back(places: Places, versions: ProgramVersions | None) -> WayBack | None:
    """Return what going back would mean; None where no version before this one is kept."""
    if versions is None or not (to := versions.back_to):
        return None
    made = [one for one in kept(places) if (one.before, one.after) == (plain(to), plain(versions.running))]
    saved = _newest_that_it_reads(places, made)
    return WayBack(to, saved, saved is not None and _outgrown(places, saved))


def unreadable(places: Places) -> tuple[str, ...]:
    """Return which of the data a later EdgeAssist wrote in a way that is unknown here: `history`, `commands`."""
    return tuple(part.name for part in parts(places) if part.is_database and part.missed and part.too_new)


def way_out(places: Places) -> Saved | None:
    """Return the newest copy that this version can read, where it cannot read today's conversations."""
    return next(iter(copies(places)), None) if "history" in unreadable(places) else None


def _newest_that_it_reads(places: Places, made: list[Saved]) -> Saved | None:
    """Return the first of `made`, newest first, with no damaged database and none in a later format than in another.

    Only formats of the same database are held against each other: a copy that lacks one is no older for it.
    """
    formats = [_formats(places, one) for one in made]
    lowest: dict[str, int] = {}
    for found in formats:
        for name, number in found.items():
            if number:
                lowest[name] = min(number, lowest.get(name, number))
    unfit = [sum(number != lowest.get(name) for name, number in found.items()) for found in formats]
    return made[unfit.index(min(unfit))] if made else None


def _formats(places: Places, saved: Saved) -> dict[str, int]:
    """Return the format of each database in a copy that would be missed; 0 for a damaged one."""
    return {part.name: part.format_of(copy) for part, copy in missed_in(places, saved)}


def _outgrown(places: Places, saved: Saved) -> bool:
    """Tell whether today's data has another format than the copy: what made the copy knows no later one."""
    return any(part.format_of(part.path) > part.format_of(copy) for part, copy in missed_in(places, saved))
