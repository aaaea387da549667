# SPDX-License-Identifier: Apache-2.0
"""Reads our own phrasebook (`own/phrases/<topic>.toml`, four languages side by side) into documents; trains nothing.

One whole topic is held out, and of the others three phrases in a hundred.
"""

import hashlib
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path

from starter.documents import HELD, TRAIN, Document
from starter.pairs import key

FOLDER = Path(__file__).with_name("own") / "phrases"
LANGUAGES = ("en", "es", "fr", "de")
"""The languages of a line, in its order."""
HELD_TOPIC = "repairs"
_HELD_OF_A_THOUSAND = 30


@dataclass(frozen=True, slots=True)
class Phrase:
    """One thing to say, number `number` of its topic, by language."""

    topic: str
    number: int
    said: dict[str, str]

    @property
    def origin(self) -> str:
        """Name of the phrase in every document made from it."""
        return f"own-phrases/{self.topic}/{self.number}"

    @property
    def split(self) -> str:
        """The side it is on, by its English words: the same whatever is written before or after it."""
        number = int.from_bytes(hashlib.sha256(key(self.said["en"]).encode()).digest()[:4], "big")
        return HELD if self.topic == HELD_TOPIC or number % 1000 < _HELD_OF_A_THOUSAND else TRAIN


def read(folder: Path = FOLDER) -> tuple[Phrase, ...]:
    """Return every phrase; raise ValueError where a line is not four phrases between bars."""
    return tuple(phrase for path in sorted(folder.glob("*.toml")) for phrase in _topic(path))


def _topic(path: Path) -> Iterator[Phrase]:
    text = tomllib.loads(path.read_text("utf-8"))["phrases"]
    for number, line in enumerate(filter(str.strip, text.splitlines()), 1):
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) != len(LANGUAGES) or not all(cells):
            raise ValueError(
                f"{path.name} wants {' | '.join(LANGUAGES)} on each line and has {line!r}. Mend that line."
            )
        yield Phrase(path.stem, number, dict(zip(LANGUAGES, cells, strict=True)))


def documents(languages: Sequence[str] = ("en", "es"), folder: Path = FOLDER) -> Iterator[Document]:
    """Yield every phrase between each two of the languages, both ways, held out in all of them or in none."""
    phrases = read(folder)
    apart = {key(text) for phrase in phrases if phrase.split == HELD for text in phrase.said.values()}
    for phrase in phrases:
        seen = phrase.split == TRAIN and any(key(text) in apart for text in phrase.said.values())
        for source, target in permutations([one for one in LANGUAGES if one in languages], 2) if not seen else ():
            turn = (phrase.said[source], phrase.said[target])
            yield Document("translate", phrase.origin, (turn,), source=source, target=target, split=phrase.split)
