# SPDX-License-Identifier: Apache-2.0
"""Long work ended while nobody looks at the window: the desktop says so, where the person wants that. Owns no clock."""

from collections.abc import Callable, Iterable

from PySide6.QtWidgets import QApplication, QWidget

from edgeassist.core.language import later, tr
from edgeassist.core.units import elided
from edgeassist.kit.system_notice import SystemNotices
from edgeassist.ui.ports import Answered, WorkChanged, WorkEnded
from edgeassist.ui.views import WorkView
from edgeassist.wire import Usage

LONG_MS = 15_000
"""An answer that took longer than this is one that a person may have turned away from."""
_ENDED = {
    "fetch": later("“{name}” is downloaded."),
    "quantize": later("“{name}” is made smaller."),
    "prove": later("The proof of “{name}” is done."),
    "pack": later("The field pack “{name}” is written."),
    "unpack": later("The field pack “{name}” is taken in."),
    "move": later("The models are moved."),
    "verify": later("The models' files are checked."),
}
_NAME_CHARACTERS = 60


class LongEnds:
    """`wanted` is asked each time. Of answers, only the first is told until somebody looks at the window again."""

    def __init__(self, window: QWidget, outside: SystemNotices, wanted: Callable[[], bool]) -> None:
        self._window, self._outside, self._wanted = window, outside, wanted
        self._names: dict[str, str] = {}
        self._told = False

    def hear(self, event: object) -> None:
        """Take an event of the desk; most mean nothing here."""
        match event:
            case WorkChanged():
                self.note(event.works)
            case WorkEnded():
                self.work_ended(event)
            case Answered():
                self.answered(event.usage)
            case _:
                pass

    def note(self, works: Iterable[WorkView]) -> None:
        """Remember what the work under way is called; called at a high rate."""
        for work in works:
            self._names[work.id] = work.name

    def work_ended(self, ended: WorkEnded) -> None:
        """Tell that a work is over, in the words of its notice where it has one."""
        name = elided(self._names.pop(ended.id, "") or ended.card_id, _NAME_CHARACTERS)
        said = ended.notice.text if ended.notice is not None else tr(_ENDED[ended.kind], name=name)
        if self._unseen():
            self._tell(said)

    def answered(self, usage: Usage) -> None:
        """Tell that an answer is there, when it took long."""
        if not self._unseen():
            self._told = False
        elif not self._told and usage.prompt_ms + usage.answer_ms >= LONG_MS:
            self._told = True
            self._tell(tr("The answer is there."))

    def looked(self) -> None:
        """Somebody looks at the window: the next answer is told again."""
        self._told = False

    def _unseen(self) -> bool:
        return not self._window.isActiveWindow()

    def _tell(self, said: str) -> None:
        if self._wanted():
            QApplication.alert(self._window)
            self._outside.tell(said)
