# SPDX-License-Identifier: Apache-2.0
"""What vosk says, read: JSON of a final or partial result, with words or alternatives. Believes none of it.

The forms are `{"text", "result": [{"word", "start", "end", "conf"}]}`, `{"alternatives": [{"confidence", "text",
"result"}]}` and `{"partial"}`. Whatever is no such form, or larger than an utterance can be, is as if nothing was said.
"""

import math

import msgspec

from edgeassist.core.units import harmless
from edgeassist.speech.heard import Word

UNTOLD = 0.5
"""The confidence of a word without one, as in lists of alternatives: enough to ask, not to act."""
MOST_BYTES = 1024**2
MOST_WORDS = 400
MOST_CHARACTERS = 4000
MOST_ALTERNATIVES = 8


class Said(msgspec.Struct, frozen=True):
    """One reading, or several stretches of speech joined: words with their confidence, and the next best readings."""

    text: str = ""
    words: tuple[Word, ...] = ()
    alternatives: tuple[str, ...] = ()


NOTHING = Said()


class _Word(msgspec.Struct, frozen=True):
    word: str
    start: float = 0.0
    end: float = 0.0
    conf: float = UNTOLD


class _Reading(msgspec.Struct, frozen=True):
    text: str = ""
    result: tuple[_Word, ...] = ()
    confidence: float = 0.0


class _Result(msgspec.Struct, frozen=True):
    text: str = ""
    result: tuple[_Word, ...] = ()
    alternatives: tuple[_Reading, ...] = ()


class _Partial(msgspec.Struct, frozen=True):
    partial: str = ""


_results, _partials = msgspec.json.Decoder(_Result), msgspec.json.Decoder(_Partial)


def said(content: str) -> Said:
    """Return what the final result `content` says; `NOTHING` when it is no result."""
    try:
        if len(content) > MOST_BYTES:
            return NOTHING
        found = _results.decode(content)
    except (msgspec.MsgspecError, UnicodeEncodeError, RecursionError, ValueError):
        return NOTHING
    readings = [_plain(one.text) for one in found.alternatives[:MOST_ALTERNATIVES]]
    best = _Reading(found.text, found.result)
    if readings and not best.text:
        best = found.alternatives[0]
        readings = readings[1:]
    words = tuple(map(_word, best.result))
    text = _plain(best.text) or " ".join(one.text for one in words)
    if len(words) > MOST_WORDS or len(text) > MOST_CHARACTERS or len(text.split()) > MOST_WORDS:
        return NOTHING
    return Said(text, words, tuple(one for one in dict.fromkeys(readings) if one and one != text))


def partly(content: str) -> str:
    """Return the text of the partial result `content`; empty when it is none."""
    try:
        return _plain(_partials.decode(content).partial) if len(content) <= MOST_BYTES else ""
    except (msgspec.MsgspecError, UnicodeEncodeError, RecursionError, ValueError):
        return ""


def joined(parts: list[Said]) -> Said:
    """Return the stretches of one utterance as one; its alternatives are those of its only stretch."""
    spoken = [one for one in parts if one.text]
    if len(spoken) <= 1:
        return spoken[0] if spoken else NOTHING
    return Said(" ".join(one.text for one in spoken), tuple(word for one in spoken for word in one.words))


def _word(one: _Word) -> Word:
    times = [max(0.0, value) if math.isfinite(value) else 0.0 for value in (one.start, one.end)]
    confidence = min(1.0, max(0.0, one.conf)) if math.isfinite(one.conf) else 0.0
    return Word(_plain(one.word), times[0], max(times), confidence)


def _plain(text: str) -> str:
    return " ".join(harmless(text[: MOST_CHARACTERS + 1]).split())
