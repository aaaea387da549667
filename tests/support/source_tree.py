# SPDX-License-Identifier: Apache-2.0
"""Reads the project's own Python files as values that architecture tests measure. Judges nothing."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class SourceFile:
    """One Python file; `name` is its path below the root, with forward slashes."""

    name: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed file."""
        return ast.parse(self.text, self.name)

    @property
    def line_count(self) -> int:
        """Lines, blank ones included."""
        return len(self.text.splitlines())

    @cached_property
    def _nodes(self) -> tuple[ast.Expr | ast.Constant | ast.Call | Function, ...]:
        """What the tests ask for, found in one walk."""
        kinds = (ast.Expr, ast.Constant, ast.Call, ast.FunctionDef, ast.AsyncFunctionDef)
        return tuple(node for node in ast.walk(self.tree) if isinstance(node, kinds))

    def functions(self) -> Iterator[Function]:
        """Every function and method, nested ones too."""
        return (node for node in self._nodes if isinstance(node, Function))

    def calls(self) -> Iterator[ast.Call]:
        """Everything that is called."""
        return (node for node in self._nodes if isinstance(node, ast.Call))

    def comments(self, like: re.Pattern[str]) -> Iterator[str]:
        """The text of every comment in which `like` is found."""
        if not like.search(self.text):
            return
        tokens = tokenize.generate_tokens(io.StringIO(self.text).readline)
        yield from (token.string for token in tokens if token.type == tokenize.COMMENT and like.search(token.string))

    def strings(self) -> Iterator[ast.Constant]:
        """Every string literal that is not a docstring."""
        prose = {id(node.value) for node in self._nodes if isinstance(node, ast.Expr)}
        for node in self._nodes:
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
                yield node

    def imports(self) -> set[str]:
        """Top names of what is imported when the program runs; `if TYPE_CHECKING:` is left out."""
        found: set[str] = set()
        for node in _run_time_nodes(self.tree):
            if isinstance(node, ast.Import):
                found.update(alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
        return found


def _run_time_nodes(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and isinstance(child.test, ast.Name) and child.test.id == "TYPE_CHECKING":
            continue
        yield child
        yield from _run_time_nodes(child)


@lru_cache
def python_files(*folders: str) -> tuple[SourceFile, ...]:
    """Return every Python file below `folders` of the project, in order of path."""
    paths = sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return tuple(SourceFile(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) for path in paths)


def length(function: Function) -> int:
    """Return the lines from `def` to the end, docstring included, decorators not."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def public_names(file: SourceFile) -> Iterator[tuple[str, ast.Module | ast.ClassDef | Function]]:
    """Yield the module, its public classes and functions, and their public methods, with their dotted names."""
    yield file.name, file.tree
    yield from _public_below(file.name, file.tree)


def _public_below(prefix: str, parent: ast.Module | ast.ClassDef) -> Iterator[tuple[str, ast.ClassDef | Function]]:
    for node in parent.body:
        if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)) and not node.name.startswith("_"):
            yield f"{prefix}:{node.name}", node
            if isinstance(node, ast.ClassDef):
                yield from _public_below(f"{prefix}:{node.name}", node)


def unannotated(function: Function) -> list[str]:
    """Return the arguments of `function` that have no type, and `return` when the result has none."""
    spec = function.args
    named = [*spec.posonlyargs, *spec.args, *spec.kwonlyargs]
    named += [extra for extra in (spec.vararg, spec.kwarg) if extra is not None]
    bare = [argument.arg for argument in named if argument.annotation is None and argument.arg not in {"self", "cls"}]
    return bare if function.returns is not None else [*bare, "return"]
