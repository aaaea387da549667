# SPDX-License-Identifier: Apache-2.0
"""Finds panes at the door. A pane that cannot be used is a row with its reason, never an exception."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points

from edgeassist.api import API_VERSION, GROUP, PaneSpec

_NAME = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class FoundPane:
    """An entry point and what became of it: a `spec`, or a `fault` in one sentence."""

    id: str
    origin: str
    spec: PaneSpec | None
    fault: str = ""


def discover(entries: Iterable[EntryPoint] | None = None) -> tuple[FoundPane, ...]:
    """Import every registered spec; return them in rail order, the faulty ones last."""
    found = [_open(entry) for entry in (entry_points(group=GROUP) if entries is None else entries)]
    seen: set[str] = set()
    unique: list[FoundPane] = []
    for pane in found:
        if pane.spec is not None and pane.id in seen:
            unique.append(FoundPane(pane.id, pane.origin, None, f"Another pane is already called {pane.id!r}."))
        else:
            unique.append(pane)
        seen.add(pane.id)
    return tuple(sorted(unique, key=lambda pane: (pane.spec is None, pane.spec.order if pane.spec else 0, pane.id)))


def _open(entry: EntryPoint) -> FoundPane:
    origin = f"{entry.dist.name} {entry.dist.version}" if entry.dist else entry.value
    try:
        spec = entry.load()
    except Exception as error:
        return FoundPane(entry.name, origin, None, f"It cannot be imported: {type(error).__name__}: {error}")
    if not isinstance(spec, PaneSpec):
        return FoundPane(entry.name, origin, None, f"{entry.value} is not a PaneSpec.")
    if not _NAME.fullmatch(spec.id) or len(spec.id) > _LONGEST_NAME:
        fault = "Its id must be made of small letters, digits and single hyphens, 40 at most: it names a folder."
        return FoundPane(entry.name, origin, None, fault)
    if spec.api != API_VERSION:
        return FoundPane(spec.id, origin, None, f"It was made for pane API {spec.api}; this program has {API_VERSION}.")
    return FoundPane(spec.id, origin, spec)
