# SPDX-License-Identifier: Apache-2.0
"""What packages offer at an entry point: imported, checked, in order. A faulty one is a row with its reason.

Serves panes and actions alike; knows what neither is for. Whatever a stranger's module raises ends here.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.metadata import Distribution, EntryPoint, distributions
from typing import Generic, Protocol, TypeVar

from edgeassist.core.language import tr

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_NAME = 40
OWN = "edgeassist"
"""The package whose ids nobody takes from it."""


class Spec(Protocol):
    """What every declaration has."""

    @property
    def id(self) -> str:
        """Its name, which names a folder too."""

    @property
    def order(self) -> int:
        """Lower comes first."""

    @property
    def api(self) -> int:
        """The contract that it was written for."""

    @property
    def build(self) -> Callable[..., object]:
        """Makes what is declared."""


S = TypeVar("S", bound=Spec)


@dataclass(frozen=True, slots=True)
class Door(Generic[S]):
    """One entry-point group and what its values must be. `what` is the word for one in sentences: "pane".

    `kinds` are the types of fields that nobody has checked; `fault` says what else is wrong with a spec.
    """

    group: str
    what: str
    spec: type[S]
    api: int
    kinds: Mapping[str, type]
    fault: Callable[[S], str]

    def found(self, entries: Iterable[EntryPoint] | None = None) -> "tuple[Found[S], ...]":
        """Import every registered spec; return them by their order, the faulty ones last."""
        origins: dict[int, tuple[Distribution, str, str]] = {}
        found = [self._open(entry, origins) for entry in (registered(self.group) if entries is None else entries)]
        found.sort(key=lambda one: not one.is_own)
        seen: set[str] = set()
        unique: list[Found[S]] = []
        for one in found:
            if one.spec is not None and one.id in seen:
                unique.append(replace(one, spec=None, fault=self._taken(one.id)))
            else:
                unique.append(one)
            if one.spec is not None:
                seen.add(one.id)
        return tuple(sorted(unique, key=lambda one: (one.spec is None, one.spec.order if one.spec else 0, one.id)))

    def _taken(self, name: str) -> str:
        return tr("Another {what} is already called {name}.", what=self.what, name=repr(name))

    def _open(self, entry: EntryPoint, origins: dict[int, tuple[Distribution, str, str]]) -> "Found[S]":
        """Import one entry; `origins` remembers what a package is called, which takes a millisecond to read."""
        dist = entry.dist
        if dist is not None and id(dist) not in origins:
            origins[id(dist)] = dist, dist.name, dist.version
        package, version = origins[id(dist)][1:] if dist is not None else (entry.value, "")
        faulty: Found[S] = Found(entry.name, package, version, None)
        try:
            spec = entry.load()
        except (Exception, SystemExit) as error:  # a stranger's module: whatever it raises must end here
            said = f"{type(error).__name__}: {error}"
            return replace(faulty, fault=tr("It cannot be imported: {reason}", reason=said))
        if not isinstance(spec, self.spec):
            name = self.spec.__name__
            article = "an" if name[0] in "AEIOU" else "a"
            said = tr("{value} is not {kind}.", value=entry.value, kind=f"{article} {name}")
            return replace(faulty, fault=said)
        if fault := self._fault(spec):
            return replace(faulty, fault=fault)
        if spec.api != self.api:
            fault = tr(
                "It was made for {what} API {wanted}; this program has {present}.",
                what=self.what,
                wanted=spec.api,
                present=self.api,
            )
            return replace(faulty, id=spec.id, fault=fault)
        return Found(spec.id, package, version, spec)

    def _fault(self, spec: S) -> str:
        """Return what is wrong with a stranger's values, which nobody has checked; empty when nothing is."""
        for name, kind in self.kinds.items():
            if not isinstance(getattr(spec, name), kind):
                return tr("The {name} of its spec is no {kind}.", name=name, kind=kind.__name__)
        if fault := self.fault(spec):
            return fault
        if not _NAME.fullmatch(spec.id) or len(spec.id) > _LONGEST_NAME:
            return tr("Its id must be made of small letters, digits and single hyphens, 40 at most: it names a folder.")
        return "" if callable(spec.build) else tr("The build of its spec cannot be called.")


@dataclass(frozen=True)  # no slots: Python 3.11 cannot make `Found[Spec](...)` then
class Found(Generic[S]):
    """An entry point and what became of it: a `spec`, or a `fault` in one sentence. `package` brought it."""

    id: str
    package: str
    version: str
    spec: S | None
    fault: str = ""

    @property
    def is_own(self) -> bool:
        """Whether it came with EdgeAssist."""
        return self.package == OWN

    @property
    def origin(self) -> str:
        """The package and its version."""
        return f"{self.package} {self.version}".strip()


def registered(group: str) -> Iterator[EntryPoint]:
    """Yield what the installed packages offer in `group`; of two copies of a package the one that is imported.

    Parses only what those packages say that name the group: there may be a hundred, and the window waits for this.
    """
    seen: set[str] = set()
    for package in distributions():
        if group in (package.read_text("entry_points.txt") or "") and (name := package.name) not in seen:
            seen.add(name)
            yield from package.entry_points.select(group=group)
