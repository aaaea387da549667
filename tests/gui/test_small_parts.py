# SPDX-License-Identifier: Apache-2.0
"""Composer, notice, engine banner, status strip, imports and the single window, each on its own."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from edgeassist.api import Notice
from edgeassist.app.single import SingleInstance
from edgeassist.kit.composer import Composer
from edgeassist.kit.notice import Action, NoticeBar
from edgeassist.kit.parts import column
from edgeassist.runtime.state import EngineState, Phase, Trouble
from edgeassist.ui.engine_banner import EngineBanner
from edgeassist.ui.frame import TopBar, first_size
from edgeassist.ui.imports import ImportCard, Imports, importable
from edgeassist.ui.ports import Imported, ImportEvent, ImportFailed, ImportProgress
from edgeassist.ui.status_strip import FittingLabel, StatusStrip
from edgeassist.ui.welcome import Welcome, Wishes
from edgeassist.wire import Stats, Usage
from tests.gui.conftest import settle, until
from tests.gui.fakes import LOADED, READY, FakeDesk, on_other_thread

Show = Callable[[QWidget], QWidget]
MARKUP = "<b>bold</b><img src='http://example.org/x'>"


@pytest.fixture
def composer(shown: Show) -> Composer:
    made = Composer("Message", "Ask anything")
    shown(made)
    return made


@pytest.mark.parametrize(("text", "busy", "ready", "enabled"), [
    ("", False, True, False),
    (" \n\t ", False, True, False),
    ("words", False, True, True),
    ("words", False, False, False),
    ("words", True, False, True),
    ("", True, True, True),
])  # fmt: skip
def test_the_button_can_be_pressed_exactly_when_it_does_something(
    text: str, busy: bool, ready: bool, enabled: bool, composer: Composer
) -> None:
    sent: list[str] = []
    stops: list[bool] = []
    composer.submitted.connect(sent.append)
    composer.stopped.connect(lambda: stops.append(True))
    composer.put(text)
    composer.set_busy(busy=busy)
    composer.set_ready(ready=ready)
    assert composer.action.isEnabled() is enabled
    composer.action.click()
    assert bool(sent or stops) is enabled
    assert bool(stops) is (busy and enabled)


def test_what_is_sent_is_trimmed_and_the_input_is_empty_after(composer: Composer) -> None:
    sent: list[str] = []
    composer.submitted.connect(sent.append)
    composer.put("  two\nlines  \n")
    composer.on_submitted()
    composer.on_submitted()
    assert sent == ["two\nlines"]
    assert composer.text == ""


def test_a_draft_survives_an_enter_while_busy(composer: Composer) -> None:
    composer.put("a draft")
    composer.set_busy(busy=True)
    QTest.keyClick(composer.input, Qt.Key.Key_Return)
    assert composer.text == "a draft"


def test_pasted_markup_stays_text(composer: Composer) -> None:
    QGuiApplication.clipboard().setText(MARKUP)
    composer.input.paste()
    assert composer.text == MARKUP


def labels(widget: QWidget) -> list[QLabel]:
    return [one for one in widget.findChildren(QLabel) if one.isVisibleTo(widget)]


def test_a_notice_shows_markup_as_it_is_written(shown: Show) -> None:
    bar = NoticeBar(MARKUP, hint=MARKUP, detail=MARKUP)
    shown(bar)
    assert [label.text() for label in labels(bar) if label.text()] == [MARKUP, MARKUP]
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in labels(bar))


@pytest.mark.parametrize(("hint", "detail"), [("", ""), ("Do this.", ""), ("", "log"), ("Do this.", "log")])
def test_a_notice_keeps_its_buttons_whatever_else_it_says(hint: str, detail: str, shown: Show) -> None:
    pressed: list[str] = []
    actions = (Action("One", lambda: pressed.append("one"), primary=True), Action("Two", lambda: pressed.append("two")))
    bar = NoticeBar("It stopped.", hint=hint, detail=detail, actions=actions)
    shown(bar)
    for made in bar.buttons:
        assert made.isVisible()
        made.click()
    assert pressed == ["one", "two"]


def test_a_dismissed_notice_is_told_once_and_hidden(shown: Show) -> None:
    bar = NoticeBar("It stopped.")
    shown(bar)
    told: list[bool] = []
    bar.dismissed.connect(lambda: told.append(True))
    bar.on_dismissed()
    assert told == [True]
    assert bar.isHidden()


TROUBLE = Trouble("engine-crashed", "The engine crashed.", "Try again.", "log")


@pytest.fixture
def banner(shown: Show) -> EngineBanner:
    made = EngineBanner(lambda: None, lambda: None)
    shown(made)
    return made


@pytest.mark.parametrize(("state", "sentence"), [
    (EngineState(), ""),
    (EngineState(Phase.STARTING), "Starting the engine…"),
    (EngineState(Phase.STARTING, preparing="Testing the processor"), "Testing the processor"),
    (EngineState(Phase.LOADING), "Loading the model… 0 %"),
    (EngineState(Phase.LOADING, progress=0.996), "Loading the model… 100 %"),
    (EngineState(Phase.IDLE), ""),
    (READY, ""),
    (EngineState(Phase.CLOSED), ""),
])  # fmt: skip
def test_the_banner_speaks_only_while_there_is_something_to_say(
    state: EngineState, sentence: str, banner: EngineBanner
) -> None:
    banner.show_state(replace(state, trouble=TROUBLE))
    banner.show_state(state)
    assert banner.line.text() == sentence
    assert banner.isVisible() is bool(sentence)
    assert banner.bar.isVisible() is (state.phase is Phase.LOADING)
    assert banner.trouble is None


@pytest.mark.parametrize(("phase", "told", "sentence"), [
    (Phase.STARTING, False, "The engine crashed. Loading the model again…"),
    (Phase.LOADING, False, "The engine crashed. Loading the model again… 50 %"),
    (Phase.LOADING, True, "Loading the model again… 50 %"),
])  # fmt: skip
def test_while_the_engine_helps_itself_there_is_one_banner_without_a_button(
    phase: Phase, told: bool, sentence: str, shown: Show
) -> None:
    banner = EngineBanner(lambda: None, lambda: None, lambda text: told and text == TROUBLE.message)
    shown(banner)
    banner.show_state(EngineState(phase, progress=0.5, trouble=TROUBLE))
    assert banner.line.text() == sentence
    assert banner.trouble is None


def test_trouble_that_is_over_for_now_may_be_dismissed(banner: EngineBanner) -> None:
    banner.show_state(EngineState(Phase.IDLE, trouble=TROUBLE))
    assert banner.trouble is not None
    banner.trouble.on_dismissed()
    banner.show_state(EngineState(Phase.IDLE, trouble=TROUBLE))
    settle()
    assert [banner.trouble] == [None]
    assert not banner.isVisible()


def test_a_model_that_rests_can_always_be_loaded_again(banner: EngineBanner) -> None:
    banner.show_state(EngineState(Phase.IDLE, trouble=TROUBLE))
    assert banner.trouble is not None
    banner.trouble.on_dismissed()
    banner.show_state(EngineState(Phase.RESTING, trouble=TROUBLE))
    assert banner.trouble is not None
    names = [made.accessibleName() for made in banner.trouble.findChildren(QAbstractButton) if made.isVisible()]
    assert names == ["Load again", "Choose another model", "Details"]


@pytest.mark.parametrize(("room", "size"), [
    (QSize(1920, 1040), QSize(1280, 800)),
    (QSize(1280, 800), QSize(1264, 752)),
    (QSize(640, 400), QSize(624, 352)),
])  # fmt: skip
def test_a_window_is_no_larger_than_a_screen_can_show_with_its_frame(room: QSize, size: QSize) -> None:
    assert first_size(room) == size


def test_a_model_that_rests_is_red_and_offers_both_ways_out(shown: Show) -> None:
    wishes: list[str] = []
    banner = EngineBanner(lambda: wishes.append("load"), lambda: wishes.append("models"))
    shown(banner)
    banner.show_state(EngineState(Phase.RESTING, trouble=TROUBLE))
    assert banner.trouble is not None
    assert banner.trouble.property("tone") == "danger"
    for made in banner.trouble.buttons:
        made.click()
    assert wishes == ["load", "models"]


def test_the_strip_says_nothing_before_there_is_anything(shown: Show) -> None:
    strip = StatusStrip()
    shown(strip)
    strip.show_state(EngineState())
    strip.show_stats(Stats())
    assert strip.text == ""


def test_the_strip_counts_and_forgets_with_the_model(shown: Show) -> None:
    strip = StatusStrip()
    strip.resize(1200, 30)
    shown(strip)
    strip.show_state(READY)
    assert strip.text == "Room used 0 / 4,096 Memory 612 MB"
    stats = Stats(tokens_per_second=24.64, context_used_tokens=1200, context_tokens=4096, memory_bytes=1_100_000_000)
    strip.show_stats(stats)
    assert strip.text == "24.6 tokens/s Room used 1,200 / 4,096 Memory 1.1 GB"
    strip.show_state(READY)
    assert "1,200 / 4,096" in strip.text
    strip.show_answered(Usage(answer_tokens=1))
    assert strip.text.endswith("Last answer 1 token")
    strip.show_answered(Usage(prompt_tokens=40))
    assert strip.text.endswith("Last answer 1 token")
    strip.show_state(EngineState(Phase.IDLE))
    assert "Context" not in strip.text
    assert "Memory" not in strip.text


def test_a_label_shows_the_longest_text_that_fits_or_none(shown: Show) -> None:
    label = FittingLabel()
    label.offer("a text that is rather long", "shorter", "s")
    shown(label)
    for width, text in ((600, "a text that is rather long"), (80, "shorter"), (20, "s"), (1, "")):
        label.setFixedWidth(width)
        settle()
        assert label.text() == text
    assert label.accessibleName() == "a text that is rather long"


def test_the_chip_elides_a_hostile_name(shown: Show) -> None:
    bar = TopBar(lambda: None, lambda: None, lambda: None)
    shown(bar)
    model = msgspec.structs.replace(LOADED, name="\N{RIGHT-TO-LEFT OVERRIDE}" + "<b>" * 100)
    bar.show_state(replace(READY, model=model))
    names = [label.text() for label in labels(bar)]
    assert all(text.isprintable() and len(text) <= 28 for text in names)
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in bar.chip.accessibleName()


class ImportDesk(FakeDesk):
    """A desk whose imports are driven by the test."""

    listeners: list[Callable[[ImportEvent], None]]
    calls: list[str]

    def import_model(self, path: Path, listener: Callable[[ImportEvent], None]) -> Callable[[], None]:
        self.listeners.append(listener)
        return lambda: self.calls.append(path.name)


@pytest.fixture
def import_desk() -> ImportDesk:
    desk = ImportDesk()
    desk.listeners, desk.calls = [], []
    return desk


def test_two_imports_end_apart_and_once(import_desk: ImportDesk, theme: QObject) -> None:
    owner = QObject()
    imports = Imports(owner, import_desk)
    ends: list[tuple[str, object]] = []
    imports.ended.connect(lambda one, event: ends.append((one.path.name, event)))
    first, second = imports.start(Path("a.gguf")), imports.start(Path("b.gguf"))
    second.cancel()
    assert import_desk.calls == ["b.gguf"]
    failed = ImportFailed(Notice("The import was cancelled."))
    on_other_thread(lambda: import_desk.listeners[1](failed))
    on_other_thread(lambda: import_desk.listeners[0](ImportProgress("Copying", 1, 2)))
    until(lambda: bool(ends) and first.progress.step == "Copying", "both heard")
    on_other_thread(lambda: import_desk.listeners[1](Imported("late")))
    settle()
    assert ends == [("b.gguf", failed)]
    assert imports.running == [first]
    imports.close()
    on_other_thread(lambda: import_desk.listeners[0](Imported("a")))
    settle()
    assert len(ends) == 1
    assert import_desk.calls == ["b.gguf", "a.gguf"]
    owner.deleteLater()


@pytest.mark.parametrize(("progress", "text", "value"), [
    (ImportProgress("Checking", 0, 0), "Checking", 0),
    (ImportProgress("Copying", 1, 3), "Copying · 33 %", 333),
    (ImportProgress("Copying", 3, 3), "Copying · 100 %", 1000),
    (ImportProgress("Copying", 9, 3), "Copying · 100 %", 1000),
    (ImportProgress("Measuring", 0, 1), "Measuring…", 0),
])  # fmt: skip
def test_a_card_says_how_far_an_import_is(
    progress: ImportProgress, text: str, value: int, import_desk: ImportDesk, shown: Show
) -> None:
    owner = QObject()
    imports = Imports(owner, import_desk)
    card = ImportCard(imports.start(Path("\N{RIGHT-TO-LEFT OVERRIDE}" + "n" * 90 + ".gguf")))
    shown(card)
    card.show_progress(progress)
    assert (card.line.text(), card.bar.value()) == (text, value)
    assert (card.bar.maximum() == 0) is (progress.step == "Measuring")
    assert card.accessibleName().isprintable()
    card.cancel.click()
    assert len(import_desk.calls) == 1
    imports.close()
    owner.deleteLater()


def test_only_models_and_field_packs_are_importable() -> None:
    names = ["a.gguf", "B.GGUF", "c.txt", "gguf", ".gguf", "d.gguf.part", "E.edgepack", "f.edgepack.part"]
    assert [path.name for path in importable([Path(name) for name in names])] == ["a.gguf", "B.GGUF", "E.edgepack"]


def test_the_welcome_speaks_of_what_is_here(shown: Show) -> None:
    page = Welcome(Wishes(*(lambda: None,) * 4, lambda _: None))
    shown(page)
    assert page.title.text() == "Welcome to EdgeAssist"
    assert not page.models.isVisible()
    page.show_models(have_models=True)
    assert page.title.text() == "Choose a model"
    assert page.models.isVisible()
    assert page.choose.property("tone") == ""


def test_one_window_at_a_time_and_the_next_after_it(tmp_path: Path, theme: QObject) -> None:
    first, second = SingleInstance(tmp_path), SingleInstance(tmp_path)
    assert first.claim()
    assert not second.claim()
    assert second.holder() > 0
    first.release()
    assert second.claim()
    second.release()


def test_a_second_start_calls_the_first_forward(tmp_path: Path, theme: QObject) -> None:
    first, second = SingleInstance(tmp_path), SingleInstance(tmp_path)
    calls: list[bool] = []
    first.summoned.connect(lambda: calls.append(True))
    assert first.claim()
    first.listen()
    assert not second.claim()
    assert second.summon(20_000)
    assert calls == [True]
    assert list((tmp_path / "summons").iterdir()) == []
    first.release()


def test_a_first_window_that_does_not_listen_is_not_waited_for_for_ever(tmp_path: Path, theme: QObject) -> None:
    first, second = SingleInstance(tmp_path), SingleInstance(tmp_path)
    assert first.claim()
    assert not second.summon(50)
    assert list((tmp_path / "summons").iterdir()) == []
    first.release()


def test_an_old_note_calls_nobody_forward(tmp_path: Path, theme: QObject) -> None:
    calls: list[bool] = []
    first = SingleInstance(tmp_path)
    (tmp_path / "summons" / "come-forward").write_text("1")
    first.summoned.connect(lambda: calls.append(True))
    assert first.claim()
    first.listen()
    settle()
    assert calls == []
    first.release()


@pytest.mark.parametrize("width", [1000, 420, 300])
def test_a_notice_cuts_neither_its_sentence_nor_its_buttons(width: int, shown: Show) -> None:
    acts = (Action("Use the starter", lambda: None, primary=True), Action("Stay with a long name", lambda: None))
    made = NoticeBar("This chat is meant for the starter.", actions=acts, closable=False)
    page = QWidget()
    page.setLayout(column(made, None))
    page.resize(width, 400)
    shown(page)
    settle()
    sentence = next(one for one in made.findChildren(QLabel) if one.text() == made.text)
    for one in made.buttons:
        assert one.width() >= one.sizeHint().width()
        assert made.rect().contains(one.geometry())
    assert sentence.width() >= made.width() // 3
    assert sentence.height() >= sentence.heightForWidth(sentence.width())
    beside = made.buttons[0].geometry().center().y() - sentence.geometry().center().y()
    assert (abs(beside) <= 2) == (width == 1000)
