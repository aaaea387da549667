# SPDX-License-Identifier: Apache-2.0
"""The language of commands and the voice models: chosen at once, added with progress, stopped, refused, removed."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QPushButton

from edgeassist.api import VoiceView
from edgeassist.core.errors import BadInput
from edgeassist.core.stop import Report, Stop
from edgeassist.kit.choice_button import ChoiceButton
from edgeassist.panes.voice.voices_sheet import BY_NAME, VoicesSheet
from tests.gui.conftest import settle, until
from tests.gui.voicing import DELETE, Show, VoiceDesk

GERMAN = VoiceView("small-de", "vosk-model-small-de", "de", 45_000_000, 160_000_000, used=True)
FILE = Path("/media/vosk-model-small-de-0.15.zip")


class Refused(BadInput):
    """What is no voice model."""

    code, hint = "not-a-voice-model", "Choose a model for vosk. Nothing was changed."


@pytest.fixture
def desk(shown: Show) -> Iterator[VoiceDesk]:
    made = VoiceDesk().open(shown)
    yield made
    made.pane.close()


@pytest.fixture
def sheet(desk: VoiceDesk) -> VoicesSheet:
    return opened(desk)


def opened(desk: VoiceDesk) -> VoicesSheet:
    desk.view.earlier.voices.click()
    until(lambda: bool(desk.view.voices.language.choices))
    settle()
    return desk.view.voices


def pick(choice: ChoiceButton, words: str) -> None:
    menu = choice.open()
    next(action for action in menu.actions() if action.text() == words).trigger()
    menu.close()


def test_at_first_english_is_heard_by_what_is_built_in(sheet: VoicesSheet) -> None:
    assert sheet.language.text() == "As the window (English) ▾"
    assert sheet.hears.text() == "Heard by the built-in recognizer."
    assert sheet.empty.isVisible()
    assert sheet.back.hasFocus()
    assert (sheet.heard_as.text(), sheet.working.isVisible()) == (f"{BY_NAME} ▾", False)


def test_another_language_is_chosen_and_holds_at_once(desk: VoiceDesk, sheet: VoicesSheet) -> None:
    warmed, prepared = desk.hearing.warmed, desk.commands.prepared
    desk.commands.language = "de"  # as the commands of that language are, once they are made
    pick(sheet.language, "Deutsch")
    until(lambda: desk.commands.prepared == prepared + 1)
    assert desk.context.chosen["voice_language"] == "de"
    assert desk.hearing.warmed == warmed + 1
    until(lambda: desk.hearing.grammars[-1].language == "de")
    assert sheet.hears.text() == (
        "Speak in English; type in German or English. To speak German, add a voice model for it."
    )
    sheet.back.click()
    names = [one.text() for one in desk.view.page.examples.findChildren(type(sheet.back))]
    assert "“stelle einen Timer auf zehn Minuten”" in names
    desk.type(DELETE)
    assert not desk.view.page.examples.isVisible()


def test_a_voice_model_is_added_and_hears(desk: VoiceDesk, sheet: VoicesSheet) -> None:
    desk.context.chosen["voice_language"] = "de"
    sheet.show_languages(sheet.language.choices, "de")
    warmed = desk.hearing.warmed
    desk.pane.voices.add(FILE)
    until(lambda: bool(sheet.rows))
    assert desk.context.voices.asked == [(FILE, "")]
    assert sheet.outcome.text() == "vosk-model-small-de-0 is here and was tried."
    assert sheet.rows[0].accessibleName() == (
        "Deutsch: vosk-model-small-de-0. 45 MB · needs 160 MB of memory · hears Deutsch"
    )
    assert sheet.hears.text() == "Heard by vosk-model-small-de-0."
    assert desk.hearing.warmed == warmed + 1
    assert not sheet.empty.isVisible()
    assert sheet.add.isEnabled()


def test_the_file_is_chosen_with_its_language(desk: VoiceDesk, sheet: VoicesSheet, tmp_path: Path) -> None:
    file = tmp_path / "mine.zip"
    file.write_bytes(b"")
    pick(sheet.heard_as, "Français")
    sheet.add.click()
    dialog = sheet.findChild(QFileDialog)
    assert dialog is not None
    assert "*.zip" in dialog.nameFilters()[0]
    dialog.fileSelected.emit(str(file))
    dialog.close()
    until(lambda: desk.context.voices.asked == [(file, "fr")])


def test_how_far_it_is_is_shown_and_it_can_be_stopped(desk: VoiceDesk, sheet: VoicesSheet) -> None:
    told, stopped = threading.Event(), threading.Event()

    def take(report: Report, stop: Stop) -> None:
        report("Unpacking", 250, 1000)
        told.set()
        stopped.wait(60)
        stop.check()

    desk.context.voices.taking = take
    desk.pane.voices.add(FILE)
    until(lambda: sheet.bar.value() == 250)
    assert told.is_set()
    assert (sheet.step.text(), sheet.add.isEnabled(), sheet.stop.isVisible()) == ("Unpacking…", False, True)
    desk.pane.voices.add(FILE)
    sheet.back.click()
    opened(desk)
    assert sheet.step.text() == "Unpacking…", "it goes on while the sheet is closed"
    sheet.stop.click()
    stopped.set()
    until(lambda: sheet.outcome.text() == "Stopped. Nothing was added.")
    assert (sheet.rows, desk.context.voices.asked) == ([], [(FILE, "")])
    assert not sheet.working.isVisible()


def test_a_file_that_is_refused_says_why(desk: VoiceDesk, sheet: VoicesSheet) -> None:
    desk.context.voices.refusal = Refused("This is no voice model.")
    desk.pane.voices.add(FILE)
    until(lambda: bool(sheet.outcome.text()))
    assert sheet.outcome.text() == "This is no voice model. Choose a model for vosk. Nothing was changed."
    assert sheet.outcome.property("tone") == "danger"
    assert sheet.add.isEnabled()
    desk.context.voices.refusal = ValueError()
    desk.pane.voices.add(FILE)
    until(lambda: sheet.outcome.text() == "ValueError")
    sheet.back.click()
    opened(desk)
    assert not sheet.outcome.isVisible()


def test_one_that_does_not_work_is_listed_with_the_reason(desk: VoiceDesk, sheet: VoicesSheet) -> None:
    desk.context.voices.problem = "It could not be loaded."
    desk.pane.voices.add(FILE)
    until(lambda: bool(sheet.rows))
    assert sheet.rows[0].problem.text() == "It could not be loaded."
    assert sheet.outcome.text().endswith("came in, but is not used. It could not be loaded.")
    assert sheet.outcome.property("tone") == "danger"


def test_removing_asks_first(shown: Show) -> None:
    desk = VoiceDesk()
    desk.context.voices.found = [GERMAN]
    desk.open(shown)
    sheet = opened(desk)
    (row,) = sheet.rows
    row.remove.click()
    assert row.keep.hasFocus()
    assert len(desk.context.voices.found) == 1
    row.keep.click()
    assert row.remove.hasFocus()
    assert not row.sure.isVisible()
    row.remove.click()
    row.sure.click()
    until(sheet.empty.isVisible)
    assert desk.context.voices.found == []
    desk.pane.close()


def test_what_a_voice_model_is_for_is_said(shown: Show) -> None:
    sheet = VoicesSheet()
    shown(sheet)
    sheet.show_voices(
        (
            GERMAN,
            VoiceView("big", "big-de", "de", 1_900_000_000),
            VoiceView("wide", "wide-zz", "zz", 50_000_000, held=False, used=True),
        )
    )
    assert [one.line.text() for one in sheet.rows] == [
        "45 MB · needs 160 MB of memory · hears de",
        "1.9 GB · another one is used",
        "50 MB · hears zz · cannot be held to commands: it asks more often",
    ]


def test_esc_leads_back(desk: VoiceDesk, sheet: VoicesSheet) -> None:
    desk.press(Qt.Key.Key_Escape)
    assert desk.view.talking


def test_closing_the_pane_stops_what_is_taken_in(shown: Show) -> None:
    desk = VoiceDesk()
    ends: list[bool] = []

    def take(_report: Report, stop: Stop) -> None:
        while not stop.wished:
            threading.Event().wait(0.001)
        ends.append(True)

    desk.context.voices.taking = take
    desk.open(shown)
    desk.pane.voices.add(FILE)
    until(lambda: bool(desk.context.voices.asked))
    desk.pane.close()
    assert ends == [True]


def test_a_choice_without_choices_cannot_be_pressed(shown: Show) -> None:
    choice = ChoiceButton("Room", empty="No room yet")
    shown(choice)
    assert (choice.text(), choice.isEnabled(), choice.code) == ("No room yet ▾", False, "")
    choice.offer((("a", "Attic & co"), ("b", "Bath")), "b")
    assert (choice.text(), choice.accessibleName()) == ("Bath ▾", "Room: Bath")
    menu = choice.open()
    assert [(one.text(), one.isChecked()) for one in menu.actions()] == [("Attic && co", False), ("Bath", True)]
    menu.close()
    choice.offer((("a", "Attic & co"),))
    assert choice.code == "a"


def test_what_was_wrong_with_a_language_is_gone_with_it(desk: VoiceDesk) -> None:
    desk.context.chosen["voice_language"] = "xx"
    desk.pane.hidden()
    desk.pane.shown()
    desk.pane.session.failed(Refused("Commands cannot be given in 'xx'."))
    desk.pane.commands.changed.emit()
    assert desk.pane.session.look.trouble
    desk.pane.hidden()
    desk.context.chosen["voice_language"] = "de"
    desk.commands.language = "de"
    desk.pane.shown()
    assert (desk.pane.session.look.trouble, desk.pane.session.look.hint) == ("", "")
    until(lambda: desk.hearing.grammars[-1].language == "de")
    names = [one.text() for one in desk.view.page.examples.findChildren(QPushButton)]
    assert "“stelle einen Timer auf zehn Minuten”" in names


def test_turning_back_to_the_pane_alone_forgives_nothing(desk: VoiceDesk) -> None:
    desk.pane.session.failed(Refused("Not now."))
    desk.pane.hidden()
    desk.pane.shown()
    assert desk.pane.session.look.trouble == "Not now."
