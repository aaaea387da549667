# SPDX-License-Identifier: Apache-2.0
"""The one line above a pane that says it is the starter who answers, with the way to bigger models. Decides nothing."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame

from edgeassist.kit.parts import button, row, words

LINE = "Starter: small and quick, often wrong about facts; get a bigger one when you are online."


class StarterLine(QFrame):
    """Stands there as long as the starter is in use; a person cannot close it."""

    def __init__(self, on_models_wished: Callable[[], None]) -> None:
        super().__init__()
        self.setProperty("role", "notice")
        self.setAccessibleName(LINE)
        self.more = button("See bigger models", on_models_wished)
        line = row(words(LINE), self.more, spacing=12, margins=(16, 4, 4, 4))
        line.setStretch(0, 1)
        self.setLayout(line)
