# SPDX-License-Identifier: Apache-2.0
"""How much of a document was read: a thin bar and the sentence that says the same. Counts nothing itself."""

from PySide6.QtWidgets import QWidget

from edgeassist.core.language import tr
from edgeassist.kit.meter import ThinBar
from edgeassist.kit.parts import mark, row, words


class CoverageBar(QWidget):
    """The bar takes as much room as the sentence; the sentence breaks into lines and is never cut."""

    def __init__(self, name: str = "") -> None:
        super().__init__()
        self.bar = ThinBar(name or tr("How much was read"))
        self.bar.setMinimumWidth(80)
        self.line = words("", "small")
        layout = row(self.bar, self.line, spacing=12)
        layout.setStretch(0, 1)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def show_coverage(self, share: float, line: str, *, whole: bool = True) -> None:
        """Show that `share` (0 to 1) was read; `whole` is False when some of it will stay unread."""
        tone = "" if whole else "warn"
        self.bar.show_share(share, line, tone)
        self.line.setText(line)
        if self.line.property("tone") != tone:
            mark(self.line, tone=tone)
