# SPDX-License-Identifier: Apache-2.0
"""Opens the file a person chose and bounds its size. Unlike a model's, a document's path may be a link."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from edgeassist.core.errors import EdgeError
from edgeassist.core.language import later
from edgeassist.core.units import elided, human_bytes
from edgeassist.documents import refusals
from edgeassist.store.opened import Opened, open_regular
from edgeassist.store.refusals import FileGone, NotAFile

MOST_BYTES = 200_000_000
_NO_FILE = later("There is no file at {path}.")


@contextmanager
def opened_document(path: Path) -> Iterator[Opened]:
    """Hold the document at `path` open for the block; raise the refusal that says why it cannot be."""
    with _opened(path) as held:
        if held.size_bytes == 0:
            raise refusals.EmptyDocument(later("“{name}” is empty: 0 bytes."), {"name": elided(path.name)})
        if held.size_bytes > MOST_BYTES:
            values = {"name": elided(path.name), "size": human_bytes(held.size_bytes), "most": human_bytes(MOST_BYTES)}
            raise refusals.DocumentTooLarge(later("“{name}” has {size}; documents of up to {most} are read."), values)
        yield held


def _opened(path: Path) -> Opened:
    try:
        return open_regular(Path(os.path.realpath(path)))
    except FileGone as error:
        raise refusals.DocumentGone(_NO_FILE, {"path": elided(str(path), 200)}) from error
    except NotAFile as error:
        raise refusals.NotADocument(str(error)) from error
    except EdgeError as error:
        raise refusals.DocumentClosed(str(error)) from error
    except ValueError as error:  # a NUL in the name
        raise refusals.DocumentGone(_NO_FILE, {"path": elided(str(path), 200)}) from error
