# SPDX-License-Identifier: Apache-2.0
"""A text too long to type in goes along as a file: keeps it as one, as long as a chat names it.

Blocks; never on the GUI thread.
"""

import hashlib
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from pathlib import Path

from edgeassist.core.files import replace_file
from edgeassist.core.units import elided

FOLDER = "pasted"
_TITLE_CHARACTERS = 40
_DAY_S = 24 * 3600


def keep_text(folder: Path, title: str, text: str) -> Path:
    """Write `text` into a file of its own below `folder` and return its path; the same text gives the same file."""
    content = text.encode("utf-8", "replace")
    within = folder / FOLDER / hashlib.sha256(content).hexdigest()[:12]
    within.mkdir(parents=True, exist_ok=True)
    plain = "".join(one if one.isalnum() or one in " -_" else " " for one in elided(title, _TITLE_CHARACTERS))
    path = within / f"{' '.join(plain.split()) or 'Pasted text'}.txt"
    replace_file(path, content)
    return path


def forget_pasted(folder: Path, kept: Callable[[], Collection[str]], clock: Callable[[], float] = time.time) -> None:
    """Delete the texts below `folder` that are a day old and not among the paths that `kept` returns."""
    old = [path for path in (folder / FOLDER).glob("*/*.txt") if path.stat().st_mtime < clock() - _DAY_S]
    known = kept() if old else ()
    for path in old:
        with suppress(OSError):  # a file that cannot be deleted now goes the next time
            if str(path) not in known:
                path.unlink()
                path.parent.rmdir()
