# SPDX-License-Identifier: Apache-2.0
"""Finds panes at the door. A pane that cannot be used is a row with its reason, never an exception."""

from collections.abc import Iterable
from importlib.metadata import EntryPoint

from edgeassist.api import API_VERSION, GROUP, PaneSpec
from edgeassist.core.found import Door, Found
from edgeassist.core.language import tr

FoundPane = Found[PaneSpec]
_KINDS = {"id": str, "title": str, "icon": str, "order": int, "needs": frozenset, "takes": tuple, "api": int}


def discover(entries: Iterable[EntryPoint] | None = None) -> tuple[FoundPane, ...]:
    """Import every registered spec; return them in rail order, the faulty ones last."""
    return _DOOR.found(entries)


def _fault(spec: PaneSpec) -> str:
    words = all(isinstance(wish, str) for wish in (*spec.takes, *spec.needs))
    return "" if words else tr("What its spec takes and needs must be words.")


_DOOR = Door(GROUP, "pane", PaneSpec, API_VERSION, _KINDS, _fault)
