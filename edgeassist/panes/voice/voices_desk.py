# SPDX-License-Identifier: Apache-2.0
"""Has voice models listed, taken in and removed, on threads of their own. GUI thread only."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from edgeassist.api import VoiceModels, VoiceView
from edgeassist.core.errors import EdgeError
from edgeassist.core.language import as_the_window, tr
from edgeassist.core.stop import Stopped
from edgeassist.kit.background import InOrder
from edgeassist.kit.choice_button import Choices
from edgeassist.kit.file_choice import VOICE_FILTER, FileChoice
from edgeassist.kit.long_work import LongWork
from edgeassist.panes.voice.voices_sheet import VoicesSheet

_Progress = tuple[str, int, int]


class VoicesDesk(QObject):
    """`changed`: other voice models are there than before."""

    changed = Signal()

    def __init__(
        self, sheet: VoicesSheet, voices: Callable[[], VoiceModels], order: InOrder, language: Callable[[], str]
    ) -> None:
        super().__init__(sheet)
        self._sheet, self._voices, self._order, self._language = sheet, voices, order, language
        self._work: LongWork[_Progress] = LongWork(self, "voice-model-file", lambda told: sheet.show_step(*told))
        self._choice = FileChoice(sheet, lambda _path: None)
        sheet.add_wished.connect(self.choose)
        sheet.stop_wished.connect(self._work.stop)
        sheet.removed.connect(self.remove)

    @property
    def busy(self) -> bool:
        """One is being taken in."""
        return self._work.busy

    def begin(self) -> None:
        """Show what is here."""
        if not self._work.busy:
            self._sheet.show_outcome("", good=True)
        self._order.do(lambda: self._voices().languages(), self._show_languages, failed=self._failed)
        self._read()

    def choose(self, language: str) -> None:
        """Let a person pick a file."""
        self._choice.ask_for(tr("Choose a voice model"), VOICE_FILTER, partial(self.add, language=language))

    def add(self, path: Path, language: str = "") -> None:
        """Take in the file at `path`."""
        if self._work.busy:
            return
        self._sheet.show_outcome("", good=True)
        self._sheet.show_step(tr("Looking at the file"), 0, 0)
        voices = self._voices()
        self._work.start(
            lambda tell, stop: voices.add(
                path, lambda step, done, total: tell((step, done, total)), stop, language=language
            ),
            self._added,
            failed=self._not_added,
        )

    def remove(self, voice_id: str) -> None:
        """Delete one."""
        self._order.do(lambda: self._voices().remove(voice_id), lambda _none: self._other(), failed=self._failed)

    def close(self) -> None:
        """Stop what is being taken in; nothing of it stays."""
        self._work.close()

    def _added(self, voice: VoiceView) -> None:
        self._sheet.show_step("", 0, 0)
        good = not voice.problem
        said = (
            tr("{name} is here and was tried.", name=voice.name)
            if good
            else tr("{name} came in, but is not used.", name=voice.name)
        )
        self._sheet.show_outcome(f"{said} {voice.problem}".strip(), good=good)
        self._other()

    def _not_added(self, error: Exception) -> None:
        self._sheet.show_step("", 0, 0)
        if isinstance(error, Stopped):
            self._sheet.show_outcome(tr("Stopped. Nothing was added."), good=True)
        else:
            self._failed(error)

    def _other(self) -> None:
        self._read()
        self.changed.emit()

    def _read(self) -> None:
        self._order.do(lambda: self._voices().all(), self._sheet.show_voices, failed=self._failed)

    def _show_languages(self, languages: Choices) -> None:
        self._sheet.show_languages((("", as_the_window()), *languages), self._language())

    def _failed(self, error: Exception) -> None:
        hint = tr(error.hint) if isinstance(error, EdgeError) and error.hint else ""
        self._sheet.show_outcome(f"{error} {hint}".strip() or type(error).__name__, good=False)
