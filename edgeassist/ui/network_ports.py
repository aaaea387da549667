# SPDX-License-Identifier: Apache-2.0
"""What the lock in the top bar and the network page show and may wish for. Implemented in `app/`. Imports no Qt."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Attempt:
    """One connection that was attempted: when, where to, for what, and what became of it.

    `outcome`: `opened`, `failed`, `refused-offline` (by the switch), `refused-foreign` (no download of ours asked).
    `bytes_in` came over it; `by` names who asked.
    """

    at_s: float
    host: str
    port: int
    purpose: str
    outcome: str
    bytes_in: int = 0
    by: str = ""


@dataclass(frozen=True, slots=True)
class Protection:
    """What stops our processes from reaching the network: one row each (`name`, `locks` in plain words, `fault`).

    `refused`: what it tried meanwhile and was kept from, in plain words; empty for nothing.
    """

    name: str
    locks: str
    fault: str = ""
    refused: str = ""


@dataclass(frozen=True, slots=True)
class NetworkState:
    """`offline`: the switch is on; `forced` by `--offline`, so it cannot be turned off in this run."""

    offline: bool = False
    forced: bool = False
    protections: tuple[Protection, ...] = ()


class Network(Protocol):
    """The offline switch and its log."""

    def state(self) -> NetworkState:
        """Return the switch, and the locks as last looked at."""

    def look(self) -> None:
        """Look at the locks anew; a state follows."""

    def switch(self, *, offline: bool) -> None:
        """Turn the switch; running fetches are paused at once."""

    def attempts(self, listener: Callable[[tuple[Attempt, ...]], None]) -> None:
        """Read the log, newest first; `listener` hears once, on another thread."""

    def export(self, path: Path) -> None:
        """Write the log (.csv, .json), or the report (.html); a `Notice` follows."""

    def watch(self, listener: Callable[[NetworkState], None]) -> Callable[[], None]:
        """Deliver every later state until the returned function is called."""
