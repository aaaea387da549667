# SPDX-License-Identifier: Apache-2.0
"""How a word may be said that no dictionary knows: a person's own names. Pure; English alone.

The dictionary first, then two known words run together, then rules from letters to sounds. A few wrong phones do little
harm: the grammar says where such a word may stand.
"""

import re
import unicodedata
from collections.abc import Callable

Lookup = Callable[[str], str | None]
"""Returns the phones of a word in the dictionary, apart by blanks."""

_MOST_WAYS = 4
_LETTERS = {
    **dict(zip("abcdefgh", ("EY", "B IY", "S IY", "D IY", "IY", "EH F", "JH IY", "EY CH"), strict=True)),
    **dict(zip("ijklmnop", ("AY", "JH EY", "K EY", "EH L", "EH M", "EH N", "OW", "P IY"), strict=True)),
    **dict(
        zip("qrstuvwx", ("K Y UW", "AA R", "EH S", "T IY", "Y UW", "V IY", "D AH B AH L Y UW", "EH K S"), strict=True)
    ),
    "y": "W AY",
    "z": "Z IY",
}
_DIGITS = ("Z IH R OW", "W AH N", "T UW", "TH R IY", "F AO R", "F AY V", "S IH K S", "S EH V AH N", "EY T", "N AY N")
_SPELLINGS = """
tch:CH sch:SH,S_K igh:AY eau:OW tion:SH_AH_N sion:ZH_AH_N ough:AO,OW augh:AO gio:JH_OW,JH_IY_OW gia:JH_AH
cci:CH_IY gli:L_IY ch:CH,K sh:SH th:TH ph:F wh:W ck:K ng:NG qu:K_W kn:N wr:R gh:G gn:N,G_N rh:R zh:ZH dg:JH
sc:S_K ee:IY ea:IY,EH ie:IY ei:EY,AY ey:IY ai:EY,AY ay:EY au:AO,AW aw:AO oo:UW ou:UW,AW ow:OW,AW oa:OW oi:OY
oy:OY ue:UW ui:UW_IY,UW eu:UW,OY ew:UW er:ER ir:ER,IH_R ur:ER ar:AA_R or:AO_R aa:AA ii:IY uu:UW bb:B cc:K dd:D
ff:F gg:G kk:K ll:L mm:M nn:N pp:P rr:R ss:S tt:T vv:V zz:Z,T_S b:B d:D f:F h:HH j:JH,Y k:K l:L m:M n:N p:P q:K
r:R s:S t:T v:V w:W x:K_S z:Z
"""
_RULES = tuple(
    (letters, tuple(sounds.replace("_", " ").split(",")))
    for letters, _, sounds in (rule.partition(":") for rule in _SPELLINGS.split())
)
"""Letters and the sounds they may stand for; the first that fits is taken."""
_SHORT = {"a": ("AE", "AA"), "e": ("EH",), "i": ("IH", "IY"), "o": ("AA", "OW"), "u": ("AH", "UW"), "y": ("IH",)}
_LONG = {"a": "EY", "e": "IY", "i": "AY", "o": "OW", "u": "UW", "y": "AY"}
_LAST = {"a": ("AH",), "e": ("", "EY"), "i": ("IY",), "o": ("OW",), "u": ("UW",), "y": ("IY",)}


def pronunciations(word: str, lookup: Lookup) -> tuple[str, ...]:
    """Return up to four ways to say `word`, likeliest first; never none, whatever it is."""
    plain = _plain(word)
    parts = [part for part in re.split(r"[^a-z0-9]+", plain) if part]
    if not parts:
        return ("AH",)
    ways = [""]
    for part in parts:
        ways = [f"{way} {more}".strip() for way in ways for more in _ways(part, lookup)][:_MOST_WAYS]
    return tuple(dict.fromkeys(ways))


def _plain(word: str) -> str:
    """Return the letters without marks above them."""
    spelt = word.casefold().replace("ß", "ss").replace("ø", "o").replace("æ", "ae").replace("'", "").replace("’", "")
    return "".join(mark for mark in unicodedata.normalize("NFKD", spelt) if not unicodedata.combining(mark))


def _ways(part: str, lookup: Lookup) -> tuple[str, ...]:
    known = lookup(part)
    if known:
        return (known,)
    if part.isdigit():
        return (" ".join(_DIGITS[int(digit)] for digit in part),)
    if any(mark.isdigit() for mark in part) or not re.search("[aeiouy]", part):
        return (" ".join(_DIGITS[int(mark)] if mark.isdigit() else _LETTERS[mark] for mark in part),)
    joined = _two_words(part, lookup)
    return (joined,) if joined else _by_letters(part)


def _two_words(part: str, lookup: Lookup) -> str:
    """Return the phones of two known words that `part` is made of, as even in length as can be."""
    middle = len(part) // 2
    for cut in sorted(range(3, len(part) - 2), key=lambda at: abs(at - middle)):
        first, second = lookup(part[:cut]), lookup(part[cut:])
        if first and second:
            return f"{first} {second}"
    return ""


def _by_letters(part: str) -> tuple[str, ...]:
    ways = [""]
    at = 0
    while at < len(part):
        length, sounds = _sounds(part, at)
        ways = [f"{way} {sound}".strip() for sound in sounds for way in ways][: 2 * _MOST_WAYS]
        at += length
    return tuple(dict.fromkeys(way for way in ways if way))[:_MOST_WAYS] or ("AH",)


def _sounds(part: str, at: int) -> tuple[int, tuple[str, ...]]:
    """Return how many letters stand for a sound at `at`, and which sounds they may be."""
    rest = part[at:]
    if rest[0] in "cg" and not rest.startswith(("ch", "ck", "cc", "gg", "gh", "gn", "gli", "gia", "gio")):
        soft = rest[1:2] in ("e", "i", "y")
        return 1, (("S" if soft else "K",) if rest[0] == "c" else (("JH", "G") if soft else ("G",)))
    for letters, sounds in _RULES:
        if rest.startswith(letters):
            return len(letters), sounds
    return 1, _vowel(part, at)


def _vowel(part: str, at: int) -> tuple[str, ...]:
    letter = part[at]
    if letter not in _SHORT:
        return ("",)
    if letter == "y" and at == 0:
        return ("Y",)
    if at == len(part) - 1:
        return _LAST[letter] if at else (_LONG[letter],)
    if re.fullmatch(r"[bcdfgjklmnpqrstvwxz]e", part[at + 1 :]):
        return (_LONG[letter],)
    return _SHORT[letter]
