# SPDX-License-Identifier: Apache-2.0
"""Corners of a stored conversation: versions of versions, odd texts, drafts, files, manners; whose answer is whose."""

import json
import random
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from edgeassist.history.chat import Chat, ChatGone, MessageGone, QuestionNotSaved
from edgeassist.history.chats import Chats
from edgeassist.history.manner import Manner, Parameter, parameters_from_column, parameters_to_column
from edgeassist.history.turns import Attachment, Draft, SavedTurn, from_column, plain, to_column

ODD = {
    "empty": "",
    "blank": " \n\t ",
    "nul": "a\0b",
    "lone surrogate": "\ud83d half",
    "right to left": "\u202eevil\u202c \u05e9\u05dc\u05d5\u05dd",
    "joined": "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "line ends": "one\r\ntwo\rthree\u2028four",
    "sql": "'); DROP TABLE messages; --",
    "long": "x" * 300_000,
}


@pytest.fixture
def chats(tmp_path: Path) -> Iterator[Chats]:
    made = Chats(tmp_path / "history.sqlite3")
    yield made
    made.close()


@pytest.fixture
def chat(chats: Chats) -> Chat:
    made = chats.start()
    made.add_question("one")
    made.save_answer("First.", partial=False)
    return made


def front(chat: Chat) -> list[str]:
    return [one.text for one in chat.path()]


@pytest.mark.parametrize("name", ODD)
def test_every_text_comes_back_as_it_was(chats: Chats, name: str) -> None:
    text = ODD[name]
    chat = chats.start()
    chat.add_question(text)
    chat.save_answer(text, partial=True, model="m")
    chat.keep_draft(Draft(text))
    assert chat.id is not None
    again = chats.open(chat.id)
    assert again.turns() == (SavedTurn("user", text), SavedTurn("assistant", text, partial=True))
    assert again.draft() == Draft(text)
    assert from_column(to_column(text)) == text


@pytest.mark.parametrize("name", ODD)
def test_an_edit_to_any_text_stands_beside_the_old_one(chat: Chat, name: str) -> None:
    asked = chat.path()[0].id
    chat.edit(asked, ODD[name])
    (now,) = chat.path()
    assert (now.text, now.sibling, now.siblings) == (ODD[name], 2, 2)
    assert [one.text for one in chat.choose(asked)] == ["one", "First."]


def test_a_version_of_a_version_stands_beside_all_of_them(chat: Chat) -> None:
    first = chat.path()[0].id
    second = chat.edit(first, "two")
    third = chat.edit(second, "three")
    assert chat.siblings(first) == chat.siblings(third) == (first, second, third)
    assert [one.text for one in chat.choose(second)] == ["two"]


def test_choosing_a_question_brings_the_newest_of_its_answers(chat: Chat) -> None:
    asked, answered = (one.id for one in chat.path())
    chat.regenerate()
    chat.save_answer("Second.", partial=False)
    chat.choose(answered)
    assert front(chat) == ["one", "First."]
    chat.choose(asked)
    assert front(chat) == ["one", "Second."]


def test_a_question_goes_below_the_branch_in_front(chat: Chat) -> None:
    answered = chat.path()[1].id
    chat.regenerate()
    chat.save_answer("Second.", partial=False)
    chat.choose(answered)
    chat.add_question("and now?")
    assert front(chat) == ["one", "First.", "and now?"]
    assert [one.siblings for one in chat.path()] == [1, 2, 1]


def test_another_answer_that_never_came_is_forgotten_when_the_old_one_is_chosen_again(chat: Chat) -> None:
    answered = chat.path()[1].id
    chat.regenerate()
    chat.choose(answered)
    chat.save_answer("First. And more.", partial=False)
    assert front(chat) == ["one", "First. And more."]
    assert chat.siblings(answered) == (answered,)


def test_another_answer_to_an_earlier_question_leaves_the_later_ones_on_their_branch(chat: Chat) -> None:
    answered = chat.path()[1].id
    chat.add_question("two")
    chat.save_answer("Later.", partial=False)
    chat.regenerate(answered)
    chat.save_answer("Other.", partial=False)
    assert front(chat) == ["one", "Other."]
    assert [one.text for one in chat.choose(answered)] == ["one", "First.", "two", "Later."]


@pytest.mark.parametrize("deed", ["edit", "regenerate", "choose"])
def test_a_message_of_another_chat_is_refused_and_changes_nothing(chats: Chats, chat: Chat, deed: str) -> None:
    other = chats.start()
    other.add_question("elsewhere")
    other.save_answer("There.", partial=False)
    foreign = other.path()[0 if deed == "edit" else 1].id
    deeds: dict[str, Callable[[], object]] = {
        "edit": partial(chat.edit, foreign, "x"),
        "regenerate": partial(chat.regenerate, foreign),
        "choose": partial(chat.choose, foreign),
    }
    with pytest.raises(MessageGone):
        deeds[deed]()
    assert front(chat) == ["one", "First."]
    assert front(other) == ["elsewhere", "There."]


def test_an_answer_cannot_be_edited_nor_a_question_be_answered_anew(chat: Chat) -> None:
    asked, answered = (one.id for one in chat.path())
    with pytest.raises(MessageGone):
        chat.edit(answered, "x")
    with pytest.raises(MessageGone):
        chat.regenerate(asked)


