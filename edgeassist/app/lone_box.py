# SPDX-License-Identifier: Apache-2.0
"""One box where there is no window: in the person's colours and language, as far as their settings can be read.

Refuses to be shown where nobody would see it: it would wait there for ever.
"""

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMessageBox

_UNSEEN = ("offscreen", "minimal", "vnc")
_WIDE = "QLabel#qt_msgbox_label, QLabel#qt_msgbox_informativelabel { min-width: 30em; }"
Words = tuple[str, str]
"""What is the matter, and what to know and to do."""


def show_alone(make: "Callable[[], QMessageBox]") -> "QMessageBox":
    """Show the box that `make` gives once the language is known, and return it when it was answered. Blocks."""
    from PySide6.QtWidgets import QApplication

    from edgeassist.core.paths import places
    from edgeassist.core.settings import load
    from edgeassist.kit.icons import program_icon
    from edgeassist.kit.theme import Theme
    from edgeassist.kit.translating import Translating
    from edgeassist.ui.mirroring import mirror

    wanted, _ = load(places().settings, note=False)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("EdgeAssist")
    app.setDesktopFileName("edgeassist")
    colours, words = Theme(app, wanted.theme, contrast=wanted.contrast), Translating(app)
    mirror(app, words.speak(wanted.language))
    box = make()
    box.setStyleSheet(_WIDE)
    box.setWindowIcon(program_icon())
    box.exec()
    del colours, words
    return box


def tell_no_start(words: Callable[[], Words]) -> None:
    """Say in a box why the program cannot start, where anybody sees one; `words` is asked once the language is known.

    Blocks until it is closed.
    """
    if os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0] not in _UNSEEN:
        show_alone(lambda: no_start(words()))


def no_start(words: Words) -> "QMessageBox":
    """Return the box that says `words`; Escape and Enter close it."""
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QMessageBox

    from edgeassist.core.language import tr

    matter, advice = words
    box = QMessageBox(QMessageBox.Icon.Critical, "EdgeAssist", tr("EdgeAssist cannot start."))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setInformativeText(f"{matter}\n\n{advice}")
    box.addButton(tr("Close"), QMessageBox.ButtonRole.AcceptRole)
    return box
