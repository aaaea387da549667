# SPDX-License-Identifier: Apache-2.0
"""What the page about the program shows of its versions and may wish for. Implemented in `app/`. Imports no Qt."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class CopyView:
    """A copy of the person's data: its `name`, and in words when and why it was made."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class VersionsView:
    """What runs, what was before, and the copies. All sentences are written for the person.

    `build` is the version and what tells two builds of it apart. `back_to` is empty where no version before is kept,
    and `note` says why. `back_means` tells what going back does to the data. `next_version` and `next_copy` were chosen
    for the next start. `later` is set where the data was written by a later version. `trouble` is what the last wish
    came to, where it came to nothing. `news` is what this version brought, in English.
    """

    running: str
    build: str = ""
    about: str = ""
    note: str = ""
    back_to: str = ""
    back_means: str = ""
    next_version: str = ""
    next_copy: str = ""
    later: str = ""
    copies: tuple[CopyView, ...] = ()
    trouble: str = ""
    news: str = ""


Seen = Callable[[VersionsView], None]


class Versions(Protocol):
    """Methods return at once; the listener hears how things are afterwards, once, on any thread."""

    def look(self, listener: Seen) -> None:
        """Tell how things are."""

    def go_back(self, listener: Seen) -> None:
        """Have the version before start next time, with the copy of the data that it needs."""

    def stay(self, listener: Seen) -> None:
        """Take `go_back` back."""

    def bring_back(self, name: str, listener: Seen) -> None:
        """Have the copy `name` put back at the next start; the empty name: none."""
