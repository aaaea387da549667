# SPDX-License-Identifier: Apache-2.0
"""An answer grows at bounded cost, ends as Markdown, and never loads, opens or runs anything."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication, QWidget

from edgeassist.kit.markdown_blocks import Block
from edgeassist.kit.quiet_text import QuietDocument
from edgeassist.kit.sheets import Sheet
from edgeassist.kit.stream_view import PAINT_LIMIT, SHEET_LIMIT, Piece, StreamView, warm_up
from tests.gui.conftest import bury, settle, until

Show = Callable[[QWidget], QWidget]


@pytest.fixture
def view(shown: Show) -> StreamView:
    made = StreamView()
    made.resize(700, 500)
    shown(made)
    return made


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note what documents and sheets are asked to load."""
    names: list[str] = []
    for made in (QuietDocument, Sheet):
        load = made.loadResource

        def noted(self: QuietDocument, kind: int, name: QUrl | str, load: Callable[..., None] = load) -> None:
            names.append(QUrl(name).toString())
            return load(self, kind, name)

        monkeypatch.setattr(made, "loadResource", noted)
    return names


def painted(view: StreamView) -> str:
    return "\n".join(sheet.toPlainText() for sheet in view.sheets)


def rest(view: StreamView) -> None:
    until(lambda: view.idle, "the view never came to rest")


def test_the_first_words_are_painted_and_then_the_timer_rests(view: StreamView) -> None:
    view.feed("Hello wor")
    rest(view)
    assert painted(view) == "Hello wor"
    assert view.idle


def test_many_small_feeds_share_few_paints(view: StreamView) -> None:
    paints: list[bool] = []
    view.painted.connect(lambda: paints.append(True))
    for _ in range(1000):
        view.feed("word ")
    rest(view)
    assert len(paints) <= 1 + 5000 // PAINT_LIMIT + 1
    assert view.text == "word " * 1000


def test_the_work_of_a_paint_does_not_grow_with_the_answer(view: StreamView) -> None:
    paragraph = "Some words that fill a line of the answer, and some more. " * 6 + "\n\n"
    for _ in range(250):
        view.feed(paragraph)
        view.on_paint_due()
    assert len(view.text) > 80_000
    assert len(view.sheets) > 80_000 // SHEET_LIMIT
    assert max(len(sheet.toPlainText()) for sheet in view.sheets) <= SHEET_LIMIT + PAINT_LIMIT


def test_one_paint_takes_a_bounded_piece_of_a_flood(view: StreamView) -> None:
    view.feed("x" * 50_000)
    view.on_paint_due()
    assert len(painted(view).replace("\n", "")) <= PAINT_LIMIT
    assert not view.idle
    view.finish()
    rest(view)
    assert painted(view).replace("\n", "") == "x" * 50_000


def test_finished_markdown_is_rendered(view: StreamView) -> None:
    view.feed("# Title\n\nSome **bold** words:\n\n1. one\n2. two\n\n```py\nx = 1\n\ny = 2\n```\nEnd.")
    view.finish()
    rest(view)
    assert [sheet.code for sheet in view.sheets] == [False, True, False]
    assert view.sheets[1].toPlainText() == "x = 1\n\ny = 2"
    assert "**" not in painted(view)
    assert "#" not in painted(view)


def test_html_in_an_answer_is_shown_as_it_is_written(view: StreamView) -> None:
    view.feed("See <b>this</b> and <script>alert(1)</script>\n\n<img src='x.png'>")
    view.finish()
    rest(view)
    assert "<b>this</b>" in painted(view)
    assert "<script>" in painted(view)


@pytest.mark.parametrize(
    "markdown",
    [
        "![a picture](http://example.org/x.png)",
        "![local](file:///etc/hostname)",
        "![named][ref]\n\n[ref]: http://example.org/y.png",
        "<img src='file:///etc/passwd'>",
        "![data](data:image/png;base64,AAAA)",
    ],
)
def test_pictures_are_never_asked_for(view: StreamView, asked: list[str], markdown: str) -> None:
    view.feed(f"Before\n\n{markdown}\n\nAfter")
    view.finish()
    rest(view)
    view.grab()
    assert asked == []
    assert "\N{OBJECT REPLACEMENT CHARACTER}" not in painted(view)
    assert painted(view).startswith("Before")
    assert painted(view).endswith("After")


def test_a_document_gives_nothing_when_asked_all_the_same(asked: list[str]) -> None:
    document = QuietDocument()
    document.setHtml("<img src='file:///etc/hostname'>")
    document.setTextWidth(300)
    assert document.size().height() > 0
    assert set(asked) == {"file:///etc/hostname"}
    assert document.resource(QTextDocument.ResourceType.ImageResource.value, QUrl("file:///etc/hostname")) is None


def test_links_are_not_opened_and_text_can_be_selected_by_keyboard(view: StreamView) -> None:
    view.feed("[a link](http://example.org)")
    view.finish()
    rest(view)
    flags = view.sheets[0].textInteractionFlags()
    assert not flags & Qt.TextInteractionFlag.LinksAccessibleByMouse
    assert not flags & Qt.TextInteractionFlag.LinksAccessibleByKeyboard
    assert flags & Qt.TextInteractionFlag.TextSelectableByKeyboard


def test_nothing_is_painted_while_hidden_and_everything_after(view: StreamView) -> None:
    view.hide()
    view.feed("Said meanwhile")
    settle()
    assert view.sheets == ()
    view.show()
    rest(view)
    assert painted(view) == "Said meanwhile"


def test_the_view_is_as_high_as_its_text(view: StreamView) -> None:
    view.feed("One line")
    rest(view)
    low = view.sheets[0].height()
    view.feed("\n\nand another\n\nand a third")
    view.finish()
    rest(view)
    assert view.sheets[0].height() > low
    assert view.sheets[0].verticalScrollBar().maximum() == 0


def test_a_selection_survives_more_text(view: StreamView) -> None:
    view.feed("First words\n\nmore")
    rest(view)
    sheet = view.sheets[0]
    cursor = sheet.textCursor()
    cursor.setPosition(0)
    cursor.setPosition(5, cursor.MoveMode.KeepAnchor)
    sheet.setTextCursor(cursor)
    view.feed(" and more\n\nlast")
    rest(view)
    assert sheet.textCursor().selectedText() == "First"


def test_warming_up_paints_words_code_and_a_table_and_leaves_nothing(
    app: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds: list[str] = []
    add = StreamView._add

    def noted(view: StreamView, block: Block, head: str) -> Piece:
        made = add(view, block, head)
        kinds.append(type(made).__name__)
        return made

    monkeypatch.setattr(StreamView, "_add", noted)
    warm_up()
    assert kinds == ["Sheet", "CodeSheet", "TableSheet"]
    bury()
    assert [widget for widget in app.allWidgets() if isinstance(widget, StreamView)] == []
