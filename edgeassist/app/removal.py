# SPDX-License-Identifier: Apache-2.0
"""The question before EdgeAssist is taken off the computer, in the person's language. Asks only; deletes nothing.

The set-up script starts `edgeassist --removal ask FOLDER`, because a desktop need not have a program that asks, and
this one is there by then. The exit code is the answer; a version that does not know the word gives another one.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMessageBox

YES, NO = 10, 11
ASK, OPEN = "ask", "open"
_NOT_ASKED = 2


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
    from edgeassist.app.lone_box import show_alone

    box = show_alone(told_open if what == OPEN else lambda: question(folder))
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
