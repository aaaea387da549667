# SPDX-License-Identifier: Apache-2.0
"""Which of several versions is in front, and the way to its neighbours: `‹ 2 of 3 ›`. Shows numbers, emits wishes."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from edgeassist.core.language import later, tr
from edgeassist.kit.parts import button, row, words
from edgeassist.panes.chat.exchange import Version

_WORDS = {
    "question": (
        later("The question before this one"),
        later("The question after this one"),
        later("question {place} of {count}"),
    ),
    "answer": (
        later("The answer before this one"),
        later("The answer after this one"),
        later("answer {place} of {count}"),
    ),
}


class VersionRow(QWidget):
    """Hidden while there is one version only. `turned` carries -1 or 1."""

    turned = Signal(int)

    def __init__(self, what: str) -> None:
        """`what` is what there are versions of: `question` or `answer`."""
        super().__init__()
        before, after, self._place = _WORDS[what]
        self.before = button("‹", lambda: self.turned.emit(-1), role="link", name=tr(before))
        self.after = button("›", lambda: self.turned.emit(1), role="link", name=tr(after))
        self.line = words("", "small", wrap=False)
        self.setLayout(row(self.before, self.line, self.after, spacing=4))
        self.show_version(None)

    def show_version(self, version: Version | None, *, still: bool = False) -> None:
        """Say which version it is; `still`: it cannot be left now."""
        many = version is not None and version.count > 1
        self.setVisible(many)
        if version is None or not many:
            return
        place, count = version.place, version.count
        self.line.setText(tr("{place} of {count}", place=place, count=count))
        self.setAccessibleName(tr(self._place, place=place, count=count))
        self.before.setEnabled(version.place > 1 and not still)
        self.after.setEnabled(version.place < version.count and not still)
