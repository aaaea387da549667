# SPDX-License-Identifier: Apache-2.0
"""Tells good values from bad ones, and says of the bad ones what is wrong. Reads no file."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from edgeassist.core.language import later, tr
from edgeassist.core.settings.option import Value
from edgeassist.core.settings.schema import Settings, options
from edgeassist.core.units import elided

FILE = "settings.toml"
UNKNOWN = later("is no setting of this version")


@dataclass(frozen=True, slots=True)
class Problem:
    """A value in the file, or the whole file, that was not used; `instead` says what is, or what became of it.

    `again`: it was there before, so the copy beside has it already. `used`: of the file as a whole, that what is known
    in it holds all the same. `follows`: sentences on what it means for a start, where it means more than that.
    """

    key: str
    reason: str
    instead: str = ""
    again: bool = False
    used: bool = False
    follows: str = ""

    @property
    def sentence(self) -> str:
        """All of it, for a person."""
        reason = tr(self.reason)
        what = FILE if self.key == FILE else tr("{setting} in {file}", setting=elided(self.key, 40), file=FILE)
        if self.instead:
            return tr("{what} {reason}; {instead}.", what=what, reason=reason, instead=self.instead)
        return tr("{what} {reason}.", what=what, reason=reason)


def checked(settings: Settings, /, **changes: Value) -> tuple[Settings, tuple[Problem, ...]]:
    """Return `settings` with the valid ones of `changes`, and the others as problems."""
    return with_valid(settings, changes)


def with_valid(settings: Settings, changes: Mapping[str, object]) -> tuple[Settings, tuple[Problem, ...]]:
    """Return `settings` with the valid ones of `changes`, whatever their names, and the others as problems."""
    good: dict[str, Any] = {}
    bad: list[Problem] = []
    for name, value in changes.items():
        option = options().get(name)
        if option is None:
            bad.append(Problem(name, UNKNOWN))
        elif reason := option.fault(value):
            used = getattr(settings, name)
            instead = tr("{value} is used", value=used) if used else tr("the default is used")
            bad.append(Problem(name, reason, instead))
        else:
            good[name] = value
    return replace(settings, **good), tuple(bad)
