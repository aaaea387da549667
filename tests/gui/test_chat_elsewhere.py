# SPDX-License-Identifier: Apache-2.0
"""Chats that a command deletes behind the pane's back: the list follows, and what is in front is left in time."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget

from edgeassist.history.chats import Chats
from edgeassist.intents.actions.panes import SPEC
from tests.gui.conftest import until
from tests.gui.test_chat_list import Listed
from tests.support.commanding import Place, acting, do

Show = Callable[[QWidget], QWidget]


class Commanded(Place):
    """An action's context whose chats are those of the list."""

    shared: Chats

    def chats(self) -> Chats:
        return self.shared


@pytest.fixture
def listed(tmp_path: Path, shown: Show) -> Iterator[Listed]:
    made = Listed(tmp_path, shown)
    made.ask("First question", "Second question")
    made.refresh()
    yield made
    made.close()


@pytest.fixture
def place(tmp_path: Path, listed: Listed) -> Commanded:
    made = Commanded(tmp_path)
    made.shared = listed.chats
    return made


def shows(listed: Listed, count: int) -> bool:
    return len([one for one in listed.titles if one.endswith("question")]) == count


def test_the_list_follows_a_command_and_its_undo(listed: Listed, place: Commanded) -> None:
    assert shows(listed, 2)
    with acting(SPEC, place) as action:
        token = do(action, "EdgeDeleteChats").undo
        until(lambda: shows(listed, 0))
        assert action.undo(token).done
        until(lambda: shows(listed, 2))


def test_the_chat_in_front_is_left_when_it_was_deleted(listed: Listed, place: Commanded) -> None:
    front = listed.chats.shelf.entries()[0].id
    listed.list.mark_current(front)
    with acting(SPEC, place) as action:
        do(action, "EdgeDeleteChats")
        until(lambda: ("gone", front) in listed.heard)


def test_a_chat_that_is_not_stored_yet_is_not_left(listed: Listed, place: Commanded) -> None:
    listed.list.mark_current(None)
    with acting(SPEC, place) as action:
        do(action, "EdgeDeleteChats")
        until(lambda: shows(listed, 0))
    assert not [one for one in listed.heard if one[0] == "gone"]


def test_a_closed_list_hears_nothing_more(listed: Listed) -> None:
    listed.list.end_work()
    assert listed.chats.shelf._watching == []
    listed.chats.shelf.tell_changed()
    assert shows(listed, 2)
