# SPDX-License-Identifier: Apache-2.0
"""What stands at an entry point, whatever it is for: order, doubles, faults in one sentence, nothing that escapes."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib.metadata import EntryPoint
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from edgeassist.core.found import Door, Found, registered


@dataclass(frozen=True, slots=True)
class Idea:
    """A spec of the test's."""

    id: str
    title: str = "An idea"
    build: Callable[..., object] = object
    order: int = 100
    api: int = 3


KINDS = {"id": str, "title": str, "order": int, "api": int}
DOOR = Door("test.ideas", "idea", Idea, 3, KINDS, lambda spec: "It is no good." if spec.title == "bad" else "")


@dataclass
class Entry:
    """An entry point that brings `value`, or raises it."""

    value: object
    name: str = "entry"
    package: str = "stranger"

    @property
    def dist(self) -> object:
        return SimpleNamespace(name=self.package, version="1.2") if self.package else None

    def load(self) -> object:
        if isinstance(self.value, BaseException):
            raise self.value
        return self.value


def found(*entries: Entry) -> tuple[Found[Idea], ...]:
    every: Any = entries
    return DOOR.found(every)


def wrong(**values: Any) -> Idea:
    """Return a spec with values of a kind that nobody checked."""
    return replace(Idea("x"), **values)


def test_specs_come_in_their_order_then_by_id_and_the_faulty_last() -> None:
    rows = found(Entry(Idea("late")), Entry(ValueError("no")), Entry(Idea("early", order=1)), Entry(Idea("hate")))
    assert [(one.id, one.spec is None) for one in rows] == [
        ("early", False), ("hate", False), ("late", False), ("entry", True),
    ]  # fmt: skip
    assert rows[0].origin == "stranger 1.2"


def test_an_id_of_ours_stays_ours_whoever_comes_first() -> None:
    ours = Entry(Idea("chat", title="Ours", order=900), package="edgeassist")
    first, second = found(Entry(Idea("chat", title="Theirs", order=1)), ours)
    assert first.spec is not None
    assert (first.spec.title, first.is_own) == ("Ours", True)
    assert (second.fault, second.is_own) == ("Another idea is already called 'chat'.", False)


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        (ImportError("No module named 'x'"), "It cannot be imported: ImportError: No module named 'x'"),
        (SystemExit(3), "It cannot be imported: SystemExit: 3"),
        (object(), " is not an Idea."),
        (wrong(title=7), "The title of its spec is no str."),
        (Idea("x", title="bad"), "It is no good."),
        (Idea("Not A Name"), "Its id must be made of small letters"),
        (Idea("x" * 41), "40 at most"),
        (Idea("../up"), "it names a folder"),
        (wrong(build=None), "The build of its spec cannot be called."),
        (Idea("x", api=2), "It was made for idea API 2; this program has 3."),
    ],
)
def test_what_cannot_be_used_says_why_in_one_sentence(value: object, fault: str) -> None:
    (row,) = found(Entry(value))
    assert row.spec is None
    assert fault in row.fault


def test_an_entry_without_a_package_goes_by_its_value() -> None:
    entry = EntryPoint("x", "tests.unit.test_found:DOOR", "test.ideas")
    (row,) = DOOR.found([entry])
    assert (row.package, row.origin) == ("tests.unit.test_found:DOOR", "tests.unit.test_found:DOOR")
    assert row.fault == "tests.unit.test_found:DOOR is not an Idea."


def test_nothing_registered_is_nothing_found() -> None:
    assert DOOR.found() == ()


def test_what_is_registered_is_found_once_in_the_packages_that_say_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder, name, said in (
        ("first", "ideas", "[test.ideas]\nkept = somewhere:SPEC\n[test.others]\nother = somewhere:SPEC\n"),
        ("second", "ideas", "[test.ideas]\nshadowed = somewhere:SPEC\n"),
        ("second", "more", "[test.ideas]\nmore = elsewhere:SPEC\n"),
        ("second", "nothing", "[console_scripts]\nnothing = nothing:main\n"),
    ):
        info = tmp_path / folder / f"{name}-1.0.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(said)
    monkeypatch.setattr(sys, "path", [str(tmp_path / "first"), str(tmp_path / "second")])
    found = list(registered("test.ideas"))
    assert [(one.name, one.dist.name if one.dist else "") for one in found] == [("kept", "ideas"), ("more", "more")]
