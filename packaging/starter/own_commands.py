# SPDX-License-Identifier: Apache-2.0
"""Expands our own spoken commands (`own/commands/<language>.toml`) into documents; knows no corpus and trains nothing.

About one template in ten is held out: the way something is said, not what is said.
"""

import hashlib
import json
import random
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starter.documents import HELD, TRAIN, Document
from starter.own_templates import Part, Value, flat, parsed, said, tidy
from starter.pairs import key

FOLDER = Path(__file__).with_name("own") / "commands"
NONE = "None"
"""The intent of what is no command."""
PER_TEMPLATE = 80
_TIMES_FOR_NONE = 3
_PER_HELD = 6
_ONE_HELD_OF = 10
_TYPED, _OPENED, _CLOSED = 1 / 3, 0.3, 0.1


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


def _check(template: Template, commands: Commands) -> None:
    for kind in template.kinds or ("",):
        for part in flat(parsed(template.text)):
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


def _sentences(template: Template, commands: Commands, seed: int, most: int) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield up to `most` different sentences with their slots, as spoken."""
    rng, seen, parts = random.Random(f"{seed} {template.origin}"), set[str](), parsed(template.text)
    most *= _TIMES_FOR_NONE if template.intent == NONE else 1
    for _ in range(4 * most):
        drawn = said(parts, commands.values, rng, rng.choice(template.kinds or ("",)))
        slots = {one.slot: one.values for one in drawn if one.slot} if template.intent != NONE else {}
        text = tidy("".join(one.values for one in drawn))
        text = _styled(text, template, commands.style, rng)
        if key(text) not in seen and len(set(slots.values())) == len(slots):
            seen.add(key(text))
            yield text, slots | template.always
        if len(seen) == most:
            return


def _styled(text: str, template: Template, style: dict[str, list[str]], rng: random.Random) -> str:
    """Return a sentence as a recognizer writes it or, one time in three, as somebody types it; at times politely."""
    first, both = text.split(maxsplit=1)[0], " ".join(text.split()[:2])
    asks = first in style["question_words"] or both in style["question_words"]
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
    """Yield the commands of every language that has a file, shuffled, so that the first thousand say something of all.

    No sentence is on both sides, and none stands twice.
    """
    made: list[Document] = []
    for language in languages:
        if (folder / f"{language}.toml").exists():
            made += _of_language(read(language, folder), seed, per_template)
    random.Random(f"{seed} order").shuffle(made)
    yield from made


def _of_language(commands: Commands, seed: int, per_template: int) -> Iterator[Document]:
    """Yield a few sentences of each held-out template, then those of the others that are not among them."""
    seen, apart = set[str](), held(commands)
    for split, most in ((HELD, _PER_HELD), (TRAIN, per_template)):
        for template in (one for one in commands.templates if (one in apart) == (split == HELD)):
            for text, slots in _sentences(template, commands, seed, most):
                if key(text) not in seen:
                    seen.add(key(text))
                    yield Document("intent", template.origin, ((text, reply(template.intent, slots)),), split=split)
