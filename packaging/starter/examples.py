# SPDX-License-Identifier: Apache-2.0
"""What the starter model is examined on: held-out examples in a fixed order, and what the baselines may learn from.

The order is that of a hash, so that the first ten are nobody's choice. Several translations of one sentence become
one example with several references. Scores nothing.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from starter.documents import HELD, Document, from_line
from starter.pairs import key

T = TypeVar("T")

TRANSLATE, SUMMARIZE, INTENT, CHAT = "translate", "summarize", "intent", "chat"
REFUSALS = "refusals"
"""What the file of own chat data is called whose questions the model is to turn down."""

_LANGUAGE = re.compile(r"(?:^|[/_.])(en|es|fr|de)(?=[/_.]|$)")


@dataclass(frozen=True, slots=True)
class Example:
    """One question with its right replies. `kind` is a direction (`en-es`) or a language, `family` the set it is of."""

    task: str
    kind: str
    family: str
    text: str
    references: tuple[str, ...]
    before: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> str:
        """Return the name of this example in every file, and its place in the order."""
        said = "\x1f".join((self.task, self.kind, *(part for turn in self.before for part in turn), self.text))
        return hashlib.sha256(said.encode()).hexdigest()[:20]


@dataclass(slots=True)
class Material:
    """Held-out examples by task, in hash order, and what was trained on.

    `pairs` are by direction and set (`en-es`, `parallel_tatoeba`), `summaries` without case and punctuation.
    """

    held: dict[str, list[Example]] = field(default_factory=dict)
    pairs: dict[tuple[str, str], list[tuple[str, str]]] = field(default_factory=dict)
    commands: Counter[str] = field(default_factory=Counter)
    summaries: set[str] = field(default_factory=set)
    replies: list[str] = field(default_factory=list)

    def of(self, task: str, kind: str = "") -> list[Example]:
        """Return the examples of a task, of one kind only when it is named."""
        return [one for one in self.held.get(task, []) if kind in ("", one.kind)]

    def trained_pairs(self, direction: str, families: Collection[str], most: int) -> list[tuple[str, str]]:
        """Return sentence pairs that were trained on, spread over the sets named; over all where these have none."""
        own = {where: pairs for where, pairs in self.pairs.items() if where[0] == direction}
        named = [pair for (_, family), pairs in own.items() if family in families for pair in pairs]
        return _spread(named or [pair for pairs in own.values() for pair in pairs], most)

    def trained_replies(self, most: int) -> list[str]:
        """Return replies of conversations that were trained on, spread over all of them."""
        return _spread(self.replies, most)

    def refusals(self, *, wanted: bool) -> list[Example]:
        """Return the first questions of conversations that are to be turned down, or all the others."""
        first = [one for one in self.of(CHAT) if not one.before]
        return [one for one in first if one.family.endswith(f"/{REFUSALS}") == wanted]

    def kinds(self, task: str) -> list[str]:
        """Return the directions or languages that a task was held out for."""
        return sorted({one.kind for one in self.held.get(task, [])})


def _spread(rows: Sequence[T], most: int) -> list[T]:
    """Return at most `most` of `rows`, evenly spread from the first to the last."""
    count = min(len(rows), most)
    return [rows[number * len(rows) // count] for number in range(count)]


def files_of(paths: Iterable[Path]) -> list[Path]:
    """Return the files of documents: those named, and every `*.jsonl` of the folders named."""
    return [file for path in paths for file in (sorted(path.glob("*.jsonl")) if path.is_dir() else [path])]


def gather(paths: Iterable[Path], limit: int) -> Material:
    """Read documents; keep at most `limit` held-out examples of each task, kind and family.

    A summary that was trained on word for word is no test: the other text it belongs to may be a paraphrase.
    """
    material = Material()
    merged: dict[tuple[str, ...], Example] = {}
    for document in _documents(files_of(paths)):
        if document.split == HELD:
            for example in examples(document):
                _merge(merged, example)
        else:
            _learn(material, document)
    counts: Counter[tuple[str, str, str]] = Counter()
    for example in sorted(merged.values(), key=lambda one: one.key):
        if example.task == SUMMARIZE and material.summaries & set(map(key, example.references)):
            continue
        group = (example.task, example.kind, example.family)
        counts[group] += 1
        if counts[group] <= limit:
            material.held.setdefault(example.task, []).append(example)
    return material


def examples(document: Document) -> Iterator[Example]:
    """Yield every turn of a document as an example; only a conversation knows what was said before."""
    family = family_of(document.origin)
    kind = f"{document.source}-{document.target}" if document.task == TRANSLATE else language_of(document)
    for number, (text, reply) in enumerate(document.turns):
        before = document.turns[:number] if document.task == CHAT else ()
        yield Example(document.task, kind, family, text, (reply,), before)


def language_of(document: Document) -> str:
    """Return the language of a document: as it says itself, else as its origin does; English when neither does."""
    found = _LANGUAGE.search("/".join(document.origin.split("/")[:3]))
    return document.source or (found.group(1) if found else "en")


def family_of(origin: str) -> str:
    """Return the set that an origin is of; our refusals are a set of their own."""
    first, _, rest = origin.partition("/")
    second = rest.partition("/")[0]
    return f"{first}/{REFUSALS}" if second.startswith(REFUSALS) else first


def _documents(files: Iterable[Path]) -> Iterator[Document]:
    for path in files:
        with path.open(encoding="utf-8") as file:
            yield from (from_line(line) for line in file if not line.startswith('{"task": "prose"'))


def _merge(merged: dict[tuple[str, ...], Example], example: Example) -> None:
    where = (example.task, example.kind, example.key)
    known = merged.setdefault(where, example)
    if example.references[0] not in known.references:
        both = (*known.references, *example.references)
        merged[where] = Example(known.task, known.kind, known.family, known.text, both, known.before)


def _learn(material: Material, document: Document) -> None:
    replies = [reply for _, reply in document.turns]
    if document.task == TRANSLATE:
        where = (f"{document.source}-{document.target}", family_of(document.origin))
        material.pairs.setdefault(where, []).extend(document.turns)
    elif document.task == INTENT:
        material.commands.update(replies)
    elif document.task == SUMMARIZE:
        material.summaries.update(map(key, replies))
    elif document.task == CHAT:
        material.replies.extend(replies)
