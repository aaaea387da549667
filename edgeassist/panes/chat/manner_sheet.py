# SPDX-License-Identifier: Apache-2.0
"""How this chat is answered: as whom, by which model, how freely and how long. Shows a `Manner`, emits another."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QHideEvent, QPainter, QPaintEvent, QPalette, QPen, QWheelEvent
from PySide6.QtWidgets import QFrame, QMenu, QPlainTextEdit, QScrollArea, QSlider, QStyle, QWidget

from edgeassist.api import ModelView
from edgeassist.core.language import later, tr
from edgeassist.core.units import elided
from edgeassist.history.manner import Manner
from edgeassist.kit.parts import PushButton, button, column, dressed, row, words
from edgeassist.kit.segmented import Segmented
from edgeassist.kit.sided import Sided
from edgeassist.kit.tokens import RADIUS_CONTROL_PX
from edgeassist.panes.chat import manners

DEFAULT_MODEL = later("The model in use")
SMALL_REMARK = later("The small model takes no persona: it answers as it was made.")
GONE_REMARK = later("This chat was set to a model that is no longer here; the one in use answers.")
_STEP, _PERSONA_LINES, _HANDLE_PX, _SLIDER_PX = 20, 5, 8, 24
_NAME_CHARACTERS = 48


class PersonaText(QPlainTextEdit):
    """Where the words for the model are typed; `settled` when a person leaves it."""

    settled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "details")
        self.setAccessibleName(tr("What the model is told before every answer"))
        self.setPlaceholderText(tr("Tell the model in your own words how to answer."))
        self.setTabChangesFocus(True)
        self.setFixedHeight(_PERSONA_LINES * self.fontMetrics().lineSpacing() + 20)
        Sided(self)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hand over what was typed."""
        super().focusOutEvent(event)
        self.settled.emit()


class Dial(QWidget):
    """A slider between two words, with what its place means. `moved` carries the value when a person lets go."""

    moved = Signal(float)

    def __init__(self, name: str, low: str, high: str, most: float, tell: Callable[[float], str]) -> None:
        super().__init__()
        self._tell = tell
        self.slider = CalmSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, round(most * _STEP))
        self.slider.setPageStep(2)
        self.slider.setMinimumHeight(_SLIDER_PX)
        self.slider.setAccessibleName(name)
        self.said = words("", "small")
        ends = row(words(low, "small", wrap=False), None, words(high, "small", wrap=False))
        layout = column(spacing=4)
        layout.addLayout(row(words(name, wrap=False), self.said, spacing=12))
        layout.addWidget(self.slider)
        layout.addLayout(ends)
        self.setLayout(layout)
        self.slider.valueChanged.connect(self.on_value_changed)
        self.slider.sliderReleased.connect(self.on_released)

    @property
    def value(self) -> float:
        """Where it stands."""
        return self.slider.value() / _STEP

    def show_value(self, value: float) -> None:
        """Stand somewhere without a word to anyone."""
        self.slider.blockSignals(True)
        self.slider.setValue(round(value * _STEP))
        self.slider.blockSignals(False)
        self._say()

    @Slot(int)
    def on_value_changed(self, _value: int) -> None:
        """Say what it means; tell when the keyboard moved it."""
        self._say()
        if not self.slider.isSliderDown():
            self.on_released()

    @Slot()
    def on_released(self) -> None:
        """Tell where it stands now."""
        self.moved.emit(self.value)

    def _say(self) -> None:
        meaning = self._tell(self.value)
        self.said.setText(f"{meaning} · {self.value:.2g}")
        self.slider.setAccessibleDescription(meaning)


