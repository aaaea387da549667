# SPDX-License-Identifier: Apache-2.0
"""The size and shape that the code keeps, measured. A number here is raised only by a decision note."""

import ast
import gc
import re
from collections.abc import Iterator, Sequence
from statistics import median, quantiles

import pytest

from tests.support.source_tree import ROOT, SourceFile, length, public_names, python_files, unannotated

CODE = python_files("edgeassist")
SETUP = python_files("packaging")
TESTS = python_files("tests")
EVERYTHING = (*CODE, *SETUP, *TESTS)
VAGUE = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc", "stuff"}
COLOUR_HOME = "edgeassist/kit/tokens.py"
SILENCED = re.compile(r"#\s*(type:\s*ignore|noqa|pyright:|mypy:|ruff:)")
SILENCED_ALLOWED = {"edgeassist": 5, "packaging": 0, "tests": 12}
"""How many comments may silence a check, per folder. The numbers only go down."""
REASON = re.compile(r"(ignore\[[\w, -]+\]|noqa: [A-Z0-9, ]+)\W+\w+")
HEX_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{6}|[0-9a-fA-F]{3,4})\b")
SOMEONES_MACHINE = re.compile(r"(?<![\w.$}~-])/(?:root|work|home|Users)/\w|[A-Z]:\\\\?Users")


@pytest.fixture(autouse=True, scope="module")
def _uncollected() -> Iterator[None]:
    """Look for no garbage while millions of nodes are made that all stay: it took most of the time."""
    gc.disable()
    yield
    gc.enable()


def percentile(values: Sequence[int], percent: int) -> float:
    return quantiles(values, n=100, method="inclusive")[percent - 1]


def test_files_stay_small() -> None:
    sizes = [file.line_count for file in CODE if file.line_count > 2]
    assert median(sizes) <= 120
    assert percentile(sizes, 90) <= 300


def test_no_file_is_longer_than_500_lines() -> None:
    assert [file.name for file in EVERYTHING if file.line_count > 500] == []


def test_functions_stay_small() -> None:
    sizes = [length(function) for file in CODE for function in file.functions()]
    assert median(sizes) <= 8
    assert percentile(sizes, 95) <= 35


def test_no_function_is_longer_than_60_lines() -> None:
    long = [
        f"{file.name}:{function.name} has {length(function)} lines"
        for file in EVERYTHING
        for function in file.functions()
        if length(function) > 60
    ]
    assert long == []


def test_qt_stays_in_a_minority_of_files() -> None:
    with_qt = [file.name for file in CODE if "PySide6" in file.imports()]
    assert len(with_qt) <= 0.4 * len(CODE)


def test_every_public_name_has_a_docstring() -> None:
    named = [pair for file in (*CODE, *SETUP) for pair in public_names(file)]
    assert [name for name, node in named if not ast.get_docstring(node)] == []


def test_every_file_begins_with_its_licence_and_says_what_it_owns() -> None:
    bad = [
        file.name
        for file in EVERYTHING
        if not file.text.startswith("# SPDX-License-Identifier: Apache-2.0\n") or not ast.get_docstring(file.tree)
    ]
    assert bad == []


def test_everything_is_annotated() -> None:
    bare = [
        f"{file.name}:{function.lineno} {function.name}({', '.join(missing)})"
        for file in EVERYTHING
        for function in file.functions()
        if (missing := unannotated(function))
    ]
    assert bare == []


def test_no_test_sleeps() -> None:
    assert [f"{file.name}:{line}" for file in TESTS for line in _sleeps(file)] == []


def _sleeps(file: SourceFile) -> list[int]:
    names = {"sleep", "qSleep", "usleep", "nanosleep"}
    return [
        node.lineno
        for node in file.calls()
        if (isinstance(node.func, ast.Attribute) and node.func.attr in names)
        or (isinstance(node.func, ast.Name) and node.func.id in names)
    ]


def test_there_is_as_much_test_as_code() -> None:
    tests, code = (sum(file.line_count for file in files) for files in (TESTS, CODE))
    assert tests >= code


def test_no_module_has_a_name_that_says_nothing() -> None:
    stems = {file.name: set(file.name.removesuffix(".py").split("/")) for file in EVERYTHING}
    assert [name for name, parts in stems.items() if parts & VAGUE] == []


def test_hardly_any_check_is_silenced() -> None:
    silenced = [f"{file.name}: {text}" for file in EVERYTHING for text in file.comments(SILENCED)]
    count = {folder: sum(line.startswith(folder) for line in silenced) for folder in SILENCED_ALLOWED}
    assert {folder: n for folder, n in count.items() if n > SILENCED_ALLOWED[folder]} == {}, "\n".join(silenced)


def test_a_silenced_check_says_why() -> None:
    comments = [(file.name, text) for file in EVERYTHING for text in file.comments(SILENCED)]
    assert [pair for pair in comments if not REASON.search(pair[1])] == []


def test_only_the_tokens_name_colours() -> None:
    bad = [
        f"{file.name}:{node.lineno} {node.value!r}"
        for file in CODE
        if file.name != COLOUR_HOME
        for node in file.strings()
        if HEX_COLOUR.fullmatch(str(node.value)) or re.search(r"#[0-9a-fA-F]{6}\b", str(node.value))
    ]
    assert bad == []


def test_no_file_names_a_place_on_someones_machine() -> None:
    prose = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "Makefile", ROOT / "pyproject.toml"]
    texts = {file.name: file.text for file in EVERYTHING}
    texts.update({path.name: path.read_text(encoding="utf-8") for path in prose})
    found = {name: match[0] for name, text in texts.items() if (match := SOMEONES_MACHINE.search(text))}
    assert found == {}
