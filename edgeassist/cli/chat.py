# SPDX-License-Identifier: Apache-2.0
"""`edgeassist chat`: a conversation in the terminal, saved like the window's. The course of it is the chat pane's."""

import re
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import msgspec
import typer

from edgeassist.api import Conversation, SavedTurn
from edgeassist.cli.answer import Answer, answered
from edgeassist.cli.ask import Wish, as_table, cost, remark, say_no_roles
from edgeassist.cli.errand import Errand, Setup
from edgeassist.cli.failures import show
from edgeassist.cli.starter import answers
from edgeassist.core.errors import EdgeError
from edgeassist.core.units import elided
from edgeassist.panes.chat.session import ChatSession, Save, unread_line
from edgeassist.runtime.blocking import JobFailed
from edgeassist.store.task import Task
from edgeassist.wire import AnyEvent, Delta, Turn

if TYPE_CHECKING:
    from edgeassist.app.services import Services
    from edgeassist.wire import Loaded

HELP = "/new starts a new conversation, /quit leaves, /help says this. Ctrl-C stops an answer; at the prompt it leaves."
PROMPT = "> "
_COMMAND = re.compile(r"/\w*(?!\S)")
"""What looks like a command; a path that begins a question does not."""


class Unsaved:
    """A conversation that lasts as long as the program, when history cannot be opened."""

    def turns(self) -> tuple[SavedTurn, ...]:
        """Return nothing: it was never saved."""
        return ()

    def add_question(self, text: str) -> None:
        """Keep nothing."""

    def save_answer(self, text: str, *, partial: bool) -> None:
        """Keep nothing."""

    def drop_answer(self) -> None:
        """Forget nothing."""


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
        self._session.fit_to(loaded.context_tokens)
        self._steady = wish.temperature is None and answers(services)
        self._saved: Conversation = Unsaved()
        self.failed_with = 0

    def begin(self, *, resume: bool) -> None:
        """Start a conversation, or take up the last one."""
        self._session = ChatSession(room_tokens=self._session.room_tokens)
        try:
            chats = self._services.chats
            self._saved = chats.latest() if resume else chats.start()
            self._session.open(self._saved.turns())
        except EdgeError as error:
            self._unsaved(error)
        else:
            if chats.problem:
                self._errand.screen.note(chats.problem, "warn")

    def run(self, questions: Iterator[str]) -> None:
        """Answer until the questions end."""
        for line in questions:
            if line in ("/quit", "/exit"):
                return
            if line == "/new":
                self.begin(resume=False)
                self._errand.screen.note("A new conversation.", "dim")
            elif line == "/help":
                self._errand.screen.note(HELP)
            elif command := _COMMAND.match(line):
                self._errand.screen.note(f"There is no command {command[0]}; /help lists them.", "warn")
            elif line:
                self._ask(line)

    def _ask(self, question: str) -> None:
        self._keep(lambda: self._saved.add_question(question))
        asked = self._session.ask(question)
        if gone := unread_line(self._session.exchanges[-1].unread):
            self._errand.screen.note(f"{gone}.", "dim")
        system = (Turn("system", self._wish.system),) if self._wish.system else ()
        request = msgspec.structs.replace(
            asked,
            turns=system + asked.turns,
            sampling=self._wish.steady() if self._steady else self._wish.sampling(),
            max_tokens=self._wish.max_tokens,
            stop=self._wish.stop,
        )
        answer = answered(self._services.engine, request, self._heard)
        self._save(self._session.interrupt())
        self._close(answer)

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
            self._keep(lambda: self._saved.save_answer(save.text, partial=save.partial))

    def _keep(self, write: Callable[[], None]) -> None:
        """Write to history; when that fails go on talking, and say so once."""
        try:
            write()
        except EdgeError as error:
            self._unsaved(error)

    def _unsaved(self, error: EdgeError) -> None:
        self._saved = Unsaved()
        self._errand.screen.note(f"{error} {error.hint}", "warn")
        self._errand.screen.note("From here on this conversation is not saved.", "warn")


def chat(errand: Errand, setup: Setup, wish: Wish, *, resume: bool) -> None:
    """Talk until the person leaves; a conversation from a pipe ends with its last line."""
    with errand.services() as services:
        say_no_roles(errand, services, setup, wish)
        loaded = errand.load(services, setup, Task("chat"))
        talk = Talk(errand, services, wish, loaded)
        talk.begin(resume=resume)
        if sys.stdin.isatty():
            errand.screen.note(f"Talking to {elided(loaded.name)}. {HELP}", "dim")
        talk.run(lines(errand))
    if talk.failed_with:
        raise typer.Exit(talk.failed_with)
