# SPDX-License-Identifier: Apache-2.0
"""The panel "What answers cost": what its cards, table and receipts say, when it watches, what it wishes for."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from edgeassist.kit.file_choice import FileChoice
from edgeassist.kit.notice import NoticeBar
from edgeassist.kit.theme import tokens_of
from edgeassist.runtime.state import EngineState
from edgeassist.telemetry.reading import Sample
from edgeassist.telemetry.thinning import LastHour
from edgeassist.ui.live_card import CardRow, LiveCard
from edgeassist.ui.live_panel import LivePanel
from edgeassist.ui.live_plot import LivePlot
from edgeassist.ui.live_ports import LiveHistory
from edgeassist.ui.live_table import LiveTable
from edgeassist.ui.receipt_list import ReceiptList
from tests.gui.conftest import settle, until
from tests.gui.fakes import READY, FakeDesk
from tests.gui.living import NOW_S, PLUGGED, RECEIPT, ROWS, SAMPLE, UNMEASURED, series

Show = Callable[[QWidget], QWidget]
HISTORY = LiveHistory(series(200), (UNMEASURED, RECEIPT), ROWS, p95_ms=310.0, cores=4)


class Choice(FileChoice):
    """Chooses at once."""

    def __init__(self) -> None:
        self.titles: list[str] = []

    def ask_where(self, title: str, kinds: str, name: str, then: Callable[[Path], None]) -> None:
        self.titles.append(title)
        then(Path("/chosen") / name)


def asking(panel: LivePanel) -> NoticeBar | None:
    return panel.asking


@pytest.fixture
def choice() -> Choice:
    return Choice()


@pytest.fixture
def panel(desk: FakeDesk, choice: Choice, shown: Show) -> LivePanel:
    desk.meters.kept = HISTORY
    made = LivePanel(desk, choice)
    made.resize(900, 900)
    shown(made)
    until(lambda: made.table.rows is not None and made.export.isVisible(), "the history came")
    return made


def test_nothing_is_left_to_do_when_it_is_hidden_before_all_of_it_was_there(
    desk: FakeDesk, choice: Choice, shown: Show
) -> None:
    made = LivePanel(desk, choice)
    shown(made)
    made.hide()
    assert not made._turns._steps
    made.show()
    until(made.export.isVisible, "all of it came")


def test_the_cards_say_what_was_measured(panel: LivePanel, desk: FakeDesk) -> None:
    desk.meters.sample(SAMPLE)
    settle()
    assert (panel.speed.figure.text(), panel.speed.unit.text()) == ("24.6", "tokens/s")
    assert panel.speed.line.text() == "first word after 0.18 s · nearly always within 0.31 s"
    assert panel.memory.figure.text() == "710"
    assert panel.memory.line.text() == "model 398 · engine 162 · window 150"
    assert (panel.battery.figure.text(), panel.battery.unit.text()) == ("78", "% · 9.1 W")
    assert panel.battery.line.text() == "4 h 11 min left · about 410 answers"
    assert (panel.energy.figure.text(), panel.energy.line.text()) == ("41", "battery counter, ± 8 %")
    assert panel.energy.unit.text() == "joules"


def test_the_courses_are_drawn_one_after_the_other_and_not_once_it_is_hidden(panel: LivePanel, desk: FakeDesk) -> None:
    plots = [card.plot for card in (panel.speed, panel.energy, panel.memory, panel.battery)]
    until(lambda: not panel._plots._steps, "what was kept is drawn")
    before = [plot.accessibleDescription() for plot in plots]
    desk.meters.sample(replace(SAMPLE, at_s=SAMPLE.at_s + 7200.0))
    settle()
    assert [plot.accessibleDescription() for plot in plots[2:]] == before[2:]
    until(lambda: not panel._plots._steps, "the sample is drawn")
    drawn = [plot.accessibleDescription() for plot in plots]
    assert drawn[3] == "From 78.0 to 78.0, now 78.0"
    desk.meters.sample(replace(SAMPLE, at_s=SAMPLE.at_s + 7300.0))
    panel.hide()
    assert not panel._plots._steps


def test_what_cannot_be_measured_says_why_and_shows_no_figure(panel: LivePanel, desk: FakeDesk) -> None:
    desk.meters.sample(PLUGGED)
    settle()
    assert panel.battery.figure.text() == "–"
    assert panel.battery.line.text() == "not measurable here: this computer has no battery"
    panel.show_history(replace(HISTORY, receipts=(UNMEASURED,)))
    assert (panel.energy.figure.text(), panel.energy.unit.text()) == ("–", "")
    assert "no battery" in panel.energy.line.text()


def test_an_empty_panel_says_what_will_stand_there(desk: FakeDesk, choice: Choice, shown: Show) -> None:
    made = LivePanel(desk, choice)
    shown(made)
    until(lambda: made.table.rows == (), "an empty history came")
    assert made.table.empty.isVisible()
    assert made.receipts.empty.isVisible()
    assert not made.receipts.lines.isVisible()
    assert made.speed.line.text() == "no answer yet"
    assert made.laptop.summary.text() == "Measuring…"


def test_every_figure_tells_how_it_was_measured(panel: LivePanel, desk: FakeDesk) -> None:
    desk.meters.sample(SAMPLE)
    settle()
    assert "Charge: 78 %, battery counter, ± 0.5 %." in panel.battery.toolTip()
    assert "Energy of the last answer: 41 J, battery counter, ± 3.3 J." in panel.energy.toolTip()
    assert "one watt for one second" in panel.energy.toolTip()
    assert "of the last 7 days came within 0.31 s (p95)" in panel.speed.toolTip()
    assert "engine: 560 MB in memory, 398 MB of it model files" in panel.memory.toolTip()
    assert panel.battery.accessibleName() == "Battery: 78 % · 9.1 W"


def test_it_watches_only_while_it_is_seen(panel: LivePanel, desk: FakeDesk) -> None:
    assert len(desk.meters.listeners) == 1
    panel.hide()
    assert desk.meters.listeners == []
    assert desk.chosen.listeners == []
    panel.show()
    settle()
    assert len(desk.meters.listeners) == 1


def test_the_table_has_a_row_for_each_model_and_task(panel: LivePanel) -> None:
    assert panel.table.texts[:6] == ["Model", "Task", "Answers", "tokens/s", "First word", "Energy"]
    assert panel.table.texts[6:12] == ["Qwen2.5 0.5B", "Chat", "212", "24.6", "0.18 s", "41 J"]
    assert panel.table.texts[-1] == "–"


def test_a_table_shows_other_rows_when_there_are_others(shown: Show) -> None:
    table = LiveTable()
    shown(table)
    table.show_rows(ROWS)
    table.show_rows(ROWS[:1])
    assert len(table.texts) == 12
    table.show_rows(())
    assert table.texts == []
    assert table.empty.isVisible()


def test_an_answer_that_ended_has_everything_read_anew(panel: LivePanel, desk: FakeDesk) -> None:
    desk.meters.sample(SAMPLE)
    settle()
    before = desk.meters.asked
    desk.meters.sample(replace(SAMPLE, at_s=NOW_S + 1))
    settle()
    assert desk.meters.asked == before
    desk.meters.sample(replace(SAMPLE, at_s=NOW_S + 2, engine=replace(SAMPLE.engine, first_token_ms=99.0)))
    settle()
    assert desk.meters.asked == before + 1


def test_the_laptop_is_described(panel: LivePanel, desk: FakeDesk) -> None:
    desk.now = replace(READY, variant="icelake", sandbox=("landlock", "seccomp"))
    desk.meters.sample(SAMPLE)
    settle()
    said = "7.6 GB free of 16 GB memory, 4 cores, 61 °C, models take 1.2 GB."
    assert panel.laptop.summary.text() == said
    assert panel.laptop.path.text() == "The fastest that was proven to work here (icelake)"
    assert panel.laptop.network.text().endswith("the system keeps the engine from the network")
    assert panel.laptop.network.toolTip() == "the engine has landlock, seccomp"
    desk.now = replace(READY, sandbox=("audit",))
    desk.meters.sample(SAMPLE)
    settle()
    assert panel.laptop.network.text().endswith("the engine's own code keeps it from the network")
    desk.now = EngineState()
    desk.meters.sample(SAMPLE)
    settle()
    assert panel.laptop.path.text() == "The engine has not started yet."


def test_a_profile_is_a_wish_and_kept(panel: LivePanel, desk: FakeDesk) -> None:
    wished: list[str] = []
    panel.profile_wished.connect(wished.append)
    panel.profiles.buttons["quiet"].click()
    assert wished == ["quiet"]
    assert desk.chosen.values()["profile"] == "quiet"


def test_a_profile_that_cannot_be_kept_is_told_of_and_the_old_one_shown(panel: LivePanel, desk: FakeDesk) -> None:
    desk.chosen.refuses = "The disk is full."
    panel.profiles.buttons["fast"].click()
    assert panel.profiles.key == "balanced"
    assert panel.asking is not None
    assert panel.asking.text == "The disk is full."


def test_a_profile_changed_elsewhere_is_shown(panel: LivePanel, desk: FakeDesk) -> None:
    desk.chosen.change("profile", "battery")
    settle()
    assert panel.profiles.key == "battery"


def test_where_receipts_are_not_kept_the_empty_list_says_so(panel: LivePanel, desk: FakeDesk) -> None:
    desk.chosen.change("keep_receipts", False)
    settle()
    assert panel.receipts.empty.text().startswith("Receipts are not kept.")
    desk.chosen.change("keep_receipts", True)
    settle()
    assert panel.receipts.empty.text().startswith("Every answer leaves a receipt here")


def test_a_report_is_exported_where_a_person_says(panel: LivePanel, desk: FakeDesk, choice: Choice) -> None:
    panel.export.click()
    assert choice.titles == ["Export the report"]
    assert desk.meters.exported == [Path("/chosen/what-answers-cost.html")]


def test_forgetting_asks_first(panel: LivePanel, desk: FakeDesk) -> None:
    panel.forget.click()
    assert desk.meters.forgotten == 0
    assert panel.asking is not None
    panel.asking.buttons[0].click()
    assert desk.meters.forgotten == 1
    assert asking(panel) is None
    until(lambda: panel.table.rows == (), "the empty history came")


def test_forgetting_can_be_called_off(panel: LivePanel, desk: FakeDesk) -> None:
    panel.forget.click()
    panel.forget.click()
    assert panel.asking is not None
    panel.asking.dismissed.emit()
    assert asking(panel) is None
    assert desk.meters.forgotten == 0


def test_a_receipt_tells_everything_when_it_is_chosen(panel: LivePanel) -> None:
    lines = panel.receipts.lines
    assert lines.count() == 2
    lines.setFocus()
    QTest.keyClick(lines, Qt.Key.Key_Down)
    QTest.keyClick(lines, Qt.Key.Key_Down)
    assert "Chat · Qwen2.5 0.5B · 96 tokens · 24.6 tokens/s · 41 J" in lines.item(1).text()
    details = panel.receipts.details.text()
    assert "Energy: 41 J, battery counter, ± 3.3 J." in details
    assert "Read: 412 tokens, 380 of them remembered" in details
    assert panel.receipts.details.isVisible()


def test_a_new_receipt_leaves_the_chosen_one_chosen(shown: Show) -> None:
    made = ReceiptList()
    shown(made)
    made.show_receipts((RECEIPT,))
    made.lines.setCurrentRow(0)
    made.add(UNMEASURED)
    assert made.chosen == RECEIPT
    made.show_receipts(())
    assert not made.receipts
    assert made.lines.currentRow() == -1
    assert not made.details.isVisible()


def test_at_most_fifty_receipts_are_shown(shown: Show) -> None:
    made = ReceiptList()
    shown(made)
    made.show_receipts([replace(RECEIPT, id=number) for number in range(200)])
    assert made.lines.count() == 50


def test_a_long_watch_keeps_few_samples(panel: LivePanel) -> None:
    for sample in series(700):
        panel.show_sample(sample)
    assert len(panel._samples.all()) <= 480


def test_a_plot_goes_from_edge_to_edge_and_breaks_where_nobody_watched(shown: Show) -> None:
    plot = LivePlot("Speed", low=0.0)
    plot.resize(204, 56)
    shown(plot)
    assert plot.lines() == []
    plot.show_points([(0, 1.0), (1, 2.0), (2, 4.0)])
    (line,) = plot.lines()
    assert (line[0].x(), line[-1].x()) == (2, plot.width() - 2)
    assert line[0].y() > line[1].y() > line[2].y() > 2
    assert plot.accessibleDescription() == "From 1.0 to 4.0, now 4.0"
    plot.show_points([*((float(number), 1.0) for number in range(60)), (1000.0, 2.0), (1001.0, 2.0)])
    assert [len(line) for line in plot.lines()] == [60, 2]
    plot.show_points([(0, 5.0), (5000, 3.0)])
    assert [len(line) for line in plot.lines()] == [1]


def test_a_course_goes_on_from_edge_to_edge_after_the_clock_was_set_back(shown: Show) -> None:
    plot, hour = LivePlot("Memory"), LastHour()
    plot.resize(204, 56)
    shown(plot)
    for at_s in (*range(7200, 7260), *range(3600, 3630)):
        hour.add(Sample(float(at_s)))
    plot.show_points([(one.at_s, one.at_s % 7) for one in hour.all()])
    (line,) = plot.lines()
    assert (len(line), line[0].x(), line[-1].x()) == (30, 2, plot.width() - 2)


def test_a_plot_paints_in_its_own_colour(shown: Show) -> None:
    plot = LivePlot("Memory", "ok", low=0.0)
    plot.resize(200, 56)
    shown(plot)
    plot.show_points([(number, 5.0) for number in range(9)])
    image = plot.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    colours = {image.pixelColor(x, y).name().upper() for x in range(image.width()) for y in range(image.height())}
    assert tokens_of(plot.palette()).ok.upper() in colours


def test_cards_stand_in_as_many_rows_as_they_need(shown: Show) -> None:
    cards = [LiveCard(str(number), LivePlot("x")) for number in range(4)]
    row = CardRow(cards)
    shown(row)
    for width, tops in ((900, 1), (450, 2), (200, 4)):
        row.setFixedWidth(width)
        settle()
        assert len({card.y() for card in cards}) == tops
        assert max(card.width() for card in cards) - min(card.width() for card in cards) <= 1


def test_the_sentences_of_one_translation_are_one_line(shown: Show) -> None:
    made = ReceiptList()
    shown(made)
    three = [replace(RECEIPT, pane="translate", at_s=1000.0 - number, total_ms=900.0) for number in range(3)]
    made.show_receipts(three)
    assert made.lines.count() == 1
    assert made.lines.item(0).text().endswith("in 3 pieces")
    made.lines.setCurrentRow(0)
    made.add(replace(three[0], at_s=1001.0))
    assert made.lines.count() == 1
    assert made.chosen is not None
    assert made.chosen.answer_tokens == 4 * RECEIPT.answer_tokens
