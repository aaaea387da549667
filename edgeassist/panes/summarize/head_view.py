# SPDX-License-Identifier: Apache-2.0
"""The head of a summary: what is summed up, and in what form, length and language."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from edgeassist.core.language import later, tr
from edgeassist.kit.parts import button, column, row, words
from edgeassist.kit.segmented import Segmented
from edgeassist.panes.summarize.language_view import LanguageButton
from edgeassist.panes.summarize.session import Look
from edgeassist.panes.summarize.summary import Length, Style, Wish

_STYLES = (
    (Style.KEY_POINTS.value, later("Key points")),
    (Style.BRIEF.value, later("Brief")),
    (Style.MINUTES.value, later("Minutes")),
    (Style.PLAIN.value, later("Plain language")),
    (Style.BY_SECTION.value, later("By section")),
)
_LENGTHS = (
    (Length.SHORT.value, later("Short")),
    (Length.MEDIUM.value, later("Medium")),
    (Length.LONG.value, later("Long")),
)
OWN_WORDS = later("Only a model that can write puts it in plain language. Picked sentences keep the words of the text.")
JOINED = later("Only a model that can write joins sentences into a brief. Picked ones are a list: choose “Key points”.")
OWN_LANGUAGE = later("Only a model that can write uses another language. Picked sentences stay in that of the text.")


class HeadView(QWidget):
    """`wished` carries the `Wish` that a person chose; `new_wished`: another document."""

    wished = Signal(object)
    new_wished = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.title = words("", "title")
        self.size_line = words("", "quiet", wrap=False)
        self.new = button(tr("New"), self.new_wished.emit, name=tr("Sum up another document"))
        self.styles = Segmented(tr("Form of the summary"), _shown(_STYLES))
        self.lengths = Segmented(tr("Length"), _shown(_LENGTHS))
        self.language = LanguageButton()
        self.lengths.add(self.language)
        for choice in (self.styles.chosen, self.lengths.chosen, self.language.chosen):
            choice.connect(lambda _key: self.wished.emit(self.wish))
        top = row(self.title, self.size_line, self.new, spacing=12)
        top.setStretch(0, 1)
        for part in (self.size_line, self.new):
            top.setAlignment(part, Qt.AlignmentFlag.AlignTop)
        self.size_line.setContentsMargins(0, 6, 0, 0)
        layout = column(spacing=12)
        layout.addLayout(top)
        layout.addWidget(self.styles)
        layout.addWidget(self.lengths)
        self.setLayout(layout)

    @property
    def wish(self) -> Wish:
        """What is chosen now."""
        return Wish(Style(self.styles.key), Length(self.lengths.key), self.language.code)

    def allow(self, *, writes: bool) -> None:
        """Offer what needs somebody who `writes`, or say why not."""
        self.styles.allow(Style.PLAIN.value, "" if writes else tr(OWN_WORDS))
        self.styles.allow(Style.BRIEF.value, "" if writes else tr(JOINED))
        self.language.allow("" if writes else tr(OWN_LANGUAGE))

    def show_look(self, look: Look) -> None:
        """Follow the session."""
        self.title.setText(look.title)
        self.size_line.setText(look.size)
        self.size_line.setVisible(bool(look.size))
        refused = look.trouble is not None and not look.trouble.again and not look.rows
        self.styles.setVisible(not refused)
        self.lengths.setVisible(not refused)
        self.styles.choose(look.wish.style.value)
        self.lengths.choose(look.wish.length.value)
        self.language.choose(look.wish.language)


def _shown(choices: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return tuple((key, tr(word)) for key, word in choices)
