# SPDX-License-Identifier: Apache-2.0
"""What a Linux desktop wants to know of the program: menu entry, icons, file types. Knows no form of package."""

from pathlib import Path
from shutil import copyfile

import app_icons

SOURCES = Path(__file__).resolve().parent / "linux"


def write_share(folder: Path) -> None:
    """Write everything below `folder`, which is laid out like `/usr/share`."""
    for name, place in (("edgeassist.desktop", "applications"), ("edgeassist.xml", "mime/packages")):
        target = folder / place / name
        target.parent.mkdir(parents=True, exist_ok=True)
        copyfile(SOURCES / name, target)
    app_icons.write_theme(folder / "icons")