def test_an_answer_belongs_to_the_question_that_was_asked_here(chats: Chats, chat: Chat) -> None:
    assert chat.id is not None
    other = chats.open(chat.id)
    other.add_question("asked by another window")
    with pytest.raises(QuestionNotSaved):
        chat.save_answer("Late.", partial=False)
    assert front(other) == ["one", "First.", "asked by another window"]


def test_before_a_question_there_is_nothing_to_answer_or_to_set(chats: Chats) -> None:
    chat = chats.start()
    with pytest.raises(ChatGone):
        chat.save_answer("x", partial=False)
    with pytest.raises(ChatGone):
        chat.keep_manner(Manner("m"))
    assert (chat.id, chat.title, chat.path(), chat.manner()) == (None, "", (), Manner())


def test_a_draft_before_the_first_question_waits_for_the_next_new_chat(chats: Chats) -> None:
    chats.start().keep_draft(Draft("half", (Attachment(name="a.txt", path="/a"),)))
    waiting = chats.start()
    assert waiting.draft() == Draft("half", (Attachment(name="a.txt", path="/a"),))
    waiting.add_question("half a thought")
    assert chats.start().draft() == waiting.draft() == Draft()


def test_an_empty_draft_is_forgotten(chat: Chat) -> None:
    chat.keep_draft(Draft("x"))
    chat.keep_draft(Draft())
    assert chat.draft() == Draft()


def test_files_of_an_edited_question_come_along_unless_others_are_given(chats: Chats) -> None:
    chat = chats.start()
    old, new = Attachment(name="old"), Attachment(name="new", digest="0" * 16)
    chat.add_question("one", attachments=(old,))
    asked = chat.path()[0].id
    chat.edit(asked, "two")
    assert chat.path()[0].attachments == (old,)
    chat.edit(asked, "three", attachments=(new,))
    assert chat.path()[0].attachments == (new,)
    chat.edit(asked, "four", attachments=())
    assert chat.path()[0].attachments == ()


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"temperature": 0.2, "max_tokens": 160, "flag": True, "older.summary": "In short: ünïcödé \U0001f600"},
        {"big": 2**70, "tiny": 1e-300},
    ],
)
def test_parameters_come_back_as_they_were(parameters: dict[str, Parameter]) -> None:
    assert parameters_from_column(parameters_to_column(parameters)) == parameters


@pytest.mark.parametrize("stored", ["", "null", "[]", "3", '"x"', "{", '{"a": null}', '{"a": [1]}', '{"a": {"b": 1}}'])
def test_what_is_no_table_of_plain_values_is_an_empty_one(stored: str) -> None:
    assert parameters_from_column(stored) == {}


def test_a_name_with_half_a_sign_can_be_stored(chat: Chat) -> None:
    chat.keep_manner(Manner("m\ud800", "p\udc00"))
    assert chat.manner() == Manner("m?", "p?")
    assert plain("\ud800x") == "?x"


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("What is a pump?", "What is a pump?"),
        ("\n\n  What is a pump?\nI ask for a friend.", "What is a pump?"),
        ("x" * 100, "x" * 59 + "…"),
        ("bell\x07 and\u202e turned", "bell\ufffd and\ufffd turned"),
    ],
)
def test_a_chat_is_called_by_the_first_line_of_its_first_question(chats: Chats, question: str, title: str) -> None:
    chat = chats.start()
    chat.add_question(question)
    assert " ".join(chat.title.split()) == title


def test_any_walk_through_versions_keeps_every_word_and_one_path(chats: Chats) -> None:
    """A model of the tree beside the real one: after each deed the path in front is the expected one."""
    dice = random.Random(9)
    chat = chats.start()
    chat.add_question("q0")
    parent: dict[int, int | None] = {chat.path()[0].id: None}
    for number in range(1, 61):
        path = chat.path()
        deed = dice.choice(("ask", "answer", "edit", "again", "choose"))
        if deed == "ask" and path[-1].role == "assistant":
            chat.add_question(f"q{number}")
        elif deed == "answer" and path[-1].role == "user":
            chat.save_answer(f"a{number}", partial=False)
        elif deed == "edit":
            chat.edit(dice.choice([one.id for one in path if one.role == "user"]), f"q{number}")
        elif deed == "again" and path[-1].role == "assistant":
            chat.regenerate(path[-1].id)
            chat.save_answer(f"a{number}", partial=False)
        elif deed == "choose":
            wanted = dice.choice(sorted(parent))
            assert wanted in [one.id for one in chat.choose(wanted)]
        now = chat.path()
        parent |= {one.id: one.parent for one in now}
        assert [one.parent for one in now] == [None, *(one.id for one in now[:-1])]
        assert all(one.id in chat.siblings(one.id) for one in now)
    assert len(parent) > 15


def test_an_export_keeps_the_digest_of_a_file_and_takes_none_for_granted(chats: Chats, tmp_path: Path) -> None:
    chat = chats.start()
    chat.add_question("?", attachments=(Attachment(name="a", path="/a", digest="0123456789abcdef"),))
    chats.export(tmp_path / "all.json")
    table = json.loads((tmp_path / "all.json").read_text())
    assert table["chats"][0]["messages"][0]["attachments"][0]["digest"] == "0123456789abcdef"
    other = Chats(tmp_path / "other.sqlite3")
    other.take_in(tmp_path / "all.json")
    assert other.latest().path()[0].attachments[0].digest == "0123456789abcdef"
    other.close()
