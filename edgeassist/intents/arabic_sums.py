# SPDX-License-Identifier: Apache-2.0
"""Arabic sums that begin with what to do, or are a part of a number, as words with signs. Works nothing out.

`اقسم مئة على أربعة` is `100 / 4`, `اطرح خمسة من عشرة` is `10 - 5`, `ثلث التسعين` is `(1/3) * 90`.
"""

from collections.abc import Mapping, Sequence

from edgeassist.intents.arabic import folded

_Words = tuple[str, ...]

_DOING: Mapping[str, tuple[str, frozenset[str]]] = {
    folded(verb): (sign, frozenset(folded(between).split()))
    for verbs, sign, between in (
        ("اقسم اقسمي قسم", "/", "على"),
        ("اضرب اضربي", "*", "في ب"),
        ("اجمع اجمعي", "+", "و مع إلى"),
    )
    for verb in verbs.split()
}
"""A verb, the sign that it means, and the words that stand between its numbers."""

_TAKE_AWAY = frozenset({"اطرح", "اطرحي"})
_FROM = "من"
_SHARES: Mapping[_Words, _Words] = {
    words: ("(", *share, ")")
    for words, share in (
        (("نصف",), ("1", "/", "2")),
        (("نص",), ("1", "/", "2")),
        (("ثلث",), ("1", "/", "3")),
        (("ثلثي",), ("2", "/", "3")),
        (("ثلثا",), ("2", "/", "3")),
        (("ربع",), ("1", "/", "4")),
        (("3", "ارباع"), ("3", "/", "4")),
    )
}


def with_signs(words: Sequence[str]) -> _Words:
    """Return the words of a sum, whose numbers are digits, with signs for what Arabic says before the numbers."""
    first, rest = (words[0], tuple(words[1:])) if words else ("", ())
    if first in _TAKE_AWAY and rest.count(_FROM) == 1:
        at = rest.index(_FROM)
        return (*_shared(rest[at + 1 :]), "−", *_shared(rest[:at]))
    if first in _DOING:
        sign, between = _DOING[first]
        if len(between.intersection(rest)) == 1:
            return _shared(tuple(sign if word in between else word for word in rest))
    return _shared(words)


def _shared(words: Sequence[str]) -> _Words:
    """Return `words` with every part of a number multiplied by it."""
    found: list[str] = []
    at = 0
    while at < len(words):
        share = next((one for one in _SHARES if tuple(words[at : at + len(one)]) == one), ())
        end = at + len(share)
        number = end + 1 if tuple(words[end : end + 1]) == (_FROM,) else end
        if share and number < len(words) and words[number][0].isdigit():
            found += [*_SHARES[share], "*"]
            at = number
        else:
            found.append(words[at])
            at += 1
    return tuple(found)
