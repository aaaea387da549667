# SPDX-License-Identifier: Apache-2.0
"""The whole product in one hand: a shown window, the engine with its worker, and the moments that count.

A question goes in at the runtime client; its answer crosses the bridge into a stream view. `painted` means that Qt
has delivered the paint event of the text.
"""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication, QScrollArea

from edgeassist.app.children import child_command
from edgeassist.kit.bridge import Bridge
from edgeassist.kit.stream_view import StreamView
from edgeassist.runtime.engine import Engine
from edgeassist.wire import (
    TERMINAL,
    AnyCommand,
    AnyEvent,
    Count,
    Counted,
    Delta,
    Done,
    Generate,
    Load,
    Loaded,
    Sampling,
    Usage,
)
from tests.support.models import cache_root

GREEDY = Sampling(temperature=0, repeat_penalty=1.0)
UNSEEN_MS = 100


@dataclass(slots=True)
class Take:
    """One answer: what the worker counted, and when the window had what. Seconds of the monotonic clock."""

    submitted_s: float
    events: list[AnyEvent] = field(default_factory=list)
    paints: list[tuple[float, str]] = field(default_factory=list)

    @property
    def usage(self) -> Usage:
        """The worker's own account."""
        done = self.events[-1]
        if not isinstance(done, Done):
            raise TypeError(f"the answer ended in {done}")
        return done.usage

    @property
    def first_paint_ms(self) -> float:
        """From the submit to the first painted text."""
        return 1000 * (self.paints[0][0] - self.submitted_s)

    @property
    def prompt_rate(self) -> float:
        """Prompt tokens per second until text was painted, as a person waits for it."""
        return 1000 * (self.usage.prompt_tokens - self.usage.reused_tokens) / self.first_paint_ms

    @property
    def answer_rate(self) -> float:
        """Generated tokens per second from the first paint to the last."""
        return (self.usage.answer_tokens - 1) / (self.paints[-1][0] - self.paints[0][0])


class Window(QScrollArea):
    """A shown window with one stream view, which tells when its text has really been painted."""

    def __init__(self) -> None:
        super().__init__()
        self.view = StreamView()
        self.on_paint: Callable[[str], None] = lambda _text: None
        self._watched: set[int] = set()
        self._fresh = False
        self._unseen = QTimer(self)
        self._unseen.setSingleShot(True)
        self._unseen.setInterval(UNSEEN_MS)
        self._unseen.timeout.connect(self._seen)
        self.verticalScrollBar().rangeChanged.connect(lambda _, highest: self.verticalScrollBar().setValue(highest))
        self.setWidgetResizable(True)
        self.resize(900, 700)
        self.clear()
        self.show()

    def clear(self) -> None:
        """Begin another answer."""
        self.view = StreamView()
        self.view.painted.connect(self._note)
        self._watched.clear()
        self._fresh = False
        self.setWidget(self.view)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hear of the paint events of the sheets."""
        if self._fresh and event.type() == QEvent.Type.Paint and self.view.text:
            self._seen()
        return super().eventFilter(watched, event)

    def _note(self) -> None:
        """The document has changed; its paint event follows. New sheets are watched from here on."""
        self._fresh = True
        for sheet in self.view.sheets[-2:]:
            if id(sheet) not in self._watched:
                self._watched.add(id(sheet))
                sheet.viewport().installEventFilter(self)
        self._unseen.start()

    def _seen(self) -> None:
        """The text is on the screen, or it is out of sight and no paint event comes for it."""
        self._unseen.stop()
        self._fresh = False
        self.on_paint(self.view.text)


class Product:
    """A window with an engine. Every method runs on the GUI thread and returns when the job has ended."""

    def __init__(self, command: Sequence[str]) -> None:
        self.engine = Engine(command)
        self.window = Window()

    def load(self, path: Path, *, context_tokens: int = 4096) -> Loaded:
        """Make `path` the resident model."""
        load = Load(path=str(path), size_bytes=path.stat().st_size, context_tokens=context_tokens)
        return next(event for event in self._do(load).events if isinstance(event, Loaded))

    def load_nothing(self) -> None:
        """Let a scripted worker say that it is ready."""
        self._do(Load(path="/models/none.gguf", size_bytes=1))

    def count(self, prompt: str) -> int:
        """Return the tokens of a text."""
        return next(event.tokens for event in self._do(Count(prompt=prompt)).events if isinstance(event, Counted))

    def ask(self, prompt: str, tokens: int) -> Take:
        """Have exactly `tokens` tokens generated and painted."""
        self.window.clear()
        return self._do(Generate(prompt=prompt, max_tokens=tokens, sampling=GREEDY, ignore_end=True))

    def play(self, prompt: str) -> Take:
        """Have a scripted worker act."""
        self.window.clear()
        return self._do(Generate(prompt=prompt))

    def _do(self, command: AnyCommand) -> Take:
        loop, ended = QEventLoop(), False

        def painted(text: str) -> None:
            take.paints.append((time.monotonic(), text))
            settle()

        def settle() -> None:
            if ended and (self.window.view.idle or not isinstance(command, Generate)):
                QTimer.singleShot(0, loop.quit)

        def hear(event: AnyEvent) -> None:
            nonlocal ended
            take.events.append(event)
            if isinstance(event, Delta):
                self.window.view.feed(event.text)
            if isinstance(event, TERMINAL):
                ended = True
                if isinstance(command, Generate):
                    self.window.view.finish()
                settle()

        bridge: Bridge[AnyEvent] = Bridge(self.window, hear)
        self.window.on_paint = painted
        take = Take(time.monotonic())
        self.engine.submit(command, bridge)
        loop.exec()
        bridge.close()
        return take


def real_worker(model_folder: Path) -> tuple[str, ...]:
    """Return the argv of the inference worker as the product starts it."""
    cache = cache_root() / "engine"
    cache.mkdir(parents=True, exist_ok=True)
    self_test = json.dumps(child_command("selftest"))
    options = ("--cache", str(cache), "--read", str(model_folder), "--self-test-command", self_test)
    return (*child_command("infer"), *options)


@contextmanager
def product(command: Sequence[str]) -> Iterator[Product]:
    """Yield the product with a worker of `command`; nothing of it is left afterwards."""
    application = QApplication.instance() or QApplication([])
    made = Product(command)
    try:
        yield made
    finally:
        made.engine.close()
        made.window.close()
        made.window.deleteLater()
        application.processEvents()
