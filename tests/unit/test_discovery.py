# SPDX-License-Identifier: Apache-2.0
"""Panes at the door: a good one is found in its order, a bad one is a row with its reason."""

import sys
from importlib.metadata import EntryPoint
from types import ModuleType
from typing import Any

import pytest

from edgeassist.api import API_VERSION, GROUP, Pane, PaneContext, PaneSpec
from edgeassist.api.discovery import discover


def build(_: PaneContext) -> Pane:
    raise AssertionError("finding a pane must not build it")


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Return an importable module to put specs on."""
    module = ModuleType("shelf")
    monkeypatch.setitem(sys.modules, "shelf", module)
    return module


def entry(name: str, value: str | None = None) -> EntryPoint:
    return EntryPoint(name, value or f"shelf:{name}", GROUP)


def put(shelf: ModuleType, name: str, *, order: int = 100, api: int = API_VERSION, as_id: str | None = None) -> None:
    setattr(shelf, name, PaneSpec(as_id or name, name.title(), "chat", build, order=order, api=api))


def test_panes_come_in_rail_order(shelf: ModuleType) -> None:
    put(shelf, "later", order=20)
    put(shelf, "first", order=10)
    assert [pane.id for pane in discover([entry("later"), entry("first")])] == ["first", "later"]


def test_a_pane_that_cannot_be_imported_is_a_row_with_its_reason(shelf: ModuleType) -> None:
    put(shelf, "good")
    good, bad = discover([entry("bad", "no_such_module:SPEC"), entry("good")])
    assert (good.id, good.fault) == ("good", "")
    assert bad.spec is None
    assert bad.fault == "It cannot be imported: ModuleNotFoundError: No module named 'no_such_module'"


def test_something_else_at_the_door_is_named(shelf: ModuleType) -> None:
    vars(shelf)["thing"] = "a string"
    assert discover([entry("thing")])[0].fault == "shelf:thing is not a PaneSpec."


def test_a_module_that_wants_to_end_the_program_is_a_row_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def leave(_entry: EntryPoint) -> object:
        sys.exit("good bye")

    monkeypatch.setattr(EntryPoint, "load", leave)
    assert discover([entry("rude")])[0].fault == "It cannot be imported: SystemExit: good bye"


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"id": "../chat"}, "Its id must be made of small letters"),
        ({"id": "Chat Room"}, "Its id must be made of small letters"),
        ({"id": "a" * 41}, "Its id must be made of small letters"),
        ({"id": 7}, "The id of its spec is no str."),
        ({"order": "first"}, "The order of its spec is no int."),
        ({"takes": "translate"}, "The takes of its spec is no tuple."),
        ({"build": None}, "The build of its spec cannot be called."),
    ],
)
def test_a_spec_with_odd_values_is_a_row_with_its_reason(
    shelf: ModuleType, changes: dict[str, Any], fault: str
) -> None:
    put(shelf, "good")
    vars(shelf)["odd"] = PaneSpec(**{"id": "odd", "title": "Odd", "icon": "chat", "build": build, **changes})
    good, odd = discover([entry("odd"), entry("good")])
    assert (good.id, odd.id, odd.spec) == ("good", "odd", None)
    assert odd.fault.startswith(fault)


def test_a_faulty_pane_takes_no_name_away(shelf: ModuleType) -> None:
    put(shelf, "one")
    found = discover([entry("one", "no_such_module:SPEC"), entry("one")])
    assert [(pane.id, pane.fault[:9]) for pane in found] == [("one", ""), ("one", "It cannot")]


def test_a_pane_of_another_api_is_refused(shelf: ModuleType) -> None:
    put(shelf, "old", api=API_VERSION + 1)
    fault = discover([entry("old")])[0].fault
    assert fault == f"It was made for pane API {API_VERSION + 1}; this program has {API_VERSION}."


def test_the_second_of_one_name_is_refused(shelf: ModuleType) -> None:
    put(shelf, "one")
    put(shelf, "two", as_id="one")
    found = discover([entry("one"), entry("two")])
    assert [pane.fault for pane in found] == ["", "Another pane is already called 'one'."]


def test_the_chat_pane_comes_through_the_same_door_without_qt() -> None:
    chat = next(pane for pane in discover() if pane.id == "chat")
    assert chat.spec is not None, chat.fault
    assert chat.origin == "edgeassist 0.1.0"
