# SPDX-License-Identifier: Apache-2.0
"""Finds keywords, strings, numbers, names and remarks in program text. Knows no colour and no window.

Only languages on the list are looked at: their lexers load quickly and are known not to run away.
"""

import re
import time
from typing import Literal

Kind = Literal["keyword", "string", "number", "name", "comment"]
Run = tuple[int, int, Kind]
"""Where in a line something stands, how long it is, and what it is."""

MOST_CHARS = 40_000
MOST_LINE_CHARS = 2_000
_NAMES = {
    "bash": "Shell", "sh": "Shell", "shell": "Shell", "zsh": "Shell", "console": "Shell",
    "c": "C", "cpp": "C++", "c++": "C++", "cs": "C#", "csharp": "C#", "css": "CSS", "dart": "Dart", "diff": "Diff",
    "go": "Go", "html": "HTML", "ini": "INI", "java": "Java", "javascript": "JavaScript", "js": "JavaScript",
    "json": "JSON", "kotlin": "Kotlin", "lua": "Lua", "make": "Makefile", "makefile": "Makefile", "php": "PHP",
    "powershell": "PowerShell", "py": "Python", "python": "Python", "r": "R", "rb": "Ruby", "ruby": "Ruby",
    "rs": "Rust", "rust": "Rust", "sql": "SQL", "swift": "Swift", "toml": "TOML", "ts": "TypeScript",
    "typescript": "TypeScript", "xml": "XML", "yaml": "YAML", "yml": "YAML",
}  # fmt: skip
_WORD = re.compile(r"[\w+#.-]+")
_BREATH_TOKENS = 60
_BREATH_S = 0.0005


def language_key(info: str) -> str:
    """Return the language that the words after a fence name, in small letters; empty for none."""
    found = _WORD.search(info)
    return found[0].lstrip(".").lower() if found else ""


def language_name(info: str) -> str:
    """Return what to call the language of a fence: `Python`, and what else stands there; all as written if unknown."""
    found = _WORD.search(info)
    name = _NAMES.get(language_key(info), "")
    if found is None or not name:
        return info.strip()
    rest = (info[: found.start()] + info[found.end() :]).strip(" {}.")
    return f"{name} · {rest}" if rest else name


def known(info: str) -> bool:
    """Tell whether text of that language can be looked at."""
    return language_key(info) in _NAMES


def runs(text: str, info: str) -> list[tuple[Run, ...]]:
    """Return what stands in each line of `text`; nothing for an unknown language or beyond `MOST_CHARS`.

    Takes about 3 ms for 1,000 characters, and up to 60 ms to load a language the first time. Steps aside often, so
    that a window in the same process is not held up: call it on a thread of its own.
    """
    from pygments.lexers import get_lexer_by_name

    if not known(info):
        return []
    lines = text[:MOST_CHARS].split("\n")
    looked = "\n".join("" if len(line) > MOST_LINE_CHARS else line for line in lines) + "\n"
    found: list[list[Run]] = [[] for _ in lines]
    line, at = 0, 0
    for place, (_, token, value) in enumerate(get_lexer_by_name(language_key(info)).get_tokens_unprocessed(looked)):
        kind = _kind(str(token))
        for more, piece in enumerate(value.split("\n")):
            if more:
                line, at = line + 1, 0
            if kind and piece and line < len(found):
                found[line].append((_units(lines[line][:at]), _units(piece), kind))
            at += len(piece)
        if place % _BREATH_TOKENS == 0:
            time.sleep(_BREATH_S)
    return [tuple(line_runs) for line_runs in found]


def _units(text: str) -> int:
    """Return how many places `text` takes where letters beyond 16 bits take two, as in a text widget."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


_KINDS: tuple[tuple[str, Kind], ...] = (
    ("Token.Comment", "comment"),
    ("Token.Keyword", "keyword"),
    ("Token.Operator.Word", "keyword"),
    ("Token.Literal.String", "string"),
    ("Token.Literal.Number", "number"),
    ("Token.Name.Function", "name"),
    ("Token.Name.Class", "name"),
    ("Token.Name.Decorator", "name"),
    ("Token.Name.Builtin", "name"),
    ("Token.Name.Tag", "keyword"),
    ("Token.Name.Attribute", "name"),
    ("Token.Generic.Inserted", "string"),
    ("Token.Generic.Deleted", "keyword"),
    ("Token.Generic.Heading", "name"),
    ("Token.Generic.Subheading", "name"),
)


def _kind(token: str) -> Kind | None:
    return next((kind for name, kind in _KINDS if token.startswith(name)), None)
