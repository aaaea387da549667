# SPDX-License-Identifier: Apache-2.0
"""`edgeassist translate`: a text to standard output, a document into a file beside it; what to look at on stderr."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NoReturn

import typer

from edgeassist.cli.errand import Errand, FileNotThere, Setup, UnreadableText, given, text_of
from edgeassist.cli.failures import LOOK, STOPPED
from edgeassist.cli.starter import taken_as
from edgeassist.cli.translate_words import LONGEST_SHOWN, flag_words, line_of, paper_table, text_table
from edgeassist.core import instructions
from edgeassist.core.errors import BadUsage
from edgeassist.core.stop import Stop
from edgeassist.core.units import elided
from edgeassist.panes.translate.glossary import Glossary, Taken
from edgeassist.panes.translate.paper import PaperTold, PaperTranslator
from edgeassist.panes.translate.paper_places import out_path
from edgeassist.panes.translate.translation import Flag, Pair, Tone, Translation
from edgeassist.panes.translate.translator import Translator
from edgeassist.store.starter_card import STARTER_ID
from edgeassist.store.task import Task

if TYPE_CHECKING:
    from edgeassist.api import PaneContext
    from edgeassist.app.services import Services

_EXAMPLE = 'edgeassist translate --to es "Good morning"'
_NO_TONE = "Starter does not choose between formal and informal: --tone changes nothing. A bigger model does."
_MARKED = {".htm", ".html", ".md", ".srt", ".vtt"}
"""Documents that are text, but whose marks are not to be translated."""
_DOCUMENTS = {".docx", ".epub", ".htm", ".html", ".md", ".pdf", ".srt", ".txt", ".vtt"}


class OutThere(BadUsage):
    """The file to be written is there already."""

    code, hint = "target-exists", "Name another one with --out, or add --force to replace it."

    def __init__(self, out: Path) -> None:
        super().__init__(f"{out} is there already. Nothing was done.")


@dataclass(frozen=True, slots=True)
class Wish:
    """How to translate. `out` None leaves the name to the program; `strict` makes a flag decide the exit code."""

    pair: Pair
    tone: Tone = Tone.AS_IS
    glossary: Path | None = None
    out: Path | None = None
    force: bool = False
    check_back: bool = False
    strict: bool = False


def wish_of(to: str, source: str, tone: str) -> Wish:
    """Return the wish for two languages and a tone as they were typed; raise what cannot be meant."""
    pair = Pair(instructions.language_code(source) if source else "", instructions.language_code(to))
    if pair.source == pair.target:
        raise BadUsage("The text is to be translated into its own language.", hint="Name another one with --to.")
    try:
        return Wish(pair, Tone(tone.casefold()))
    except ValueError as error:
        raise BadUsage(f"There is no tone {elided(tone, 20)}.", hint="Tones are formal and informal.") from error


def translate(errand: Errand, what: str, setup: Setup, wish: Wish) -> None:
    """Translate the file that `what` names, standard input for `-`, or `what` itself."""
    path = _path(what)
    if path is None and wish.out is not None and str(wish.out) != "-":
        raise BadUsage("--out names where a document goes; a text is printed.", hint=f"Add > {wish.out} to keep it.")
    if path is not None and str(wish.out) == "-" and path.suffix.lower() in _MARKED and not errand.screen.as_json:
        text_of(path)
        _translate_paper(errand, path, setup, wish, None)
    elif path is None or str(wish.out) == "-":
        _translate_text(errand, text_of(path) if path else given(what, _EXAMPLE), setup, wish)
    else:
        _translate_paper(errand, path, setup, wish, _place(path, wish))


def _path(what: str) -> Path | None:
    """Return the file that is meant; None for a text."""
    if what == "-" or not what.strip() or len(what) > 1000 or "\n" in what:
        return None
    path = Path(what)
    try:
        there = path.exists()
    except OSError:
        return None
    if not there and path.suffix.lower() in _DOCUMENTS and len(what.split()) == 1:
        raise FileNotThere(f"{path} is not there.")
    return path if there else None


def _translate_text(errand: Errand, text: str, setup: Setup, wish: Wish) -> None:
    screen, printed = errand.screen, 0

    def tell(so_far: Translation) -> None:
        nonlocal printed
        if not screen.as_json:
            screen.stream("".join(one.text + one.segment.gap for one in so_far.rendered[printed:]))
            printed = len(so_far.rendered)

    with errand.services() as services:
        translator = _translator(errand, services, setup, wish, text)
        try:
            pair = _settled(errand, translator, text, wish)
            made = translator.translate(text, pair, tone=wish.tone, tell=tell, stop=Stop())
            if wish.check_back:
                made = translator.check_back(made, Stop(), lambda _told: None)
        except KeyboardInterrupt:
            _stopped(errand, "Stopped.", newline=bool(printed))
        if screen.as_json:
            screen.result(text_table(made, _door(services).model))
        elif not made.text.endswith("\n"):
            screen.say()
        looks = [(line_of(text, one), one.segment.text, one.flags) for one in made.flagged]
        _say_looks(errand, "line", looks)
    _end(wish, flagged=bool(looks))


def _translate_paper(errand: Errand, path: Path, setup: Setup, wish: Wish, place: Path | None) -> None:
    """Translate a document, then name the new file at `place`, or print it with its marks where it has none."""
    screen = errand.screen
    told = PaperTold(0, 0)

    def tell(now: PaperTold) -> None:
        nonlocal told
        told = now
        screen.progress("Translating", now.done, now.total, f"{now.done} of {now.total}")

    with errand.services() as services, _written(path, place) as out:
        translator = _translator(errand, services, setup, wish)
        papers = PaperTranslator(translator, _door(services), check_back=wish.check_back)
        try:
            result = papers.run(path, out, wish.pair, tone=wish.tone, tell=tell, stop=Stop())
        except KeyboardInterrupt:
            again = f"Stopped after {told.done} of {told.total}. Run the same command again to go on from there."
            _stopped(errand, again if told.done else "Stopped.")
        if screen.as_json:
            screen.result(paper_table(result))
        else:
            more = f", {result.resumed} of them by an earlier run" if result.resumed else ""
            screen.note(f"{result.done} of {result.total} texts translated{more}.", "dim")
            if place is None:
                screen.stream(text_of(out))
            else:
                screen.say(str(out))
        looks = [(one.number, one.look.source, one.look.flags) for one in result.flagged]
        _say_looks(errand, "text", looks)
    _end(wish, flagged=bool(looks))


@contextmanager
def _written(path: Path, place: Path | None) -> Iterator[Path]:
    """Give where the translation of `path` goes. What is only printed goes again before Ctrl-C ends us on the spot."""
    if place is not None:
        yield place
        return
    with TemporaryDirectory(prefix="edgeassist-") as folder:
        yield Path(folder) / path.name


def _place(path: Path, wish: Wish) -> Path:
    """Return where the translation of `path` goes; raise what speaks against it before hours of work."""
    out = wish.out or out_path(path, wish.pair.target)
    if path.is_dir():
        raise UnreadableText(f"{path} is a folder, not a document.", hint="Name one document in it.")
    if out.is_dir():
        raise BadUsage(f"{out} is a folder.", hint=f"Name the file as well: --out {out / path.name}")
    if not out.parent.is_dir():
        raise FileNotThere(f"The folder {out.parent} is not there.")
    if out.exists() and not wish.force:
        raise OutThere(out)
    return out


def _translator(errand: Errand, services: "Services", setup: Setup, wish: Wish, text: str = "") -> Translator:
    """Load the model and return what translates with it; raise what speaks against it before anything is loaded."""
    glossary, taken = Glossary(), Taken(0)
    if wish.glossary is not None:
        text_of(wish.glossary)
        taken = glossary.load_csv(wish.glossary, wish.pair if wish.pair.source else None)
    task = Task("translate", wish.pair.source, wish.pair.target)
    starter = errand.wanted(services, setup) == STARTER_ID
    if starter and text:
        taken_as(services, task, text)
    errand.load(services, setup, task)
    translator = Translator(_door(services))
    if wish.glossary is not None:
        translator.use_glossary(glossary)
    if not errand.screen.as_json:
        _say_taken(errand, taken)
        if starter and wish.tone:
            errand.screen.note(_NO_TONE, "warn")
    return translator


def _door(services: "Services") -> "PaneContext":
    from edgeassist.app.door import open_door

    return open_door(services, "translate")


def _settled(errand: Errand, translator: Translator, text: str, wish: Wish) -> Pair:
    pair = translator.settled(text, wish.pair)
    if not wish.pair.source and not errand.screen.as_json:
        name = instructions.LANGUAGES.get(pair.source, pair.source)
        errand.screen.note(f"The text is taken as {name}; --from names its language.")
    return pair


def _say_taken(errand: Errand, taken: Taken) -> None:
    for line, why in taken.bad:
        errand.screen.note(f"Glossary: line {line} {why}; it was passed over.", "warn")
    if taken.replaced:
        named = ", ".join(elided(one, 30) for one in taken.replaced[:5])
        errand.screen.note(f"Glossary: more than one translation of {named}; the last one counts.", "warn")


def _say_looks(errand: Errand, unit: str, looks: Sequence[tuple[int, str, tuple[Flag, ...]]]) -> None:
    if errand.screen.as_json:
        return
    for number, source, flags in looks:
        what = "; ".join(dict.fromkeys(map(flag_words, flags)))
        errand.screen.note(f"{unit} {number}: {what} — {elided(source, LONGEST_SHOWN)}", "warn")


def _stopped(errand: Errand, words: str, *, newline: bool = False) -> NoReturn:
    if newline:
        errand.screen.say()
    if not errand.screen.as_json:
        errand.screen.note(words, "warn")
    raise typer.Exit(STOPPED)


def _end(wish: Wish, *, flagged: bool) -> None:
    if flagged and wish.strict:
        raise typer.Exit(LOOK)
