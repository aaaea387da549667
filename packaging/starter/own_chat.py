# SPDX-License-Identifier: Apache-2.0
"""Reads our own chat data (`own/chat/*.toml`, its README says how it is written) into documents; trains nothing."""

import hashlib
import itertools
import random
import re
import tomllib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from starter.documents import HELD, TRAIN, Document

FOLDER = Path(__file__).with_name("own") / "chat"
CHAINS = 1500  # conversations put together from entries that need no context
PER_LINE = 8  # conversations per line of `dialogues`
PER_SLOTTED = 5  # phrasings drawn of one ask with slots
PER_ROW = 6  # phrasings drawn of one row of a table
_GREETINGS = ("Hi, ", "Hello, ", "Hey, ", "hi ", "hey ")
_UNACCENTED = str.maketrans("áéíóú", "aeiou", "¿¡")
_CHOICE = re.compile(r"\(([^()]*)\)")
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Entry:
    """What is asked, as patterns with (this|that) and {slots}, and what to say; `after`: only follows that entry."""

    file: str
    name: str
    language: str
    asks: tuple[str, ...]
    answers: tuple[str, ...]
    slots: dict[str, tuple[str, ...]]
    row: str = ""
    exact: bool = False  # every letter counts: never with a typing error
    after: str = ""

    @property
    def origin(self) -> str:
        """Name of the entry in every document made from it."""
        return f"own-chat/{self.file}/{self.name}" + (f"/{self.row}" if self.row else "")

    @property
    def held(self) -> int:
        """Number of the ask that is held out: one ask of every fourth entry with five or more; -1 for none."""
        number = int.from_bytes(hashlib.sha256(self.origin.encode()).digest()[:4], "big")
        return (number // 4) % len(self.asks) if len(self.asks) >= 5 and number % 4 == 0 and not self.after else -1


def read(folder: Path = FOLDER) -> tuple[Entry, ...]:
    """Return the entries of every file of `folder`, a table's entry once per row."""
    return tuple(entry for path in sorted(folder.glob("*.toml")) for entry in _read_file(path))


def lines(text: str) -> tuple[str, ...]:
    """Return the lines of a TOML text that hold anything."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _read_file(path: Path) -> Iterator[Entry]:
    content = tomllib.loads(path.read_text("utf-8"))
    slots = {name: tuple(part.strip() for part in text.split(";")) for name, text in content.get("slots", {}).items()}
    tables = {name: _rows(table) for name, table in content.get("tables", {}).items()} | _sums()
    for name, raw in content["entries"].items():
        entry = Entry(
            path.stem, name, content["language"], lines(raw["ask"]), lines(raw["say"]), slots,
            exact=raw.get("exact", False), after=raw.get("after", ""),
        )  # fmt: skip
        if "table" not in raw:
            yield entry
        for row in tables[raw["table"]] if "table" in raw else ():
            asks = tuple(_filled(ask, row) for ask in entry.asks)
            says = tuple(_filled(say, row) for say in entry.answers)
            label = "-".join(re.sub(r"\W+", "-", value.lower()) for value in itertools.islice(row.values(), 2))
            yield replace(entry, asks=asks, answers=says, row=label)


def _rows(table: dict[str, str]) -> list[dict[str, str]]:
    columns = [name.strip() for name in table["columns"].split("|")]
    rows = [[cell.strip() for cell in line.split("|")] for line in lines(table["rows"])]
    return [dict(zip(columns, cells, strict=True)) for cells in rows]


def _sums() -> dict[str, list[dict[str, str]]]:
    """Return the tables that are computed: sums, differences and products up to twenty."""
    pairs = [(a, b) for a in range(21) for b in range(21)]
    return {
        "plus": [{"a": str(a), "b": str(b), "c": str(a + b)} for a, b in pairs if a + b <= 20],
        "minus": [{"a": str(a), "b": str(b), "c": str(a - b)} for a, b in pairs if a >= b],
        "times": [{"a": str(a), "b": str(b), "c": str(a * b)} for a, b in pairs if a * b <= 20 and a and b],
    }


def _filled(text: str, values: dict[str, str]) -> str:
    begins = text.startswith("{")
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text[:1].upper() + text[1:] if begins else text


def expanded(ask: str) -> list[str]:
    """Return every sentence that a pattern with (this|that) stands for."""
    parts = [part.split("|") if number % 2 else [part] for number, part in enumerate(_CHOICE.split(ask))]
    written = (re.sub(r" +(?=[ ?!.,]|$)", "", "".join(one)).strip() for one in itertools.product(*parts))
    return list(dict.fromkeys(one[:1].upper() + one[1:] for one in written))


def filled(entry: Entry, ask: str) -> list[dict[str, str]]:
    """Return every way to fill the slots of `ask`; one empty way where it has none."""
    names = list(dict.fromkeys(_SLOT.findall(ask)))
    return [dict(zip(names, one, strict=True)) for one in itertools.product(*(entry.slots[name] for name in names))]


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
            pairs.append((_filled(ask, way), _filled(rng.choice(entry.answers), way)))
    most = PER_ROW if entry.row else PER_SLOTTED if _SLOT.search(entry.asks[number]) else len(pairs)
    return rng.sample(pairs, min(len(pairs), most))


def documents(seed: int, folder: Path = FOLDER) -> Iterator[Document]:
    """Return the documents: each phrasing as written and in a hurry, then conversations of two or three turns.

    Held out are phrasings (origin `...#p<k>`), not facts: a fact that was never read cannot be known.
    """
    entries = read(folder)
    alone = [entry for entry in entries if not entry.after]
    held = {
        plain(ask): (entry, ask, _filled(entry.answers[0], way))
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
            yield _filled(ask, way), way


def _document(turns: list[tuple[str, str]], origin: str, split: str = TRAIN) -> Document:
    return Document("chat", origin, tuple(turns), split=split)


def _singles(entries: list[Entry], held: Collection[str], seed: int) -> Iterator[Document]:
    for entry in entries:
        rng, seen = random.Random(f"{seed} {entry.origin}"), set[str]()  # noqa: S311
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
    rng = random.Random(f"{seed} conversations")  # noqa: S311
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
        for slot in _SLOT.findall(ask + answer):
            chosen.setdefault(slot, rng.choice(entry.slots[slot]))
        text = _filled(rng.choice(expanded(ask)), chosen)
        turns.append(
            (text if rng.random() < 0.6 else casual(text, entry, rng, greet=not place), _filled(answer, chosen))
        )
    return turns
