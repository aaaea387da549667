# SPDX-License-Identifier: Apache-2.0
"""Expands our own spoken commands (`own/commands/<language>.toml`) into documents; knows no corpus and trains nothing.

A template is words, [optional words], (one|of|several), {slot} or {slot:list} for a value that the reply names, and
<list> for words that it does not name. A list's values are templates too. About one template in ten is held out: the
way something is said, not what is said.
"""

import hashlib
import json
import random
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starter.documents import HELD, TRAIN, Document
from starter.pairs import key

FOLDER = Path(__file__).with_name("own") / "commands"
NONE = "None"
"""The intent of what is no command."""
PER_TEMPLATE = 80
_TIMES_FOR_NONE = 4
_PER_HELD = 6
_ONE_HELD_OF = 10
_TYPED, _OPENED, _CLOSED = 1 / 3, 0.3, 0.1
_PIECES = re.compile(r"[\[\]()|]|\{[^}]*\}|<[^>]*>|[^\[\]()|{}<>]+")


@dataclass(frozen=True, slots=True)
class Value:
    """A place for a value of `values`; `slot` is empty where the reply does not name it."""

    slot: str
    values: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several ways to go on, each a row of parts."""

    ways: list[list["Part"]]


Part = str | Value | Choice


@dataclass(frozen=True, slots=True)
class Template:
    """One way to say something: number `number` of its intent, with the slots that it always means."""

    language: str
    intent: str
    number: int
    text: str
    always: dict[str, str] = field(default_factory=dict, hash=False)
    kinds: tuple[str, ...] = ()

    @property
    def origin(self) -> str:
        """Name of the template in every document made from it."""
        return f"own-commands/{self.language}/{self.intent}/{self.number}"

    @property
    def rank(self) -> bytes:
        """Place in the draw of what is held out, by its own words: the same whatever stands before or after it."""
        return hashlib.sha256(f"{self.language} {self.intent} {self.text}".encode()).digest()


@dataclass(frozen=True, slots=True)
class Commands:
    """All that a language's file says: lists of values, manners of speaking, templates."""

    values: dict[str, list[list[Part]]]
    style: dict[str, list[str]]
    templates: tuple[Template, ...]


def reply(intent: str, slots: dict[str, str]) -> str:
    """Return what the model is to answer, as compact JSON."""
    return json.dumps({"intent": intent, "slots": slots}, ensure_ascii=False, separators=(",", ":"))


def read(language: str, folder: Path = FOLDER) -> Commands:
    """Return the commands of a language; raise ValueError where a template does not close or names an unknown list."""
    raw = tomllib.loads((folder / f"{language}.toml").read_text("utf-8"))
    values = {name: [parsed(one) for one in some] for name, some in raw["values"].items()}
    templates = tuple(_templates(language, raw["commands"]))
    commands = Commands(values, raw["style"], templates)
    for template in templates:
        _check(template, commands)
    return commands


def _templates(language: str, groups: Sequence[dict[str, Any]]) -> Iterator[Template]:
    numbers: dict[str, int] = {}
    for group in groups:
        intent = group["intent"]
        for text in group["say"]:
            number = numbers[intent] = numbers.get(intent, 0) + 1
            yield Template(language, intent, number, text, group.get("slots", {}), tuple(group.get("kinds", ())))


def parsed(text: str) -> list[Part]:
    """Return the parts of a template; raise ValueError where a bracket does not match."""
    pieces = _PIECES.findall(text)
    if "".join(pieces) != text:
        raise ValueError(f"A template has a single bracket: {text!r}. Close it or leave it out.")
    ways, rest = _ways(pieces, "")
    if rest or len(ways) != 1:
        raise ValueError(f"A template has a stray bracket or bar: {text!r}. Put (a|b) around alternatives.")
    return ways[0]


def _ways(pieces: list[str], closing: str) -> tuple[list[list[Part]], list[str]]:
    """Read up to `closing` and return the alternatives found and what is left."""
    ways: list[list[Part]] = [[]]
    while pieces:
        piece, pieces = pieces[0], pieces[1:]
        if piece == closing:
            return ways, pieces
        if piece == "|":
            ways.append([])
        elif piece in "[(":
            inner, pieces = _ways(pieces, "]" if piece == "[" else ")")
            ways[-1].append(Choice([*inner, []] if piece == "[" else inner))
        elif piece in "])":
            return ways, [piece, *pieces]
        else:
            ways[-1].append(_leaf(piece))
    if closing:
        raise ValueError(f"A template lacks {closing!r}. Close what it opens.")
    return ways, []


