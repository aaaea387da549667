# SPDX-License-Identifier: Apache-2.0
"""What stands for a list in a grammar: numbers as words, a person's own names, values, sentences of other lists.

A list that cannot be said (free words, or one that is empty now) has no words: the sentences with it are left out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from edgeassist.intents.grammar_parts import Tokens
from edgeassist.intents.grammar_sources import Source
from edgeassist.intents.grammar_templates import LIST, RULE, written_out
from edgeassist.intents.names import Named, Names
from edgeassist.intents.spoken_words import number_words, spoken

_LONGEST_RANGE = 1_000
_USUAL = {"area": "areas", "name": "appliances", "edge_list": "lists", "edge_pane": "panes"}
_ITEMS = frozenset({"shopping_list_item", "todo_list_item"})


@dataclass(slots=True)
class Lists:
    """Makes the rules of one grammar. Every word can be said: a recognizer guesses where its dictionary has none."""

    source: Source
    names: Names
    items: tuple[str, ...]
    _made: dict[str, frozenset[Tokens]] = field(default_factory=dict)

    def rule(self, token: str, kinds: tuple[str, ...] = ()) -> str:
        """Return the name of the rule that stands for `token` in a block limited to `kinds`."""
        inner = token[1:-1]
        return "_".join((inner, *sorted(kinds))) if inner == f"{LIST}name" else inner

    def words(self, token: str, kinds: tuple[str, ...] = ()) -> frozenset[Tokens]:
        """Return what can be said for `token`, maybe with the tokens of other rules in it; empty where nothing can."""
        rule = self.rule(token, kinds)
        if rule not in self._made:
            self._made[rule] = frozenset()
            self._made[rule] = frozenset(filter(self._is_whole, self._found(token[1:-1], kinds)))
        return self._made[rule]

    def made(self) -> dict[str, frozenset[Tokens]]:
        """Return every rule that was asked for and has words."""
        return {rule: words for rule, words in sorted(self._made.items()) if words}

    def _is_whole(self, sentence: Tokens) -> bool:
        return bool(sentence) and all(self.words(token) for token in sentence if token.startswith("<"))

    def _found(self, inner: str, kinds: tuple[str, ...]) -> Iterable[Tokens]:
        if inner.startswith(RULE):
            return written_out(self.source.rules[inner.removeprefix(RULE)], self.source.rules)
        name = inner.removeprefix(LIST)
        made = self.source.lists.get(name)
        of = made.get("of") if isinstance(made, Mapping) else None
        if of or made is None or name in _USUAL or name in _ITEMS:
            return (*self._named(of or ("items" if name in _ITEMS else _USUAL.get(name, "")), kinds), *self._of(made))
        return self._of(made)

    def _of(self, made: Any) -> Iterable[Tokens]:
        match made:
            case {"range": {"from": int(first), "to": int(last), "step": int(step)}}:
                return self._numbers(range(first, last + 1, step))
            case {"range": {"from": int(first), "to": int(last)}}:
                return self._numbers(range(first, last + 1))
            case {"values": list(values)}:
                return self._written(value["in"] if isinstance(value, dict) else str(value) for value in values)
            case {"sentences": list(templates)}:
                return self._written(templates)
            case {"spoken": str(rule)}:
                return written_out(f"<{rule}>", self.source.rules)
            case _:
                return ()

    def _written(self, templates: Iterable[str]) -> Iterable[Tokens]:
        return (sentence for text in templates for sentence in written_out(text, self.source.rules))

    def _numbers(self, values: range) -> Iterable[Tokens]:
        if len(values) > _LONGEST_RANGE:
            return ()
        return (words for value in values for words in number_words(value, self.source.language))

    def _named(self, what: str, kinds: tuple[str, ...]) -> Iterable[Tokens]:
        if what == "items":
            texts: Iterable[str] = (*self.items, *self.names.items)
        else:
            texts = (text for one in self._those(what, kinds) for text in one.spoken)
        return (words for text in texts if (words := spoken(text, self.source.language)))

    def _those(self, what: str, kinds: tuple[str, ...]) -> Iterable[Named]:
        if what == "appliances" and kinds == ("todo",):
            return self.names.lists
        if what == "appliances":
            return (one for one in self.names.appliances if not kinds or one.kind in kinds)
        of: Mapping[str, tuple[Named, ...]] = {
            "areas": self.names.areas,
            "lists": self.names.lists,
            "panes": self.names.panes,
            "contacts": self.names.contacts,
        }
        return of.get(what, ())
