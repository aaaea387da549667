# SPDX-License-Identifier: Apache-2.0
"""The strip below everything: its figures, where they come from, and that nothing is measured while it is not seen."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from edgeassist.kit.scaling import set_text_scale
from edgeassist.ui.costs_place import LatePanel
from edgeassist.ui.live_ports import Receipted
from edgeassist.ui.main_window import MainWindow
from edgeassist.ui.ports import Answered
from edgeassist.ui.status_strip import StatusStrip
from edgeassist.wire import Stats, Usage
from tests.gui.conftest import settle, until
from tests.gui.fakes import READY, FakeDesk
from tests.gui.living import PLUGGED, RECEIPT, SAMPLE, UNMEASURED, FakeLive

Show = Callable[[QWidget], QWidget]
Open = Callable[[FakeDesk], MainWindow]


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the window's strip watch as soon as it has resumed."""
    monkeypatch.setattr("edgeassist.ui.costs_place.AFTER_MS", 0)


@pytest.fixture
def live() -> FakeLive:
    return FakeLive()


@pytest.fixture
def strip(live: FakeLive, shown: Show) -> Iterator[StatusStrip]:
    made = StatusStrip()
    made.resize(1200, 30)
    shown(made)
    made.attach(live)
    yield made
    made.close_meters()


def test_it_says_memory_and_battery_as_they_are_measured(strip: StatusStrip, live: FakeLive) -> None:
    strip.show_state(READY)
    live.sample(SAMPLE)
    settle()
    assert strip.text == "Room used 0 / 4,096 Memory 710 MB 78 % 9.1 W · about 410 answers left"


def test_a_narrow_strip_leaves_out_the_answers_that_are_left(strip: StatusStrip, live: FakeLive) -> None:
    live.sample(SAMPLE)
    settle()
    strip.resize(480, 30)
    settle()
    assert strip.text.endswith("78 % 9.1 W")
    assert "410 answers" in strip._groups["battery"].toolTip()
    strip.resize(1200, 30)
    settle()
    assert strip.text.endswith("about 410 answers left")


def test_without_a_battery_it_says_nothing_of_one_but_in_the_tip(strip: StatusStrip, live: FakeLive) -> None:
    live.sample(PLUGGED)
    settle()
    assert strip.text == "Memory 710 MB"
    assert "Charge: not measurable here: this computer has no battery." in strip.toolTip()
    live.sample(SAMPLE)
    settle()
    assert strip.toolTip() == ""


def test_on_mains_it_says_so_instead_of_answers_left(strip: StatusStrip, live: FakeLive) -> None:
    charging = replace(SAMPLE, battery=replace(SAMPLE.battery, state="charging"))
    live.sample(charging)
    settle()
    assert strip.text == "Memory 710 MB 78 % 9.1 W"


def test_measured_memory_stands_when_the_engine_says_its_own(strip: StatusStrip, live: FakeLive) -> None:
    live.sample(PLUGGED)
    settle()
    strip.show_event(Stats(tokens_per_second=24.6, memory_bytes=5))
    assert strip.text == "24.6 tokens/s Memory 710 MB"


def test_what_was_measured_goes_on_in_the_strip_of_another_window(strip: StatusStrip, live: FakeLive) -> None:
    live.sample(SAMPLE)
    settle()
    other = StatusStrip()
    for told in strip.told:
        other.show_event(told)
    other.show_state(READY)
    assert other._figures["memory"].text() == "710 MB"
    other.deleteLater()


def test_what_an_answer_cost_goes_with_its_model(strip: StatusStrip) -> None:
    strip.show_state(READY)
    strip.show_event(Receipted(RECEIPT))
    strip.show_state(replace(READY, progress=1.0))
    assert strip.last.text()
    strip.show_state(replace(READY, path="/models/other/model.gguf"))
    settle()
    assert (strip.last.text(), strip.last.accessibleName(), strip.last.toolTip()) == ("", "", "")
    assert not strip.told


