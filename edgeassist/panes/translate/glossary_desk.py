# SPDX-License-Identifier: Apache-2.0
"""Carries out what a person wishes of the glossary, on the thread that keeps it, and shows what it holds."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal, SignalInstance

from edgeassist.core.errors import EdgeError
from edgeassist.core.language import later, tr
from edgeassist.kit.background import InOrder
from edgeassist.kit.file_choice import FileChoice
from edgeassist.panes.translate.choices import name_of
from edgeassist.panes.translate.glossary import Glossary, Taken, Term, UnreadableGlossary
from edgeassist.panes.translate.glossary_sheet import GlossarySheet, Row
from edgeassist.panes.translate.session import TranslateSession

T = TypeVar("T")
KINDS = later("Glossaries (*.csv *.tsv *.txt)")
NAME = "glossary.csv"
_UNSAVED = later("The glossary could not be saved.")
_UNSAVED_HINT = later("It holds for as long as the window is open. Make room on the drive, then change any term.")


UNREAD_HINT = later(
    "The file was left as it is: mend it, then start the program again. Terms added now hold until the window closes."
)


class GlossaryDesk(QObject):
    """`changed` is emitted when the glossary holds something else; `counted` when it was only looked into."""

    changed = Signal()
    counted = Signal()

    def __init__(
        self,
        sheet: GlossarySheet,
        session: TranslateSession,
        glossary: Callable[[], Glossary | None],
        keeping: InOrder,
    ) -> None:
        super().__init__(sheet)
        self._sheet, self._session, self._glossary, self._keeping = sheet, session, glossary, keeping
        self._choice = FileChoice(sheet, self.take_in)
        self._gone: Term | None = None
        self.count = 0
        sheet.added.connect(self.add)
        sheet.changed.connect(self.change)
        sheet.removed.connect(self.remove)
        sheet.undo_wished.connect(self.undo)
        sheet.import_wished.connect(lambda: self._choice.ask_for(tr("Take terms from a file"), tr(KINDS), self.take_in))
        sheet.export_wished.connect(
            lambda: self._choice.ask_where(tr("Save the glossary as"), tr(KINDS), NAME, self.write)
        )

    def refresh(self) -> None:
        """Show what the glossary holds, or why it could not be read."""

        def told(refused: UnreadableGlossary | None) -> None:
            if refused is not None:
                self._sheet.show_trouble(str(refused), tr(UNREAD_HINT))

        self._do(lambda glossary: glossary.refused, told, told=self.counted)

    def add(self, term: str, meaning: str) -> None:
        """Take a term in, for the languages chosen now; without a meaning the word stays as it is."""
        pair = self._session.pair if meaning and self._session.source else None
        self._do(lambda glossary: glossary.add(term, meaning, pair))

    def change(self, before: Term, term: str, meaning: str) -> None:
        """Have a term say something else, for the same languages; an emptied one is taken out."""
        if not term:
            self.remove(before)
            return

        def changed(glossary: Glossary) -> None:
            glossary.drop(before)
            glossary.add(term, meaning, before.pair if meaning else None)

        self._do(changed)

    def remove(self, term: Term) -> None:
        """Take a term out; it can be brought back."""

        def offer(gone: Term | None) -> None:
            self._gone = gone
            self._sheet.offer_undo(term.source)

        self._do(lambda glossary: glossary.drop(term), offer)

    def undo(self) -> None:
        """Bring back what was taken out last."""
        gone, self._gone = self._gone, None
        if gone is not None:
            self._do(lambda glossary: glossary.add(gone.source, gone.target, gone.pair))
        self._sheet.close_notice()

    def take_in(self, path: Path) -> None:
        """Take the terms of a file in, and say which lines hold none."""
        pair = self._session.pair if self._session.source else None

        def told(taken: Taken) -> None:
            self._sheet.show_taken(path.name, taken)

        self._do(lambda glossary: glossary.load_csv(path, pair), told)

    def write(self, path: Path) -> None:
        """Write all terms to a file."""
        self._do(lambda glossary: glossary.save_csv(path))

    def _do(
        self,
        work: Callable[[Glossary], T],
        then: Callable[[T], None] | None = None,
        *,
        told: SignalInstance | None = None,
    ) -> None:
        glossary = self._glossary()
        if glossary is None:
            return

        def done(found: tuple[T, tuple[Row, ...]]) -> None:
            self.count = len(found[1])
            self._sheet.show_rows(found[1])
            if then is not None:
                then(found[0])
            (told or self.changed).emit()

        self._keeping.do(lambda: (work(glossary), _rows(glossary)), done, failed=self._failed)

    def _failed(self, error: Exception) -> None:
        known = isinstance(error, EdgeError)
        hint = tr(getattr(error, "hint", "") or _UNSAVED_HINT)
        self._sheet.show_trouble(str(error) if known else tr(_UNSAVED), hint)


def _rows(glossary: Glossary) -> tuple[Row, ...]:
    """Return all that the glossary holds, by the alphabet."""
    rows = [Row(term, _languages(term)) for term in glossary.entries]
    rows += [Row(Term(word, "")) for word in glossary.kept_words]
    return tuple(sorted(rows, key=lambda one: one.term.source.casefold()))


def _languages(term: Term) -> str:
    return f"{name_of(term.pair.source)} – {name_of(term.pair.target)}" if term.pair is not None else ""
