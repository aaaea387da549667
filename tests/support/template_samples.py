# SPDX-License-Identifier: Apache-2.0
"""Sentences that a template generates: every alternative at least once, lists by first, middle and last value."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from random import Random
from typing import Any

from hassil.expression import Alternative, Group, ListReference, Permutation, RuleReference, TextChunk
from hassil.intents import RangeSlotList, TextSlotList, WildcardSlotList

from edgeassist.intents.matching import BESIDE
from edgeassist.intents.slots import plain_value
from edgeassist.intents.template_index import Template

Filled = tuple[tuple[str, object], ...]
Piece = tuple[str, Filled]


@dataclass(frozen=True, slots=True)
class Sample:
    """A sentence, and the slots that its lists put there. `wild` names the slots that were filled with free words."""

    text: str
    slots: Mapping[str, object]
    wild: frozenset[str]


@dataclass(slots=True)
class Sampler:
    """Writes templates out. `words` are examples for lists that take any words."""

    words: Mapping[str, Sequence[str]]
    wild: set[str] = field(default_factory=set)

    def covering(self, template: Template, most: int = 10_000) -> Iterator[Sample]:
        """Go through sentences that hold every alternative of `template` at least once."""
        for text, filled in self._cover(template.sentence.expression, template, 0)[:most]:
            yield self._sample(text, filled, template)

    def at_random(self, template: Template, random: Random) -> Sample:
        """Return one sentence of `template`, every choice by lot."""
        text, filled = self._choose(template.sentence.expression, template, random)
        return self._sample(text, filled, template)

    def _sample(self, text: str, filled: Filled, template: Template) -> Sample:
        given = dict(template.data.slots) | dict(filled)
        return Sample(" ".join(text.split()), given, frozenset(template.wild) & set(given))

    def _cover(self, part: Any, template: Template, depth: int) -> list[Piece]:
        assert depth < 40, part
        match part:
            case TextChunk():
                return [(part.original_text, ())]
            case ListReference():
                return self._values(part, template)
            case RuleReference():
                return self._cover(template.settings.expansion_rules[part.rule_name].expression, template, depth + 1)
            case Alternative():
                return list(chain.from_iterable(self._cover(item, template, depth + 1) for item in part.items))
            case Permutation():
                orders = (part.items, part.items[::-1])
                return list(chain.from_iterable(self._joined(order, template, depth) for order in orders))
            case Group():
                return self._joined(part.items, template, depth)
        raise AssertionError(part)

    def _joined(self, items: Sequence[Any], template: Template, depth: int) -> list[Piece]:
        covers = [self._cover(item, template, depth + 1) for item in items]
        if not all(covers):
            return []
        longest = max((len(cover) for cover in covers), default=0)
        return [_glued([cover[number % len(cover)] for cover in covers]) for number in range(longest)]

    def _choose(self, part: Any, template: Template, random: Random) -> Piece:
        match part:
            case RuleReference():
                return self._choose(template.settings.expansion_rules[part.rule_name].expression, template, random)
            case Alternative():
                return self._choose(random.choice(part.items), template, random)
            case Permutation():
                return _glued(
                    [self._choose(one, template, random) for one in random.sample(part.items, len(part.items))]
                )
            case Group():
                return _glued([self._choose(item, template, random) for item in part.items])
        return random.choice(self._cover(part, template, 0))

    def _values(self, reference: Any, template: Template) -> list[Piece]:
        slots = template.settings.slot_lists.get(reference.list_name)
        return [(text, ((reference.slot_name, value),)) for text, value in self._pairs(reference, slots, template)]

    def _examples(self, list_name: str) -> list[str]:
        choices = [self.words.get(name, self.words[""]) for name in list_name.split(BESIDE)]
        return [" ".join(words) for words in zip(*choices, strict=False)]

    def _pairs(self, reference: Any, slots: Any, template: Template) -> list[tuple[str, object]]:
        if reference.is_inline_range:
            start, stop, _step = reference.get_inline_range()
            return [(str(number), number) for number in (start, stop)]
        if isinstance(slots, RangeSlotList):
            middle = slots.start + (slots.stop - slots.start) // (2 * slots.step) * slots.step
            return [(str(one), plain_value(one * (slots.multiplier or 1))) for one in (slots.start, middle, slots.stop)]
        if isinstance(slots, WildcardSlotList):
            return [(text, text) for text in self._examples(reference.list_name)]
        assert isinstance(slots, TextSlotList), reference
        domains = template.data.requires_context.get("domain")
        fitting = [one for one in slots.values if _fits(one, domains)]
        ends = {0: None, len(fitting) // 2: None, len(fitting) - 1: None}
        return [
            (text, plain_value(text if one.value_out is None else one.value_out))
            for one in (fitting[number] for number in ends if fitting)
            for text, _ in self._cover(one.text_in, template, 0)[:2]
        ]


def _fits(value: Any, domains: Any) -> bool:
    domain = (value.context or {}).get("domain")
    return domain is None or domains is None or domain in domains


def _glued(pieces: Sequence[Piece]) -> Piece:
    return "".join(text for text, _ in pieces), tuple(chain.from_iterable(filled for _, filled in pieces))
