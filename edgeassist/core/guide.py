# SPDX-License-Identifier: Apache-2.0
"""The user guide that the program ships: its pages in reading order, their text, and where words occur in them."""

import html
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from edgeassist.core.folding import plain
from edgeassist.core.language import code
from edgeassist.core.paths import resource

FIRST = "index"
_ENGLISH = "en"
_LINK = re.compile(r'<a href="([a-z]+)\.html">(.*?)</a>')
_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True, slots=True)
class GuidePage:
    """One page: `body` is HTML without a head, `text` the same without marks and case, to be searched."""

    name: str
    title: str
    body: str
    text: str


class Guide:
    """The pages of one language, read at first use: that of the window where none is named."""

    def __init__(self, folder: Path | None = None, *, language: str = "") -> None:
        """`folder` holds the pages as `make guide` writes them."""
        wished = resource("guide", language or code())
        self.folder = folder or (wished if wished.is_dir() else resource("guide", _ENGLISH))

    @cached_property
    def pages(self) -> tuple[GuidePage, ...]:
        """Every page in reading order; none where the guide is missing."""
        try:
            first = (self.folder / f"{FIRST}.html").read_text(encoding="utf-8")
            links = _LINK.findall(first.partition("<nav>")[2].partition("</nav>")[0])
            return tuple(_read(self.folder / f"{name}.html", html.unescape(title)) for name, title in links)
        except OSError:
            return ()

    def page(self, name: str) -> GuidePage | None:
        """Return the page called `name`, else the first; None where there is no guide."""
        return next((page for page in self.pages if page.name == name), self.pages[0] if self.pages else None)

    def find(self, words: str) -> tuple[GuidePage, ...]:
        """Return the pages that have all of `words`, those with them in the title first."""
        wanted = plain(words).split()
        found = [page for page in self.pages if all(word in page.text for word in wanted)]
        found.sort(key=lambda page: not all(word in plain(page.title) for word in wanted))
        return tuple(found)


def _read(path: Path, title: str) -> GuidePage:
    body = path.read_text(encoding="utf-8").partition("<main>")[2].partition("</main>")[0].strip()
    return GuidePage(path.stem, title, body, plain(html.unescape(_TAG.sub(" ", body))))
