# SPDX-License-Identifier: Apache-2.0
"""The two forms of the prompt library: the gaps of one prompt, and a prompt's name and text. Keep nothing."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from edgeassist.core.language import later, tr
from edgeassist.kit.parts import button, column, row, words
from edgeassist.kit.sided import Sided
from edgeassist.panes.chat.prompts import LONG, NAME_CHARACTERS, Prompt

HINT = later("Words in {braces} are asked for when the prompt is used; those that end in … get several lines.")
_BRACES = later("braces")
_LINES = 4


class TextBox(QPlainTextEdit):
    """Several lines; Ctrl+Enter is the form's Enter."""

    taken = Signal()

    def __init__(self, name: str, lines: int = _LINES) -> None:
        super().__init__()
        self.setProperty("role", "details")
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setMinimumHeight(lines * self.fontMetrics().lineSpacing() + 20)
        Sided(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pass Ctrl+Enter on."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.taken.emit()
        else:
            super().keyPressEvent(event)


class GapForm(QWidget):
    """Asks for the gaps of a prompt. `filled` carries the finished text, `left` asks for the way back."""

    filled = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._prompt = Prompt("", "")
        self.fields: dict[str, QLineEdit | TextBox] = {}
        self.name = words("", "name")
        self.insert = button(
            tr("Insert"), self.on_taken, tone="primary", name=tr("Insert the prompt into your question")
        )
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = column(self.name, self._area, spacing=10)
        layout.addLayout(row(self.insert, button(tr("Back"), self.left.emit, name=tr("Back to the prompts")), None))
        self.setLayout(layout)

    def open(self, prompt: Prompt) -> None:
        """Ask for the gaps of `prompt`."""
        self._prompt, self.fields = prompt, {}
        self.name.setText(prompt.name)
        inside = QWidget()
        layout = column(spacing=4, margins=(0, 0, 4, 0))
        for gap in prompt.gaps:
            self._add(layout, gap)
        layout.addStretch(1)
        inside.setLayout(layout)
        self._area.setWidget(inside)
        next(iter(self.fields.values())).setFocus()

    def _add(self, layout: QVBoxLayout, gap: str) -> None:
        label = gap.removesuffix(LONG)
        label = label[:1].upper() + label[1:]
        field: QLineEdit | TextBox
        if gap.endswith(LONG):
            field = TextBox(label)
            field.taken.connect(self.on_taken)
        else:
            field = QLineEdit()
            field.setAccessibleName(label)
            field.returnPressed.connect(self.on_taken)
        self.fields[gap] = field
        layout.addWidget(words(label, "small"))
        layout.addWidget(field)

    @Slot()
    def on_taken(self) -> None:
        """Hand the filled text over."""
        self.filled.emit(self._prompt.filled({gap: _typed(field) for gap, field in self.fields.items()}))


class PromptEditor(QWidget):
    """Name and text of a prompt. `written` carries it, and the name of the one it replaces or nothing."""

    written = Signal(object, str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._instead_of = ""
        self.name = QLineEdit()
        self.name.setAccessibleName(tr("Name of the prompt"))
        self.name.setPlaceholderText(tr("Name"))
        self.name.setMaxLength(NAME_CHARACTERS)
        self.text = TextBox(tr("Text of the prompt"), 8)
        self.text.taken.connect(self.on_taken)
        self.keep = button(tr("Save"), self.on_taken, tone="primary", name=tr("Save the prompt"))
        self.text.textChanged.connect(self.on_text_changed)
        layout = column(spacing=8)
        for part in (
            words(tr("Name"), "small"),
            self.name,
            words(tr("Text"), "small"),
            self.text,
            words(tr(HINT, braces=f"{{{tr(_BRACES)}}}"), "small"),
        ):
            layout.addWidget(part)
        layout.addLayout(row(self.keep, button(tr("Cancel"), self.left.emit, name=tr("Change nothing")), None))
        self.setLayout(layout)

    def open(self, prompt: Prompt | None) -> None:
        """Change `prompt`, or write a new one."""
        self._instead_of = prompt.name if prompt is not None else ""
        self.name.setText(self._instead_of)
        self.text.setPlainText(prompt.text if prompt is not None else "")
        self.on_text_changed()
        self.name.setFocus()

    @property
    def written_so_far(self) -> Prompt:
        """What stands there."""
        return Prompt(self.name.text(), self.text.toPlainText())

    @property
    def changed(self) -> bool:
        """Something was written that is not saved."""
        return (self.name.isModified() or self.text.document().isModified()) and bool(self.text.toPlainText().strip())

    def go_on(self, prompt: Prompt) -> None:
        """Bring back what was written."""
        self.name.setText(prompt.name)
        self.name.setModified(True)
        self.text.setPlainText(prompt.text)
        self.text.document().setModified(True)
        self.text.setFocus()

    @Slot()
    def on_text_changed(self) -> None:
        """Let a text be saved once there is one."""
        self.keep.setEnabled(bool(self.text.toPlainText().strip()))

    @Slot()
    def on_taken(self) -> None:
        """Hand over what was written."""
        if self.keep.isEnabled():
            self.written.emit(self.written_so_far, self._instead_of)


def _typed(field: QLineEdit | TextBox) -> str:
    return field.text() if isinstance(field, QLineEdit) else field.toPlainText()
