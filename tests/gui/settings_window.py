# SPDX-License-Identifier: Apache-2.0
"""A program for `test_settings_keys.py`: the real start-up on a fake desk; says what changes and where the keyboard is.

Lines: `ready WINDOW`; `changed NAME VALUE`; at every Scroll Lock `at WHERE`, where a setting's row is `row NAME KIND`.
"""

import json
import sys
from unittest.mock import patch

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from edgeassist.core.settings import Settings, Value
from edgeassist.kit.form import FormRow
from edgeassist.ui import start
from edgeassist.ui.main_window import MainWindow
from tests.gui.fakes import READY, FakeContext, FakeDesk, FakePreferences, card, chat_row

MENUS: dict[str, tuple[tuple[str, str], ...]] = {
    "microphone": (("", "As the system"), ("usb", "USB headset")),
    "voice_language": (("en", "English"), ("de", "Deutsch")),
}


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def place_of(widget: QWidget | None) -> str:
    """Return where the keyboard is, for the test."""
    above = widget
    while above is not None and not isinstance(above, FormRow):
        above = above.parentWidget()
    if widget is None:
        return "nowhere"
    if above is None:
        return widget.accessibleName()
    kind = "back" if widget is above.back else type(above.field).__name__
    return f"row {above.option.name} {kind}"


class Watcher(QObject):
    """Says when the window can be typed into, then where the keyboard is whenever it is asked."""

    def __init__(self) -> None:
        super().__init__(QApplication.instance())
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(20)

    def look(self) -> None:
        window = next((made for made in QApplication.topLevelWidgets() if isinstance(made, MainWindow)), None)
        if window is None or not window.isVisible() or not window.pages or window.pages[0].pane is None:
            return
        self._timer.stop()
        window.windowHandle().installEventFilter(self)
        say(f"ready {int(window.winId())}")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_ScrollLock:
            if event.type() == QEvent.Type.KeyRelease:
                say(f"at {place_of(QApplication.focusWidget())}")
            return True
        return super().eventFilter(watched, event)


def tell(changed: dict[str, Value]) -> None:
    for name, value in changed.items():
        say(f"changed {name} {json.dumps(value)}")


def make_desk() -> FakeDesk:
    Watcher()
    chosen = FakePreferences(menus=MENUS)
    chosen.watch(tell)
    return FakeDesk(rows=(chat_row(),), models=[card()], now=READY, pane_context=FakeContext(), chosen=chosen)


def stay(_shell: start.Shell, _wish: str) -> None:
    """Another language takes another window, which `test_live_language` looks at: here all names stay as they are."""


if __name__ == "__main__":
    with patch.object(start.Shell, "speak", stay):
        ended = start.run(make_desk, ["edgeassist"], Settings(theme="light"))
    sys.exit(ended)
