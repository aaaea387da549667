# SPDX-License-Identifier: Apache-2.0
"""A pane that cannot be built leaves the window whole, and says why where it knows."""

import logging
from collections.abc import Callable

from PySide6.QtWidgets import QLabel

from edgeassist.api import Pane, PaneContext, PaneSpec
from edgeassist.core.errors import Unavailable
from edgeassist.ui.main_window import MainWindow
from edgeassist.ui.ports import PaneRow
from tests.gui.fakes import FakeDesk, chat_row

Open = Callable[[FakeDesk], MainWindow]


def test_a_pane_that_cannot_be_built_leaves_the_window_whole(
    open_window: Open, desk: FakeDesk, expects_log: list[logging.LogRecord]
) -> None:
    def build(_: PaneContext) -> Pane:
        raise RuntimeError("no strings")

    broken = PaneSpec(id="broken", title="Broken", icon="pane", build=build)
    desk.rows = (chat_row(), PaneRow("broken", "Broken", broken))
    window = open_window(desk)
    window.stack.show_pane(window.pages[1])
    assert window.notices[0].text == "Broken could not be opened."
    assert "no strings" in window.notices[0].detail
    assert not window.pages[1].button.isEnabled()
    said = [made.text() for made in window.pages[1].findChildren(QLabel) if made.isVisible()]
    assert said == ["Broken could not be opened."], "an empty place does not speak of models"


def test_a_pane_that_knows_why_it_cannot_be_built_says_it(
    open_window: Open, desk: FakeDesk, expects_log: list[logging.LogRecord]
) -> None:
    def build(_: PaneContext) -> Pane:
        raise Unavailable("There is no microphone.", hint="Plug one in.")

    desk.rows = (PaneRow("voice", "Voice", PaneSpec(id="voice", title="Voice", icon="pane", build=build)),)
    window = open_window(desk)
    assert window.notices[0].text == "Voice could not be opened. There is no microphone."
    assert window.notices[0].accessibleDescription() == "Plug one in."
    assert "Traceback" in window.notices[0].detail
