# SPDX-License-Identifier: Apache-2.0
"""What the parts of a source are called in the person's language: pages, chapters, subtitles, paragraphs. Counts none.

Every language bends these words in its own way, so each is in a whole sentence of its own.
"""

from edgeassist.core.language import later, tr, trn
from edgeassist.core.units import grouped
from edgeassist.documents.blocks import Unit

_PLACES: dict[Unit, tuple[str, str]] = {
    "page": (later("Page {first}"), later("Pages {first}-{last}")),
    "chapter": (later("Chapter {first}"), later("Chapters {first}-{last}")),
    "cue": (later("Cue {first}"), later("Cues {first}-{last}")),
    "paragraph": (later("Paragraph {first}"), later("Paragraphs {first}-{last}")),
}
_READ_SO_FAR: dict[Unit, tuple[str, str]] = {
    "page": (later("Page 1 of {total} read"), later("Pages 1-{last} of {total} read")),
    "chapter": (later("Chapter 1 of {total} read"), later("Chapters 1-{last} of {total} read")),
    "cue": (later("Cue 1 of {total} read"), later("Cues 1-{last} of {total} read")),
    "paragraph": (later("Paragraph 1 of {total} read"), later("Paragraphs 1-{last} of {total} read")),
}


def ranged(unit: Unit, first: int, last: int) -> str:
    """Return `Page 3` or `Pages 3-5`."""
    one, many = _PLACES[unit]
    return tr(one if first == last else many, first=grouped(first), last=grouped(last))


def read_so_far(unit: Unit, last: int, total: int) -> str:
    """Return `Pages 1-3 of 9 read`: the first of them are, without a gap."""
    one, many = _READ_SO_FAR[unit]
    return tr(one if last == 1 else many, last=grouped(last), total=grouped(total))


def read_of(unit: Unit, read: int, total: int) -> str:
    """Return `5 of 7 pages read`."""
    values = {"read": grouped(read), "total": grouped(total)}
    match unit:
        case "page":
            return trn("{read} of {total} page read", "{read} of {total} pages read", total, **values)
        case "chapter":
            return trn("{read} of {total} chapter read", "{read} of {total} chapters read", total, **values)
        case "cue":
            return trn("{read} of {total} cue read", "{read} of {total} cues read", total, **values)
        case "paragraph":
            return trn("{read} of {total} paragraph read", "{read} of {total} paragraphs read", total, **values)


def read_words(unit: Unit, read: int) -> str:
    """Return `5 paragraphs read`, where nobody knows of how many yet."""
    n = grouped(read)
    match unit:
        case "page":
            return trn("{n} page read", "{n} pages read", read, n=n)
        case "chapter":
            return trn("{n} chapter read", "{n} chapters read", read, n=n)
        case "cue":
            return trn("{n} cue read", "{n} cues read", read, n=n)
        case "paragraph":
            return trn("{n} paragraph read", "{n} paragraphs read", read, n=n)


def counted(unit: Unit, count: int) -> str:
    """Return `84 pages`."""
    n = grouped(count)
    match unit:
        case "page":
            return trn("{n} page", "{n} pages", count, n=n)
        case "chapter":
            return trn("{n} chapter", "{n} chapters", count, n=n)
        case "cue":
            return trn("{n} subtitle", "{n} subtitles", count, n=n)
        case "paragraph":
            return trn("{n} paragraph", "{n} paragraphs", count, n=n)
