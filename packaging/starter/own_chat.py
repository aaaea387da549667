# SPDX-License-Identifier: Apache-2.0
"""Makes documents of our own chat data: phrasings as written and as typed in a hurry, and short conversations."""

import random
import re
import tomllib
from collections.abc import Collection, Iterator
from pathlib import Path

from starter.documents import HELD, TRAIN, Document
from starter.own_entries import FOLDER, SLOT, Entry, expanded, filled, lines, put, read

CHAINS = 1500  # conversations put together from entries that need no context
PER_LINE = 8  # conversations per line of `dialogues`
PER_SLOTTED = 5  # phrasings drawn of one ask with slots
PER_ROW = 6  # phrasings drawn of one row of a table
_GREETINGS = ("Hi, ", "Hello, ", "Hey, ", "hi ", "hey ")
_UNACCENTED = str.maketrans("áéíóú", "aeiou", "¿¡")


def plain(text: str) -> str:
    """Return a text as it is compared: lower case, letters and digits only."""
    return " ".join(re.findall(r"[^\W_]+|[+*×=/-]", text.lower()))


def casual(text: str, entry: Entry, rng: random.Random, *, greet: bool = True) -> str:
    """Return the text as people type in a hurry: no capitals, marks or accents, a greeting, a letter lost."""
    kind = rng.randrange(5)
    if kind == 0 and entry.language != "en":
        return text.lower().translate(_UNACCENTED)
    if kind == 0 and greet and not plain(text).startswith(("hi", "hey", "hello", "good")):
        return rng.choice(_GREETINGS) + (text if text.startswith(("I ", "I'")) else text[:1].lower() + text[1:])
    bare = text.lower() if kind < 4 else text
    bare = bare.strip("¿?¡!. ") if kind != 1 else bare
    return bare if kind != 2 or entry.exact else _mistyped(bare, rng)


def _mistyped(text: str, rng: random.Random) -> str:
    words = text.split(" ")
    long = [number for number, word in enumerate(words) if len(word) >= 5 and word.isalpha()]
    if not long:
        return text
    number = rng.choice(long)
    word, at = words[number], rng.randrange(1, len(words[number]) - 2)
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    words[number] = rng.choice((swapped, word[:at] + word[at + 1 :]))
    return " ".join(words)


def _pairs(entry: Entry, number: int, rng: random.Random) -> list[tuple[str, str]]:
    """Return asks and answers of one pattern, as written: all of them, or a draw where there are many."""
    pairs = []
    for ask in expanded(entry.asks[number]):
        ways = filled(entry, ask)
        for way in rng.sample(ways, min(len(ways), PER_SLOTTED)):
            pairs.append((put(ask, way), put(rng.choice(entry.answers), way)))
    most = PER_ROW if entry.row else PER_SLOTTED if SLOT.search(entry.asks[number]) else len(pairs)
    return rng.sample(pairs, min(len(pairs), most))


def documents(seed: int, folder: Path = FOLDER) -> Iterator[Document]:
    """Return the documents: each phrasing as written and in a hurry, then conversations of two or three turns.

    Held out are phrasings (origin `...#p<k>`), not facts: a fact that was never read cannot be known.
    """
    entries = read(folder)
    alone = [entry for entry in entries if not entry.after]
    held = {
        plain(ask): (entry, ask, put(entry.answers[0], way))
        for entry in alone
        if entry.held >= 0
        for pattern in [entry.asks[entry.held]]
        for ask, way in _held_pairs(entry, pattern)
    }
    for entry, ask, answer in held.values():
        yield _document([(ask, answer)], f"{entry.origin}#p{entry.held}", HELD)
    by_name: dict[str, list[Entry]] = {}
    for entry in entries:
        by_name.setdefault(entry.name, []).append(entry)
    yield from _singles(alone, held.keys(), seed)
    yield from _conversations(folder, entries, by_name, held.keys(), seed)


def _held_pairs(entry: Entry, pattern: str) -> Iterator[tuple[str, dict[str, str]]]:
    for ask in expanded(pattern)[:4]:
        for way in filled(entry, ask)[:2]:
            yield put(ask, way), way


def _document(turns: list[tuple[str, str]], origin: str, split: str = TRAIN) -> Document:
    return Document("chat", origin, tuple(turns), split=split)


def _singles(entries: list[Entry], held: Collection[str], seed: int) -> Iterator[Document]:
    for entry in entries:
        rng, seen = random.Random(f"{seed} {entry.origin}"), set[str]()
        for number in range(len(entry.asks)):
            for ask, answer in _pairs(entry, number, rng) if number != entry.held else ():
                hurried = [casual(ask, entry, rng) for _ in range(rng.randrange(2) if entry.row else 2)]
                for text in (ask, *hurried):
                    if text not in seen and plain(text) not in held:
                        seen.add(text)
                        yield _document([(text, answer)], entry.origin)


def _conversations(
    folder: Path, entries: tuple[Entry, ...], by_name: dict[str, list[Entry]], held: Collection[str], seed: int
) -> Iterator[Document]:
    rng = random.Random(f"{seed} conversations")
    planned: list[list[Entry]] = []
    for follower in (entry for entry in entries if entry.after):
        for name in follower.after.split():
            draws = 1 if follower.row else PER_LINE
            planned += [[rng.choice(by_name[name]), follower] for _ in range(draws)]
    for path in sorted(folder.glob("*.toml")):
        for line in lines(tomllib.loads(path.read_text("utf-8")).get("dialogues", "")):
            names = [name.strip() for name in line.split(">")]
            planned += [[rng.choice(by_name[name]) for name in names] for _ in range(PER_LINE)]
    groups = {name: sorted(group, key=lambda one: one.origin) for name, group in by_name.items() if not group[0].after}
    for language in ("en", "en", "en", "es"):
        names = sorted(name for name, group in groups.items() if group[0].language == language)
        for _ in range(CHAINS // 4 if names else 0):
            planned.append(
                [rng.choice(groups[name]) for name in rng.sample(names, min(len(names), rng.choice((2, 2, 3))))]
            )
    for number, chain in enumerate(planned):
        turns = _turns(chain, rng)
        if not any(plain(ask) in held for ask, _ in turns):
            yield _document(turns, f"own-chat/conversations/{number}")


def _turns(chain: list[Entry], rng: random.Random) -> list[tuple[str, str]]:
    """Return the turns of a conversation; a slot has one value in all of it, so that a later turn can return to it."""
    chosen: dict[str, str] = {}
    turns = []
    for place, entry in enumerate(chain):
        ask = rng.choice([ask for number, ask in enumerate(entry.asks) if number != entry.held])
        answer = rng.choice(entry.answers)
        for slot in SLOT.findall(ask + answer):
            chosen.setdefault(slot, rng.choice(entry.slots[slot]))
        text = put(rng.choice(expanded(ask)), chosen)
        turns.append((text if rng.random() < 0.6 else casual(text, entry, rng, greet=not place), put(answer, chosen)))
    return turns