def _leaf(piece: str) -> Part:
    if piece[0] == "<":
        return Value("", piece[1:-1])
    if piece[0] == "{":
        slot, _, values = piece[1:-1].partition(":")
        return Value(slot, values or slot)
    return piece


def _check(template: Template, commands: Commands) -> None:
    for kind in template.kinds or ("",):
        for part in _flat(parsed(template.text)):
            name = part.values.replace("*", kind) if isinstance(part, Value) else ""
            if name and name not in commands.values:
                raise ValueError(f"{template.origin} wants the list {name!r}, which is not there. Add it to [values].")


def held(commands: Commands) -> set[Template]:
    """Return the templates held out: of each intent every tenth, and one at least."""
    by_intent: dict[str, list[Template]] = {}
    for template in commands.templates:
        by_intent.setdefault(template.intent, []).append(template)
    ordered = [sorted(some, key=lambda one: one.rank) for some in by_intent.values()]
    return {one for some in ordered for one in some[: max(1, len(some) // _ONE_HELD_OF)]}


def _flat(parts: Sequence[Part]) -> Iterator[Part]:
    for part in parts:
        yield part
        if isinstance(part, Choice):
            for way in part.ways:
                yield from _flat(way)


def said(parts: Sequence[Part], values: dict[str, list[list[Part]]], rng: random.Random, kind: str = "") -> list[Value]:
    """Return a draw from a template: in order, `values` of each are words and `slot` their slot, or none."""
    drawn: list[Value] = []
    for part in parts:
        match part:
            case str():
                drawn.append(Value("", part))
            case Choice(ways=ways):
                drawn += said(rng.choice(ways), values, rng, kind)
            case Value(slot=slot, values=name):
                inner = said(rng.choice(values[name.replace("*", kind)]), values, rng, kind)
                drawn.append(Value(slot, _tidy("".join(one.values for one in inner))))
    return drawn


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _sentences(template: Template, commands: Commands, seed: int, most: int) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield up to `most` different sentences with their slots, as spoken."""
    rng, seen, parts = random.Random(f"{seed} {template.origin}"), set[str](), parsed(template.text)  # noqa: S311
    most *= _TIMES_FOR_NONE if template.intent == NONE else 1
    for _ in range(4 * most):
        drawn = said(parts, commands.values, rng, rng.choice(template.kinds or ("",)))
        slots = {one.slot: one.values for one in drawn if one.slot} if template.intent != NONE else {}
        text = _tidy("".join(one.values for one in drawn))
        text = _styled(text, template, commands.style, rng)
        if key(text) not in seen and len(set(slots.values())) == len(slots):
            seen.add(key(text))
            yield text, slots | template.always
        if len(seen) == most:
            return


def _styled(text: str, template: Template, style: dict[str, list[str]], rng: random.Random) -> str:
    """Return a sentence as a recognizer writes it or, one time in three, as somebody types it; at times politely."""
    first = text.split(maxsplit=1)[0].strip(",'")
    asks = first in style["question_words"]
    if template.intent != NONE:
        openers = style["question_openers"] if asks else style["openers"]
        openers = openers + style["asking"] if first in style["verbs"] else openers
        text = f"{rng.choice(openers)} {text}" if rng.random() < _OPENED else text
        text = f"{text} {rng.choice(style['closers'])}" if rng.random() < _CLOSED and not asks else text
    if rng.random() >= _TYPED:
        return text
    asks = asks or any(text.startswith(words + " ") for words in style["asking"])
    before, after = style["question_marks"] if asks else ("", ".")
    return f"{before}{text[:1].upper()}{text[1:]}{after}"


def documents(
    seed: int, *, languages: Sequence[str] = ("en", "es"), per_template: int = PER_TEMPLATE, folder: Path = FOLDER
) -> Iterator[Document]:
    """Yield the commands of every language that has a file: a few of each held-out template, then the others.

    No sentence is on both sides, and none stands twice.
    """
    for language in languages:
        if (folder / f"{language}.toml").exists():
            commands, seen = read(language, folder), set[str]()
            apart = held(commands)
            for split, most in ((HELD, _PER_HELD), (TRAIN, per_template)):
                for template in (one for one in commands.templates if (one in apart) == (split == HELD)):
                    for text, slots in _sentences(template, commands, seed, most):
                        if key(text) not in seen:
                            seen.add(key(text))
                            yield Document(
                                "intent", template.origin, ((text, reply(template.intent, slots)),), split=split
                            )
