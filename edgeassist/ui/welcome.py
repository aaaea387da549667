# SPDX-License-Identifier: Apache-2.0
"""What stands where a pane would be while there is no model: two sentences and the one thing to do next."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from edgeassist.core.language import tr
from edgeassist.kit.icons import IconLabel
from edgeassist.kit.parts import box, button, column, mark, row, words
from edgeassist.ui.imports import Import, ImportCard


@dataclass(frozen=True, slots=True)
class Wishes:
    """The ways to a model that the window offers wherever one is lacking."""

    choose_file: Callable[[], None]
    choose_pack: Callable[[], None]
    find_models: Callable[[], None]
    show_models: Callable[[], None]
    use_model: Callable[[str], None]


class Welcome(QScrollArea):
    """First run, or models but none chosen (`have_models`)."""

    def __init__(self, wishes: Wishes) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr("Welcome"))
        self.title = words("", "title")
        self.line = words("", "reading")
        self.fault = words("", "quiet")
        self.choose = button(tr("Choose a model file…"), wishes.choose_file, tone="primary")
        self.models = button(tr("Choose from your models"), wishes.show_models, tone="primary")
        self.pack = button(tr("Open a field pack…"), wishes.choose_pack)
        self.find_more = button(tr("Find a model"), wishes.find_models)
        self._target = box("drop", tr("Drop a model file here"))
        self._target.setMaximumWidth(560)
        self._inside = self._build()
        page = QWidget()
        page.setProperty("role", "page")
        page.setLayout(_middle(self._target))
        self.setWidget(page)
        self.show_models(have_models=False)

    def _build(self) -> QVBoxLayout:
        icon = IconLabel("models", size_px=32)
        for label in (self.title, self.line, self.fault):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        tip = words(tr("or drop a .gguf file or a field pack anywhere on this window"), "small")
        tip.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        layout = column(spacing=12, margins=(32, 32, 32, 32))
        layout.addWidget(icon, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self.title)
        layout.addWidget(self.line)
        layout.addWidget(self.fault)
        layout.addSpacing(8)
        first, others = QWidget(), QWidget()
        first.setLayout(row(None, self.models, self.choose, None))
        others.setLayout(row(None, self.pack, self.find_more, None))
        layout.addWidget(first)
        layout.addWidget(others)
        layout.addWidget(tip)
        self._target.setLayout(layout)
        return layout

    def show_models(self, *, have_models: bool, fault: str = "") -> None:
        """Say what to do next, and the `fault` of the model that should have come with the program."""
        self.fault.setText(fault)
        self.fault.setVisible(bool(fault))
        self.title.setText(tr("Choose a model") if have_models else tr("Welcome to EdgeAssist"))
        self.line.setText(
            tr("Your models are here, but none is in use. Pick one to start, or add another file.")
            if have_models
            else tr(
                "To answer, EdgeAssist needs a language model: one file that ends in .gguf. "
                "Choose it from this computer or a USB stick, or find one that fits; "
                "nothing you write is sent anywhere."
            )
        )
        self.models.setVisible(have_models)
        mark(self.choose, tone="" if have_models else "primary")

    def show_drop(self, *, over: bool) -> None:
        """Show that a file held over the window would be taken."""
        mark(self._target, over="true" if over else "false")

    def show_import(self, one: Import) -> None:
        """Show an import's card below the buttons until it ends."""
        card = ImportCard(one)
        self._inside.addWidget(card)
        one.ended.connect(card.hide)
        one.ended.connect(card.deleteLater)


def _middle(target: QWidget) -> QVBoxLayout:
    layout = column(spacing=0, margins=(16, 16, 16, 16))
    layout.addStretch(1)
    across = row(None, target, None, spacing=0)
    across.setStretch(1, 1000)
    layout.addLayout(across)
    layout.addStretch(2)
    return layout
