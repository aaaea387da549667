# SPDX-License-Identifier: Apache-2.0
"""A room or a device as one line of the home: its name, what it is, and how it is renamed or removed."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from edgeassist.core.language import code, tr
from edgeassist.intents.home.first_names import name_in
from edgeassist.intents.names import Named
from edgeassist.kit.parts import button, row, words

MOST_LETTERS = 60


def spoken(named: Named) -> str:
    """Return a name with the other names beside it; that of the window's language comes first."""
    first = name_in(code(), named)
    others = ", ".join(one for one in named.spoken if one != first)
    return tr("{name} (or {other_names})", name=first, other_names=others) if others else first


class HomeRow(QFrame):
    """`renamed` carries the new name; `removed` is a wish. `fixed` rows can only be read."""

    renamed = Signal(str)
    removed = Signal()

    def __init__(self, named: Named, line: str, *, role: str = "", fixed: bool = False, removable: bool = True) -> None:
        super().__init__()
        self.named = named
        self.setAccessibleName(line)
        self.line = words(line, role)
        self.line.setMinimumWidth(1)  # one long name must not widen the sheet
        self.rename = button(
            tr("Rename"), self.on_rename_pressed, role="link", name=tr("Rename {name}", name=named.name)
        )
        self.remove = button(tr("Remove"), self.removed.emit, role="link", name=tr("Remove {name}", name=named.name))
        self.field = QLineEdit(named.name)
        self.field.setAccessibleName(tr("New name of {name}", name=named.name))
        self.field.setMaxLength(MOST_LETTERS)
        self.field.setMinimumWidth(60)
        self.field.returnPressed.connect(self.on_saved)
        self.save = button(tr("Save"), self.on_saved, name=tr("Save the new name of {name}", name=named.name))
        self.leave = button(
            tr("Leave it"), self.on_left, role="link", name=tr("Leave the name of {name}", name=named.name)
        )
        self._reading: tuple[QWidget, ...] = (self.line, self.rename, self.remove)
        self._writing: tuple[QWidget, ...] = (self.field, self.save, self.leave)
        self._hidden = {part for part, shown in ((self.rename, not fixed), (self.remove, removable)) if not shown}
        if fixed:
            self._hidden.add(self.remove)
        layout = row(*self._reading, *self._writing, spacing=8)
        layout.setStretch(0, 1)
        layout.setStretch(3, 1)
        self.setLayout(layout)
        self._write(now=False)

    def on_rename_pressed(self) -> None:
        """Let the name be changed."""
        self._write(now=True)
        self.field.setFocus()
        self.field.selectAll()

    def on_saved(self) -> None:
        """Hand over the new name; the same one is none."""
        name = self.field.text().strip()
        if not name or name == self.named.name:
            self.on_left()
        else:
            self.renamed.emit(name)

    def on_left(self) -> None:
        """Leave the name as it is."""
        self.field.setText(self.named.name)
        self._write(now=False)
        self.rename.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the name on Esc."""
        if event.key() == Qt.Key.Key_Escape and self.field.isVisible():
            self.on_left()
        else:
            super().keyPressEvent(event)

    def _write(self, *, now: bool) -> None:
        for part in self._reading:
            part.setVisible(not now and part not in self._hidden)
        for part in self._writing:
            part.setVisible(now)
