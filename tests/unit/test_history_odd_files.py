# SPDX-License-Identifier: Apache-2.0
"""Files that are taken in: edited by hand, cut, swollen, of another program. All or nothing, and never a crash."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edgeassist.history.chats import Chats
from edgeassist.history.intake import NotHistory, TakenIn

UID = "0123456789abcdef" * 2


@pytest.fixture(scope="module")
def chats(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chats]:
    """A history of one conversation, which no refused file may change."""
    opened = Chats(tmp_path_factory.mktemp("here") / "history.sqlite3")
    chat = opened.start()
    chat.add_question("mine")
    chat.save_answer("stays", partial=False)
    yield opened
    opened.close()


def message(number: int, **other: object) -> dict[str, Any]:
    parent = f"{number - 1:032x}" if number else None
    role = "assistant" if number % 2 else "user"
    plain = {"uid": f"{number:032x}", "parent": parent, "role": role, "text": f"t{number}", "created_ms": number}
    return {**plain, **other}


def table(messages: list[dict[str, Any]], **other: object) -> dict[str, Any]:
    leaf = messages[-1]["uid"] if messages else None
    chat = {"uid": UID, "title": "x", "created_ms": 1, "touched_ms": 2, "leaf": leaf, "messages": messages, **other}
    return {"format": "edgeassist-history", "version": 1, "chats": [chat]}


def everything(chats: Chats) -> list[tuple[Any, ...]]:
    with chats._database.reading() as connection:
        rows = connection.execute("SELECT * FROM chats").fetchall()
        return [*rows, *connection.execute("SELECT * FROM messages").fetchall()]


def refused(chats: Chats, path: Path) -> str:
    before = everything(chats)
    with pytest.raises(NotHistory, match="cannot be taken in") as told:
        chats.take_in(path)
    assert everything(chats) == before, "nothing was changed"
    assert told.value.path == path
    assert told.value.code == "not-history"
    return str(told.value)


FAULTS: dict[str, Callable[[], Any]] = {
    "no table": lambda: [],
    "a word": lambda: "edgeassist-history",
    "nothing": lambda: None,
    "no format": lambda: {"chats": []},
    "a format of another kind": lambda: {"format": 1, "version": 1, "chats": []},
    "no version": lambda: {"format": "edgeassist-history", "chats": []},
    "a version that is a word": lambda: {"format": "edgeassist-history", "version": "1", "chats": []},
    "version zero": lambda: {"format": "edgeassist-history", "version": 0, "chats": []},
    "no chats": lambda: {"format": "edgeassist-history", "version": 1},
    "chats as a table": lambda: {"format": "edgeassist-history", "version": 1, "chats": {}},
    "a chat that is none": lambda: {"format": "edgeassist-history", "version": 1, "chats": [None]},
    "no title": lambda: table([message(0)], title=None),
    "a title that is a number": lambda: table([message(0)], title=5),
    "a number that is a word": lambda: table([message(0)], created_ms="yesterday"),
    "half a millisecond": lambda: table([message(0)], touched_ms=0.5),
    "pinned by a word": lambda: table([message(0)], pinned="yes"),
    "settings that are a list": lambda: table([message(0)], parameters=[1]),
    "settings within settings": lambda: table([message(0)], parameters={"a": {"b": 1}}),
    "a uid in capitals": lambda: table([message(0)], uid=UID.upper()),
    "a uid with a line end": lambda: table([message(0)], uid=UID + "\n"),
    "a short uid": lambda: table([message(0)], uid="abc"),
    "a leaf but no message": lambda: table([], leaf=UID),
    "a leaf of another conversation": lambda: table([message(0)], leaf=f"{9:032x}"),
    "two messages of one name": lambda: table([message(0), message(0)]),
    "a message before its parent": lambda: table([message(1), message(0)]),
    "a circle": lambda: table([message(0, parent=f"{1:032x}"), message(1)]),
    "below nobody": lambda: table([message(0, parent="f" * 32)]),
    "a role in capitals": lambda: table([message(0, role="User")]),
    "no role": lambda: table([message(0, role="")]),
    "no text": lambda: table([message(0, text=None)]),
    "a list of texts": lambda: table([message(0, text=["a", "b"])]),
    "attachments as a word": lambda: table([message(0, attachments="a.txt")]),
    "an attachment without a name": lambda: table([message(0, attachments=[{"path": "/a"}])]),
    "an attachment of no size": lambda: table([message(0, attachments=[{"name": "a", "size_bytes": "big"}])]),
    "a time before 1970": lambda: table([message(0, created_ms=-1)]),
    "a time after 9999": lambda: table([message(0)], touched_ms=253_402_300_800_000),
    "a time beyond numbers": lambda: table([message(0, created_ms=10**30)]),
    "a good one and a bad one": lambda: {
        **table([message(0)]),
        "chats": [*table([message(0)])["chats"], *table([message(0)], uid="bad")["chats"]],
    },
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_file_with_any_fault_is_refused_as_a_whole(chats: Chats, tmp_path: Path, fault: str) -> None:
    path = tmp_path / "odd.json"
    path.write_text(json.dumps(FAULTS[fault]()), encoding="utf-8")
    assert len(refused(chats, path)) < 600 + len(str(path)), "the reason is a sentence and not the file"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b" ",
        b"\0" * 64,
        b"{}",
        b"\xef\xbb\xbf{",
        b'{"format": "edgeassist-history"',
        b'{"format": "edgeassist-history", "version": 1, "chats": [',
        b"<html></html>",
        b"PK\x03\x04",
        b"SQLite format 3",
        b"SQLite format 3\0",
        b"SQLite format 3\0" + b"\0" * 4_096,
        b"%PDF-1.7",
        b"\xff" * 100,
        b"1e999",
        b'"' + b"a" * 10_000,
        b'{"a":' * 5_000,
        b"Infinity",
    ],
    ids=range(18),
)
def test_a_file_of_another_kind_is_refused(chats: Chats, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "odd.json"
    path.write_bytes(content)
    refused(chats, path)


@pytest.mark.parametrize("cut", [0.0, 0.1, 0.5, 0.9, 0.99])
def test_a_file_that_was_cut_is_refused(chats: Chats, tmp_path: Path, cut: float) -> None:
    chats.export(tmp_path / "whole.json")
    whole = (tmp_path / "whole.json").read_bytes()
    path = tmp_path / "cut.json"
    path.write_bytes(whole[: int(len(whole) * cut)])
    refused(chats, path)
    path.write_bytes(whole)
    assert chats.take_in(path) == TakenIn(0, 0, 0)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner) | st.dictionaries(st.sampled_from(["format", "version", "chats", "messages", "uid"]), inner)
        ),
    )
)
@settings(max_examples=30)
def test_no_json_at_all_makes_it_stumble(chats: Chats, tmp_path: Path, content: Any) -> None:
    path = tmp_path / "any.json"
    whole = table([message(0)])
    whole["chats"][0]["messages"] = content
    path.write_text(json.dumps(whole), encoding="utf-8")
    refused(chats, path)
    path.write_text(json.dumps(content), encoding="utf-8")
    refused(chats, path)


def test_a_folder_or_nothing_in_place_of_the_file_is_refused(chats: Chats, tmp_path: Path) -> None:
    refused(chats, tmp_path)
    assert "No such file" in refused(chats, tmp_path / "gone.json")


def test_a_file_made_by_hand_is_taken_in_with_only_what_it_must_have(tmp_path: Path) -> None:
    with closing(Chats(tmp_path / "history.sqlite3")) as chats:
        path = tmp_path / "hand.json"
        path.write_text(json.dumps(table([message(0), message(1), message(2, role="system")])), encoding="utf-8")
        assert chats.take_in(path) == TakenIn(1, 0, 3)
        assert [(turn.role, turn.text) for turn in chats.latest().turns()] == [
            ("user", "t0"), ("assistant", "t1"), ("system", "t2"),
        ]  # fmt: skip
        chat = chats.latest()
        chat.add_question("and on")
        chat.save_answer("it goes", partial=False)
        path.write_text(json.dumps(table([message(at) for at in range(6)])), encoding="utf-8")
        assert chats.take_in(path) == TakenIn(0, 1, 3)
        assert [turn.text for turn in chats.latest().turns()][-2:] == ["and on", "it goes"]
        assert len(chats.finder.search("t5")) == 1, "what came is found though it is not in front"


def test_a_conversation_without_messages_is_taken_in_and_purged(tmp_path: Path) -> None:
    with closing(Chats(tmp_path / "history.sqlite3")) as chats:
        path = tmp_path / "empty.json"
        path.write_text(json.dumps(table([])), encoding="utf-8")
        assert chats.take_in(path) == TakenIn(1, 0, 0)
        assert chats.latest().turns() == ()
        assert chats.shelf.purge() == 1


def test_a_deep_conversation_comes_in_and_goes_out(tmp_path: Path) -> None:
    with closing(Chats(tmp_path / "history.sqlite3")) as chats:
        path = tmp_path / "deep.json"
        path.write_text(json.dumps(table([message(at) for at in range(3_000)])), encoding="utf-8")
        assert chats.take_in(path) == TakenIn(1, 0, 3_000)
        assert [turn.text for turn in chats.latest().turns()] == [f"t{at}" for at in range(3_000)]
        assert chats.export(tmp_path / "out.json") == 1
        assert chats.take_in(tmp_path / "out.json") == TakenIn(0, 0, 0)


def test_another_program_s_database_is_refused(chats: Chats, tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE chats (name TEXT)")
        connection.execute("CREATE TABLE messages (body TEXT)")
        connection.execute("INSERT INTO messages VALUES ('hello')")
        connection.commit()
    assert "no conversation in it can be read" in refused(chats, path)


def test_taking_in_one_s_own_database_changes_nothing(chats: Chats) -> None:
    assert chats.take_in(chats._database.path) == TakenIn(0, 0, 0)
