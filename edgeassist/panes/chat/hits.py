# SPDX-License-Identifier: Apache-2.0
"""What the search found, as a narrow list shows it: the found words in sight, titles harmless. Pure; no Qt."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from edgeassist.core.language import later, tr, with_colon
from edgeassist.core.units import elided, harmless
from edgeassist.panes.chat.library import UNTITLED

if TYPE_CHECKING:
    from edgeassist.history.search import Hit

_LEAD_CHARACTERS, _SHOWN_CHARACTERS, _TITLE_CHARACTERS = 18, 160, 120
_WHO = {"user": later("You"), "assistant": later("Answer"), "": later("Title")}

Mark = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Found:
    """A hit to be shown. `marks` are start and end, in characters of `excerpt`; `message` is None for a title."""

    chat: int
    message: int | None
    title: str
    who: str
    excerpt: str
    marks: tuple[Mark, ...]

    @property
    def spoken(self) -> str:
        """What a screen reader says."""
        return f"{self.title}. {with_colon(self.who, self.excerpt)}"


def found(hits: "Iterable[Hit]") -> tuple[Found, ...]:
    """Return `hits` as they are shown."""
    return tuple(_found(hit) for hit in hits)


def _found(hit: "Hit") -> Found:
    excerpt, marks = _around(harmless(hit.excerpt), hit.marks)
    title = elided(hit.title.strip(), _TITLE_CHARACTERS) or tr(UNTITLED)
    return Found(hit.chat, hit.message, title, tr(_WHO.get(hit.role, hit.role)), excerpt, marks)


def _around(text: str, marks: tuple[Mark, ...]) -> tuple[str, tuple[Mark, ...]]:
    """Return the stretch around the first mark, begun at a word, and where the marks are in it."""
    first = marks[0][0] if marks else 0
    start = max(0, first - _LEAD_CHARACTERS)
    if start:
        space = text.find(" ", start, first)
        start = space + 1 if space >= 0 else start
    end = start + _SHOWN_CHARACTERS
    lead = "…" if start else ""
    shifted = (
        (begin - start + len(lead), min(stop, end) - start + len(lead)) for begin, stop in marks if start <= begin < end
    )
    return f"{lead}{text[start:end]}{'…' if end < len(text) else ''}", tuple(shifted)
