# SPDX-License-Identifier: Apache-2.0
"""How small to make a model: the presets with the size each foretells, and what an expert may want. Emits a wish."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QFrame, QLineEdit, QRadioButton, QWidget

from edgeassist.core.language import later, tr
from edgeassist.core.units import elided, human_bytes
from edgeassist.kit.bridge import Bridge
from edgeassist.kit.notice import NoticeBar
from edgeassist.kit.parts import box, button, column, row, words
from edgeassist.kit.segmented import Segmented
from edgeassist.ui.ports import Desk
from edgeassist.ui.sub_page import SubPage
from edgeassist.ui.views import CardView, QuantizeChoice, QuantizeChoices, QuantizeWish

_MB = 1_000_000
WORKING_OUT = later("Working out how small it can get…")
_MEANS = later("A smaller model answers faster and forgets a little; what it cost is measured and kept.")
_SIZE_HINT = later("Size in MB; empty: as the choice above says")
_TEXTS = (
    ("bundled", later("The text that comes along")),
    ("own", later("A text of mine…")),
    ("none", later("No text")),
)


class Advanced(QFrame):
    """What only an expert may want, folded away at first."""

    file_wished = Signal()
    text_chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setAccessibleName(tr("Advanced"))
        self.calibration: Path | None = None
        self.target, self.pruned = _number(tr(_SIZE_HINT), 9_999_999), _number("0", 0)
        self.target.setAccessibleName(tr("Wished size in MB"))
        self.pruned.setAccessibleName(tr("Layers to leave out"))
        self.texts = Segmented(tr("Text to measure with"), tuple((key, tr(word)) for key, word in _TEXTS))
        self.texts.chosen.connect(self._on_text_chosen)
        self._layers = words("", "quiet")
        self._file = words("", "small")
        layout = column(words(tr("Size to aim for, mixing precisions (MB)"), "quiet"), self.target, spacing=8)
        layout.setContentsMargins(16, 16, 16, 16)
        for part in (
            self._layers,
            self.pruned,
            words(tr("Text that shows which weights matter (importance matrix)"), "quiet"),
            self.texts,
            self._file,
        ):
            layout.addWidget(part)
        self.setLayout(layout)
        self.show_layers(0, 0)
        self.reset()

    @property
    def calibrate(self) -> bool:
        """Whether a text shows which weights matter."""
        return self.texts.key != "none"

    def reset(self) -> None:
        """Wish nothing, and fold away."""
        self.hide()
        self.target.clear()
        self.pruned.clear()
        self.calibration = None
        self.texts.choose("bundled")
        self._file.hide()

    def show_layers(self, layers: int, most: int) -> None:
        """Let at most `most` of `layers` go."""
        told = tr(
            "Layers to leave out: at most {most} of {layers}, the least important first", most=most, layers=layers
        )
        self._layers.setText(told if most else tr("This model needs all its layers"))
        self.pruned.setValidator(QIntValidator(0, most, self.pruned))
        self.pruned.setEnabled(most > 0)

    def show_file(self, path: Path) -> None:
        """Measure with the text at `path`."""
        self.calibration = path
        self.texts.choose("own")
        self._file.setText(elided(str(path), 80))
        self._file.show()
        self.text_chosen.emit()

    def check(self) -> bool:
        """Return whether every number can be meant; else put the focus on the one that cannot."""
        wrong = (line for line in (self.target, self.pruned) if line.text() and not line.hasAcceptableInput())
        if (first := next(wrong, None)) is not None:
            self.show()
            first.setFocus()
        return first is None

    def _on_text_chosen(self, key: str) -> None:
        self._file.setVisible(key == "own" and self.calibration is not None)
        if key == "own":
            self.file_wished.emit()
            if self.calibration is None:
                self.texts.choose("bundled")
        self.text_chosen.emit()


class MakeSmaller(SubPage):
    """Asks the desk how small a model can get and queues the person's choice."""

    def __init__(self, desk: Desk, on_text_wished: Callable[[Callable[[Path], None]], None]) -> None:
        super().__init__(tr("Make smaller"), reading=True)
        self._desk = desk
        self._card_id, self._asked, self._calibrate = "", 0, True
        self._answers: Bridge[tuple[int, QuantizeChoices]] = Bridge(self, self._on_answered)
        self.presets: dict[str, QRadioButton] = {}
        self._group: QButtonGroup | None = None
        self._shown: QWidget | None = None
        self.problem: NoticeBar | None = None
        self.line = words("", "reading")
        self.keep = QCheckBox(tr("Keep the original too"))
        self.keep.setAccessibleName(self.keep.text())
        self.fold = button(tr("Advanced"), self._toggle, role="link")
        self.advanced = Advanced()
        self.advanced.file_wished.connect(lambda: on_text_wished(self.advanced.show_file))
        self.advanced.text_chosen.connect(self._on_text_chosen)
        self.start = button(tr("Start"), self._start, tone="primary")
        self._place = column(spacing=8)
        self._build()

    def _build(self) -> None:
        self.body.addWidget(self.line)
        self.body.addLayout(self._place)
        self.body.addWidget(self.keep)
        self.body.addLayout(row(self.fold, None))
        self.body.addWidget(self.advanced)
        self.body.addLayout(row(self.start, None))

    def enter(self, card: CardView) -> None:
        """Begin with `card`."""
        self._card_id = card.id
        self.name(tr("Make {name} smaller", name=elided(card.name, 40)))
        self.line.setText(tr(WORKING_OUT))
        self.line.show()
        self.keep.setChecked(True)
        self.advanced.reset()
        self._show(QuantizeChoices(()))
        self.back.setFocus()
        self._ask()

    def _ask(self) -> None:
        """Ask for sizes; answers to earlier questions are not waited for any longer."""
        self._asked += 1
        self._calibrate = self.advanced.calibrate
        number = self._asked
        self._desk.quantize_choices(
            self._card_id, lambda choices: self._answers((number, choices)), calibrate=self._calibrate
        )

    def _on_text_chosen(self) -> None:
        """Without a text other types are used, so the sizes are others, too."""
        if self._calibrate != self.advanced.calibrate:
            self.line.setText(tr(WORKING_OUT))
            self.start.setEnabled(False)
            self._ask()

    def _on_answered(self, answer: tuple[int, QuantizeChoices]) -> None:
        number, choices = answer
        if number != self._asked:
            return
        self.line.setText(tr(_MEANS))
        self.line.setVisible(bool(choices.choices))
        self._show(choices, self._preset_key())
        checked = next((made for made in self.presets.values() if made.isChecked()), None)
        if checked is not None and self.back.hasFocus():
            checked.setFocus()

    def _preset_key(self) -> str:
        return next((key for key, made in self.presets.items() if made.isChecked()), "")

    def _show(self, choices: QuantizeChoices, chosen: str = "") -> None:
        """Show these, with the one `chosen` before checked, else the recommended one, else the first."""
        if self._shown is not None:
            self._shown.hide()
            self._shown.deleteLater()
        self.presets, self._shown = {}, QWidget()
        self._group = QButtonGroup(self._shown)
        layout = column(spacing=8)
        for choice in choices.choices:
            layout.addWidget(self._preset(choice, recommended=choice.preset == choices.recommended))
        wanted = next((key for key in (chosen, choices.recommended, *self.presets) if key in self.presets), "")
        if wanted:
            self.presets[wanted].setChecked(True)
        if (told := choices.problem) is not None:
            layout.addWidget(NoticeBar(told.text, hint=told.hint, detail=told.detail, tone=told.tone, closable=False))
        self._shown.setLayout(layout)
        self._place.addWidget(self._shown)
        self.advanced.show_layers(choices.layers, choices.most_pruned)
        self.start.setEnabled(True)
        for part in (self.keep, self.fold, self.start):
            part.setVisible(bool(choices.choices))

    def _preset(self, choice: QuantizeChoice, *, recommended: bool) -> QFrame:
        title = f"{choice.title} · {human_bytes(choice.size_bytes)}"
        made = QRadioButton(title)
        made.setProperty("role", "name")
        fits = tr("Fits") if choice.fits else tr("Will not fit here")
        told = [title, tr("fits") if choice.fits else tr("will not fit here")]
        if recommended:
            told.append(tr("recommended"))
        made.setAccessibleName(f"{', '.join(told)}. {choice.line}")
        badge = words(tr("{fits} · recommended", fits=fits) if recommended else fits, wrap=False)
        badge.setProperty("tone", "ok" if choice.fits else "warn")
        card = box("card")
        layout = column(row_of(made, badge), words(choice.line, "quiet"), spacing=4, margins=(12, 10, 16, 12))
        card.setLayout(layout)
        self.presets[choice.preset] = made
        if self._group is not None:
            self._group.addButton(made)
        return card

    def _toggle(self) -> None:
        self.advanced.setVisible(self.advanced.isHidden())

    def _start(self) -> None:
        preset, advanced = self._preset_key() or "balanced", self.advanced
        if not advanced.check():
            return
        own = advanced.texts.key == "own"
        wish = QuantizeWish(
            self._card_id,
            preset,
            target_bytes=int(advanced.target.text() or 0) * _MB,
            pruned=int(advanced.pruned.text() or 0),
            calibrate=advanced.calibrate,
            calibration=advanced.calibration if own else None,
            keep_source=self.keep.isChecked(),
        )
        self._desk.quantize_model(wish)
        self.left.emit()


def row_of(*parts: QWidget) -> QWidget:
    """Return a widget that is a row of `parts`, the first taking the room that is left."""
    made = QWidget()
    layout = row(*parts, spacing=8)
    layout.setStretch(0, 1)
    made.setLayout(layout)
    return made


def _number(hint: str, highest: int) -> QLineEdit:
    made = QLineEdit()
    made.setPlaceholderText(hint)
    made.setMaximumWidth(320)
    made.setValidator(QIntValidator(0, highest, made))
    return made
