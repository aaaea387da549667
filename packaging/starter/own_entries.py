# SPDX-License-Identifier: Apache-2.0
"""Reads the entries of our own chat data (`own/chat/*.toml`); how they are written stands in the README there."""

import hashlib
import itertools
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

FOLDER = Path(__file__).with_name("own") / "chat"
SLOT = re.compile(r"\{(\w+)\}")
_CHOICE = re.compile(r"\(([^()]*)\)")


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
        """Number of the ask that is held out: of every fourth entry with five or more one in words; -1 for none."""
        number = int.from_bytes(hashlib.sha256(self.origin.encode()).digest()[:4], "big")
        worded = [place for place, ask in enumerate(self.asks) if not set(ask) & set("+-*=")]
        chosen = len(self.asks) >= 5 and worded and number % 4 == 0 and not self.after
        return worded[number // 4 % len(worded)] if chosen else -1


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
            asks = tuple(put(ask, row) for ask in entry.asks)
            says = tuple(put(say, row) for say in entry.answers)
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


def put(text: str, values: dict[str, str]) -> str:
    """Return `text` with its slots filled; a value at its beginning becomes a capital."""
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
    names = list(dict.fromkeys(SLOT.findall(ask)))
    return [dict(zip(names, one, strict=True)) for one in itertools.product(*(entry.slots[name] for name in names))]
