# SPDX-License-Identifier: Apache-2.0
"""Has the window follow the settings that hold at once: colours, contrast, size of text, the key for dictation."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer

from edgeassist.core.settings import Value
from edgeassist.kit.bridge import Bridge, until_gone
from edgeassist.kit.motion import choose_motion
from edgeassist.kit.theme import Theme
from edgeassist.ui.main_window import MainWindow
from edgeassist.ui.ports import Desk

_LOOKS = ("theme", "contrast", "text_percent", "motion")
_TALKS = ("talk_key", "microphone")


class Applying(QObject):
    """Lives as long as `window`. What others follow they hear for themselves."""

    def __init__(self, window: MainWindow, theme: Theme, desk: Desk, speak: Callable[[str], None]) -> None:
        """`speak` has everything said in another language."""
        super().__init__(window)
        self._window, self._theme, self._speak = window, theme, speak
        self._preferences = desk.preferences()
        self._started_percent = int(self._preferences.values()["text_percent"])
        self._show_looks()
        heard: Bridge[dict[str, Value]] = Bridge(self, self._on_changed)
        until_gone(self, self._preferences.watch(heard))

    def _on_changed(self, changed: dict[str, Value]) -> None:
        if "language" in changed:
            QTimer.singleShot(0, partial(self._speak, str(changed["language"])))
        if any(name in changed for name in _LOOKS):
            self._show_looks()
        if any(name in changed for name in _TALKS) and self._window.dictation is not None:
            now = self._preferences.values()
            key = self._window.dictation.choose(str(now["talk_key"]), str(now["microphone"]))
            self._window.top.ear.show_keys(key)

    def _show_looks(self) -> None:
        now = self._preferences.values()
        scale = int(now["text_percent"]) / self._started_percent
        choose_motion(str(now["motion"]))
        self._theme.choose(str(now["theme"]), contrast=str(now["contrast"]), scale=scale)
