# SPDX-License-Identifier: Apache-2.0
"""`edgeassist chat`: a conversation in the terminal, saved like the window's. The course of it is the chat pane's."""

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import msgspec
import typer

from edgeassist.api import Conversation, Documents, History
from edgeassist.cli.answer import Answer, answered
from edgeassist.cli.ask import Wish, as_table, cost, remark, say_no_roles
from edgeassist.cli.errand import Errand, Setup
from edgeassist.cli.failures import show
from edgeassist.cli.history import NoSuchChat
from edgeassist.cli.starter import answers
from edgeassist.core.errors import EdgeError
from edgeassist.core.stop import Stop
from edgeassist.core.units import elided
from edgeassist.history.chats import ChatGone
from edgeassist.panes.chat.exchange import unread_lines
from edgeassist.panes.chat.older import older_in
from edgeassist.panes.chat.opened import read_paper
from edgeassist.panes.chat.session import ChatSession, Save
from edgeassist.runtime.blocking import JobFailed
from edgeassist.store.task import Task
from edgeassist.wire import AnyEvent, Delta, Sampling, Turn

if TYPE_CHECKING:
    from edgeassist.app.services import Services
    from edgeassist.wire import Loaded

HELP = "/new starts a new conversation, /quit leaves, /help says this. Ctrl-C stops an answer; at the prompt it leaves."
PROMPT = "> "
_COMMAND = re.compile(r"/\w*(?!\S)")
"""What looks like a command; a path that begins a question does not."""


@dataclass(frozen=True, slots=True)
class Which:
    """Which conversation to go on with: a new one, the latest (`resume`), or the one of that `number`."""

    resume: bool = False
    number: int = 0

    def of(self, history: History) -> Conversation:
        """Return it; raise `ChatGone` for a number that there is not."""
        if self.number:
            return history.open(self.number)
        return history.latest() if self.resume else history.start()


NEW = Which()


def lines(errand: Errand) -> Iterator[str]:
    """Yield what the person types, or the lines of standard input; end at Ctrl-D, and at Ctrl-C here."""
    typed = sys.stdin.isatty()
    while True:
        try:
            line = _typed() if typed else sys.stdin.buffer.readline().decode()
        except (EOFError, KeyboardInterrupt):
            line = ""
        except UnicodeDecodeError:
            errand.screen.note("That line is not UTF-8 text; it was skipped.", "warn")
            continue
        if not line:
            if typed:
                errand.screen.note("")
            return
        yield line.strip()


def _typed() -> str:
    if sys.stdout.isatty():
        return input(PROMPT) + "\n"
    sys.stderr.write(PROMPT)
    sys.stderr.flush()
    return sys.stdin.readline()


