# SPDX-License-Identifier: Apache-2.0
"""What a word is to the search: how a text is prepared for the index, and how typed words become a query.

SQLite's `unicode61` tokenizer cuts at spaces, folds case and accents. Scripts without spaces and emoji get a space
around every sign first, so that a sequence of signs is found as a phrase; points of Hebrew and Arabic are left out.
"""

import re
import unicodedata
from dataclasses import dataclass

_SIGN = (
    "([\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u2600-\u27bf\u2e80-\u2fff\u3040-\u312f\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff66-\uff9f\U0001f000-\U0001faff\U00020000-\U0003ffff])"
)
_POINT = "[\u0591-\u05bd\u05bf\u05c1-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc]"
"""Patterns that `re` compiles and keeps at their first use: the start of the program needs none."""
_MOST_WORDS, _MOST_CHARACTERS = 16, 500


@dataclass(frozen=True, slots=True)
class Query:
    """What was typed. `match` is safe FTS5 syntax, empty without a word; `symbols` are to be found literally.

    `words` are all of it as typed, for marking what was found.
    """

    match: str
    symbols: tuple[str, ...]
    words: tuple[str, ...]


def spaced(text: str) -> str:
    """Return `text` as the index needs it besides the text itself; empty when the text alone will do."""
    if text.isascii():
        return ""
    form = re.sub(_POINT, "", re.sub(_SIGN, r" \1 ", unicodedata.normalize("NFC", text)))
    return "" if form == text else form


def asked(typed: str) -> Query:
    """Read what a person typed: words that must all occur, the beginning of one is enough. Nothing in it is syntax."""
    plain = typed[:_MOST_CHARACTERS].replace("\0", " ").encode("utf-8", "replace").decode()
    words = tuple(plain.split()[:_MOST_WORDS])
    forms = [(word, spaced(word) or word) for word in words]
    phrases = [_phrase(form) for _word, form in forms if any(map(_in_token, form))]
    return Query(" AND ".join(phrases), tuple(word for word, form in forms if not any(map(_in_token, form))), words)


def _phrase(form: str) -> str:
    """Return a word as a quoted phrase. A single Latin letter must stand alone: nearly everything begins with it."""
    quoted = '"' + form.replace('"', '""') + '"'
    short = sum(map(_in_token, form)) == 1 and form.isascii()
    return quoted if short else quoted + "*"


def _in_token(sign: str) -> bool:
    """Tell whether the tokenizer keeps `sign`: see the categories in `index`."""
    category = unicodedata.category(sign)
    return category[0] in "LN" or category in ("Co", "So")


def folded(text: str) -> str:
    """Return `text` without case and accents, for short texts outside the index."""
    if text.isascii():
        return text.casefold()
    parts = unicodedata.normalize("NFKD", re.sub(_POINT, "", text))
    return "".join(part for part in parts if not unicodedata.combining(part)).casefold()
