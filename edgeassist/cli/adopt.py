# SPDX-License-Identifier: Apache-2.0
"""`edgeassist models adopt`: take in what was copied into the models folder by hand."""

from edgeassist.cli.errand import Errand
from edgeassist.cli.models import as_table, imported_lines
from edgeassist.core.stop import Stop


def adopt_models(errand: Errand) -> None:
    """Inspect and measure every model that was copied in, and say why others are no use."""
    from edgeassist.app import freight

    with errand.services() as services:
        found, refused = freight.adopt(services, errand.screen.progress, Stop())
        cards = [services.measure(card, errand.screen.progress) for card in found]
    if errand.screen.as_json:
        unfit = [{"code": error.code, "message": str(error), "hint": error.hint} for error in refused]
        errand.screen.result({"models": [as_table(card) for card in cards], "refused": unfit})
        return
    for card in cards:
        for line in imported_lines(card):
            errand.screen.say(line)
    for error in refused:
        errand.screen.note(str(error), "warn")
        errand.screen.note(error.hint)
    if not found and not refused:
        errand.screen.note("Nothing was copied in that is not known already.")
