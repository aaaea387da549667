# SPDX-License-Identifier: Apache-2.0
"""The real voice child with other microphones: each does what its name says. Run with `python -m`, as the child is.

    Desk      somebody says something for half a second, then is quiet
    Talker    somebody talks on and on
    Comes     goes away after a third of a second without a word, and is back when looked for the third time
    Goes      goes away in the same way, and does not come back
    Crash     takes the process down when it starts
    Flood     tells more than anybody can read

A voice model in a folder called `abort...` takes the process down while it is loaded, one called `late...` when it is
first used, one called `hang...` is never loaded.
"""

import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from edgeassist.speech.child import Mouth, Parts, enter, serve
from edgeassist.speech.lines import Device, Devices, Level
from edgeassist.speech.lost import Patience
from edgeassist.speech.recognizer import Recognizer
from edgeassist.speech.refusals import MicrophoneAbsent
from edgeassist.speech.sources import Block, Source
from edgeassist.worker.frames import claim_stdout
from tests.support.ears import Counting, LoudEnds, quiet, tone

NAMES = ("Desk", "Talker", "Comes", "Goes", "Crash", "Flood")
_BLOCKS_PER_SECOND = 200
PATIENCE = Patience(mute_s=0.1, look_every_s=0.01, give_up_s=60.0, stuck_s=60.0)
_LOOKS_IN_VAIN = 5
"""After so many looks for a microphone that does not come back the clock is put forward: a busy computer may look
seldom, and none is to be given up for that."""


def command(_mode: str) -> tuple[str, ...]:
    """Return the argv that starts it."""
    return (sys.executable, "-m", "tests.support.ear_child")


class _Paced:
    """A microphone that gives 20 ms of sound 200 times a second."""

    live, rate = True, 16_000

    def __init__(self, name: str, sound: Callable[[int], Block | None]) -> None:
        self.name, self._sound, self._at = name, sound, 0
        self._closed = threading.Event()

    def start(self) -> None:
        """Begin, or take the process down."""
        if self.name == "Crash":
            os.abort()

    def read(self, wait_s: float) -> Block | None:
        """Return what comes next, in its time."""
        block = self._sound(self._at)
        self._closed.wait(1 / _BLOCKS_PER_SECOND if block is not None else wait_s)
        self._at += 1
        return block

    def dropped(self) -> int:
        """Return 0."""
        return 0

    def close(self) -> None:
        """End."""
        self._closed.set()


class Machine:
    """Has all of the microphones of `NAMES`."""

    def __init__(self, mouth: Mouth) -> None:
        self._mouth = mouth
        self._looks = 0
        self._ahead_s = 0.0
        self._gone: set[str] = set()

    def clock(self) -> float:
        """Return the seconds on a clock that goes ahead when a microphone was looked for in vain."""
        return time.monotonic() + self._ahead_s

    def devices(self) -> Devices:
        """Return them all."""
        return Devices(tuple(Device(name, chosen=name == "Desk") for name in NAMES))

    def look_again(self) -> None:
        """Find the one that comes back at the third look."""
        self._looks += 1
        if self._looks >= 3:
            self._gone.discard("Comes")
        if self._looks == _LOOKS_IN_VAIN and "Goes" in self._gone:
            self._ahead_s = PATIENCE.give_up_s

    def open(self, device: str) -> Source:
        """Return the microphone that is called so."""
        name = device or "Desk"
        if name in self._gone:
            raise MicrophoneAbsent(name)
        if name == "Flood":
            for _ in range(20_000):
                self._mouth.tell(Level(0, -20.0, -20.0))
        if name in ("Comes", "Goes"):
            self._gone.add(name)
            first = self._looks == 0
            return _Paced(name, lambda at: _piece(at) if at < 15 or not first else None)
        return _Paced(name, (lambda _: tone(0.02)) if name == "Talker" else _piece)


def _piece(at: int) -> Block:
    return tone(0.02) if at < 25 else quiet(0.02)


class _Late(Counting):
    """Takes the process down when it is used."""

    def begin(self, *, stranger: bool = False) -> None:
        os.abort()


def _load(language: str, folder: str) -> Recognizer:
    kind = Path(folder).name
    if kind.startswith("abort"):
        os.abort()
    if kind.startswith("hang"):
        threading.Event().wait()
    if kind.startswith("late"):
        return _Late("vosk", language)
    return Counting("vosk" if folder else "embedded", language)


def main() -> None:
    """Serve as the child does, under its locks."""
    mouth = Mouth(claim_stdout())
    enter(*sys.argv[1:])
    machine = Machine(mouth)
    serve(Parts(machine, _load, LoudEnds, PATIENCE, machine.clock), mouth)


if __name__ == "__main__":
    main()
