# SPDX-License-Identifier: Apache-2.0
"""What the search found as a narrow list shows it, the names of exported files, and what is done with a chat."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.history.chats import Chats
from edgeassist.history.search import Hit
from edgeassist.panes.chat import chat_deeds
from edgeassist.panes.chat.chat_deeds import Deed
from edgeassist.panes.chat.exporting import KINDS, file_name
from edgeassist.panes.chat.hits import found
from edgeassist.panes.chat.library import Row


def hit(excerpt: str, *marks: tuple[int, int], title: str = "t") -> Hit:
    return Hit(1, 2, title, "", "user", 0, excerpt, marks)


def test_the_first_mark_is_in_sight_however_far_back_it_is() -> None:
    text = "a word " * 30 + "pump here and pump there"
    at, again = text.index("pump"), text.rindex("pump")
    (shown,) = found([hit(text, (at, at + 4), (again, again + 4))])
    assert shown.excerpt.startswith("…")
    assert shown.marks[0][0] <= 20
    assert [shown.excerpt[start:end] for start, end in shown.marks] == ["pump", "pump"]


@given(st.text(max_size=300), st.lists(st.tuples(st.integers(0, 300), st.integers(0, 40)), max_size=4))
def test_marks_keep_to_what_they_marked(text: str, stretches: list[tuple[int, int]]) -> None:
    text = "".join(one if one.isprintable() else "x" for one in text)
    marks = tuple(sorted((at, min(len(text), at + size)) for at, size in stretches if at < len(text)))
    (shown,) = found([hit(text, *marks)])
    kept = [mark for mark in marks if not marks or mark[0] >= marks[0][0]]
    for (start, end), (old_start, old_end) in zip(shown.marks, kept, strict=False):
        assert text[old_start:old_end].startswith(shown.excerpt[start:end])


def test_a_hit_cannot_steer_the_list() -> None:
    (shown,) = found([hit("a\u202eb\x00c", title="x\u202ey\nz")])
    assert "\u202e" not in shown.excerpt + shown.title
    assert "\n" not in shown.title


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Pump 3: vibration?", "Pump-3-vibration.md"),
        ("../../etc/passwd", "etc-passwd.md"),
        ("مضخة رقم ٣", "مضخة-رقم-٣.md"),
        ("CON", "chat.md"),
        ("?!", "chat.md"),
        ("x" * 300, "x" * 48 + ".md"),
    ],
)
def test_an_exported_file_has_a_name_that_every_system_takes(title: str, name: str) -> None:
    assert file_name(title, KINDS[0].ending) == name


def test_every_deed_can_be_taken_back_but_those_the_list_shows(tmp_path: Path) -> None:
    chats = Chats(tmp_path / "history.sqlite3")
    chats.start().add_question("pears")
    row = Row(1, "pears")
    before = chats.shelf.entry(1)
    deeds: tuple[Deed, ...] = (
        chat_deeds.deleting(row),
        chat_deeds.archiving(row),
        chat_deeds.moving(row, " Kitchen "),
    )
    for deed in deeds:
        deed.do(chats.shelf)
        assert chats.shelf.entry(1) != before
        assert "pears" in deed.said
        assert deed.undo is not None
        deed.undo(chats.shelf)
        assert chats.shelf.entry(1) == before
    chats.shelf.archive(1)
    back = chat_deeds.unarchiving(row)
    back.do(chats.shelf)
    assert chats.shelf.entry(1) == before
    chat_deeds.pinning(row).do(chats.shelf)
    assert chats.shelf.entry(1).pinned
    chats.close()
