# SPDX-License-Identifier: Apache-2.0
"""Writes the sound of one job to a WAV file, because somebody asked for it. Nothing else here writes sound anywhere."""

import os
import tempfile
import wave
from pathlib import Path

from edgeassist.core.files import sync_file, sync_folder
from edgeassist.speech.heard import SAMPLE_RATE
from edgeassist.speech.refusals import CannotKeep


class Keeping:
    """A WAV file in the making beside `path`; it gets its name when it is whole."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
        except OSError as error:
            raise CannotKeep(error.strerror or "the folder cannot be written to") from error
        self._part = Path(name)
        self._file = os.fdopen(descriptor, "w+b")
        self._wave = wave.Wave_write(self._file)
        self._wave.setnchannels(1)
        self._wave.setsampwidth(2)
        self._wave.setframerate(SAMPLE_RATE)

    def feed(self, samples: bytes) -> None:
        """Write `samples`."""
        try:
            self._wave.writeframesraw(samples)
        except OSError as error:
            raise CannotKeep(error.strerror or "the drive refused it") from error

    def keep(self) -> None:
        """Finish the file and give it its name."""
        try:
            self._wave.close()
            self._file.flush()
            sync_file(self._file.fileno())
            self._file.close()
            self._part.replace(self._path)
            sync_folder(self._path.parent)
        except OSError as error:
            self.forget()
            raise CannotKeep(error.strerror or "the drive refused it") from error

    def forget(self) -> None:
        """Leave nothing behind."""
        self._file.close()
        self._part.unlink(missing_ok=True)