class CalmSlider(QSlider):
    """A slider that scrolling past does not move, with the focus ring of everything else."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a line, the part up to the handle and the handle, so that all of it is seen in every theme."""
        colors, middle = self.palette(), self.height() / 2
        rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        room = self.width() - 2 * _HANDLE_PX
        at = QStyle.sliderPositionFromValue(self.minimum(), self.maximum(), self.value(), room, rtl) + _HANDLE_PX
        start, end = (self.width() - _HANDLE_PX, _HANDLE_PX) if rtl else (_HANDLE_PX, self.width() - _HANDLE_PX)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colors.color(QPalette.ColorRole.PlaceholderText), 1))
        painter.drawLine(QPointF(at, middle), QPointF(end, middle))
        painter.setPen(QPen(colors.color(QPalette.ColorRole.Accent), 3))
        painter.drawLine(QPointF(start, middle), QPointF(at, middle))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colors.color(QPalette.ColorRole.Accent))
        painter.drawEllipse(QPointF(at, middle), _HANDLE_PX - 1, _HANDLE_PX - 1)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colors.color(QPalette.ColorRole.Accent), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS_CONTROL_PX, RADIUS_CONTROL_PX)
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the page scroll."""
        event.ignore()


class MannerSheet(QWidget):
    """`show_manner` shows one; `manner_chosen` carries the `Manner` that a person made of it, as soon as it is."""

    manner_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._manner = Manner()
        self._models: tuple[ModelView, ...] = ()
        self.setAccessibleName(tr("How this chat is answered"))
        names = (*(one.name for one in manners.PERSONAS), manners.OWN)
        self.persona = Segmented(tr("Answer as"), tuple((name, tr(name)) for name in names))
        self.about = words("", "small")
        self.text = PersonaText()
        self.model = dressed(
            PushButton(tr(DEFAULT_MODEL)), self.on_model_pressed, role="chip", name=tr("Model of this chat")
        )
        self.remark = words("", "small")
        most = manners.MOST
        self.temperature = Dial(
            tr("How freely"), tr("Careful"), tr("Inventive"), most[manners.TEMPERATURE], manners.temper
        )
        self.top_p = Dial(
            tr("Choice of words"), tr("Few words"), tr("Every word"), most[manners.TOP_P], manners.breadth
        )
        self.top_p.slider.setMinimum(1)
        self.length = Segmented(tr("Length of an answer"), tuple((key, tr(word)) for key, word in manners.LENGTHS))
        self.about_length = words("", "small")
        self.reset = button(tr("As usual again"), self.on_reset_wished, role="link", name=tr("Answer as usual again"))
        self.temperature.setToolTip("temperature")
        self.top_p.setToolTip("top-p")
        self._lay_out()
        self._connect()
        self.show_manner(Manner(), ())

    def show_manner(self, manner: Manner, models: tuple[ModelView, ...]) -> None:
        """Show how the chat in front is answered, and which models could."""
        self._manner, self._models = manner, models
        name = manners.persona_of(manner.persona)
        self.persona.choose(name)
        if self.text.toPlainText() != manner.persona:
            self.text.setPlainText(manner.persona)
        self._show_persona(name)
        self._show_model()
        for dial, key in ((self.temperature, manners.TEMPERATURE), (self.top_p, manners.TOP_P)):
            chosen = manners.parameter(manner, key)
            dial.show_value(manners.USUAL[key] if chosen is None else chosen)
        self.length.choose(manners.length_key(manner))
        self.about_length.setText(manners.about_length(self.length.key))
        self.reset.setEnabled(manner != manners.usual(manner))

    def open_models(self) -> QMenu:
        """Open the menu of models and return it."""
        menu = QMenu(self)
        menu.setAccessibleName(tr("Model of this chat"))
        menu.addAction(tr(DEFAULT_MODEL)).triggered.connect(partial(self._choose_model, ""))
        for model in self._models:
            menu.addAction(_named(model)).triggered.connect(partial(self._choose_model, model.id))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.model.mapToGlobal(self.model.rect().bottomLeft()))
        return menu

    def _lay_out(self) -> None:
        inside = QWidget()
        layout = column(words(tr("Answer as")), self.persona, self.about, self.text, spacing=8, margins=(0, 0, 8, 0))
        layout.addSpacing(8)
        layout.addWidget(words(tr("Model of this chat")))
        layout.addLayout(row(self.model, None))
        for part in (self.remark, self.temperature, self.top_p, words(tr("Length of an answer")), self.length):
            layout.addSpacing(4)
            layout.addWidget(part)
        layout.addWidget(self.about_length)
        layout.addLayout(row(self.reset, None))
        layout.addStretch(1)
        inside.setLayout(layout)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        self.setLayout(column(area))

    def _connect(self) -> None:
        self.persona.chosen.connect(self.on_persona_chosen)
        self.text.settled.connect(self.on_text_settled)
        self.temperature.moved.connect(partial(self._choose_number, manners.TEMPERATURE))
        self.top_p.moved.connect(partial(self._choose_number, manners.TOP_P))
        self.length.chosen.connect(self.on_length_chosen)

    @Slot(str)
    def on_persona_chosen(self, name: str) -> None:
        """Take a persona; for own words, let a person type."""
        persona = next((one for one in manners.PERSONAS if one.name == name), None)
        self._show_persona(name)
        if persona is None:
            self.text.setFocus()
            return
        self.text.setPlainText(persona.text)
        self._choose(replace(self._manner, persona=persona.text))

    @Slot()
    def on_text_settled(self) -> None:
        """Take what was typed."""
        typed = self.text.toPlainText().strip()
        if typed != self._manner.persona.strip():
            self._choose(replace(self._manner, persona=typed))

    @Slot(str)
    def on_length_chosen(self, key: str) -> None:
        """Take a length."""
        self._choose(manners.with_parameter(self._manner, manners.MOST_TOKENS, int(key) if key else None))

    @Slot()
    def on_model_pressed(self) -> None:
        """Open the menu of models."""
        self.open_models()

    @Slot()
    def on_reset_wished(self) -> None:
        """Answer as usual again."""
        self._choose(manners.usual(self._manner))

    def hideEvent(self, event: QHideEvent) -> None:
        """Lose nothing that was typed."""
        self.on_text_settled()
        super().hideEvent(event)

    def _choose_number(self, name: str, value: float) -> None:
        unchanged = abs(value - manners.USUAL[name]) < 1 / (2 * _STEP)
        self._choose(manners.with_parameter(self._manner, name, None if unchanged else round(value, 2)))

    def _choose_model(self, model: str, _checked: bool = False) -> None:
        self._choose(replace(self._manner, model=model))

    def _choose(self, manner: Manner) -> None:
        if manner != self._manner:
            self.show_manner(manner, self._models)
            self.manner_chosen.emit(manner)

    def _show_persona(self, name: str) -> None:
        about = next((tr(one.about) for one in manners.PERSONAS if one.name == name), "")
        self.about.setText(about)
        self.about.setVisible(bool(about))
        self.text.setVisible(name != manners.PERSONAS[0].name)

    def _show_model(self) -> None:
        chosen = next((one for one in self._models if one.id == self._manner.model), None)
        self.model.setText(tr(DEFAULT_MODEL) if chosen is None else _named(chosen))
        self.model.setAccessibleName(tr("Model of this chat: {name}", name=self.model.text()))
        gone = bool(self._manner.model) and chosen is None and bool(self._models)
        remark = GONE_REMARK if gone else SMALL_REMARK if chosen is not None and chosen.small else ""
        self.remark.setText(tr(remark) if remark else "")
        self.remark.setVisible(bool(self.remark.text()))


def _named(model: ModelView) -> str:
    return elided(model.name, _NAME_CHARACTERS).replace("&", "&&")
