# SPDX-License-Identifier: Apache-2.0
"""Tab and Shift+Tab lead once round the whole window from every group of the settings, and are caught nowhere."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from edgeassist.core.settings import GROUPS
from edgeassist.kit.form_fields import WordsField
from edgeassist.ui.main_window import MainWindow
from edgeassist.ui.settings_page import SettingsPage
from tests.gui.conftest import settle
from tests.gui.fakes import FakeDesk

OpenWindow = Callable[[FakeDesk], MainWindow]
MOST_STOPS = 120
SECTIONS = ("secrets", "about")


@pytest.fixture
def window(open_window: OpenWindow, desk: FakeDesk) -> MainWindow:
    made = open_window(desk)
    made.resize(1280, 800)
    made.stack.show_settings()
    settle()
    return made


def page_of(window: MainWindow) -> SettingsPage:
    page = window.stack.settings.page
    assert page is not None
    return page


def name_of(widget: QWidget) -> str:
    return widget.accessibleName() or type(widget).__name__


def stops(window: MainWindow) -> set[QWidget]:
    """Return where Tab should lead: of buttons of which one is chosen, to that one."""

    def reached(one: QWidget) -> bool:
        group = one.group() if isinstance(one, QAbstractButton) else None
        chosen = group.checkedButton() if group is not None and group.exclusive() else None
        return one.isVisible() and one.isEnabled() and chosen in (None, one)

    wanted = (one for one in window.findChildren(QWidget) if one.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return {one for one in wanted if reached(one)}


def round_trip(start: QWidget, *, back: bool = False) -> list[QWidget]:
    """Return where Tab leads from `start` until it is there again."""
    start.setFocus(Qt.FocusReason.OtherFocusReason)
    key = Qt.Key.Key_Backtab if back else Qt.Key.Key_Tab
    seen: list[QWidget] = []
    while len(seen) < MOST_STOPS:
        at = QApplication.focusWidget()
        assert at is not None
        if seen and at is start:
            return seen
        assert at not in seen, f"{name_of(at)} follows {name_of(seen[-1])}: {[name_of(one) for one in seen]}"
        seen.append(at)
        QTest.keyClick(at, key)
    pytest.fail("there is no end to it")


def check(window: MainWindow) -> list[QWidget]:
    """Go round both ways from the search; return the way there."""
    start = page_of(window).field
    there = round_trip(start)
    assert {name_of(one) for one in stops(window) - set(there)} == set()
    back = round_trip(start, back=True)
    assert [name_of(one) for one in back] == [name_of(one) for one in (there[0], *reversed(there[1:]))]
    return there


@pytest.mark.parametrize("key", [*GROUPS, *SECTIONS])
def test_tab_leads_through_the_group_and_the_whole_window(window: MainWindow, key: str) -> None:
    page = page_of(window)
    page.show_group(key)
    settle()
    there = check(window)
    rows = [one.field for one in page.groups[key].rows]
    at = [there.index(stop) for field in rows for stop in there if field.isAncestorOf(stop)]
    assert len(at) >= len(rows)
    assert at == sorted(at)
    assert page.places.buttons[key] in there


def test_it_does_so_again_after_all_groups_were_in_front_and_the_search_showed_them(window: MainWindow) -> None:
    page = page_of(window)
    for key in (*page.groups, *reversed(page.groups)):
        page.show_group(key)
        settle()
        check(window)
    page.field.setText("e")
    settle()
    assert len(check(window)) > len(page.rows)


def test_a_choice_by_arrow_changes_where_tab_stops_and_no_more(window: MainWindow) -> None:
    page = page_of(window)
    page.show_group("look")
    settle()
    before = [name_of(one) for one in check(window)]
    field = page.rows["contrast"].field
    assert isinstance(field, WordsField)
    first, second, *_ = field.words.buttons.values()
    first.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(first, Qt.Key.Key_Right)
    settle()
    assert second.isChecked()
    after = [name_of(one) for one in check(window)]
    at = after.index(name_of(second))
    assert [*after[:at], name_of(first), *after[at + 2 :]] == before  # the reset beside it is one more stop
    assert after[at + 1] == name_of(page.rows["contrast"].back)
