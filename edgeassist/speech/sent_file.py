# SPDX-License-Identifier: Apache-2.0
"""A sound file on its way to the voice child, opened by the parent and sent in pieces. Understands no format."""

import os
import threading
from pathlib import Path

import msgspec

from edgeassist.core.errors import EdgeError
from edgeassist.core.language import tr
from edgeassist.speech.lines import Cancel, Purpose, Sound
from edgeassist.speech.refusals import BrokenSound, SoundFileTooBig
from edgeassist.store.opened import Opened, open_regular

MOST_BYTES = 64_000_000
"""What is heard as a whole: half an hour of a plain recording, hours of FLAC or OGG."""
COMMAND_BYTES = 32_000_000
"""A command is in the first half minute: no more is sent of a longer file."""
_PIECE_BYTES = 192 * 1024


class SentFile:
    """The pieces of one file as lines. Any thread may call; `broke_off` tells that its drive went away meanwhile."""

    def __init__(self, job: int, opened: Opened, most_bytes: int) -> None:
        self._job, self._left_bytes = job, most_bytes
        self._opened: Opened | None = opened
        self._lock = threading.Lock()
        self.broke_off = False

    def piece(self) -> bytes:
        """Return the next line; empty when there is none."""
        with self._lock:
            if self._opened is None:
                return b""
            try:
                content = os.read(self._opened.descriptor, min(_PIECE_BYTES, self._left_bytes))
            except OSError:  # half a file is not to be taken for the whole
                self.broke_off = True
                self._let_go()
                return msgspec.json.encode(Cancel(self._job)) + b"\n"
            self._left_bytes -= len(content)
            if not content:
                self._let_go()
            return msgspec.json.encode(Sound(self._job, content, last=not content)) + b"\n"

    def close(self) -> None:
        """Send no more."""
        with self._lock:
            self._let_go()

    def _let_go(self) -> None:
        opened, self._opened = self._opened, None
        if opened is not None:
            opened.close()


def sent_file(job: int, path: Path, purpose: Purpose) -> SentFile:
    """Open the sound file at `path`, a regular file of bounded size; raise a refusal.

    For a command its beginning is sent, however long it is.
    """
    try:
        opened = open_regular(path)
    except EdgeError as error:
        error.hint = tr("Choose a WAV, FLAC or OGG file that lies in a folder of your own.")
        raise
    try:
        if not opened.size_bytes:
            raise BrokenSound(tr("This sound file is empty."))
        if opened.size_bytes > MOST_BYTES and purpose != "command":
            raise SoundFileTooBig(opened.size_bytes, MOST_BYTES)
    except EdgeError:
        opened.close()
        raise
    return SentFile(job, opened, COMMAND_BYTES if purpose == "command" else MOST_BYTES)
