# SPDX-License-Identifier: Apache-2.0
"""The steps of the self-test, in their order: first the files and libraries, then each thing a person does with them.

The samples are in `resources/samples`; what must come out of them is known.
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from queue import Empty, SimpleQueue

from edgeassist.app.children import child_command
from edgeassist.app.native_parts import MODULES, libraries_in, optional, unloadable
from edgeassist.app.selftest import Bench, Step, StepFailed
from edgeassist.app.selftest_display import display
from edgeassist.core.errors import EdgeError
from edgeassist.core.installation import InstallationDamaged, altered, listed, program_folder
from edgeassist.core.paths import resource
from edgeassist.core.stop import Stop
from edgeassist.core.units import human_bytes, human_rate
from edgeassist.store.starter_card import STARTER_ID
from edgeassist.store.task import Task

SPOKEN = "set a timer for ten minutes"
_SENTENCE, _MUST_HOLD = "Where is the station?", "estaci"
_TALK_TOKENS = 24
_HEARING_LIMIT_S = 60.0
_WORD = "selftest"


def files(_bench: Bench) -> str:
    """Hold every file of the bundle against the list it was built with."""
    inside = program_folder()
    if inside is None:
        return "no list of files: this is no bundle"
    if damages := altered(inside):
        raise InstallationDamaged(damages)
    return f"{listed(inside):,} files are what they were when they were built"


def libraries(_bench: Bench) -> str:
    """Load every native library."""
    inside = program_folder()
    found = libraries_in(inside) if inside is not None else ()
    missed = unloadable([*MODULES, *found])
    bad = [one for one in missed if not optional(one.name)]
    if bad:
        raise StepFailed("; ".join(f"{Path(one.name).name}: {one.why}" for one in bad))
    left = f"; not for this system: {', '.join(Path(one.name).name for one in missed)}" if missed else ""
    return f"{len(MODULES) + len(found) - len(missed)} loaded{left}"


def processor_code(bench: Bench) -> str:
    """Choose the processor code that the engine runs."""
    from edgeassist.worker.variants import choose, find_variants

    found = find_variants()
    chosen = choose(bench.services.places.cache, child_command("selftest"), found)
    return f"{chosen}, of {len(found)}"


def history(bench: Bench) -> str:
    """Write a conversation, find it, and read it back from its file."""
    chats = bench.services.chats
    chat = chats.start()
    chat.add_question(f"{_WORD} äöü 田中")
    chat.save_answer("yes", partial=False, model=STARTER_ID)
    hits = chats.finder.search(_WORD)
    with closing(sqlite3.connect(f"{bench.services.places.history.as_uri()}?mode=ro", uri=True)) as connection:
        (state,) = connection.execute("PRAGMA integrity_check").fetchone()
        (rows,) = connection.execute("SELECT count(*) FROM messages").fetchone()
    if not hits or rows != 2 or state != "ok":
        raise StepFailed(f"{len(hits)} hits, {rows} messages instead of 2, the file is {state}")
    return f"written, found and read, SQLite {sqlite3.sqlite_version}"


def chat(bench: Bench) -> str:
    """Let the starter answer."""
    from edgeassist.runtime.blocking import finish
    from edgeassist.wire import Delta, Done, Generate, Turn

    services = bench.services
    services.load(STARTER_ID)
    request = Generate(turns=(Turn("user", "Hello, how are you?"),), max_tokens=_TALK_TOKENS)
    heard = finish(services.asking("ask"), request)
    text = "".join(event.text for event in heard if isinstance(event, Delta)).strip()
    if not text:
        raise StepFailed("the starter wrote nothing")
    rate = next(event.usage.answer_rate for event in heard if isinstance(event, Done))
    locks = ", ".join(services.engine.state.sandbox) or "nothing"
    return f"{human_rate(rate)} tok/s with {services.engine.state.variant}, locked by {locks}"


def translation(bench: Bench) -> str:
    """Let the starter translate a sentence."""
    from edgeassist.app.door import open_door
    from edgeassist.panes.translate.translation import Pair, Tone
    from edgeassist.panes.translate.translator import Translator

    translator = Translator(open_door(bench.services, "translate"))
    made = translator.translate(_SENTENCE, Pair("en", "es"), tone=Tone.AS_IS, tell=lambda _told: None, stop=Stop())
    if _MUST_HOLD not in made.text.casefold():
        raise StepFailed(f"“{_SENTENCE}” became “{made.text.strip()}”")
    return f"“{_SENTENCE}” became “{made.text.strip()}”"


def summary(bench: Bench) -> str:
    """Sum a PDF up, with the model where it may be asked to."""
    from edgeassist.app.door import open_door
    from edgeassist.panes.summarize.summarizer import Summarizer
    from edgeassist.panes.summarize.summary import Source, Way, Wish

    path = resource("samples", "harbour-workshop.pdf")
    asked = bench.services.offers(STARTER_ID, Task("summarize")).ok
    summarizer = Summarizer(open_door(bench.services, "summarize"))
    made = summarizer.run(Source(path.name, path), Wish(picked=not asked), lambda _told: None, Stop())
    if not made.coverage.whole or not made.proven:
        raise StepFailed(f"{made.coverage.line}; {made.proven} sentences with their place")
    way = "picked from the text" if made.way is Way.PICKED else "by the model"
    return f"{made.coverage.line}; {len(made.sentences)} sentences, {way}"


def hearing(bench: Bench) -> str:
    """Hear a spoken command and understand it."""
    from edgeassist.speech.lines import Ended, News, Utterance

    spoken = bench.services.spoken
    spoken.speak("en")
    commands, ear = spoken.commands, spoken.hearing
    ear.use_grammar(commands.grammar())
    news: SimpleQueue[News] = SimpleQueue()
    ear.listen_to(resource("samples", "spoken-command.wav"), "command", news.put)
    text, ended = "", None
    while ended is None:
        try:
            one = news.get(timeout=_HEARING_LIMIT_S)
        except Empty:
            raise StepFailed(f"nothing was heard in {_HEARING_LIMIT_S:g} s") from None
        text = one.heard.text if isinstance(one, Utterance) else text
        ended = one if isinstance(one, Ended) else None
    if ended.why == "failed":
        raise EdgeError(ended.message, hint=ended.hint)
    steps = commands.understand(text).steps
    if text != SPOKEN or not steps:
        raise StepFailed(f"“{SPOKEN}” was heard as “{text}”, {len(steps)} commands")
    return f"“{text}”: {steps[0].preview.sentence.replace('**', '')}"


def bringing_in(bench: Bench) -> str:
    """Import a GGUF file: the starter under another name, so that it is not known."""
    card = bench.services.import_model(_copied(bench))
    if not card.usable:
        raise StepFailed(card.failure)
    return f"{human_bytes(card.size_bytes)} of {card.quantization}, checked, copied and measured"


def making_smaller(bench: Bench) -> str:
    """Quantize what was brought in, and load what came of it."""
    from edgeassist.store.making import Recipe

    services = bench.services
    source = services.library.cards()[0]
    made = services.workshop.make(source, Recipe(type="Q4_0", calibrate=False), lambda *_: None, Stop())
    made = services.measure(made)
    if not made.usable or made.size_bytes >= source.size_bytes:
        raise StepFailed(made.failure or f"it has {human_bytes(made.size_bytes)}")
    return f"{human_bytes(source.size_bytes)} became {human_bytes(made.size_bytes)} of {made.quantization}"


STEPS = (
    Step("Files", files),
    Step("Native libraries", libraries),
    Step("Window system", display),
    Step("Processor code", processor_code),
    Step("Conversations", history),
    Step("Chat", chat),
    Step("Translation", translation),
    Step("Summary of a PDF", summary),
    Step("Spoken command", hearing),
    Step("Import of a model", bringing_in),
    Step("Smaller model", making_smaller),
)


def _copied(bench: Bench) -> Path:
    """Return a copy of the starter in which its own name is another one of the same length."""
    starter = bench.services.starter
    if starter is None:
        raise StepFailed("this program comes without a starter model")
    whole = starter.path.read_bytes()
    path = bench.folder / "sampled.gguf"
    path.write_bytes(whole.replace(b"Starter", b"Sampled", 1))
    return path
