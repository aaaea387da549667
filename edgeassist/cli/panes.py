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
        errand.screen.table(("ID", "NAME", "PACKAGE", "VERSION", "STATE", "FAULT"), map(_row, found))


def as_table(pane: FoundPane) -> dict[str, object]:
    """Return `pane` for machines."""
    spec = pane.spec
    return {
        "id": pane.id,
        "name": spec.title if spec else "",
        "package": pane.package,
        "version": pane.version,
        "state": _state(pane),
        "usable": spec is not None,
        "fault": pane.fault,
        "api": spec.api if spec else None,
        "needs": sorted(spec.needs) if spec else [],
        "takes": list(spec.takes) if spec else [],
    }


def _state(pane: FoundPane) -> str:
    return "ready" if pane.spec else "not usable"


def _row(pane: FoundPane) -> tuple[str, ...]:
    return (pane.id, pane.spec.title if pane.spec else "-", pane.package, pane.version, _state(pane), pane.fault)
