# SPDX-License-Identifier: Apache-2.0
"""The machine's microphones as sources. PortAudio's thread fills a bounded queue, our own takes from it."""

import queue
import threading
from contextlib import suppress
from typing import Any

import numpy as np

from edgeassist.speech.lines import Devices
from edgeassist.speech.portaudio import Input, PortAudio, as_devices
from edgeassist.speech.refusals import MicrophoneAbsent, MicrophoneRefused, NoMicrophone, NoSoundSystem
from edgeassist.speech.sources import Block, SourceGone

_MOST_WAITING_S = 5
_PIECES_PER_SECOND = 25
_MOST_CHANNELS = 8


class Microphones:
    """The real `speech.sources.Sources`. Looks again for devices only while no microphone is open."""

    def __init__(self, audio: PortAudio) -> None:
        self._audio = audio
        self._lock = threading.RLock()
        self._open: Microphone | None = None

    def devices(self) -> Devices:
        """Look for microphones; while one is open, say what was known when it was opened."""
        try:
            with self._lock:
                self.look_again()
                found = as_devices(self._audio.inputs())
        except NoSoundSystem as error:
            return Devices((), f"{error} {error.hint}")
        return Devices(found) if found else Devices((), f"{NoMicrophone()} {NoMicrophone.hint}")

    def look_again(self) -> None:
        """Have PortAudio read its devices anew."""
        with self._lock:
            if self._open is None or self._open.closed:
                self._audio.look_again()

    def open(self, device: str) -> "Microphone":
        """Return the microphone named `device`, found under whatever number it has now."""
        with self._lock:
            self.look_again()  # an old list leads to another microphone when one was plugged in or out meanwhile
            inputs = self._audio.inputs()
            self._open = Microphone(self._audio.sounddevice, _choice(inputs, device))
            return self._open


def _choice(inputs: tuple[Input, ...], device: str) -> Input:
    if not inputs:
        raise NoMicrophone
    for one in inputs:
        if one.name == device or (not device and one.chosen):
            return one
    if device:
        raise MicrophoneAbsent(device)
    return inputs[0]


class Microphone:
    """One microphone, by nature's rate and channels. The queue says None when PortAudio ended the stream by itself."""

    live = True

    def __init__(self, module: Any, found: Input) -> None:
        self.name, self.rate, self.closed = found.name, found.rate, False
        self._error: type[Exception] = module.PortAudioError
        self._waiting: queue.SimpleQueue[Block | None] = queue.SimpleQueue()
        self._given = self._taken = 0  # frames; each is counted by one thread
        self._dropped = 0
        self._over = False
        self._stream = self._opened(module, found)

    def start(self) -> None:
        """Let the sound flow."""
        try:
            self._stream.start()
        except self._error as error:
            raise MicrophoneRefused(self.name, _reason(error)) from error

    def read(self, wait_s: float) -> Block | None:
        """Return what came since, a twenty-fifth of a second at most or little more; None when nothing came in time."""
        pieces: list[Block] = []
        with suppress(queue.Empty):
            while sum(map(len, pieces)) < self.rate // _PIECES_PER_SECOND:
                piece = self._waiting.get(timeout=wait_s) if not pieces else self._waiting.get_nowait()
                if piece is None:
                    self._over = True
                    break
                pieces.append(piece)
        if not pieces:
            if self._over:
                raise SourceGone
            return None
        block = np.concatenate(pieces)
        self._taken += len(block)
        return block

    def dropped(self) -> int:
        """Return how often sound was lost since the last question."""
        dropped, self._dropped = self._dropped, 0
        return dropped

    def close(self) -> None:
        """Stop and close; a stream that is broken already needs no more."""
        with suppress(self._error):
            self._stream.abort()
        with suppress(self._error):
            self._stream.close()
        self.closed = True

    def _opened(self, module: Any, found: Input) -> Any:
        """Open with one channel, and with more where the device gives no single one."""
        reason: Exception = module.PortAudioError("it has no channel")
        for channels in sorted({1, min(2, found.channels), min(_MOST_CHANNELS, found.channels)}):
            try:
                return module.InputStream(
                    samplerate=found.rate,
                    blocksize=0,  # PortAudio's own choice goes with what a sound server gives
                    device=found.index,
                    channels=channels,
                    dtype="float32",
                    callback=self._take,
                    finished_callback=self._break_off,
                )
            except (module.PortAudioError, ValueError) as error:
                reason = error
        raise MicrophoneRefused(found.name, _reason(reason)) from reason

    def _take(self, block: Block, _frames: int, _time: object, status: Any) -> None:
        """Keep `block`, on PortAudio's thread: never waits."""
        if status.input_overflow:
            self._dropped += 1
        if self._given - self._taken > _MOST_WAITING_S * self.rate:
            self._dropped += 1
            return
        self._given += len(block)
        self._waiting.put(np.array(block))

    def _break_off(self) -> None:
        self._waiting.put(None)


def _reason(error: Exception) -> str:
    """Return PortAudio's own words without its number."""
    said = str(error.args[0]) if error.args else "no reason was given"
    return said.rsplit(" [PaErrorCode", 1)[0].rstrip(".")
