# SPDX-License-Identifier: Apache-2.0
"""The voice pane on a scripted microphone and scripted commands, driven as a person drives it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from edgeassist.intents.action import Outcome, Preview
from edgeassist.intents.intent import Intent, Slot
from edgeassist.kit.talk_button import TalkButton
from edgeassist.panes.voice.ask_card import AskCard
from edgeassist.panes.voice.pane import Clocks, VoicePane
from edgeassist.panes.voice.step_card import StepCard
from edgeassist.panes.voice.view import VoiceView
from edgeassist.speech.heard import Verdict
from edgeassist.testing import FakeContext
from edgeassist.testing.commands import FakeCommands
from edgeassist.testing.hearing import FakeHearing
from tests.gui.conftest import settle, until

Show = Callable[[QWidget], QWidget]
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
LIGHTS = "turn on the kitchen lights"
TIMER = "set a timer for ten minutes"
PSI = "what is 45 psi in bar"
DELETE = "delete night shift"
BOTH = "turn on the kitchen lights and delete night shift"
WEATHER = "what is the weather"
TURN_ON = (Intent("HassTurnOn", (Slot("name", "kitchen_lights", "kitchen lights"),), LIGHTS),)
TURN_OFF = (Intent("HassTurnOff", (Slot("name", "kitchen_lights", "kitchen lights"),), "turn off the kitchen lights"),)
_ON = (TURN_ON[0], Preview("Turn on the **kitchen lights**", "undoable"))
_DELETE = (
    Intent("EdgeDeleteList", (Slot("list", "night", "night shift"),), DELETE),
    Preview("Delete the list **“Night shift”**", "risky", "Night shift", "Delete"),
)
_OFFLINE = "No weather is known offline."
KNOWN = {
    LIGHTS: (_ON,),
    TIMER: (
        (
            Intent("HassStartTimer", (Slot("minutes", 10),), TIMER),
            Preview("Set a timer for **10 minutes**", "undoable"),
        ),
    ),
    PSI: ((Intent("EdgeConvert", (Slot("amount", 45),), PSI), Preview("Convert **45 psi** to **bar**")),),
    DELETE: (_DELETE,),
    BOTH: (_ON, _DELETE),
    WEATHER: ((Intent("HassGetWeather", (), WEATHER), Preview("Tell the weather", cannot=_OFFLINE)),),
}
GUESSES: dict[str, tuple[tuple[Intent, ...], ...]] = {"turn the light": (TURN_ON, TURN_OFF)}


def outcome(intent: Intent) -> Outcome:
    """Say what happened, as an action would."""
    if intent.name == "EdgeConvert":
        return Outcome("45 psi is **3.10 bar**.")
    return Outcome(f"{intent.text} is done.", undo="back")


@dataclass
class Clock:
    """Seconds that the test moves."""

    seconds: float = 50.0

    def __call__(self) -> float:
        return self.seconds


@dataclass
class VoiceDesk:
    """The pane, its stand-ins, and what a person does with it."""

    context: FakeContext = field(
        default_factory=lambda: FakeContext(
            served=frozenset({"chat", "summarize", "open"}),
            commands=FakeCommands(known=dict(KNOWN), guesses=dict(GUESSES), outcome=outcome),
            model=None,
        )
    )
    clock: Clock = field(default_factory=Clock)

    def open(self, show: Show, size: tuple[int, int] = (1204, 724)) -> "VoiceDesk":
        self.pane = VoicePane(self.context, Clocks(self.clock, lambda: NOON))
        self.pane.widget.resize(*size)
        show(self.pane.widget)
        self.pane.widget.activateWindow()
        self.pane.shown()
        until(lambda: bool(self.hearing.grammars) and not self.looking)
        settle()
        return self

    @property
    def looking(self) -> bool:
        return not self.hearing.trouble and bool(self.hearing.microphones) != bool(
            self.pane.microphone.ear.look.devices
        )

    @property
    def hearing(self) -> FakeHearing:
        return self.context.hearing

    @property
    def commands(self) -> FakeCommands:
        return self.context.commands

    @property
    def view(self) -> VoiceView:
        return self.pane.widget

    @property
    def talk(self) -> TalkButton:
        return self.view.page.talk.button

    @property
    def line(self) -> QLineEdit:
        return self.view.page.line.line

    @property
    def said(self) -> str:
        return self.view.page.talk.state.text()

    @property
    def sentence(self) -> str:
        return self.view.page.sentence.text()

    @property
    def cards(self) -> list[StepCard | AskCard]:
        return list(self.view.page.cards.values())

    @property
    def states(self) -> list[str]:
        return [card.step.state for card in self.pane.session.look.cards]

    @property
    def rows(self) -> list[tuple[str, str]]:
        return [(one.sentence, one.remark) for one in self.view.earlier.rows]

    def ask_card(self) -> AskCard:
        return next(card for card in self.cards if isinstance(card, AskCard))

    def step_card(self) -> StepCard:
        return next(card for card in self.cards if isinstance(card, StepCard))

    def type(self, text: str) -> None:
        self.line.setFocus()
        self.line.setText(text)
        QTest.keyClick(self.line, Qt.Key.Key_Return)
        self.answered()

    def answered(self) -> None:
        """Wait until the sentence is understood and all that could be done is."""

        def calm() -> bool:
            look = self.pane.session.look
            waits = [card for card in look.cards if card.step.state == "ready" and not card.waits]
            return look.phase in ("shown", "empty") and not waits

        settle()
        until(calm)
        settle()

    def speak(self, text: str, verdict: Verdict = "accepted") -> None:
        """Tap, and say `text`."""
        QTest.keyClick(self.talk, Qt.Key.Key_Return)
        settle()
        self.hearing.hears(text, verdict)
        settle()
        self.answered()

    def press_mouse(self) -> None:
        QTest.mousePress(self.talk, Qt.MouseButton.LeftButton, pos=self._middle)

    def release_mouse(self, after_s: float = 1.0) -> None:
        self.clock.seconds += after_s
        QTest.mouseRelease(self.talk, Qt.MouseButton.LeftButton, pos=self._middle)

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(self.focused(), key)

    def focused(self) -> QWidget:
        return self.view.window().focusWidget() or self.view

    @property
    def _middle(self) -> QPoint:
        return self.talk.rect().center()
