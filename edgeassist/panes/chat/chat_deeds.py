# SPDX-License-Identifier: Apache-2.0
"""What can be done with a chat of the list, each with its sentence and its way back. No Qt; runs nothing itself."""

from collections.abc import Callable
from dataclasses import dataclass

from edgeassist.core.language import tr
from edgeassist.core.units import elided
from edgeassist.history.shelf import Shelf
from edgeassist.panes.chat.library import Row

_NAME_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class Deed:
    """`do` blocks on the shelf; `undo` takes it back; None where that makes no sense.

    `said` tells what was done, empty where the list shows it anyway. `gone` is the chat that left the list.
    """

    do: Callable[[Shelf], object]
    said: str = ""
    undo: Callable[[Shelf], object] | None = None
    gone: int | None = None


def deleting(row: Row) -> Deed:
    """Put it into the bin."""
    return Deed(
        lambda shelf: shelf.delete(row.id),
        tr("“{chat}” was deleted. The bin keeps it for 30 days.", chat=_name(row)),
        lambda shelf: shelf.undelete(row.id),
        gone=row.id,
    )


def archiving(row: Row) -> Deed:
    """Take it out of the list."""
    return Deed(
        lambda shelf: shelf.archive(row.id),
        tr("“{chat}” is in the archive.", chat=_name(row)),
        lambda shelf: shelf.archive(row.id, archived=False),
        gone=row.id,
    )


def unarchiving(row: Row) -> Deed:
    """Take it out of the archive."""
    return Deed(
        lambda shelf: shelf.archive(row.id, archived=False),
        tr("“{chat}” is back in the list.", chat=_name(row)),
        lambda shelf: shelf.archive(row.id),
    )


def restoring(row: Row) -> Deed:
    """Take it out of the bin."""
    return Deed(
        lambda shelf: shelf.undelete(row.id),
        tr("“{chat}” is back where it was.", chat=_name(row)),
        lambda shelf: shelf.delete(row.id),
    )


def pinning(row: Row) -> Deed:
    """Keep it at the top, or no longer."""
    return Deed(lambda shelf: shelf.pin(row.id, pinned=not row.pinned))


def renaming(row: Row, name: str) -> Deed:
    """Give it another name."""
    return Deed(lambda shelf: shelf.rename(row.id, name))


def moving(row: Row, folder: str) -> Deed:
    """Put it into a folder; empty takes it out."""
    folder = folder.strip()
    said = tr("“{chat}” is in no folder now.", chat=_name(row))
    if folder:
        shown = elided(folder, _NAME_CHARACTERS)
        said = tr("“{chat}” is in the folder {folder}.", chat=_name(row), folder=shown)
    return Deed(
        lambda shelf: shelf.move(row.id, folder),
        said,
        lambda shelf: shelf.move(row.id, row.folder),
    )


def emptying() -> Deed:
    """Forget for good what is in the bin."""
    return Deed(lambda shelf: shelf.purge(everything=True), tr("The bin is empty."))


def _name(row: Row) -> str:
    return elided(row.title, _NAME_CHARACTERS)
