# SPDX-License-Identifier: Apache-2.0
"""The lines of the chat list and of the hits: what a screen reader hears, what can be renamed, which arrow folds."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from edgeassist.panes.chat.chat_row import LINE, ChatLines, ChatRows
from edgeassist.panes.chat.hit_row import HitRows
from edgeassist.panes.chat.hits import Found
from edgeassist.panes.chat.library import Heading, Row

Show = Callable[[QWidget], QWidget]
LINES = (
    Heading("folder:a", "a", 2, folds=True),
    Row(1, "one", remark="a"),
    Heading("today", "Today", 1),
    Row(2, "two"),
)


@pytest.fixture
def rows(app: object) -> Iterator[ChatRows]:
    owner = QWidget()
    made = ChatRows(owner)
    made.show_lines(LINES)
    yield made
    owner.deleteLater()


def test_a_screen_reader_hears_what_each_line_is(rows: ChatRows) -> None:
    rows.mark_current(2)
    spoken = [rows.data(rows.index(at), Qt.ItemDataRole.AccessibleTextRole) for at in range(4)]
    assert spoken == ["a, 2 chats, unfolded", "one, a", "Today", "two, open"]


def test_only_chats_can_be_renamed_and_only_chats_and_folders_reached(rows: ChatRows) -> None:
    flags = [rows.flags(rows.index(at)) for at in range(4)]
    assert [bool(flag & Qt.ItemFlag.ItemIsEditable) for flag in flags] == [False, True, False, True]
    assert [bool(flag & Qt.ItemFlag.ItemIsEnabled) for flag in flags] == [True, True, False, True]
    assert rows.flags(QModelIndex()) == Qt.ItemFlag.NoItemFlags


@pytest.mark.parametrize(("typed", "heard"), [(" new ", [(1, "new")]), ("one", []), ("  ", []), ("", [])])
def test_a_name_is_told_only_when_it_is_another(rows: ChatRows, typed: str, heard: list[tuple[int, str]]) -> None:
    said: list[tuple[int, str]] = []
    rows.renamed.connect(lambda *told: said.append(told))
    assert rows.setData(rows.index(1), typed)
    assert said == heard
    assert rows.data(rows.index(1)) == "one"
    assert not rows.setData(rows.index(0), typed)


def test_a_chat_that_is_not_to_be_seen_has_no_place(rows: ChatRows) -> None:
    assert rows.place(None) is None
    assert rows.place(99) is None
    place = rows.place(2)
    assert place is not None
    assert place.data(LINE) == LINES[3]


@pytest.mark.parametrize("rtl", [False, True])
def test_the_arrow_that_points_away_from_the_text_folds(shown: Show, rows: ChatRows, rtl: bool) -> None:
    view = ChatLines("Chats")
    view.setLayoutDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
    view.setModel(rows)
    shown(view)
    folds: list[bool] = []
    view.fold_wished.connect(lambda _key, folded: folds.append(folded))
    view.setCurrentIndex(rows.index(0))
    QTest.keyClick(view, Qt.Key.Key_Left)
    QTest.keyClick(view, Qt.Key.Key_Right)
    view.setCurrentIndex(rows.index(1))
    QTest.keyClick(view, Qt.Key.Key_Left)
    assert folds == ([False, True] if rtl else [True, False])


def test_hits_are_added_below_and_replaced_as_a_whole(app: object) -> None:
    rows = HitRows()
    hits = [Found(at, at, f"t{at}", "You", "x", ()) for at in range(3)]
    rows.show_hits(tuple(hits[:2]))
    rows.add(())
    rows.add((hits[2],))
    assert [rows.data(rows.index(at)) for at in range(rows.rowCount())] == ["t0", "t1", "t2"]
    assert rows.data(rows.index(0), Qt.ItemDataRole.AccessibleTextRole) == "t0. You: x"
    assert rows.rowCount(rows.index(0)) == 0
    rows.show_hits((hits[2],))
    assert rows.rowCount() == 1
    rows.deleteLater()
