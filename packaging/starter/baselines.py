# SPDX-License-Identifier: Apache-2.0
"""What the starter model must beat to be of any use: trivial ways to do the same tasks. None of them is a network.

`hassil` and `home-assistant-intents` are needed for `Templates` only.
"""

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np

from starter import home_assistant
from starter.own_commands import NONE, reply

_PIECES = re.compile(r"\w+(?:['’]\w+)*|[^\w\s]")
_SENTENCE_END = re.compile(r"[.!?][\"”’)]*(\s+)(?=[\"“¿¡(]?[A-ZÀ-Þ0-9])")
_SHORT = re.compile(r"\b(?:[A-Z]|Mr|Mrs|Ms|Dr|St|No|vs|e\.g|i\.e|Sr|Sra)\.$")
_NOTHING = reply(NONE, {})
_MOST_WORDS = 40


def copied(text: str) -> str:
    """Return the source as its own translation."""
    return text


def lead(text: str) -> str:
    """Return the first sentence of a text: the usual baseline of summaries."""
    for gap in _SENTENCE_END.finditer(text):
        if not _SHORT.search(text[: gap.start(1)]):
            return text[: gap.start(1)].strip()
    return text.split("\n", 1)[0].strip() if "\n" in text else text.strip()


class Dictionary:
    """Translates word for word, in the order of the source, by a dictionary learned from sentence pairs.

    IBM model 1 (Brown et al. 1993): a few rounds of expectation-maximization for p(target word | source word), then
    the likeliest target word of each source word. Words it does not know are copied.
    """

    def __init__(self, words: Mapping[str, str]) -> None:
        self.words = words

    @classmethod
    def learn(cls, pairs: Sequence[tuple[str, str]], rounds: int = 6) -> "Dictionary":
        """Learn from (source, target) sentences; 60,000 of them take some ten seconds."""
        sources, targets = _Numbers(), _Numbers()
        links = _links(pairs, sources, targets)
        if not len(links):
            return cls({})
        unique, kind = np.unique(links[:, 0] * len(targets.words) + links[:, 1], return_inverse=True)
        source, target = unique // len(targets.words), unique % len(targets.words)
        likely: Any = np.ones(len(unique))
        for _ in range(rounds):
            share = likely[kind]
            share /= np.bincount(links[:, 2], share)[links[:, 2]]
            likely = np.bincount(kind, share)
            likely /= np.bincount(source, likely)[source]
        order = np.lexsort((target, -likely, source))
        first = order[np.unique(source[order], return_index=True)[1]]
        return cls({sources.words[source[at]]: targets.words[target[at]] for at in first if source[at]})

    def translate(self, text: str) -> str:
        """Return `text` word for word, capitals and punctuation kept."""
        made: list[str] = []
        for found in _PIECES.finditer(text):
            piece = found.group()
            word = self.words.get(piece.lower(), piece)
            gap = " " if found.start() and text[found.start() - 1].isspace() else ""
            made.append(gap + (word[:1].upper() + word[1:] if piece[:1].isupper() else word))
        return "".join(made).strip()


class _Numbers:
    """Gives words numbers; 0 is the empty word, from which words without a counterpart come."""

    def __init__(self) -> None:
        self.words = [""]
        self._known: dict[str, int] = {}

    def of(self, text: str) -> list[int]:
        """Return the numbers of the words of a sentence."""
        found = [piece.lower() for piece in _PIECES.findall(text)][:_MOST_WORDS]
        for word in found:
            if word not in self._known:
                self._known[word] = len(self.words)
                self.words.append(word)
        return [self._known[word] for word in found]


def _links(pairs: Iterable[tuple[str, str]], sources: _Numbers, targets: _Numbers) -> Any:
    """Return an array of (source word, target word, which target place): every possible alignment of every pair."""
    blocks, places = [], 0
    for source, target in pairs:
        left, right = [0, *sources.of(source)], targets.of(target)
        where = np.arange(places, places + len(right))
        places += len(right)
        columns = (np.tile(left, len(right)), np.repeat(right, len(left)), np.repeat(where, len(left)))
        blocks.append(np.stack(columns, axis=1).astype(np.int64))
    return np.concatenate(blocks) if blocks else np.empty((0, 3), np.int64)


