# SPDX-License-Identifier: Apache-2.0
"""The templates that may be said in a language: Home Assistant's for speech, ours, and our choice among them.

A language with a file below `resources/intents/spoken` is heard by that choice; another by everything that is meant
for speech. Knows no names.
"""

import importlib.resources
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, cast

from edgeassist.core.paths import resource
from edgeassist.intents.grammar_parts import Tokens
from edgeassist.intents.grammar_templates import written_out
from edgeassist.intents.languages import nearest, offered_in, own_file, read_own, templates

Place = Literal["first", "either", "lights", "second", "answer"]
"""Where a sentence may stand: alone, also before and after "and", the same for what lights do, only after that and an
"and" ("set them to ..."), or alone as an answer."""


@dataclass(frozen=True, slots=True)
class Block:
    """Sentences of one intent, or of none: answers to a question. `kinds` are the domains that `name` is limited to."""

    intent: str
    sentences: frozenset[Tokens]
    kinds: tuple[str, ...] = ()
    place: Place = "first"


@dataclass(frozen=True, slots=True)
class Source:
    """Everything that may be said in a language, before names are put in. `lists` are as the files define them."""

    language: str
    blocks: tuple[Block, ...]
    lists: Mapping[str, Any] = field(default_factory=dict)
    rules: Mapping[str, str] = field(default_factory=dict)
    joint: str = ""
    """The word between two commands, empty where they are not joined."""
    accents: tuple[tuple[str, str], ...] = ()
    """Other ways than the dictionary's to say a word, in phones."""


@lru_cache(maxsize=4)
def source(language: str) -> Source:
    """Return what may be said in `language`; raise `UnknownLanguage` where there are no commands in it."""
    code = nearest(language)
    base, choice = _for_speech(code), _choice(code)
    path = None if choice or base is templates(code) else own_file(code)
    own = read_own(path) if path else {}
    theirs = offered_in(code) if base is not templates(code) else ()
    files = (*theirs, base, own, choice)
    lists = {name: made for file in files for name, made in (file.get("lists") or {}).items()}
    rules = {name: made for file in files for name, made in (file.get("expansion_rules") or {}).items()}
    wanted = choice.get("base") if choice else None
    blocks = [block for file in files for block in _blocks(file, rules, wanted if file is base else None)]
    return Source(code, tuple(blocks), lists, rules, str(choice.get("joint", "")), _accents(choice))


def _accents(choice: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    ways = choice.get("accents") or {}
    return tuple((word, phones) for word, all_phones in sorted(ways.items()) for phones in all_phones)


def items(language: str) -> tuple[str, ...]:
    """Return common things to put on a list."""
    path = resource("intents", "spoken", f"items.{nearest(language)}.txt")
    return tuple(path.read_text(encoding="utf-8").split("\n")[:-1]) if path.is_file() else ()


def _for_speech(code: str) -> dict[str, Any]:
    shipped = importlib.resources.files("home_assistant_intents").joinpath("speech_to_phrase", f"{code}.json")
    if not shipped.is_file():
        return templates(code)
    return cast(dict[str, Any], json.loads(shipped.read_text(encoding="utf-8")))


def _choice(code: str) -> dict[str, Any]:
    path: Path = resource("intents", "spoken", f"{code}.yaml")
    return read_own(path) if path.is_file() else {}


def _blocks(file: Mapping[str, Any], rules: Mapping[str, str], wanted: list[str] | None) -> Iterator[Block]:
    for answer in file.get("answers") or ():
        yield _block("", {**answer, "metadata": {"place": "answer"}}, rules)
    for name, intent in (file.get("intents") or {}).items():
        if wanted is not None and name not in wanted:
            continue
        for data in intent["data"]:
            if data.get("metadata", {}).get("speech") is not False:
                yield _block(name, data, rules)


def _block(name: str, data: Mapping[str, Any], rules: Mapping[str, str]) -> Block:
    sentences = frozenset(one for text in data["sentences"] for one in written_out(text, rules))
    domain = (data.get("requires_context") or {}).get("domain", ())
    place = data.get("metadata", {}).get("place", "first")
    return Block(name, sentences, (domain,) if isinstance(domain, str) else tuple(domain), place)
