# SPDX-License-Identifier: Apache-2.0
"""Reads the corpora folder: one function per kind of set, each yielding documents with their origin.

Knows the sets' formats; knows nothing of shares, splits or tokens. The sets' licences are in the
folder's MANIFEST.jsonl.
"""

import gzip
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from starter.documents import Document
from starter.pairs import grouped, key, translations

_LONGEST_SENTENCE = 160
"""Characters; longer pairs are beyond what so small a model learns."""
_CHAT_TURNS = 4
_QUESTIONS = {"capital", "location"}
_TOPICS = {"greetings", "conversations", "food", "ai", "IA"}


def tatoeba(data: Path, languages: Sequence[str]) -> Iterator[Document]:
    """Yield everyday sentences between English and each language, grouped by shared sentences of any language."""
    pairs = [
        pair
        for other in _others(languages)
        for _, pair in _pairs(data / f"parallel_tatoeba/en-{other}.jsonl.gz", other)
    ]
    where = f"parallel_tatoeba/{'-'.join(languages)}"
    yield from translations(pairs, [f"{where}/{key(pairs[group]['en'])}" for group in grouped(pairs)])


def interface(data: Path, languages: Sequence[str]) -> Iterator[Document]:
    """Yield short texts of programs and names of places, of which each program is one origin."""
    for other in _others(languages):
        for name in ("parallel_ui", "parallel_terms_osm"):
            rows = list(_pairs(data / name / f"en-{other}.jsonl.gz", other))
            where = f"{name}/{'-'.join(languages)}"
            yield from translations([pair for _, pair in rows], [f"{where}/{row.get('src', name)}" for row, _ in rows])


def small_talk(data: Path, languages: Sequence[str]) -> Iterator[Document]:
    """Yield small talk; a question's wording is its origin, since an answer cannot be known without its question."""
    for row in _rows(data / "qa_chitchat_ms/qa.jsonl.gz"):
        if row["lang"] in languages and "http" not in row["answer"]:
            where = f"qa_chitchat_ms/{row['lang']}/{key(row['question'])}"
            yield Document("chat", where, ((_clean(row["question"]), _clean(row["answer"])),))
    for number, row in enumerate(_rows(data / "qa_chatterbot/conversations.jsonl.gz")):
        if row["lang"] in languages and row["topic"] in _TOPICS:
            yield from _dialogue(f"qa_chatterbot/{number}", row["turns"])


def facts(data: Path) -> Iterator[Document]:
    """Yield short questions about countries, one origin per country."""
    for row in _rows(data / "qa_factbook/qa.jsonl.gz"):
        if row["kind"] in _QUESTIONS and len(row["answer"]) < _LONGEST_SENTENCE:
            where = f"qa_factbook/{row['country']}"
            yield Document("chat", where, ((row["question"], row["answer"]),))


def summaries(data: Path, longest: int) -> Iterator[Document]:
    """Yield texts of up to `longest` characters with a summary that does not only repeat their beginning.

    Texts of one summary are one origin: more than half of MTS-Dialog is its own dialogues, translated there and back.
    """
    for name in ("summ_us_gov", "summ_scitldr", "summ_mts_dialog"):
        first: dict[str, object] = {}
        for number, row in enumerate(_rows(data / name / "pairs.jsonl.gz")):
            text, summary = _clean(row["text"]), _clean(row["summary"])
            origin = first.setdefault(key(summary), row.get("id", number))
            if len(text) <= longest and 20 <= len(summary) < len(text) / 2 and not row.get("lead_copy"):
                yield Document("summarize", f"{name}/{origin}", ((text, summary),))


def prose(data: Path, plainest: float, longest: int) -> Iterator[Document]:
    """Yield stories and plain books cut at paragraphs into pieces of up to `longest` characters, one origin each."""
    for row in _rows(data / "prose_children_stories/stories.jsonl.gz"):
        for piece in _pieces(row["text"], longest):
            yield Document("prose", f"prose_children_stories/{row['id']}", text=piece)
    for row in _rows(data / "prose_classics/books.jsonl.gz"):
        if row["fre"] >= plainest:
            for piece in _pieces(row["text"], longest):
                yield Document("prose", f"prose_classics/{row['title']}", text=piece)


def _dialogue(origin: str, turns: Sequence[dict[str, Any]]) -> Iterator[Document]:
    texts = [_clean(turn["text"]) for turn in turns[: 2 * _CHAT_TURNS]]
    if len(texts) >= 2 and all(texts):
        yield Document("chat", origin, tuple(zip(texts[0::2], texts[1::2], strict=False)))


def _pairs(path: Path, other: str) -> Iterator[tuple[dict[str, Any], dict[str, str]]]:
    """Yield the rows that fit, each with its two sentences by language."""
    for row in _rows(path):
        if _fit(row["en"]) and _fit(row[other]):
            yield row, {"en": _clean(row["en"]), other: _clean(row[other])}


def _pieces(text: str, longest: int) -> Iterator[str]:
    piece = ""
    for paragraph in text.split("\n\n"):
        if piece and len(piece) + len(paragraph) + 2 > longest:
            yield piece
            piece = ""
        piece = f"{piece}\n\n{paragraph}" if piece else paragraph[:longest]
    if len(piece) > longest // 4:
        yield piece


def _others(languages: Sequence[str]) -> list[str]:
    return [language for language in languages if language != "en"]


def _fit(text: str) -> bool:
    return 0 < len(text) <= _LONGEST_SENTENCE and any(map(str.isalpha, text))


def _clean(text: str) -> str:
    return " ".join(text.split())


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)
