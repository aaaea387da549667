# SPDX-License-Identifier: Apache-2.0
"""What was sent can be gone through again, until something else is typed."""

from edgeassist.kit.sent_texts import MOST, SentTexts


def sent(*texts: str) -> SentTexts:
    made = SentTexts()
    for text in texts:
        made.remember(text)
    return made


def test_nothing_was_sent_yet() -> None:
    assert sent().older("") is None
    assert sent().newer("") is None


def test_one_steps_back_to_the_first_and_forth_to_an_empty_input() -> None:
    made = sent("one", "two")
    assert [made.older(""), made.older("two"), made.older("one")] == ["two", "one", None]
    assert [made.newer("one"), made.newer("two"), made.newer("")] == ["two", "", None]
    assert made.older("  ") == "two"


def test_what_was_changed_is_left_alone() -> None:
    made = sent("one", "two")
    assert made.older("") == "two"
    assert made.older("two!") is None
    assert made.newer("two!") is None


def test_the_same_twice_counts_once_and_only_so_many_are_kept() -> None:
    made = sent("x", "x", *(str(n) for n in range(MOST + 5)))
    shown = ""
    seen = []
    while (found := made.older(shown)) is not None:
        shown = found
        seen.append(found)
    assert len(seen) == MOST
    assert seen[-1] == "5"
    assert "x" not in seen
