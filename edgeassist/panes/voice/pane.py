# SPDX-License-Identifier: Apache-2.0
"""The voice pane in the window: puts its parts together and passes on what the window says. GUI thread only.

The microphone is closed whenever the pane is covered; a question that was open then is answered by its time.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit

from edgeassist.api import OPEN, STOP, BasePane, Handoff, PaneContext
from edgeassist.core.language import of_commands, tr
from edgeassist.intents.action import Wanted
from edgeassist.kit.announcing import announce
from edgeassist.panes.voice import earlier, phrasing, running
from edgeassist.panes.voice.command_desk import CommandDesk
from edgeassist.panes.voice.command_line import MOST_LETTERS
from edgeassist.panes.voice.earlier_list import Row
from edgeassist.panes.voice.home_desk import HomeDesk
from edgeassist.panes.voice.microphone_desk import MicrophoneDesk
from edgeassist.panes.voice.session import VoiceSession
from edgeassist.panes.voice.teach_desk import TeachDesk
from edgeassist.panes.voice.view import VoiceView
from edgeassist.panes.voice.voices_desk import VoicesDesk
from edgeassist.speech.heard import Heard

SETTING, LANGUAGE = "microphone", "voice_language"


@dataclass(frozen=True, slots=True)
class Clocks:
    """The two clocks: seconds that only grow, and the time of day with its zone."""

    seconds: Callable[[], float] = time.monotonic
    day: Callable[[], datetime] = lambda: datetime.now().astimezone()


@dataclass(frozen=True, slots=True)
class Keepsake:
    """What goes on in another window: the sheet in front, by its number, and what stands in each line."""

    place: int
    typed: tuple[str, ...]


class VoicePane(BasePane):
    """What the window calls."""

    widget: VoiceView

    def __init__(self, context: PaneContext, clocks: Clocks | None = None) -> None:
        self._context, self._clocks = context, clocks or Clocks()
        self._front = False
        self.session = VoiceSession(self._clocks.seconds, lambda: self._clocks.day().isoformat())
        self._language = of_commands(str(context.setting(LANGUAGE)))
        self.widget = view = VoiceView(self._language)
        self.commands = CommandDesk(view, self.session, lambda: context.commands, lambda: context.model is not None)
        self.microphone = MicrophoneDesk(view, lambda: context.hearing, self._clocks.seconds)
        order, refresh = self.commands.order, self.commands.refresh
        self.teaching = TeachDesk(view.teach, lambda: context.commands, order, refresh)
        self.home = HomeDesk(view.home, lambda: context.commands, order, refresh)
        self.voices = VoicesDesk(view.voices, lambda: context.voices, order, lambda: str(context.setting(LANGUAGE)))
        self._second = QTimer(view)
        self._second.setSingleShot(True)
        self._second.timeout.connect(self._on_second_over)
        self._connect()
        self.microphone.ear.chosen = str(context.setting(SETTING))
        self._show()

    def shown(self) -> None:
        """Follow the microphone again, and read what was done meanwhile."""
        self._front = True
        if (language := of_commands(str(self._context.setting(LANGUAGE)))) != self._language:
            self._speak(language)
        self.microphone.begin()
        self.commands.begin()
        self._decline_overdue()
        if self.widget.talking:
            self.widget.page.setFocus()
        self._show()

    def hidden(self) -> None:
        """Close the microphone and stop every timer."""
        self._front = False
        self.microphone.rest()
        self._second.stop()
        self.widget.teach.rest()
        self._show()

    def take(self, handoff: Handoff) -> None:
        """Do a command that was given elsewhere in the window; what is too long for one is only put into the line."""
        self.widget.show_talk()
        text = handoff.text.strip()
        if len(text) > MOST_LETTERS:
            self.widget.page.line.put(text)
        elif text:
            self.commands.run(text)

    def keepsake(self) -> Keepsake:
        """Return what another window goes on with."""
        return Keepsake(self.widget.currentIndex(), tuple(line.text() for line in self._lines()))

    def take_up(self, keepsake: object) -> None:
        """Go on with what was being typed in the window before."""
        if not isinstance(keepsake, Keepsake):
            return
        begin = (self.widget.show_talk, self.teaching.begin, self.home.begin, self.voices.begin)[keepsake.place]
        begin()
        self.widget.setCurrentIndex(keepsake.place)
        for line, text in zip(self._lines(), keepsake.typed, strict=True):
            line.setText(text)

    def stop(self) -> None:
        """Close the microphone, and ask the model no longer."""
        self.microphone.cancel()
        self.commands.stop()

    def close(self) -> None:
        """Close the microphone and finish what is being done."""
        self.hidden()
        self.microphone.close()
        self.voices.close()
        self.commands.close()

    def escape(self) -> None:
        """Stop listening, else leave what is asked undone, else give up the model, else back out."""
        split = self.widget.split
        questions = self.session.open_questions
        if self.microphone.listening:
            self.microphone.cancel()
        elif not self.widget.talking or (split.narrow and split.second_seen):
            self.widget.show_talk()
        elif questions:
            self.commands.decline(questions[-1])
        elif self.commands.asking_model:
            self.commands.stop()

    def runnable(self) -> tuple[tuple[str, Callable[[], object]], ...]:
        """Return what the palette can run here."""
        return (tr("My devices"), self._show_home), (tr("Voice models"), self._show_voices)

    def _connect(self) -> None:
        view, page, listed = self.widget, self.widget.page, self.widget.earlier
        talk, microphone, commands = page.talk, self.microphone, self.commands
        talk.button.held.connect(microphone.hold)
        talk.button.let_go.connect(microphone.let_go)
        talk.button.tapped.connect(microphone.tap)
        talk.microphone.chosen.connect(self._choose_microphone)
        talk.microphone.look_wished.connect(microphone.look)
        microphone.changed.connect(self._show_ear)
        microphone.levels.connect(talk.show_levels)
        microphone.heard.connect(self._on_heard)
        microphone.broken_off.connect(page.line.put)
        page.line.submitted.connect(commands.run)
        page.example_chosen.connect(commands.run)
        page.guess_chosen.connect(commands.choose)
        page.neither_wished.connect(self._on_neither)
        page.chat_wished.connect(lambda: self._hand_off("chat", self.session.look.sentence))
        page.teach_wished.connect(lambda: self._teach(self.session.look.sentence))
        page.language_wished.connect(self._show_voices)
        page.allowed.connect(commands.perform)
        page.refused.connect(commands.decline)
        for place in (page, listed):
            place.undo_wished.connect(commands.undo)
        listed.clear_wished.connect(commands.forget)
        listed.teach_wished.connect(lambda: self._teach(""))
        listed.home_wished.connect(self._show_home)
        listed.voices_wished.connect(self._show_voices)
        view.voices.language_chosen.connect(self._choose_language)
        self.voices.changed.connect(self._hear_anew)
        self.voices.changed.connect(commands.refresh)  # another language may be heard from now on
        commands.changed.connect(self._show)
        commands.told.connect(lambda text: announce(view, phrasing.plain(text)))
        commands.grammar_changed.connect(microphone.use_grammar)
        commands.wanted.connect(self._on_wanted)
        view.escaped.connect(self.escape)

    def _show(self) -> None:
        """Show what the session and the ear hold."""
        look, ear = self.session.look, self.microphone.ear.look
        before = set(self.widget.page.cards)
        asked = set(self.session.open_questions)
        self.widget.page.show_look(look, ear, chat=self._context.can_hand_off("chat"))
        now = self._clocks.day()
        rows = tuple(
            Row(earlier.sentence(one), earlier.remark(one, now), getattr(one, "id", 0), earlier.may_undo(one))
            for one in earlier.entries(look)
        )
        self.widget.earlier.show_rows(rows, read=look.read)
        self.widget.earlier.running.show_lines(running.lines(look.running, now))
        if fresh := set(self.widget.page.cards) - before - asked:
            self.widget.page.bring_into_view(max(fresh))
        if new := asked - before:
            self._on_asked(max(new), spoken=look.spoken)
        self._count()

    def _show_ear(self) -> None:
        self.widget.page.show_ear(self.microphone.ear.look, self.session.look)

    def _on_asked(self, step_id: int, *, spoken: bool) -> None:
        """Put the focus on the safe answer; who spoke keeps the talk button, so that Space can be held to answer."""
        card = self.widget.page.cards.get(step_id)
        if card is None or not self._front:
            return
        self.widget.page.bring_into_view(step_id)
        announce(card, f"{card.accessibleName()} {card.accessibleDescription()}")
        keep = getattr(card, "keep", None)
        if keep is not None and not spoken and self.widget.talking:
            keep.setFocus()

    def _on_heard(self, heard: Heard) -> None:
        if heard.verdict in ("accepted", "unsure") and heard.text.strip():
            self.commands.run(heard.text, heard)
        else:
            self.session.ignore(heard)
            announce(self.widget, self.session.look.remark)
            self._show()

    def _on_second_over(self) -> None:
        self._decline_overdue()
        if running.is_over(self.session.look.running, self._clocks.day()):
            self.commands.refresh()
        self._show()

    def _count(self) -> None:
        """Look again in a second, while a question waits or a timer runs, and can be seen."""
        wait_ms = running.next_look_ms(self.session.look.running, self._clocks.day())
        wait_ms = 1000 if self.session.counting else wait_ms
        if not (self._front and wait_ms):
            self._second.stop()
        elif not self._second.isActive() or self._second.remainingTime() > wait_ms:
            self._second.start(wait_ms)

    def _decline_overdue(self) -> None:
        for step_id in self.session.time_out():
            self.commands.refresh()
            self.commands.decline(step_id)

    def _on_neither(self) -> None:
        self.session.drop_guesses()
        self._show()

    def _on_wanted(self, wanted: Wanted) -> None:
        if wanted.stop:
            self.stop()
            self._context.hand_off(Handoff("", STOP))
        if wanted.wish:
            self._hand_off(wanted.wish, wanted.text, wanted.language, focused=wanted.focused)
        elif wanted.pane and wanted.pane != "voice":
            self._hand_off(OPEN, wanted.pane)

    def _hand_off(self, wish: str, text: str, language: str = "", *, focused: bool = False) -> None:
        if not self._context.hand_off(Handoff(text, wish, tr("Voice"), language, focused)):
            self.session.refuse(wish, focused=focused)
            self._show()

    def _choose_microphone(self, name: str) -> None:
        self._context.keep_setting(SETTING, name)
        self.microphone.choose(name)

    def _choose_language(self, code: str) -> None:
        """Take commands in another language, at once; in the window's own for no code."""
        self._context.keep_setting(LANGUAGE, code)
        self._speak(of_commands(code))
        self.commands.begin()

    def _speak(self, code: str) -> None:
        """Show the language of commands, and nothing more of what went wrong in another."""
        self._language = code
        self.session.forgive()
        self.widget.page.show_language(code)
        self._hear_anew()

    def _hear_anew(self) -> None:
        """Have what hears now made ready; it may be another one."""
        self.microphone.cancel()
        self.microphone.ear.ready = None
        if self._front:
            self.microphone.warm()
        self._show()

    def _lines(self) -> tuple[QLineEdit, ...]:
        """Return all that is typed into here."""
        teach, home = self.widget.teach, self.widget.home
        return self.widget.page.line.line, teach.phrase, teach.like, home.room, home.device

    def _show_voices(self) -> None:
        self.voices.begin()
        self.widget.show_sheet(self.widget.voices)
        self.widget.voices.back.setFocus()

    def _teach(self, phrase: str) -> None:
        self.widget.show_sheet(self.widget.teach)
        self.teaching.begin(phrase)

    def _show_home(self) -> None:
        self.home.begin()
        self.widget.show_sheet(self.widget.home)
        self.widget.home.back.setFocus()
