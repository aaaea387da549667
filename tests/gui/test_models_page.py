# SPDX-License-Identifier: Apache-2.0
"""The models page around its cards: header, menus, dialogs, search line, recommendation, drops, long lists."""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget

from edgeassist.kit.theme import Theme
from edgeassist.ui.main_window import MainWindow
from edgeassist.ui.model_list import AT_ONCE
from edgeassist.ui.models_page import ModelsPage
from edgeassist.ui.ports import CardsChanged, LaptopMeasured
from edgeassist.ui.views import Offers
from tests.gui.conftest import settle, until
from tests.gui.fakes import FakeDesk, card, chat_row
from tests.gui.works import CHOICES, OFFERS, PLOT, PROOF, answer_dialog, fetching, lines, models, pick

Open = Callable[[FakeDesk], MainWindow]
PACK = Path("/media/usb/school.edgepack")
LLAMA = card("llama", name="Llama 3.2 1B", line="Q6_K · 1.1 GB", badge="Fits", in_use=False)


def ids(page: ModelsPage) -> list[str]:
    return [made.card.id for made in page.cards if made.isVisible()]


def test_the_header_says_how_many_and_how_much_room(open_window: Open, desk: FakeDesk) -> None:
    page = models(open_window(desk))
    assert page.list._count.text() == "1 here"
    desk.report(CardsChanged(desk.cards(), 1_900_000_000, 212_000_000_000))
    until(lambda: page.list._count.text() == "1 here · 1.9 GB used, 212 GB free")


def test_the_dots_of_the_page_offer_what_concerns_all_models(open_window: Open, desk: FakeDesk) -> None:
    page = models(open_window(desk))
    assert lines(page.list.more) == [
        "Save a field pack…",
        "Move models to another folder…",
        "Check all files",
        "Sign in to Hugging Face…",
    ]
    pick(page.list.more, "Check all files")
    assert desk.wishes == [("verify", ())]


def test_moving_the_models_asks_for_a_folder(open_window: Open, desk: FakeDesk, tmp_path: Path) -> None:
    window = open_window(desk)
    pick(models(window).list.more, "Move models to another folder…")
    assert answer_dialog(window, str(tmp_path)) == "Where should the models be?"
    assert desk.wishes == [("move", tmp_path)]


def test_a_field_pack_offers_only_what_can_be_used(open_window: Open, desk: FakeDesk) -> None:
    desk.models.append(card("broken", usable=False, badge="Cannot be used", in_use=False))
    page = models(open_window(desk))
    pick(page.list.more, "Save a field pack…")
    assert "qwen" in page.packing.boxes
    assert "broken" not in page.packing.boxes
    broken = next(made for made in page.cards if made.card.id == "broken")
    assert "Save as a field pack…" not in lines(broken.more)


def test_a_field_pack_holds_the_models_that_are_ticked(open_window: Open, desk: FakeDesk, tmp_path: Path) -> None:
    desk.models = [card(), LLAMA]
    window = open_window(desk)
    page = models(window)
    pick(page.list.more, "Save a field pack…")
    packing = page.packing
    assert page.currentWidget() is packing
    for made in packing.boxes.values():
        made.click()
    assert not packing.save.isEnabled()
    packing.boxes["llama"].click()
    packing.save.click()
    assert answer_dialog(window, str(tmp_path / "a.edgepack")) == "Save the field pack"
    assert desk.wishes == [("pack", (("llama",), tmp_path / "a.edgepack"))]
    assert page.currentWidget() is page.list


def test_a_card_can_be_packed_alone(open_window: Open, desk: FakeDesk) -> None:
    desk.models = [card(), LLAMA]
    page = models(open_window(desk))
    pick(page.cards[1].more, "Save as a field pack…")
    assert [key for key, made in page.packing.boxes.items() if made.isChecked()] == ["llama"]


