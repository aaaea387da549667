# SPDX-License-Identifier: Apache-2.0
"""Counts tokens exactly once the person pauses; remembers what was counted for the model in use. Shows nothing."""

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from edgeassist.api import PaneContext
from edgeassist.kit.bridge import Bridge
from edgeassist.panes.chat.reading import Reading
from edgeassist.wire import TERMINAL, AnyEvent, Count, Counted, Turn

PAUSE_MS = 300
MOST_CHARS = 400_000
"""Longer texts are too long for any model here: their estimate is enough."""
_MOST_KNOWN = 64

Counting = str | tuple[Turn, ...]
"""A text by itself, or whole turns in the model's own form."""


class Counter(QObject):
    """`counted` is emitted when what was asked for is known. Its timer runs only between asking and counting."""

    counted = Signal()

    def __init__(self, context: PaneContext, owner: QObject) -> None:
        super().__init__(owner)
        self._context = context
        self._known: dict[Counting, int] = {}
        self._wanted: tuple[Counting, ...] = ()
        self._asked: set[Counting] = set()
        self._then: list[Callable[[], None]] = []
        self._model = ("", 0)
        self._home: Bridge[tuple[tuple[str, int], Counting, AnyEvent]] = Bridge(self, self._arrived)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self.on_paused)

    def weigh(self, what: object) -> int | None:
        """Return the exact tokens of a text or of turns, None where they are not known."""
        if not what:
            return 0
        return self._known.get(what) if isinstance(what, str | tuple) else None

    def want(self, reading: Reading) -> None:
        """Count what is read, and its parts, once the person pauses."""
        self._wanted = tuple(self._missing(reading))
        self._timer.stop()
        if self._wanted:
            self._timer.start()

    def now(self, reading: Reading, then: Callable[[], None]) -> None:
        """Count what is read at once, and call `then` when it is known or cannot be."""
        self._then.append(then)
        self._wanted = tuple(self._missing(reading))
        self.on_paused()
        if not self._asked:
            self._done()

    def model_changed(self) -> None:
        """Forget what another model counted."""
        model = self._context.model
        known = (model.id, model.context_tokens) if model is not None else ("", 0)
        if known != self._model:
            self._model = known
            self._known.clear()

    def rest(self) -> None:
        """Count nothing for the time being."""
        self._timer.stop()

    def close(self) -> None:
        """Nothing arrives any more."""
        self._timer.stop()
        self._home.close()
        self._then.clear()

    @Slot()
    def on_paused(self) -> None:
        """Ask for what is missing."""
        self._timer.stop()
        if self._context.model is None:
            return
        if len(self._known) > _MOST_KNOWN:
            self._known.clear()
        for what in self._wanted:
            if what not in self._asked:
                self._asked.add(what)
                request = Count(prompt=what) if isinstance(what, str) else Count(turns=what)
                self._context.count(request, partial(self._heard, self._model, what))
        self._wanted = ()

    def _heard(self, model: tuple[str, int], what: Counting, event: AnyEvent) -> None:
        self._home((model, what, event))

    def _missing(self, reading: Reading) -> Iterable[Counting]:
        parts = [part.text for part in reading.parts if part.kind != "earlier"]
        wanted: tuple[Counting, ...] = (reading.turns, *parts)
        for what in wanted:
            size = len(what) if isinstance(what, str) else sum(len(turn.text) for turn in what)
            if what and what not in self._known and size <= MOST_CHARS:
                yield what

    def _arrived(self, heard: tuple[tuple[str, int], Counting, AnyEvent]) -> None:
        model, what, event = heard
        if isinstance(event, Counted) and model == self._model:
            self._known[what] = event.tokens
        if isinstance(event, TERMINAL):
            self._asked.discard(what)
            if not self._asked:
                self._done()

    def _done(self) -> None:
        waiting, self._then = self._then, []
        self.counted.emit()
        for then in waiting:
            then()
