# SPDX-License-Identifier: Apache-2.0
"""Turns the corpora into one file of documents per source: cleaned, without repeats, every origin on one side.

A training document is dropped when its question also stands in the held-out part of the same task, whatever its origin,
so that no score counts what was seen.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from starter import corpora, home_assistant, invented, own_chat, own_commands, own_phrases
from starter.documents import HELD, Document, split_of, write
from starter.pairs import key
from starter.settings import Data, Settings

_HURRIED_PER_THOUSAND = 100

Source = Callable[[Path, Settings], Iterable[Document]]


def _invented(data: Path, it: Settings) -> Iterable[Document]:
    """Return our commands with values out of everyday sentences, in languages that have both."""
    sentences: dict[str, list[str]] = {}
    for document in corpora.tatoeba(data, it.data.languages):
        sentences.setdefault(document.target, []).append(document.turns[0][1])
    said = {language: invented.spans(texts) for language, texts in sentences.items()}
    return invented.documents(own_commands.documents(it.seed, languages=it.data.languages), said, it.seed)


SOURCES: dict[str, Source] = {
    "tatoeba": lambda data, it: corpora.tatoeba(data, it.data.languages),
    "interface": lambda data, it: corpora.interface(data, it.data.languages),
    "phrases": lambda _data, it: own_phrases.documents(it.data.languages),
    "small_talk": lambda data, it: corpora.small_talk(data, it.data.languages),
    "facts": lambda data, _it: corpora.facts(data),
    "own_chat": lambda _data, it: own_chat.documents(it.seed),
    "commands": lambda _data, it: own_commands.documents(it.seed, languages=it.data.languages),
    "invented": _invented,
    "home": lambda data, it: home_assistant.documents(data, it.data.languages),
    "summaries": lambda data, it: corpora.summaries(data, it.data.longest_text),
    "prose": lambda data, it: corpora.prose(data, it.data.plainest, it.data.longest_text),
}
"""Every source by the name its share is given under in a config."""


def mix(data: Path, out: Path, settings: Settings) -> dict[str, dict[str, int]]:
    """Write `<source>.train.jsonl` and `<source>.held.jsonl` and return how many documents each has."""
    sides = {name: list(_divided(name, data, settings)) for name in settings.data.shares}
    held = {_question(document) for documents in sides.values() for document in documents if document.split == HELD}
    counts: dict[str, dict[str, int]] = {}
    for name, documents in sides.items():
        kept = (_hurried(d) for d in documents if d.split != HELD and _question(d) not in held)
        counts[name] = {
            "train": write(out / f"{name}.train.jsonl", kept),
            "held": write(out / f"{name}.held.jsonl", (d for d in documents if d.split == HELD)),
        }
    return counts


def _divided(name: str, data: Path, settings: Settings) -> Iterator[Document]:
    """Yield a source's documents without repeats, each with its side, at most as many as the config allows."""
    seen: set[tuple[str, ...]] = set()
    for document in SOURCES[name](data, settings):
        what = (document.task, document.target, document.text, *(text for turn in document.turns for text in turn))
        if what in seen or not key("".join(what[2:])):
            continue
        seen.add(what)
        yield document if document.split else replace(document, split=_side(document, settings.data))
        if len(seen) == settings.data.most_documents:
            return


def _side(document: Document, data: Data) -> str:
    return split_of(document.origin, data.held_per_thousand)


def _hurried(document: Document) -> Document:
    """Return one in ten sentences to translate as people type them in a hurry: small letters, no full stop."""
    if document.task != "translate" or split_of(f"hurry/{document.line()}", _HURRIED_PER_THOUSAND) != HELD:
        return document
    return replace(document, turns=tuple((text.lower().strip(".!?¿¡ "), reply) for text, reply in document.turns))


def _question(document: Document) -> tuple[str, ...]:
    """Return what makes two documents the same question to the model."""
    return (document.task, document.target, *(key(text) for text, _ in document.turns), key(document.text))
