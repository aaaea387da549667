# SPDX-License-Identifier: Apache-2.0
"""Bars that say in words what they show, folds, and the question before a link is opened."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from edgeassist.kit.coverage_bar import CoverageBar
from edgeassist.kit.fold import Fold
from edgeassist.kit.links import LinkBar
from edgeassist.kit.meter import STEPS, Meter

Show = Callable[[QWidget], QWidget]


@pytest.mark.parametrize(("share", "filled"), [(0, 0), (0.00001, 1), (0.5, STEPS // 2), (1.7, STEPS)])
def test_a_meter_says_what_it_shows(shown: Show, share: float, filled: int) -> None:
    made = Meter("Context used")
    shown(made)
    made.show_share(share, "310 of 512 tokens", "warn")
    assert made.bar.value() == filled
    assert made.line.text() == made.bar.accessibleDescription() == "310 of 512 tokens"
    assert made.bar.property("tone") == "warn"


def test_what_stays_unread_is_no_plain_bar(shown: Show) -> None:
    made = CoverageBar()
    shown(made)
    made.show_coverage(0.5, "Pages 1-42 of 84 read", whole=False)
    assert (made.bar.property("tone"), made.line.text()) == ("warn", "Pages 1-42 of 84 read")
    made.show_coverage(1, "Pages 1-84 of 84 read")
    assert made.bar.property("tone") == ""
    assert made.bar.value() == STEPS


def test_a_fold_costs_nothing_until_somebody_looks(shown: Show) -> None:
    made = Fold("Thinking…", "First ")
    shown(made)
    made.add("second ")
    assert (made.unfolded, made.body.toPlainText(), made.text) == (False, "", "First second ")
    made.toggle.click()
    made.add("third")
    assert made.body.toPlainText() == made.text == "First second third"
    made.rename("Thought for 4 s")
    assert made.toggle.accessibleName() == "Hide: Thought for 4 s"
    made.toggle.click()
    assert not made.body.isVisible()


@pytest.fixture
def opened() -> list[str]:
    return []


@pytest.fixture
def bar(shown: Show, opened: list[str]) -> LinkBar:
    page, made = QWidget(), LinkBar(opened.append)
    made.setParent(page)
    page.resize(600, 300)
    shown(page)
    return made


def test_a_link_opens_only_after_a_yes(bar: LinkBar, opened: list[str]) -> None:
    bar.ask("https://example.org/a&b")
    assert (bar.isVisible(), opened) == (True, [])
    assert "<b>example.org</b>" in bar.shown.text()
    assert "a&amp;b" in bar.shown.text()
    bar.open.click()
    assert (bar.isVisible(), opened) == (False, ["https://example.org/a&b"])


def test_a_link_can_be_left_alone_or_copied(bar: LinkBar, opened: list[str]) -> None:
    bar.ask("file:///etc/passwd")
    assert not bar.open.isVisible()
    assert bar.warning.isVisible()
    bar.copy.click()
    assert QGuiApplication.clipboard().text() == "file:///etc/passwd"
    bar.on_agreed()
    bar.ask("https://example.org")
    QTest.keyClick(bar.cancel, Qt.Key.Key_Escape)
    assert (bar.isVisible(), opened) == (False, [])


def test_markup_in_an_address_is_shown_as_it_is_written(bar: LinkBar) -> None:
    bar.ask("<img src=http://x.org/y.png>\u202e")
    assert "<img" not in bar.shown.text()
    assert "202E" in bar.shown.text()
