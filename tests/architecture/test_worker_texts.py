# SPDX-License-Identifier: Apache-2.0
"""Whatever a worker refuses is said in texts that are extracted, so that the window can say it in every language."""

import ast
from collections.abc import Iterator

from edgeassist.core import errors
from tests.support.source_tree import SourceFile, python_files

EXTRACTED = {"told", "later"}
IN_BRACKETS = {"LayoutUnknown", "NoVariantWorks"}
"""Errors made with what only a developer of the engine reads; it stands in brackets in their sentences."""

FILES = python_files("edgeassist/worker")


def bases(kind: ast.ClassDef) -> set[str]:
    return {base.id for base in kind.bases if isinstance(base, ast.Name)}


def classes(file: SourceFile) -> Iterator[ast.ClassDef]:
    return (node for node in ast.walk(file.tree) if isinstance(node, ast.ClassDef))


def error_names() -> set[str]:
    """Return the names of all errors that can be raised there on purpose."""
    found = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, Exception)}
    kinds = [kind for file in FILES for kind in classes(file)]
    while more := {kind.name for kind in kinds if bases(kind) & found} - found:
        found |= more
    return found


ERRORS = error_names()


def bare(node: ast.AST) -> Iterator[int]:
    """Yield the lines of the texts in `node` that nobody extracts: those with a space in them."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in EXTRACTED:
        return
    if isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value.strip()
    ):
        yield node.lineno
        return
    for child in ast.iter_child_nodes(node):
        yield from bare(child)


def spoken(file: SourceFile) -> Iterator[ast.AST]:
    """Yield what becomes a message or a hint: what an error is made with, and what its class says."""
    for kind in (one for one in classes(file) if one.name in ERRORS):
        yield from (line.value for line in kind.body if isinstance(line, ast.Assign))
        for call in (part for part in ast.walk(kind) if isinstance(part, ast.Call)):
            if isinstance(call.func, ast.Attribute) and call.func.attr == "__init__":
                yield from (*call.args, *(one.value for one in call.keywords))
    for call in file.calls():
        name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
        if name in ERRORS - IN_BRACKETS or name == "Failed":
            yield from (*call.args, *(one.value for one in call.keywords))


def test_every_error_of_a_worker_is_made_of_extracted_texts() -> None:
    assert len(ERRORS) > 40
    assert [f"{file.name}:{line}" for file in FILES for part in spoken(file) for line in bare(part)] == []


def test_every_step_a_job_names_is_extracted() -> None:
    """A step is a constant of its module, and the constant is made by `later`."""
    found = []
    for file in FILES:
        values = [one.value for call in file.calls() for one in call.keywords if one.arg == "step"]
        found += [f"{file.name}:{value.lineno}" for value in values if isinstance(value, ast.Constant | ast.JoinedStr)]
        for line in (one for one in file.tree.body if isinstance(one, ast.Assign)):
            names = [part.id for target in line.targets for part in ast.walk(target) if isinstance(part, ast.Name)]
            steps = {value.id for value in values if isinstance(value, ast.Name)}
            if steps & {*names}:
                found += [f"{file.name}:{at}" for at in bare(line.value)]
    assert found == []


def test_what_is_told_is_a_literal_with_a_value_for_each_gap() -> None:
    """Nothing can be extracted from a name, and a gap without a value would be shown as such."""
    wrong = []
    for file in (one for one in python_files("edgeassist") if "from edgeassist.core.told import" in one.text):
        for call in file.calls():
            if isinstance(call.func, ast.Name) and call.func.id == "told" and call.args:
                text = call.args[0].value if isinstance(call.args[0], ast.Constant) else None
                gaps = {part.split("}")[0] for part in text.split("{")[1:]} if isinstance(text, str) else None
                if gaps != {one.arg for one in call.keywords}:
                    wrong.append(f"{file.name}:{call.lineno}")
    assert wrong == []