def test_word_and_figure_stay_apart_in_larger_text(app: QApplication, strip: StatusStrip) -> None:
    strip.show_state(READY)
    settle()

    def gap() -> int:
        word, figure = strip._units["context"], strip._figures["context"]
        return figure.geometry().left() - word.geometry().right() - 1

    small = gap()
    before = app.styleSheet()
    try:
        set_text_scale(app, 2.0)
        app.setStyleSheet(before + " ")
        until(lambda: gap() == 2 * small)
    finally:
        set_text_scale(app, 1.0)
        app.setStyleSheet(before)


def test_the_last_answer_has_its_energy_and_first_word(strip: StatusStrip) -> None:
    strip.show_event(Answered(Usage(answer_tokens=96, first_token_ms=180.0)))
    assert strip.last.text() == "Last answer first word after 0.18 s · 96 tokens"
    strip.show_event(Receipted(RECEIPT))
    assert strip.last.text() == "Last answer 41 joules · first word after 0.18 s"
    assert "Energy: 41 J, battery counter, ± 3.3 J." in strip.last.toolTip()
    strip.show_event(Receipted(UNMEASURED))
    assert strip.last.text() == "Last answer 96 tokens · first word after 0.18 s"
    assert "not measurable here" in strip.last.toolTip()


def test_in_a_mirrored_window_the_last_answer_stands_at_the_left(strip: StatusStrip) -> None:
    assert strip.last.alignment() & Qt.AlignmentFlag.AlignRight or not strip.last.text()
    strip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    strip.show_event(Receipted(RECEIPT))
    assert strip.last.alignment() & Qt.AlignmentFlag.AlignLeft
    strip.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    strip.show_event(Receipted(RECEIPT))
    assert strip.last.alignment() & Qt.AlignmentFlag.AlignRight


def test_an_answer_that_never_began_leaves_the_one_before(strip: StatusStrip) -> None:
    strip.show_event(Receipted(RECEIPT))
    strip.show_event(Receipted(replace(RECEIPT, answer_tokens=0)))
    assert strip.last.text().startswith("Last answer 41 joules")


def test_every_figure_tells_how_it_was_measured(strip: StatusStrip, live: FakeLive) -> None:
    live.sample(SAMPLE)
    settle()
    assert "Draw of the laptop: 9.1 W, battery counter, ± 0.3 W." in strip._groups["battery"].toolTip()
    assert "engine: 560 MB in memory" in strip._groups["memory"].toolTip()
    assert strip._groups["rate"].toolTip()


def test_it_watches_only_while_it_is_seen(strip: StatusStrip, live: FakeLive) -> None:
    assert len(live.listeners) == 1
    strip.hide()
    assert live.listeners == []
    strip.show()
    assert len(live.listeners) == 1
    strip.close_meters()
    assert live.listeners == []


def test_it_is_not_watched_before_the_window_has_resumed(desk: FakeDesk, open_window: Open) -> None:
    desk.resumes = False
    open_window(desk)
    assert desk.meters.listeners == []


def test_a_minimized_window_measures_nothing(desk: FakeDesk, open_window: Open) -> None:
    window = open_window(desk)
    until(lambda: len(desk.meters.listeners) == 1, "the strip watches")
    window.hide()
    assert desk.meters.listeners == []


def test_a_click_leads_to_the_panel(desk: FakeDesk, open_window: Open) -> None:
    window = open_window(desk)
    QTest.mouseClick(window.footer, Qt.MouseButton.LeftButton)
    page = window.stack.settings.page
    assert page is not None
    assert window.stack.currentWidget() is page
    assert page.current == "costs"
    (late,) = page.groups["costs"].parts
    assert isinstance(late, LatePanel)
    until(lambda: len(desk.meters.listeners) == 2, "strip and panel watch")
    assert late.panel is not None
    assert late.panel.isVisible()


def test_the_window_passes_receipts_on(desk: FakeDesk, open_window: Open) -> None:
    window = open_window(desk)
    desk.report(Receipted(RECEIPT))
    until(lambda: window.footer.last.text().startswith("Last answer 41 joules"), "the receipt is shown")
