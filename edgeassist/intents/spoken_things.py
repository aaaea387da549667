# SPDX-License-Identifier: Apache-2.0
"""Whether two ways to name a thing of a list name the same one: an article is no part of a thing. Words only."""

_ENGLISH = {"a", "an", "the", "some", "my", "our"}
_SPANISH = {"el", "la", "los", "las", "un", "una", "unos", "unas", "mi", "mis"}
_GERMAN = {"der", "die", "das", "den", "dem", "ein", "eine", "einen", "einem", "mein", "meine", "meinen"}
_FRENCH = {"le", "la", "les", "du", "de", "des", "un", "une", "mon", "ma", "mes"}
_ARTICLES = frozenset(_ENGLISH | _SPANISH | _GERMAN | _FRENCH)
_ELIDED = ("l'", "d'")


def same_thing(one: str, other: str) -> bool:
    """Tell whether both are the same thing, whatever their capitals and articles are."""
    return _bare(one) == _bare(other)


def _bare(thing: str) -> str:
    """Return a thing without the articles before it (`de la farine`); one that is nothing else stays as it is."""
    words = thing.casefold().replace("’", "'").split()
    while len(words) > 1 and words[0] in _ARTICLES:
        words.pop(0)
    if words and words[0].startswith(_ELIDED) and len(words[0]) > len("l'"):
        words[0] = words[0][len("l'") :]
    return " ".join(words)
