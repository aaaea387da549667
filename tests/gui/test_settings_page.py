# SPDX-License-Identifier: Apache-2.0
"""The settings page: every setting has a row, what is wished is checked in place, and a reset can be undone."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from edgeassist.core.settings import GROUPS, options
from edgeassist.kit.file_choice import FileChoice
from edgeassist.kit.form_fields import LineField, MenuField, SwitchField, WordsField
from edgeassist.kit.theme import Theme
from edgeassist.ui.settings_page import SettingsPage
from tests.gui.conftest import settle, until
from tests.gui.fakes import FakePreferences

Show = Callable[[QWidget], QWidget]
SHOWN = [name for name, one in options().items() if not one.hidden]


@pytest.fixture
def chosen() -> FakePreferences:
    return FakePreferences(menus={"microphone": (("", "As the system"), ("usb", "USB headset"))})


@pytest.fixture
def page(theme: Theme, chosen: FakePreferences) -> Iterator[SettingsPage]:
    with ExitStack() as ends:
        owner = QWidget()
        made = SettingsPage(chosen, FileChoice(owner, lambda _: None))
        ends.callback(owner.deleteLater)
        ends.callback(made.deleteLater)
        ends.callback(made.close)
        made.resize(1000, 700)
        made.show()
        made.activateWindow()
        made.enter()
        settle()
        yield made


def line(page: SettingsPage, name: str) -> LineField:
    found = page.rows[name].field
    assert isinstance(found, LineField)
    return found


def write(page: SettingsPage, name: str, text: str) -> None:
    page.show_setting(name)
    found = line(page, name).line
    found.selectAll()
    QTest.keyClicks(found, text)
    QTest.keyClick(found, Qt.Key.Key_Return)
    settle()


def test_every_setting_but_the_hidden_ones_has_a_row(page: SettingsPage) -> None:
    assert list(page.rows) == SHOWN
    assert {one.option.group for one in page.rows.values()} == set(GROUPS)


def test_one_group_is_in_front_with_all_of_its_rows(page: SettingsPage) -> None:
    page.show_group("costs")
    assert [key for key, group in page.groups.items() if group.isVisible()] == ["costs"]
    assert [name for name in SHOWN if page.rows[name].isVisible()] == [
        name for name in SHOWN if options()[name].group == "costs"
    ]


def test_a_number_is_kept_on_enter(page: SettingsPage, chosen: FakePreferences) -> None:
    write(page, "threads", "3")
    assert chosen.now.threads == 3
    assert page.rows["threads"].back.isVisible()


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("threads", "many", "It must be a whole number. Still in force: one per core."),
        ("threads", "-1", "It must be between 0 and 256. Still in force: one per core."),
        ("context_tokens", "12", "It must be between 256 and 1048576. Still in force: 4096 tokens."),
        ("text_percent", "500", "It must be between 80 and 200. Still in force: 100 %."),
        ("mirror", "ftp://host", "It must be an address like https://host, or empty. Still in force: empty."),
    ],
)
def test_what_cannot_be_is_said_in_place(
    page: SettingsPage, chosen: FakePreferences, name: str, text: str, fault: str
) -> None:
    write(page, name, text)
    assert page.rows[name].fault == fault
    assert page.rows[name].accessibleDescription() == fault
    assert line(page, name).line.text() == text
    assert chosen.values()[name] == options()[name].default
    write(page, name, "300" if name == "context_tokens" else "100" if name != "mirror" else "https://host")
    assert page.rows[name].fault == ""


def test_arrows_count(page: SettingsPage, chosen: FakePreferences) -> None:
    page.show_setting("text_percent")
    QTest.keyClick(line(page, "text_percent").line, Qt.Key.Key_Up)
    settle()
    assert chosen.now.text_percent == 110
    for _ in range(5):
        QTest.keyClick(line(page, "text_percent").line, Qt.Key.Key_Down)
    settle()
    assert chosen.now.text_percent == 80


def test_a_section_is_made_when_it_is_first_turned_to(page: SettingsPage) -> None:
    made: list[QWidget] = []

    def make() -> QWidget:
        made.append(QLabel("meters"))
        return made[-1]

    page.add_section("costs", "What answers cost", make)
    page.add_section("own", "Something new", make)
    assert made == []
    page.show_group("costs")
    settle()
    assert [one.isVisible() for one in made] == [True]
    page.show_group("own")
    page.show_group("costs")
    assert [one.isVisible() for one in made] == [True, False]
    page.field.setText("proxy")
    assert [one.isVisible() for one in made] == [False, False]


def test_a_search_shows_the_rows_that_have_the_words_and_marks_them(page: SettingsPage) -> None:
    QTest.keyClicks(page.field, "downloads proxy")
    assert [name for name in SHOWN if page.rows[name].isVisible()] == ["proxy"]
    assert any("background" in label.text() for label in page.rows["proxy"].findChildren(QLabel))
    page.field.clear()
    page.show_group("network")
    assert not any("background" in label.text() for label in page.rows["proxy"].findChildren(QLabel))
    assert page.groups[page.current].isVisible()


@pytest.mark.parametrize("word", ["font", "zoom", "letter"])
def test_a_search_finds_the_size_by_what_else_a_person_calls_it(page: SettingsPage, word: str) -> None:
    page.field.setText(word)
    assert page.rows["text_percent"].isVisible()


def test_a_search_knows_no_marks_on_letters(page: SettingsPage) -> None:
    page.field.setText("CÖNTRAST")
    settle()
    assert page.rows["contrast"].isVisible()
    assert not page.rows["threads"].isVisible()


def test_a_search_for_a_group_shows_all_of_it(page: SettingsPage) -> None:
    page.field.setText("voice")
    assert page.rows["talk_key"].isVisible() or page.rows["voice_language"].isVisible()


def test_a_search_without_a_hit_says_so_and_leads_back(page: SettingsPage) -> None:
    page.field.setText("<b>zebra</b>")
    said = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    assert "No setting has “<b>zebra</b>” in its name or its help." in said
    QTest.keyClick(page.field, Qt.Key.Key_Escape)
    assert page.groups[page.current].isVisible()


def test_one_setting_goes_back_and_forth(page: SettingsPage, chosen: FakePreferences) -> None:
    write(page, "threads", "3")
    page.rows["threads"].back.click()
    settle()
    assert chosen.now.threads == 0
    assert not page.rows["threads"].back.isVisible()
    assert page.undo is not None
    assert page.undo.text == "“Threads” is back at the default."
    page.undo.buttons[0].click()
    settle()
    assert chosen.now.threads == 3
    assert page.undo is None


def test_all_settings_go_back_without_a_question_and_can_come_again(
    page: SettingsPage, chosen: FakePreferences
) -> None:
    chosen.change("theme", "dark")
    chosen.change("notify", value=False)
    chosen.change("model", "qwen")
    chosen.change("offline", value=True)
    page.reset()
    assert (chosen.now.theme, chosen.now.notify, chosen.now.model) == ("system", True, "qwen")
    assert chosen.now.offline
    assert page.undo is not None
    assert page.undo.text == (
        "2 settings are back at the default. The model in use and the folder of the models stay as they are."
    )
    page.undo.buttons[0].click()
    assert (chosen.now.theme, chosen.now.notify) == ("dark", False)
    settle()
    page.reset()
    page.reset()
    assert page.undo is not None
    assert page.undo.text == "Every setting is at its default already."


def test_what_is_changed_elsewhere_is_shown(page: SettingsPage, chosen: FakePreferences) -> None:
    chosen.change("theme", "dark")
    found = page.rows["theme"].field
    assert isinstance(found, WordsField)
    until(lambda: found.words.key == "dark")


def test_a_switch_and_a_menu_wish(page: SettingsPage, chosen: FakePreferences) -> None:
    switch, menu = page.rows["notify"].field, page.rows["microphone"].field
    assert isinstance(switch, SwitchField)
    assert isinstance(menu, MenuField)
    page.show_setting("notify")
    QTest.keyClick(switch.box, Qt.Key.Key_Space)
    menu.menu.chosen.emit("usb")
    settle()
    assert (chosen.now.notify, chosen.now.microphone) == (False, "usb")
    assert menu.menu.accessibleName() == "Microphone: USB headset"


def test_a_chosen_thing_that_is_not_there_stays_on_show(page: SettingsPage, chosen: FakePreferences) -> None:
    chosen.change("microphone", "gone")
    settle()
    menu = page.rows["microphone"].field
    assert isinstance(menu, MenuField)
    until(lambda: menu.menu.accessibleName() == "Microphone: gone")


def test_a_refusal_is_said_at_the_row(page: SettingsPage, chosen: FakePreferences) -> None:
    chosen.refuses = "must be another"
    write(page, "threads", "2")
    assert page.rows["threads"].fault == "It must be another. Still in force: one per core."


def test_esc_backs_out_of_the_notice_then_of_the_page(page: SettingsPage) -> None:
    left: list[bool] = []
    page.left.connect(lambda: left.append(True))
    page.reset()
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert (page.undo, left) == (None, [])
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert left == [True]


def test_everything_that_can_be_used_has_a_name(page: SettingsPage) -> None:
    bare: list[str] = []
    for key in page.groups:
        page.show_group(key)
        stops = [
            one for one in page.findChildren(QWidget) if one.isVisible() and one.focusPolicy() & Qt.FocusPolicy.TabFocus
        ]
        bare += [f"{key}: {one}" for one in stops if not one.accessibleName()]
    assert bare == []


def test_in_a_narrow_window_nothing_is_wider_than_the_page(page: SettingsPage) -> None:
    page.resize(480, 700)
    for key in page.groups:
        page.show_group(key)
        settle()
        wide = [one.option.name for one in page.groups[key].rows if one.minimumSizeHint().width() > 480]
        assert wide == []


def test_settings_go_to_a_file_and_come_from_one(page: SettingsPage, chosen: FakePreferences, tmp_path: Path) -> None:
    texts = [entry.text for entry in page._entries()]
    assert texts == ["Import settings…", "Export settings…", "Reset all settings"]
    chosen.export(tmp_path / "a.toml")
    page.take_in(tmp_path / "b.toml")
    assert [what for what, _path in chosen.files] == ["export", "import"]


def test_arrows_lead_through_the_groups_in_their_order(page: SettingsPage) -> None:
    page.places.buttons["look"].setFocus()
    passed = []
    for _ in range(len(GROUPS) + 1):
        passed.append(page.current)
        QTest.keyClick(page.places.buttons[page.current], Qt.Key.Key_Down)
    assert passed == [*GROUPS, passed[-1]]
    QTest.keyClick(page.places.buttons[page.current], Qt.Key.Key_Left)
    assert page.current == passed[-2] if passed[-1] != passed[-2] else list(GROUPS)[-2]
    assert page.places.buttons[page.current].isChecked()


def test_the_name_of_a_group_is_whole_when_it_is_chosen(page: SettingsPage) -> None:
    for key, place in page.places.buttons.items():
        before = place.width()
        page.show_group(key)
        settle()
        assert place.fontMetrics().horizontalAdvance(place.text()) + 20 <= place.width() == before
