# SPDX-License-Identifier: Apache-2.0
"""A person's own words kept to the letter: templates read them without commas and quotes, a note is kept with them.

Knows words only, neither what they mean nor which sentence matched.
"""

import re

from msgspec.structs import replace

from edgeassist.intents.arabic import folded
from edgeassist.intents.intent import Intent, Slot

OWN_WORDS = frozenset({"text", "message", "item"})
"""Slots that hold what the person wants kept, read or asked."""
WHOLE = "whole"
"""A slot that templates fill in where the sentence itself is what the person wants asked: "write me a poem ..."."""
_POLITE = r"(?:bitte(?: mal)?|please|por favor|porfa|s['’]il (?:te|vous) pla[iî]t|svp|stp)"
_POLITE_ENDS = re.compile(rf"^{_POLITE},? +|,? +{_POLITE}$", re.IGNORECASE)
_QUOTES = {'"': '"', "“": "”", "„": "“”", "«": "»", "'": "'", "‘": "’"}
_Piece = tuple[int, int, str]
"""Where a word begins and ends in a sentence, and its bare letters."""
_ENDS = ",;:،؛"


def kept_to_the_letter(intent: Intent, sentence: str) -> Intent:
    """Return `intent` with the person's own words as they stand in `sentence`."""
    slots = tuple(_kept(slot, sentence, intent.name) for slot in intent.slots)
    said = _each_as_written(intent.text, sentence) if folded(sentence) != sentence else intent.text
    if intent.value(WHOLE):
        asked = as_written(intent.text, sentence)
        slots = tuple(replace(slot, value=asked, text=asked) if slot.name == "text" else slot for slot in slots)
    return replace(intent, slots=slots, text=said)


def _kept(slot: Slot, sentence: str, intent: str) -> Slot:
    respelled = folded(sentence) != sentence
    is_own = slot.name in OWN_WORDS or ((intent, slot.name) == ("HassStartTimer", "name") and respelled)
    if not is_own or not isinstance(slot.value, str):
        return replace(slot, text=as_written(slot.text, sentence)) if respelled else slot
    words = as_written(slot.value, sentence)
    # The full stop of a sentence is no part of a thing; a note is whatever was written.
    words = words if intent == "EdgeTakeNote" or "." in words[:-1].split(" ")[-1] else words.rstrip(".")
    if slot.name == "item":
        words = _POLITE_ENDS.sub("", words) or words
    return replace(slot, value=words, text=words)


def _each_as_written(words: str, sentence: str) -> str:
    """Return the stretch of `sentence` that is `words`; where they stand apart in it, each as it stands there."""
    whole = as_written(words, sentence)
    return whole if whole != words else " ".join(as_written(word, sentence) for word in words.split())


def as_written(words: str, sentence: str) -> str:
    """Return the stretch of `sentence` that is `words` but for marks and capitals; `words` where there is none.

    The Arabic letter for "and" may stand before it: `الأرز` is written in `والأرز`.
    """
    pieces = [(found.start(), found.end(), _bare(found[0])) for found in re.finditer(r"\S+", sentence)]
    after_and = [(sentence.index("و", start) + 1, end, bare[1:]) for start, end, bare in pieces if bare[:1] == "و"]
    found = _stretch(words, sentence, pieces)
    for start, end, bare in after_and if found is None else ():
        rest = [piece for piece in pieces if piece[0] > start]
        found = found or _stretch(words, sentence, [(start, end, bare), *rest], anywhere=False)
    return words if found is None else found


def _stretch(words: str, sentence: str, pieces: list[_Piece], *, anywhere: bool = True) -> str | None:
    """Return the stretch of `sentence`, told in pieces, that is `words`; it begins at the first or `anywhere`."""
    wanted = _bare(words)
    for first, (start, _end, bare) in enumerate(pieces if anywhere else pieces[:1]):
        if not wanted or not bare or not wanted.startswith(bare):
            continue
        read = ""
        for _start, end, more in pieces[first:]:
            read += more
            if read == wanted:
                return _unquoted(sentence[start:end])
            if not wanted.startswith(read):
                break
    return None


def _bare(text: str) -> str:
    return "".join(letter for letter in folded(text.casefold()) if letter.isalnum())


def _unquoted(text: str) -> str:
    """Return `text` without the quotation marks that are all around it, and without a mark that only parts it off."""
    text = text.rstrip(_ENDS)
    inside = text[1:-1]
    around = len(text) > 1 and text[-1] in _QUOTES.get(text[0], "") and not set(inside) & {text[0], text[-1]}
    return inside if around and inside.strip() else text
