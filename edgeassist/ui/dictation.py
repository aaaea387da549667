# SPDX-License-Identifier: Apache-2.0
"""Dictation into whatever text has the keyboard, in any pane: hold the key and speak. Recognizes nothing itself."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from edgeassist.api import Hearing, Notice
from edgeassist.core.language import later, tr
from edgeassist.kit.bridge import Bridge
from edgeassist.kit.editing import Field, put_in, writable
from edgeassist.speech.lines import EarState, Ended, Level, News, Partial, Utterance
from edgeassist.ui.dictation_strip import DictationStrip

TAP_MS = 350
"""A key that is let go sooner was tapped: dictation goes on until the next tap."""
SILENCE_MS = 2 * 60 * 1000
"""After so long without a word dictation ends by itself: nobody may be there any more."""
KEYS = {"f8": Qt.Key.Key_F8, "f9": Qt.Key.Key_F9, "f12": Qt.Key.Key_F12}
_STATES = {
    "opening": later("Opening the microphone…"),
    "listening": later("Listening"),
    "speech": later("Listening"),
    "thinking": later("Writing down…"),
    "lost": later("Microphone unplugged"),
}
_ROUGH = later("Rough without a voice model")
_SILENT = Notice(
    later("Dictation ended: nothing was said for two minutes."), later("What was said before is written down.")
)
_TAKEN = Notice(
    later("Dictation ended: the microphone was opened for something else."), later("What was said last is not kept.")
)
_NO_TEXT = Notice(
    later("There is no text to dictate into."), later("Click into a text first, then hold the key and speak.")
)


class Dictation(QObject):
    """Owned by the window, which passes keys on and shows `strip` while `active`.

    The microphone is never left open: a held key that the window can no longer see counts as let go, a window out of
    sight ends it, and so does a long silence.
    """

    def __init__(
        self, window: QWidget, hearing: Hearing, tell: Callable[[Notice], object], show: Callable[[bool], None]
    ) -> None:
        super().__init__(window)
        self.strip = DictationStrip()
        self._hearing, self._tell, self._show = hearing, tell, show
        self._key: Qt.Key | None = None
        self._name = self._microphone = ""
        self._target: Field | None = None
        self._job = 0
        self._wrote = self._finished = self._dropped = False
        self._pressed_ms = -1
        self._latched = False
        self._news: Bridge[tuple[int, News]] = Bridge(self, self._on_news, latest=())
        self._serial = 0
        self._silence = QTimer(self)
        self._silence.setSingleShot(True)
        self._silence.setInterval(SILENCE_MS)
        self._silence.timeout.connect(self.on_silent)
        window.installEventFilter(self)

    @property
    def active(self) -> bool:
        """Somebody dictates, or what was said is being written down."""
        return self._target is not None

    def choose(self, key: str, microphone: str) -> str:
        """Take the settings; return the key's name for a person, empty for none."""
        self._key, self._microphone = KEYS.get(key), microphone
        self._name = key.upper() if self._key is not None else ""
        return self._name

    def press(self, event: QKeyEvent) -> bool:
        """Take a key that nobody else had a use for; tell whether it was ours."""
        if event.key() == Qt.Key.Key_Escape and self.active:
            self.drop()
            return True
        if self._key is None or event.key() != self._key:
            return False
        if not event.isAutoRepeat() and not (self.active and self._latched and self.finish()):
            self._latched, self._pressed_ms = False, event.timestamp()
            self.begin(hold=True)
        return True

    def release(self, event: QKeyEvent) -> bool:
        """Take the release of our key: a tap leaves dictation on."""
        if self._key is None or event.key() != self._key:
            return False
        if not event.isAutoRepeat() and self.active and not self._latched:
            if event.timestamp() - self._pressed_ms < TAP_MS:
                self._latched = True
                self._listen(hold=False)  # from here on sentences end by themselves
            else:
                self.finish()
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """End it where the window loses the keyboard with the key held down, or goes out of sight."""
        match event.type():
            case QEvent.Type.WindowDeactivate if not self._latched:
                self.finish()
            case QEvent.Type.Hide:
                self.finish()
            case QEvent.Type.WindowStateChange if isinstance(watched, QWidget) and watched.isMinimized():
                self.finish()
        return super().eventFilter(watched, event)

    @Slot()
    def on_silent(self) -> None:
        """End what nobody speaks into any more, or what does not end."""
        if self._finished:
            self.drop()
        elif self.active:
            self.finish()
            self._tell(_translated(_SILENT))

    @Slot()
    def toggle(self) -> None:
        """Begin or end, as the button in the top bar does."""
        if self.active:
            self.finish()
        else:
            self._latched = True
            self.begin(hold=False)

    def begin(self, *, hold: bool) -> None:
        """Listen for the text that has the keyboard."""
        if self.active:
            return
        target = writable(QApplication.focusWidget())
        if target is None:
            self._tell(_translated(_NO_TEXT))
            return
        self._target, self._wrote = target, False
        self._listen(hold=hold)
        self._show(True)

    def _listen(self, *, hold: bool) -> None:
        """Listen anew; what another job of ours still says is not heard any more."""
        self._finished = self._dropped = False
        self._serial += 1
        serial = self._serial
        self._job = self._hearing.listen(
            "dictation", lambda news: self._news((serial, news)), device=self._microphone, hold=hold
        )
        self._say("opening")
        self.strip.show_partial("")
        self._silence.start()

    def finish(self) -> bool:
        """End listening; what was said is still written down."""
        if self.active and not self._finished:
            self._finished = True
            self._silence.start()  # from here on the longest time that writing it down may take
            self._hearing.finish(self._job)
        return True

    def drop(self) -> None:
        """End listening; what was said last is not written down."""
        if self.active:
            self._dropped = True
            self._hearing.cancel(self._job)

    def close(self) -> None:
        """End everything."""
        self.drop()
        self._silence.stop()
        self._news.close()

    def _on_news(self, arrived: tuple[int, News]) -> None:
        serial, news = arrived
        if serial != self._serial or not self.active:
            return
        match news:
            case EarState(state=state):
                self._say(state)
            case Level(rms_db=rms_db, clipped=clipped):
                self.strip.show_level(rms_db, clipped=clipped)
            case Partial(text=text):
                self._spoken()
                self.strip.show_partial(text)
            case Utterance(heard=heard):
                self._write(heard.text)
            case Ended():
                self._end(news)

    def _spoken(self) -> None:
        """Somebody is there."""
        if not self._finished:
            self._silence.start()

    def _write(self, text: str) -> None:
        """Put the words where the keyboard was when it began; words are never lost, whatever became of that."""
        self.strip.show_partial("")
        if not text.strip():
            return
        self._spoken()
        self._wrote = True
        target = self._target
        if target is not None and isValid(target) and writable(target) is not None:
            if left := put_in(target, text):
                self._tell(
                    Notice(tr("The line is full. The words that found no room are kept here."), left, tone="warn")
                )
        else:
            self._tell(Notice(tr("The text you dictated into is gone. Your words are kept here."), text, tone="warn"))

    def _end(self, ended: Ended) -> None:
        self._target, self._job, self._latched = None, 0, False
        self._silence.stop()
        self._show(False)
        if ended.why == "failed":
            self._tell(Notice(ended.message, ended.hint, tone="warn"))
        elif ended.why == "cancelled" and not self._dropped:
            self._tell(_translated(_TAKEN))
        elif ended.why == "done" and not self._wrote:
            self._tell(
                Notice(tr("Nothing was heard."), tr("Speak a little louder, or choose another microphone in Voice."))
            )

    def _say(self, state: str) -> None:
        """Say what goes on."""
        if self._latched:
            how = (
                tr("{key} ends it · Esc drops it", key=self._name)
                if self._name
                else tr("The button ends it · Esc drops it")
            )
        else:
            how = tr("Let {key} go to write it down · Esc drops it", key=self._name)
        ready = self._hearing.recognizer
        rough = f"{tr(_ROUGH)} · " if ready is not None and not ready.dictates else ""
        self.strip.show_state(tr(_STATES[state]), rough + how)


def _translated(notice: Notice) -> Notice:
    return Notice(tr(notice.text), tr(notice.hint))
