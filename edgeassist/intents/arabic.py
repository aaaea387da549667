# SPDX-License-Identifier: Apache-2.0
"""Arabic as it is matched: one spelling for what people spell in several ways, and number words as digits.

Pure and total. Knows letters and numbers, no sentences; what a person wrote is put back by `letters`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_POINTS = re.compile("[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]")
"""Signs for vowels, and the stroke that makes a word longer."""
_SPELLINGS = str.maketrans("أإآٱىةؤئ٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹؟،؛٪٫", "اااايهوي01234567890123456789?,;%.", "ء٬")
_LETTER = re.compile("[\u0600-\u06ff]")

_TEENS = frozenset({"عشر", "عشره"})
_HUNDRED = frozenset({"ميه", "مايه"})
_THOUSANDS = {"الف": 10**3, "الفا": 10**3, "الاف": 10**3, "مليون": 10**6, "مليونا": 10**6, "ملايين": 10**6}


def is_arabic(language: str) -> bool:
    """Tell whether the code of a language is one of Arabic."""
    return language[:2].lower() == "ar"


def folded(text: str) -> str:
    """Return `text` in one spelling: no vowel signs, one alef, `ه` for `ة`, `ي` for `ى`, and digits of ASCII."""
    if text.isascii() or _LETTER.search(text) is None:
        return text
    return _POINTS.sub("", text).translate(_SPELLINGS)


def folded_templates(whole: dict[str, Any]) -> dict[str, Any]:
    """Return templates whose sentences, rules and values are folded; what a value stands for stays as it is."""

    def block(data: dict[str, Any]) -> dict[str, Any]:
        return {**data, "sentences": [folded(one) for one in data["sentences"]]}

    def values(slots: dict[str, Any]) -> dict[str, Any]:
        return {**slots, "values": [value(one) for one in slots["values"]]} if "values" in slots else slots

    def value(one: Any) -> Any:
        if isinstance(one, str):
            return {"in": folded(one), "out": one}
        return {**one, "in": folded(one["in"])}

    return {
        **whole,
        "intents": {
            name: {"data": [block(one) for one in intent["data"]]} for name, intent in whole["intents"].items()
        },
        "expansion_rules": {name: folded(rule) for name, rule in whole["expansion_rules"].items()},
        "lists": {name: values(slots) for name, slots in whole["lists"].items()},
        "skip_words": [folded(words) for words in whole["skip_words"]],
    }


def _counted(words: str, start: int, step: int = 1) -> dict[str, int]:
    return {folded(form): start + step * at for at, forms in enumerate(words.split()) for form in forms.split("/")}


_UNITS: Mapping[str, int] = _counted(
    "صفر/صفرا واحد/واحدة/واحدا اثنان/اثنين/اثنتان/اثنتين/اتنين/تنين ثلاث/ثلاثة/ثلاثا/تلات/تلاتة/تلاته أربع/أربعة/أربعا"
    " خمس/خمسة/خمسا ست/ستة/ستا سبع/سبعة/سبعا ثمان/ثماني/ثمانية/ثمانيا/تمان/تماني/تمانية/تمنية تسع/تسعة/تسعا",
    0,
)
_TENS: Mapping[str, int] = _counted(
    "عشرون/عشرين ثلاثون/ثلاثين/تلاتين أربعون/أربعين خمسون/خمسين ستون/ستين سبعون/سبعين ثمانون/ثمانين/تمانين تسعون/تسعين",
    20,
    10,
)
_TO_NINETEEN: Mapping[str, int] = _counted("عشر/عشرة", 10) | _counted(
    "حداشر/احداشر اتناشر/اثناشر تلتاشر/ثلطعش أربعتاشر خمستاشر ستاشر سبعتاشر تمنتاشر تسعتاشر", 11
)
_BEFORE_TEN: Mapping[str, int] = _counted("أحد/إحدى اثنا/اثني/اثنتا/اثنتي", 1) | {
    word: value for word, value in _UNITS.items() if value >= 3
}
_HUNDREDS: Mapping[str, int] = {
    **dict.fromkeys(_HUNDRED, 100),
    **_counted("مئتان/مئتين/مائتان/مائتين/ميتين/مئتا/مئتي", 200),
    **{word + hundred: 100 * value for word, value in _UNITS.items() if value >= 3 for hundred in sorted(_HUNDRED)},
}
_TWO_THOUSANDS: Mapping[str, int] = _counted("ألفان/ألفين", 2000)
_PARTS = frozenset(folded("نصف نص ربع أرباع ثلث ثلثي").split())
_OF_TIME = (
    frozenset(folded("ثانية دقيقة ساعة يوم يوما أسبوع أسبوعا").split()),
    {
        folded(form): folded(one)
        for forms, one in (
            ("ثانيتين/ثانيتان", "ثانية"),
            ("دقيقتين/دقيقتان", "دقيقة"),
            ("ساعتين/ساعتان/ساعاتين", "ساعة"),
            ("يومين/يومان", "يوم"),
            ("أسبوعين/أسبوعان", "أسبوع"),
        )
        for form in forms.split("/")
    },
    frozenset(folded("ثواني ثوان ثوانٍ دقائق ساعات أيام أيام أسابيع").split()),
)
_NUMBERS = frozenset({*_UNITS, *_TENS, *_TO_NINETEEN, *_BEFORE_TEN, *_HUNDREDS, *_THOUSANDS, *_TWO_THOUSANDS})
_PARTED = frozenset({*_NUMBERS, *_PARTS, *_OF_TIME[0], *_OF_TIME[1], *_OF_TIME[2]})
_CLASS_OF_TENS, _CLASS_OF_UNITS, _CLASS_OF_HUNDREDS = 4, 3, 2


def counts(word: str) -> bool:
    """Tell whether a folded word is a number, a part of one, or written in digits."""
    return word in _NUMBERS or word in _PARTS or word[:1].isdigit()


def words_apart(words: Sequence[str]) -> tuple[str, ...]:
    """Return folded words with "and", "for", "the" parted from numbers and units, and number words as digits."""
    return tuple(_counting([piece for word in _eleven(words) for piece in _apart(word)]))


def in_digits(text: str) -> str:
    """Return a folded `text` with its number words as digits: `خمس دقايق` is `5 دقايق`; all else stays as it is."""
    return " ".join(_counting([piece for word in _eleven(text.split()) for piece in _number_apart(word)]))


def each_counted(words: Sequence[str]) -> tuple[str, ...]:
    """Return words of a duration in which every unit is counted: `ساعه` is one, `دقيقتين` are two."""
    singles, pairs, _ = _OF_TIME
    found: list[str] = []
    for at, word in enumerate(words):
        if word in pairs:
            found += ["2", pairs[word]]
        elif word in singles and not (at and (words[at - 1][0].isdigit() or words[at - 1] in _PARTS)):
            found += ["1", word]
        elif not (word == "1" and at and words[at - 1] in singles and at + 1 == len(words)):
            found.append(word)
    return tuple(found)


def _eleven(words: Sequence[str]) -> Iterator[str]:
    """Yield the words with `وأحد عشر` after a number told from `واحد`, which has the same letters in one spelling."""
    for at, word in enumerate(words):
        before, after = words[at - 1] if at else "", words[at + 1] if at + 1 < len(words) else ""
        if word == "واحد" and after in _TEENS and (counts(before) or counts(_apart(before)[-1])):
            yield from ("و", "احد")
        else:
            yield word


def _counting(words: Sequence[str]) -> Iterator[str]:
    at = 0
    while at < len(words):
        value, end = _number(words, at) or (words[at], at + 1)
        yield str(value)
        at = end


def _number_apart(word: str) -> tuple[str, ...]:
    pieces = _apart(word)
    return pieces if pieces[-1] in _NUMBERS else (word,)


def _apart(word: str) -> tuple[str, ...]:
    if word in _PARTED:
        return (word,)
    before, rest = "", word
    if word[:1] in {"و", "ل", "ب"} and len(word) > 1:
        before, rest = word[0], word[1:]
    bare = rest[2:] if rest.startswith("ال") else rest[1:] if before == "ل" and rest.startswith("ل") else rest
    if rest not in _PARTED and bare not in _PARTED:
        return (word,)
    return tuple(piece for piece in (before, rest if rest in _PARTED else bare) if piece)


def _number(words: Sequence[str], at: int) -> tuple[int, int] | None:
    """Return the number in words that begins at `words[at]`, and where it ends."""
    found = _piece(words, at)
    if found is None:
        return None
    total, last, end = found
    while end + 1 < len(words) and words[end] == "و":
        more = _piece(words, end + 1)
        if more is None or more[1] <= last or not total or (last == _CLASS_OF_UNITS and more[0] < 20):
            break
        total, last, end = total + more[0], more[1], more[2]
    return total, end


def _piece(words: Sequence[str], at: int) -> tuple[int, int, int] | None:
    """Return one part of a number, how far down it stands (hundreds above units above tens), and where it ends."""
    word, after = words[at], words[at + 1] if at + 1 < len(words) else ""
    if word in _BEFORE_TEN and after in _TEENS:
        found = _BEFORE_TEN[word] + 10, _CLASS_OF_TENS, at + 2
    elif _UNITS.get(word, 0) >= 3 and after in _HUNDRED:
        found = 100 * _UNITS[word], _CLASS_OF_HUNDREDS, at + 2
    elif word in _UNITS:
        found = _UNITS[word], _CLASS_OF_UNITS, at + 1
    elif word in _TENS or word in _TO_NINETEEN:
        found = _TENS.get(word, _TO_NINETEEN.get(word, 0)), _CLASS_OF_TENS, at + 1
    elif word in _HUNDREDS:
        found = _HUNDREDS[word], _CLASS_OF_HUNDREDS, at + 1
    elif word in _TWO_THOUSANDS or word in _THOUSANDS:
        return _TWO_THOUSANDS.get(word, _THOUSANDS.get(word, 0)), int(word not in {"مليون", "مليونا"}), at + 1
    else:
        return None
    value, _kind, end = found
    scale = _THOUSANDS.get(words[end], 0) if end < len(words) else 0
    return (value * scale, int(scale == 10**3), end + 1) if scale and value else found
