# SPDX-License-Identifier: Apache-2.0
"""How fast 100,000 messages in 2,000 conversations open, are listed, searched, added to and backed up."""

import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

from edgeassist.history.chats import Chats
from edgeassist.history.index import make_index
from edgeassist.history.search import Filters
from edgeassist.history.words import spaced
from tests.bench.figures import Figure, largest_of, median_of

CHATS, MESSAGES = 2_000, 100_000
OPEN_MS, SEARCH_MS, LIST_MS = 150, 50, 50
_SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "al", "en", "is", "or")]
_NEEDLE_EVERY = 5_000


def measure(*, quick: bool) -> list[Figure]:
    """Return the times, each the median of some runs on a history made by chance."""
    chats_count, messages = (CHATS // 20, MESSAGES // 20) if quick else (CHATS, MESSAGES)
    runs = 5 if quick else 15
    with tempfile.TemporaryDirectory() as made:
        path = Path(made) / "history.sqlite3"
        fill(path, chats_count, messages)
        size = path.stat().st_size / 1e6
        what = f"{messages:,} messages in {chats_count:,} conversations, {size:.0f} MB"
        opens = [_ms(lambda: Chats(path).close()) for _ in range(runs)]
        chats = Chats(path)
        try:
            return [
                median_of("open the history", opens, "ms", f"{what}; opened and closed", at_most=OPEN_MS),
                median_of(
                    "list the conversations",
                    [_ms(chats.shelf.entries) for _ in range(runs)],
                    "ms",
                    what,
                    at_most=LIST_MS,
                ),
                *_searches(chats, runs, what),
                *_writing(chats, runs, what),
            ]
        finally:
            chats.close()


def _searches(chats: Chats, runs: int, what: str) -> Iterator[Figure]:
    asked = {
        "a rare word": ("needle", None),
        "a common word": ("kalora", None),
        "the beginning of many words": ("ka", None),
        "three words": ("ba de fi", None),
        "a word in one folder": ("kalora", Filters(folder="folder 3")),
        "two signs of Chinese": ("\u5317\u4eac", None),
        "a word that is nowhere": ("nowhere", None),
    }
    for name, (typed, filters) in asked.items():
        times = [_ms(partial(chats.finder.search, typed, filters)) for _ in range(runs)]
        yield largest_of(f"search for {name}", times, "ms", f"{what}; 50 hits shown", at_most=SEARCH_MS)
    times = [_ms(lambda: chats.finder.search("->")) for _ in range(runs)]
    yield median_of("search for signs that are no word, nowhere there", times, "ms", f"{what}; reads everything")


def _writing(chats: Chats, runs: int, what: str) -> Iterator[Figure]:
    chat = chats.start()
    chat.add_question("Why?")
    text = " ".join(_words(random.Random(2), 700))
    yield median_of(
        "save an answer of 700 words, again",
        [_ms(lambda: chat.save_answer(text, partial=True)) for _ in range(runs)],
        "ms",
        f"{what}; synced to the disk",
    )
    path = [_ms(chats.open(7).path) for _ in range(runs)]
    yield median_of("read a conversation", path, "ms", what)
    yield median_of("make a checked backup", [_ms(chats.backups.make) for _ in range(3)], "ms", what)


def fill(path: Path, chats: int, messages: int) -> None:
    """Make a history of random words, one message in 20 in Chinese; the same each time."""
    Chats(path).close()
    dice, each = random.Random(1), messages // chats
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        for name in ("put", "taken", "changed"):
            connection.execute(f"DROP TRIGGER words_{name}")
        for chat in range(1, chats + 1):
            row = (chat, f"{chat:032x}", chat, chat, " ".join(_words(dice, 6)), f"folder {chat % 10}", chat * each)
            connection.execute(
                "INSERT INTO chats (id, uid, created_at, touched_at, title, folder, leaf) VALUES (?, ?, ?, ?, ?, ?, ?)",
                row,
            )
            connection.executemany(
                "INSERT INTO messages (id, uid, chat, position, parent, role, text, spaced, partial, created_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?)",
                _messages(dice, chat, each),
            )
        make_index(connection)
        connection.execute("COMMIT")


def _messages(dice: random.Random, chat: int, each: int) -> Iterator[tuple[object, ...]]:
    for position in range(1, each + 1):
        number = (chat - 1) * each + position
        words = _words(dice, dice.randrange(5, 120))
        if number % _NEEDLE_EVERY == 0:
            words.append("needle")
        if number % 3 == 0:
            words.append("kalora")
        text = "\u6211\u4eca\u5929\u53bb\u5317\u4eac\u3002" * 5 if number % 20 == 0 else " ".join(words)
        parent = number - 1 if position > 1 else None
        role = "user" if position % 2 else "assistant"
        yield (number, f"{number:032x}", chat, position, parent, role, text, spaced(text), number)


def _words(dice: random.Random, count: int) -> list[str]:
    return ["".join(dice.choices(_SYLLABLES, k=dice.randrange(1, 4))) for _ in range(count)]


def _ms(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began)
