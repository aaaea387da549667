# SPDX-License-Identifier: Apache-2.0
"""What a model was made from, found by its id here and by its content where a pack has carried both elsewhere."""

from pathlib import Path

import msgspec
import pytest

from edgeassist.app.proving import NoSource, SourceGone, source_of
from edgeassist.store.card import ModelCard
from edgeassist.store.library import Library
from tests.support.proofs import proof
from tests.support.scripted_services import card, stored

DIGEST = "ab" * 32
MADE = msgspec.structs.replace(card("made"), sha256="cd" * 32)
PROVED = msgspec.structs.replace(MADE, proof=proof(source_sha256=DIGEST))
SOURCE = msgspec.structs.replace(card("original"), sha256=DIGEST)


def library(home: Path, *cards: ModelCard) -> Library:
    stored(home, *cards)
    return Library(home / "data" / "models")


def test_a_source_is_found_by_its_content_whatever_it_is_called_here(tmp_path: Path) -> None:
    here = library(tmp_path, PROVED, SOURCE)
    assert source_of(here, PROVED).id == "original"


def test_another_model_under_the_name_of_the_source_is_not_taken_for_it(tmp_path: Path) -> None:
    other = msgspec.structs.replace(card("qwen-f16"), sha256="ef" * 32)
    here = library(tmp_path, PROVED, SOURCE, other)
    assert source_of(here, msgspec.structs.replace(PROVED, parent="qwen-f16")).id == "original"


def test_a_whole_copy_of_the_source_is_preferred(tmp_path: Path) -> None:
    spoilt = msgspec.structs.replace(SOURCE, id="a-copy", file="a-copy.gguf").failed("model-damaged", "It is damaged.")
    here = library(tmp_path, PROVED, spoilt, SOURCE)
    assert source_of(here, PROVED).id == "original"


def test_without_a_proof_the_name_counts(tmp_path: Path) -> None:
    here = library(tmp_path, MADE, SOURCE)
    assert source_of(here, msgspec.structs.replace(MADE, parent="original")).id == "original"
    assert source_of(here, MADE, "original").id == "original"
    with pytest.raises(NoSource):
        source_of(here, MADE)
    with pytest.raises(SourceGone):
        source_of(here, msgspec.structs.replace(MADE, parent="absent"))