class Talk:
    """One run of `chat`. `failed_with`: the exit code for the last answer that failed, 0 when none did."""

    def __init__(self, errand: Errand, services: "Services", wish: Wish, loaded: "Loaded") -> None:
        self._errand, self._services, self._wish, self._loaded = errand, services, wish, loaded
        self._session = ChatSession()
        self._starter = answers(services)
        self._saved: Conversation | None = None
        self.failed_with = 0

    def begin(self, which: Which) -> None:
        """Start a conversation, or take one up with its role and parameters."""
        self._session = ChatSession(steady=self._starter, model=self._loaded.name)
        self._session.fit_to(self._loaded.context_tokens)
        try:
            chats = self._services.chats
            self._saved = which.of(chats)
            self._session.open(self._saved.path(), self._saved.manner())
            self._read_papers()
            self._session.older = older_in(self._session.manner, self._session.exchanges)
        except ChatGone as error:
            raise NoSuchChat(which.number) from error
        except EdgeError as error:
            self._unsaved(error)
        else:
            if chats.problem:
                self._errand.screen.note(chats.problem, "warn")

    def _documents(self) -> Documents:
        return self._services.documents

    def _read_papers(self) -> None:
        """Read the files of earlier questions again, and say what of them is not read as it was."""
        for said in self._session.exchanges:
            said.papers = tuple(read_paper(self._documents, one.attachment, Stop()) for one in said.papers)
            for unread in filter(None, (paper.unread for paper in said.papers)):
                self._errand.screen.note(unread, "warn")

    def run(self, questions: Iterator[str]) -> None:
        """Answer until the questions end."""
        for line in questions:
            if line in ("/quit", "/exit"):
                return
            if line == "/new":
                self.begin(NEW)
                self._errand.screen.note("A new conversation.", "dim")
            elif line == "/help":
                self._errand.screen.note(HELP)
            elif command := _COMMAND.match(line):
                self._errand.screen.note(f"There is no command {command[0]}; /help lists them.", "warn")
            elif line:
                self._ask(line)

    def _ask(self, question: str) -> None:
        self._keep(lambda saved: saved.add_question(question))
        if self._wish.system:
            self._session.manner = replace(self._session.manner, persona="")
        asked = self._session.ask(question)
        asking = self._session.exchanges[-1]
        for line in unread_lines(asking.unread, asking.held, asking.dropped):
            self._errand.screen.note(f"{line}.", "dim")
        system = (Turn("system", self._wish.system),) if self._wish.system else ()
        request = msgspec.structs.replace(
            asked,
            turns=system + asked.turns,
            sampling=self._sampling(asked.sampling),
            max_tokens=self._wish.max_tokens,
            stop=self._wish.stop,
        )
        answer = answered(self._services.asking("chat"), request, self._heard)
        self._save(self._session.interrupt())
        self._close(answer)

    def _sampling(self, usual: Sampling) -> Sampling:
        """Return how words are drawn: as this run wishes it, else as the conversation has it."""
        if self._wish.temperature is not None:
            return self._wish.sampling()
        return msgspec.structs.replace(usual, seed=self._wish.seed) if self._wish.seed is not None else usual

    def _close(self, answer: Answer) -> None:
        screen = self._errand.screen
        if answer.text and not screen.as_json and not answer.text.endswith("\n"):
            screen.say()
        if answer.failure is not None:
            self.failed_with = show(JobFailed(answer.failure), screen)
        elif screen.as_json:
            screen.result(as_table(answer, self._loaded))
        elif text := remark(answer.reason, self._loaded):
            screen.note(text, "warn")
        elif screen.watched:
            screen.note(cost(answer), "dim")

    def _heard(self, event: AnyEvent) -> None:
        if isinstance(event, Delta) and not self._errand.screen.as_json:
            self._errand.screen.stream(event.text)
        self._save(self._session.on_event(event))

    def _save(self, save: Save | None) -> None:
        if save is not None:
            self._keep(lambda saved: saved.save_answer(save.text, partial=save.partial, model=save.model))

    def _keep(self, write: Callable[[Conversation], None]) -> None:
        """Write to history; when that fails go on talking, and say so once."""
        try:
            if self._saved is not None:
                write(self._saved)
        except EdgeError as error:
            self._unsaved(error)

    def _unsaved(self, error: EdgeError) -> None:
        self._saved = None
        self._errand.screen.note(f"{error} {error.hint}", "warn")
        self._errand.screen.note("From here on this conversation is not saved.", "warn")


def chat(errand: Errand, setup: Setup, wish: Wish, which: Which = NEW) -> None:
    """Talk until the person leaves; a conversation from a pipe ends with its last line."""
    with errand.services() as services:
        say_no_roles(errand, services, setup, wish)
        loaded = errand.load(services, setup, Task("chat"))
        talk = Talk(errand, services, wish, loaded)
        talk.begin(which)
        if sys.stdin.isatty():
            errand.screen.note(f"Talking to {elided(loaded.name)}. {HELP}", "dim")
        talk.run(lines(errand))
    if talk.failed_with:
        raise typer.Exit(talk.failed_with)
