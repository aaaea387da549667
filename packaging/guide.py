# SPDX-License-Identifier: Apache-2.0
"""Makes the user guide that the program ships: `docs/guide/*.md` become `resources/guide/en/*.html`.

The pages of another language stand in `docs/guide/<its code>`. The first line of each names the English text that it
was translated from by a digest, so that a page whose English went on is told: translate what changed, then say so with
`--translated de/chat`. Runs in the environment: `python packaging/guide.py [--check | --translated PAGE...]`. The pages
hold no script and fetch nothing; a browser shows them in light and dark, the window takes what stands between <main>
and </main>.
"""

import argparse
import hashlib
import html
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from markdown_it import MarkdownIt

from edgeassist.core.language import LANGUAGES, RIGHT_TO_LEFT

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "docs" / "guide"
MADE = ROOT / "resources" / "guide"
ENGLISH = "en"
ORDER = (
    "index",
    "chat",
    "summarize",
    "translate",
    "voice",
    "models",
    "costs",
    "settings",
    "offline",
    "keys",
    "trouble",
)
"""The pages in reading order; every page of the folder is one of them."""

_PICTURE_PX = 600
_STYLE = """\
:root { color-scheme: light dark }
body { font: 15px/24px system-ui, sans-serif; margin: 0 auto; padding: 24px; max-width: 720px }
nav { border-bottom: 1px solid #8888; padding-bottom: 12px }
nav a { margin-right: 12px; white-space: nowrap }
table { border-collapse: collapse }
th, td { border-bottom: 1px solid #8888; padding: 4px 12px 4px 0; text-align: start; vertical-align: top }
img { max-width: 100% }
code { font-family: ui-monospace, monospace }"""


def main(arguments: Sequence[str]) -> int:
    """Write the pages, or with `--check` only tell whether they are current."""
    parser = argparse.ArgumentParser(description="Make the pages of the user guide.")
    parser.add_argument("--check", action="store_true", help="write nothing; leave with 1 when a page is not current")
    parser.add_argument("--translated", nargs="+", metavar="PAGE", default=(), help="say that de/chat is current again")
    asked = parser.parse_args(arguments)
    pages = [f"{code}/{name}" for code in LANGUAGES if code != ENGLISH for name in ORDER]
    if strangers := set(asked.translated).difference(pages):
        parser.error(f"no translated page: {', '.join(sorted(strangers))}; there are {pages[0]} and the like")
    for name in asked.translated:
        _vouch(name)
    old = outdated()
    if old:
        print(f"the English went on: {', '.join(old)}; translate, then give them to --translated", file=sys.stderr)
    if asked.check:
        other = [name for name, page in made_pages().items() if not _is(MADE / name, page)]
        if other:
            print(f"not current: {', '.join(other)}; run `make guide`", file=sys.stderr)
        return 1 if old or other else 0
    for name, page in made_pages().items():
        (MADE / name).parent.mkdir(parents=True, exist_ok=True)
        (MADE / name).write_text(page, encoding="utf-8")
    return 1 if old else 0


def source(name: str, code: str = ENGLISH) -> Path:
    """Return where the page `name` is written in the language of `code`."""
    return (SOURCE if code == ENGLISH else SOURCE / code) / f"{name}.md"


def made_pages() -> dict[str, str]:
    """Return every page by its language and the name of its file, such as `de/chat.html`."""
    made: dict[str, str] = {}
    for code in LANGUAGES:
        bodies = {name: _body(_text(name, code)) for name in ORDER}
        titles = {name: _title(_text(name, code)) for name in ORDER}
        for name, body in bodies.items():
            anchors = _anchors(_body(_text(name, ENGLISH)))
            if len(anchors) != len(_anchors(body)):
                sys.exit(f"{source(name, code).relative_to(ROOT)} has not the headings of the English page")
            named = _with_anchors(body, anchors)
            made[f"{code}/{name}.html"] = _page(titles[name], _with_links(named), titles, code)
    return made


def outdated() -> list[str]:
    """Return the pages, such as `de/chat`, whose English text is not the one that they were translated from."""
    others = [code for code in LANGUAGES if code != ENGLISH]
    return [f"{code}/{name}" for code in others for name in ORDER if _first_line(name, code) != _mark(name)]


def _vouch(page: str) -> None:
    """Write into the first line of `page`, such as `de/chat`, that it translates the English text of now."""
    code, _, name = page.partition("/")
    text = _text(name, code)
    source(name, code).write_text(f"{_mark(name)}\n{text}", encoding="utf-8")


def _mark(name: str) -> str:
    return f"<!-- English: {hashlib.sha256(_text(name, ENGLISH).encode()).hexdigest()[:16]} -->"


def _first_line(name: str, code: str) -> str:
    return source(name, code).read_text(encoding="utf-8").partition("\n")[0]


def _text(name: str, code: str) -> str:
    """Return the Markdown of a page, without the line that names its English."""
    text = source(name, code).read_text(encoding="utf-8")
    return text.partition("\n")[2] if text.startswith("<!--") else text


def _page(title: str, body: str, titles: dict[str, str], code: str) -> str:
    links = "\n".join(f'<a href="{one}.html">{html.escape(title)}</a>' for one, title in titles.items())
    way = ' dir="rtl"' if code in RIGHT_TO_LEFT else ""
    return (
        f'<!DOCTYPE html>\n<html lang="{code}"{way}>\n<head>\n<meta charset="utf-8">\n'
        f"<title>{html.escape(title)}</title>\n<style>\n{_STYLE}\n</style>\n</head>\n<body>\n"
        f"<nav>\n{links}\n</nav>\n<main>\n{body}</main>\n</body>\n</html>\n"
    )


def _body(text: str) -> str:
    return str(MarkdownIt("commonmark", {"html": False}).enable("table").render(text))


def _with_links(body: str) -> str:
    """Return `body` with links to the pages that are made, and without those to papers that are not shipped."""
    body = re.sub(r'href="(?!\.\./|https?:)([a-z]+)\.md(#[^"]*)?"', r'href="\1.html\2"', body)
    body = re.sub(r'<a href="\.\./[^"]*">(.*?)</a>', r"\1", body)
    return _PICTURE.sub(_both_ways, body)


def _both_ways(found: re.Match[str]) -> str:
    """Return a picture that a browser shows as light or as dark as the page; the window looks for the dark one."""
    dark = f'<source media="(prefers-color-scheme: dark)" srcset="../pictures/dark/{found[1]}">'
    return f'<picture>{dark}<img width="{_PICTURE_PX}" src="../pictures/{found[1]}"{found[2]}></picture>'


_PICTURE = re.compile(r'<img src="(?:\.\./)+resources/guide/pictures/([a-z]+\.png)"([^>]*)>')
_HEADING = re.compile(r"<(h[1-3])>(.*?)</\1>")


def _anchors(body: str) -> list[str]:
    """Return a name for each heading, made of its words."""
    words = (re.sub(r"<[^>]+>|&[a-z]+;|[^\w\s-]", "", found[2]).strip().lower() for found in _HEADING.finditer(body))
    return [re.sub(r"\s+", "-", one) for one in words]


def _with_anchors(body: str, anchors: Sequence[str]) -> str:
    """Return `body` with the `anchors`, those of the English page, at its headings, for links to lead to."""
    left = iter(anchors)
    return _HEADING.sub(lambda found: f'<{found[1]} id="{next(left)}">{found[2]}</{found[1]}>', body)


def _title(text: str) -> str:
    return text.partition("\n")[0].removeprefix("# ").strip()


def _is(path: Path, page: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == page


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
