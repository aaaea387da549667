# SPDX-License-Identifier: Apache-2.0
"""`edgeassist panes`: what is at the plug-in door, usable or not."""

from edgeassist.api.discovery import FoundPane, discover
from edgeassist.cli.errand import Errand


def panes(errand: Errand) -> None:
    """Print every pane with its state."""
    found = discover()
    if errand.screen.as_json:
        errand.screen.result({"panes": [as_table(pane) for pane in found]})
    elif not found:
        errand.screen.note("No pane is registered; EdgeAssist may not be installed completely. Install it again.")
    else:
        errand.screen.table(("ID", "TITLE", "FROM", "STATE", "REASON"), map(_row, found))


def as_table(pane: FoundPane) -> dict[str, object]:
    """Return `pane` for machines."""
    spec = pane.spec
    title, needs = (spec.title, sorted(spec.needs)) if spec else ("", [])
    usable = spec is not None
    return {"id": pane.id, "title": title, "origin": pane.origin, "usable": usable, "fault": pane.fault, "needs": needs}


def _row(pane: FoundPane) -> tuple[str, ...]:
    state = "ready" if pane.spec else "not usable"
    return (pane.id, pane.spec.title if pane.spec else "-", pane.origin, state, pane.fault)
