# SPDX-License-Identifier: Apache-2.0
"""Templates of hassil written out as sentences of whole words, their lists left as names of rules. Knows no values."""

import re
from collections.abc import Iterator, Mapping

from hassil.expression import (
    Alternative,
    Expression,
    Group,
    ListReference,
    Permutation,
    RuleReference,
    TextChunk,
)
from hassil.parse_expression import parse_sentence
from hassil.parser import ParseError

from edgeassist.intents.grammar_parts import Tokens

LIST, RULE = "list_", "rule_"
"""What the names of tokens begin with that stand for a list of values, and for a rule."""
MOST = 256
"""A template that says more than this many sentences is none for speech."""

_LIST = re.compile(r"<[^<>]*>")
_WORDS = re.compile(r"<[^<>]*>|[^\W_]+(?:['’][^\W_]+)*['’]?")
_SYMBOL = re.compile(r"[%°?!.,;:]")
_DEEPEST = 12


def written_out(template: str, rules: Mapping[str, str]) -> frozenset[Tokens]:
    """Return every sentence of `template`; none where it says more than `MOST` or names a rule that is not there.

    A list `{name:slot}` becomes the token `<list_name>`, a rule with lists in it `<rule_name>`; every other rule is
    written out. Parts of words, `hour[s]` or `( |-)`, become whole words.
    """
    sentences: set[Tokens] = set()
    try:
        for number, text in enumerate(_texts(parse_sentence(template).expression, rules, 0)):
            if number >= MOST:
                return frozenset()
            if (tokens := _tokens(text)) is not None:
                sentences.add(tokens)
    except (KeyError, ParseError, RecursionError):
        return frozenset()
    return frozenset(sentences)


def _tokens(text: str) -> Tokens | None:
    """Return the words of `text`; None where a list is glued to letters, and cannot be said apart."""
    plain = _SYMBOL.sub(" ", text.casefold())
    for found in _LIST.finditer(plain):
        if plain[: found.start()][-1:].isalnum() or plain[found.end() :][:1].isalnum():
            return None
    return tuple(_WORDS.findall(plain)) or None


def _texts(part: Expression, rules: Mapping[str, str], depth: int) -> Iterator[str]:
    """Yield every text of `part`."""
    if depth > _DEEPEST:
        raise RecursionError(depth)
    match part:
        case TextChunk():
            yield part.text
        case ListReference():
            yield f"<{LIST}{part.list_name}>"
        case RuleReference() if "{" in rules[part.rule_name]:
            yield f"<{RULE}{part.rule_name}>"
        case RuleReference():
            yield from _texts(parse_sentence(rules[part.rule_name]).expression, rules, depth + 1)
        case Group():
            yield from _group(part, rules, depth)


def _group(group: Group, rules: Mapping[str, str], depth: int) -> Iterator[str]:
    match group:
        case Permutation():
            for first, rest in group.iterate_permutations():
                yield from _in_order([first, rest] if rest.items else [first], rules, depth)
        case Alternative():
            for item in group.items:
                yield from _texts(item, rules, depth)
        case _:
            yield from _in_order(group.items, rules, depth)


def _in_order(items: list[Expression], rules: Mapping[str, str], depth: int) -> Iterator[str]:
    if not items:
        yield ""
        return
    for head in _texts(items[0], rules, depth):
        for tail in _in_order(items[1:], rules, depth):
            yield head + tail
