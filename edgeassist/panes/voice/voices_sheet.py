# SPDX-License-Identifier: Apache-2.0
"""The language of commands, and the voice models: what hears which language, one added, one removed. Shows values."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QProgressBar, QWidget

from edgeassist.api import VoiceView
from edgeassist.core.language import later, of_commands, tr, with_colon
from edgeassist.core.units import human_bytes
from edgeassist.kit.choice_button import ChoiceButton, Choices
from edgeassist.kit.flow_layout import FlowLayout
from edgeassist.kit.parts import button, column, row, words
from edgeassist.panes.voice import phrasing

WHAT = later(
    "English is heard without a voice model. Other languages, and dictation that is more than rough, need one: a file "
    "from alphacephei.com/vosk/models, loaded on any computer that is online and carried here."
)
BY_NAME = later("Language told by its name")
NONE = later("No voice model yet.")


class VoicesSheet(QFrame):
    """`language_chosen` carries a code, `add_wished` the language a file is to hear ("": its name tells)."""

    closed = Signal()
    language_chosen = Signal(str)
    add_wished = Signal(str)
    stop_wished = Signal()
    removed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Language and voice models"))
        self.back = button(tr("‹ Back to Voice"), self.closed.emit, role="link", name=tr("Back to Voice"))
        self.language = ChoiceButton(tr("Language of commands"))
        self.hears = words("", "quiet")
        self.add = button(tr("Add a voice model…"), self.on_add_pressed, tone="primary")
        self.heard_as = ChoiceButton(tr("Language of the voice model"), (("", tr(BY_NAME)),))
        self.step = words("", "quiet")
        self.bar = QProgressBar()
        self.stop = button(tr("Stop"), self.stop_wished.emit, name=tr("Stop adding the voice model"))
        self.outcome = words("")
        self.rows: list[VoiceRow] = []
        self.language.chosen.connect(self.on_language_chosen)
        self._languages: Choices = ()
        self._build()
        self.show_step("", 0, 0)
        self.show_outcome("", good=True)

    def _build(self) -> None:
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Adding the voice model"))
        self.working = QWidget()
        self.working.setLayout(row(self.bar, self.stop))
        chosen = _card(tr("Language of commands"), self.language, self.hears)
        ways = QWidget()
        ways.setLayout(FlowLayout(self.add, self.heard_as))
        self.empty = words(tr(NONE), "quiet")
        self._list = column(self.empty, spacing=8)
        listed = QWidget()
        listed.setLayout(self._list)
        models = _card(
            tr("Voice models"), words(tr(WHAT), "quiet"), listed, ways, self.step, self.working, self.outcome
        )
        layout = column(spacing=12, margins=(24, 16, 24, 16))
        layout.addLayout(row(words(tr("Language and voice models"), "title", wrap=False), None, self.back))
        layout.addWidget(chosen)
        layout.addWidget(models)
        layout.addStretch(1)
        self.setLayout(layout)

    def show_languages(self, languages: Choices, chosen: str) -> None:
        """Show the languages that commands can be in, and which they are in."""
        self._languages = languages
        self.language.offer(languages, chosen)
        self.heard_as.offer((("", tr(BY_NAME)), *_spoken(languages)))
        self._show_hears()

    def show_voices(self, voices: tuple[VoiceView, ...]) -> None:
        """Show what is here."""
        for gone in self.rows:
            self._list.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        self.rows = [VoiceRow(one, _named(one.language, self._languages)) for one in voices]
        for made in self.rows:
            made.removed.connect(partial(self.removed.emit, made.voice.id))
            self._list.addWidget(made)
        self.empty.setVisible(not voices)
        self._show_hears()

    def show_step(self, step: str, done: int, total: int) -> None:
        """Show how far adding one is; an empty step that none is added."""
        self.step.setText(f"{step}…" if step else "")
        self.bar.setRange(0, 1000 if total > 1 else 0)
        self.bar.setValue(1000 * done // total if total > 1 else 0)
        for part in (self.step, self.working):
            part.setVisible(bool(step))
        self.add.setEnabled(not step)
        self.heard_as.setEnabled(not step)

    def show_outcome(self, sentence: str, *, good: bool) -> None:
        """Say what came of it; empty says nothing."""
        self.outcome.setText(sentence)
        self.outcome.setProperty("tone", "" if good else "danger")
        self.outcome.style().polish(self.outcome)
        self.outcome.setVisible(bool(sentence))

    def on_language_chosen(self, code: str) -> None:
        """Pass on the language, and say who hears it."""
        self._show_hears()
        self.language_chosen.emit(code)

    def on_add_pressed(self) -> None:
        """Wish for a file."""
        self.add_wished.emit(self.heard_as.code)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _show_hears(self) -> None:
        chosen = of_commands(self.language.code)
        code = chosen.partition("-")[0]
        used = next((one.voice.name for one in self.rows if one.voice.used and one.voice.language == code), "")
        if used:
            said = tr("Heard by {voice_model}.", voice_model=used)
        elif code == "en":
            said = tr("Heard by the built-in recognizer.")
        else:
            said = tr(
                "Speak in English; type in {language} or English. To speak {language}, add a voice model for it.",
                language=phrasing.language_name(code),
            )
        self.hears.setText(said if self._languages else "")


class VoiceRow(QFrame):
    """One voice model; `removed` comes after a second press, for that cannot be taken back."""

    removed = Signal()

    def __init__(self, voice: VoiceView, language: str) -> None:
        super().__init__()
        self.voice = voice
        self.line = words(_line(voice, language), "small")
        self.problem = words(voice.problem)
        self.problem.setProperty("tone", "warn")
        self.remove = button(
            tr("Remove"), self.on_remove_pressed, role="link", name=tr("Remove {name}", name=voice.name)
        )
        self.keep = button(tr("Keep"), self.on_kept, name=tr("Keep {name}", name=voice.name))
        self.sure = button(
            tr("Remove for good"), self.removed.emit, tone="danger", name=tr("Remove {name} for good", name=voice.name)
        )
        name = words(with_colon(language, voice.name))
        for label in (name, self.line, self.problem):
            label.setMinimumWidth(1)  # one long name must not widen the sheet
        texts = QWidget()
        texts.setLayout(column(name, self.line, self.problem, spacing=1))
        layout = row(texts, self.remove, self.keep, self.sure)
        layout.setStretch(0, 1)
        self.setLayout(layout)
        self.setAccessibleName(f"{name.text()}. {self.line.text()}. {voice.problem}".rstrip(". "))
        self.problem.setVisible(bool(voice.problem))
        self._ask(now=False)

    def on_remove_pressed(self) -> None:
        """Ask first."""
        self._ask(now=True)
        self.keep.setFocus()

    def on_kept(self) -> None:
        """Leave it."""
        self._ask(now=False)
        self.remove.setFocus()

    def _ask(self, *, now: bool) -> None:
        self.remove.setVisible(not now)
        self.keep.setVisible(now)
        self.sure.setVisible(now)


def _card(title: str, *parts: QWidget) -> QFrame:
    card = QFrame()
    card.setProperty("role", "card")
    card.setAccessibleName(title)
    card.setLayout(column(words(title, "name"), *parts, spacing=8, margins=(16, 12, 16, 14)))
    return card


def _spoken(languages: Choices) -> Choices:
    """Return the languages a model may hear: a country's way of one is the same language there."""
    known = {code.partition("-")[0]: name for code, name in reversed(languages) if code}
    return tuple((code, known[code]) for code in sorted(known))


def _named(code: str, languages: Choices) -> str:
    return dict((*_spoken(languages), *languages)).get(code, code) or tr("No language")


def _line(voice: VoiceView, language: str) -> str:
    parts = [human_bytes(voice.size_bytes)]
    if voice.memory_bytes:
        parts.append(tr("needs {size} of memory", size=human_bytes(voice.memory_bytes)))
    if voice.used:
        parts.append(tr("hears {language}", language=language))
    elif not voice.problem:
        parts.append(tr("another one is used"))
    if not voice.held and not voice.problem:
        parts.append(tr("cannot be held to commands: it asks more often"))
    return " · ".join(parts)
