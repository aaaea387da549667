# SPDX-License-Identifier: Apache-2.0
"""Makes the user guide that the program ships: `docs/guide/*.md` become `resources/guide/en/*.html`.

Runs in the environment: `python packaging/guide.py [--check]`. The pages hold no script and fetch nothing; a browser
shows them in light and dark, the window takes what stands between <main> and </main>.
"""

import argparse
import html
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from markdown_it import MarkdownIt

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "docs" / "guide"
MADE = ROOT / "resources" / "guide" / "en"
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
    if parser.parse_args(arguments).check:
        old = [name for name, page in made_pages().items() if not _is(MADE / name, page)]
        if old:
            print(f"not current: {', '.join(old)}; run `make guide`", file=sys.stderr)
        return 1 if old else 0
    MADE.mkdir(parents=True, exist_ok=True)
    for name, page in made_pages().items():
        (MADE / name).write_text(page, encoding="utf-8")
    return 0


def made_pages() -> dict[str, str]:
    """Return every page by the name of its file."""
    sources = {name: (SOURCE / f"{name}.md").read_text(encoding="utf-8") for name in ORDER}
    titles = {name: _title(text) for name, text in sources.items()}
    return {f"{name}.html": _page(name, text, titles) for name, text in sources.items()}


def _page(name: str, text: str, titles: dict[str, str]) -> str:
    links = "\n".join(f'<a href="{one}.html">{html.escape(title)}</a>' for one, title in titles.items())
    body = _with_anchors(MarkdownIt("commonmark", {"html": False}).enable("table").render(text))
    body = re.sub(r'href="(?!\.\./|https?:)([a-z]+)\.md(#[^"]*)?"', r'href="\1.html\2"', body)
    body = re.sub(r'<a href="\.\./[^"]*">(.*?)</a>', r"\1", body)  # pages for engineers are not shipped
    body = body.replace("../../resources/guide/pictures/", "../pictures/").replace(
        "<img ", f'<img width="{_PICTURE_PX}" '
    )
    title = html.escape(titles[name])
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f"<style>\n{_STYLE}\n</style>\n</head>\n<body>\n<nav>\n{links}\n</nav>\n<main>\n{body}</main>\n</body>\n</html>\n"
    )


def _with_anchors(body: str) -> str:
    """Return `body` with a name at each heading, made of its words, for links to lead to."""

    def named(found: re.Match[str]) -> str:
        words = re.sub(r"<[^>]+>|&[a-z]+;|[^\w\s-]", "", found[2]).strip().lower()
        anchor = re.sub(r"\s+", "-", words)
        return f'<{found[1]} id="{anchor}">{found[2]}</{found[1]}>'

    return re.sub(r"<(h[1-3])>(.*?)</\1>", named, body)


def _title(text: str) -> str:
    return text.partition("\n")[0].removeprefix("# ").strip()


def _is(path: Path, page: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == page


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
