# SPDX-License-Identifier: Apache-2.0
"""The folder of the models: whether it is there, and what is said when it is not. Knows no model."""

from contextlib import suppress
from pathlib import Path

from edgeassist.core.errors import Unavailable
from edgeassist.core.units import elided


class StoreAway(Unavailable):
    """The folder that the settings name for the models is not there."""

    code = "store-away"
    hint = "Put the drive back; the models come back with it. Chats stay readable meanwhile."

    def __init__(self, folder: Path) -> None:
        what = "folder" if folder.parent.is_dir() else "drive"
        super().__init__(f"The {what} with the models is missing: {elided(str(folder), 200)} is not there.")


class StoreMoved(Unavailable):
    """Another window or command has moved the models since this program started."""

    code, hint = "store-moved", "Close EdgeAssist and start it again; nothing was lost."

    def __init__(self, folder: Path) -> None:
        super().__init__(f"The models were moved to {elided(str(folder), 200)} meanwhile.")


def make_where_its_drive_is(folder: Path) -> None:
    """Make the chosen models folder, unless the one around it may be the empty place of a drive that is away."""
    with suppress(OSError):
        around = folder.parent
        if not folder.exists() and (around.is_mount() or any(around.iterdir())):
            folder.mkdir()
