# SPDX-License-Identifier: Apache-2.0
"""The voice child: takes orders on stdin, tells news on stdout, holds the microphone and the recognizer.

It reaches no network, starts no other program, writes nowhere but below the folder it was given for kept sound, and
ends with its parent. What it cannot be denied on Linux is AF_UNIX: sound servers are spoken to through it.
"""

import os
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from edgeassist.speech.cutting import Ends
from edgeassist.speech.deaths import EXIT_STUCK
from edgeassist.speech.lines import (
    Cancel,
    Devices,
    Finish,
    ListDevices,
    Listen,
    News,
    Order,
    Prepare,
    Sound,
    UseGrammar,
)
from edgeassist.speech.listening import Listening, Surroundings
from edgeassist.speech.lost import Patience
from edgeassist.speech.recognizer import Recognizer
from edgeassist.speech.recognizing import Recognizing
from edgeassist.speech.refusals import NoSoundSystem, SoundSystemStuck
from edgeassist.speech.sources import Sources
from edgeassist.wire import BadFrame
from edgeassist.worker import lifeline, sandbox
from edgeassist.worker.frames import LineSplitter, claim_stdout

_LAST_S = 1.0
# PortAudio takes the process down where ALSA may not read its settings.
_SETTINGS_NAMED = ("ALSA_CONFIG_PATH", "ALSA_CONFIG_DIR", "PULSE_CLIENTCONFIG", "PULSE_COOKIE", "PIPEWIRE_CONFIG_DIR")
_orders: msgspec.json.Decoder[Order] = msgspec.json.Decoder(Order)


@dataclass(frozen=True, slots=True)
class Parts:
    """What the child is made of; a test brings other sources, never a flag."""

    sources: Sources
    load: Callable[[str, str], Recognizer]
    endpoint: Callable[[], Ends]
    patience: Patience = field(default_factory=Patience)
    clock: Callable[[], float] = time.monotonic


def main(argv: list[str]) -> int:
    """Serve with this machine's microphones. `argv`: the voice model's folder and that for kept sound, or empty."""
    mouth = Mouth(claim_stdout())
    from edgeassist.speech.portaudio import library_name

    library = library_name()  # before the locks: it runs other programs
    enter(*argv)
    serve(real_parts(library), mouth)
    return 0


def real_parts(library: str | None) -> Parts:
    """Return the microphones and recognizers of this machine."""
    from edgeassist.speech.microphone import Microphones
    from edgeassist.speech.portaudio import PortAudio

    return Parts(Microphones(PortAudio(library)), _loaded, _endpoint)


def enter(model: str = "", keep_in: str = "") -> tuple[str, ...]:
    """Put the locks on, from the main thread before any other runs; return those that hold."""
    lifeline.prepare_process()
    return sandbox.lock(
        [*([Path(model)] if model else []), *_sound_settings()],
        writable=[Path(keep_in)] if keep_in else [],
        devices=[Path("/dev/snd")],
        local_sockets=True,
    )


def _sound_settings() -> list[Path]:
    """Return where sound servers leave what their clients read."""
    home = Path.home()
    settings = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
    run = Path(os.environ.get("XDG_RUNTIME_DIR") or f"/run/user/{os.getuid()}") if hasattr(os, "getuid") else home
    named = (os.environ.get(name) for name in _SETTINGS_NAMED)
    return [
        *(Path(path) for path in named if path),
        *(settings / name for name in ("pulse", "pipewire", "alsa")),
        *(home / name for name in (".asoundrc", ".pulse", ".pulse-cookie")),
        *(run / name for name in ("pulse", "pipewire-0")),
    ]


def _loaded(language: str, folder: str) -> Recognizer:
    if folder:
        from edgeassist.speech.vosk_recognizer import VoskRecognizer

        return VoskRecognizer(Path(folder), language)
    from edgeassist.speech.embedded import Embedded

    return Embedded()


