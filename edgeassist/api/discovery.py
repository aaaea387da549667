# SPDX-License-Identifier: Apache-2.0
"""Finds panes at the door. A pane that cannot be used is a row with its reason, never an exception."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from importlib.metadata import EntryPoint, entry_points

from edgeassist.api import API_VERSION, GROUP, PaneSpec

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_NAME = 40
_KINDS = {"id": str, "title": str, "icon": str, "order": int, "needs": frozenset, "takes": tuple, "api": int}


@dataclass(frozen=True, slots=True)
class FoundPane:
    """An entry point and what became of it: a `spec`, or a `fault` in one sentence. `package` brought it."""

    id: str
    package: str
    version: str
    spec: PaneSpec | None
    fault: str = ""

    @property
    def origin(self) -> str:
        """The package and its version."""
        return f"{self.package} {self.version}".strip()


def discover(entries: Iterable[EntryPoint] | None = None) -> tuple[FoundPane, ...]:
    """Import every registered spec; return them in rail order, the faulty ones last."""
    found = [_open(entry) for entry in (entry_points(group=GROUP) if entries is None else entries)]
    seen: set[str] = set()
    unique: list[FoundPane] = []
    for pane in found:
        if pane.spec is not None and pane.id in seen:
            unique.append(replace(pane, spec=None, fault=f"Another pane is already called {pane.id!r}."))
        else:
            unique.append(pane)
        if pane.spec is not None:
            seen.add(pane.id)
    return tuple(sorted(unique, key=lambda pane: (pane.spec is None, pane.spec.order if pane.spec else 0, pane.id)))


def _open(entry: EntryPoint) -> FoundPane:
    package, version = (entry.dist.name, entry.dist.version) if entry.dist else (entry.value, "")
    faulty = FoundPane(entry.name, package, version, None)
    try:
        spec = entry.load()
    except (Exception, SystemExit) as error:  # a stranger's module: whatever it raises must end here
        return replace(faulty, fault=f"It cannot be imported: {type(error).__name__}: {error}")
    if not isinstance(spec, PaneSpec):
        return replace(faulty, fault=f"{entry.value} is not a PaneSpec.")
    if fault := _fault(spec):
        return replace(faulty, fault=fault)
    if spec.api != API_VERSION:
        fault = f"It was made for pane API {spec.api}; this program has {API_VERSION}."
        return replace(faulty, id=spec.id, fault=fault)
    return FoundPane(spec.id, package, version, spec)


def _fault(spec: PaneSpec) -> str:
    """Return what is wrong with a stranger's values, which nobody has checked; empty when nothing is."""
    for name, kind in _KINDS.items():
        if not isinstance(getattr(spec, name), kind):
            return f"The {name} of its spec is no {kind.__name__}."
    if not all(isinstance(wish, str) for wish in (*spec.takes, *spec.needs)):
        return "What its spec takes and needs must be words."
    if not _NAME.fullmatch(spec.id) or len(spec.id) > _LONGEST_NAME:
        return "Its id must be made of small letters, digits and single hyphens, 40 at most: it names a folder."
    return "" if callable(spec.build) else "The build of its spec cannot be called."
