# SPDX-License-Identifier: Apache-2.0
"""Which models come into question: offers, models here that are one of them, and models of unknown origin."""

import msgspec
import pytest

from edgeassist.store.candidates import Candidate, candidates
from edgeassist.store.card import ModelCard, Origin
from edgeassist.store.catalogue import read_catalogue

SHIPPED = read_catalogue()
FIRST = SHIPPED.find("qwen2.5-0.5b")


def here(card: ModelCard, strength: str = "chat") -> list[Candidate]:
    return [one for one in candidates(SHIPPED, [card], strength) if one.here]


def stored(**changes: object) -> ModelCard:
    origin = Origin(repo=FIRST.file.repo, commit="a" * 40, file=FIRST.file.file)
    return msgspec.structs.replace(FIRST.card, **({"id": "mine", "state": "ready", "origin": origin} | changes))


def test_a_model_that_was_fetched_is_its_offer() -> None:
    assert [(one.card.id, one.entry) for one in here(stored())] == [("mine", FIRST)]


def test_another_file_of_the_same_repository_is_not() -> None:
    origin = Origin(repo=FIRST.file.repo, commit="", file="other.gguf")
    (found,) = here(stored(origin=origin))
    assert (found.entry, found.kin, found.rank) == (None, FIRST.family.id, FIRST.family.rank)


def test_what_was_made_smaller_here_keeps_its_family() -> None:
    (found,) = here(stored(origin=None, parent="mine-f16", quantization="Q2_K", size_bytes=300_000_000))
    assert found.kin == "qwen2.5-0.5b"


@pytest.mark.parametrize("changes", [{"architecture": "llama"}, {"embedding": 1024}, {"parameters": 900_000_000}])
def test_another_shape_is_another_model(changes: dict[str, object]) -> None:
    (found,) = here(stored(origin=None, **changes))
    assert found.kin == "mine"


def test_a_stored_model_without_the_strength_is_left_out() -> None:
    assert here(stored(), "translate") == []
    assert here(stored(origin=None), "translate") == []


def test_an_original_counts_only_where_it_is_here() -> None:
    original = next(entry for entry in SHIPPED.entries if entry.file.preset == "original")
    assert original not in [one.entry for one in candidates(SHIPPED, [], "chat")]
    origin = Origin(repo=original.file.repo, commit="", file=original.file.file)
    card = msgspec.structs.replace(original.card, state="ready", origin=origin)
    assert [one.entry for one in here(card)] == [original]


def test_an_empty_digest_is_no_likeness() -> None:
    assert all(one.entry is None for one in here(stored(origin=None, sha256="")))


def test_a_model_that_is_still_fetched_is_not_here() -> None:
    assert here(stored(state="fetching")) == []
