# SPDX-License-Identifier: Apache-2.0
"""Conversations as files to read: Markdown, a web page, plain text; and as JSON, which comes back whole.

The first three hold what is in front; JSON holds every branch. A web page loads nothing and runs nothing.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from types import MappingProxyType

import msgspec

from edgeassist.core.errors import BadUsage
from edgeassist.core.files import replace_file
from edgeassist.core.language import later, tr
from edgeassist.core.units import elided
from edgeassist.history.database import Database, unwritten
from edgeassist.history.record import ChatRecord, MessageRecord, records

FORMAT, VERSION = "edgeassist-history", 1
_NAMES: Mapping[str, str] = MappingProxyType(
    {"user": later("You"), "assistant": later("Answer"), "system": later("Instruction")}
)
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})[^\n]*\n(.*?)(?:^ {0,3}\1[`~]*[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)
_FENCE_MARK = re.compile(r" {0,3}(`{3,}|~{3,})")
_PAGE = """<!doctype html>
<html lang="">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }}
h2 {{ font-size: 1rem; margin: 1.5rem 0 .25rem; }}
small {{ font-weight: normal; opacity: .7; }}
p {{ white-space: pre-wrap; overflow-wrap: anywhere; margin: 0 0 .75rem; }}
pre {{ overflow-x: auto; padding: .75rem; border: 1px solid; border-radius: .4rem; }}
article + article {{ border-top: 1px solid; margin-top: 3rem; padding-top: 1rem; }}
</style>
</head>
<body>
{body}
</body>
</html>
"""


class UnknownFormat(BadUsage):
    """A file name whose ending says no format."""

    code = "unknown-format"

    def __init__(self, path: Path) -> None:
        endings = ", ".join(ENDINGS[:-1])
        super().__init__(
            tr("{name} does not say in which format to export.", name=path.name),
            hint=tr("End its name in {endings} or {last}.", endings=endings, last=ENDINGS[-1]),
        )


def export(database: Database, path: Path, chat_ids: Iterable[int] | None = None) -> int:
    """Write conversations, all by default, to `path` in the format of its ending; return how many. Replaces a file."""
    write = _WRITERS.get(path.suffix.lower())
    if write is None:
        raise UnknownFormat(path)
    found = tuple(records(database, chat_ids))
    try:
        replace_file(path, write(found))
    except OSError as error:
        raise unwritten(error, path) from error
    return len(found)


def as_text(chats: Iterable[ChatRecord]) -> str:
    """Return the conversations as plain text."""
    parts = []
    for chat in chats:
        said = [f"{_heading(one)}\n\n{one.text}" for one in chat.front()]
        parts.append("\n\n".join((f"{chat.title}\n{'=' * max(3, len(chat.title))}", *said)))
    return "\n\n\n".join(parts) + "\n"


def as_markdown(chats: Iterable[ChatRecord]) -> str:
    """Return the conversations as Markdown; what was said stands as it was written, code blocks closed."""
    parts = []
    for chat in chats:
        said = [f"## {_heading(one)}\n\n{_closed(one.text)}" for one in chat.front()]
        parts.append("\n\n".join((f"# {_plain(chat.title)}", *said)))
    return "\n\n".join(parts) + "\n"


def as_page(chats: Iterable[ChatRecord]) -> str:
    """Return the conversations as one web page. All of it is escaped; code blocks keep their shape."""
    found = tuple(chats)
    title = found[0].title if len(found) == 1 else tr("Conversations")
    articles = []
    for chat in found:
        said = [f"<h2>{_page_heading(one)}</h2>\n{_page_text(one.text)}" for one in chat.front()]
        articles.append("\n".join((f'<article>\n<h1 dir="auto">{escape(chat.title)}</h1>', *said, "</article>")))
    return _PAGE.format(title=escape(title), body="\n".join(articles))


def as_json(chats: Iterable[ChatRecord]) -> str:
    """Return the conversations with all branches as JSON that `intake.take_in` reads."""
    table = {
        "format": FORMAT,
        "version": VERSION,
        "exported_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "chats": [msgspec.to_builtins(chat) for chat in chats],
    }
    return json.dumps(table, indent=1) + "\n"  # ASCII only: lone surrogates survive


def _heading(one: MessageRecord) -> str:
    return f"{_who(one)}, {_when(one)}"


def _who(one: MessageRecord) -> str:
    name = tr(_NAMES[one.role]) if one.role in _NAMES else one.role
    return f"{name} ({elided(one.model)})" if one.model else name


def _when(one: MessageRecord) -> str:
    try:
        moment = f"{datetime.fromtimestamp(one.created_ms / 1000).astimezone():%Y-%m-%d %H:%M}"
    except (ValueError, OverflowError, OSError):
        moment = tr("at an unknown time")
    return tr("{moment}, cut short", moment=moment) if one.partial else moment


def _plain(title: str) -> str:
    return re.sub(r"([\\`*_\[\]<>#])", r"\\\1", title)


def _closed(text: str) -> str:
    """Return `text` with an open code block closed, so that what follows is no code."""
    fence = ""
    for line in text.splitlines():
        mark = _FENCE_MARK.match(line)
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence) and not line[mark.end() :].strip():
            fence = ""
    return f"{text}\n{fence}" if fence else text


def _page_heading(one: MessageRecord) -> str:
    return f"{escape(_who(one))} <small>{escape(_when(one))}</small>"


def _page_text(text: str) -> str:
    parts, at = [], 0
    for fence in _FENCE.finditer(text):
        parts += [*_paragraphs(text[at : fence.start()]), f"<pre><code>{escape(fence[2])}</code></pre>"]
        at = fence.end()
    return "\n".join([*parts, *_paragraphs(text[at:])])


def _paragraphs(text: str) -> list[str]:
    """Return each paragraph with a direction of its own."""
    return [f'<p dir="auto">{escape(part.strip(chr(10)))}</p>' for part in re.split(r"\n{2,}", text) if part.strip()]


def _bytes(write: Callable[[Iterable[ChatRecord]], str]) -> Callable[[Iterable[ChatRecord]], bytes]:
    return lambda chats: write(chats).encode("utf-8", "replace")


_WRITERS: Mapping[str, Callable[[Iterable[ChatRecord]], bytes]] = MappingProxyType(
    {".md": _bytes(as_markdown), ".html": _bytes(as_page), ".txt": _bytes(as_text), ".json": _bytes(as_json)}
)
ENDINGS = tuple(_WRITERS)
