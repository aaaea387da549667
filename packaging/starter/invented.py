# SPDX-License-Identifier: Apache-2.0
"""Commands whose slot values are words of any sentence, so that the model learns to copy what was said.

With a few dozen values per slot a small network learns the values by heart and answers "beer" where "milk" was said.
"""

import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from starter.documents import HELD, Document

_MOST_WORDS = 3
_SHORTEST = 4


def spans(sentences: Iterable[str]) -> list[list[str]]:
    """Return the words of each sentence, small and without marks, of which values are taken."""
    split = ([word.strip(".,;:!?¡¿\"'()").lower() for word in sentence.split()] for sentence in sentences)
    return [words for words in split if len(words) >= _SHORTEST and all(map(str.isalpha, words))]


def documents(commands: Iterable[Document], said: dict[str, list[list[str]]], seed: int) -> Iterator[Document]:
    """Yield each training command whose values can be replaced, with others in the sentence and in the reply alike.

    `said` has word lists by language; a command's language is the second part of its origin.
    """
    for document in commands:
        language = document.origin.split("/")[1]
        if document.split != HELD and said.get(language):
            rng = random.Random(f"{seed} {document.origin} {document.turns[0][0]}")
            if made := _replaced(document, said[language], rng):
                yield made


def _replaced(document: Document, said: Sequence[list[str]], rng: random.Random) -> Document | None:
    ((text, reply),) = document.turns
    command = json.loads(reply)
    changed = False
    for slot, value in command["slots"].items():
        if slot == "domain" or text.count(value) != 1 or not value.replace(" ", "").isalpha():
            continue
        words = rng.choice(said)
        length = min(len(words), rng.randint(1, _MOST_WORDS))
        start = rng.randrange(len(words) - length + 1)
        fresh = " ".join(words[start : start + length])
        text, command["slots"][slot] = text.replace(value, fresh), fresh
        changed = True
    if not changed:
        return None
    made = json.dumps(command, ensure_ascii=False, separators=(",", ":"))
    return replace(document, turns=((text, made),), origin=document.origin + "/invented")
