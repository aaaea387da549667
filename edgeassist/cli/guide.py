# SPDX-License-Identifier: Apache-2.0
"""`edgeassist guide`: the list of the guide's pages, or the text of one."""

import html
import re

from edgeassist.cli.errand import Errand
from edgeassist.core.errors import BadUsage, NotFound
from edgeassist.core.guide import Guide
from edgeassist.core.language import LANGUAGES

_GAP = re.compile(r"\n{3,}")


class NoSuchPage(NotFound):
    """The guide has no page of that name."""

    code, hint = "no-such-page", "`edgeassist guide` lists them."

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"The guide has no page called {name}.")


def guide(errand: Errand, name: str, language: str) -> None:
    """List the pages in a language and say where they are, or print the one called `name`."""
    if language not in LANGUAGES:
        raise BadUsage(f"There is no guide in the language {language}.", hint=f"It is there in {', '.join(LANGUAGES)}.")
    book = Guide(language=language)
    if not name:
        errand.screen.table(("PAGE", "ABOUT"), [(page.name, page.title) for page in book.pages])
        errand.screen.say(f"\nFor a browser: {book.folder / 'index.html'}")
        return
    page = book.page(name)
    if page is None or page.name != name:
        raise NoSuchPage(name)
    errand.screen.say(_plain(page.body))


def _plain(body: str) -> str:
    """Return HTML of the guide as text to be read in a terminal."""
    text = re.sub(r"</td>\s*<td>|</th>\s*<th>", "   ", body)
    text = re.sub(r"<li>", "- ", text)
    text = re.sub(r"</(h\d|p|ul|ol|table|tr)>", "\n", text)
    text = html.unescape(re.sub(r"<[^>]+>", "", text))
    return _GAP.sub("\n\n", "\n".join(line.strip() for line in text.splitlines())).strip()
