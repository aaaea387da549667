# SPDX-License-Identifier: Apache-2.0
"""The folder of the models: whether it is there, and what is said when it is not. Knows no model."""

from contextlib import suppress
from pathlib import Path

from edgeassist.core.errors import Unavailable
from edgeassist.core.language import later, tr
from edgeassist.core.units import elided


class StoreAway(Unavailable):
    """The folder that the settings name for the models is not there."""

    code = "store-away"
    hint = later(
        "Put the drive back; the models come back with it. Or have EdgeAssist's own folder again: "
        "`edgeassist settings reset models_folder`. Chats stay readable meanwhile."
    )

    def __init__(self, folder: Path) -> None:
        where = elided(str(folder), 200)
        super().__init__(
            tr("The folder with the models is missing: {folder} is not there.", folder=where)
            if folder.parent.is_dir()
            else tr("The drive with the models is missing: {folder} is not there.", folder=where)
        )


class StoreMoved(Unavailable):
    """Another window or command has moved the models since this program started."""

    code, hint = "store-moved", later("Close EdgeAssist and start it again; nothing was lost.")

    def __init__(self, folder: Path) -> None:
        super().__init__(tr("The models were moved to {folder} meanwhile.", folder=elided(str(folder), 200)))


def make_where_its_drive_is(folder: Path) -> None:
    """Make the chosen models folder, unless the one around it may be the empty place of a drive that is away."""
    with suppress(OSError):
        around = folder.parent
        if not folder.exists() and (around.is_mount() or any(around.iterdir())):
            folder.mkdir()
