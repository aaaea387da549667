# SPDX-License-Identifier: Apache-2.0
"""The first letter that has a direction says which way a text is written."""

import pytest

from edgeassist.core.direction import begins_right


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("(مضخة)", True),
        ("1. שלום", True),
        ("3 مضخة", True),
        ("«م» a", True),
        ("12 a م", False),
        ("a مضخة", False),
        ("水", False),
        ("Pump", False),
        ("“(abc", False),
        ("(12) שלום", True),
    ],
)
@pytest.mark.parametrize("empty", [False, True])
def test_the_first_letter_decides(text: str, right: bool, empty: bool) -> None:
    assert begins_right(text, empty=empty) is right


@pytest.mark.parametrize("text", ["", "123 …", "😀 --"])
def test_where_there_is_no_letter_it_is_as_it_was_asked_for(text: str) -> None:
    assert begins_right(text, empty=True) is True
    assert begins_right(text) is False
