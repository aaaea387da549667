# SPDX-License-Identifier: Apache-2.0
"""The starter in the window: an honest line above the pane, a card with no more than it can, a broken install."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from edgeassist.api import ModelView, Offer, SavedTurn
from edgeassist.panes.chat.session import Wish
from edgeassist.panes.chat.transcript import SAMPLES, SMALL_SAMPLES, SMALL_TITLE, TITLE
from edgeassist.panes.chat.view import PLACEHOLDER, SMALL_PLACEHOLDER
from edgeassist.panes.chat.widget import ChatPane
from edgeassist.panes.translate.spec import SPEC as TRANSLATE
from edgeassist.runtime.state import EngineState, Phase
from edgeassist.store.starter import LABEL
from edgeassist.ui.main_window import MainWindow
from edgeassist.ui.ports import CardsChanged, PaneRow
from edgeassist.ui.starter_line import LINE, TRANSLATING
from edgeassist.ui.views import CardView
from tests.gui.conftest import settle, until
from tests.gui.fakes import LOADED, READY, FakeContext, FakeDesk, FakeHistory, card, chat_row

Open = Callable[[FakeDesk], MainWindow]
Show = Callable[[QWidget], QWidget]

IN_USE = EngineState(phase=Phase.READY, path="/shipped/starter/starter.gguf", model=LOADED)
FAULT = "The starter model that comes with EdgeAssist is missing."


def starter(**changes: object) -> CardView:
    return card("starter", **({"name": "Starter", "numbers": (LABEL,), "built_in": True} | changes))


@pytest.fixture
def fresh() -> FakeDesk:
    """A fresh install: the starter is in use."""
    small = FakeContext(model=ModelView("starter", "Starter", 384, small=True))
    return FakeDesk(rows=(chat_row(),), models=[starter()], now=IN_USE, pane_context=small)


def test_a_fresh_install_opens_on_a_pane_that_can_be_used(open_window: Open, fresh: FakeDesk) -> None:
    page = open_window(fresh).pages[0]
    assert isinstance(page.pane, ChatPane)
    assert page.welcome is None
    assert page.starter.isVisible()
    assert page.starter.accessibleName() == LINE
    assert "often wrong about facts" in LINE
    until(lambda: isinstance(page.pane, ChatPane) and page.pane.widget.composer.ready)


def test_translate_warns_of_it_too_in_words_of_its_own(open_window: Open, fresh: FakeDesk) -> None:
    fresh.rows = (chat_row(), PaneRow(TRANSLATE.id, TRANSLATE.title, TRANSLATE, origin="edgeassist"))
    window = open_window(fresh)
    page = window.pages[1]
    page.button.click()
    until(page.starter.isVisible)
    assert page.starter.accessibleName() == TRANSLATING
    assert "often translates wrongly" in TRANSLATING
    fresh.report(READY, CardsChanged((card(), starter(in_use=False))))
    until(lambda: not page.starter.isVisible())


def test_its_line_leads_to_the_models(open_window: Open, fresh: FakeDesk) -> None:
    window = open_window(fresh)
    window.pages[0].starter.more.click()
    assert window.models is not None
    assert window.stack.currentWidget() is window.models


def test_the_line_goes_when_a_bigger_model_answers_and_comes_back(open_window: Open, fresh: FakeDesk) -> None:
    page = open_window(fresh).pages[0]
    fresh.report(READY, CardsChanged((card(), starter(in_use=False))))
    until(lambda: not page.starter.isVisible())
    fresh.report(IN_USE)
    until(page.starter.isVisible)


def test_its_card_can_be_used_and_read_and_nothing_else(open_window: Open, fresh: FakeDesk) -> None:
    fresh.models = [card(can_quantize=True), starter(in_use=False)]
    window = open_window(fresh)
    window.show_models()
    settle()
    assert window.models is not None
    real, built_in = window.models.cards
    assert (real.more.isVisible(), real.smaller.isVisible()) == (True, True)
    assert (built_in.more.isVisible(), built_in.smaller.isVisible()) == (False, False)
    built_in.use.click()
    assert fresh.used == [("starter", False)]


def test_a_pack_is_made_of_the_store_s_models_only(open_window: Open, fresh: FakeDesk) -> None:
    fresh.models = [card(), starter(in_use=False)]
    window = open_window(fresh)
    window.show_models()
    assert window.models is not None
    window.models._choose_models()
    settle()
    assert [*window.models.packing.boxes] == ["qwen"]


def test_the_welcome_comes_back_only_in_a_broken_install_and_says_so(open_window: Open) -> None:
    broken = starter(usable=False, in_use=False, numbers=(FAULT,))
    desk = FakeDesk(rows=(chat_row(),), models=[broken])
    page = open_window(desk).pages[0]
    assert page.welcoming
    assert page.welcome is not None
    assert page.welcome.fault.text() == FAULT
    assert page.welcome.fault.isVisible()
    assert page.welcome.choose.hasFocus()
    assert page.pane is None


def test_a_whole_starter_leaves_nothing_to_say(open_window: Open) -> None:
    desk = FakeDesk(rows=(chat_row(),), models=[card(in_use=False), starter(in_use=False)])
    page = open_window(desk).pages[0]
    assert page.welcome is not None
    assert not page.welcome.fault.isVisible()
    assert "none is in use" in page.welcome.line.text()


@pytest.fixture
def chat(shown: Show, fresh: FakeDesk) -> ChatPane:
    pane = ChatPane(fresh.pane_context)
    shown(pane.widget)
    until(lambda: pane.widget.composer.ready)
    return pane


def offered(pane: ChatPane) -> list[str]:
    return [text for text, made in pane.widget.transcript.samples.items() if made.isVisible()]


def test_beginnings_suit_the_model(chat: ChatPane, fresh: FakeDesk) -> None:
    assert offered(chat) == [*SMALL_SAMPLES]
    fresh.pane_context.model = ModelView("qwen", "Qwen", 4096)
    chat.model_changed()
    assert offered(chat) == [*SAMPLES]
    chat.close()


def test_a_small_model_is_not_said_to_know_everything(chat: ChatPane, fresh: FakeDesk) -> None:
    view = chat.widget
    view.resize(900, 700)  # room for the whole invitation
    until(lambda: view.composer.input.placeholderText() == SMALL_PLACEHOLDER)
    assert view.transcript.title.text() == SMALL_TITLE
    fresh.pane_context.model = ModelView("qwen", "Qwen", 4096)
    chat.model_changed()
    assert (view.transcript.title.text(), view.composer.input.placeholderText()) == (TITLE, PLACEHOLDER)
    chat.close()


def test_before_a_model_is_known_no_beginning_is_offered(shown: Show) -> None:
    pane = ChatPane(FakeContext(model=None))
    shown(pane.widget)
    assert offered(pane) == []
    pane.close()


def test_a_model_that_must_not_chat_is_not_asked_and_says_why(chat: ChatPane, fresh: FakeDesk) -> None:
    fresh.pane_context.offer = Offer(False, "Starter cannot chat: it babbles.")
    chat.model_changed()
    QTest.keyClicks(chat.widget.composer.input, "Hello")
    assert not chat.widget.composer.ready
    assert chat.widget.composer.remark.text() == "Starter cannot chat: it babbles."
    chat.close()


def test_what_no_longer_fits_is_said_before_and_after(shown: Show) -> None:
    said = [SavedTurn(role, "x" * 300) for _ in range(4) for role in ("user", "assistant")]
    context = FakeContext(model=ModelView("starter", "Starter", 384, small=True), history=FakeHistory(said))
    pane = ChatPane(context)
    shown(pane.widget)
    until(lambda: pane.widget.composer.ready)
    QTest.keyClicks(pane.widget.composer.input, "And now?")
    assert pane.widget.composer.remark.text().endswith(
        "The first 3 questions are not read: of the room of 384, 128 stay free for the answer, "
        "and the rest is too little for all"
    )
    pane.send("And now?")
    until(lambda: context.engine.running)
    assert len(context.engine.requests[0].turns) == 3
    context.engine.stream("Yes.")
    context.engine.finish()
    until(lambda: not pane.session.busy)
    assert (
        pane.widget.transcript.last.status.text()
        == "The first 3 questions are not read: of the room of 384, 128 stay free for the answer, "
        "and the rest is too little for all"
    )
    pane.close()


@pytest.mark.parametrize("typed", [True, False])
def test_what_was_measured_and_proves_wrong_leaves_more_out_and_refuses_nothing(shown: Show, *, typed: bool) -> None:
    """The engine counts each word; of what was trusted as the truth, three times as much would be read."""
    said = [SavedTurn(role, "word " * 60) for _ in range(4) for role in ("user", "assistant")]
    context = FakeContext(model=ModelView("starter", "Starter", 384, small=True), history=FakeHistory(said))
    pane = ChatPane(context)
    shown(pane.widget)
    until(lambda: pane.widget.composer.ready)
    pane.session.thrift = 0.3
    assert pane.session.reading(Wish("And now?")).gone == 1
    if typed:
        QTest.keyClicks(pane.widget.composer.input, "And now?")
        until(lambda: "The first 3 questions are not read" in pane.widget.composer.remark.text())
        assert "too long" not in pane.widget.composer.remark.text()
    pane.send("And now?")
    until(lambda: context.engine.running)
    assert len(context.engine.requests[0].turns) == 3
    assert context.told == []
    pane.close()


def test_a_text_too_long_for_a_fixed_context_leads_to_a_shorter_one(chat: ChatPane, fresh: FakeDesk) -> None:
    engine, view = fresh.pane_context.engine, chat.widget
    chat.send("a very long text")
    until(lambda: engine.running)
    engine.fail(code="context-too-small", message="The text takes 600 tokens, but the context holds 384.")
    until(lambda: view.transcript.last.failure is not None)
    failure = view.transcript.last.failure
    assert failure is not None
    assert failure.accessibleDescription() == "Shorten your question. A bigger model reads more at once."
    first = failure.buttons[0]
    assert (first.text(), first.property("tone")) == ("Shorten the question", "primary")
    view.composer.put("another")
    first.click()
    assert view.composer.text == "a very long text"
    view.composer.input.undo()
    assert view.composer.text == "another"
    chat.close()


def test_a_suggested_question_is_selected_so_that_typing_replaces_it(chat: ChatPane, fresh: FakeDesk) -> None:
    composer = chat.widget.composer
    chat.widget.transcript.samples[SMALL_SAMPLES[0]].click()
    assert composer.input.textCursor().selectedText() == SMALL_SAMPLES[0]
    QTest.keyClicks(composer.input, "Hi")
    assert composer.text == "Hi"
    chat.widget.transcript.samples[SMALL_SAMPLES[1]].click()
    QTest.keyClick(composer.input, Qt.Key.Key_Return)
    until(lambda: fresh.pane_context.engine.running)
    assert fresh.pane_context.engine.requests[-1].turns[-1].text == SMALL_SAMPLES[1]
    chat.close()


def test_stopped_before_the_first_word_leaves_no_gap(chat: ChatPane, fresh: FakeDesk) -> None:
    last, engine = chat.widget.transcript, fresh.pane_context.engine
    chat.send("Hello")
    until(lambda: engine.running)
    assert last.last.answer.isVisible()
    chat.stop()
    until(lambda: not chat.session.busy)
    assert not last.last.answer.isVisible()
    assert last.last.status.text() == "Stopped"
    chat.try_again()
    until(lambda: engine.running)
    engine.stream("Good day.")
    until(lambda: bool(last.last.answer.sheets))
    assert last.last.answer.isVisible()
    chat.close()


def test_a_question_without_an_answer_says_so_when_it_is_opened_again(shown: Show) -> None:
    kept = FakeHistory([SavedTurn("user", "a very long text " * 90)])
    pane = ChatPane(FakeContext(model=ModelView("starter", "Starter", 384, small=True), history=kept))
    shown(pane.widget)
    until(lambda: pane.widget.composer.ready)
    assert pane.widget.transcript.last.status.text() == "Not answered: perhaps too long for this model"
    assert not pane.widget.transcript.last.again.isHidden()
    assert not pane.widget.transcript.last.answer.isVisible()
    pane.close()
