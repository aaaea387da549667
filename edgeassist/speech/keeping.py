# SPDX-License-Identifier: Apache-2.0
"""Writes the sound of one job to a WAV file, because somebody asked for it. Nothing else here writes sound anywhere."""

import os
import struct
from contextlib import suppress
from pathlib import Path

from edgeassist.core.files import open_part, sync_file, sync_folder
from edgeassist.core.language import tr
from edgeassist.speech.heard import SAMPLE_RATE
from edgeassist.speech.refusals import CannotKeep


class Keeping:
    """A WAV file in the making beside `path`; it gets its name when it is whole."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            descriptor, self._part = open_part(path)
        except OSError as error:
            raise CannotKeep(error.strerror or tr("the folder cannot be written to")) from error
        self._file = os.fdopen(descriptor, "wb")
        self._bytes = 0
        self._file.write(_header(0))

    def feed(self, samples: bytes) -> None:
        """Write `samples`."""
        try:
            self._file.write(samples)
        except OSError as error:
            raise CannotKeep(error.strerror or tr("the drive refused it")) from error
        self._bytes += len(samples)

    def keep(self) -> None:
        """Finish the file and give it its name."""
        try:
            self._file.seek(0)
            self._file.write(_header(self._bytes))
            self._file.flush()
            sync_file(self._file.fileno())
            self._file.close()
            self._part.replace(self._path)
            sync_folder(self._path.parent)
        except OSError as error:
            self.forget()
            raise CannotKeep(error.strerror or tr("the drive refused it")) from error

    def forget(self) -> None:
        """Leave nothing behind."""
        with suppress(OSError):  # a full drive refuses what is still to be written, too
            self._file.close()
        with suppress(OSError):
            self._part.unlink(missing_ok=True)


def _header(size: int) -> bytes:
    """Return what a WAV file of `size` bytes of 16-bit mono sound begins with."""
    shape = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, SAMPLE_RATE, 2 * SAMPLE_RATE, 2, 16)
    return struct.pack("<4sI4s", b"RIFF", 36 + size, b"WAVE") + shape + struct.pack("<4sI", b"data", size)
