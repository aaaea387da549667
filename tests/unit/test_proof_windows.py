# SPDX-License-Identifier: Apache-2.0
"""How a text is cut into windows to read: spread over all of it, never longer than allowed, half of each scored."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.core.paths import resource
from edgeassist.worker.held_text import MIN_WINDOW_TOKENS, TextTooShort, Window, windows

BOS = [1]


def test_windows_are_spread_from_begin_to_end() -> None:
    text = list(range(100, 1100))
    cut = windows(text, [], context_tokens=100, max_tokens=300)
    assert [window.tokens[0] for window in cut] == [100, 550, 1000]
    assert cut[-1].tokens[-1] == text[-1]


def test_each_window_opens_as_the_model_wants() -> None:
    cut = windows(list(range(100, 1100)), BOS, context_tokens=64, max_tokens=256)
    assert len(cut) == 4
    assert all(window.tokens[0] == 1 and len(window.tokens) == 64 for window in cut)


def test_the_second_half_is_scored_but_for_the_last_token() -> None:
    window = Window(tuple(range(512)))
    assert (window.first_scored, window.scored) == (256, 255)


def test_a_text_shorter_than_a_window_is_one_window() -> None:
    assert windows(list(range(40)), BOS, context_tokens=512, max_tokens=2048) == [Window((1, *range(40)))]


@pytest.mark.parametrize("length", [0, MIN_WINDOW_TOKENS - 1])
def test_a_text_too_short_to_score_is_refused(length: int) -> None:
    with pytest.raises(TextTooShort):
        windows([5] * length, BOS, context_tokens=512, max_tokens=2048)


@given(
    length=st.integers(MIN_WINDOW_TOKENS, 3000),
    context=st.integers(MIN_WINDOW_TOKENS + 1, 600),
    most=st.integers(1, 4000),
)
def test_no_more_is_read_than_allowed(length: int, context: int, most: int) -> None:
    text = list(range(length))
    cut = windows(text, BOS, context_tokens=context, max_tokens=most)
    assert sum(len(window.tokens) for window in cut) <= max(most, context)
    assert all(list(one.tokens[1:]) == text[one.tokens[1] : one.tokens[-1] + 1] for one in cut)
    assert len({window.tokens for window in cut}) == len(cut)
    assert all(window.scored > 0 for window in cut)


def test_the_held_text_is_long_enough_and_plain() -> None:
    text = resource("texts", "held.txt").read_text(encoding="utf-8")
    assert 60_000 <= len(text.encode()) <= 100_000
    assert all(one.isprintable() or one in "\n\t" for one in text)
    assert all(word in text for word in ("def ", " und ", " pour ", " que "))
    notice = resource("texts", "NOTICE-held").read_text(encoding="utf-8")
    assert all(licence in notice for licence in ("CC BY 4.0", "CC0 1.0", "MIT", "Public domain", "CC BY 2.0 FR"))
