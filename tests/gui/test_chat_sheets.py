# SPDX-License-Identifier: Apache-2.0
"""How a chat is answered, and the prompt library, as a person uses their sheets."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from edgeassist.api import ModelView
from edgeassist.history.manner import Manner
from edgeassist.kit.background import InOrder
from edgeassist.panes.chat.manner_sheet import DEFAULT_MODEL, GONE_REMARK, SMALL_REMARK, MannerSheet
from edgeassist.panes.chat.manners import OWN, PERSONAS, breadth, temper
from edgeassist.panes.chat.prompt_forms import TextBox
from edgeassist.panes.chat.prompt_sheet import EMPTY, PromptSheet
from edgeassist.panes.chat.prompts import Prompt, Prompts, shipped
from tests.gui.conftest import until

Show = Callable[[QWidget], QWidget]
MODELS = (ModelView("qwen", "Qwen2.5 0.5B", 4096), ModelView("starter", "Starter", 512, small=True))


@pytest.fixture
def sheet(shown: Show) -> MannerSheet:
    made = MannerSheet()
    shown(made)
    made.activateWindow()
    return made


def chosen(sheet: MannerSheet) -> list[Manner]:
    heard: list[Manner] = []
    sheet.manner_chosen.connect(heard.append)
    return heard


def press(button: QPushButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_persona_is_taken_with_one_click_and_own_words_when_they_are_left(sheet: MannerSheet) -> None:
    heard = chosen(sheet)
    press(sheet.persona.buttons["Brief"])
    assert heard[-1].persona == PERSONAS[2].text
    press(sheet.persona.buttons[OWN])
    assert len(heard) == 1
    sheet.text.setPlainText("Answer as a sailor.")
    sheet.length.buttons["160"].setFocus()
    assert heard[-1].persona == "Answer as a sailor."
    assert sheet.persona.key == OWN
    press(sheet.persona.buttons["Nobody special"])
    assert heard[-1] == Manner()
    assert sheet.text.isHidden()


def test_words_that_were_typed_are_not_lost_when_the_sheet_closes(sheet: MannerSheet) -> None:
    heard = chosen(sheet)
    press(sheet.persona.buttons[OWN])
    sheet.text.setPlainText("Be kind.")
    sheet.hide()
    assert [one.persona for one in heard] == ["Be kind."]


def test_numbers_are_said_in_words_and_what_else_is_kept_stays(sheet: MannerSheet) -> None:
    heard = chosen(sheet)
    sheet.show_manner(Manner("", "", {"summary": "of older turns", "temperature": 1.2}), MODELS)
    assert sheet.temperature.said.text() == "Inventive · 1.2"
    QTest.keyClick(sheet.temperature.slider, Qt.Key.Key_Home)
    assert heard[-1].parameters == {"summary": "of older turns", "temperature": 0.0}
    QTest.keyClick(sheet.top_p.slider, Qt.Key.Key_PageDown)
    press(sheet.length.buttons["480"])
    assert heard[-1].parameters == {"summary": "of older turns", "temperature": 0.0, "top_p": 0.85, "max_tokens": 480}
    assert "340 words" in sheet.about_length.text()
    press(sheet.reset)
    assert heard[-1].parameters == {"summary": "of older turns"}
    assert not sheet.reset.isEnabled()


def test_every_place_of_a_dial_has_a_word() -> None:
    assert [temper(value / 2) for value in range(4)] == [
        "Careful", "Rather careful", "Inventive", "Wild: it may wander off",
    ]  # fmt: skip
    assert {breadth(value / 20) for value in range(21)} == {
        "Only the likeliest words", "Likely words", "Most words", "Every word",
    }  # fmt: skip


def test_a_chat_has_a_model_of_its_own(sheet: MannerSheet) -> None:
    heard = chosen(sheet)
    sheet.show_manner(Manner(), MODELS)
    assert sheet.model.text() == DEFAULT_MODEL
    menu = sheet.open_models()
    menu.actions()[2].trigger()
    menu.close()
    assert heard == [Manner("starter")]
    assert sheet.remark.text() == SMALL_REMARK
    sheet.show_manner(Manner("deleted"), MODELS)
    assert sheet.remark.text() == GONE_REMARK


class Library:
    def __init__(self, folder: Path, show: Show) -> None:
        self.owner = QWidget()
        self.storing = InOrder(self.owner, "prompts")
        self.sheet = PromptSheet(folder, self.storing)
        self.sheet.resize(420, 560)
        self.heard: list[str] = []
        self.sheet.prompt_chosen.connect(self.heard.append)
        show(self.sheet)
        self.sheet.refresh()
        self.stored()

    def stored(self) -> None:
        for _ in range(3):
            done: list[None] = []
            self.storing.do(lambda: None, done.append)
            until(partial(bool, done))

    @property
    def names(self) -> list[str]:
        return [self.sheet.list.item(at).text() for at in range(self.sheet.list.count())]

    def go_to(self, name: str) -> None:
        self.sheet.list.setCurrentRow(self.names.index(name))

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(self.sheet.list, key)
        self.stored()

    def close(self) -> None:
        self.sheet.undo.put_away()
        self.storing.close()
        self.owner.deleteLater()


@pytest.fixture
def library(tmp_path: Path, shown: Show) -> Iterator[Library]:
    made = Library(tmp_path, shown)
    yield made
    made.close()


def test_a_prompt_is_found_its_gaps_filled_and_inserted(library: Library) -> None:
    sheet = library.sheet
    assert library.names == [one.name for one in shipped()]
    QTest.keyClicks(sheet.field, "handover")
    assert library.names == ["Hand over the shift"]
    QTest.keyClick(sheet.field, Qt.Key.Key_Return)
    place, notes = sheet.form.fields.values()
    assert isinstance(place, QLineEdit)
    assert isinstance(notes, TextBox)
    assert (place.accessibleName(), notes.accessibleName()) == ("Place", "Notes")
    place.setText("well 7")
    notes.setPlainText("pump 3 off")
    QTest.keyClick(notes, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    (text,) = library.heard
    assert "next shift at well 7." in text
    assert text.endswith("My notes:\npump 3 off")


def test_a_prompt_without_gaps_is_inserted_at_once_and_esc_leads_back(library: Library, tmp_path: Path) -> None:
    Prompts(tmp_path).put(Prompt("Go on", "Go on."))
    library.sheet.refresh()
    library.stored()
    left: list[bool] = []
    library.sheet.left.connect(lambda: left.append(True))
    library.go_to("Go on")
    library.press(Qt.Key.Key_Return)
    assert library.heard == ["Go on."]
    library.go_to("Toolbox talk")
    library.press(Qt.Key.Key_Return)
    QTest.keyClick(library.sheet.form, Qt.Key.Key_Escape)
    assert library.sheet.pages.currentIndex() == 0
    QTest.keyClick(library.sheet, Qt.Key.Key_Escape)
    assert left == [True]


def test_prompts_are_written_changed_and_deleted_with_a_way_back(library: Library) -> None:
    sheet = library.sheet
    press(sheet.new)
    assert not sheet.editor.keep.isEnabled()
    QTest.keyClicks(sheet.editor.name, "Ward round")
    sheet.editor.text.setPlainText("Sum up {notes…}")
    press(sheet.editor.keep)
    library.stored()
    assert library.names[0] == "Ward round"
    assert sheet.chosen == Prompt("Ward round", "Sum up {notes…}")
    library.press(Qt.Key.Key_F2)
    sheet.editor.name.setText("Round")
    press(sheet.editor.keep)
    library.stored()
    assert "Ward round" not in library.names
    library.press(Qt.Key.Key_Delete)
    assert "Round" not in library.names
    press(sheet.undo.buttons[0])
    library.stored()
    assert "Round" in library.names


def test_files_of_prompts_come_and_go_and_what_fails_is_said(library: Library, tmp_path: Path) -> None:
    sheet, file = library.sheet, tmp_path / "exchange.toml"
    sheet.export(file)
    library.stored()
    assert sheet.undo.text.endswith(f"saved in {file}")
    file.write_text('[[prompt]]\nname = "Theirs"\ntext = "x"\n')
    sheet.take_in(file)
    library.stored()
    assert library.names[0] == "Theirs"
    file.write_text("nonsense [")
    sheet.take_in(file)
    library.stored()
    assert "cannot be used" in sheet.undo.text
    sheet.field.setText("nothing is called so")
    assert sheet.said.text() == EMPTY
