# SPDX-License-Identifier: Apache-2.0
"""A damaged model made whole: anew from what it was made of, and put in its place. Blocks; fetches nothing itself."""

import msgspec

from edgeassist.app.making_run import MIXED
from edgeassist.app.proving import source_of
from edgeassist.app.services import Services
from edgeassist.core.errors import BadInput
from edgeassist.core.language import later, tr
from edgeassist.core.stop import Report, Stop
from edgeassist.core.units import elided
from edgeassist.store.card import ModelCard
from edgeassist.store.making import Recipe


class CannotRepair(BadInput):
    """Nothing here knows where the model came from."""

    code = "cannot-repair"
    hint = later("Import its file again, then remove this one.")

    def __init__(self, card: ModelCard) -> None:
        super().__init__(
            tr("Where {name} came from is not known, so it cannot be repaired here.", name=elided(card.name))
        )


def recipe_again(card: ModelCard) -> Recipe:
    """Return how `card` was made, as far as it tells."""
    mixed = card.preset == MIXED
    return Recipe(
        preset="" if mixed else card.preset.casefold(),
        type="" if mixed or card.preset else card.quantization,
        target_bytes=card.size_bytes if mixed else 0,
        pruned=len(card.pruned_layers),
    )


def remade(services: Services, damaged: ModelCard, report: Report, stop: Stop) -> ModelCard:
    """Make the `damaged` model anew from what it was made from, and put it in its place."""
    source = source_of(services.library, damaged)
    return settled(services, damaged, services.workshop.make(source, recipe_again(damaged), report, stop))


def settled(services: Services, damaged: ModelCard, whole: ModelCard) -> ModelCard:
    """Put `whole` in the place of `damaged`; one that was here before keeps its own, and says so in its `remark`.

    The choice of a model for the next start follows.
    """
    card = services.library.replace_with(damaged.id, whole)
    if card.id == damaged.id:
        return msgspec.structs.replace(card, remark="")
    if services.settings.model == damaged.id:
        services.change_settings(model=card.id)
    return msgspec.structs.replace(
        card,
        remark=tr(
            "The same model is here as {id}; the damaged copy {damaged} was removed.", id=card.id, damaged=damaged.id
        ),
    )


def mended_sentence(card: ModelCard) -> str:
    """Return what is said once a model is whole again."""
    return tr(card.remark) if card.remark else tr("{name} is whole again.", name=elided(card.name, 60))
