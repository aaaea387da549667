# SPDX-License-Identifier: Apache-2.0
"""Stand-ins for what the voice child is made of: sources that do what a test says, a recognizer that counts words.

Needs no microphone, no model and no library of sound but numpy.
"""

import io
import queue
import threading
import time
import wave
from collections.abc import Callable, Sequence

import numpy as np

from edgeassist.speech.child import Parts, Post
from edgeassist.speech.cutting import Sounding
from edgeassist.speech.heard import SAMPLE_RATE, Grammar, Heard
from edgeassist.speech.lines import Device, Devices, Ended, Listen, News, Order, Prepare, Purpose, UseGrammar
from edgeassist.speech.lost import Patience
from edgeassist.speech.refusals import MicrophoneAbsent, NoMicrophone
from edgeassist.speech.sources import Block, Source, SourceGone

DEADLINE_S = 120.0
CALM = Patience(first_s=30.0, mute_s=30.0, look_every_s=0.01, give_up_s=0.15)
"""Takes no source that merely has nothing to say for lost."""
HASTY = Patience(first_s=30.0, mute_s=0.05, look_every_s=0.01, give_up_s=0.15)
"""Waits as the product does, only not so long."""


def stands_still() -> float:
    """Be a clock by which what was said before the end is always read in time, however busy the computer is."""
    return 0.0


def tone(length_s: float, *, level: float = 0.3, rate: int = SAMPLE_RATE, channels: int = 1) -> Block:
    """Return a buzz of 100 Hz that is never quieter than `level`, nor louder."""
    up = np.arange(round(length_s * rate)) * 200 // rate % 2
    return np.repeat(np.where(up, level, -level).astype(np.float32)[:, None], channels, axis=1)


def quiet(length_s: float, *, rate: int = SAMPLE_RATE, channels: int = 1) -> Block:
    """Return nothing at all."""
    return np.zeros((round(length_s * rate), channels), np.float32)


def wav(*parts: Block, rate: int = SAMPLE_RATE) -> bytes:
    """Return `parts` one after the other as a 16-bit WAV file."""
    sound = np.concatenate(parts)
    content = io.BytesIO()
    with wave.open(content, "wb") as file:
        file.setnchannels(sound.shape[1])
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((sound * 32767).astype("<i2").tobytes())
    return content.getvalue()


