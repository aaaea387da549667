# SPDX-License-Identifier: Apache-2.0
"""How much of a file is read, in the words for its pages, chapters, cues or paragraphs. Counts nothing; no Qt.

Every language bends these words in its own way, so each is in a whole phrase of its own.
"""

from edgeassist.core.language import later, tr, trn
from edgeassist.documents.blocks import Unit

_REACHED: dict[Unit, tuple[str, str]] = {
    "page": (later("page {first} of {total} fits"), later("pages {first}-{last} of {total} fit")),
    "chapter": (later("chapter {first} of {total} fits"), later("chapters {first}-{last} of {total} fit")),
    "cue": (later("cue {first} of {total} fits"), later("cues {first}-{last} of {total} fit")),
    "paragraph": (later("paragraph {first} of {total} fits"), later("paragraphs {first}-{last} of {total} fit")),
}


def reached(unit: Unit, first: int, last: int, total: int) -> str:
    """Return `pages 1-2 of 3 fit`."""
    one, many = _REACHED[unit]
    return tr(one if first == last else many, first=first, last=last, total=total)


def all_read(unit: Unit, count: int) -> str:
    """Return `3 pages, all read`."""
    match unit:
        case "page":
            return trn("{n} page, all read", "{n} pages, all read", count)
        case "chapter":
            return trn("{n} chapter, all read", "{n} chapters, all read", count)
        case "cue":
            return trn("{n} cue, all read", "{n} cues, all read", count)
        case "paragraph":
            return trn("{n} paragraph, all read", "{n} paragraphs, all read", count)


def textless(unit: Unit, count: int) -> str:
    """Return `2 pages without text`."""
    match unit:
        case "page":
            return trn("{n} page without text", "{n} pages without text", count)
        case "chapter":
            return trn("{n} chapter without text", "{n} chapters without text", count)
        case "cue":
            return trn("{n} cue without text", "{n} cues without text", count)
        case "paragraph":
            return trn("{n} paragraph without text", "{n} paragraphs without text", count)
