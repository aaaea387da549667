# SPDX-License-Identifier: Apache-2.0
"""Reads a model's file to its last byte and tells whether it is still the one that came in. Repairs nothing itself.

A file that differs is marked on its card and no longer loaded; `repair_of` says how it can be had again.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from edgeassist.core.errors import BadInput
from edgeassist.core.language import later, listed, tr, trn
from edgeassist.core.stop import Report, Stop
from edgeassist.core.units import elided
from edgeassist.store.card import ModelCard, Origin
from edgeassist.store.opened import open_regular
from edgeassist.store.progress import Progress
from edgeassist.store.reading import chunk_sums_of, sums_of
from edgeassist.store.sums import Sums, write_sums

if TYPE_CHECKING:
    from edgeassist.store.library import Library

MODEL_DAMAGED, MODEL_MISSING = "model-damaged", "model-missing"
STEP = "Verifying"
MIB, MOST_PLACES = 1024**2, 3


class CannotVerify(BadInput):
    """There is no file to read, or no description to compare it with."""

    code = "cannot-verify"


@dataclass(frozen=True, slots=True)
class Refetch:
    """Fetch `origin.file` again, verify it, and put it in the place of the damaged file."""

    card_id: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Remake:
    """Quantize the model `parent` again with `preset`."""

    card_id: str
    parent: str
    preset: str


@dataclass(frozen=True, slots=True)
class Reimport:
    """Ask the person for the file: nothing here knows where it came from."""

    card_id: str


Repair = Refetch | Remake | Reimport


def repair_of(card: ModelCard) -> Repair:
    """Return how the file of `card` can be had again."""
    if card.origin is not None:
        return Refetch(card.id, card.origin)
    return Remake(card.id, card.parent, card.preset) if card.parent else Reimport(card.id)


def remedy(card: ModelCard) -> str:
    """Return what a person can do about a damaged file, as the end of a sentence."""
    match repair_of(card):
        case Refetch(origin=origin):
            return tr("Repair fetches it again from {place}.", place=elided(origin.repo))
        case Remake(parent=parent):
            return tr("Repair makes it again from {name}.", name=elided(parent))
        case Reimport():
            return tr("Import it again.")


def damaged(card: ModelCard, how: str) -> ModelCard:
    """Return `card` failed because its file is damaged; `how` stands in brackets."""
    said = tr("The file of this model is damaged ({how}).", how=how)
    return card.failed(MODEL_DAMAGED, f"{said} {remedy(card)}")


def verify(library: "Library", card_id: str, report: Report, stop: Stop) -> ModelCard:
    """Read the model's file, note the verdict on its card, and return that.

    A file that is whole clears an earlier verdict; one whose SHA-256 was never known gets it now, with a `remark`.
    The quick sums are compared where this store has them; else the SHA-256 is, and the sums are kept from then on.
    """
    card = next((one for one in library.cards() if one.id == card_id), None) or library.get(card_id)
    if not card.file:
        reason = tr(card.failure) if card.failure else tr("it has no file.")
        raise CannotVerify(tr("{id} cannot be verified: {reason}", id=card.id, reason=reason))
    if card.failure_code == MODEL_MISSING:
        return card
    with open_regular(library.path(card)) as opened:
        if card.sha256 and opened.size_bytes != card.size_bytes:
            return library.update(card.id, lambda now: damaged(now, tr("it has another size")))
        progress = Progress(report, stop, STEP, opened.size_bytes)
        known = library.sums(card)
        if known is None:
            return _by_digest(library, card, sums_of(opened, progress))
        found = chunk_sums_of(opened, progress, known.chunk_bytes)
    if bad := known.damage(found):
        how = tr("it differs from the one that came in {places}", places=places(bad))
        return library.update(card.id, lambda now: damaged(now, how))
    return library.update(card.id, _healed)


def _by_digest(library: "Library", card: ModelCard, found: Sums) -> ModelCard:
    """Judge a file by its SHA-256; one that is right gets its quick sums."""
    if card.sha256 and found.sha256 != card.sha256:
        return library.update(card.id, lambda now: damaged(now, tr("it differs from the one that came in")))
    write_sums(library.root, library.path(card).parent, found)
    if card.sha256:
        return library.update(card.id, _healed)
    noted = library.update(card.id, lambda now: msgspec.structs.replace(now, sha256=found.sha256))
    return msgspec.structs.replace(noted, remark=later("Its SHA-256 was not known before; it is noted from now on."))


def places(bad: tuple[tuple[int, int], ...]) -> str:
    """Return in words where bytes begin and end, as the end of a sentence."""
    each = [tr("from MiB {start} to MiB {end}", start=one // MIB, end=-(-end // MIB)) for one, end in bad[:MOST_PLACES]]
    more = len(bad) - MOST_PLACES
    if more <= 0:
        return listed(each)
    return trn("{places} and in {n} more place", "{places} and in {n} more places", more, places=", ".join(each))


def _healed(card: ModelCard) -> ModelCard:
    if card.failure_code != MODEL_DAMAGED:
        return card
    state = "ready" if card.measured else "probing"
    return msgspec.structs.replace(card, state=state, failure="", failure_code="")
