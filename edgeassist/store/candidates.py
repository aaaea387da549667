# SPDX-License-Identifier: Apache-2.0
"""Which models come into question for a task: offers of the catalogue, matched with the models here. Judges nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log

from edgeassist.store.card import ModelCard
from edgeassist.store.catalogue import Catalogue, Entry, Family

_SAME_SIZE = 0.15
"""How far two models' parameters may differ and still be taken for the same; tied matrices count differently."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A model and what is known of it. `kin` groups the files of one model; `rank` is the family's, or a guess."""

    card: ModelCard
    kin: str
    rank: int
    entry: Entry | None = None
    here: bool = False


def candidates(catalogue: Catalogue, cards: Sequence[ModelCard], strength: str) -> Iterator[Candidate]:
    """Yield the models with `strength`; one here that no family explains is taken at its word.

    An `original` is fetched to be made smaller, not to be used, so only one that is here already counts.
    """
    usable = [card for card in cards if card.usable]
    taken: set[str] = set()
    for entry in catalogue.entries:
        stored = next((card for card in usable if _is_stored(entry, card)), None)
        taken |= {stored.id} if stored else set()
        if strength in entry.family.strengths and (stored or entry.file.preset != "original"):
            family = entry.family
            yield Candidate(stored or entry.card, family.id, family.rank, entry, here=stored is not None)
    for card in usable:
        twin = _family_of(catalogue, card)
        if card.id not in taken and (twin is None or strength in twin.strengths):
            yield Candidate(card, twin.id if twin else card.id, _rank(catalogue, card, twin), here=True)


def _is_stored(entry: Entry, card: ModelCard) -> bool:
    origin = card.origin
    if origin is not None and origin.repo == entry.file.repo and origin.file == entry.file.file:
        return True
    return bool(entry.file.sha256) and card.sha256 == entry.file.sha256


def _family_of(catalogue: Catalogue, card: ModelCard) -> Family | None:
    """Return the family whose architecture and shape `card` has."""
    for family in catalogue.families:
        same_kind = (family.architecture, family.embedding) == (card.architecture, card.embedding)
        if same_kind and abs(card.parameters - family.parameters) <= _SAME_SIZE * family.parameters:
            return family
    return None


def _rank(catalogue: Catalogue, card: ModelCard, twin: Family | None) -> int:
    """Return the family's rank, or that of the family nearest in size."""
    if twin is not None:
        return twin.rank
    families = catalogue.families
    size = log(max(1, card.parameters))
    return min(families, key=lambda one: abs(log(one.parameters) - size)).rank if families else 0
