# SPDX-License-Identifier: Apache-2.0
"""Reasoning is told from what is said, however it comes in; what goes on is joined to what stands."""

import pytest

from edgeassist.panes.chat.joining import Joint
from edgeassist.panes.chat.thinking import Parted, parted


@pytest.mark.parametrize(
    ("text", "thought", "said"),
    [
        ("<think>a b</think>\n\nYes.", "a b", "Yes."),
        ("\n <thinking>a b</thinking>Yes.", "a b", "Yes."),
        ("It was opened for me\n</think>\n\nYes.", "It was opened for me", "Yes."),
        ("Write `</think>` at its end, or <think> first.", "", "Write `</think>` at its end, or <think> first."),
        ("<thinker>no</thinker>", "", "<thinker>no</thinker>"),
        ("<b>x</b>", "", "<b>x</b>"),
        ("", "", ""),
    ],
)
def test_reasoning_is_parted_from_the_answer(text: str, thought: str, said: str) -> None:
    assert parted(text) == Parted(thought, said)


def test_while_it_grows_nothing_of_the_reasoning_is_ever_said() -> None:
    text = "<think>secret plan</think>\nThe answer."
    grown = [parted(text[:end]) for end in range(len(text) + 1)]
    assert all("The answer.".startswith(one.said) for one in grown)
    assert [one.thinking for one in grown[1:20]] == [True] * 19
    assert grown[-1] == Parted("secret plan", "The answer.")
    assert grown[-1].words == 2


def test_what_never_ends_to_think_says_nothing() -> None:
    assert parted("<think>on and on") == Parted("on and on", "", thinking=True)


@pytest.mark.parametrize(
    ("before", "pieces", "whole"),
    [
        ("The pump was checked", [" on", " Monday."], "The pump was checked on Monday."),
        ("The pump was checked", ["The pump was", " checked on Monday."], "The pump was checked on Monday."),
        ("The pump was checked", ["\npump was checked on Monday."], "The pump was checked on Monday."),
        ("go go", [" go", " go"], "go go go go"),
        ("x", ["y" * 400], "x" + "y" * 400),
    ],
)
def test_what_goes_on_repeats_nothing(before: str, pieces: list[str], whole: str) -> None:
    joint = Joint(before)
    added = "".join(joint.feed(piece) for piece in pieces) + joint.finish()
    assert before + added == whole
