# SPDX-License-Identifier: Apache-2.0
"""`edgeassist listen`: a microphone or a sound file in, the command or the words out. Hears nothing itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING

import msgspec

from edgeassist.cli.commanding import Doing, tell
from edgeassist.cli.errand import Errand
from edgeassist.core.errors import BadInput
from edgeassist.speech.heard import Heard
from edgeassist.speech.lines import Devices, EarState, Ended, News, Partial, Purpose, Utterance
from edgeassist.speech.refusals import refused

if TYPE_CHECKING:
    from edgeassist.app.services import Services
    from edgeassist.speech.hearing import Hearing

_STATES = {"opening": "Opening the microphone", "listening": "Listening", "speech": "Listening", "lost": "Unplugged"}
_VERDICTS = {
    "silence": "Nothing was said.",
    "noise": "Only noise was heard.",
    "not-a-command": "This was no command.",
    "too-long": "This was too long for a command.",
}
_TOO_SHORT = "This was too short to be sure: say it again."


class NotHeard(BadInput):
    """Sound without a command in it."""

    code = "no-command-heard"
    hint = "Type it instead: edgeassist intent TEXT."

    def __init__(self, heard: Heard, source: "Source") -> None:
        self.heard = heard
        closer = "" if source.file is not None else f"Speak closer to the microphone. {self.hint}"
        found = _TOO_SHORT if heard.is_too_short else _VERDICTS.get(heard.verdict, "Nothing was heard.")
        super().__init__(f"{found} Nothing was done.", hint=closer)


@dataclass(frozen=True, slots=True)
class Source:
    """Where the sound comes from: a file, or the microphone called `device` (empty: the system's choice).

    What the microphone hears is also written to `keep`, where that is given.
    """

    file: Path | None = None
    device: str = ""
    keep: Path | None = None


def listen(errand: Errand, source: Source, language: str, doing: Doing, *, dictate: bool) -> None:
    """Print the command that was heard, or with `dictate` the words."""
    with errand.services() as services:
        if language:
            services.spoken.speak(language)
        if dictate:
            _dictate(errand, services, source)
        else:
            _command(errand, services, source, doing)


def devices(errand: Errand) -> None:
    """Print every microphone."""
    with errand.services() as services:
        answers: SimpleQueue[Devices] = SimpleQueue()
        services.spoken.hearing.devices(answers.put)
        found = answers.get()
    if errand.screen.as_json:
        errand.screen.result({"devices": msgspec.to_builtins(found.devices), "trouble": found.trouble})
    elif not found.devices:
        errand.screen.note(found.trouble or "No microphone was found.", "warn")
    else:
        rows = ((one.name, "system's choice" if one.chosen else "") for one in found.devices)
        errand.screen.table(("MICROPHONE", ""), rows)


def _command(errand: Errand, services: "Services", source: Source, doing: Doing) -> None:
    commands, hearing = services.spoken.commands, services.spoken.hearing
    hearing.use_grammar(commands.grammar())
    heard = Heard("", "silence")
    for news in _news(errand, hearing, source, "command", services.settings.microphone):
        if isinstance(news, Utterance):
            heard = news.heard
    if not errand.screen.as_json and heard.verdict not in ("accepted", "unsure"):
        raise NotHeard(heard, source)
    if not errand.screen.as_json:
        unsure = "" if heard.verdict == "accepted" else " (not heard clearly)"
        errand.screen.say(f"“{heard.text}”{unsure}")
    tell(errand, commands, commands.understand(heard.text, heard=heard), doing)


def _dictate(errand: Errand, services: "Services", source: Source) -> None:
    """Print sentence by sentence; Ctrl-C ends it, and what was said stays."""
    said: list[Heard] = []
    try:
        for news in _news(errand, services.spoken.hearing, source, "dictation", services.settings.microphone):
            if isinstance(news, Utterance) and news.heard.text:
                said.append(news.heard)
                if not errand.screen.as_json:
                    errand.screen.say(news.heard.text)
    finally:
        if errand.screen.as_json:
            errand.screen.result({"text": " ".join(one.text for one in said), "heard": msgspec.to_builtins(said)})


def _news(errand: Errand, hearing: "Hearing", source: Source, purpose: Purpose, usual: str) -> Iterator[News]:
    """Yield the news of one job up to its end; raise what ended it badly."""
    queue: SimpleQueue[News] = SimpleQueue()
    if source.file is not None:
        job = hearing.listen_to(source.file, purpose, queue.put)
    else:
        job = hearing.listen(purpose, queue.put, device=source.device or usual, keep_as=source.keep)
    ended = False
    try:
        while not ended:
            news = queue.get()
            ended = isinstance(news, Ended)
            _show(errand, news, source)
            if not isinstance(news, Ended):
                yield news
            elif news.why == "failed":
                raise refused(news.code, news.message, news.hint)
    finally:
        if not ended:
            hearing.cancel(job)


def _show(errand: Errand, news: News, source: Source) -> None:
    """Show what goes on where a person looks; a file opens no microphone, so none is spoken of."""
    if isinstance(news, EarState) and source.file is None and news.state in _STATES:
        errand.screen.progress(_STATES[news.state], 0, 1)
    elif isinstance(news, Partial) and news.text:
        errand.screen.progress("Heard so far", 0, 1, news.text)
