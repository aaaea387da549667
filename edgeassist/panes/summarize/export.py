# SPDX-License-Identifier: Apache-2.0
"""A summary as a text to take away: every sentence with its place, and how much of the source was read."""

import html
import re
from dataclasses import dataclass
from pathlib import Path

from edgeassist.core.files import replace_file
from edgeassist.core.language import later, tr
from edgeassist.panes.summarize.rows import Row
from edgeassist.panes.summarize.session import Look, Phase

KINDS = (("Markdown", "md"), (later("Web page"), "html"), (later("Plain text"), "txt"))
"""What a summary can be written as: a name for a person, and the ending."""
UNSURE_NAME = later("Summary")
UNFINISHED = later("Unfinished: the rest of the text is not in this summary.")
_MARKS = str.maketrans({one: f"\\{one}" for one in "\\`*_{}[]<>#|"})


@dataclass(frozen=True, slots=True)
class Paper:
    """What goes into the text. `lines` say who wrote it and how much was read; `left_out` what is not in it."""

    title: str
    rows: tuple[Row, ...]
    lines: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def paper_of(look: Look) -> Paper:
    """Return what is on show as a paper."""
    unfinished = "" if look.phase is Phase.DONE else tr(UNFINISHED)
    return Paper(
        look.title, look.rows, tuple(line for line in (unfinished, look.line, look.way) if line), look.left_out
    )


def as_text(paper: Paper) -> str:
    """Return `paper` as plain text."""
    rest = ["", *paper.lines, *(_left_out(one) for one in paper.left_out)]
    return _joined(paper.title, "", *_lines(paper), *rest)


def as_question(paper: Paper) -> str:
    """Return what somebody asks about: title and sentences, not how they came about."""
    return _joined(paper.title, "", *_lines(paper))


def _lines(paper: Paper) -> list[str]:
    return [f"\n{row.text}\n" if row.heading else f"• {row.text} ({_place(row)})" for row in paper.rows]


def as_markdown(paper: Paper) -> str:
    """Return `paper` as Markdown in which nothing of the source acts as markup."""
    rows = (
        f"\n## {_plain(row.text)}\n" if row.heading else f"- {_plain(row.text)} *({_plain(_place(row))})*"
        for row in paper.rows
    )
    rest = [f"*{_plain(one)}*  " for one in paper.lines]
    rest += [f"- {_left_out(_plain(one))}" for one in paper.left_out]
    return _joined(f"# {_plain(paper.title)}", "", *rows, "", *rest)


def as_html(paper: Paper) -> str:
    """Return `paper` as a web page that loads nothing."""
    title = html.escape(paper.title)
    body: list[str] = []
    for row in paper.rows:
        text = html.escape(row.text)
        place = f'<small class="{"doubtful" if row.doubtful else "place"}">{html.escape(_place(row))}</small>'
        body.append(f"<h2>{text}</h2>" if row.heading else f'<p dir="auto">{text} {place}</p>')
    notes = "".join(f"<li>{html.escape(one)}</li>" for one in paper.left_out)
    left_out = html.escape(tr("Left out"))
    lines = "<br>".join(html.escape(one) for one in paper.lines)
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><title>{title}</title>'
        "<style>body{font:16px/1.6 sans-serif;max-width:45em;margin:2em auto;padding:0 1em}"
        ".doubtful{font-weight:bold}</style></head>\n"
        f'<body><h1 dir="auto">{title}</h1>\n' + "\n".join(body) + f"\n<hr><p><small>{lines}</small></p>"
        f"{f'<h2>{left_out}</h2><ul>{notes}</ul>' if notes else ''}</body></html>\n"
    )


def write(paper: Paper, path: Path) -> None:
    """Write `paper` to `path` in the form that its ending names, plain text for one unknown. Blocks."""
    makers = {".md": as_markdown, ".markdown": as_markdown, ".html": as_html, ".htm": as_html}
    replace_file(path, makers.get(path.suffix.lower(), as_text)(paper).encode())


def file_name(title: str, ending: str = "md") -> str:
    """Return a name for the file that any system takes."""
    kept = "".join(one if one.isalnum() or one in " -_" else " " for one in title)
    return tr("{title} - summary", title=" ".join(kept.split())[:60] or tr(UNSURE_NAME)) + f".{ending}"


def _joined(*lines: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).rstrip() + "\n"


def _left_out(what: str) -> str:
    return tr("Left out: {what}", what=what)


def _place(row: Row) -> str:
    return f"{row.chip}; {row.remark}" if row.remark else row.chip


def _plain(text: str) -> str:
    return text.translate(_MARKS)
