# SPDX-License-Identifier: Apache-2.0
"""One model as it suits this computer, and the words for it. Decides nothing; see `recommend`."""

from dataclasses import dataclass
from typing import Literal

from edgeassist.core.units import human_bytes
from edgeassist.store.card import ModelCard
from edgeassist.store.catalogue import Entry
from edgeassist.store.fit import Fit

Verdict = Literal["good", "better", "better-but-slower", "lighter", "too-slow", "too-big"]
VERDICT_NAMES: dict[Verdict, str] = {
    "good": "Good fit",
    "better": "Better, still to be fetched",
    "better-but-slower": "Better but slower",
    "lighter": "Lighter",
    "too-slow": "Too slow here",
    "too-big": "Will not fit",
}
WORDS_PER_TOKEN = 0.75
NOT_MEASURED = "speed not measured here yet"


@dataclass(frozen=True, slots=True)
class Choice:
    """A model with its memory sum. `rate` is in tokens per second, None where this computer measured nothing yet.

    `card` is the stored model's when it is `here`, else one made from `entry`. `entry` is None for a model that no
    catalogue knows. `kin` groups the files of one model. `short_disk_bytes` is how much disk is missing to fetch it;
    `limited` says that the room is what a person allowed, not all that is free.
    """

    card: ModelCard
    fit: Fit
    kin: str
    rank: int
    entry: Entry | None = None
    here: bool = False
    rate: float | None = None
    rate_measured: bool = False
    short_disk_bytes: int = 0
    limited: bool = False
    verdict: Verdict = "lighter"

    @property
    def ref(self) -> str:
        """What fetches it (`owner/repo/file.gguf`), or the id of a model that no catalogue knows."""
        return self.entry.ref if self.entry else self.card.id

    @property
    def name(self) -> str:
        """What people call it."""
        return self.entry.name if self.entry else self.card.name

    @property
    def possible(self) -> bool:
        """Whether memory and disk suffice now."""
        return self.fit.fits and not self.short_disk_bytes

    @property
    def remark(self) -> str:
        """What was not confirmed about a file that is still to be fetched."""
        return self.entry.remark if self.entry and not self.here else ""

    def room(self) -> str:
        """Return the sum in short: `1.4 GB of 7.6 GB free`; `allowed` where a person set the limit."""
        return f"{human_bytes(self.fit.total_bytes)} of {human_bytes(self.fit.free_bytes)} {self._memory}"

    def sum_text(self) -> str:
        """Return the whole sum, with the same word for the memory."""
        return self.fit.sum_text(self._memory)

    @property
    def _memory(self) -> str:
        return "allowed" if self.limited else "free"

    def speed(self) -> str:
        """Return how fast it writes, measured or foretold from what was measured here."""
        if self.rate is None:
            return NOT_MEASURED
        words = self.rate * WORDS_PER_TOKEN
        count = f"{words:.0f}" if words >= 1.5 else f"{words:.1f}"
        return f"{count if self.rate_measured else f'about {count}'} words a second"

    def line(self) -> str:
        """Return the model in one line: room, speed, and whether it is here or what it costs to fetch."""
        where = "already here" if self.here else f"{human_bytes(self.card.size_bytes)} to fetch"
        if self.short_disk_bytes:
            where += f", {human_bytes(self.short_disk_bytes)} more disk needed"
        return f"{self.name} ({self.room()}), {self.speed()}, {where}"
