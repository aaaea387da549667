# SPDX-License-Identifier: Apache-2.0
"""Each set of the corpora folder becomes documents with an origin, without what a small model should not learn."""

from pathlib import Path

import pytest
from starter import corpora

from tests.support.corpora import small_corpora


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_corpora(tmp_path_factory.mktemp("corpora"))


def test_sentences_that_share_a_translation_share_an_origin(data: Path) -> None:
    found = list(corpora.tatoeba(data, ("en", "es")))
    origins = {document.turns[0][0]: document.origin for document in found if document.source == "en"}
    assert origins["Go."] == origins["Go!"] != origins["I like old cars."]


def test_overlong_and_wordless_pairs_are_left_out(data: Path) -> None:
    texts = [document.turns[0][0] for document in corpora.tatoeba(data, ("en", "es"))]
    assert not [text for text in texts if len(text) > 160 or text == "..."]


def test_a_language_that_was_not_asked_for_is_not_read(data: Path) -> None:
    assert list(corpora.tatoeba(data, ("en",))) == []
    assert {document.turns[0][0] for document in corpora.small_talk(data, ("en",))} == {"How old are you?", "Hello"}


def test_interface_texts_keep_their_program_as_origin(data: Path) -> None:
    origins = {document.origin for document in corpora.interface(data, ("en", "es"))}
    assert origins == {"parallel_ui/en-es/some/app", "parallel_terms_osm/en-es/parallel_terms_osm"}


def test_only_simple_facts_are_asked(data: Path) -> None:
    (fact,) = corpora.facts(data)
    assert fact.turns == (("What is the capital of Peru?", "It is Lima."),)


def test_summaries_that_repeat_the_beginning_or_do_not_fit_are_left_out(data: Path) -> None:
    kept = list(corpora.summaries(data, 1000))
    assert [document.turns[0][1][:4] for document in kept] == ["When", "When"]


def test_texts_of_one_summary_share_an_origin(data: Path) -> None:
    assert {document.origin for document in corpora.summaries(data, 1000)} == {"summ_us_gov/g-1"}


def test_prose_is_cut_at_paragraphs_and_only_plain_books_are_read(data: Path) -> None:
    found = list(corpora.prose(data, 80.0, 120))
    assert {document.origin for document in found} == {"prose_children_stories/st-0", "prose_classics/Plain"}
    assert all(len(document.text) <= 120 for document in found)
