# SPDX-License-Identifier: Apache-2.0
"""Has sentences understood and steps done, on threads of their own, and tells the session. GUI thread only.

What is short runs in order on one thread; the language model, which may take long, has its own and can be given up.
"""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from edgeassist.core.language import tr
from edgeassist.core.stop import Stop, Stopped
from edgeassist.intents.action import Wanted
from edgeassist.intents.commands import Command, Commands, Running, Step, Taught
from edgeassist.intents.intent import Intent
from edgeassist.intents.names import Names
from edgeassist.kit.background import InOrder
from edgeassist.kit.long_work import LongWork
from edgeassist.panes.voice.earlier import MOST
from edgeassist.panes.voice.session import VoiceSession
from edgeassist.speech.heard import Grammar, Heard


class CommandDesk(QObject):
    """`changed`: the session did; `wanted` carries what only the window can do; `told` a sentence to say aloud.

    `grammar_changed` carries a `Grammar` that is to be heard from now on.
    """

    changed = Signal()
    wanted = Signal(object)
    told = Signal(str)
    grammar_changed = Signal(object)

    def __init__(
        self, owner: QObject, session: VoiceSession, commands: Callable[[], Commands], asks_model: Callable[[], bool]
    ) -> None:
        super().__init__(owner)
        self._session, self._commands, self._asks_model = session, commands, asks_model
        self.order = InOrder(self, "voice-commands")
        self._model: LongWork[None] = LongWork(self, "voice-model", lambda _told: None)
        self._ahead: LongWork[None] = LongWork(self, "voice-ahead", lambda _told: None)
        self._grammar_key = ""
        self._grammar_wishes = 0
        self._said_of: tuple[str, Names, tuple[Taught, ...], tuple[int, ...]] | None = None
        self._prepared = self._ahead_of = ""
        self._closing = Stop()

    @property
    def asking_model(self) -> bool:
        """The language model is at work."""
        return self._model.busy

    def begin(self) -> None:
        """Read what was done before, and load what sentences are matched with: the first one should not wait for it.

        What those of the language beside are matched with comes last, and holds nothing up.
        """
        self._read_standing()
        self.order.look(self._prepare, failed=self._failed)
        self._read_grammar()
        self.order.look(self._commands, self._read_ahead, failed=self._failed)

    def refresh(self) -> None:
        """Read again what was done before, what runs, and what may be said."""
        self._read_standing()
        self._read_grammar()

    def _read_standing(self) -> None:
        self.order.look(self._standing, self._standing_read, failed=self._failed)

    def _read_grammar(self) -> None:
        self._grammar_wishes += 1
        questions = self._session.open_questions
        work = partial(self._grammar, self._grammar_wishes, questions)
        self.order.look(work, self._grammar_read, failed=self._failed)

    def run(self, text: str, heard: Heard | None = None) -> None:
        """Understand `text` and do what is sure."""
        self._model.stop()
        turn = self._session.begin(text, heard)
        self.changed.emit()
        self.order.do(
            lambda: self._commands().understand(text, ask_model=False, heard=heard),
            partial(self._understood, turn),
            failed=self._failed,
        )

    def choose(self, intents: tuple[Intent, ...]) -> None:
        """Do the guess that was chosen."""
        self._session.chosen()
        self.changed.emit()
        self.order.do(
            lambda: self._commands().choose(intents), partial(self._show, self._session.turn), failed=self._failed
        )

    def perform(self, step_id: int) -> None:
        """Do a step."""
        self._step(lambda: self._commands().perform(step_id), step_id)

    def decline(self, step_id: int) -> None:
        """Leave a step undone."""
        self._step(lambda: self._commands().decline(step_id), step_id)

    def undo(self, step_id: int) -> None:
        """Take a step back."""
        self._step(lambda: self._commands().undo(step_id), None)

    def forget(self) -> None:
        """Empty what stands under Earlier."""
        self._session.forget_ignored()
        self.order.do(lambda: self._commands().forget_earlier(), lambda _none: self.refresh(), failed=self._failed)

    def stop(self) -> None:
        """Give up what the language model is asked."""
        if self._model.busy:
            self._model.stop()
            self._session.gave_up()
            self.changed.emit()

    def close(self) -> None:
        """Finish what is being done, give up what is only read; nothing is told any more."""
        self._closing.wish()
        self._model.close()
        self._ahead.close()
        self.order.close()

    def _understood(self, turn: int, command: Command) -> None:
        parsed = command.parsed
        nothing = not (command.steps or parsed.guesses or command.answers is not None)
        if not nothing or turn != self._session.turn or not self._asks_model():
            self._show(turn, command)
            return
        self._session.ask_model()
        self.changed.emit()
        self._model.start(
            lambda _tell, stop: self._by_model(parsed.text, command.heard, stop),
            partial(self._by_model_understood, turn),
            failed=self._model_failed,
        )

    def _by_model(self, text: str, heard: Heard | None, stop: Stop) -> Command | None:
        """Ask the model; what came too late is nobody's wish any more."""
        stop.check()
        found = self._commands().understand(text, ask_model=True, heard=heard, stop=stop)
        return None if stop.wished else found

    def _by_model_understood(self, turn: int, command: Command | None) -> None:
        if command is not None and turn == self._session.turn:
            self._show(turn, command)

    def _show(self, turn: int, command: Command) -> None:
        ready = self._session.understood(command, turn)
        for step_id in ready:
            self.perform(step_id)
        if command.answers is not None:
            self._act_on(command.answers)
        if not ready:
            self.refresh()
        look = self._session.look
        self.told.emit(look.missed or (tr("Did you mean one of two?") if look.guesses else ""))
        self.changed.emit()

    def _step(self, work: Callable[[], Step], step_id: int | None) -> None:
        self.order.do(work, self._settled, failed=lambda error: self._step_failed(error, step_id))

    def _settled(self, step: Step) -> None:
        for waited in self._session.settled(step):
            self.perform(waited)
        self._act_on(step)
        self.refresh()
        self.changed.emit()

    def _act_on(self, step: Step) -> None:
        """Say what came of a step, and pass on what it wants of the window."""
        if step.outcome is None:
            return
        self.told.emit(step.outcome.sentence)
        wanted: Wanted | None = step.outcome.wanted
        if wanted is not None and step.state == "done":
            self.wanted.emit(wanted)

    def _step_failed(self, error: Exception, step_id: int | None) -> None:
        self._session.failed(error, step_id)
        self.told.emit(str(error))
        self.changed.emit()

    def _failed(self, error: Exception) -> None:
        self._step_failed(error, None)

    def _model_failed(self, error: Exception) -> None:
        if not isinstance(error, Stopped):  # that was said when it was wished
            self._failed(error)

    def _standing(self) -> tuple[tuple[Step, ...], tuple[Running, ...]]:
        commands = self._commands()
        return commands.earlier(MOST), commands.running()

    def _standing_read(self, found: tuple[tuple[Step, ...], tuple[Running, ...]]) -> None:
        for waited in self._session.show_earlier(found[0]):
            self.perform(waited)
        self._session.show_running(found[1])
        self.changed.emit()

    def _prepare(self) -> None:
        commands = self._commands()
        if commands.language != self._prepared:
            commands.prepare(self._closing)
            self._prepared = commands.language

    def _read_ahead(self, commands: Commands) -> None:
        if commands.language != self._ahead_of:
            self._ahead_of = commands.language
            self._ahead.start(
                lambda _tell, stop: commands.prepare_beside(stop), lambda _none: None, failed=self._model_failed
            )

    def _grammar(self, wish: int, questions: tuple[int, ...]) -> Grammar | None:
        """Return what may be said, unless it is the same as before or asked for again already: it takes its time."""
        if wish != self._grammar_wishes:
            return None
        commands = self._commands()
        now = (commands.language, commands.names(), commands.taught(), questions)
        if now == self._said_of:
            return None
        made = commands.grammar()
        self._said_of = now
        return made

    def _grammar_read(self, grammar: Grammar | None) -> None:
        if grammar is not None and grammar.key != self._grammar_key:
            self._grammar_key = grammar.key
            self.grammar_changed.emit(grammar)
