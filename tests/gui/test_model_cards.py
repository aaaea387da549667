# SPDX-License-Identifier: Apache-2.0
"""The models page's cards: as high as their content, told apart, dressed alike."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QLabel

from edgeassist.ui.main_window import MainWindow
from edgeassist.ui.model_card import NO_TEMPLATE, TEMPLATE
from edgeassist.ui.models_page import ModelsPage
from tests.gui.conftest import settle, until
from tests.gui.fakes import FakeDesk, card
from tests.gui.works import PROOF, pick

Open = Callable[[FakeDesk], MainWindow]


def models(window: MainWindow) -> ModelsPage:
    window.show_models()
    settle()
    assert window.models is not None
    return window.models


def ids(page: ModelsPage) -> list[str]:
    return [made.card.id for made in page.cards]


def test_of_two_models_with_one_name_the_removed_one_is_told_apart(open_window: Open, desk: FakeDesk) -> None:
    desk.models = [card("small", line="Q4_K_M · 398 MB"), card("large", line="Q8_0 · 675 MB")]
    page = models(open_window(desk))
    page.cards[1].remove()
    until(lambda: ids(page) == ["small"])
    assert page.list.undo["large"].text == "Qwen2.5 0.5B (Q8_0 · 675 MB) was removed."


@pytest.mark.parametrize("count", [1, 2, 5])
def test_a_card_is_as_high_as_what_it_shows(open_window: Open, desk: FakeDesk, count: int) -> None:
    desk.models = [card(f"{number}", details="Name: one\n" * 12) for number in range(count)]
    page = models(open_window(desk))
    first, folded = page.cards[0], page.cards[0].height()
    first.details.click()
    text = first.text
    assert text is not None
    until(lambda: first.height() > folded and text.geometry().bottom() < first.height())
    assert text.y() > first.use.mapTo(first, first.use.rect().bottomLeft()).y()
    first.details.click()
    until(lambda: first.height() == folded)


@pytest.mark.parametrize("name", ["Short", "A name of many words that needs two lines"])
def test_a_badge_stands_at_the_right_whatever_the_name(open_window: Open, desk: FakeDesk, name: str) -> None:
    desk.models = [card(name=name, badge="Fits")]
    made = models(open_window(desk)).cards[0]
    badge = next(label for label in made.findChildren(QLabel) if label.text() == "Fits")
    assert badge.geometry().right() >= made.width() - 20


def test_a_smaller_copy_is_told_from_its_original_by_name(open_window: Open, desk: FakeDesk) -> None:
    desk.models = [card("whole", badge="Fits"), card("small", preset="Balanced", badge="Fits")]
    cards = models(open_window(desk)).cards
    assert [made.accessibleName() for made in cards] == ["Qwen2.5 0.5B, Fits", "Qwen2.5 0.5B · Balanced, Fits"]
    assert cards[1].use.accessibleName() == "Use Qwen2.5 0.5B · Balanced"


@pytest.mark.parametrize("text", ["{% for message in messages %}\n", ""])
def test_g14_view_template_shows_text(open_window: Open, desk: FakeDesk, text: str) -> None:
    desk.templates = {"qwen": text}
    made = models(open_window(desk)).cards[0]
    pick(made.more, "View template")
    until(lambda: made.unfolded)
    box = made.text
    assert box is not None
    assert box.toPlainText() == f"{made.card.details}\n\n{TEMPLATE}\n{text or NO_TEMPLATE}"
    assert box.textCursor().block().text() == TEMPLATE
    made.details.click()
    assert not made.unfolded


DAMAGED = "The file of this model is damaged (it differs from the one that came in). Repair fetches it again. " * 3


def test_a_sentence_among_the_numbers_is_plain_and_wraps(open_window: Open, desk: FakeDesk) -> None:
    desk.models = [card("bad", numbers=(DAMAGED,)), card("good", numbers=("24.6 tok/s here",)), card("third")]
    window = open_window(desk)
    page = models(window)
    told = next(label for label in page.cards[0].findChildren(QLabel) if label.text() == DAMAGED)
    assert (told.property("role"), told.wordWrap()) == ("small", True)
    bold = [label.text() for label in page.cards[1].findChildren(QLabel) if label.property("role") == "figure"]
    assert bold == ["24.6"]
    for width in (window.minimumWidth(), 1280):
        window.resize(width, 700)
        settle()
        inside = page.list.widget()
        assert inside is not None
        assert inside.width() == page.list.viewport().width()
        widths = [made.width() for made in page.cards]
        assert max(widths) - min(widths) <= 1


def test_unfolded_details_take_the_row_and_stand_beside_the_proof(open_window: Open, desk: FakeDesk) -> None:
    desk.models = [card("one", proof=PROOF, details="Memory: 398 MB + 120 MB\n" * 4), card("two"), card("three")]
    window = open_window(desk)
    window.resize(1280, 800)
    page = models(window)
    first, folded = page.cards[0], page.cards[0].width()
    first.details.click()
    until(lambda: first.width() == page.list.grid.width())
    text, proof = first.text, first.proof
    assert text is not None
    assert proof is not None
    until(lambda: text.geometry().right() < proof.geometry().left())
    assert page.cards[1].y() > first.geometry().bottom()
    assert not text.verticalScrollBar().isVisible()
    window.resize(640, 800)
    until(lambda: text.geometry().bottom() < proof.geometry().top())
    window.resize(1280, 800)
    first.details.click()
    until(lambda: first.width() == folded)
    assert page.cards[1].y() == first.y()
