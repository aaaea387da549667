# SPDX-License-Identifier: Apache-2.0
"""`edgeassist models repair`: a damaged model fetched or made anew, in its place."""

from typing import TYPE_CHECKING

from edgeassist.cli.errand import Errand
from edgeassist.cli.getting import pacing
from edgeassist.cli.models import NotMeasured, as_table, imported_lines
from edgeassist.core.errors import BadUsage
from edgeassist.core.stop import Stop
from edgeassist.store.verifying import MODEL_DAMAGED, MODEL_MISSING, Refetch, Remake, repair_of

if TYPE_CHECKING:
    from edgeassist.app.services import Services
    from edgeassist.store.card import ModelCard


class NothingToRepair(BadUsage):
    """Nothing is known to be wrong with the file."""

    code = "nothing-to-repair"

    def __init__(self, card: "ModelCard") -> None:
        super().__init__(
            card.failure or f"Nothing is known to be wrong with {card.id}.",
            hint=f"`edgeassist models verify {card.id}` reads it to its last byte.",
        )


def repair_model(errand: Errand, wanted: str) -> None:
    """Get the damaged model `wanted` anew from where it came, measure it, and show its card."""
    from edgeassist.app.repairing import mended_sentence

    with errand.services() as services:
        damaged = services.library.get(wanted)
        if damaged.failure_code not in (MODEL_DAMAGED, MODEL_MISSING):
            raise NothingToRepair(damaged)
        card = _mended(errand, services, damaged)
        told = mended_sentence(card)
        services.library.empty_trash()
        card = card if card.measured else services.measure(card, errand.screen.progress)
    if errand.screen.as_json:
        errand.screen.result(as_table(card) | {"told": told})
    else:
        errand.screen.note(told)
        for line in imported_lines(card):
            errand.screen.say(line)
    if card.state == "failed":
        raise NotMeasured(card)


def _mended(errand: Errand, services: "Services", damaged: "ModelCard") -> "ModelCard":
    from edgeassist.app.downloads import Downloads
    from edgeassist.app.repairing import CannotRepair, remade

    services.require_store()
    match repair_of(damaged):
        case Refetch(origin=origin):
            return Downloads(services).repair(damaged, origin, pacing(errand), Stop())
        case Remake():
            return remade(services, damaged, errand.screen.progress, Stop())
        case _:
            raise CannotRepair(damaged)
