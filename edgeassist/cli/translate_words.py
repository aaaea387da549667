# SPDX-License-Identifier: Apache-2.0
"""What `edgeassist translate` says of a translation: in words for a person, in tables for machines. Prints nothing."""

from edgeassist.api import ModelView
from edgeassist.core.units import elided
from edgeassist.panes.translate.paper import PaperResult
from edgeassist.panes.translate.translation import Flag, Rendered, Translation, Trouble

LONGEST_SHOWN = 70
"""Of a sentence that is quoted, in characters."""


def flag_words(flag: Flag) -> str:
    """Return what is to be looked at, in words."""
    wanted, got = elided(flag.wanted, LONGEST_SHOWN), elided(flag.got, LONGEST_SHOWN)
    match flag.trouble:
        case Trouble.UNCHANGED | Trouble.EMPTY | Trouble.CUT:
            return str(flag.trouble)
        case Trouble.BACK:
            return f"came back as “{got}”" if got else "did not come back"
        case Trouble.TERM:
            return f"the glossary's word for “{wanted}” is missing"
    if not wanted:
        return f"{flag.trouble} “{got}” was added"
    return f"{flag.trouble} “{wanted}” became “{got}”" if got else f"{flag.trouble} “{wanted}” is missing"


def line_of(text: str, one: Rendered) -> int:
    """Return the line of `text` on which a sentence begins, counted from 1."""
    return text.count("\n", 0, one.segment.start) + 1


def text_table(made: Translation, model: ModelView | None) -> dict[str, object]:
    """Return a text's translation for machines."""
    sentences = [
        {"source": one.segment.text, "text": one.text, "flags": _flag_table(one.flags)}
        for one in made.rendered
        if one.segment.text
    ]
    return {
        "answer": made.text,
        "from": made.pair.source,
        "to": made.pair.target,
        "flagged": len(made.flagged),
        "sentences": sentences,
        "model": {"name": model.name, "context_tokens": model.context_tokens} if model else {},
    }


def paper_table(result: PaperResult) -> dict[str, object]:
    """Return a document's translation for machines."""
    return {
        "out": str(result.out),
        "from": result.pair.source,
        "to": result.pair.target,
        "texts": result.total,
        "resumed": result.resumed,
        "flagged": [
            {"text": one.number, "source": one.look.source, "target": one.look.target}
            | {"flags": _flag_table(one.look.flags)}
            for one in result.flagged
        ],
    }


def _flag_table(flags: tuple[Flag, ...]) -> list[dict[str, str]]:
    return [{"check": str(flag.trouble), "wanted": flag.wanted, "got": flag.got} for flag in flags]