@dataclass(frozen=True, slots=True)
class Names:
    """What a home knows by name: the values that `name`, `area` and `floor` of commands may have."""

    name: tuple[str, ...]
    area: tuple[str, ...]
    floor: tuple[str, ...]

    @classmethod
    def of(cls, commands: Iterable[str]) -> "Names":
        """Collect them from right replies to the very commands to be understood, which favours the templates."""
        found: dict[str, set[str]] = {"name": set(), "area": set(), "floor": set()}
        for text in commands:
            for slot, value in json.loads(text)["slots"].items():
                found.get(slot, set()).add(value)
        return cls(*(tuple(sorted(found[slot])) for slot in ("name", "area", "floor")))


class Templates:
    """Home Assistant's sentence templates of one language, alone: what an app understands without a model.

    Every name may be any kind of device, which favours the templates too. What they find is put into our words just as
    the documents are made from Home Assistant's own tests.
    """

    def __init__(self, language: str, names: Names) -> None:
        self._hassil: Any = import_module("hassil")
        table = import_module("home_assistant_intents").get_intents(language)
        self._intents = self._hassil.Intents.from_dict(table) if table else None
        wanted = [data.get("requires_context", {}).get("domain") for data in _sentences(table or {})]
        domains = sorted({one for some in wanted if some for one in ([some] if isinstance(some, str) else some)})
        devices = [(name, name, {"domain": domain}) for name in names.name for domain in domains]
        # A list that a template names must be there, with something in it.
        areas, floors = ([(one, one) for one in some or ("-",)] for some in (names.area, names.floor))
        rows: dict[str, list[Any]] = {"name": devices or [("-", "-", {})], "area": areas, "floor": floors}
        make = self._hassil.TextSlotList.from_tuples
        self._lists = {slot: make(values, allow_template=False, name=slot) for slot, values in rows.items()}

    def parse(self, text: str) -> str:
        """Return the reply that the templates give to a command; the intent `None` where none of them fits."""
        if self._intents is None:
            return _NOTHING
        found = self._hassil.recognize_best(text, self._intents, slot_lists=self._lists, best_slot_name="name")
        if found is None:
            return _NOTHING
        slots = {name: (entity.text or "").strip() or entity.value for name, entity in found.entities.items()}
        ours = home_assistant.home_assistant({"intent": found.intent.name, "slots": slots, "text": text})
        return reply(*ours) if ours else _NOTHING


def _sentences(table: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [data for intent in table.get("intents", {}).values() for data in intent["data"]]


def unigram_nats(trained: Sequence[Sequence[int]], held: Sequence[Sequence[int]]) -> list[float]:
    """Return the surprise at each held reply of a model that only knows how frequent tokens are; one is added to all.

    The vocabulary is that of the tokens seen here, which favours this baseline.
    """
    counts = Counter(token for reply in trained for token in reply)
    kinds = len(set(counts) | {token for reply in held for token in reply})
    total = counts.total() + kinds
    return [-sum(math.log((counts[token] + 1) / total) for token in reply) for reply in held]


def reply_nats(trained: Mapping[str, int], held: Sequence[str], spelled: Sequence[float]) -> list[float]:
    """Return the surprise at each held reply of a model that only knows how frequent whole replies are.

    `trained` counts the replies trained on; `spelled` is the surprise of a model of tokens, for replies never given.
    These get the share of replies given once (Good 1953), and a little where there were none.
    """
    whole = sum(trained.values())
    new = max(1, sum(count == 1 for count in trained.values())) / max(1, whole)
    known = [(1 - new) * trained.get(text, 0) / max(1, whole) for text in held]
    return [
        -math.log(part + new * math.exp(-nats)) if part else nats - math.log(new)
        for part, nats in zip(known, spelled, strict=True)
    ]
