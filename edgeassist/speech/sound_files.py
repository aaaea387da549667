# SPDX-License-Identifier: Apache-2.0
"""The sound of a WAV, FLAC or OGG file whose bytes the parent sends. Opens no file: libsndfile reads from memory."""

import io
import threading

import numpy as np
import soundfile

from edgeassist.core.language import tr
from edgeassist.speech.refusals import BrokenSound, SoundFileTooBig
from edgeassist.speech.sent_file import MOST_BYTES
from edgeassist.speech.sources import Block

_FORMATS = frozenset(("WAV", "WAVEX", "RF64", "FLAC", "OGG"))
_RATES = range(4_000, 768_001)
_MOST_CHANNELS = 32
_BLOCKS_PER_SECOND = 20


class SentSound:
    """A source that waits for its bytes. One thread brings them with `bring`, another reads."""

    name, live = "", False

    def __init__(self) -> None:
        self._arrived = threading.Condition()
        self._content, self._size_bytes = io.BytesIO(), 0
        self._complete = False
        self._file: soundfile.SoundFile | None = None
        self.rate = 0

    def bring(self, content: bytes, *, last: bool) -> None:
        """Take the next bytes; what comes after too many is thrown away."""
        with self._arrived:
            self._size_bytes += len(content)
            if self._size_bytes <= MOST_BYTES:
                self._content.write(content)
            self._complete = self._complete or last
            self._arrived.notify()

    def start(self) -> None:
        """Do nothing: the file flows as it is read."""

    def read(self, wait_s: float) -> Block | None:
        """Return the next twentieth of a second, None while bytes are missing, an empty block at the end."""
        with self._arrived:
            if not self._complete and not self._arrived.wait_for(lambda: self._complete, wait_s):
                return None
        try:
            if self._file is None:
                self._file = self._opened()
            block: Block = self._file.read(max(1, self.rate // _BLOCKS_PER_SECOND), dtype="float32", always_2d=True)
        except soundfile.LibsndfileError as error:
            reason = error.error_string.rstrip(".")
            raise BrokenSound(tr("This sound file cannot be read: {reason}.", reason=reason)) from error
        return np.nan_to_num(block, copy=False, posinf=0.0, neginf=0.0)  # float files may hold anything

    def dropped(self) -> int:
        """Return 0: a file waits."""
        return 0

    def close(self) -> None:
        """Give the memory back."""
        if self._file is not None:
            self._file.close()
            self._file = None
        self._content = io.BytesIO()

    def _opened(self) -> soundfile.SoundFile:
        if not self._size_bytes:
            raise BrokenSound(tr("This sound file is empty."))
        if self._size_bytes > MOST_BYTES:
            raise SoundFileTooBig(self._size_bytes, MOST_BYTES)
        self._content.seek(0)
        try:
            file = soundfile.SoundFile(self._content)
        except soundfile.LibsndfileError as error:
            raise BrokenSound(tr("This file is no WAV, FLAC or OGG sound, or it is damaged.")) from error
        if file.format not in _FORMATS or file.samplerate not in _RATES or not 0 < file.channels <= _MOST_CHANNELS:
            file.close()
            raise BrokenSound(tr("This file is no WAV, FLAC or OGG sound that can be heard."))
        self.rate = file.samplerate
        return file
