# SPDX-License-Identifier: Apache-2.0
"""A thin bar with words under it: how much of something is used. The words say it too; the bar is never alone."""

from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from edgeassist.kit.parts import column, mark, tip, words

STEPS = 1000


class ThinBar(QProgressBar):
    """The bar alone; a screen reader gets the share and the sentence it was given with."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setRange(0, STEPS)
        self.setTextVisible(False)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_share(self, share: float, line: str, tone: str = "") -> None:
        """Fill `share` (0 to 1, more is full); something never looks like nothing."""
        filled = round(max(0.0, min(1.0, share)) * STEPS)
        self.setValue(max(filled, 1) if share > 0 else 0)
        self.setAccessibleDescription(line)
        self.setToolTip(tip(line))
        if self.property("tone") != tone:
            mark(self, tone=tone)


class Meter(QWidget):
    """`tone` of what is shown: empty, `warn` or `danger`."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.bar = ThinBar(name)
        self.bar.setMinimumWidth(48)
        self.line = words("", "small", wrap=False)
        self.setLayout(column(self.line, self.bar, spacing=3))

    def show_share(self, share: float, line: str, tone: str = "") -> None:
        """Fill `share` of the bar (0 to 1) and say `line` above it."""
        self.line.setText(line)
        if self.line.property("tone") != tone:
            mark(self.line, tone=tone)
        self.bar.show_share(share, line, tone)