class ToldSource:
    """A microphone that gives what it is told to. `break_off` is PortAudio's own notice; `mute` is none at all."""

    live = True

    def __init__(self, name: str = "Desk", rate: int = SAMPLE_RATE) -> None:
        self.name, self.rate = name, rate
        self.started = threading.Event()
        self.closed = threading.Event()
        self.lost = 0
        self._waiting: queue.Queue[Block | None] = queue.Queue()

    def say(self, *blocks: Block) -> None:
        """Give `blocks`, in pieces as a sound card does."""
        for block in blocks:
            for at in range(0, len(block), self.rate // 25):
                self._waiting.put(block[at : at + self.rate // 25])

    def break_off(self) -> None:
        """Be unplugged, and have the system say so."""
        self._waiting.put(None)

    def start(self) -> None:
        """Begin."""
        self.started.set()

    def read(self, wait_s: float) -> Block | None:
        """Return what was said next."""
        try:
            block = self._waiting.get(timeout=wait_s)
        except queue.Empty:
            return None
        if block is None:
            raise SourceGone
        return block

    def dropped(self) -> int:
        """Return how often sound was lost."""
        lost, self.lost = self.lost, 0
        return lost

    def close(self) -> None:
        """End."""
        self.closed.set()


class ToldSources:
    """A machine with the microphones `there`; the next `open` gives the first of them that bears the name."""

    def __init__(self, *there: Source) -> None:
        self.there: list[Source] = list(there)
        self.looks = 0

    def devices(self) -> Devices:
        """Return what is there."""
        return Devices(tuple(Device(one.name, chosen=at == 0) for at, one in enumerate(self.there)))

    def open(self, device: str) -> Source:
        """Return a microphone once; it is gone when it was closed."""
        left = [one for one in self.there if not (isinstance(one, ToldSource) and one.closed.is_set())]
        if not left:
            raise NoMicrophone
        for one in left:
            if device in ("", one.name):
                return one
        raise MicrophoneAbsent(device)

    def look_again(self) -> None:
        """Count."""
        self.looks += 1


class LoudEnds:
    """Says `speech` while it is loud, and `ended` after 0.2 s of quiet."""

    def __init__(self) -> None:
        self._quiet_s: float | None = None

    def feed(self, samples: bytes) -> Sounding:
        """Take samples."""
        sound = np.frombuffer(samples, "<i2")
        if len(sound) and float(np.abs(sound.astype(np.int32)).max()) > 1000:
            self._quiet_s = 0.0
            return "speech"
        if self._quiet_s is None:
            return "quiet"
        self._quiet_s += len(sound) / SAMPLE_RATE
        return "ended" if self._quiet_s >= 0.2 else "speech"


class Counting:
    """Hears one `la` for every tenth of a second of loud sound. `hold` makes it slow: it waits for `go`."""

    def __init__(self, name: str = "embedded", language: str = "en") -> None:
        self.name, self.language = name, language
        self.grammar: Grammar | None = None
        self.go = threading.Event()
        self.go.set()
        self.working = threading.Event()
        self.fails = self.closed = self.stranger = False
        self._loud = self._samples = 0

    def use_grammar(self, grammar: Grammar | None) -> None:
        """Keep it for the test to see."""
        self.grammar = grammar

    def begin(self, *, stranger: bool = False) -> None:
        """Start to count."""
        self.stranger = stranger
        self._loud = self._samples = 0

    def feed(self, samples: bytes) -> str:
        """Count."""
        self.working.set()
        assert self.go.wait(DEADLINE_S)
        if self.fails:
            raise RuntimeError("the library threw something")
        sound = np.frombuffer(samples, "<i2").astype(np.int32)
        self._samples += len(sound)
        self._loud += int((np.abs(sound) > 1000).sum())
        return self._text()

    def finish(self) -> Heard:
        """Say what was counted."""
        text = self._text()
        return Heard(text, "accepted" if text else "noise", speech_s=round(self._samples / SAMPLE_RATE, 2))

    def close(self) -> None:
        """Remember that."""
        self.closed = True

    def _text(self) -> str:
        return " ".join(["la"] * round(self._loud / SAMPLE_RATE * 10))


class Ear:
    """The child's own `Post` in this process: orders in, news out, nothing left running after `close`."""

    def __init__(
        self,
        *there: Source,
        sources: ToldSources | None = None,
        patience: Patience = CALM,
        clock: Callable[[], float] = time.monotonic,
        prepared: bool = True,
    ) -> None:
        self.sources = sources or ToldSources(*there)
        self.recognizer = Counting()
        self.news: list[News] = []
        self.left = threading.Event()
        self.loaded: list[tuple[str, str]] = []
        self.refuses: Callable[[str], Exception | None] = lambda _folder: None
        self._changed = threading.Condition()
        self._post = Post(
            Parts(self.sources, self._load, LoudEnds, patience, clock),
            self._tell,
            self.left.set,
        )
        if prepared:
            self.do(UseGrammar(Grammar("la", "en", "#JSGF V1.0; grammar la; public <la> = la+;")), Prepare("en"))

    def do(self, *orders: Order) -> None:
        """Give orders."""
        for order in orders:
            self._post.do(order)

    def listen(self, purpose: Purpose, *, hold: bool = False, device: str = "", job: int = 1) -> None:
        """Order the microphone."""
        self.do(Listen(job, purpose, device, hold=hold))

    def wait(self, wanted: Callable[[News], bool]) -> News:
        """Return the first news that is `wanted`."""
        with self._changed:
            found = self._changed.wait_for(lambda: next((one for one in self.news if wanted(one)), None), DEADLINE_S)
        assert found is not None, f"never came; there were {self.news}"
        return found

    def ended(self, job: int = 1) -> Ended:
        """Return how `job` ended."""
        ended = self.wait(lambda one: isinstance(one, Ended) and one.job == job)
        assert isinstance(ended, Ended)
        return ended

    def told(self, kind: type) -> list[object]:
        """Return the news of one kind so far."""
        with self._changed:
            return [one for one in self.news if isinstance(one, kind)]

    def close(self) -> None:
        """End the threads."""
        self.recognizer.go.set()
        self._post.close()

    def _load(self, language: str, folder: str) -> Counting:
        self.loaded.append((language, folder))
        refusal = self.refuses(folder)
        if refusal is not None:
            raise refusal
        return self.recognizer

    def _tell(self, news: News) -> None:
        with self._changed:
            self.news.append(news)
            self._changed.notify_all()


def names(news: Sequence[object]) -> list[str]:
    """Return what the news are called, for a test that looks at their order."""
    return [type(one).__name__ for one in news]
