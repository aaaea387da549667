# SPDX-License-Identifier: Apache-2.0
"""What making a model smaller cost, as its card shows it: a sentence, figures side by side, a plot. Shows only."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from edgeassist.core.language import tr, with_colon
from edgeassist.kit.parts import button, column, row, words
from edgeassist.kit.svg_plot import SvgPlot
from edgeassist.ui.views import ProofView


class ProofPanel(QWidget):
    """The proof of `view`; `on_save_wished` is what the button does."""

    def __init__(self, view: ProofView, on_save_wished: Callable[[], None]) -> None:
        super().__init__()
        self.view = view
        self.setAccessibleName(view.sentence)
        self.save = button(tr("Save the proof…"), on_save_wished)
        layout = column(words(view.sentence, "reading"), spacing=8, margins=(0, 4, 0, 0))
        layout.addLayout(_table(view.rows))
        self.plot = SvgPlot(view.plot_svg, tr("Plot: {sentence}", sentence=view.sentence)) if view.plot_svg else None
        if self.plot is not None and self.plot.drawn:
            layout.addWidget(self.plot)
        elif self.plot is not None:
            self.plot.setParent(self)
            self.plot.hide()
        layout.addLayout(row(self.save, None))
        self.setLayout(layout)


def _table(rows: tuple[tuple[str, str, str], ...]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(4)
    grid.setColumnStretch(0, 1)
    heads = (tr("before"), tr("now"))
    for line, (name, source, made) in enumerate((("", *heads), *rows)):
        grid.addWidget(words(name, "small"), line, 0)
        for place, value in ((1, source), (2, made)):
            label = words(value, "figure" if line else "small", wrap=False)
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            label.setAccessibleName(with_colon(f"{name}, {heads[place - 1]}", value) if line else value)
            grid.addWidget(label, line, place)
    return grid
