# SPDX-License-Identifier: Apache-2.0
"""The prompt library: gaps, changes over what is shipped, files that come and go, and a damaged one that is kept."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from edgeassist.core.errors import EdgeError
from edgeassist.core.language import LANGUAGES, use
from edgeassist.history.turns import plain
from edgeassist.panes.chat.prompts import (
    FILE,
    LONG,
    MOST,
    Prompt,
    Prompts,
    PromptsDamaged,
    _dumped,
    _File,
    _parsed,
    _Stored,
    shipped,
)


@pytest.fixture
def prompts(tmp_path: Path) -> Prompts:
    return Prompts(tmp_path / "chat")


def names(prompts: Prompts) -> list[str]:
    return [one.name for one in prompts.all()]


def test_what_is_shipped_is_there_and_well_made() -> None:
    ours = shipped()
    assert len(ours) >= 10
    assert len({one.name for one in ours}) == len(ours)
    assert all(one.gaps and one.ours and one.text == one.text.strip() for one in ours)
    assert all(len(one.name) <= 40 for one in ours)


@pytest.fixture
def spoken(request: pytest.FixtureRequest) -> Iterator[str]:
    language: str = request.param
    use(language, lambda text, _many, _n: text)
    yield language
    use("en")


OTHERS = sorted({*LANGUAGES} - {"en"})


@pytest.mark.parametrize("spoken", OTHERS, indirect=True)
def test_ours_are_in_the_language_of_the_window_with_the_same_gaps(spoken: str) -> None:
    theirs = shipped()
    use("en")
    english = shipped()
    assert [one.key for one in theirs] == [one.name for one in english]
    assert len({one.name for one in theirs}) == len(english)
    for one, first in zip(theirs, english, strict=True):
        assert {one.name, one.text}.isdisjoint((first.name, first.text))
        assert len(one.name) <= 40
        assert len(one.gaps) == len(first.gaps), one.name
        assert sum(gap.endswith(LONG) for gap in one.gaps) == sum(gap.endswith(LONG) for gap in first.gaps)


@pytest.mark.parametrize("spoken", ["de"], indirect=True)
def test_what_was_changed_or_deleted_in_one_language_is_so_in_every_other(prompts: Prompts, spoken: str) -> None:
    first, second, third = shipped()[:3]
    prompts.put(Prompt(first.name, "meins"), instead_of=first.name)
    prompts.remove(second.name)
    use("en")
    assert [one.name for one in prompts.all() if not one.ours] == [first.name]
    assert {first.key, second.key}.isdisjoint(names(prompts))
    assert third.key in names(prompts)
    use(spoken, lambda text, _many, _n: text)
    prompts.restore(second)
    assert second in prompts.all()
    assert [one.text for one in prompts.all() if one.name == first.name] == ["meins"]


def test_what_was_changed_in_english_hides_the_translated_one(prompts: Prompts) -> None:
    first = shipped()[0]
    prompts.put(Prompt(first.name, "mine"), instead_of=first.name)
    use("fr", lambda text, _many, _n: text)
    try:
        assert [one.name for one in prompts.all() if not one.ours] == [first.name]
        assert shipped()[0] not in prompts.all()
    finally:
        use("en")


def test_a_file_from_a_window_in_another_language_brings_ours_no_second_time(prompts: Prompts, tmp_path: Path) -> None:
    prompts.put(Prompt("Mine", "a {b}"))
    file = tmp_path / "out.toml"
    prompts.export(file)
    use("es", lambda text, _many, _n: text)
    try:
        other = Prompts(tmp_path / "other")
        assert other.take_in(file) == 1
        assert [one.name for one in other.all() if not one.ours] == ["Mine"]
    finally:
        use("en")


def test_gaps_are_asked_for_once_and_filled_everywhere() -> None:
    prompt = Prompt("x", "Dear {name}, {what…} {name}. {1} {} { no } {a\nb}")
    assert prompt.gaps == ("name", "what…")
    assert prompt.filled({"name": " {what…} "}) == "Dear {what…}, {what…} {what…}. {1} {} { no } {a\nb}"


def test_a_value_is_never_taken_for_a_gap() -> None:
    assert Prompt("x", "{a} {b}").filled({"a": "{b}", "b": "2"}) == "{b} 2"


@given(st.text(max_size=200))
def test_any_text_can_be_a_prompt(text: str) -> None:
    prompt = Prompt("x", text)
    assert prompt.filled({}) == text
    assert all(f"{{{gap}}}" in text for gap in prompt.gaps)


def test_own_prompts_stand_before_ours_and_outlive_the_program(prompts: Prompts) -> None:
    assert prompts.put(Prompt("Ward round", "Sum up {notes…}")) == Prompt("Ward round", "Sum up {notes…}")
    again = Prompts(prompts.path.parent)
    assert names(again)[0] == "Ward round"
    assert len(again.all()) == len(shipped()) + 1
    assert again.problem == ""


def test_changing_ours_hides_the_shipped_one_and_removing_can_be_undone(prompts: Prompts) -> None:
    first = shipped()[0]
    prompts.put(Prompt(first.name, "mine"), instead_of=first.name)
    assert [one.text for one in prompts.all() if one.name == first.name] == ["mine"]
    prompts.remove(first.name)
    assert first.name not in names(prompts)
    prompts.restore(Prompt(first.name, "mine"))
    assert [one.text for one in prompts.all() if one.name == first.name] == ["mine"]
    second = shipped()[1]
    prompts.remove(second.name)
    prompts.restore(second)
    assert second in prompts.all()


def test_a_name_that_is_taken_gets_a_number_and_an_empty_one_the_text(prompts: Prompts) -> None:
    assert prompts.put(Prompt("A", "1")).name == "A"
    assert prompts.put(Prompt(" A ", "2")).name == "A (2)"
    assert prompts.put(Prompt("A", "3"), instead_of="A").name == "A"
    assert prompts.put(Prompt("", "only text")).name == "only text"


@pytest.mark.parametrize(
    "text", ["\ud800 lone", 'quotes """ and \\ and \t', "\u202e right", "\r\n a \r b", "x" * 30_000]
)
def test_any_text_a_person_types_is_stored(prompts: Prompts, text: str) -> None:
    made = prompts.put(Prompt("odd", text))
    (stored,) = (one for one in prompts.all() if one.name == "odd")
    assert stored == made
    assert prompts.problem == ""


