# SPDX-License-Identifier: Apache-2.0
"""When two ways to write what was said are the same: case, marks, digits, small words, and words of one sound. Pure."""

import re
import unicodedata

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
ONES, TENS = tuple(_ONES.split()), tuple(_TENS.split())

_SMALL = "a the um uh hm hmm er ah please bitte por favor der die das den dem el la los las le les"
SMALL_WORDS = frozenset(_SMALL.split())
"""Words that one of two may hear and the other not. None turns a command around, as the German `an` and `ein` do."""

_SOUNDS = (
    ("of", "off"), ("to", "too", "two"), ("for", "four", "fore"), ("by", "buy", "bye"), ("there", "their", "theyre"),
    ("write", "right"), ("won", "one"), ("ate", "eight"), ("hour", "our"), ("no", "know"), ("red", "read"),
    ("blue", "blew"), ("mail", "male"), ("meet", "meat"), ("week", "weak"), ("light", "lite"), ("flour", "flower"),
    ("hear", "here"), ("wait", "weight"), ("whole", "hole"), ("son", "sun"), ("night", "knight"),
    ("color", "colour"), ("gray", "grey"), ("ok", "okay"), ("celcius", "celsius"),
)  # fmt: skip
_CLASS_OF = {word: number for number, words in enumerate(_SOUNDS) for word in words}

_STEMS = (
    "zero one two three four five six seven eight nine ten eleven twelve thir fif twent fort hundred thousand half "
    "null ein zwei drei vier funf sechs sieb acht neun zehn elf zwolf zwan hundert tausend halb vierte "
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieci veint treint "
    "cuaren cincuen sesen seten ochen noven cien mil media cuarto "
    "deux trois quatr cinq sept huit neuf dix onze douze treize quatorz quinz seize vingt trent quarant soixant cent "
    "mille demi quart"
)
_NUMBER_STEMS = tuple(dict.fromkeys(_STEMS.split()))
_MARKS = re.compile(r"[^\w\s\[\]%]|_")
_DIGITS = re.compile(r"\d+")


def normalized(text: str) -> tuple[str, ...]:
    """Return the words of `text` that matter, in one way of writing; numbers become words."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("'", "").replace("\u2019", "")
    plain = _MARKS.sub(" ", plain.replace("%", " percent "))
    plain = _DIGITS.sub(lambda found: f" {_as_words(found[0])} ", plain)
    words = tuple(plain.split())
    kept = tuple(one for one in words if one not in SMALL_WORDS)
    return kept or words


def _as_words(digits: str) -> str:
    """Return a number up to 9999 in words, as English recognizers write it; a longer one digit by digit."""
    value = int(digits[:5])
    if len(digits) > 4:
        return " ".join(ONES[int(one)] for one in digits[:40])
    if value < 20:
        return ONES[value]
    if value < 100:
        return TENS[value // 10 - 2] + (f" {ONES[value % 10]}" if value % 10 else "")
    unit, name = (1000, "thousand") if value >= 1000 else (100, "hundred")
    rest = value % unit
    return f"{_as_words(str(value // unit))} {name}" + (f" {_as_words(str(rest))}" if rest else "")


def sounds_like(one: str, other: str) -> bool:
    """Tell whether the two words sound the same to a recognizer of English."""
    return one in _CLASS_OF and _CLASS_OF[one] == _CLASS_OF.get(other, -1)


def is_number(word: str) -> bool:
    """Tell whether `word` may be part of a number in English, German, Spanish or French: none is ever nearly right."""
    plain = "".join(one for one in unicodedata.normalize("NFD", word) if not unicodedata.combining(one))
    return plain.isdigit() or plain.startswith(_NUMBER_STEMS)
