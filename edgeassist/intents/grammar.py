# SPDX-License-Identifier: Apache-2.0
"""The grammar of all that may be said: templates, a person's own names, taught phrases. Pure; hears nothing.

What cannot be said alike by everybody (free words) is left out: which sentences are in decides how well they are told
apart. Values are shared rules, so that a name costs its words once for each place.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from edgeassist.intents.commands import Taught
from edgeassist.intents.grammar_lists import Lists
from edgeassist.intents.grammar_parts import Tokens, expansion
from edgeassist.intents.grammar_phrases import phrases
from edgeassist.intents.grammar_sources import Place, items, source
from edgeassist.intents.grammar_templates import written_out
from edgeassist.intents.names import Names
from edgeassist.intents.taught_meaning import template_of
from edgeassist.speech.heard import Grammar

_WORD = re.compile(r"[^\W_]+")
_PLACES: tuple[Place, ...] = ("first", "either", "lights", "second", "answer")


@dataclass(slots=True)
class _Sentences:
    """Every sentence by the place it may stand at."""

    lists: Lists
    at: dict[Place, set[Tokens]] = field(default_factory=lambda: {place: set() for place in _PLACES})

    def add(self, sentences: Iterable[Tokens], kinds: tuple[str, ...], place: Place) -> None:
        """Keep those that can be said now."""
        for sentence in sentences:
            values = [token for token in sentence if token.startswith("<")]
            if all(self.lists.words(token, kinds) for token in values):
                self.at[place].add(tuple(self._named(token, kinds) for token in sentence))

    def _named(self, token: str, kinds: tuple[str, ...]) -> str:
        return f"<{self.lists.rule(token, kinds)}>" if token.startswith("<") else token


def build(language: str, names: Names, taught: tuple[Taught, ...] = ()) -> Grammar:
    """Return the grammar of `language` with these names; the same for the same. Takes some hundred milliseconds.

    Raises `UnknownLanguage` where there are no commands in `language`.
    """
    said = source(language)
    lists = Lists(said, names, items(language))
    sentences = _Sentences(lists)
    for block in said.blocks:
        sentences.add(block.sentences, block.kinds, block.place)
    for phrase in taught:
        sentences.add(written_out(template_of(phrase.sentence), said.rules), (), "first")
    rules = _rules(sentences, said.joint)
    jsgf = _jsgf(rules, said.language)
    words = set(_WORD.findall(jsgf))
    accents = tuple((word, phones) for word, phones in said.accents if word in words)
    key = hashlib.sha256(repr((jsgf, accents)).encode()).hexdigest()[:32]
    return Grammar(key, said.language, jsgf, phrases(_all(sentences.at), lists.made()), accents)


def _all(at: dict[Place, set[Tokens]]) -> set[Tokens]:
    return set().union(*at.values())


def _rules(sentences: _Sentences, joint: str) -> dict[str, str]:
    at = sentences.at
    following = at["either"] | at["lights"] if joint else set()
    rules = {
        "first": expansion(at["first"]),
        "either": expansion(at["either"]),
        "lights": expansion(at["lights"]),
        "next": expansion(following),
        "changed": expansion(following | at["second"] if joint else ()),
        "answer": expansion(at["answer"]),
    }
    rules |= {name: expansion(words) for name, words in sentences.lists.made().items()}
    joined = {"either": "next", "lights": "changed"}
    commands = [
        f"<{name}> [{joint} <{joined[name]}>]" if rules.get(joined.get(name, "")) else f"<{name}>"
        for name in ("first", "either", "lights", "answer")
        if rules[name]
    ]
    rules["command"] = " | ".join(commands) or "<VOID>"
    return {name: text for name, text in rules.items() if text}


def _jsgf(rules: dict[str, str], language: str) -> str:
    lines = [f"{'public ' if name == 'command' else ''}<{name}> = {text};" for name, text in rules.items()]
    return "\n".join([f"#JSGF V1.0 UTF-8 {language};", "grammar edgeassist;", *lines, ""])
