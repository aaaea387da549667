# SPDX-License-Identifier: Apache-2.0
"""What the text child is asked and answers, each one line of JSON. Values only; starts no process and counts nothing.

Every question gets exactly one answer, in order.
"""

import msgspec

MOST_SENTENCES = 400
MOST_CHARACTERS = 20_000
"""As much of a text as its language is told from."""


class TellLanguage(msgspec.Struct, frozen=True, tag="language"):
    """Asks which language `text` is in."""

    text: str


class TellRank(msgspec.Struct, frozen=True, tag="rank"):
    """Asks how much each of `sentences` says of all of them; at most `MOST_SENTENCES`."""

    sentences: list[str]
    language: str


class Tongue(msgspec.Struct, frozen=True, tag="tongue"):
    """An ISO 639-1 code; empty when it is not sure."""

    language: str


class Ranks(msgspec.Struct, frozen=True, tag="ranks"):
    """One score for each sentence, from 0, adding up to 1."""

    scores: list[float]


class CouldNot(msgspec.Struct, frozen=True, tag="could-not"):
    """The question has no answer; `reason` is for the folded-away part."""

    reason: str


Question = TellLanguage | TellRank
Answer = Tongue | Ranks | CouldNot
