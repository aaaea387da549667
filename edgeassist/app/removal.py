# SPDX-License-Identifier: Apache-2.0
"""The question before EdgeAssist is taken off the computer, in the person's language. Asks only; deletes nothing.

The set-up script starts `edgeassist --removal ask FOLDER`, because a desktop need not have a program that asks, and
this one is there by then. The exit code is the answer; a version that does not know the word gives another one.
"""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMessageBox

YES, NO = 10, 11
ASK, OPEN = "ask", "open"
_NOT_ASKED = 2
_WIDE = "QLabel#qt_msgbox_label, QLabel#qt_msgbox_informativelabel { min-width: 30em; }"


def answered(arguments: Sequence[str]) -> int:
    """Ask, or with `open` tell that the program is open; return `YES` or `NO`, another code where nobody was asked."""
    match arguments:
        case ["ask" | "open" as what, folder]:
            return _in_window(what, folder)
    return _NOT_ASKED


def _in_window(what: str, folder: str) -> int:
    from edgeassist.app.window import no_display

    if no_display():
        return _NOT_ASKED
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
    box = told_open() if what == OPEN else question(folder)
    box.setStyleSheet(_WIDE)
    box.setWindowIcon(program_icon())
    box.exec()
    del colours, words
    return answer_of(box)


def answer_of(box: "QMessageBox") -> int:
    """Return `YES` where the one button that says so was pressed, else `NO`."""
    pressed = box.clickedButton()
    return YES if pressed is not None and box.buttonRole(pressed) is box.ButtonRole.DestructiveRole else NO


def question(folder: str) -> "QMessageBox":
    """Return the question, which Escape and Enter answer with no; `folder` holds what stays."""
    from PySide6.QtWidgets import QMessageBox

    from edgeassist.core.language import tr

    box = QMessageBox(QMessageBox.Icon.Question, "EdgeAssist", tr("Take EdgeAssist off this computer?"))
    box.setInformativeText(tr("Your chats and models stay in {folder}, and your settings stay.", folder=folder))
    box.addButton(tr("Remove EdgeAssist"), QMessageBox.ButtonRole.DestructiveRole)
    keep = box.addButton(tr("Keep EdgeAssist"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(keep)
    box.setEscapeButton(keep)
    return box


def told_open() -> "QMessageBox":
    """Return the sentence for whoever removes EdgeAssist while its window is open."""
    from PySide6.QtWidgets import QMessageBox

    from edgeassist.core.language import tr

    box = QMessageBox(QMessageBox.Icon.Information, "EdgeAssist", tr("EdgeAssist is open."))
    box.setInformativeText(tr("Close it, and remove it then. Nothing was removed."))
    box.addButton(tr("Close"), QMessageBox.ButtonRole.AcceptRole)
    return box
