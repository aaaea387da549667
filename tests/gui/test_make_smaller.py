# SPDX-License-Identifier: Apache-2.0
"""Making a model smaller: what is offered, what the person chooses, and the wish that comes of it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from edgeassist.api import Notice
from edgeassist.ui.main_window import MainWindow
from edgeassist.ui.make_smaller import MakeSmaller
from edgeassist.ui.views import QuantizeChoices, QuantizeWish
from tests.gui.conftest import settle, until
from tests.gui.fakes import FakeDesk, card
from tests.gui.works import CHOICES, answer_dialog, models

Open = Callable[[FakeDesk], MainWindow]


def opened(window: MainWindow, desk: FakeDesk, choices: QuantizeChoices = CHOICES) -> MakeSmaller:
    page = models(window)
    page.cards[0].smaller.click()
    assert page.currentWidget() is page.smaller
    desk.report_choices(choices)
    until(lambda: len(page.smaller.presets) == len(choices.choices))
    settle()
    return page.smaller


@pytest.fixture
def desk(desk: FakeDesk) -> FakeDesk:
    desk.models = [card(can_quantize=True), card("small", in_use=False)]
    return desk


def test_only_what_can_be_made_smaller_offers_it(open_window: Open, desk: FakeDesk) -> None:
    page = models(open_window(desk))
    assert [made.smaller.isVisible() for made in page.cards] == [True, False]


def test_the_presets_say_their_size_and_whether_they_fit(open_window: Open, desk: FakeDesk) -> None:
    page = opened(open_window(desk), desk)
    assert page.title.text() == "Make Qwen2.5 0.5B smaller"
    names = [made.accessibleName() for made in page.presets.values()]
    assert names == [
        "Smallest · 480 MB, fits. forgets the most",
        "Balanced · 770 MB, fits, recommended. what most people want",
        "Careful · 1.1 GB, will not fit here. hardly tells",
    ]
    assert [key for key, made in page.presets.items() if made.isChecked()] == ["balanced"]
    assert page.presets["balanced"].hasFocus()


def test_before_the_answer_there_is_nothing_to_start(open_window: Open, desk: FakeDesk) -> None:
    page = models(open_window(desk))
    page.cards[0].smaller.click()
    assert page.smaller.line.text() == "Working out how small it can get…"
    assert not page.smaller.start.isVisible()


def test_starting_wishes_the_plain_thing(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    page = opened(window, desk)
    page.presets["smallest"].click()
    page.start.click()
    assert desk.wishes == [("quantize", QuantizeWish("qwen", "smallest"))]
    assert window.models is not None
    assert window.models.currentWidget() is window.models.list


def test_an_expert_may_want_more(open_window: Open, desk: FakeDesk, tmp_path: Path) -> None:
    window = open_window(desk)
    page = opened(window, desk)
    assert not page.advanced.isVisible()
    page.fold.click()
    assert page.advanced.isVisible()
    page.advanced.target.setText("600")
    page.advanced.pruned.setText("2")
    page.advanced.texts.buttons["own"].click()
    assert page.advanced.texts.key == "bundled"
    assert answer_dialog(window, str(tmp_path / "mine.txt")) == "Choose a text"
    assert page.advanced.texts.key == "own"
    page.keep.setChecked(False)
    page.start.click()
    wish = QuantizeWish("qwen", "balanced", 600_000_000, 2, True, tmp_path / "mine.txt", False)
    assert desk.wishes == [("quantize", wish)]


def test_no_text_means_no_importance_matrix(open_window: Open, desk: FakeDesk) -> None:
    page = opened(open_window(desk), desk)
    page.advanced.texts.buttons["none"].click()
    desk.report_choices(CHOICES)
    until(page.start.isEnabled)
    page.start.click()
    assert desk.wishes == [("quantize", QuantizeWish("qwen", "balanced", calibrate=False))]


@pytest.mark.parametrize(("text", "taken"), [("4", True), ("5", False), ("-1", False), ("x", False)])
def test_no_more_layers_go_than_the_model_survives(open_window: Open, desk: FakeDesk, text: str, taken: bool) -> None:
    page = opened(open_window(desk), desk)
    page.advanced.pruned.setText(text)
    assert page.advanced.pruned.hasAcceptableInput() is taken
    page.start.click()
    pruned = [wish.pruned for _, wish in desk.wishes if isinstance(wish, QuantizeWish)]
    assert pruned == ([4] if taken else [])


def test_a_model_of_unknown_or_few_layers_keeps_them_all(open_window: Open, desk: FakeDesk) -> None:
    page = opened(open_window(desk), desk, replace(CHOICES, most_pruned=0))
    assert not page.advanced.pruned.isEnabled()


def test_without_a_text_the_sizes_are_asked_for_anew_and_the_choice_stays(open_window: Open, desk: FakeDesk) -> None:
    page = opened(open_window(desk), desk)
    page.presets["careful"].click()
    page.advanced.texts.buttons["none"].click()
    assert (desk.calibrating, page.start.isEnabled()) == ([True, False], False)
    larger = tuple(replace(one, size_bytes=2 * one.size_bytes) for one in CHOICES.choices)
    desk.report_choices(replace(CHOICES, choices=larger))
    until(page.start.isEnabled)
    assert page.presets["careful"].isChecked()
    assert "2.2 GB" in page.presets["careful"].text()
    page.advanced.texts.buttons["bundled"].click()
    assert desk.calibrating == [True, False, True]


def test_the_next_model_begins_with_nothing_wished(open_window: Open, desk: FakeDesk, tmp_path: Path) -> None:
    page = opened(open_window(desk), desk)
    page.fold.click()
    page.advanced.show_file(tmp_path / "mine.txt")
    page.advanced.target.setText("600")
    page.advanced.pruned.setText("2")
    page.keep.setChecked(False)
    page.enter(desk.models[0])
    desk.report_choices(CHOICES)
    until(page.start.isVisible)
    page.start.click()
    assert desk.wishes == [("quantize", QuantizeWish("qwen", "balanced"))]
    assert not page.advanced.isVisible()


def test_a_model_that_cannot_get_smaller_says_why(open_window: Open, desk: FakeDesk) -> None:
    told = Notice("It is as small as it gets.", "Pick a smaller model.")
    page = opened(open_window(desk), desk, QuantizeChoices((), problem=told))
    until(lambda: page._shown is not None and page._shown.findChild(type(page.title)) is not None)
    assert not page.start.isVisible()


def test_the_answer_for_another_model_is_not_shown(open_window: Open, desk: FakeDesk) -> None:
    page = opened(open_window(desk), desk)
    late = desk.choosing[0][1]
    page.enter(card("small", name="Llama", in_use=False))
    late(replace(CHOICES, recommended="smallest"))
    settle()
    assert page.presets == {}
