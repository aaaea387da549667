# SPDX-License-Identifier: Apache-2.0
"""Reasoning and repetitions in answers however they are torn, hits, file names: every text, of every script."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.history.search import Hit
from edgeassist.panes.chat.exporting import KINDS, file_name
from edgeassist.panes.chat.hits import found
from edgeassist.panes.chat.joining import HELD_CHARS, LEAST_CHARS, Joint
from edgeassist.panes.chat.library import UNTITLED
from edgeassist.panes.chat.thinking import Parted, parted

PIECES = st.sampled_from(
    ["<think>", "</think>", "<thinking>", "</thinking>", "\n", " ", "plan", "answer", "<th", "</th", "<", "é", "思"]
)
ENDINGS = [kind.ending for kind in KINDS]


@given(st.lists(PIECES, max_size=12).map("".join))
def test_no_word_of_an_answer_is_lost_or_doubled_by_the_parting(text: str) -> None:
    made = parted(text)
    whole = re.sub(r"\s+", "", text)
    kept = re.sub(r"\s+", "", made.thought + made.said)
    assert len(kept) <= len(whole)
    for name in ("plan", "answer", "é", "思"):
        assert (made.thought + made.said).count(name) == text.count(name)


@given(st.lists(PIECES, max_size=10).map("".join))
def test_an_answer_that_begins_with_reasoning_thinks_until_its_end_comes(text: str) -> None:
    grown = "<think>" + text.replace("</think>", "")
    assert parted(grown).thinking
    assert parted(grown).said == ""
    done = parted(grown + "</think>x")
    assert (done.thinking, done.said) == (False, "x")


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("<", Parted("", "", thinking=True)),
        ("  <thinki", Parted("", "", thinking=True)),
        ("<thin>", Parted("", "<thin>")),
        ("<think>", Parted("", "", thinking=True)),
        ("<think></think>Yes.", Parted("", "Yes.")),
        ("<think>a</think>b</think>c", Parted("a", "b</think>c")),
        ("<think>a</thinking>b", Parted("a</thinking>b", "", thinking=True)),
        ("<THINK>a</THINK>b", Parted("", "<THINK>a</THINK>b")),
        ("2 < 3", Parted("", "2 < 3")),
        ("It ends </think> here", Parted("", "It ends </think> here")),
        ("a </think>\n</think>\nb", Parted("a </think>", "b")),
        ("</think>\n\nb", Parted("", "b")),
        ("\n\n  Yes.", Parted("", "Yes.")),
    ],
)
def test_odd_reasoning(text: str, made: Parted) -> None:
    assert parted(text) == made


@pytest.mark.parametrize(("text", "words"), [("", 0), ("<think>one two\nthree", 3), ("no reasoning", 0)])
def test_the_words_of_reasoning_are_counted(text: str, words: int) -> None:
    assert parted(text).words == words


def joined(before: str, pieces: list[str]) -> str:
    joint = Joint(before)
    return before + "".join(joint.feed(piece) for piece in pieces) + joint.finish()


SENTENCE = "The pump was checked on Monday by the night shift"


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_a_repetition_is_found_however_small_the_pieces_are(size: int) -> None:
    again = "by the night shift and found tight."
    pieces = [again[at : at + size] for at in range(0, len(again), size)]
    assert joined(SENTENCE, pieces) == f"{SENTENCE} and found tight."


def test_only_a_repetition_long_enough_to_be_one_is_taken_away() -> None:
    before = "x" * 40 + "abcdefghijk"
    assert len("abcdefghijk") == LEAST_CHARS - 1
    assert joined(before, ["abcdefghijk!"]) == before + "abcdefghijk!"
    assert joined(before + "l", ["abcdefghijkl!"]) == before + "l!"


def test_after_the_first_words_nothing_is_held_back_any_more() -> None:
    joint = Joint(SENTENCE)
    assert joint.feed("a" * (HELD_CHARS - 1)) == ""
    assert joint.feed("b") == "a" * (HELD_CHARS - 1) + "b"
    assert joint.feed("by the night shift") == "by the night shift"
    assert joint.finish() == ""


@given(st.text(max_size=60), st.lists(st.text(max_size=60), max_size=6))
def test_what_goes_on_is_only_ever_shortened_at_its_start_by_what_stands_there(before: str, pieces: list[str]) -> None:
    whole, added = "".join(pieces), joined(before, pieces)[len(before) :]
    assert whole.endswith(added)
    gone = whole[: len(whole) - len(added)].lstrip()
    assert not gone or (before.endswith(gone) and len(gone) >= LEAST_CHARS)


def hit(excerpt: str, *marks: tuple[int, int], title: str = "t", role: str = "user") -> Hit:
    return Hit(1, 2, title, "", role, 0, excerpt, marks)


@pytest.mark.parametrize(
    ("role", "who"), [("user", "You"), ("assistant", "Answer"), ("", "Title"), ("system", "system")]
)
def test_a_hit_says_who_wrote_it(role: str, who: str) -> None:
    (shown,) = found([hit("a pump", role=role)])
    assert shown.spoken == f"t. {who}: a pump"


def test_a_hit_in_a_chat_without_a_name_has_one() -> None:
    assert [one.title for one in found([hit("x", title=title) for title in ("", "  \n", "a")])] == [UNTITLED] * 2 + [
        "a"
    ]


@pytest.mark.parametrize(
    ("text", "word", "shown"),
    [
        ("pump at once", "pump", "pump at once"),
        ("a very long beginning before the pump", "pump", "…before the pump"),
        ("x" * 60 + "pump", "pump", "…" + "x" * 18 + "pump"),
        ("pump " + "word " * 100, "pump", "pump " + ("word " * 31)[:155] + "…"),
        ("水泵" * 30 + "振动", "振动", "…" + "水泵" * 9 + "振动"),
    ],
)
def test_the_stretch_around_a_mark(text: str, word: str, shown: str) -> None:
    at = text.index(word)
    (made,) = found([hit(text, (at, at + len(word)))])
    assert made.excerpt == shown
    assert [made.excerpt[start:end] for start, end in made.marks] == [word]


def test_a_hit_without_a_mark_shows_its_beginning() -> None:
    (shown,) = found([hit("word " * 100)])
    assert shown.excerpt.startswith("word word")
    assert shown.marks == ()
    assert len(shown.excerpt) == 161


def test_a_mark_that_reaches_beyond_what_is_shown_ends_there() -> None:
    text = "y" * 10 + "x" * 400
    (shown,) = found([hit(text, (10, 410))])
    ((start, end),) = shown.marks
    assert set(shown.excerpt[start:end]) == {"x"}
    assert end <= len(shown.excerpt)


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("", "chat"),
        ("   ", "chat"),
        ("nul", "chat"),
        ("Com1", "chat"),
        ("com10", "com10"),
        ("lpt9", "chat"),
        ("con man", "con-man"),
        (".hidden", "hidden"),
        ("a.b.c", "a-b-c"),
        ("D:\\Notes\\me", "D-Notes-me"),
        ("weiß/schwarz", "weiß-schwarz"),
        ("日本語のメモ", "日本語のメモ"),
        ("a\x00b\nc\u202ed", "a-b-c-d"),
        ("😀😀", "chat"),
        ("--__--", "chat"),
        ("x" * 47 + " and more", "x" * 47),
    ],
)
def test_any_title_gives_a_name_for_a_file(title: str, name: str, ending: str) -> None:
    assert file_name(title, ending) == name + ending


@given(st.text(max_size=120), st.sampled_from(ENDINGS))
def test_a_name_never_leaves_its_folder_nor_is_reserved(title: str, ending: str) -> None:
    name = file_name(title, ending)
    assert name.endswith(ending)
    assert not set(name) & set('/\\:*?"<>|\0\n\r\t')
    assert not name.startswith((".", "-", "_"))
    assert 1 <= len(name.removesuffix(ending)) <= 48


def test_every_kind_of_file_says_what_it_is_good_for() -> None:
    assert ENDINGS == [".md", ".html", ".txt", ".json"]
    assert all(kind.about.endswith(".") and kind.word for kind in KINDS)
    assert KINDS[0].kinds == "Markdown (*.md)"
    assert "take it in again" in KINDS[-1].about
