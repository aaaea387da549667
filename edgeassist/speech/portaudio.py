# SPDX-License-Identifier: Apache-2.0
"""PortAudio through `sounddevice`, loaded late and only here. Knows which inputs there are; takes no sound."""

import ctypes.util
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from edgeassist.speech.device_names import is_plumbing, told_apart
from edgeassist.speech.lines import Device
from edgeassist.speech.refusals import NoSoundSystem


@dataclass(frozen=True, slots=True)
class Input:
    """A microphone: its name, its number until the next look, and what it gives by nature."""

    name: str
    index: int
    rate: int
    channels: int
    chosen: bool


def library_name() -> str | None:
    """Return what PortAudio's library is called here. Asks other programs: before the locks are on."""
    return ctypes.util.find_library("portaudio")


class PortAudio:
    """The library, once loaded. It keeps its list of devices until `look_again`, which no open stream survives."""

    def __init__(self, library: str | None = None, load: Callable[[], Any] | None = None) -> None:
        self._load = load or partial(_imported, library)
        self._lock = threading.RLock()
        self._loaded: Any = None

    @property
    def sounddevice(self) -> Any:
        """The loaded module; raises `NoSoundSystem`."""
        with self._lock:
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded

    def look_again(self) -> None:
        """Begin anew with PortAudio: the one way to learn of what was plugged in or out."""
        with self._lock:
            module = self.sounddevice
            try:
                # WORKAROUND(https://github.com/spatialaudio/python-sounddevice/issues/125): no public call rescans
                while module._initialized:
                    module._terminate()
                module._initialize()
            except module.PortAudioError as error:
                self._loaded = None
                raise NoSoundSystem(str(error)) from error

    def inputs(self) -> tuple[Input, ...]:
        """Return the microphones of the best of the system's ways to them."""
        with self._lock:
            module = self.sounddevice
            try:
                devices, ways = module.query_devices(), module.query_hostapis()
            except module.PortAudioError as error:
                raise NoSoundSystem(str(error)) from error
        default = _default_index(devices, ways)
        found = [one for one in devices if one["max_input_channels"] > 0 and not is_plumbing(one["name"])]
        if sys.platform == "win32":  # there every microphone stands in the list once for each way to it
            found = [one for one in found if ways[one["hostapi"]]["name"] == "Windows WASAPI"] or found
        names = told_apart([one["name"] for one in found])
        return tuple(
            Input(
                name,
                one["index"],
                int(one["default_samplerate"]),
                one["max_input_channels"],
                chosen=one["index"] == default,
            )
            for name, one in zip(names, found, strict=True)
        )


def _imported(library: str | None) -> Any:
    """Import sounddevice. It looks for its library by running other programs, which the locks forbid."""
    finder = ctypes.util.find_library
    if library is not None:
        ctypes.util.find_library = lambda name: library if name == "portaudio" else finder(name)
    try:
        import sounddevice

        if not sounddevice._initialized:
            sounddevice._initialize()
    except Exception as error:  # OSError without the library, PortAudioError when it does not start
        raise NoSoundSystem(str(error)) from error
    finally:
        ctypes.util.find_library = finder
    return sounddevice


def _default_index(devices: Any, ways: Any) -> int:
    """Return the number of the system's own choice; -1 when it has none."""
    chosen = [way["default_input_device"] for way in ways if way["default_input_device"] >= 0]
    if sys.platform == "win32":
        chosen = [one for one in chosen if ways[devices[one]["hostapi"]]["name"] == "Windows WASAPI"] or chosen
    return int(chosen[0]) if chosen else -1


def as_devices(inputs: tuple[Input, ...]) -> tuple[Device, ...]:
    """Return what the parent is told of `inputs`."""
    return tuple(Device(one.name, chosen=one.chosen) for one in inputs)
