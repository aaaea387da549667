# SPDX-License-Identifier: Apache-2.0
"""Token pieces become whole characters, and a stop string never shows, however it is cut."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from edgeassist.worker.stream_text import StreamText


def fed(text: StreamText, pieces: list[bytes]) -> str:
    shown = "".join(text.feed(piece) for piece in pieces)
    return shown if text.stopped else shown + text.rest()


def cut(raw: bytes, places: list[int]) -> list[bytes]:
    edges = sorted({0, len(raw), *(place % (len(raw) + 1) for place in places)})
    return [raw[a:b] for a, b in pairwise(edges)]


def test_a_character_split_over_tokens_comes_whole() -> None:
    text = StreamText()
    assert [text.feed(piece) for piece in (b"\xe2", b"\x82", b"\xac!")] == ["", "", "€!"]


def test_a_character_the_end_cut_in_two_is_dropped() -> None:
    assert fed(StreamText(), [b"ok \xe2\x82"]) == "ok "


def test_bytes_that_are_no_text_become_replacement_characters() -> None:
    assert fed(StreamText(), [b"a\xff", b"b"]) == "a\N{REPLACEMENT CHARACTER}b"


def test_a_stop_string_across_tokens_is_never_shown() -> None:
    text = StreamText(["<end>"])
    assert [text.feed(piece) for piece in (b"hello <", b"en", b"d> more", b"even more")] == ["hello ", "", "", ""]
    assert text.stopped


def test_what_only_began_like_a_stop_string_is_shown_later() -> None:
    text = StreamText(["<end>"])
    assert text.feed(b"a <e") == "a "
    assert text.feed(b"m>") == "<em>"
    assert text.feed(b" <en") == " "
    assert text.rest() == "<en"


def test_the_earliest_of_several_stop_strings_counts() -> None:
    text = StreamText(["later", "now", ""])
    assert text.feed(b"not now or later") == "not "


def test_the_space_that_the_vocabulary_puts_before_an_answer_is_not_shown() -> None:
    assert fed(StreamText(spaced=True), [b" Hello", b" you"]) == "Hello you"
    assert fed(StreamText(spaced=True), [b" ", b" two", b" "]) == " two "
    assert fed(StreamText(spaced=True), [b"\xe2\x82", b"\xac 5"]) == "\N{EURO SIGN} 5"
    assert fed(StreamText(["<end>"], spaced=True), [b" Hi <e", b"nd>"]) == "Hi "
    assert fed(StreamText(), [b" Hello"]) == " Hello"


@given(st.text(), st.text(min_size=1, max_size=4), st.lists(st.integers(0, 200)))
def test_any_cutting_shows_the_text_up_to_the_stop_string(text: str, stop: str, places: list[int]) -> None:
    wanted = text.partition(stop)[0]
    assert fed(StreamText([stop]), cut(text.encode(), places)) == wanted


@given(st.text(), st.lists(st.integers(0, 200)))
def test_any_cutting_without_stop_strings_shows_everything(text: str, places: list[int]) -> None:
    assert fed(StreamText(), cut(text.encode(), places)) == text
