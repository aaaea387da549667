# SPDX-License-Identifier: Apache-2.0
"""A text too long to type in goes along as a file: keeps it as one. Blocks; never on the GUI thread."""

import hashlib
from pathlib import Path

from edgeassist.core.files import replace_file
from edgeassist.core.language import tr
from edgeassist.core.units import elided

FOLDER = "pasted"
_TITLE_CHARACTERS = 40


def keep_text(folder: Path, title: str, text: str) -> Path:
    """Write `text` into a file of its own below `folder` and return its path; the same text gives the same file."""
    content = text.encode("utf-8", "replace")
    within = folder / FOLDER / hashlib.sha256(content).hexdigest()[:12]
    within.mkdir(parents=True, exist_ok=True)
    plain = "".join(one if one.isalnum() or one in " -_" else " " for one in elided(title, _TITLE_CHARACTERS))
    name = " ".join(plain.split()) or tr("Pasted text")
    path = within / f"{name}.txt"
    replace_file(path, content)
    return path
