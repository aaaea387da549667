# SPDX-License-Identifier: Apache-2.0
"""Branches: editing and asking again add a version; nothing that was said is lost, and any version comes back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from edgeassist.history.chat import Chat, ChatGone, MessageGone
from edgeassist.history.chats import Chats
from edgeassist.history.manner import Manner
from edgeassist.history.turns import Attachment, Draft


@pytest.fixture
def chats(tmp_path: Path) -> Iterator[Chats]:
    opened = Chats(tmp_path / "history.sqlite3")
    yield opened
    opened.close()


@pytest.fixture
def chat(chats: Chats) -> Chat:
    """Two questions, two answers."""
    chat = chats.start()
    for number in (1, 2):
        chat.add_question(f"q{number}")
        chat.save_answer(f"a{number}", partial=False, model="tiny")
    return chat


def texts(chat: Chat) -> list[str]:
    return [one.text for one in chat.path()]


def test_an_edited_question_begins_a_branch_and_the_old_one_stays(chat: Chat) -> None:
    first = chat.path()[0].id
    edited = chat.edit(first, "q1, better")
    chat.save_answer("a1, better", partial=False)
    assert texts(chat) == ["q1, better", "a1, better"]
    assert chat.siblings(edited) == (first, edited)
    assert [one.text for one in chat.choose(first)] == ["q1", "a1", "q2", "a2"]


def test_an_edit_takes_its_attachments_along_unless_others_are_given(chat: Chat) -> None:
    file = Attachment(name="a.txt", tokens=12, read_tokens=5)
    chat.add_question("q3", attachments=(file,))
    chat.edit(chat.path()[-1].id, "q3b")
    assert chat.path()[-1].attachments == (file,)
    chat.edit(chat.path()[-1].id, "q3c", attachments=())
    assert chat.path()[-1].attachments == ()


def test_another_answer_keeps_the_old_one_beside_it(chat: Chat) -> None:
    old = chat.path()[-1].id
    chat.regenerate()
    assert texts(chat)[-1] == "a2"
    chat.save_answer("a2, ag", partial=True)
    chat.save_answer("a2, again", partial=False)
    new = chat.path()[-1]
    assert (new.text, new.sibling, new.siblings) == ("a2, again", 2, 2)
    assert chat.siblings(new.id) == (old, new.id)
    assert [one.text for one in chat.choose(old)][-1] == "a2"


def test_another_answer_in_the_middle_begins_a_branch(chat: Chat) -> None:
    answer = chat.path()[1].id
    chat.regenerate(answer)
    chat.save_answer("other a1", partial=False)
    chat.add_question("other q2")
    assert texts(chat) == ["q1", "other a1", "other q2"]
    assert [one.text for one in chat.choose(answer)] == ["q1", "a1", "q2", "a2"]


def test_choosing_takes_the_newest_version_further_down(chat: Chat) -> None:
    question = chat.path()[2].id
    chat.regenerate()
    chat.save_answer("newest", partial=False)
    chat.edit(question, "q2b")
    assert [one.text for one in chat.choose(question)] == ["q1", "a1", "q2", "newest"]


def test_going_on_after_choosing_writes_on_in_the_chosen_answer(chat: Chat) -> None:
    old = chat.path()[-1].id
    chat.regenerate()
    chat.save_answer("other", partial=True)
    chat.choose(old)
    chat.save_answer("a2 and more", partial=False)
    assert chat.path()[-1].id == old
    assert chat.path()[-1].model == "tiny"
    assert texts(chat)[-1] == "a2 and more"


@pytest.mark.parametrize("role", [0, 1], ids=["question", "answer"])
def test_what_is_not_of_its_kind_is_refused(chat: Chat, role: int) -> None:
    number = chat.path()[role].id
    with pytest.raises(MessageGone):
        chat.edit(number, "x") if role else chat.regenerate(number)
    assert texts(chat) == ["q1", "a1", "q2", "a2"]


def test_messages_of_other_conversations_are_out_of_reach(chats: Chats, chat: Chat) -> None:
    other = chats.start()
    other.add_question("mine")
    foreign = chat.path()[0].id
    assert other.siblings(foreign) == ()
    for act in (lambda: other.edit(foreign, "x"), lambda: other.choose(foreign)):
        with pytest.raises(MessageGone):
            act()


def test_the_branch_in_front_is_in_front_after_reopening(chats: Chats, chat: Chat) -> None:
    first = chat.path()[0].id
    chat.edit(first, "edited")
    assert [turn.text for turn in chats.latest().turns()] == ["edited"]


def test_a_conversation_keeps_its_manner(chats: Chats, chat: Chat) -> None:
    manner = Manner("tiny", "You are brief.", {"temperature": 0.5, "stop": "END", "top_k": 40})
    chat.keep_manner(manner)
    assert chats.latest().manner() == manner
    assert chats.start().manner() == Manner()
    with pytest.raises(ChatGone):
        chats.start().keep_manner(manner)


def test_a_draft_is_kept_until_it_is_asked(chats: Chats, chat: Chat) -> None:
    draft = Draft("half a \ud800 thought", (Attachment(name="a.txt"),))
    chat.keep_draft(draft)
    assert chats.latest().draft() == draft
    chat.add_question("done")
    assert chat.draft() == Draft()


def test_a_new_conversation_has_a_draft_of_its_own(chats: Chats, chat: Chat) -> None:
    new = chats.start()
    new.keep_draft(Draft("soon"))
    assert chats.start().draft() == Draft("soon")
    assert chat.draft() == Draft()
    new.add_question("soon")
    assert chats.start().draft() == Draft()
    new.keep_draft(Draft("x"))
    new.keep_draft(Draft())
    assert new.draft() == Draft()
