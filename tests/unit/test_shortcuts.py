# SPDX-License-Identifier: Apache-2.0
"""The registry of keys: no two the same where both work, every scope and title told, and no key bound past it."""

import re
from pathlib import Path

import pytest

import edgeassist
from edgeassist.kit.shortcuts import MOST_PLACES, SCOPES, SHORTCUTS, WINDOW, keys_of, place_keys, shortcut

PLACES = {place_keys(number) for number in range(1, MOST_PLACES + 1)}


@pytest.mark.parametrize("scope", SCOPES)
def test_no_two_in_one_scope_have_the_same_keys(scope: str) -> None:
    keys = [one.keys for one in SHORTCUTS if one.scope == scope]
    assert len(keys) == len(set(keys))
    assert not PLACES.intersection(keys)


def test_what_is_bound_in_a_page_is_bound_nowhere_else_in_the_window() -> None:
    everywhere = {one.keys for one in SHORTCUTS if one.scope == WINDOW and one.bound}
    assert not [one for one in SHORTCUTS if one.scope != WINDOW and one.bound and one.keys in everywhere]


def test_every_name_is_one_of_a_kind_and_every_title_a_sentence_without_its_stop() -> None:
    assert len({one.name for one in SHORTCUTS}) == len(SHORTCUTS)
    assert all(one.title[0].isupper() and not one.title.endswith(".") for one in SHORTCUTS)
    assert {one.scope for one in SHORTCUTS} == set(SCOPES)


def test_keys_are_found_by_name() -> None:
    assert keys_of("palette") == "Ctrl+K"
    assert shortcut("palette").scope == WINDOW
    with pytest.raises(KeyError):
        keys_of("no such key")


def test_digits_lead_to_the_first_nine_places() -> None:
    assert place_keys(1) == "Ctrl+1"
    assert place_keys(MOST_PLACES + 1) == ""


def test_no_file_binds_a_key_past_the_registry() -> None:
    root = Path(edgeassist.__file__).parent
    past = [path.name for path in root.rglob("*.py") if re.search(r"\bQShortcut\(", path.read_text("utf-8"))]
    assert past == ["binding.py"]
