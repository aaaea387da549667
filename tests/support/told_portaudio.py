# SPDX-License-Identifier: Apache-2.0
"""A stand-in for the module `sounddevice`: a machine whose microphones a test plugs in and out.

As PortAudio does, it knows only what was there when it was initialized.
"""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np

from edgeassist.speech.portaudio import PortAudio


class PortAudioError(Exception):
    """As sounddevice's."""


class ToldModule:
    """Give it a list of (name, inputs, rate); `stereo_only` are names that open with two channels alone."""

    PortAudioError = PortAudioError

    def __init__(self, *plugged: tuple[str, int, int], chosen: int = 0) -> None:
        self.plugged = list(plugged)
        self.chosen = chosen
        self.stereo_only: set[str] = set()
        self.busy: set[str] = set()
        self.streams: list[ToldStream] = []
        self.breaks = False
        self._initialized = 0
        self._known: list[tuple[str, int, int]] = []
        self._initialize()

    def _initialize(self) -> None:
        if self.breaks:
            raise PortAudioError("Error initializing PortAudio", -10000)
        self._initialized += 1
        self._known = list(self.plugged)

    def _terminate(self) -> None:
        assert not any(stream.is_open for stream in self.streams), "an open stream would have been torn away"
        self._initialized -= 1

    def query_devices(self) -> list[dict[str, Any]]:
        """Return what was there when it was initialized."""
        return [
            {"name": name, "index": at, "hostapi": 0, "max_input_channels": inputs, "default_samplerate": float(rate)}
            for at, (name, inputs, rate) in enumerate(self._known)
        ]

    def query_hostapis(self) -> tuple[dict[str, Any], ...]:
        """Return one way to the devices."""
        return ({"name": "ALSA", "default_input_device": self.chosen if self._known else -1},)

    def InputStream(self, **wish: Any) -> "ToldStream":
        """Open a stream."""
        name = self._known[wish["device"]][0]
        if name in self.busy or (name in self.stereo_only and wish["channels"] != 2):
            raise PortAudioError("Error opening InputStream: Device unavailable [PaErrorCode -9985]", -9985)
        self.streams.append(ToldStream(name, wish))
        return self.streams[-1]


class ToldStream:
    """An open stream; `give` is PortAudio's thread."""

    def __init__(self, name: str, wish: dict[str, Any]) -> None:
        self.name, self.channels, self.rate = name, wish["channels"], wish["samplerate"]
        self._callback: Callable[..., None] = wish["callback"]
        self.finished: Callable[[], None] = wish["finished_callback"]
        self.is_open, self.runs = True, False

    def give(self, frames: int, *, value: float = 0.5, overflow: bool = False) -> None:
        """Have so many frames come, in memory that is used again at once."""
        memory = np.full((frames, self.channels), value, np.float32)
        self._callback(memory, frames, None, SimpleNamespace(input_overflow=overflow))
        memory[:] = 0.0

    def start(self) -> None:
        """Begin."""
        self.runs = True

    def abort(self) -> None:
        """Stop, and say so as PortAudio does."""
        self.runs = False
        self.finished()

    def close(self) -> None:
        """End; one that is gone complains."""
        self.is_open = False
        raise PortAudioError("Error closing stream: it is gone")


def told_portaudio(module: ToldModule) -> PortAudio:
    """Return PortAudio as loaded already, with `module` for its library."""
    return PortAudio(load=lambda: module)
