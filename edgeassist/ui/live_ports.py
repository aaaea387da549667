# SPDX-License-Identifier: Apache-2.0
"""What the live panel and the status strip show and may wish for. Implemented in `app/`. Imports no Qt."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from edgeassist.telemetry.reading import Receipt, Sample
from edgeassist.telemetry.statistics import Totals


@dataclass(frozen=True, slots=True)
class LiveHistory:
    """The last 60 minutes as samples (thinned to what a plot can show), the newest receipts, and totals of 7 days.

    `by_task` has one row for each model in each pane; `p95_ms` is of all first words of 7 days, 0 for none; `cores` is
    how many the processor has.
    """

    samples: Sequence[Sample] = ()
    receipts: Sequence[Receipt] = ()
    by_task: Sequence[Totals] = ()
    p95_ms: float = 0.0
    cores: int = 0


@dataclass(frozen=True, slots=True)
class Receipted:
    """A `DeskEvent`: an answer's receipt is there, and written where receipts are kept."""

    receipt: Receipt


class Live(Protocol):
    """The meters. Listeners hear on other threads; nothing is measured while nobody watches."""

    def watch(self, listener: Callable[[Sample], None]) -> Callable[[], None]:
        """Measure once a second for `listener` until the returned function is called."""

    def history(self, listener: Callable[[LiveHistory], None]) -> None:
        """Read what was kept; `listener` hears once."""

    def export(self, path: Path) -> None:
        """Write the report as HTML or, for a name ending in .json, as JSON; a `Notice` follows."""

    def forget(self) -> None:
        """Delete what was kept; a `Notice` follows."""
