# SPDX-License-Identifier: Apache-2.0
"""The sound of an alarm: what it is made of, how the child plays it, and what the window is told when it cannot."""

import subprocess
import sys
import threading
from array import array
from itertools import pairwise
from queue import SimpleQueue
from types import SimpleNamespace
from typing import Self

import pytest

from edgeassist.app.children import child_command
from edgeassist.app.chime import sound
from edgeassist.speech import chime_child
from edgeassist.speech.chime import PERIOD_S, RATE, chime, pause
from edgeassist.speech.refusals import NoSoundSystem

ANSWER_S = 60.0


def test_a_chime_is_loud_enough_never_clipped_and_begins_and_ends_in_silence() -> None:
    samples = array("h", chime())
    loudest = max(map(abs, samples))
    assert 0.25 * 32_767 < loudest < 0.95 * 32_767
    assert (samples[0], abs(samples[-1]) < 100) == (0, True)
    jumps = max(abs(after - before) for before, after in pairwise(samples))
    assert jumps < 0.2 * 32_767, "it does not click"


def test_a_chime_and_its_pause_last_three_seconds() -> None:
    assert len(chime()) + len(pause()) == 2 * round(PERIOD_S * RATE)
    assert set(pause()) == {0}


class PortAudioError(Exception):
    """As sounddevice's."""


class Stream:
    def __init__(self, written: list[bytes], breaks: bool, **wish: object) -> None:
        self.written, self.breaks, self.wish = written, breaks, wish

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.written.append(b"closed")

    def write(self, samples: bytes) -> None:
        if self.breaks:
            raise PortAudioError("Unanticipated host error [PaErrorCode -9999]")
        self.written.append(samples)


def loudspeaker(written: list[bytes], *, breaks: bool = False) -> SimpleNamespace:
    def opened(**wish: object) -> Stream:
        assert wish == {"samplerate": RATE, "channels": 1, "dtype": "int16"}
        return Stream(written, breaks)

    return SimpleNamespace(RawOutputStream=opened, PortAudioError=PortAudioError)


def test_the_child_sounds_as_often_as_it_was_told_and_closes_the_stream() -> None:
    written = list[bytes]()
    assert chime_child.play(3, lambda: loudspeaker(written)) == 0
    assert written == [chime(), pause()] * 3 + [b"closed"]


def test_the_child_sounds_no_more_than_a_few_minutes() -> None:
    written = list[bytes]()
    assert chime_child.play(10**6, lambda: loudspeaker(written)) == 0
    assert written.count(chime()) == chime_child.MOST_TIMES


def test_a_loudspeaker_that_breaks_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert chime_child.play(1, lambda: loudspeaker([], breaks=True)) == 1
    assert "host error" in capsys.readouterr().err


def test_a_machine_without_sound_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    def missing() -> SimpleNamespace:
        raise NoSoundSystem("PortAudio library not found")

    assert chime_child.play(1, missing) == 1
    assert capsys.readouterr().err.startswith("edgeassist chime: ")


def unheard(*command: str, ended: bool = False) -> bool:
    """Tell whether the window was told that such a child could not be heard, by the time that it is over."""
    told: SimpleQueue[bool] = SimpleQueue()
    end = sound(command, 2, lambda: told.put(True))
    if ended:
        end()
        end()
    for thread in threading.enumerate():
        if thread.name == "chime":
            thread.join(ANSWER_S)
    return not told.empty()


@pytest.mark.parametrize("program", ["import sys; sys.exit(1)", "import os; os.abort()"])
def test_the_window_is_told_when_nothing_could_be_heard(program: str) -> None:
    assert unheard(sys.executable, "-c", program)


def test_what_was_heard_is_not_told() -> None:
    assert not unheard(sys.executable, "-c", "import sys; sys.exit(sys.argv[1] != '2')")


def test_a_child_that_cannot_be_started_is_told_too() -> None:
    assert unheard("/nowhere/at all")


def test_what_was_ended_is_killed_and_says_nothing() -> None:
    assert not unheard(sys.executable, "-c", "import sys; sys.stdin.read(); sys.exit(1)", ended=True)


def test_the_real_child_ends_with_a_word_whatever_this_machine_has() -> None:
    ended = subprocess.run(
        (*child_command("chime"), "0"), stdin=subprocess.PIPE, capture_output=True, timeout=ANSWER_S, check=False
    )
    assert ended.returncode in (0, 1)
    assert ended.returncode == 0 or ended.stderr.startswith(b"edgeassist chime: ")
