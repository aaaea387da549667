# SPDX-License-Identifier: Apache-2.0
"""What takes the place of the status strip while a person dictates: state, loudness, words. Listens to nobody."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy

from edgeassist.core.language import tr
from edgeassist.kit.icons import IconLabel
from edgeassist.kit.meter import ThinBar
from edgeassist.kit.parts import row, words
from edgeassist.kit.scaling import keep_height
from edgeassist.kit.tokens import FOOTER_PX

_FLOOR_DB = 60.0


class DictationStrip(QFrame):
    """As high as the status strip, so that nothing moves."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "footer")
        keep_height(self, FOOTER_PX)
        self.setAccessibleName(tr("Dictation"))
        self.state = words("", "figure", wrap=False)
        self._level = ThinBar(tr("Loudness"))
        self._level.setFixedSize(QSize(72, 6))
        self.partial = QLabel()
        self.partial.setTextFormat(Qt.TextFormat.PlainText)
        self.partial.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.how = words("", "small", wrap=False)
        layout = row(IconLabel("mic"), self.state, self._level, spacing=12, margins=(16, 0, 16, 0))
        layout.addWidget(self.partial, 1)
        layout.addWidget(self.how)
        self.setLayout(layout)

    def show_state(self, state: str, how: str) -> None:
        """Say what goes on, and what a person can do about it."""
        self.state.setText(state)
        self.how.setText(how)
        self.setAccessibleDescription(f"{state}. {how}")

    def show_level(self, rms_db: float, *, clipped: bool) -> None:
        """Show how loud it is, `rms_db` below full scale."""
        share = max(0.0, 1 + rms_db / _FLOOR_DB)
        self._level.show_share(share, tr("Too loud") if clipped else f"{rms_db:.0f} dB", "warn" if clipped else "")

    def show_partial(self, text: str) -> None:
        """Show the words so far, the newest where there is no room for all."""
        room = self.partial.fontMetrics()
        self.partial.setText(room.elidedText(text, Qt.TextElideMode.ElideLeft, max(40, self.partial.width() - 4)))
        self.partial.setAccessibleName(text)
