# SPDX-License-Identifier: Apache-2.0
"""Search: every word from its beginning, in any script, and nothing that is typed is taken for syntax."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from hypothesis import strategies

from edgeassist.history import index
from edgeassist.history.chats import Chats
from edgeassist.history.manner import Manner
from edgeassist.history.search import Filters, Hit
from tests.support.clocks import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock(1000.0)


@pytest.fixture
def chats(tmp_path: Path, clock: Clock) -> Iterator[Chats]:
    opened = Chats(tmp_path / "history.sqlite3", clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def unindexed(chats: Chats, monkeypatch: pytest.MonkeyPatch) -> Chats:
    """The same on an SQLite without FTS5: its index is neither kept nor read."""
    with chats._database.writing() as connection:
        index.leave_index(connection)
    monkeypatch.setattr(index, "can_index", lambda _connection: False)
    return chats


def said(chats: Chats, *texts: str) -> list[int]:
    chat = chats.start()
    chat.add_question("-")
    for text in texts:
        chat.add_question(text)
    chats.shelf.rename(chat.id or 0, "untitled")
    return [one.id for one in chat.path()][1:]


def found(chats: Chats, typed: str, filters: Filters | None = None) -> list[int]:
    return [hit.message for hit in chats.finder.search(typed, filters) if hit.message is not None]


def marked(hit: Hit) -> list[str]:
    return [hit.excerpt[start:end] for start, end in hit.marks]


SCRIPTS = [
    ("The café is closed", "cafe", "café"),
    ("The cafe is closed", "CAFÉ", None),
    ("decomposed cafe\u0301", "café", "cafe\u0301"),
    ("a refrigerator hums", "refrig", "refrigerator"),
    ("今日は日本語を勉強します", "日本", "日本"),
    ("我去北京。", "京", "京"),
    ("使用Python编程", "python", "Python"),
    ("학교에서 공부", "교에", "교에"),
    (
        "ขอสวัสดีครับ",
        "สวัสดี",
        "สวัสดี",
    ),
    ("ש\u05b8\u05c1לו\u05b9ם עולם", "שלום", None),
    (
        "الس\u064e\u0651لام عليكم",
        "السلام",
        None,
    ),
    ("done \U0001f389\U0001f389!", "\U0001f389", "\U0001f389\U0001f389"),
    ("great\U0001f44d\U0001f3fd", "\U0001f44d", "\U0001f44d"),
    ("I like C++ a lot", "c++", None),
    ("a -> b", "->", "->"),
    ('say "hello world"', '"hello', None),
    ("100% sure_thing", "100%", None),
]


@pytest.mark.parametrize(("text", "typed", "mark"), SCRIPTS, ids=[ascii(typed) for _text, typed, _mark in SCRIPTS])
def test_a_word_is_found_in_every_script(chats: Chats, text: str, typed: str, mark: str | None) -> None:
    (number,) = said(chats, text)
    said(chats, "something else entirely")
    (hit,) = chats.finder.search(typed)
    assert hit.message == number
    if mark is not None:
        assert mark in marked(hit)


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("a refrigerator", "frigerator"),
        ("\u672c\u65e5", "\u65e5\u672c"),
        ("apples", "apples AND pears"),
        ("apples", "apples OR"),
        ("apples", "-apples pears"),
        ("apples", "text:apples"),
        ("apples", "NEAR(apples)"),
        ("apples", "a"),
        ("apples", "   "),
        ("apples", ""),
        ("100 percent", "%"),
        ("apples", "_"),
        ("apples", '"'),
        ("apples", "*"),
    ],
)
def test_what_was_not_said_is_not_found(chats: Chats, text: str, typed: str) -> None:
    said(chats, text)
    assert found(chats, typed) == []


@pytest.mark.parametrize("typed", ["apples", "app*", '"apples"', "(apples)", "'apples'", "APPLES pears"])
def test_signs_of_a_query_language_mean_nothing(chats: Chats, typed: str) -> None:
    (number,) = said(chats, "pears and apples")
    assert found(chats, typed) == [number]


@hypothesis.given(typed=strategies.text(max_size=40))
@hypothesis.settings(max_examples=200)
def test_nothing_typed_is_an_error(chats: Chats, typed: str) -> None:
    if not chats.shelf.entries():
        said(chats, "apples \u65e5\u672c \U0001f389 \ud800")
    for hit in chats.finder.search(typed):
        assert all(0 <= start < end <= len(hit.excerpt) for start, end in hit.marks)


@hypothesis.given(text=strategies.text(min_size=1, max_size=60))
@hypothesis.settings(max_examples=200)
def test_a_whole_message_finds_itself(chats: Chats, text: str) -> None:
    (number,) = said(chats, text)
    typed = text[:500]
    if typed.split() and len(typed.replace("\0", " ").split()) <= 16 and typed.isprintable():
        assert number in found(chats, typed)


def test_newest_first_and_page_by_page(chats: Chats) -> None:
    numbers = said(chats, *(f"pear {number}" for number in range(7)))
    first = chats.finder.search("pear", limit=4)
    assert [hit.message for hit in first] == numbers[:2:-1]
    rest = chats.finder.search("pear", limit=4, before=first[-1].message)
    assert [hit.message for hit in rest] == numbers[2::-1]


def test_every_version_is_found_and_no_deleted_conversation(chats: Chats) -> None:
    chat = chats.start()
    chat.add_question("fruit?")
    chat.save_answer("an apple", partial=False)
    chat.regenerate()
    chat.save_answer("a pear", partial=False)
    assert len(found(chats, "apple")) == len(found(chats, "pear")) == 1
    chats.shelf.delete(chat.id or 0)
    assert chats.finder.search("apple") == ()
    assert chats.finder.search("fruit") == ()


def test_an_overwritten_answer_is_found_as_it_is_now(chats: Chats) -> None:
    chat = chats.start()
    chat.add_question("fruit?")
    chat.save_answer("an apple", partial=True)
    chat.save_answer("a pear", partial=False)
    assert found(chats, "apple") == []
    assert len(found(chats, "pear")) == 1


def test_filters_narrow_what_is_found(chats: Chats, clock: Clock) -> None:
    chat = chats.start()
    chat.add_question("a pear")
    chat.save_answer("the pear", partial=False, model="tiny")
    clock.now = 2000.0
    chat.add_question("pear again")
    question, answer, later = (one.id for one in chat.path())
    chats.shelf.rename(chat.id or 0, "untitled")
    chats.shelf.move(chat.id or 0, "fruit")
    assert found(chats, "pear", Filters(folder="fruit")) == [later, answer, question]
    assert found(chats, "pear", Filters(folder="")) == []
    assert found(chats, "pear", Filters(model="tiny")) == [answer]
    assert found(chats, "pear", Filters(since_ms=2_000_000)) == [later]
    assert found(chats, "pear", Filters(until_ms=2_000_000)) == [answer, question]
    chat.keep_manner(Manner("large"))
    assert found(chats, "pear", Filters(model="large")) == [later, answer, question]


def test_titles_are_found_before_messages(chats: Chats) -> None:
    said(chats, "an orchard of pears")
    (chat,) = chats.shelf.entries()
    chats.shelf.rename(chat.id, "P\u00e4ar and pears")
    title, message = chats.finder.search("pear")
    assert (title.message, title.chat, marked(title)) == (None, chat.id, ["pear"])
    assert message.message is not None
    assert chats.finder.search("paar")[0].title == "P\u00e4ar and pears"


def test_a_long_text_is_shown_around_the_word(chats: Chats) -> None:
    said(chats, "x " * 50_000 + "needle in\nhay" + " y" * 50_000, "\u65e5" * 50_000 + "\u672c" + "\u65e5" * 50_000)
    (hit,) = chats.finder.search("needle")
    assert marked(hit) == ["needle"]
    assert len(hit.excerpt) < 450
    assert "\n" not in hit.excerpt
    (hit,) = chats.finder.search("\u65e5\u672c")
    assert marked(hit) == ["\u65e5\u672c"]
    assert len(hit.excerpt) < 450


def test_text_cannot_forge_a_mark(chats: Chats) -> None:
    said(chats, "pear \x02deadbeef apple \x03deadbeef")
    (hit,) = chats.finder.search("pear")
    assert marked(hit) == ["pear"]


def test_without_the_index_search_says_so_and_still_finds(unindexed: Chats) -> None:
    (number,) = said(unindexed, "The Pear, 100%_sure \\ caf\u00e9")
    assert "minds accents" in unindexed.finder.note()
    assert found(unindexed, "pear caf\u00e9") == [number]
    assert found(unindexed, "100%_sure") == [number]
    assert found(unindexed, "1000%") == []
    assert found(unindexed, "cafe") == []


def test_a_damaged_index_costs_no_message_and_search_goes_on(chats: Chats) -> None:
    (number,) = said(chats, "a pear")
    with chats._database.writing() as connection:
        connection.execute("UPDATE words_data SET block = x'00ff00ff00ff'")
    assert found(chats, "pear") == [number]
    chat = chats.latest()
    with pytest.raises(Exception, match="index"):
        chat.add_question("an apple")
    chat.add_question("an apple")
    assert found(chats, "apple") == [number + 1]


def test_a_new_history_is_indexed(chats: Chats) -> None:
    assert chats.finder.note() == ""
    with chats._database.reading() as connection:
        assert index.is_indexed(connection) is index.can_index(connection)


def test_the_index_agrees_with_the_messages_after_everything(chats: Chats, tmp_path: Path) -> None:
    chat = chats.start()
    for text in ("pear", "lone \ud800", "nul \0 in it", "\u65e5\u672c", ""):
        chat.add_question(text)
        chat.save_answer(text, partial=True)
        chat.save_answer(text + "!", partial=False)
        chat.edit(chat.path()[-2].id, text + "?")
        chat.save_answer(text, partial=False)
    chats.close()
    with sqlite3.connect(tmp_path / "history.sqlite3") as connection:
        connection.execute("INSERT INTO words(words, rank) VALUES ('integrity-check', 1)")
    connection.close()
