# SPDX-License-Identifier: Apache-2.0
"""The bar above the editors: languages, swap, tone, glossary, documents. Shows choices and emits wishes."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QPoint, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QMenu, QSizePolicy, QWidget

from edgeassist.core.language import later, tr, trn, with_colon
from edgeassist.core.units import grouped
from edgeassist.kit.binding import with_keys
from edgeassist.kit.flow_box import FlowBox
from edgeassist.kit.icons import IconButton
from edgeassist.kit.parts import PushButton, button, dressed, tip
from edgeassist.kit.shortcuts import keys_of
from edgeassist.panes.translate.choices import Choice
from edgeassist.panes.translate.translation import Tone

MANY = later("This model may not be asked for these; a bigger one may:")
TONES = {Tone.AS_IS: later("Tone as it is"), Tone.FORMAL: later("Formal"), Tone.INFORMAL: later("Informal")}


class MenuButton(PushButton):
    """Opens a menu of what `choices` returns at that moment, and emits `chosen` with the code of one."""

    chosen = Signal(str)

    def __init__(self, name: str, choices: Callable[[], tuple[Choice, ...]]) -> None:
        super().__init__()
        self._name, self._choices, self._code = name, choices, ""
        dressed(self, self.on_pressed)

    def show_choice(self, words: str, code: str) -> None:
        """Show what is chosen now."""
        self._code = code
        self.setText(f"{words} ▾")
        self.setAccessibleName(with_colon(self._name, words))

    @Slot()
    def on_pressed(self) -> None:
        """Open the menu below the button."""
        self.open()

    def open(self) -> QMenu:
        """Open the menu and return it; what cannot be chosen stands below the reason why."""
        menu = QMenu(self)
        menu.setAccessibleName(self._name)
        menu.setToolTipsVisible(True)
        offered = self._choices()
        reasons = {choice.why_not for choice in offered if choice.why_not}
        for choice in offered:
            if choice.why_not and reasons:
                menu.addSeparator()
                menu.addAction(_short(reasons.pop()) if len(reasons) == 1 else tr(MANY)).setEnabled(False)
                reasons.clear()
            action = menu.addAction(choice.name)
            action.setCheckable(True)
            action.setChecked(choice.code == self._code)
            action.setEnabled(not choice.why_not)
            action.setToolTip(tip(choice.why_not or choice.name))
            action.triggered.connect(partial(self._pick, choice.code))
            if choice.code == self._code:
                menu.setActiveAction(action)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))
        return menu

    def _pick(self, code: str, _checked: bool = False) -> None:
        self.chosen.emit(code)


class LanguageBar(QWidget):
    """One line where both groups fit into it; else one below the other, each in as many lines as it needs."""

    swap_wished = Signal()
    glossary_wished = Signal()
    document_wished = Signal()
    papers_wished = Signal()

    def __init__(self, sources: Callable[[], tuple[Choice, ...]], targets: Callable[[], tuple[Choice, ...]]) -> None:
        super().__init__()
        self._tone_why = ""
        self.source = MenuButton(tr("From"), sources)
        self.swap = IconButton("swap", with_keys(tr("Swap languages"), keys_of("translate-swap")))
        self.target = MenuButton(tr("Into"), targets)
        self.tone = MenuButton(tr("Tone"), self._tones)
        self.glossary = button(tr("Glossary"), self.glossary_wished.emit)
        self.papers = button(tr("Documents"), self.papers_wished.emit)
        self.document = button(tr("Translate a document…"), self.document_wished.emit, tone="primary")
        self.swap.clicked.connect(lambda _checked: self.swap_wished.emit())
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(10)
        self._groups = (
            FlowBox(self.source, self.swap, self.target),
            FlowBox(self.tone, self.glossary, self.papers, self.document),
        )
        self._line.addWidget(self._groups[0], 1)
        self._line.addWidget(self._groups[1])
        self.setLayout(self._line)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.papers.hide()
        self.show_tone(Tone.AS_IS, "")

    def show_tone(self, tone: Tone, why_not: str) -> None:
        """Show the tone; `why_not` says why no other can be had."""
        self._tone_why = why_not
        self.tone.show_choice(tr(TONES[tone]), tone.value)
        self.tone.setToolTip(tip(why_not))
        self.tone.setAccessibleDescription(why_not)

    def show_terms(self, count: int) -> None:
        """Say how much the glossary holds."""
        terms = trn("Glossary · {n} term", "Glossary · {n} terms", count, n=grouped(count))
        self.glossary.setText(terms if count else tr("Glossary"))
        self.glossary.setAccessibleName(self.glossary.text())

    def show_papers(self, words: str) -> None:
        """Offer the way to the documents under way; empty for none."""
        self.papers.setText(words)
        self.papers.setAccessibleName(words or tr("Documents"))
        self.papers.setVisible(bool(words))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take a second line where one is too short."""
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        """Take one where the words have become longer or larger."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._arrange()
        return super().event(event)

    def _arrange(self) -> None:
        needed = sum(group.sizeHint().width() for group in self._groups) + self._line.spacing()
        one = self.width() >= needed
        wanted = QBoxLayout.Direction.LeftToRight if one else QBoxLayout.Direction.TopToBottom
        if self._line.direction() is not wanted:
            self._line.setDirection(wanted)

    def _tones(self) -> tuple[Choice, ...]:
        return tuple(Choice(tone.value, tr(word), self._tone_why if tone else "") for tone, word in TONES.items())


def _short(why: str) -> str:
    """Return a reason as wide as a menu can be."""
    return why if len(why) <= 72 else why[:71].rsplit(" ", 1)[0] + "…"
