# SPDX-License-Identifier: Apache-2.0
"""What a recognizer is asked for and what it heard. Values only."""

from typing import Literal

import msgspec

Verdict = Literal["accepted", "unsure", "silence", "noise", "not-a-command", "too-long"]
"""What became of an utterance: only `accepted` may be acted upon without asking, `unsure` only after asking."""

SAMPLE_RATE = 16_000
"""Samples per second that every recognizer takes: 16-bit, mono."""


_SHORT_S = 0.3


class Grammar(msgspec.Struct, frozen=True):
    """The sentences that may be commands. `jsgf` is a JSGF 1.0 grammar; `phrases` the same for a recognizer of lists.

    `pronunciations` are words that no dictionary knows, each with its phones (ARPAbet, apart by blanks) and maybe more
    than once. An equal `key` is an equal grammar.
    """

    key: str
    language: str
    jsgf: str
    phrases: tuple[str, ...] = ()
    pronunciations: tuple[tuple[str, str], ...] = ()


class Word(msgspec.Struct, frozen=True):
    """One word, when it was said (seconds from the start of the utterance), and how sure that is, from 0 to 1."""

    text: str
    start_s: float
    end_s: float
    confidence: float = 1.0


class Heard(msgspec.Struct, frozen=True):
    """One utterance. `text` is the best reading, `alternatives` are the next ones, best first.

    `confidence` is from 0 to 1: how clearly the reading beats whatever else the sound could be. `free_text` is what a
    recognizer without a grammar made of the same sound, where one was asked. `speech_s` is the length of the speech,
    `took_ms` the time from the end of speech to this value, in the child.
    """

    text: str
    verdict: Verdict
    confidence: float = 0.0
    words: tuple[Word, ...] = ()
    alternatives: tuple[str, ...] = ()
    free_text: str = ""
    speech_s: float = 0.0
    took_ms: float = 0.0

    @property
    def is_too_short(self) -> bool:
        """Somebody may have said a word, and too little of it to be told from a noise."""
        return self.verdict in ("silence", "noise", "not-a-command") and 0.0 < self.speech_s < _SHORT_S
