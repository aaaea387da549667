# SPDX-License-Identifier: Apache-2.0
"""The kit's parts at their edges: empty, busy, hidden, right to left, by the keyboard, with what looks like markup."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from edgeassist.kit.chip import Chip
from edgeassist.kit.code_sheet import CodeSheet
from edgeassist.kit.composer import Composer
from edgeassist.kit.copy_button import COPIED, CopyButton
from edgeassist.kit.fold import MOST_LINES, Fold
from edgeassist.kit.icons import IconButton, IconLabel
from edgeassist.kit.input import MOST_LINES as INPUT_LINES
from edgeassist.kit.links import LinkBar
from edgeassist.kit.meter import STEPS, Meter
from edgeassist.kit.more_button import Entry, MoreButton
from edgeassist.kit.notice import Action, NoticeBar
from edgeassist.kit.parts import button, tip, words
from edgeassist.kit.segmented import Segmented
from edgeassist.kit.sheets import Sheet
from edgeassist.kit.split_page import SplitPage
from edgeassist.kit.stream_view import StreamView
from edgeassist.kit.table_sheet import TableSheet
from tests.gui.conftest import settle, until

Show = Callable[[QWidget], QWidget]


@pytest.fixture
def right_to_left(app: QApplication) -> Iterator[None]:
    app.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield
    app.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@pytest.fixture
def composer(shown: Show) -> Composer:
    made = Composer("Your question", "Ask")
    made.resize(400, 200)
    shown(made)
    return made


@pytest.mark.parametrize(
    ("text", "busy", "ready", "enabled", "name"),
    [
        ("", False, True, False, "Send"),
        (" \n ", False, True, False, "Send"),
        ("a", False, True, True, "Send"),
        ("a", False, False, False, "Send"),
        ("a", True, False, True, "Stop"),
        ("", True, True, True, "Stop"),
    ],
)
def test_one_button_sends_or_stops_as_it_can(
    text: str, busy: bool, ready: bool, enabled: bool, name: str, composer: Composer
) -> None:
    sent: list[str] = []
    stops: list[bool] = []
    composer.submitted.connect(sent.append)
    composer.stopped.connect(lambda: stops.append(True))
    composer.put(text)
    composer.set_busy(busy=busy)
    composer.set_ready(ready=ready)
    assert (composer.action.isEnabled(), composer.action.accessibleName()) == (enabled, name)
    composer.action.click()
    assert sent == ([text] if enabled and not busy else [])
    assert stops == ([True] if busy else [])
    assert composer.text == ("" if sent else text), "what was not sent is still there"


def test_a_text_put_there_can_be_undone(composer: Composer) -> None:
    composer.put("my own draft")
    composer.put("a text from elsewhere")
    composer.input.undo()
    assert composer.text == "my own draft"


def test_a_suggestion_is_replaced_by_the_first_letter_typed(composer: Composer) -> None:
    composer.suggest("What is a pump?")
    QTest.keyClicks(composer.input, "No")
    assert composer.text == "No"


@pytest.mark.parametrize("lines", [0, 1, 3, INPUT_LINES, 40])
def test_the_input_grows_with_its_lines_up_to_the_most(lines: int, composer: Composer) -> None:
    one = composer.input.height()
    composer.put("\n".join("x" for _ in range(lines)))
    settle()
    spacing = composer.input.fontMetrics().lineSpacing()
    assert composer.input.height() - one == spacing * (max(1, min(lines, INPUT_LINES)) - 1)


def test_the_frame_of_the_input_shows_where_typing_goes(composer: Composer) -> None:
    composer.activateWindow()
    composer.input.setFocus()
    until(lambda: composer.property("focused") == "true")
    composer.action.setEnabled(True)
    composer.action.setFocus()
    until(lambda: composer.property("focused") == "false")


def test_a_file_dropped_on_the_input_is_left_to_whoever_holds_it_and_its_path_never_typed(composer: Composer) -> None:
    files, link = QMimeData(), QMimeData()
    files.setUrls([QUrl.fromLocalFile("/tmp/a.pdf")])
    link.setText("https://a.example")
    assert not composer.input.canInsertFromMimeData(files)
    assert composer.input.canInsertFromMimeData(link)


def test_only_plain_words_come_from_the_clipboard(composer: Composer) -> None:
    rich = QMimeData()
    rich.setHtml("<b>bold</b><img src='file:///etc/passwd'>")
    rich.setText("bold")
    composer.input.insertFromMimeData(rich)
    assert composer.text == "bold"


def test_a_copy_is_said_for_a_moment_and_by_name(shown: Show) -> None:
    made = CopyButton("Copy", lambda: "the text\n", name="Copy the answer")
    shown(made)
    made.click()
    assert QGuiApplication.clipboard().text() == "the text\n"
    assert (made.text(), made.accessibleName()) == (COPIED, COPIED)
    made.on_said()
    assert (made.text(), made.accessibleName()) == ("Copy", "Copy the answer")


def test_what_is_hidden_forgets_that_it_was_copied(shown: Show) -> None:
    made = CopyButton("Copy", lambda: "x", name="Copy it")
    shown(made)
    made.click()
    made.hide()
    assert made.text() == "Copy"


def test_a_copy_pressed_out_of_sight_leaves_no_timer(theme: object) -> None:
    made = CopyButton("Copy", lambda: "x", name="Copy it")
    made.click()
    assert not made._timer.isActive()
    made.deleteLater()


def test_a_menu_s_line_that_cannot_be_had_now_is_grey(shown: Show) -> None:
    done: list[str] = []
    made = MoreButton("More", lambda: (Entry("One", lambda: done.append("one")), Entry("Two", lambda: None, False)))
    shown(made)
    menu = made.open()
    first, second = menu.actions()
    assert (first.isEnabled(), second.isEnabled(), menu.accessibleName()) == (True, False, "More")
    first.trigger()
    menu.close()
    assert done == ["one"]


def test_a_choice_that_is_not_allowed_says_why_and_the_arrow_keys_pass_over_it(shown: Show) -> None:
    made = Segmented("Length", (("s", "Short"), ("m", "Medium"), ("l", "Long")))
    made.allow("m", "Not with <this> model")
    shown(made)
    picked: list[str] = []
    made.chosen.connect(picked.append)
    made.buttons["s"].setFocus()
    QTest.keyClick(made.buttons["s"], Qt.Key.Key_Right)
    QTest.mouseClick(made.buttons["m"], Qt.MouseButton.LeftButton)
    assert "m" not in picked
    assert made.buttons["m"].accessibleDescription() == "Not with <this> model"
    assert "&lt;this&gt;" in made.buttons["m"].toolTip()
    made.allow("m", "")
    made.buttons["m"].click()
    assert (picked[-1], made.key) == ("m", "m")


def test_choosing_for_a_person_tells_nobody(shown: Show) -> None:
    made = Segmented("Length", (("s", "Short"), ("l", "Long")))
    shown(made)
    picked: list[str] = []
    made.chosen.connect(picked.append)
    made.choose("l")
    assert (picked, made.key, made.buttons["l"].isChecked(), made.buttons["s"].isChecked()) == ([], "l", True, False)


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_Backspace])
@pytest.mark.parametrize("removable", [True, False])
def test_delete_takes_a_chip_away_where_that_may_be(key: Qt.Key, removable: bool, shown: Show) -> None:
    made = Chip("report.pdf", "12 pages", removable=removable)
    shown(made)
    gone: list[bool] = []
    made.removed.connect(lambda: gone.append(True))
    QTest.keyClick(made, key)
    assert gone == ([True] if removable else [])
    assert made.accessibleName() == "report.pdf, 12 pages"


def test_a_chip_s_remark_goes_when_there_is_none(shown: Show) -> None:
    made = Chip("report.pdf", "reading…")
    shown(made)
    made.set_remark("", "danger")
    assert (made.remark.isVisible(), made.accessibleName()) == (False, "report.pdf")


@pytest.mark.parametrize(
    ("share", "value"), [(0.0, 0), (-1.0, 0), (0.00001, 1), (0.5, STEPS // 2), (1.0, STEPS), (7.0, STEPS)]
)
def test_a_bar_never_shows_something_as_nothing(share: float, value: int, shown: Show) -> None:
    made = Meter("Room")
    made.show_share(share, "so much", "warn")
    assert (made.bar.value(), made.bar.accessibleDescription(), made.line.text()) == (value, "so much", "so much")
    made.deleteLater()


def test_a_fold_scrolls_beyond_its_lines_and_follows_only_who_reads_the_end(shown: Show) -> None:
    made = Fold("Thoughts")
    made.resize(300, 400)
    shown(made)
    made.toggle.click()
    made.add("line\n" * 40)
    settle()
    bar = made.body.verticalScrollBar()
    assert made.body.height() <= (MOST_LINES + 2) * made.body.fontMetrics().lineSpacing() + 24
    assert bar.value() == bar.maximum() > 0
    bar.setValue(0)
    made.add("more\n" * 10)
    assert bar.value() == 0
    made.clear()
    assert made.text == ""


def test_the_sign_of_a_fold_points_into_the_text(shown: Show, right_to_left: None) -> None:
    made = Fold("Thoughts", "x")
    shown(made)
    assert made.toggle.text() == "◂ Thoughts"
    made.toggle.click()
    assert (made.toggle.text(), made.toggle.accessibleName()) == ("▾ Thoughts", "Hide: Thoughts")


def test_the_way_back_points_where_the_reader_came_from(shown: Show, right_to_left: None) -> None:
    made = SplitPage(words("one"), words("two"), back="Back to the text")
    made.resize(400, 300)
    shown(made)
    made.show_second()
    assert made.back.text() == "› Back to the text"
    arabic = SplitPage(words("one"), words("two"), back="العودة إلى النص")
    assert arabic.back.text() == "‹ العودة إلى النص"  # a sign with two sides: Qt turns it with the words
    arabic.deleteLater()


def test_the_halves_know_whether_there_is_room_again(shown: Show) -> None:
    made = SplitPage(QPushButton("one"), QPushButton("two"))
    turns: list[bool] = []
    made.turned.connect(turns.append)
    made.resize(1000, 300)
    shown(made)
    for width in (400, 1000, 400):
        made.resize(width, 300)
        settle()
    assert (made.narrow, made.second_seen, turns[-3:]) == (True, False, [False, True, False])


def test_going_back_takes_the_keyboard_along(shown: Show) -> None:
    first = QPushButton("one")
    made = SplitPage(first, QPushButton("two"))
    made.resize(400, 300)
    shown(made)
    made.activateWindow()
    made.show_second()
    until(made.back.hasFocus)
    made.back.click()
    until(first.hasFocus)


def test_a_notice_copies_the_sentence_with_its_details(shown: Show) -> None:
    made = NoticeBar("It broke.", hint="Try again.", detail="Traceback <b>", tone="danger")
    shown(made)
    toggle = next(one for one in made.findChildren(QPushButton) if one.text() == "Details")
    toggle.click()
    assert toggle.text() == "Hide details"
    next(one for one in made.findChildren(QPushButton) if one.text() == "Copy details").click()
    assert QGuiApplication.clipboard().text() == "It broke.\n\nTraceback <b>"
    toggle.click()
    assert not any(one.isVisible() for one in made.findChildren(QPushButton) if one.text() == "Copy details")


@pytest.mark.parametrize(("hint", "detail"), [("", ""), ("What to do.", ""), ("", "x"), ("What to do.", "x")])
def test_a_notice_has_its_buttons_in_every_form(hint: str, detail: str, shown: Show) -> None:
    pressed: list[str] = []
    act = Action("Do it", lambda: pressed.append("do"), primary=True)
    made = NoticeBar("It is so.", hint=hint, detail=detail, actions=(act,))
    made.resize(600, 200)
    shown(made)
    assert made.buttons[0].isVisible()
    made.buttons[0].click()
    assert pressed == ["do"]


@pytest.mark.parametrize(
    ("link", "may", "warned"),
    [
        ("https://a.example/x", True, False),
        ("mailto:jo@a.example", True, False),
        ("http://user@a.example", True, True),
        ("https://xn--pypal-4ve.example", True, True),
        ("file:///etc/passwd", False, True),
        ("javascript:alert(1)", False, True),
        ("https://a.example\\@b.example", False, True),
        ("", False, True),
    ],
)
def test_only_an_address_that_reads_one_way_can_be_opened(link: str, may: bool, warned: bool, shown: Show) -> None:
    opened: list[str] = []
    made = LinkBar(opened.append)
    shown(made)
    made.ask(link, "the map")
    assert (made.open.isVisible(), made.warning.isVisible()) == (may, warned)
    made.on_agreed()
    assert opened == ([link] if may else [])
    assert not made.isVisible()


def test_escape_leaves_a_link_alone(shown: Show) -> None:
    opened: list[str] = []
    made = LinkBar(opened.append)
    closed: list[bool] = []
    made.closed.connect(lambda: closed.append(True))
    shown(made)
    made.ask("https://a.example")
    QTest.keyClick(made, Qt.Key.Key_Escape)
    assert (opened, closed, made.isVisible()) == ([], [True], False)


@pytest.mark.parametrize("text", ["plain", "a < b", "<img src=x>", "&amp;"])
def test_no_tool_tip_is_read_as_markup(text: str) -> None:
    document = QTextDocument()
    shown = tip(text)
    document.setHtml(shown) if shown != text else document.setPlainText(shown)
    assert document.toPlainText() == text


def test_labels_and_buttons_show_markup_as_it_is_written(shown: Show) -> None:
    label = words("<b>x</b>")
    pressed: list[bool] = []
    made = button("A & B", lambda: pressed.append(True), name="Both")
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert made.accessibleName() == "Both"
    made.click()
    assert pressed == [True]
    label.deleteLater()
    made.deleteLater()


def test_icons_say_their_name_and_change_it(shown: Show) -> None:
    made = IconButton("send", "Send")
    shown(made)
    made.show_as("stop", "Stop <now>")
    assert (made.accessibleName(), made.toolTip()) == ("Stop <now>", "<p>Stop &lt;now&gt;</p>")
    silent = IconLabel("file")
    assert silent.accessibleName() == ""
    assert not silent.pixmap().isNull()
    silent.deleteLater()


def stream(text: str, show: Show) -> StreamView:
    view = StreamView()
    view.resize(500, 600)
    show(view)
    view.feed(text)
    view.finish()
    until(lambda: view.idle)
    return view


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n\n",
        "a",
        "```",
        "```\n```",
        "| a |\n|---|",
        "# ",
        "- ",
        "\u202eturned\u202c שלום",
        "👩‍👩‍👧" * 50,
        "half a pair \ud83d here",
        "x" * 30_000,
        "> " * 200 + "deep",
        "<script>alert(1)</script>",
        "![](http://a.example/x.png)",
    ],
)
def test_no_answer_upsets_the_view(text: str, shown: Show) -> None:
    view = stream(text, shown)
    assert view.text == text
    assert view.idle


def test_kinds_of_text_follow_each_other_on_sheets_of_their_own(shown: Show) -> None:
    view = stream("words\n\n```py\nx = 1\n```\nmore\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nend", shown)
    assert [type(sheet) for sheet in view.sheets] == [Sheet, CodeSheet, Sheet, TableSheet, Sheet]


def test_colours_come_again_after_a_lexer_has_failed(
    shown: Show, monkeypatch: pytest.MonkeyPatch, expects_log: list[object]
) -> None:
    def broken(_text: str, _info: str) -> list[tuple[object, ...]]:
        raise RuntimeError("a lexer's own mistake")

    monkeypatch.setattr("edgeassist.kit.highlighter.runs", broken)
    view = stream("```py\nx = 1\n```", shown)
    (sheet,) = view.sheets
    assert isinstance(sheet, CodeSheet)
    assert not sheet.highlighter.busy
    assert sheet.content == "x = 1"


def test_an_answer_in_a_page_that_scrolls_is_never_wider_than_it(shown: Show) -> None:
    area, inside = QScrollArea(), QWidget()
    column = QVBoxLayout(inside)
    view = StreamView()
    column.addWidget(view)
    area.setWidgetResizable(True)
    area.setWidget(inside)
    area.resize(320, 400)
    shown(area)
    view.feed("word " * 50 + "\n\n```\n" + "y" * 500 + "\n```\n\n| " + " | ".join("c" * 30 for _ in range(9)) + " |\n")
    view.feed("|" + "---|" * 9 + "\n| 1 |\n")
    view.finish()
    until(lambda: view.idle)
    settle()
    assert area.horizontalScrollBar().maximum() == 0
    assert all(label.width() <= 320 for label in inside.findChildren(QLabel))
