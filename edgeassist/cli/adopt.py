# SPDX-License-Identifier: Apache-2.0
"""`edgeassist models adopt`: take in what was copied into the models folder by hand."""

from edgeassist.cli.errand import Errand
from edgeassist.cli.models import as_table, imported_lines
from edgeassist.core.errors import BadInput
from edgeassist.core.stop import Stop
from edgeassist.core.units import elided


class NothingFit(BadInput):
    """All that was copied in was refused."""

    code = "nothing-fit"
    hint = "It stays in the models folder as it was put there; take out what is no use."

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(f"Nothing that was copied in can be used: {', '.join(names)}.")


def adopt_models(errand: Errand) -> None:
    """Inspect and measure every model that was copied in, and say why others are no use."""
    from edgeassist.app import freight

    with errand.services() as services:
        found, refused = freight.adopt(services, errand.screen.progress, Stop())
        cards = [services.measure(card, errand.screen.progress) for card in found]
    if errand.screen.as_json:
        unfit = [
            {"name": one.name, "code": one.error.code, "message": str(one.error), "hint": one.error.hint}
            for one in refused
        ]
        errand.screen.result({"models": [as_table(card) for card in cards], "refused": unfit})
    else:
        for card in cards:
            for line in imported_lines(card):
                errand.screen.say(line)
        for one in refused:
            errand.screen.note(one.sentence, "warn")
            errand.screen.note(one.error.hint)
        if not found and not refused:
            errand.screen.note("Nothing was copied in that is not known already.")
    if refused and not found:
        raise NothingFit(tuple(elided(one.name, 60) for one in refused[:5]))
