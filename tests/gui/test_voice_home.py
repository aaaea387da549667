# SPDX-License-Identifier: Apache-2.0
"""My home: what is in it, added, renamed, removed, taken back; and that new names are heard and understood at once."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from edgeassist.core import language
from edgeassist.intents.names import Appliance, Named, Names
from edgeassist.kit.choice_button import ChoiceButton
from edgeassist.panes.voice.home_desk import NOT_OURS
from edgeassist.panes.voice.home_rows import HomeRow
from edgeassist.panes.voice.home_sheet import NONE, HomeSheet
from edgeassist.testing.home import FakeHome
from tests.gui.conftest import settle, until
from tests.gui.voicing import Show, VoiceDesk


@pytest.fixture
def desk(shown: Show) -> Iterator[VoiceDesk]:
    made = VoiceDesk().open(shown)
    yield made
    made.pane.close()


@pytest.fixture
def sheet(desk: VoiceDesk) -> HomeSheet:
    desk.view.earlier.home.click()
    until(lambda: bool(desk.view.home.rows) and desk.view.home.rows[0].isVisible())
    return desk.view.home


def fake(desk: VoiceDesk) -> FakeHome:
    found = desk.commands.home()
    assert found is not None
    return found


def line(sheet: HomeSheet, name: str) -> HomeRow:
    return next(one for one in sheet.rows if one.named.name == name)


def titles(sheet: HomeSheet) -> list[str]:
    return [room.accessibleName() for room in sheet.rooms]


def pick(choice: ChoiceButton, words: str) -> None:
    menu = choice.open()
    next(action for action in menu.actions() if action.text() == words).trigger()
    menu.close()


def home(shown: Show, names: Names) -> list[list[str]]:
    sheet = HomeSheet()
    sheet.show_names(names)
    shown(sheet)
    return [[label.text() for label in room.findChildren(QLabel)] for room in sheet.rooms]


def test_the_home_lists_rooms_devices_and_lists(desk: VoiceDesk) -> None:
    desk.view.earlier.home.click()
    until(lambda: bool(desk.view.home.rooms))
    assert [room.accessibleName() for room in desk.view.home.rooms] == [
        "Kitchen: Kitchen lights · lamp", "Living room", "Lists: Shopping",
    ]  # fmt: skip
    assert desk.view.home.back.hasFocus()


def test_the_home_says_that_it_is_simulated(desk: VoiceDesk) -> None:
    desk.view.earlier.home.click()
    said = " ".join(label.text() for label in desk.view.home.findChildren(QLabel))
    assert "simulated" in said


def test_names_have_their_other_names_beside_them(shown: Show) -> None:
    names = Names(
        areas=(Named("lounge", "Living room", ("lounge", "salon")),),
        appliances=(
            Appliance("tv", "TV", kind="media_player", area="lounge"),
            Appliance("gate", "Gate", ("garden gate",), kind="cover"),
        ),
    )
    assert home(shown, names) == [
        ["Living room (or lounge, salon)", "TV · TV or music"],
        ["Without a room", "Gate (or garden gate) · blind, curtain or door"],
    ]


def test_the_name_in_the_language_of_the_window_comes_first(shown: Show) -> None:
    names = Names(
        areas=(Named("kitchen", "Kitchen", ("Küche",)),),
        appliances=(Appliance("kitchen-light", "Kitchen light", ("Küchenlicht", "Küchenlampe"), area="kitchen"),),
    )
    language.use("de", lambda text, _many, _n: text)
    try:
        assert home(shown, names) == [["Küche (or Kitchen)", "Küchenlicht (or Kitchen light, Küchenlampe) · Lamp"]]
    finally:
        language.use("en")


def test_an_empty_home_says_so(shown: Show) -> None:
    assert home(shown, Names()) == [[NONE]]


def test_the_home_is_read_anew_each_time(desk: VoiceDesk) -> None:
    for _ in range(2):
        desk.view.earlier.home.click()
        settle()
        until(lambda: len(desk.view.home.rooms) == 3)
        desk.view.home.back.click()
    assert desk.view.talking


def test_a_room_is_added_and_the_keyboard_stays_for_the_next(desk: VoiceDesk, sheet: HomeSheet) -> None:
    assert not sheet.add_room.isEnabled()
    sheet.room.setFocus()
    QTest.keyClicks(sheet.room, " Attic ")
    desk.press(Qt.Key.Key_Return)
    until(lambda: "Attic" in titles(sheet))
    assert sheet.done.text() == "Attic is there."
    assert (sheet.room.text(), sheet.room.hasFocus()) == ("", True)
    assert ("attic", "Attic") in sheet.place.choices


def test_a_device_is_added_with_its_kind_and_room_and_heard_at_once(desk: VoiceDesk, sheet: HomeSheet) -> None:
    grammars = len(desk.hearing.grammars)
    pick(sheet.kind, "Robot vacuum")
    pick(sheet.place, "Living room")
    sheet.device.setText("Dusty")
    sheet.add_device.click()
    until(lambda: "Living room: Dusty · robot vacuum" in titles(sheet))
    assert fake(desk).calls == [("add_device", "Dusty", "vacuum", "living_room")]
    until(lambda: len(desk.hearing.grammars) > grammars)
    assert "Dusty" in desk.hearing.grammars[-1].jsgf
    assert sheet.device.text() == ""


def test_a_device_needs_a_name_and_a_room(shown: Show) -> None:
    sheet = HomeSheet()
    shown(sheet)
    sheet.device.setText("Dusty")
    assert not sheet.add_device.isEnabled()
    wished: list[tuple[str, ...]] = []
    sheet.device_added.connect(lambda *given: wished.append(given))
    sheet.on_device_added()
    sheet.show_names(Names(areas=(Named("hall", "Hall"),)))
    assert sheet.add_device.isEnabled()
    sheet.device.setText("  ")
    sheet.on_device_added()
    sheet.on_room_added()
    assert wished == []
    assert sheet.place.text() == "Hall ▾"


def test_a_device_is_renamed_in_its_place_and_back(desk: VoiceDesk, sheet: HomeSheet) -> None:
    lights = line(sheet, "Kitchen lights")
    lights.rename.click()
    assert lights.field.hasFocus()
    assert lights.field.selectedText() == "Kitchen lights"
    QTest.keyClicks(lights.field, "Stove lamp")
    desk.press(Qt.Key.Key_Return)
    until(lambda: titles(sheet)[0] == "Kitchen: Stove lamp · lamp")
    assert sheet.done.text() == "Kitchen lights is called Stove lamp now."
    assert sheet.undo.hasFocus()
    desk.press(Qt.Key.Key_Return)
    until(lambda: titles(sheet)[0] == "Kitchen: Kitchen lights · lamp")
    assert (sheet.done.text(), sheet.undo.isVisible()) == ("Taken back.", False)


def test_a_name_that_is_left_stays(desk: VoiceDesk, sheet: HomeSheet) -> None:
    lights = line(sheet, "Kitchen lights")
    lights.rename.click()
    QTest.keyClicks(lights.field, "Other")
    desk.press(Qt.Key.Key_Escape)
    assert not lights.field.isVisible()
    assert lights.rename.hasFocus()
    assert not desk.view.talking, "Esc left the name, not the sheet"
    lights.rename.click()
    desk.press(Qt.Key.Key_Return)
    settle()
    assert fake(desk).calls == []


def test_a_device_is_removed_and_comes_back(desk: VoiceDesk, sheet: HomeSheet) -> None:
    line(sheet, "Kitchen lights").remove.click()
    until(lambda: titles(sheet)[0] == "Kitchen")
    assert sheet.done.text() == "Kitchen lights is removed."
    until(line(sheet, "Kitchen").remove.isVisible, "the room is empty now")
    sheet.undo.click()
    until(lambda: titles(sheet)[0] == "Kitchen: Kitchen lights · lamp")
    assert not line(sheet, "Kitchen").remove.isVisible()
    assert [call[0] for call in fake(desk).calls] == ["remove", "put_back"]


def test_what_was_added_is_taken_back(desk: VoiceDesk, sheet: HomeSheet) -> None:
    sheet.room.setText("Attic")
    sheet.add_room.click()
    until(lambda: "Attic" in titles(sheet))
    sheet.undo.click()
    until(lambda: "Attic" not in titles(sheet))
    sheet.undo_wished.emit()
    settle()
    assert fake(desk).calls == [("add_room", "Attic"), ("remove", "attic")]


def test_what_cannot_be_done_is_said_and_what_was_typed_stays(desk: VoiceDesk, sheet: HomeSheet) -> None:
    sheet.room.setText("Kitchen")
    sheet.add_room.click()
    until(lambda: bool(sheet.trouble.text()))
    assert sheet.trouble.text() == "Something in the home is called “Kitchen” already. Nothing was changed."
    assert sheet.room.text() == "Kitchen"
    sheet.room.setText("Attic")
    sheet.add_room.click()
    until(lambda: "Attic" in titles(sheet))
    assert not sheet.trouble.isVisible()


def test_a_home_of_somebody_elses_can_only_be_read(shown: Show) -> None:
    desk = VoiceDesk()
    desk.commands.own_home = None
    desk.open(shown)
    desk.view.earlier.home.click()
    sheet = desk.view.home
    until(lambda: bool(sheet.rooms))
    assert not sheet.adding.isVisible()
    assert not any(one.rename.isVisible() or one.remove.isVisible() for one in sheet.rows)
    desk.pane.home.add_room("Attic")
    until(lambda: sheet.done.text() == NOT_OURS)
    assert not sheet.undo.isVisible()
    desk.pane.close()


def test_what_was_said_of_a_change_is_gone_the_next_time(desk: VoiceDesk, sheet: HomeSheet) -> None:
    sheet.room.setText("Attic")
    sheet.add_room.click()
    until(lambda: bool(sheet.done.text()))
    sheet.back.click()
    desk.view.earlier.home.click()
    settle()
    assert not sheet.told.isVisible()
    desk.pane.home.undo()
    settle()
    assert "Attic" in titles(sheet)


def test_the_home_speaks_of_no_terminal(desk: VoiceDesk, sheet: HomeSheet) -> None:
    assert not any("edgeassist " in label.text() for label in sheet.findChildren(QLabel))
