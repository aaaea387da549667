# SPDX-License-Identifier: Apache-2.0
"""Program text is told apart in the languages on the list, and left plain beyond."""

import pytest

from edgeassist.kit import lexing
from edgeassist.kit.lexing import MOST_CHARS, MOST_LINE_CHARS, known, language_name, runs


def words(text: str, info: str) -> dict[str, str]:
    lines = [line.encode("utf-16-le") for line in text.split("\n")]
    return {
        lines[n][start * 2 : (start + length) * 2].decode("utf-16-le"): kind
        for n, line_runs in enumerate(runs(text, info))
        for start, length, kind in line_runs
    }


@pytest.mark.parametrize(
    ("info", "name"),
    [
        ("py", "Python"),
        ("Python title=x", "Python · title=x"),
        ("{.js}", "JavaScript"),
        ("c++", "C++"),
        ("", ""),
        ("brainfuck", "brainfuck"),
        ("{}", "{}"),
        ("no such & thing", "no such & thing"),
    ],
)
def test_a_language_is_called_what_people_call_it(info: str, name: str) -> None:
    assert language_name(info) == name


@pytest.mark.parametrize(
    ("info", "text", "found"),
    [
        ("py", "def f(x): # no", {"def": "keyword", "f": "name", "# no": "comment"}),
        ("js", "const a = 'x';", {"const": "keyword", "'x'": "string"}),
        ("json", '{"a": 12}', {"12": "number"}),
        ("sql", "SELECT 1", {"SELECT": "keyword", "1": "number"}),
        ("sh", "# hello", {"# hello": "comment"}),
        ("html", "<b>x</b>", {"b": "keyword"}),
        ("diff", "+new\n-old", {"+new": "string", "-old": "keyword"}),
    ],
)
def test_words_are_told_apart(info: str, text: str, found: dict[str, str]) -> None:
    assert found.items() <= words(text, info).items()


def test_what_spans_lines_is_found_on_each_at_its_place() -> None:
    text = 'x = """a\n😀 b\n""" + "c"'
    found = runs(text, "python")
    assert len(found) == 3
    assert (0, 4, "string") in found[1]
    assert words(text, "python")["c"] == "string"


@pytest.mark.parametrize("info", sorted(lexing._NAMES))
def test_every_language_on_the_list_can_be_looked_at(info: str) -> None:
    assert known(info)
    assert len(runs("a = 1\nb", info)) == 2


def test_no_language_or_too_much_text_gives_nothing() -> None:
    assert runs("x = 1", "nolang") == []
    assert runs("x = 1", "") == []
    assert len(runs(("x" * 99 + "\n") * 1000, "py")) == MOST_CHARS // 100 + 1
    long = runs("y = 2\n" + "x = 1;" * MOST_LINE_CHARS + "\nz = 3", "py")
    assert [bool(line) for line in long] == [True, False, True]
