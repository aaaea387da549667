# SPDX-License-Identifier: Apache-2.0
"""Long work that ends while nobody looks is told by the desktop, once, and only where that is wanted."""

from collections.abc import Callable
from typing import get_args

import pytest
from PySide6.QtWidgets import QWidget

from edgeassist.api import Notice
from edgeassist.kit.system_notice import SystemNotices
from edgeassist.ui.long_ends import _ENDED, LONG_MS, LongEnds
from edgeassist.ui.main_window import MainWindow
from edgeassist.ui.ports import Answered, WorkEnded
from edgeassist.ui.views import WorkKind, WorkView
from edgeassist.wire import Usage
from tests.gui.conftest import settle, until
from tests.gui.fakes import FakeDesk

LONG = Usage(prompt_ms=LONG_MS, answer_ms=1, answer_tokens=9)
SHORT = Usage(prompt_ms=20, answer_ms=900, answer_tokens=9)


class Away(QWidget):
    """A window that nobody looks at, until somebody does."""

    active = False

    def isActiveWindow(self) -> bool:
        return self.active


class Desktop:
    def __init__(self, owner: QWidget) -> None:
        self.said: list[str] = []
        self.notices = SystemNotices(owner, self.take)

    def take(self, title: str, _text: str) -> bool:
        self.said.append(title)
        return True


@pytest.fixture
def window(app: object) -> Away:
    return Away()


@pytest.fixture
def desktop(window: Away) -> Desktop:
    return Desktop(window)


def ends(window: Away, desktop: Desktop, *, wanted: bool = True) -> LongEnds:
    return LongEnds(window, desktop.notices, lambda: wanted)


def close(window: Away, desktop: Desktop) -> None:
    settle()
    desktop.notices.close()
    window.deleteLater()


def test_a_work_is_told_by_its_name(window: Away, desktop: Desktop) -> None:
    made = ends(window, desktop)
    made.note([WorkView("7", "fetch", "Llama 3.2 1B", "", "running")])
    made.work_ended(WorkEnded("7", "fetch"))
    until(lambda: desktop.said == ["“Llama 3.2 1B” is downloaded."])
    close(window, desktop)


def test_what_went_wrong_is_told_in_its_own_words(window: Away, desktop: Desktop) -> None:
    ends(window, desktop).work_ended(WorkEnded("7", "fetch", "llama", Notice("The disk is full.")))
    until(lambda: desktop.said == ["The disk is full."])
    close(window, desktop)


@pytest.mark.parametrize("kind", get_args(WorkKind))
def test_every_kind_of_work_has_its_sentence(kind: str) -> None:
    assert _ENDED[kind].endswith(".")


def test_a_long_answer_is_told_once_until_somebody_looks(window: Away, desktop: Desktop) -> None:
    made = ends(window, desktop)
    made.answered(SHORT)
    made.answered(LONG)
    made.answered(LONG)
    until(lambda: len(desktop.said) == 1)
    made.looked()
    made.answered(LONG)
    until(lambda: desktop.said == ["The answer is there."] * 2)
    close(window, desktop)


def test_who_looks_at_the_window_is_told_nothing(window: Away, desktop: Desktop) -> None:
    made = ends(window, desktop)
    window.active = True
    made.answered(LONG)
    made.work_ended(WorkEnded("7", "prove"))
    close(window, desktop)
    assert desktop.said == []


def test_who_does_not_want_it_is_told_nothing(window: Away, desktop: Desktop) -> None:
    made = ends(window, desktop, wanted=False)
    made.answered(LONG)
    made.work_ended(WorkEnded("7", "prove"))
    close(window, desktop)
    assert desktop.said == []


def test_the_window_passes_on_what_ends(
    open_window: Callable[[FakeDesk], MainWindow], desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window(desk)
    ended: list[object] = []
    monkeypatch.setattr(window.long_ends, "work_ended", ended.append)
    monkeypatch.setattr(window.long_ends, "answered", ended.append)
    desk.report(WorkEnded("7", "verify"), Answered(LONG))
    settle()
    assert ended == [WorkEnded("7", "verify"), LONG]
