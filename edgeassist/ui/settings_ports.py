# SPDX-License-Identifier: Apache-2.0
"""What the settings page shows and may wish for. Implemented in `app/`. Imports no Qt."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from edgeassist.core.settings import Problem

Value = bool | int | str


@dataclass(frozen=True, slots=True)
class Taken:
    """What the file called `name` changed: what held `before`, what does `now`, and what in it was left out."""

    name: str
    before: Mapping[str, Value]
    now: Mapping[str, Value]
    problems: tuple[Problem, ...] = ()


class Preferences(Protocol):
    """The settings by name, as `core.settings` declares them. Listeners hear on any thread."""

    def values(self) -> dict[str, Value]:
        """Return every setting's value."""

    def change(self, name: str, value: Value) -> str:
        """Keep a value; return why it could not be, empty when it was. Takes effect at once where it can."""

    def reset(self, names: tuple[str, ...] = ()) -> None:
        """Give these (none: all) their defaults back."""

    def choices(self, name: str) -> tuple[tuple[str, str], ...]:
        """Return what may be chosen where that is known only at run time (microphones, models): (value, title)."""

    def export(self, path: Path) -> None:
        """Write all settings but secrets to `path`; a `Notice` follows."""

    def take_in(self, path: Path, told: Callable[[Taken], None]) -> None:
        """Take in what `path` holds; `told` hears of it on any thread, before any listener does.

        A `Notice` follows where the file cannot be read.
        """

    def watch(self, listener: Callable[[dict[str, Value]], None]) -> Callable[[], None]:
        """Deliver the values of what changed until the returned function is called."""
