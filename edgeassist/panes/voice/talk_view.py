# SPDX-License-Identifier: Apache-2.0
"""The talk button, what the microphone does in words, how loud it is, and who hears. Shows the look it is given."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QLabel, QWidget

from edgeassist.core.language import tr
from edgeassist.kit.level_view import LevelView
from edgeassist.kit.parts import column, mark, row, words
from edgeassist.kit.talk_button import Show, TalkButton
from edgeassist.panes.voice import phrasing
from edgeassist.panes.voice.ear import EarLook
from edgeassist.panes.voice.microphone_button import MicrophoneButton
from edgeassist.speech.lines import Level

LEVEL_PX = 360
_PICTURES: dict[str, Show] = {
    "closed": "ready",
    "opening": "opening",
    "listening": "open",
    "speech": "open",
    "thinking": "busy",
    "lost": "off",
    "none": "off",
    "elsewhere": "open",
}


class TalkView(QWidget):
    """The picture and the words say the same, and both only what is so."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Microphone"))
        self.button = TalkButton(tr("Talk: hold Space, or press Enter"))
        self.state = words("", "quiet")
        self.microphone = MicrophoneButton()
        self.level = LevelView()
        self.level.setMaximumWidth(LEVEL_PX)
        self.recognizer = words("", "small")
        self._language = "en"
        self._words = QWidget()
        self._low = False
        self._lines = column(self.state, self.microphone, self.level, self.recognizer, spacing=4)
        self._lines.addStretch(1)
        self._words.setLayout(self._lines)
        self._box: QBoxLayout = row(spacing=12)
        self._box.addWidget(self.button)
        self._box.addWidget(self._words, 1)
        self.setLayout(self._box)
        self._arrange()

    def set_low(self, *, low: bool) -> None:
        """Lay the words beside a small button, where the window is low."""
        if low != self._low:
            self._low = low
            self._arrange()

    def show_look(self, look: EarLook, language: str) -> None:
        """Show what the microphone does."""
        self.button.show_state(_PICTURES[look.show])
        sentence = tr(phrasing.LOUD) if look.clipped and look.open else phrasing.state(look)
        tone = "warn" if look.show in ("lost", "none") or (look.clipped and look.open) else ""
        _say(self.state, sentence, tone)
        self.state.setAccessibleName(sentence)
        self.button.setAccessibleDescription(sentence)
        self.microphone.show_look(look)
        self.recognizer.setText(phrasing.recognizer(look, language))
        self.recognizer.setVisible(bool(self.recognizer.text()))
        self.level.setVisible(look.show != "none")
        if not look.open:
            self.level.clear()

    def show_levels(self, levels: list[Level]) -> None:
        """Move the level line on by these."""
        for one in levels:
            self.level.feed(one.rms_db, clipped=one.clipped)
        if levels:
            self.button.show_level(self.level.heights[-1])

    def _arrange(self) -> None:
        middle = Qt.AlignmentFlag.AlignHCenter
        side = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        low = self._low
        self.button.set_large(large=not low)
        self._box.setDirection(QBoxLayout.Direction.LeftToRight if low else QBoxLayout.Direction.TopToBottom)
        self._box.setSpacing(12 if low else 2)
        self._box.setAlignment(self.button, side if low else middle)
        for part in (self.state, self.recognizer):
            part.setAlignment(side if low else middle)
        for control in (self.microphone, self.level):
            self._lines.setAlignment(control, Qt.AlignmentFlag.AlignLeading if low else middle)
        self._lines.setSpacing(1 if low else 4)


def _say(label: QLabel, text: str, tone: str) -> None:
    if label.text() != text:
        label.setText(text)
    if label.property("tone") != tone:
        mark(label, tone=tone)