@example([("", "\r\n")])
@given(st.lists(st.tuples(st.text(max_size=30), st.text(min_size=1, max_size=80)), max_size=5))
def test_what_is_written_is_read_again(pairs: list[tuple[str, str]]) -> None:
    file = _File(prompt=[_Stored(plain(name), plain(text)) for name, text in pairs])
    assert _parsed(_dumped(file)) == file


def test_exchanging_files_twice_changes_nothing(prompts: Prompts, tmp_path: Path) -> None:
    prompts.put(Prompt("Mine", "a {b}"))
    file = tmp_path / "out.toml"
    assert prompts.export(file) == len(shipped()) + 1
    other = Prompts(tmp_path / "other")
    other.put(Prompt("Mine", "something else"))
    assert other.take_in(file) == 1
    assert {"Mine", "Mine (2)"} <= set(names(other))
    other.remove("Mine")
    assert prompts.take_in(file) == 0


@pytest.mark.parametrize(
    "content",
    [
        b"not toml [", b"\xff\xfe", b"version = 2", b"version = 1\nother = 3", b"prompt = 7",
        b'[[prompt]]\nname = "x"', b'[[prompt]]\nname = "' + b"n" * 90 + b'"\ntext = ""',
        b"".join(b'[[prompt]]\nname="%d"\ntext="x"\n' % n for n in range(MOST + 1)), b"a = " + b"[" * 9000,
    ],
)  # fmt: skip
def test_a_damaged_file_is_told_kept_and_never_written_over(prompts: Prompts, content: bytes) -> None:
    prompts.path.parent.mkdir()
    prompts.path.write_bytes(content)
    assert len(prompts.all()) == len(shipped())
    assert "cannot be used" in prompts.problem
    prompts.put(Prompt("new", "text"))
    assert names(prompts)[0] == "new"
    assert prompts.path.with_name("prompts.damaged-1.toml").read_bytes() == content
    with pytest.raises(PromptsDamaged):
        prompts.take_in(prompts.path.with_name("prompts.damaged-1.toml"))


def test_a_file_that_cannot_be_written_is_explained(prompts: Prompts, tmp_path: Path) -> None:
    with pytest.raises(EdgeError) as refusal:
        prompts.export(tmp_path / "nowhere" / FILE)
    assert refusal.value.hint
