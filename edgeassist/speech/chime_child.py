# SPDX-License-Identifier: Apache-2.0
"""Child side: sounds the loudspeaker that the system would choose. Hears nothing, and stands under the locks.

Ends with its parent. Exit code 1: there is no loudspeaker, or it cannot be reached.
"""

import os
import sys
import threading
from collections.abc import Callable
from typing import Any

from edgeassist.speech.chime import RATE, chime, pause
from edgeassist.speech.refusals import NoSoundSystem
from edgeassist.worker import lifeline

MOST_TIMES = 100


def main(argv: list[str]) -> int:
    """Sound `argv[0]` times; return 0 when that was done."""
    from edgeassist.speech.child import enter
    from edgeassist.speech.portaudio import PortAudio, library_name

    library = library_name()  # before the locks: it runs other programs
    enter()
    threading.Thread(target=_end_with_parent, name="lifeline", daemon=True).start()
    return play(int(argv[0]), lambda: PortAudio(library).sounddevice)


def play(times: int, load: Callable[[], Any]) -> int:
    """Sound so many times through the module `sounddevice`; return the exit code."""
    try:
        module = load()
    except NoSoundSystem as error:
        sys.stderr.write(f"edgeassist chime: {error}\n")
        return 1
    try:
        with module.RawOutputStream(samplerate=RATE, channels=1, dtype="int16") as stream:
            for _time in range(min(times, MOST_TIMES)):
                stream.write(chime())
                stream.write(pause())
    except (module.PortAudioError, OSError, ValueError) as error:  # ValueError: there is no output at all
        sys.stderr.write(f"edgeassist chime: {error}\n")
        return 1
    return 0


def _end_with_parent() -> None:
    for _chunk in lifeline.read_stdin():
        pass
    os._exit(0)
