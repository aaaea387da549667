# SPDX-License-Identifier: Apache-2.0
"""Says above the panes what the engine is doing when it is not simply ready: starting, loading, or in trouble."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QProgressBar, QWidget

from edgeassist.core.language import later, tr
from edgeassist.kit.notice import Action, NoticeBar
from edgeassist.kit.parts import box, column, words
from edgeassist.runtime.state import EngineState, Phase, Trouble

STOPPED = later("The model is not loaded now.")


class EngineBanner(QWidget):
    """Hidden while there is nothing to say."""

    def __init__(
        self,
        on_load_wished: Callable[[], None],
        on_models_wished: Callable[[], None],
        is_told: Callable[[str], bool] = lambda _: False,
    ) -> None:
        """`is_told` says whether the page below shows a sentence already, so that it is not said twice."""
        super().__init__()
        self._load, self._choose, self._is_told = on_load_wished, on_models_wished, is_told
        self._state = EngineState()
        self._shown: tuple[Trouble | None, bool, bool] = (None, False, False)
        self.trouble: NoticeBar | None = None
        self.line = words("", "quiet")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 1000)
        self.bar.setAccessibleName(tr("Loading the model"))
        self.loading: QFrame = box("notice", tr("Engine"))
        self.loading.setLayout(column(self.line, self.bar, margins=(16, 10, 16, 10)))
        self._column = column(self.loading, margins=(24, 12, 24, 0))
        self.setLayout(self._column)
        self.show_state(EngineState())

    def show_state(self, state: EngineState) -> None:
        """Show the engine's state, or nothing."""
        self._state = state
        trouble = state.trouble
        told = trouble is not None and self._is_told(trouble.message)
        sentence = _sentence(state, told=told)
        self.line.setText(sentence)
        self.loading.setVisible(bool(sentence))
        self.loading.setAccessibleName(sentence or tr("Engine"))
        self.bar.setValue(round(1000 * state.progress))
        self.bar.setVisible(state.phase is Phase.LOADING)
        self._show_trouble(None if sentence else trouble, resting=state.phase is Phase.RESTING, told=told)
        self.setVisible(bool(sentence) or self.trouble is not None)

    def refresh(self) -> None:
        """Another page is below."""
        self.show_state(self._state)

    def _show_trouble(self, trouble: Trouble | None, *, resting: bool, told: bool) -> None:
        """Say why nothing is loaded; while the model rests, the way out stays on screen."""
        if (trouble, resting, told) == self._shown:
            return
        self._shown = (trouble, resting, told)
        if self.trouble is not None:
            self.trouble.hide()
            self.trouble.deleteLater()
            self.trouble = None
        if trouble is None:
            return
        self.trouble = NoticeBar(
            tr(STOPPED) if told else trouble.message,
            hint="" if told else trouble.hint,
            detail="" if told else trouble.detail,
            tone="danger" if resting else "warn",
            actions=(
                Action(tr("Load again"), self._load, primary=True),
                Action(tr("Choose another model"), self._choose),
            ),
            closable=not resting,
        )
        self.trouble.dismissed.connect(self._on_dismissed)
        self._column.addWidget(self.trouble)

    def _on_dismissed(self) -> None:
        if self.trouble is not None:
            self.trouble.deleteLater()
        self.trouble = None
        self.setVisible(not self.loading.isHidden())


def _sentence(state: EngineState, *, told: bool) -> str:
    """Return what is under way; after trouble, why it is so, unless that is `told` below."""
    if state.phase not in (Phase.STARTING, Phase.LOADING):
        return state.preparing
    loading = state.phase is Phase.LOADING
    percent = f"{round(100 * state.progress)} %"
    if state.trouble is not None:
        again = tr("Loading the model again… {percent}", percent=percent) if loading else tr("Loading the model again…")
        return again if told else f"{state.trouble.message} {again}"
    if state.preparing:
        return state.preparing
    return tr("Loading the model… {percent}", percent=percent) if loading else tr("Starting the engine…")
