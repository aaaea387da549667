# SPDX-License-Identifier: Apache-2.0
"""The row of the governor: what it says, when it watches, the measurement and its end, by mouse and keyboard."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from edgeassist.ui.governor_ports import GovernorView
from edgeassist.ui.governor_row import GovernorRow
from tests.gui.conftest import settle
from tests.gui.living import FakeGovernor


@pytest.fixture
def governor() -> FakeGovernor:
    return FakeGovernor()


@pytest.fixture
def row(governor: FakeGovernor, shown: Callable[[QWidget], QWidget]) -> GovernorRow:
    made = GovernorRow(governor)
    shown(made)
    return made


def test_it_says_how_hard_the_engine_works_and_follows(row: GovernorRow, governor: FakeGovernor) -> None:
    assert row.line.text() == "Answers use up to 2 cores."
    governor.tell(GovernorView("Answers use up to 1 core. The processor is at 95 °C, so fewer cores work."))
    settle()
    assert "95 °C" in row.line.text()


def test_it_watches_only_while_it_is_seen(row: GovernorRow, governor: FakeGovernor) -> None:
    assert len(governor.listeners) == 1
    row.hide()
    assert governor.listeners == []
    governor.tell(GovernorView("Answers use up to 3 cores."))
    row.show()
    assert row.line.text() == "Answers use up to 3 cores."


def test_a_measurement_shows_how_far_it_is_and_can_be_ended(row: GovernorRow, governor: FakeGovernor) -> None:
    assert not row.bar.isVisible()
    QTest.mouseClick(row.tune, Qt.MouseButton.LeftButton)
    settle()
    assert (row.step.text(), row.bar.value()) == ("Measuring this laptop…", 250)
    assert row.cancel.isVisible()
    assert not row.tune.isVisible()
    QTest.mouseClick(row.cancel, Qt.MouseButton.LeftButton)
    settle()
    assert governor.wishes == ["tune", "cancel"]
    assert row.tune.isVisible()
    assert not row.bar.isVisible()


def test_the_focus_stays_on_what_can_be_pressed(row: GovernorRow, governor: FakeGovernor) -> None:
    row.activateWindow()
    row.tune.setFocus()
    QTest.keyClick(row.tune, Qt.Key.Key_Space)
    settle()
    assert row.cancel.hasFocus()
    QTest.keyClick(row.cancel, Qt.Key.Key_Space)
    settle()
    assert row.tune.hasFocus()


def test_everything_has_a_name(row: GovernorRow) -> None:
    names = [one.accessibleName() for one in (row.tune, row.cancel, row.bar)]
    assert names == ["Tune for this laptop (30 s)", "Stop measuring this laptop", "Progress of the measurement"]
