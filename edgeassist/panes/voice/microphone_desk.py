# SPDX-License-Identifier: Apache-2.0
"""Opens and closes the microphone for the talk button, and brings home what it hears. GUI thread only.

Held, the button listens until it is let go; tapped, until the end of speech. Nothing listens by itself.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from edgeassist.kit.bridge import Bridge
from edgeassist.panes.voice.ear import Ear
from edgeassist.speech.heard import Grammar, Heard
from edgeassist.speech.hearing import Hearing
from edgeassist.speech.lines import Devices, EarState, Ended, Level, News

TAP_S = 0.35
"""Whoever lets go within this time has tapped."""


class MicrophoneDesk(QObject):
    """`changed`: the ear did, but for its level, which is `levels`; `heard` carries a `Heard`.

    `broken_off` carries the text so far of a sentence whose end could not be heard.
    """

    changed = Signal()
    levels = Signal(object)
    heard = Signal(object)
    broken_off = Signal(str)

    def __init__(self, owner: QObject, hearing: Callable[[], Hearing], now: Callable[[], float]) -> None:
        super().__init__(owner)
        self._hearing, self._now = hearing, now
        self.ear = Ear()
        self._home: Bridge[News | bool] = Bridge(self, self._on_arrived)
        self._unwatch: Callable[[], None] | None = None
        self._grammar: Grammar | None = None
        self._held_at: float | None = None
        self._waiting: bool | None = None

    @property
    def listening(self) -> bool:
        """A job of this pane is under way."""
        return self.ear.job != 0

    def begin(self) -> None:
        """Follow the microphone, look which there are, and have what hears made ready."""
        if self._unwatch is None:
            self._unwatch = self._hearing().watch(self._home)
        self.ear.ready = self._hearing().recognizer or self.ear.ready
        self.warm()
        self.look()

    def warm(self) -> None:
        """Have what hears made ready."""
        self._hearing().warm()

    def look(self) -> None:
        """Look which microphones there are."""
        self._hearing().devices(self._home)

    def use_grammar(self, grammar: Grammar) -> None:
        """Hear this from now on; who pressed the button before it was known is listened to now."""
        self._grammar = grammar
        self._hearing().use_grammar(grammar)
        if self._waiting is not None:
            hold, self._waiting = self._waiting, None
            self._listen(hold=hold)

    def choose(self, name: str) -> None:
        """Hear the microphone called `name` from now on."""
        self.ear.chosen = name
        self.changed.emit()

    def hold(self) -> None:
        """The button was pressed."""
        self._held_at = self._now()
        self._listen(hold=True)

    def let_go(self) -> None:
        """The button was let go: what was said is over, or it was a tap."""
        held_at, self._held_at = self._held_at, None
        if held_at is None:
            return
        if self._now() - held_at < TAP_S:
            self._listen(hold=False)
        else:
            self._finish()

    def tap(self) -> None:
        """Listen until the end of speech; or stop listening, where that is under way."""
        if self.listening:
            self._finish()
        else:
            self._listen(hold=False)

    def cancel(self) -> None:
        """Forget what is being said."""
        self._held_at = self._waiting = None
        if self.ear.job:
            self._hearing().cancel(self.ear.job)

    def rest(self) -> None:
        """Close the microphone, and follow nothing any more."""
        self.cancel()
        self.ear.forget()
        if self._unwatch is not None:
            self._unwatch()
            self._unwatch = None

    def close(self) -> None:
        """Let everything go."""
        self.rest()
        self._home.close()

    def _listen(self, *, hold: bool) -> None:
        if self._grammar is None:
            self._waiting = hold
            return
        known = {one.name for one in self.ear.look.devices}
        device = self.ear.chosen if self.ear.chosen in known else ""
        job = self._hearing().listen("command", self._home, device=device, hold=hold)
        self.ear.begin(job, hold=hold)
        self.changed.emit()

    def _finish(self) -> None:
        self._waiting = None
        if self.ear.job:
            self._hearing().finish(self.ear.job)

    def _on_arrived(self, arrived: News | bool) -> None:
        """Take news, and whether the microphone is open, in the order in which they were told."""
        if isinstance(arrived, bool):
            self.ear.opened(arrived)
            self.changed.emit()
        else:
            self._on_news(arrived)

    def _on_news(self, news: News) -> None:
        before = self.ear.look
        found: Heard | None = self.ear.hear(news)
        if isinstance(news, Level):
            taken, self.ear.levels[:] = list(self.ear.levels), []
            self.levels.emit(taken)
        if not isinstance(news, Level | Devices) and self.ear.ready is None:
            self.ear.ready = self._hearing().recognizer
        if self.ear.look != before:
            self.changed.emit()
        if _outdates(news, known=bool(self.ear.look.devices)):
            self.look()
        if found is not None:
            self.heard.emit(found)
        if before.busy and not self.ear.job and self.ear.look.trouble and self.ear.look.partial:
            self.broken_off.emit(self.ear.look.partial)


def _outdates(news: News, *, known: bool) -> bool:
    """Tell whether there are other microphones than was thought: one opened where none was `known`, or one failed."""
    opened = isinstance(news, EarState) and news.state == "listening"
    failed = isinstance(news, Ended) and news.why == "failed"
    return (opened and not known) or (failed and known)