def test_a_token_goes_to_the_desk_and_stays_nowhere(open_window: Open, desk: FakeDesk) -> None:
    page = models(open_window(desk))
    pick(page.list.more, "Sign in to Hugging Face…")
    signing = page.signing
    assert signing.token.echoMode() == QLineEdit.EchoMode.Password
    assert not signing.keep.isEnabled()
    signing.token.setText(" hf_secret ")
    signing.keep.click()
    assert signing.token.text() == ""
    pick(page.list.more, "Sign in to Hugging Face…")
    signing.drop.click()
    assert desk.wishes == [("sign in", "hf_secret"), ("sign in", "")]


def test_a_pack_is_opened_from_the_header(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    models(window).list.pack.click()
    assert answer_dialog(window, str(PACK)) == "Choose a field pack"
    assert desk.wishes == [("open", PACK)]


def test_the_dots_of_a_card_offer_what_fits_its_state(open_window: Open, desk: FakeDesk) -> None:
    desk.models = [card(), card("torn", in_use=False, damaged=True, can_prove=True)]
    whole, torn = models(open_window(desk)).cards
    assert lines(whole.more) == ["View template", "Check the file", "Save as a field pack…", "Remove"]
    assert lines(torn.more)[:2] == ["Repair", "Prove what it cost"]
    for text in ("Repair", "Prove what it cost", "Check the file"):
        pick(torn.more, text)
    assert desk.wishes == [("repair", "torn"), ("prove", "torn"), ("verify", ("torn",))]


def test_the_proof_stands_below_the_details_and_can_be_saved(open_window: Open, desk: FakeDesk, tmp_path: Path) -> None:
    desk.models = [card(proof=replace(PROOF, plot_svg=PLOT.format("none")))]
    window = open_window(desk)
    made = models(window).cards[0]
    assert made.numbers[0] == "97 % kept"
    made.details.click()
    proof = made.proof
    assert proof is not None
    assert proof.plot is not None
    assert proof.plot.isVisible()
    proof.save.click()
    assert answer_dialog(window, str(tmp_path / "p.html")) == "Save the proof"
    assert desk.wishes == [("export", ("qwen", tmp_path / "p.html"))]
    desk.report(CardsChanged((card(),)))
    until(lambda: made.proof is None)
    assert made.unfolded


def test_a_plot_that_is_none_leaves_the_figures(open_window: Open, desk: FakeDesk) -> None:
    desk.models = [card(proof=replace(PROOF, plot_svg=""))]
    made = models(open_window(desk)).cards[0]
    made.details.click()
    assert made.proof is not None
    assert made.proof.plot is None


def test_the_search_line_leaves_the_cards_that_match(open_window: Open, desk: FakeDesk) -> None:
    desk.models = [card(), LLAMA]
    window = open_window(desk)
    page = models(window)
    QTest.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    until(page.list.field.hasFocus)
    QTest.keyClicks(page.list.field, "LLAMA")
    assert ids(page) == ["llama"]
    page.list.field.setText("zephyr")
    assert ids(page) == []
    assert page.list._empty.text() == "No model here matches “zephyr”."
    QTest.keyClick(page.list.field, Qt.Key.Key_Return)
    assert page.currentWidget() is page.finder
    assert page.finder.field.text() == "zephyr"
    QTest.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.finder.field.hasFocus()
    page.go_back()
    settle()
    QTest.keyClick(page.list.field, Qt.Key.Key_Escape)
    settle()
    assert ids(page) == ["qwen", "llama"]


def test_a_recommendation_takes_one_line_of_a_low_window(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    window.resize(640, 480)
    banner = models(window).list.recommendation
    told = "Good fit: Qwen2.5 1.5B; better but slower: Gemma 3 4B, and a good many words more than a line has room for."
    desk.report_offers(Offers(told))
    until(banner.isVisible)
    settle()
    assert banner.sentence.text().startswith("Good fit: Qwen2.5 1.5B; ")
    assert banner.sentence.text().endswith("…")
    assert banner.sentence.toolTip() == told
    assert banner.height() < 60
    assert [made.isVisible() for made in banner.tasks.buttons.values()] == [False] * 5
    assert banner.more.isVisible()
    window.resize(1280, 800)
    settle()
    assert (banner.sentence.text(), banner.sentence.toolTip()) == (told, "")
    assert banner.tasks.buttons["chat"].isVisible()


def test_a_recommendation_is_found_anew_once_something_was_measured(open_window: Open, desk: FakeDesk) -> None:
    page = models(open_window(desk))
    assert len(desk.finding) == 1
    desk.report(LaptopMeasured())
    until(lambda: len(desk.finding) == 2)
    desk.bring(replace(LLAMA, numbers=("40.8 tok/s here",)))
    until(lambda: len(desk.finding) == 3)
    desk.report(CardsChanged(desk.cards(), 1, 2))
    until(lambda: "used" in page.list._count.text())
    assert len(desk.finding) == 3


def test_a_recommendation_is_found_when_the_page_is_shown(open_window: Open, desk: FakeDesk) -> None:
    page = models(open_window(desk))
    banner = page.list.recommendation
    assert not banner.isVisible()
    desk.report_offers(OFFERS)
    until(lambda: banner.sentence.text() == OFFERS.sentence)
    banner.tasks.buttons["translate"].click()
    assert [(text, task, online) for text, task, online, _ in desk.finding] == [
        ("", "", False),
        ("", "translate", False),
    ]
    desk.report_offers(Offers("For translation: none fits."))
    until(lambda: banner.sentence.text() == "For translation: none fits.")
    banner.more.click()
    assert page.currentWidget() is page.finder
    assert page.finder.tasks.key == "translate"


def test_a_pack_and_models_dropped_together_are_all_taken(open_window: Open, desk: FakeDesk) -> None:
    from tests.gui.test_window import drop

    window = open_window(desk)
    assert drop(window, PACK, Path("/media/usb/a.gguf"), Path("/media/usb/b.gguf"), Path("/media/usb/c.txt"))
    assert desk.wishes == [("open", PACK)]
    assert [path.name for path, _ in desk.importing] == ["a.gguf", "b.gguf"]
    assert window.stack.currentWidget() is window.models


def test_the_first_run_offers_a_pack_and_a_search(open_window: Open) -> None:
    desk = FakeDesk(rows=(chat_row(),))
    window = open_window(desk)
    welcome = window.pages[0].welcome
    assert welcome is not None
    welcome.pack.click()
    answer_dialog(window, str(PACK))
    assert desk.wishes == [("open", PACK)]
    welcome.find_more.click()
    assert window.models is not None
    assert window.models.currentWidget() is window.models.finder


def test_of_a_long_list_as_many_cards_are_made_as_were_scrolled_to(open_window: Open, desk: FakeDesk) -> None:
    desk.models = [card(f"m{number}", name=f"Model {number}", in_use=False) for number in range(60)]
    page = models(open_window(desk))
    until(lambda: not page.list._more.isActive())
    made = len(page.cards)
    assert AT_ONCE <= made < 40
    page.list.field.setText("Model 59")
    settle()
    assert ids(page) == ["m59"]
    page.list.field.clear()
    until(partial(_scrolled_to_the_end, page, 60))
    before = page.cards
    desk.models[30] = replace(desk.models[30], badge="In use", in_use=True)
    desk.report(CardsChanged(desk.cards()))
    until(lambda: page.cards[30].card.in_use)
    assert page.cards == before


def _scrolled_to_the_end(page: ModelsPage, count: int) -> bool:
    bar = page.list.verticalScrollBar()
    bar.setValue(bar.maximum())
    return len(page.cards) == count


def test_a_large_window_is_filled(open_window: Open, desk: FakeDesk) -> None:
    desk.models = [card(f"m{number}", in_use=False) for number in range(60)]
    window = open_window(desk)
    window.resize(3800, 2000)
    page = models(window)
    until(lambda: len(page.cards) == 60)
    assert not page.list._more.isActive()


def front_of(window: MainWindow) -> QWidget:
    assert window.models is not None
    front = window.models.currentWidget()
    assert front is not None
    return front


def places(window: MainWindow, desk: FakeDesk) -> dict[str, Callable[[], None]]:
    """Return the ways to every page inside the models page."""
    page = models(window)
    desk.report_offers(OFFERS)
    desk.work(fetching(), fetching("w2", state="failed"))

    def finder() -> None:
        page.search_for()
        desk.report_offers(OFFERS)
        until(lambda: bool(page.finder.cards))

    def smaller() -> None:
        page.cards[0].smaller.click()
        desk.report_choices(CHOICES)
        until(lambda: bool(page.smaller.presets))
        page.smaller.fold.click()

    return {
        "list": page.cards[0].details.click,
        "finder": finder,
        "smaller": smaller,
        "packing": lambda: pick(page.list.more, "Save a field pack…"),
        "signing": lambda: pick(page.list.more, "Sign in to Hugging Face…"),
    }


@pytest.fixture
def rich(desk: FakeDesk) -> FakeDesk:
    desk.models = [card(can_quantize=True, proof=replace(PROOF, plot_svg=PLOT.format("none"))), LLAMA]
    return desk


WHERE = ("list", "finder", "smaller", "packing", "signing")


@pytest.mark.parametrize("where", WHERE)
@pytest.mark.parametrize("size", [(1280, 800), (640, 400), (480, 360)])
def test_nothing_is_cut_on_any_page_at_any_size(
    open_window: Open, rich: FakeDesk, where: str, size: tuple[int, int]
) -> None:
    window = open_window(rich)
    window.resize(*size)
    places(window, rich)[where]()
    settle()
    settle()
    front = front_of(window)
    shown = [made for made in front.findChildren(QAbstractButton) if made.isVisible()]
    cut = [made.text() for made in shown if made.width() < made.sizeHint().width()]
    assert cut == []
    beyond = [made.text() for made in shown if made.mapTo(front, made.rect().topRight()).x() > front.width()]
    assert beyond == []
    assert window.width() == size[0]


@pytest.mark.parametrize("where", WHERE)
def test_every_page_is_reached_by_tab_and_named(open_window: Open, rich: FakeDesk, where: str) -> None:
    window = open_window(rich)
    places(window, rich)[where]()
    settle()
    front = front_of(window)
    stops = {made for made in front.findChildren(QWidget) if made.isVisible() and made.isEnabled() and _is_stop(made)}
    assert [type(made).__name__ for made in stops if not made.accessibleName()] == []
    seen: set[QWidget] = set()
    for _ in range(100):
        QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Tab)
        now = window.focusWidget()
        if now is None or now in seen:
            break
        seen.add(now)
    missed = {made.accessibleName() for made in stops - seen if not _in_unchecked_group(made)}
    assert missed == set()


def _is_stop(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)


def _in_unchecked_group(widget: QWidget) -> bool:
    """Tab visits the chosen one of a radio group; the arrows do the rest."""
    return isinstance(widget, QAbstractButton) and widget.group() is not None and not widget.isChecked()


def test_tab_visits_the_cards_as_the_eye_does(open_window: Open, rich: FakeDesk) -> None:
    window = open_window(rich)
    page = models(window)
    rich.work(fetching())
    until(lambda: len(page.list.works) == 1)
    settle()
    page.list.works[0].main.setFocus()
    names = []
    for _ in range(3):
        QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Tab)
        names.append((window.focusWidget() or window).accessibleName())
    assert names == ["Cancel: Qwen2.5 1.5B", "Details of Qwen2.5 0.5B", "Make Qwen2.5 0.5B smaller"]


def test_a_narrow_window_has_one_column(open_window: Open, rich: FakeDesk) -> None:
    window = open_window(rich)
    page = models(window)
    columns = {}
    for width in (1280, 820, 640):
        window.resize(width, 600)
        settle()
        columns[width] = page.list.grid.columns
    assert json.dumps(columns) == '{"1280": 3, "820": 2, "640": 1}'


def test_the_page_follows_the_theme(open_window: Open, rich: FakeDesk, theme: Theme) -> None:
    rich.models = [card(proof=replace(PROOF, plot_svg=PLOT.format("#FFFFFF")))]
    made = models(open_window(rich)).cards[0]
    made.details.click()
    settle()
    assert made.proof is not None
    plot = made.proof.plot
    assert plot is not None
    for wish in ("dark", "light"):
        theme.choose(wish)
        settle()
        assert plot.grab().toImage().pixelColor(5, 5).name() == theme.tokens.surface.lower()
