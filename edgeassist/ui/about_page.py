# SPDX-License-Identifier: Apache-2.0
"""The program itself: its version, the way back to the one before, the copies of the person's data.

Shows what `Versions` says; what changes anything is asked about in place first. Reads no file.
"""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QPushButton, QWidget

from edgeassist.api import Notice
from edgeassist.core.language import tr
from edgeassist.kit.bridge import Bridge
from edgeassist.kit.parts import button, column, row, words
from edgeassist.ui.problem_place import ProblemPlace
from edgeassist.ui.version_ports import CopyView, Versions, VersionsView

_APART_PX = 12


class AboutPage(QWidget):
    """Looks anew whenever it is shown. `buttons` are what can be pressed now, by what they say."""

    def __init__(self, versions: Versions) -> None:
        super().__init__()
        self._versions = versions
        self._asks, self._came_from = False, ""
        self.setProperty("role", "page")
        self.setAccessibleName(tr("About"))
        self.buttons: dict[str, QPushButton] = {}
        self.view: VersionsView | None = None
        self._problem = ProblemPlace()
        self.name, self.about = words("EdgeAssist", "name"), words("", "quiet")
        self._body = QWidget()
        self._column = column(spacing=12)
        self._column.addWidget(self._body)
        layout = column(self.name, self.about, self._problem, spacing=4)
        layout.addSpacing(_APART_PX)
        layout.addLayout(self._column)
        self.setLayout(layout)
        self._seen: Bridge[VersionsView] = Bridge(self, self._show)

    def showEvent(self, event: QShowEvent) -> None:
        """Look when it comes to the front."""
        super().showEvent(event)
        if not event.spontaneous():
            self._versions.look(self._seen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Change nothing on Esc where something is asked; else it is the page's around this one."""
        if event.key() == Qt.Key.Key_Escape and self._asks:
            self._show_again()
        else:
            super().keyPressEvent(event)

    def _show(self, view: VersionsView) -> None:
        self.view, self._asks = view, False
        self.name.setText(f"EdgeAssist {view.running}")
        build = view.build.removeprefix(view.running).strip(" ()")
        told = tr("Build {build} (name it when you ask for help).", build=build) if build else ""
        self.about.setText(" ".join(filter(None, (view.about, told))))
        trouble = view.trouble or view.later
        self._problem.tell(Notice(trouble, tone="warn") if trouble else None)
        self._fill(self._usual(view))

    def _usual(self, view: VersionsView) -> list[QWidget]:
        self.buttons = {}
        made: list[QWidget] = [words(tr("The version before"), "name")]
        if view.next_version:
            text = tr(
                "EdgeAssist {version} starts next time. Close the window and start it again.", version=view.next_version
            )
            stay = tr("Stay with {version}", version=view.running)
            return [*made, *self._said(text, self._press(stay, partial(self._versions.stay, self._seen)))]
        if view.back_to:
            text = tr("EdgeAssist {version} is still here.", version=view.back_to)
            back = tr("Go back to {version}…", version=view.back_to)
            made += [words(text, "reading"), self._press(back, partial(self._ask_back, view))]
        else:
            made += [words(view.note, "reading")]
        return [*made, *self._copies(view), *self._news(view)]

    def _copies(self, view: VersionsView) -> list[QWidget]:
        made: list[QWidget] = [words(tr("Copies of your data"), "name")]
        if view.next_copy:
            text = tr("The copy you chose comes back at the next start. Close the window and start EdgeAssist again.")
            leave = partial(self._versions.bring_back, "", self._seen)
            return [*made, *self._said(text, self._press(tr("Leave the data as it is"), leave))]
        if not view.copies:
            text = tr("One is made when another version first starts here, and one of the chats every day.")
            return [*made, words(text, "reading")]
        return [*made, *(self._copy_row(one) for one in view.copies)]

    def _news(self, view: VersionsView) -> list[QWidget]:
        return [self._press(tr("What is new"), self._show_news)] if view.news else []

    def _show_news(self) -> None:
        if self.view is None:
            return
        self._leave()
        back = self._press(tr("Back"), self._show_again)
        self._fill([words(tr("What is new"), "name"), back, words(self.view.news, "reading")])
        back.setFocus(Qt.FocusReason.OtherFocusReason)

    def _copy_row(self, one: CopyView) -> QWidget:
        made = QWidget()
        bring = self._press(tr("Bring back…"), partial(self._ask_copy, one), tr("Bring back: {copy}", copy=one.text))
        layout = row(words(one.text, "reading"), bring)
        layout.setStretch(0, 1)
        made.setLayout(layout)
        return made

    def _ask_back(self, view: VersionsView) -> None:
        title = tr("Go back to {version}?", version=view.back_to)
        self._ask(title, view.back_means, tr("Go back"), partial(self._versions.go_back, self._seen))

    def _ask_copy(self, one: CopyView) -> None:
        text = tr(
            "Your data becomes what it was at the time of this copy: {copy}. What is there now is kept in a file beside"
            " it. This happens at the next start.",
            copy=one.text,
        )
        self._ask(
            tr("Bring this copy back?"),
            text,
            tr("Bring back"),
            partial(self._versions.bring_back, one.name, self._seen),
        )

    def _ask(self, title: str, text: str, yes: str, act: Callable[[], None]) -> None:
        """Ask in place; nothing happens before a person says so."""
        self._leave()
        choice = QWidget()
        done, kept = self._press(yes, act), self._press(tr("Change nothing"), self._show_again)
        kept.setAccessibleDescription(f"{title} {text}")
        choice.setLayout(row(done, kept, None))
        self._fill([words(title, "name"), words(text, "reading"), choice])
        kept.setFocus(Qt.FocusReason.OtherFocusReason)

    def _leave(self) -> None:
        """Remember what was pressed, which has the focus again once a person is back."""
        self._came_from = next((name for name, made in self.buttons.items() if made.hasFocus()), "")
        self.buttons, self._asks = {}, True

    def _show_again(self) -> None:
        if self.view is not None:
            self._show(self.view)

    def _press(self, text: str, act: Callable[[], None], name: str = "") -> QPushButton:
        made = self.buttons[name or text] = button(text, act, name=name)
        return made

    def _said(self, text: str, made: QPushButton) -> list[QWidget]:
        """Return `text` and the button after it; who listens hears both, for the button has the focus."""
        made.setAccessibleDescription(text)
        return [words(text, "reading"), made]

    def _fill(self, parts: list[QWidget]) -> None:
        before, self._body = self._body, QWidget()
        layout = column(spacing=12)
        for part in parts:
            place = Qt.AlignmentFlag.AlignLeft if isinstance(part, QPushButton) else Qt.AlignmentFlag(0)
            layout.addWidget(part, alignment=place)
        self._body.setLayout(layout)
        held = before.isAncestorOf(self.focusWidget()) if self.focusWidget() is not None else False
        self._column.replaceWidget(before, self._body)
        self._body.show()
        if held and self.buttons:
            first = next(iter(self.buttons.values()))
            self.buttons.get(self._came_from, first).setFocus(Qt.FocusReason.OtherFocusReason)
        before.hide()
        before.deleteLater()
