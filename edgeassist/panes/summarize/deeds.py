# SPDX-License-Identifier: Apache-2.0
"""What can be done with a summary: write it to a file, hand it to another pane. Knows not how it came about."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from edgeassist.api import Handoff, Notice, PaneContext
from edgeassist.core.language import later, tr
from edgeassist.kit.background import InOrder
from edgeassist.kit.file_choice import FileChoice
from edgeassist.panes.summarize.export import KINDS, as_question, file_name, paper_of, write
from edgeassist.panes.summarize.session import Look
from edgeassist.panes.summarize.view import SummarizeView

UNWRITTEN = later("Choose another folder. Nothing is lost.")


class Deeds:
    """Takes the summary from `look` at the moment a deed is wished. GUI thread; `close` in the end."""

    def __init__(self, context: PaneContext, view: SummarizeView, files: FileChoice, look: Callable[[], Look]) -> None:
        self._context, self._view, self._files, self._look = context, view, files, look
        self._writing = InOrder(view, "summarize-export")

    def close(self) -> None:
        """Finish what is being written."""
        self._writing.close()

    def offer_export(self) -> QMenu:
        """Let a person choose in which form the summary is written, then where."""
        at = self._view.summary.export
        menu = QMenu(at)
        menu.setAccessibleName(tr("Export the summary as"))
        for name, ending in KINDS:
            menu.addAction(tr(name)).triggered.connect(partial(self._ask_where, name, ending))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at.mapToGlobal(QPoint(0, -menu.sizeHint().height() - 2)))
        return menu

    def export(self, path: Path) -> None:
        """Write the summary to `path`."""
        paper, tell = paper_of(self._look()), self._context.tell

        def failed(error: Exception) -> None:
            detail = f"{type(error).__name__}: {error}"
            tell(Notice(tr("{name} could not be written.", name=path.name), tr(UNWRITTEN), detail, "warn"))

        self._writing.do(
            lambda: write(paper, path), lambda _: tell(Notice(tr("Saved as {name}.", name=path.name))), failed=failed
        )

    def translate(self) -> None:
        """Have the translate pane take the sentences."""
        look = self._look()
        text = "\n".join(row.text for row in look.rows)
        self._context.hand_off(Handoff(text, "translate", tr("Summary: {title}", title=look.title), look.language))

    def ask(self) -> None:
        """Have the chat take the sentences with their places."""
        look = self._look()
        self._context.hand_off(
            Handoff(as_question(paper_of(look)), "chat", tr("Summary: {title}", title=look.title), look.language)
        )

    def show_models(self) -> None:
        """Go where models are."""
        self._context.hand_off(Handoff("", "models"))

    def _ask_where(self, name: str, ending: str, _checked: bool = False) -> None:
        kinds, suggested = f"{tr(name)} (*.{ending})", file_name(self._look().title, ending)
        self._files.ask_where(tr("Export the summary"), kinds, suggested, self.export)
