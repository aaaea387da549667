# SPDX-License-Identifier: Apache-2.0
"""Says above the panes what the engine is doing when it is not simply ready: starting, loading, or in trouble."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QProgressBar, QWidget

from edgeassist.kit.notice import Action, NoticeBar
from edgeassist.kit.parts import box, column, words
from edgeassist.runtime.state import EngineState, Phase, Trouble


class EngineBanner(QWidget):
    """Hidden while there is nothing to say."""

    def __init__(self, on_load_wished: Callable[[], None], on_models_wished: Callable[[], None]) -> None:
        super().__init__()
        self._load, self._choose = on_load_wished, on_models_wished
        self._shown: Trouble | None = None
        self.trouble: NoticeBar | None = None
        self.line = words("", "quiet")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 1000)
        self.bar.setAccessibleName("Loading the model")
        self.loading: QFrame = box("notice", "Engine")
        self.loading.setLayout(column(self.line, self.bar, margins=(16, 10, 16, 10)))
        self._column = column(self.loading, margins=(24, 12, 24, 0))
        self.setLayout(self._column)
        self.show_state(EngineState())

    def show_state(self, state: EngineState) -> None:
        """Show the engine's state, or nothing."""
        sentence = _sentence(state)
        self.line.setText(sentence)
        self.loading.setVisible(bool(sentence))
        self.loading.setAccessibleName(sentence or "Engine")
        self.bar.setValue(round(1000 * state.progress))
        self.bar.setVisible(state.phase is Phase.LOADING)
        self._show_trouble(state.trouble, resting=state.phase is Phase.RESTING)
        self.setVisible(bool(sentence) or self.trouble is not None)

    def _show_trouble(self, trouble: Trouble | None, *, resting: bool) -> None:
        if trouble == self._shown:
            return
        self._shown = trouble
        if self.trouble is not None:
            self.trouble.hide()
            self.trouble.deleteLater()
            self.trouble = None
        if trouble is None:
            return
        self.trouble = NoticeBar(
            trouble.message,
            hint=trouble.hint,
            detail=trouble.detail,
            tone="danger" if resting else "warn",
            actions=(
                Action("Load again", self._load, primary=True),
                Action("Choose another model", self._choose),
            ),
        )
        self.trouble.dismissed.connect(self._on_dismissed)
        self._column.addWidget(self.trouble)

    def _on_dismissed(self) -> None:
        if self.trouble is not None:
            self.trouble.deleteLater()
        self.trouble = None
        self.setVisible(not self.loading.isHidden())


def _sentence(state: EngineState) -> str:
    if state.preparing:
        return state.preparing
    if state.phase is Phase.STARTING:
        return "Starting the engine…"
    if state.phase is Phase.LOADING:
        return f"Loading the model… {round(100 * state.progress)} %"
    return ""
