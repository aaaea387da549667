# SPDX-License-Identifier: Apache-2.0
"""What the window can show is there for translators: no error and no widget is given its English words bare."""

import ast
import re
from collections.abc import Iterator, Sequence

import pytest

from tests.support.source_tree import SourceFile, python_files

SAYING = {"tr", "trn", "later", "told", "own_name"}
SHOWING = {
    "setText", "setToolTip", "setAccessibleName", "setAccessibleDescription", "setPlaceholderText", "setWindowTitle",
    "words", "Notice", "NoticeBar", "PushButton", "ToolButton", "SearchField",
}  # fmt: skip
ENGLISH = (
    "edgeassist/cli/", "edgeassist/testing/", "edgeassist/worker/", "edgeassist/app/selftest",
    "edgeassist/app/self_benchmark.py", "edgeassist/net/watchman.py",
)  # fmt: skip
"""The command line, test doubles, the child that runs a model, the self-test, what only the log says, and an error
for strangers' code."""
CATALOGUE = "edgeassist/store/catalogue.py"
"""Its faults are named for whoever writes one; that it cannot be used is said in the person's language."""
HEADERS = tuple(f"edgeassist/store/{one}.py" for one in ("gguf", "header_rules", "model_facts", "model_rules"))
"""What only a header has that somebody made up is told in English, beneath a hint in the person's language."""
TEMPLATES = ("edgeassist/intents/languages.py", "edgeassist/intents/offered.py")
"""As above, for sentences of commands."""
NO_WORDS = {"EdgeAssist {}", "{} dB", "exit {}\n{}", "file name"}
"""A name, a unit, a child's log, a key."""
FILES = python_files("edgeassist")
_WORDS = re.compile(r"[A-Za-z]{2}")


def literals(node: ast.AST) -> Iterator[str]:
    """Yield the texts of several words in `node` that are given to nothing that has them translated."""
    if isinstance(node, ast.Call) and name_of(node.func) in SAYING:
        return
    if isinstance(node, ast.JoinedStr):
        parts = [str(one.value) if isinstance(one, ast.Constant) else "{}" for one in node.values]
        yield from (text for text in ["".join(parts)] if is_sentence(text))
    elif isinstance(node, ast.Constant):
        yield from (text for text in [node.value] if isinstance(text, str) and is_sentence(text))
    else:
        for child in ast.iter_child_nodes(node):
            yield from literals(child)


def is_sentence(text: str) -> bool:
    return " " in text.strip() and bool(_WORDS.search(text.replace("{}", ""))) and text not in NO_WORDS


def name_of(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def errors(files: Sequence[SourceFile]) -> set[str]:
    """Return the names of the classes in `files` that come from `EdgeError`."""
    bases: dict[str, set[str]] = {}  # of a name that two files give away, those of both
    for one in (node for file in files for node in ast.walk(file.tree) if isinstance(node, ast.ClassDef)):
        bases.setdefault(one.name, set()).update(name_of(base) for base in one.bases)
    found = {"EdgeError"}
    while more := {name for name, above in bases.items() if above & found} - found:
        found |= more
    return found


def bare(file: SourceFile, known: set[str]) -> list[str]:
    """Return the texts of `file` that are shown, raised or hinted at without being there for translators."""
    found: list[str] = []
    spoken = SHOWING | known
    for node in ast.walk(file.tree):
        if isinstance(node, ast.ClassDef) and node.name in known:
            found += [text for one in node.body if isinstance(one, ast.Assign) for text in literals(one.value)]
            found += [text for call in supers(node) for one in arguments(call) for text in literals(one)]
        elif isinstance(node, ast.Call) and name_of(node.func) in spoken:
            found += [text for one in arguments(node) for text in literals(one)]
    return found


def supers(node: ast.ClassDef) -> list[ast.Call]:
    calls = [one for one in ast.walk(node) if isinstance(one, ast.Call)]
    return [one for one in calls if isinstance(one.func, ast.Attribute) and one.func.attr == "__init__"]


def arguments(call: ast.Call) -> list[ast.expr]:
    return [*call.args, *(one.value for one in call.keywords)]


def test_no_error_and_no_widget_is_given_its_words_bare() -> None:
    known = errors(FILES)
    shown = (one for one in FILES if not one.name.startswith((*ENGLISH, *HEADERS, CATALOGUE, *TEMPLATES)))
    found = {one.name: bare(one, known) for one in shown}
    assert {name: texts for name, texts in found.items() if texts} == {}


@pytest.mark.parametrize("name", [CATALOGUE, *TEMPLATES])
def test_of_what_is_named_for_its_maker_the_error_itself_is_in_the_persons_language(name: str) -> None:
    tree = next(one.tree for one in FILES if one.name == name)
    known = errors([one for one in FILES if one.name in (name, "edgeassist/core/errors.py")])
    classes = [one for one in tree.body if isinstance(one, ast.ClassDef) and one.name in known]
    assert classes
    assert bare(SourceFile(name, "\n".join(map(ast.unparse, classes))), known) == []


@pytest.mark.parametrize(
    "code",
    [
        'class Lost(NotFound):\n    hint = "Look again."',
        'class Lost(NotFound):\n    code, hint = "lost", "Look again."',
        'class Lost(NotFound):\n    def __init__(self) -> None:\n        super().__init__("It is lost.")',
        'raise NotFound(f"{name} is lost.")',
        "label.setText(f\"{tr('Found')} and {name} too\")",
        'words("Nothing here", "quiet")',
        'Notice(str(error), hint="Try again.")',
    ],
)
def test_bare_words_would_be_noticed(code: str) -> None:
    assert len(bare(SourceFile("made.py", code), {"EdgeError", "NotFound", "Lost"})) == 1


@pytest.mark.parametrize(
    "code",
    [
        'class Lost(NotFound):\n    code, hint = "lost", later("Look again.")',
        'raise NotFound(tr("{name} is lost.", name=name))',
        'raise ValueError("a fault of the program")',
        'label.setText(tr("Found it"))',
        "label.setText(f\"{name} · {tr('Found it')}\")",
    ],
)
def test_words_for_translators_pass(code: str) -> None:
    assert bare(SourceFile("made.py", code), {"EdgeError", "NotFound", "Lost"}) == []
