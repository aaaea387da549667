# SPDX-License-Identifier: Apache-2.0
"""Has the program speak one of its languages without Qt, from the file that its translators edit."""

from collections.abc import Iterator
from contextlib import contextmanager

from translations import FOLDER, source, texts

from edgeassist.core import language


@contextmanager
def spoken(code: str) -> Iterator[None]:
    """Speak the language of `code` until the block ends."""
    known = texts(source(FOLDER, code))

    def translated(text: str, many: str, n: int) -> str:
        found = known.get((text, many))
        return found[0] if found else (many if many and n != 1 else text)

    language.use(code, translated)
    try:
        yield
    finally:
        language.use("en")