def _endpoint() -> Ends:
    from edgeassist.speech.endpoint import Endpoint

    return Endpoint()


class Mouth:
    """Writes news as whole lines, from any thread."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._lock = threading.Lock()

    def tell(self, news: News) -> None:
        """Write `news`; a parent that closed its end needs no more of us, so the process ends."""
        rest = memoryview(msgspec.json.encode(news) + b"\n")
        with self._lock:
            while rest:
                try:
                    rest = rest[os.write(self._descriptor, rest) :]
                except BrokenPipeError:
                    os._exit(0)


def serve(parts: Parts, mouth: Mouth) -> None:
    """Do what comes on stdin until it ends; then the process does."""
    post = Post(parts, mouth.tell, lambda: os._exit(EXIT_STUCK))
    splitter = LineSplitter()
    try:
        for chunk in lifeline.read_stdin():
            for line in splitter.feed(chunk):
                post.do(_orders.decode(line))
    except (OSError, BadFrame, msgspec.MsgspecError) as error:
        sys.stderr.write(f"edgeassist hear: {error}\n")
    post.let_go(_LAST_S)
    sys.stderr.flush()
    os._exit(0)  # native code has nothing left to do, and the microphone closes with the process


class Post:
    """Sees to it that every order is done, one job at a time. For one thread; no call of it waits for sound."""

    def __init__(self, parts: Parts, tell: Callable[[News], None], leave: Callable[[], None]) -> None:
        self._parts, self._tell = parts, tell
        self._recognizing = Recognizing(parts.load, tell, parts.clock, longest_s=parts.patience.thinking_s)
        self._around = Surroundings(
            parts.sources, self._recognizing, parts.endpoint, parts.clock, leave, parts.patience
        )
        self._leave = leave
        self._current: Listening | None = None

    def do(self, order: Order) -> None:
        """Do `order`, or have it done."""
        match order:
            case Prepare():
                self._recognizing.prepare(order)
            case UseGrammar(grammar):
                self._recognizing.use_grammar(grammar)
            case ListDevices():
                threading.Thread(target=self._list_devices, name="devices", daemon=True).start()
            case Listen():
                self._listen(order)
            case Sound(job) | Finish(job) | Cancel(job):
                if self._current is not None and self._current.job == job:
                    _hand_on(order, self._current)

    def close(self) -> None:
        """Cancel what is under way and end the threads."""
        if self._current is not None:
            self._current.cancel()
            self._current.thread.join()
        self._recognizing.close()

    def let_go(self, most_s: float) -> None:
        """Cancel what is under way, and wait at most `most_s` for it to leave no half file behind."""
        if self._current is not None:
            self._current.cancel()
            self._current.over.wait(most_s)

    def _listen(self, order: Listen) -> None:
        before = self._current
        if before is not None:
            before.cancel()
        self._current = Listening(order, self._around, self._tell, before)
        self._current.thread.start()

    def _list_devices(self) -> None:
        watch = threading.Timer(self._parts.patience.stuck_s, self._on_no_devices)
        watch.daemon = True
        watch.start()
        try:
            found = self._parts.sources.devices()
        except Exception:
            traceback.print_exc(file=sys.stderr)
            found = Devices((), f"{NoSoundSystem()} {NoSoundSystem.hint}")
        watch.cancel()
        self._tell(found)

    def _on_no_devices(self) -> None:
        """Answer in the place of a sound system that does not; the process is of no more use to anybody."""
        sys.stderr.write("edgeassist hear: the list of microphones does not come\n")
        self._tell(Devices((), f"{SoundSystemStuck()} {SoundSystemStuck.hint}"))
        self._leave()


def _hand_on(order: Sound | Finish | Cancel, listening: Listening) -> None:
    match order:
        case Sound():
            listening.bring(order)
        case Finish():
            listening.finish()
        case Cancel():
            listening.cancel()
