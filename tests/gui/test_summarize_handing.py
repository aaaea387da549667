# SPDX-License-Identifier: Apache-2.0
"""What leaves the summarize pane, and with which words: language, places, what is unfinished, why nobody wrote."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtGui import QGuiApplication

from edgeassist.api import Handoff
from edgeassist.core import language
from edgeassist.core.errors import EngineTrouble
from edgeassist.core.language import tr
from edgeassist.panes.summarize.export import UNFINISHED
from edgeassist.panes.summarize.sample import sample
from edgeassist.panes.summarize.session import MOST_UNFINISHED
from edgeassist.panes.summarize.summary import BlocksCame, SectionSummed, Sentence, Source, SourceOpened
from edgeassist.panes.summarize.summary_view import WITH_PAGES, WITH_PLACES
from edgeassist.panes.summarize.view import SummarizeView
from edgeassist.testing import FakeContext
from edgeassist.ui.home_page import TILES
from tests.gui.conftest import until
from tests.gui.other_words import longer
from tests.gui.test_summarize_pane import Person, Show, ending, sentences, source_text

JARGON = "Starter cannot sum texts up: ROUGE-L F1 10.8 (8.3 to 13.7, 43 examples) is not clearly better than 13.5."


@pytest.fixture
def person(shown: Show) -> Iterator[Person]:
    made = Person(FakeContext(served=frozenset({"translate", "chat", "models"})))
    shown(made.view)
    made.pane.shown()
    yield made
    made.script.say(EngineTrouble("The test is over."))
    made.pane.close()


@pytest.mark.parametrize("language", ["es", "de", ""])
def test_the_language_of_the_sentences_goes_with_them(person: Person, language: str) -> None:
    person.pane.paste("Some text.")
    person.tell(*source_text(), replace(ending(*sentences()), language=language))
    person.view.summary.translate.click()
    person.view.summary.ask.click()
    assert [one.language for one in person.context.handed] == [language, language]


@pytest.mark.parametrize(
    ("opened", "words"),
    [
        (SourceOpened("T", "page", 9), WITH_PAGES),
        (SourceOpened("T", "chapter", 9), WITH_PLACES),
        (SourceOpened("T", "paragraph", 0), WITH_PLACES),
        (SourceOpened("T", "cue", 0), WITH_PLACES),
    ],
)
def test_places_are_called_pages_where_there_are_pages(
    person: Person, opened: SourceOpened, words: tuple[str, str]
) -> None:
    person.pane.paste("Some text.")
    person.tell(opened, ending(*sentences()))
    copy = person.view.summary.copy
    assert (copy.text(), copy.accessibleName()) == words
    copy.click()
    assert copy.text() == "Copied"


def test_an_unfinished_summary_says_so_wherever_it_is_taken(person: Person) -> None:
    person.pane.paste("Some text.")
    person.tell(*source_text(), SectionSummed(0, sentences()[:1]))
    until(lambda: len(person.rows) == 1)
    person.view.summary.copy.click()
    assert UNFINISHED in QGuiApplication.clipboard().text()
    person.tell(ending(*sentences()))
    person.view.summary.copy.click()
    assert UNFINISHED not in QGuiApplication.clipboard().text()


def test_after_a_failure_every_sentence_that_was_made_can_be_taken(person: Person) -> None:
    made = tuple(Sentence(f"Sentence {number}.", None) for number in range(MOST_UNFINISHED + 30))
    person.pane.paste("Some text.")
    person.tell(*source_text(), SectionSummed(0, made), EngineTrouble("The engine died."))
    person.view.summary.copy.click()
    copied = QGuiApplication.clipboard().text()
    assert f"Sentence {MOST_UNFINISHED + 29}." in copied
    assert UNFINISHED in copied


def test_no_reason_on_show_holds_what_only_engineers_measure(person: Person) -> None:
    person.context.refused["summarize"] = JARGON
    person.pane.model_changed()
    who = person.view.start.who
    seen = (who.text(), who.toolTip(), who.accessibleDescription())
    assert not any("ROUGE" in one or "13.5" in one for one in seen)
    assert "a bigger model can" in who.toolTip()


def test_the_same_source_told_again_in_pieces_changes_nothing_on_show(person: Person) -> None:
    person.finished()
    before = person.page.toPlainText()
    person.pane.again()
    (_opened, came) = source_text()
    assert isinstance(came, BlocksCame)
    person.tell(*(BlocksCame((block,)) for block in came.blocks), ending(*sentences()))
    assert person.page.toPlainText() == before
    assert [block.number for block in person.pane.session.text.blocks] == [0, 1, 2]


def test_see_models_goes_where_models_are(person: Person) -> None:
    person.context.refused["summarize"] = JARGON
    person.pane.model_changed()
    assert person.view.start.models.isVisible()
    person.view.start.models.click()
    assert [one.wish for one in person.context.handed] == ["models"]
    assert person.pane.session.source is None


def test_a_title_stays_with_what_is_handed_over(person: Person) -> None:
    person.pane.sum_up(Source("Notes of May", text="Some text."))
    person.tell(replace(ending(*sentences()), title="Notes of May"))
    person.view.summary.translate.click()
    assert person.context.handed[0].title == "Summary: Notes of May"
    assert person.context.handed[0].text.split("\n") == [one.text for one in sentences()]


def test_the_tile_and_the_button_take_the_very_same_sample(person: Person) -> None:
    person.view.start.sample.click()
    person.tell(*source_text(), ending(*sentences()))
    person.pane.take(Handoff("", "summarize", "Harbour workshop handbook", at_once=True))
    until(lambda: len(person.script.asked) == 2)
    (by_button, _), (by_tile, _) = person.script.asked
    assert by_tile == by_button == sample()


def test_the_button_calls_the_sample_as_the_tile_does(shown: Show) -> None:
    (tile,) = (one for one in TILES if one.wish == "summarize")
    language.use("xx", longer)
    try:
        view = SummarizeView(str)
        shown(view)
        named = tr(tile.sample)
        assert named in view.start.sample.toolTip()
        assert sample().title == named
    finally:
        language.use("en")
