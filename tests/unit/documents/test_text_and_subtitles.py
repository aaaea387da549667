# SPDX-License-Identifier: Apache-2.0
"""Plain text in any encoding, and subtitles with their times."""

import codecs
from pathlib import Path

import pytest

from tests.support.documents import shapes, told_of

GREETING = "Grüße aus Köln: schöne Straßen, süße Äpfel, viele Brötchen und ein großer Fluß.\n" * 5
RUSSIAN = "Вода в реке поднялась весной на четыре метра и скоро снова опустилась до обычного.\n" * 5


@pytest.mark.parametrize(
    ("text", "raw"),
    [
        (GREETING, codecs.BOM_UTF8 + GREETING.encode()),
        (GREETING, GREETING.encode("utf-16")),
        (GREETING, GREETING.encode("utf-16-le")),
        (GREETING, GREETING.encode("utf-16-be")),
        (GREETING, GREETING.encode("utf-32")),
        (GREETING, GREETING.encode("latin-1")),
        (RUSSIAN, RUSSIAN.encode("cp1251")),
        (GREETING, GREETING.replace("\n", "\r\n").encode()),
    ],
    ids=["utf-8 with mark", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "cp1251", "crlf"],
)
def test_the_encoding_is_found_out(text: str, raw: bytes, tmp_path: Path) -> None:
    assert " ".join(block.text for block in told_of(tmp_path, "a.txt", raw).blocks).split() == text.split()


def test_a_page_s_own_word_on_its_encoding_is_believed(tmp_path: Path) -> None:
    page = '<html><head><meta charset="koi8-r"></head><p>Вода</p></html>'.encode("koi8-r")
    assert told_of(tmp_path, "a.html", page).blocks[0].text == "Вода"


def test_wrapped_lines_become_paragraphs_and_short_ones_stay(tmp_path: Path) -> None:
    wrapped = "This line was wrapped by hand at some sixty letters, as mails\nare, and goes on here."
    poem = "Roses are red\nViolets are blue"
    told = told_of(tmp_path, "a.txt", f"{wrapped}\n\n{poem}\n\n- one\n- two\n")
    assert shapes(told) == [
        ("paragraph", 0, wrapped.replace("\n", " ")),
        ("paragraph", 0, poem),
        ("list-item", 1, "- one"),
        ("list-item", 1, "- two"),
    ]


SRT = """1
00:00:01,000 --> 00:00:02,500
Hello <i>there</i>
{\\an8}second

2
01:02:03.04 --> 01:02:04,000 X1:40
a < b

not a cue
"""


def test_cues_keep_their_times_and_lose_their_tags(tmp_path: Path) -> None:
    told = told_of(tmp_path, "a.srt", SRT.replace("\n", "\r\n"))
    assert [(block.text, block.anchor.start_ms, block.anchor.end_ms) for block in told.blocks] == [
        ("Hello there\nsecond", 1000, 2500),
        ("a < b", 3_723_040, 3_724_000),
        ("not a cue", None, None),
    ]
    assert (told.unit, told.pages, told.pages_read) == ("cue", 2, 2)


def test_cues_without_an_empty_line_between_are_parted(tmp_path: Path) -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\none\n2\n00:00:03,000 --> 00:00:04,000\ntwo\n"
    assert [block.text for block in told_of(tmp_path, "a.srt", text).blocks] == ["one", "two"]


def test_webvtt_is_read_without_its_notes_and_styles(tmp_path: Path) -> None:
    text = (
        "WEBVTT - talk\n\nNOTE by me\n\nSTYLE\n::cue {}\n\nname\n00:01.000 --> 00:02.000 align:start\n"
        "<v Ann>Hello &amp; <c.red>bye</c>\n"
    )
    told = told_of(tmp_path, "a.vtt", text)
    assert [(block.text, block.anchor.start_ms) for block in told.blocks] == [("Hello & bye", 1000)]
