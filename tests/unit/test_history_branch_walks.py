# SPDX-License-Identifier: Apache-2.0
"""Long walks through a conversation, compared step by step with a plain tree: asking, answering, editing, choosing."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from edgeassist.history.chat import Chat, ChatGone, MessageGone, QuestionNotSaved
from edgeassist.history.chats import Chats
from edgeassist.history.intake import TakenIn
from edgeassist.history.turns import Attachment, Draft, Message


@pytest.fixture
def chats(tmp_path: Path) -> Iterator[Chats]:
    opened = Chats(tmp_path / "history.sqlite3")
    yield opened
    opened.close()


@dataclass
class Plain:
    """What the conversation should be: who hangs below whom, and what is in front."""

    parents: dict[int, int | None] = field(default_factory=dict)
    texts: dict[int, str] = field(default_factory=dict)
    front: int | None = None

    def path(self) -> list[str]:
        """Return the texts in front, oldest first."""
        found, one = [], self.front
        while one is not None:
            found.append(self.texts[one])
            one = self.parents[one]
        return found[::-1]

    def put(self, number: int, parent: int | None, text: str) -> None:
        """Add a message and put it in front."""
        self.parents[number], self.texts[number], self.front = parent, text, number

    def choose(self, number: int) -> None:
        """Put the newest end below `number` in front."""
        while below := [child for child, parent in self.parents.items() if parent == number]:
            number = max(below)
        self.front = number

    def beside(self, number: int) -> tuple[int, ...]:
        """Return the versions of `number`."""
        return tuple(sorted(one for one, parent in self.parents.items() if parent == self.parents[number]))


def step(chat: Chat, plain: Plain, dice: random.Random, at: int) -> None:
    """Do one thing that a person could do now, to both."""
    path = chat.path()
    last = path[-1] if path else None
    deeds = ["ask"]
    if last is not None:
        deeds += ["answer", "edit", "choose"]
    if any(one.role == "assistant" for one in path):
        deeds.append("again")
    deed = dice.choice(deeds)
    if deed == "ask":
        chat.add_question(f"q{at}")
        plain.put(chat.path()[-1].id, last.id if last else None, f"q{at}")
    elif deed == "answer" and last is not None:
        chat.save_answer(f"a{at}", partial=False)
        answer = chat.path()[-1]
        parent = plain.parents[last.id] if last.role == "assistant" else last.id
        plain.put(answer.id, parent, f"a{at}")
    elif deed == "edit":
        old = dice.choice([one for one in path if one.role == "user"])
        plain.put(chat.edit(old.id, f"e{at}"), plain.parents[old.id], f"e{at}")
    elif deed == "again":
        old = dice.choice([one for one in path if one.role == "assistant"])
        question = chat.regenerate(old.id)
        assert question == plain.parents[old.id]
        chat.save_answer(f"r{at}", partial=True)
        chat.save_answer(f"r{at}!", partial=False)
        plain.put(chat.path()[-1].id, question, f"r{at}!")
    else:
        number = dice.choice(sorted(plain.parents))
        plain.choose(number)
        assert [one.text for one in chat.choose(number)] == plain.path()


@pytest.mark.parametrize("seed", range(3))
def test_a_walk_of_forty_steps_ends_where_a_plain_tree_ends(chats: Chats, tmp_path: Path, seed: int) -> None:
    chat, plain, dice = chats.start(), Plain(), random.Random(seed)
    for at in range(40):
        step(chat, plain, dice, at)
        path = chat.path()
        assert [one.text for one in path] == plain.path()
        for one in path:
            beside = plain.beside(one.id)
            assert (one.sibling, one.siblings) == (beside.index(one.id) + 1, len(beside))
            assert chat.siblings(one.id) == beside
    assert [one.text for one in chats.open(chat.id or 0).path()] == plain.path(), "and is there after reopening"
    chats.export(tmp_path / "walk.json")
    other = Chats(tmp_path / "other" / "history.sqlite3")
    assert other.take_in(tmp_path / "walk.json") == TakenIn(1, 0, len(plain.parents))
    assert [one.text for one in other.latest().path()] == plain.path(), "and after a way through a file"
    assert {hit.message for hit in chats.finder.search("q0", limit=1_000)} <= {None, *plain.parents}
    for number in plain.parents:
        assert chat.choose(number)[-1].id >= number, "no version is ever lost"
    other.close()


def three(chats: Chats) -> tuple[Chat, list[Message]]:
    """Return a conversation of three questions with answers."""
    chat = chats.start()
    for number in range(3):
        chat.add_question(f"q{number}", attachments=(Attachment(name=f"{number}.txt"),))
        chat.save_answer(f"a{number}", partial=False, model="tiny")
    return chat, list(chat.path())


@pytest.mark.parametrize("at", [0, 2, 4])
def test_every_question_can_be_asked_in_other_words_and_none_is_lost(chats: Chats, at: int) -> None:
    chat, messages = three(chats)
    chat.edit(messages[at].id, "other")
    assert [one.text for one in chat.path()] == [one.text for one in messages[:at]] + ["other"]
    assert chat.path()[-1].attachments == messages[at].attachments
    chat.save_answer("to the other", partial=False)
    assert chat.path()[-1].parent == chat.path()[-2].id
    assert list(chat.choose(messages[at].id))[at + 1 :] == messages[at + 1 :]


@pytest.mark.parametrize("at", [1, 3, 5])
def test_every_answer_can_be_given_again_and_none_is_lost(chats: Chats, at: int) -> None:
    chat, messages = three(chats)
    assert chat.regenerate(messages[at].id) == messages[at - 1].id
    chat.save_answer("again", partial=False)
    assert [one.text for one in chat.path()] == [one.text for one in messages[:at]] + ["again"]
    assert chat.siblings(messages[at].id) == (messages[at].id, chat.path()[-1].id)
    assert [one.text for one in chat.choose(messages[at].id)] == [one.text for one in messages]


def test_another_answer_that_never_came_leaves_the_old_one_in_front(chats: Chats) -> None:
    chat, messages = three(chats)
    chat.regenerate()
    assert [one.text for one in chats.open(chat.id or 0).path()] == [one.text for one in messages]
    chat.add_question("something else")
    chat.save_answer("and its answer", partial=False)
    texts = [one.text for one in chat.path()]
    assert texts == [*(one.text for one in messages), "something else", "and its answer"]


def test_an_answer_goes_on_growing_in_its_own_place(chats: Chats) -> None:
    chat, _messages = three(chats)
    chat.regenerate()
    for end in range(1, 12):
        chat.save_answer("word by word"[:end], partial=end < 11, model="tiny")
    last = chat.path()[-1]
    assert (last.text, last.partial, last.sibling, last.siblings) == ("word by wor", False, 2, 2)


def test_an_answer_keeps_the_model_that_gave_it(chats: Chats) -> None:
    chat, _messages = three(chats)
    chat.regenerate()
    chat.save_answer("half", partial=True, model="large")
    chat.save_answer("whole", partial=False)
    assert [one.model for one in chat.path() if one.role == "assistant"] == ["tiny", "tiny", "large"]


@pytest.mark.parametrize("number", [0, -1, 10**12])
def test_a_message_that_never_was_is_refused_and_nothing_moves(chats: Chats, number: int) -> None:
    chat, messages = three(chats)
    for act in (lambda: chat.edit(number, "x"), lambda: chat.choose(number), lambda: chat.regenerate(number)):
        with pytest.raises(MessageGone) as refused:
            act()
        assert "nothing was changed" in refused.value.hint
    assert chat.siblings(number) == ()
    assert list(chat.path()) == messages


def test_a_conversation_without_a_question_has_nothing_to_change(chats: Chats) -> None:
    chat = chats.start()
    assert (chat.path(), chat.turns(), chat.title, chat.id, chat.siblings(1)) == ((), (), "", None, ())
    for act in (lambda: chat.edit(1, "x"), chat.regenerate, lambda: chat.save_answer("x", partial=False)):
        with pytest.raises((ChatGone, MessageGone)):
            act()
    assert chats.shelf.entries() == ()


def test_two_windows_on_one_conversation_lose_neither_s_words(chats: Chats) -> None:
    chat, _messages = three(chats)
    other = chats.open(chat.id or 0)
    other.add_question("from the other window")
    with pytest.raises(QuestionNotSaved) as refused:
        chat.save_answer("to what was asked before", partial=False)
    assert "Copy the answer" in refused.value.hint
    other.save_answer("theirs", partial=False)
    chat.add_question("from this window")
    chat.save_answer("ours", partial=False)
    assert [one.text for one in chat.path()][-4:] == ["from the other window", "theirs", "from this window", "ours"]


@pytest.mark.parametrize("text", ["x", " ", "日本", "\ud800", "\0", "line\nline", "a" * 200_000])
def test_a_draft_of_any_text_waits_until_it_is_sent_or_cleared(chats: Chats, text: str) -> None:
    chat, _messages = three(chats)
    draft = Draft(text, (Attachment(name="\udc80.pdf", path="/x/\udc80.pdf"),))
    chat.keep_draft(draft)
    chats.start().keep_draft(Draft("elsewhere"))
    assert chats.open(chat.id or 0).draft() == draft
    chat.save_answer("an answer in between", partial=False)
    assert chat.draft() == draft
    chat.keep_draft(Draft())
    assert (chat.draft(), chats.start().draft()) == (Draft(), Draft("elsewhere"))
