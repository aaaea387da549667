# SPDX-License-Identifier: Apache-2.0
"""The prompt library in the window: find one, fill its gaps, insert it; add, change, delete, exchange files.

Files are read and written in the background only.
"""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QStackedWidget, QWidget

from edgeassist.core.folding import plain
from edgeassist.core.language import later, tr, trn
from edgeassist.kit.background import InOrder
from edgeassist.kit.file_choice import FileChoice
from edgeassist.kit.more_button import Entry, MoreButton
from edgeassist.kit.notice import Action
from edgeassist.kit.parts import button, column, row, tip, words
from edgeassist.kit.search_field import SearchField
from edgeassist.panes.chat.prompt_forms import GapForm, PromptEditor
from edgeassist.panes.chat.prompts import Prompt, Prompts
from edgeassist.panes.chat.telling import told
from edgeassist.panes.chat.undo_line import UndoLine

KINDS = later("Prompts (*.toml)")
EMPTY = later("No prompt of that name.")
OPENING = later("Opening the prompts…")
OURS = later("Ours are here; what you change is kept in a new file beside it.")


class PromptSheet(QWidget):
    """`prompt_chosen` carries a text ready to insert; `left` asks for the way back. `folder` is the pane's own."""

    prompt_chosen = Signal(str)
    left = Signal()

    def __init__(self, folder: Path, storing: InOrder) -> None:
        super().__init__()
        self._prompts, self._storing = Prompts(folder), storing
        self._all: tuple[Prompt, ...] = ()
        self._files = FileChoice(self, self.take_in)
        self.setAccessibleName(tr("Prompts"))
        self.field = SearchField(tr("Find a prompt"), tr("Find a prompt"))
        self.list = PromptNames()
        self.said = words(tr(OPENING), "small")
        self.undo = UndoLine()
        self.new = button(tr("New prompt"), self.on_new_wished)
        self.edit = button(tr("Edit"), self.on_edit_wished, role="link", name=tr("Edit the chosen prompt"))
        self.delete = button(tr("Delete"), self.on_delete_wished, role="link", name=tr("Delete the chosen prompt"))
        self.more = MoreButton(tr("Import and export prompts"), self._more)
        self.more.setProperty("flat", "true")
        self.form = GapForm()
        self.editor = PromptEditor()
        self.pages = QStackedWidget()
        for page in (self._first_page(), self.form, self.editor):
            self.pages.addWidget(page)
        self.setLayout(column(self.pages, self.undo, spacing=8))
        self.setFocusProxy(self.field)
        self._connect()
        self.on_line_changed()

    def refresh(self) -> None:
        """Read the prompts."""
        self._storing.do(self._read, lambda read: self._show(*read), failed=self._failed)

    def take_in(self, path: Path) -> None:
        """Add what a file holds."""

        def taken(count: int) -> None:
            self.undo.say(trn("{n} new prompt taken in.", "{n} new prompts taken in.", count))
            self.refresh()

        self._storing.do(lambda: self._prompts.take_in(path), taken, failed=self._failed)

    def export(self, path: Path) -> None:
        """Write every prompt into a file."""

        def written(count: int) -> None:
            said = trn("{n} prompt saved in {path}", "{n} prompts saved in {path}", count, path=path)
            self.undo.say(said, stays=True)

        self._storing.do(lambda: self._prompts.export(path), written, failed=self._failed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Esc lead one step back."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.pages.currentWidget() is self.editor:
            self.on_editor_left()
        elif self.pages.currentIndex():
            self.go_back()
        else:
            self.left.emit()

    @Slot()
    def go_back(self) -> None:
        """Show the names again."""
        self.pages.setCurrentIndex(0)
        self.list.setFocus()

    @Slot()
    def on_editor_left(self) -> None:
        """Leave the editor; what was written there can be had again."""
        self.go_back()
        if self.editor.changed:
            self.undo.say(tr("What you wrote was not saved."), Action(tr("Go on writing"), self._go_on_writing))

    def _go_on_writing(self) -> None:
        self.undo.put_away()
        self.pages.setCurrentWidget(self.editor)
        self.editor.go_on(self.editor.written_so_far)

    def _first_page(self) -> QWidget:
        page = QWidget()
        layout = column(self.field, self.said, self.list, spacing=8)
        layout.addLayout(row(self.new, self.edit, self.delete, None, self.more))
        page.setLayout(layout)
        return page

    def _connect(self) -> None:
        self.field.textChanged.connect(self.on_find_typed)
        self.field.returnPressed.connect(self.on_find_taken)
        self.list.itemClicked.connect(self.on_picked)
        self.list.taken.connect(self.on_taken)
        self.list.delete_wished.connect(self.on_delete_wished)
        self.list.edit_wished.connect(self.on_edit_wished)
        self.list.currentItemChanged.connect(self.on_line_changed)
        self.form.filled.connect(self.on_filled)
        self.form.left.connect(self.go_back)
        self.editor.written.connect(self.on_written)
        self.editor.left.connect(self.on_editor_left)

    @property
    def chosen(self) -> Prompt | None:
        """The prompt that the keyboard is on."""
        item = self.list.currentItem()
        found = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        return found if isinstance(found, Prompt) else None

    @Slot()
    def on_line_changed(self) -> None:
        """Offer what can be done with the chosen one."""
        self.edit.setEnabled(self.chosen is not None)
        self.delete.setEnabled(self.chosen is not None)

    @Slot(str)
    def on_find_typed(self, _text: str) -> None:
        """Show the names that hold what is typed."""
        self._fill("")

    @Slot()
    def on_find_taken(self) -> None:
        """Take the first name."""
        if self.list.count():
            self.list.setCurrentRow(0)
            self.on_taken()

    @Slot(QListWidgetItem)
    def on_picked(self, _item: QListWidgetItem) -> None:
        """Take what was clicked."""
        self.on_taken()

    @Slot()
    def on_taken(self) -> None:
        """Ask for the gaps of the chosen one, or hand it over when it has none."""
        prompt = self.chosen
        if prompt is None:
            return
        self.undo.put_away()
        if prompt.gaps:
            self.form.open(prompt)
            self.pages.setCurrentWidget(self.form)
        else:
            self.prompt_chosen.emit(prompt.text)

    @Slot(str)
    def on_filled(self, text: str) -> None:
        """Hand a filled one over."""
        self.go_back()
        self.prompt_chosen.emit(text)

    @Slot()
    def on_new_wished(self) -> None:
        """Let a person write one."""
        self._edit(None)

    @Slot()
    def on_edit_wished(self) -> None:
        """Let a person change the chosen one."""
        if self.chosen is not None:
            self._edit(self.chosen)

    @Slot(object, str)
    def on_written(self, prompt: Prompt, instead_of: str) -> None:
        """Keep what was written."""
        self.go_back()

        def kept(made: Prompt) -> None:
            self.refresh_at(made.name)

        self._storing.do(lambda: self._prompts.put(prompt, instead_of=instead_of), kept, failed=self._failed)

    @Slot()
    def on_delete_wished(self) -> None:
        """Take the chosen one away, with a way back."""
        prompt = self.chosen
        if prompt is None:
            return

        def gone(_: None) -> None:
            back = Action(tr("Undo"), partial(self._restore, prompt))
            self.undo.say(tr("“{name}” was deleted.", name=prompt.name), back)
            self.refresh()

        self._storing.do(lambda: self._prompts.remove(prompt.name), gone, failed=self._failed)

    def refresh_at(self, name: str) -> None:
        """Read the prompts and go to one of them."""
        self.field.clear()
        self._storing.do(self._read, lambda read: self._show(*read, name), failed=self._failed)

    def _restore(self, prompt: Prompt) -> None:
        self.undo.put_away()
        self._storing.do(
            lambda: self._prompts.restore(prompt), lambda _: self.refresh_at(prompt.name), failed=self._failed
        )

    def _edit(self, prompt: Prompt | None) -> None:
        self.undo.put_away()
        self.editor.open(prompt)
        self.pages.setCurrentWidget(self.editor)

    def _read(self) -> tuple[tuple[Prompt, ...], str]:
        found = self._prompts.all()
        return found, self._prompts.problem

    def _show(self, prompts: tuple[Prompt, ...], problem: str, at: str = "") -> None:
        self._all = prompts
        self._fill(at)
        if problem:
            self.undo.say(f"{problem} {tr(OURS)}", stays=True)

    def _fill(self, at: str) -> None:
        """Show what is looked for; stay on the one called `at`, or where the keyboard was."""
        at = at or (self.chosen.name if self.chosen is not None else "")
        wanted = plain(self.field.text().strip())
        shown = [one for one in self._all if wanted in plain(one.name) or wanted in plain(one.text)]
        self.list.show_prompts(shown, at)
        self.said.setText("" if shown else tr(EMPTY))
        self.said.setVisible(not shown)
        self.on_line_changed()

    def _failed(self, error: Exception) -> None:
        self.undo.say(told(error), stays=True)

    def _more(self) -> tuple[Entry, ...]:
        return (Entry(tr("Import prompts…"), self._ask_import), Entry(tr("Export prompts…"), self._ask_export))

    def _ask_import(self) -> None:
        self._files.ask_for(tr("Choose a file of prompts"), tr(KINDS), self.take_in)

    def _ask_export(self) -> None:
        self._files.ask_where(tr("Save prompts"), tr(KINDS), "prompts.toml", self.export)


class PromptNames(QListWidget):
    """The names. Enter takes one, F2 edits it, Del deletes it."""

    taken = Signal()
    edit_wished = Signal()
    delete_wished = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Prompts"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setSpacing(2)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.viewport().setAutoFillBackground(False)

    def show_prompts(self, prompts: list[Prompt], at: str) -> None:
        """Show these and stand on the one called `at`."""
        self.clear()
        for prompt in prompts:
            item = QListWidgetItem(prompt.name)
            item.setData(Qt.ItemDataRole.UserRole, prompt)
            item.setToolTip(tip(prompt.text))
            self.addItem(item)
            if prompt.name == at:
                self.setCurrentItem(item)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take, edit or delete what the keyboard is on."""
        wishes = {
            Qt.Key.Key_Return: self.taken,
            Qt.Key.Key_Enter: self.taken,
            Qt.Key.Key_F2: self.edit_wished,
            Qt.Key.Key_Delete: self.delete_wished,
        }
        wish = wishes.get(Qt.Key(event.key()))
        if wish is not None:
            wish.emit()
        else:
            super().keyPressEvent(event)
