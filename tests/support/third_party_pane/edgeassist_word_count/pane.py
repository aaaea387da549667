# SPDX-License-Identifier: Apache-2.0
"""The widget of the word counter. Keeps its text in the pane's own folder; asks no model."""

from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from edgeassist.api import BasePane, Handoff, Notice, PaneContext


class WordCount(BasePane):
    """Counts what is typed or handed over, and passes it to whoever summarizes."""

    def __init__(self, context: PaneContext) -> None:
        self._context = context
        self.text, self.figure = QPlainTextEdit(), QLabel("0 words")
        self.text.setAccessibleName("Text to count")
        self.text.textChanged.connect(self.on_text_changed)
        self.further = QPushButton("Summarize this")
        self.further.setEnabled(context.can_hand_off("summarize"))
        self.further.clicked.connect(self.on_further_clicked)
        self.widget = QWidget()
        layout = QVBoxLayout(self.widget)
        for part in (self.text, self.figure, self.further):
            layout.addWidget(part)

    def take(self, handoff: Handoff) -> None:
        """Show what another pane handed over."""
        self.text.setPlainText(handoff.text)

    def save(self) -> None:
        """Keep the text."""
        (self._context.folder / "text.txt").write_text(self.text.toPlainText(), encoding="utf-8")

    def close(self) -> None:
        """Keep the text."""
        self.save()

    def on_text_changed(self) -> None:
        """Count."""
        self.figure.setText(f"{len(self.text.toPlainText().split())} words")

    def on_further_clicked(self) -> None:
        """Pass the text on."""
        if not self._context.hand_off(Handoff(self.text.toPlainText(), "summarize", "Counted text")):
            self._context.tell(Notice("No pane here summarizes."))
