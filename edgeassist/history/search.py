# SPDX-License-Identifier: Apache-2.0
"""Finds words in everything that was said, newest first, and says where to mark them. Any thread may call.

What is in the bin is not found; other versions of a message are. Titles are searched too.
"""

import os
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from edgeassist.core.language import later, tr
from edgeassist.history.database import Database, IndexDamaged
from edgeassist.history.index import is_indexed
from edgeassist.history.turns import from_column
from edgeassist.history.words import Query, asked, folded

_TOKENS_SHOWN, _CHARACTERS_BEFORE, _CHARACTERS_SHOWN, _CHARACTERS_MOST = 24, 60, 200, 400
_MOST_TITLES = 5
_LINE_ENDS = dict.fromkeys(map(ord, "\r\n\t\x0b\x0c\x85\u2028\u2029"), " ")
_NO_INDEX = later("Search is slower here and minds accents: the full-text index is not there.")
_COLUMNS = "SELECT m.id, m.chat, c.title, c.folder, m.role, m.created_at, m.text,"
_CHOSEN = (
    "c.deleted_at IS NULL AND (:folder IS NULL OR c.folder = :folder)"
    " AND (:model = '' OR :model IN (nullif(m.model, ''), c.model)) AND m.created_at >= :since_ms"
    " AND (:until_ms IS NULL OR m.created_at < :until_ms)"
)
_INDEXED = (
    " CASE typeof(m.text) WHEN 'text' THEN snippet(words, 0, :opening, :closing, '\u2026', :tokens) END"
    " FROM words CROSS JOIN messages AS m ON m.id = words.rowid CROSS JOIN chats AS c ON c.id = m.chat"
    " WHERE words MATCH :match AND words.rowid < :before AND"
)
_PLAIN = " NULL FROM messages AS m CROSS JOIN chats AS c ON c.id = m.chat WHERE m.id < :before AND"
_NO_END = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Filters:
    """What a hit must also be; None and empty mean any. Times in ms since 1970, `until_ms` exclusive.

    `model` is the one that wrote the message, or that the conversation is set to.
    """

    folder: str | None = None
    model: str = ""
    since_ms: int = 0
    until_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A message, or a conversation's title (`message` None), in which all words stand.

    `marks` are the stretches of `excerpt` to show as found: start and end, in characters.
    """

    chat: int
    message: int | None
    title: str
    folder: str
    role: str
    created_ms: int
    excerpt: str
    marks: tuple[tuple[int, int], ...]


class Finder:
    """The search over one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self) -> str:
        """Return why the search is not what it should be, in one sentence; empty when it is."""
        with self._database.reading() as connection:
            return "" if is_indexed(connection) else tr(_NO_INDEX)

    def search(
        self, typed: str, filters: Filters | None = None, *, limit: int = 50, before: int | None = None
    ) -> tuple[Hit, ...]:
        """Return up to `limit` messages that hold every word typed, newest first, below message `before` for more.

        Words are found from their beginning, without regard to case and accents; nothing typed is syntax. A first page
        begins with up to five titles.
        """
        query, wanted = asked(typed), filters or Filters()
        if not query.words or limit < 1:
            return ()
        with self._database.reading() as connection:
            titles = () if before is not None else tuple(islice(_titles(connection, query, wanted), _MOST_TITLES))
            indexed = bool(query.match) and is_indexed(connection)
        page = (query, wanted, before or _NO_END, limit)
        try:
            found = self._messages(*page, indexed=indexed)
        except IndexDamaged:
            found = self._messages(*page, indexed=False)
        return (*titles, *found)[:limit]

    def _messages(self, query: Query, filters: Filters, before: int, limit: int, *, indexed: bool) -> tuple[Hit, ...]:
        literal = query.symbols if indexed else query.words
        marks = (f"\x02{os.urandom(4).hex()}", f"\x03{os.urandom(4).hex()}")
        values: dict[str, str | int | None] = {
            "folder": filters.folder, "model": filters.model, "since_ms": filters.since_ms,
            "until_ms": filters.until_ms, "before": before, "limit": limit, "match": query.match,
            "opening": marks[0], "closing": marks[1], "tokens": _TOKENS_SHOWN,
        }  # fmt: skip
        values |= {f"word{number}": _like(word) for number, word in enumerate(literal)}
        conditions = [f"AND m.text LIKE :word{number} ESCAPE '\\'" for number in range(len(literal))]
        order = "ORDER BY words.rowid DESC" if indexed else "ORDER BY m.id DESC"
        parts = (_COLUMNS, _INDEXED if indexed else _PLAIN, _CHOSEN, *conditions, order, "LIMIT :limit")
        with self._database.reading() as connection:
            return tuple(_hit(row, query, marks) for row in connection.execute(" ".join(parts), values))


def _like(word: str) -> str:
    return "%" + re.sub(r"([\\%_])", r"\\\1", word) + "%"


def _hit(
    row: tuple[int, int, str, str, str, int, str | bytes, str | None], query: Query, marks: tuple[str, str]
) -> Hit:
    number, chat, title, folder, role, created, stored, snippet = row
    if snippet is not None and marks[0] in snippet and len(snippet) <= _CHARACTERS_MOST:
        excerpt, found = _unmarked(snippet, *marks)
    else:
        excerpt, found = _excerpt(from_column(stored), query)
    return Hit(chat, number, title, folder, role, created, excerpt.translate(_LINE_ENDS), found)


def _unmarked(snippet: str, opening: str, closing: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return the excerpt without its marks, and where they were."""
    excerpt, found = "", []
    for part in snippet.split(opening):
        inside, closed, rest = part.partition(closing)
        if closed:
            found.append((len(excerpt), len(excerpt) + len(inside)))
        excerpt += inside + rest
    return excerpt, tuple(found)


def _excerpt(text: str, query: Query) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return the surroundings of the first word as typed, else the beginning; nothing is marked then."""
    pattern = re.compile("|".join(map(re.escape, sorted(query.words, key=len, reverse=True))), re.IGNORECASE)
    first = pattern.search(text)
    start = max(0, first.start() - _CHARACTERS_BEFORE) if first else 0
    excerpt = text[start : start + _CHARACTERS_SHOWN]
    found = [one.span() for one in pattern.finditer(excerpt)]
    lead = "\u2026" if start else ""
    tail = "\u2026" if start + _CHARACTERS_SHOWN < len(text) else ""
    return f"{lead}{excerpt}{tail}", tuple((at + len(lead), end + len(lead)) for at, end in found)


def _titles(connection: sqlite3.Connection, query: Query, filters: Filters) -> Iterator[Hit]:
    """Yield the conversations in whose titles all words stand, the one last touched first."""
    rows = connection.execute(
        "SELECT id, title, folder, created_at FROM chats WHERE deleted_at IS NULL AND (?1 IS NULL OR folder = ?1)"
        " AND (?2 = '' OR model = ?2) AND created_at >= ?3 AND (?4 IS NULL OR created_at < ?4)"
        " ORDER BY touched_at DESC",
        (filters.folder, filters.model, filters.since_ms, filters.until_ms),
    )
    words = [folded(word) for word in query.words]
    for number, title, folder, created in rows:
        plain = folded(title)
        if all(word in plain for word in words):
            excerpt, found = _excerpt(title, query)
            yield Hit(number, None, title, folder, "", created, excerpt, found)
