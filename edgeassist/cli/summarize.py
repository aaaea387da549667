# SPDX-License-Identifier: Apache-2.0
"""`edgeassist summarize`: a whole document in a few sentences, each with its place; how far it is goes to stderr."""

import threading
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING

import typer

from edgeassist.cli.errand import Errand, NoModelYet, Setup, given
from edgeassist.cli.failures import STOPPED
from edgeassist.core import instructions
from edgeassist.core.errors import BadUsage
from edgeassist.core.stop import Stop
from edgeassist.core.units import elided
from edgeassist.documents.blocks import Block
from edgeassist.panes.summarize.rows import Find, place_words
from edgeassist.panes.summarize.summarizer import Summarizer
from edgeassist.panes.summarize.summary import (
    BlocksCame,
    CoverageGrew,
    Length,
    Sentence,
    Source,
    StepTold,
    Style,
    Summary,
    Told,
    Way,
    Wish,
)
from edgeassist.panes.summarize.why import WISHED, plain_why
from edgeassist.store.task import Task

if TYPE_CHECKING:
    from edgeassist.app.services import Services

PICKED = "Picked from the text, no model wrote this."
NO_PROOF = "(no proof found)"
_ROLES = {"decision": "Decision: ", "action": "Action: "}


def wish_of(style: str, length: str, language: str, *, picked: bool) -> Wish:
    """Return the wish as it was typed; raise what cannot be meant."""
    if style.casefold() not in set(Style):
        raise BadUsage(f"There is no style {elided(style, 40)}.", hint=f"Styles: {', '.join(Style)}.")
    if length.casefold() not in set(Length):
        raise BadUsage(f"There is no length {elided(length, 40)}.", hint=f"Lengths: {', '.join(Length)}.")
    wish = Wish(Style(style.casefold()), Length(length.casefold()), picked=picked)
    return replace(wish, language=instructions.language_code(language)) if language else wish


def summarize(errand: Errand, what: str, setup: Setup, wish: Wish) -> None:
    """Sum the file at `what` up, or standard input for `-`; Ctrl-C prints what is done and leaves with 130."""
    source = _source(what)
    with errand.services() as services:
        why = _why_no_model(errand, services, setup, wish)
        if not why:
            errand.load(services, setup)
        blocks: list[Block] = []
        summary = _summed(errand, services, source, replace(wish, picked=wish.picked or bool(why)), blocks)
        if why and not wish.picked:
            summary = replace(summary, why_picked=why, wish=wish)
    _print(errand, summary, blocks)
    if summary.stopped:
        raise typer.Exit(STOPPED)


def _source(what: str) -> Source:
    if what == "-":
        return Source("Standard input", text=given("-", "edgeassist summarize report.pdf"))
    return Source(Path(what).name, Path(what))


def _why_no_model(errand: Errand, services: "Services", setup: Setup, wish: Wish) -> str:
    """Return why no model is asked; empty when one is."""
    if wish.picked:
        return WISHED
    try:
        wanted = errand.wanted(services, setup)
    except NoModelYet as error:
        return str(error)
    offer = services.offers(wanted.casefold(), Task("summarize"))
    return "" if offer.ok else plain_why(wanted.capitalize() if services.is_starter(wanted) else wanted, offer.why)


def _summed(errand: Errand, services: "Services", source: Source, wish: Wish, blocks: list[Block]) -> Summary:
    """Sum up on a thread of its own, so that Ctrl-C is heard; show how far it is, and keep the source's `blocks`."""
    from edgeassist.app.door import open_door

    stop, said = Stop(), SimpleQueue[Told | Exception]()
    summarizer = Summarizer(open_door(services, "summarize"))

    def work() -> None:
        try:
            summarizer.run(source, wish, said.put, stop)
        except Exception as error:  # raised again by whoever waits
            said.put(error)

    thread = threading.Thread(target=work, name="summarizing")
    thread.start()
    try:
        return awaited(errand, said, stop, blocks)
    finally:
        stop.wish()
        thread.join()


def awaited(errand: Errand, said: "SimpleQueue[Told | Exception]", stop: Stop, blocks: list[Block]) -> Summary:
    """Show what is said until the summary comes; raise an error that is said. Ctrl-C is a wish to stop."""
    told: Told | Exception | None = None
    while not isinstance(told, Summary):
        try:
            told = said.get()
            if isinstance(told, Exception):
                raise told
            if isinstance(told, BlocksCame):
                blocks += told.blocks
            _show(errand, told)
        except KeyboardInterrupt:
            stop.wish()
    return told


def _show(errand: Errand, told: Told) -> None:
    match told:
        case StepTold():
            errand.screen.progress(told.what if told.total else "Summing up", told.done, told.total)
        case CoverageGrew() if errand.screen.watched:
            errand.screen.progress("Summing up", 0, 0, told.coverage.line)


def _print(errand: Errand, summary: Summary, blocks: Sequence[Block]) -> None:
    screen = errand.screen
    if screen.as_json:
        screen.result(table(summary))
        return
    heading, find = "", {block.number: block for block in blocks}.get
    for one in summary.sentences:
        if one.heading != heading and summary.wish.style is Style.BY_SECTION:
            screen.say((one.heading, "bold"))
        heading = one.heading
        screen.say(line_of(one, summary, find))
    screen.note("")
    screen.note(f"{summary.coverage.line}.")
    if summary.way is Way.PICKED:
        screen.note(f"{PICKED} {summary.why_picked}".strip())
    for told in (*summary.coverage.unread, *summary.notes):
        screen.note(told, "warn")
    if summary.stopped:
        screen.note("Stopped; this is what was done.", "warn")


def line_of(one: Sentence, summary: Summary, find: Find) -> str:
    """Return a sentence with its place in the source, whose blocks `find` gives: `The pump leaks. [p. 12]`."""
    place = NO_PROOF
    if one.proof is not None:
        place = f"[{place_words(one.proof.span, one.proof.page, summary.coverage.unit, find)[0]}]"
    strange = f" (not in the text: {', '.join(one.strange)})" if one.strange else ""
    bullet = "" if summary.wish.style is Style.BRIEF else "- "
    return f"{bullet}{_ROLES.get(one.role, '')}{one.text} {place}{strange}"


def table(summary: Summary) -> dict[str, object]:
    """Return the summary for machines."""
    sentences = [
        asdict(replace(one, proof=None)) | {"proof": _proof(one), "proven": one.proven} for one in summary.sentences
    ]
    return {
        "title": summary.title,
        "sentences": sentences,
        "coverage": asdict(summary.coverage) | {"whole": summary.coverage.whole},
        "way": summary.way,
        "model": summary.model,
        "why_picked": summary.why_picked,
        "notes": summary.notes,
        "language": summary.language,
        "stopped": summary.stopped,
    }


def _proof(one: Sentence) -> dict[str, object] | None:
    if one.proof is None:
        return None
    span = one.proof.span
    place = {"block": span.block, "start": span.start, "end": span.end}
    return {**place, "page": one.proof.page, "score": one.proof.score}
