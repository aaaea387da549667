# SPDX-License-Identifier: Apache-2.0
"""Texts as they are compared when somebody looks for words: without case, and without marks on letters. Pure."""

import unicodedata

_DIRECTIONS = dict.fromkeys(map(ord, "\u200e\u200f"))


def plain(text: str) -> str:
    """Return `text` without case, marks on letters and marks of direction, as it is compared."""
    apart = unicodedata.normalize("NFKD", text.translate(_DIRECTIONS)).casefold()  # last: what comes apart has case
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def places(word: str, text: str) -> list[tuple[int, int]]:
    """Return where `word`, which is plain, stands in `text`: start and end of each place, in letters of `text`."""
    parts = [plain(letter) for letter in text]
    letters = [at for at, part in enumerate(parts) for _ in part]
    whole = "".join(parts)
    starts = [at for at in range(len(whole)) if word and whole.startswith(word, at)]
    return [(letters[at], letters[at + len(word) - 1] + 1) for at in starts]
