# SPDX-License-Identifier: Apache-2.0
"""One model as it suits this computer, and the words for it. Decides nothing; see `recommend`."""

from dataclasses import dataclass
from typing import Literal

from edgeassist.core.language import later, tr, trn
from edgeassist.core.units import human_bytes
from edgeassist.store.card import ModelCard
from edgeassist.store.catalogue import Entry
from edgeassist.store.fit import Fit

Verdict = Literal["good", "better", "better-but-slower", "lighter", "too-slow", "too-big"]
VERDICT_NAMES: dict[Verdict, str] = {
    "good": later("Good fit"),
    "better": later("Better, still to be fetched"),
    "better-but-slower": later("Better but slower"),
    "lighter": later("Lighter"),
    "too-slow": later("Too slow here"),
    "too-big": later("Will not fit"),
}
WORDS_PER_TOKEN = 0.75
_FRACTION = 100
"""A number that takes the form of a word that fractions take, in the languages of the window."""
NOT_MEASURED = later("speed not measured yet (that takes a quiet moment)")


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
        total, memory = human_bytes(self.fit.total_bytes), human_bytes(self.fit.free_bytes)
        if self.limited:
            return tr("{total} of {memory} allowed", total=total, memory=memory)
        return tr("{total} of {memory} free", total=total, memory=memory)

    def sum_text(self) -> str:
        """Return the whole sum, with the same word for the memory."""
        return self.fit.sum_text("allowed" if self.limited else "free")

    def speed(self) -> str:
        """Return how fast it writes, measured or foretold from what was measured here."""
        if self.rate is None:
            return tr(NOT_MEASURED)
        words = self.rate * WORDS_PER_TOKEN
        count = f"{words:.0f}" if words >= 1.5 else f"{words:.1f}"
        form = round(words) if words >= 1.5 else _FRACTION
        if self.rate_measured:
            return trn("{n} word a second", "{n} words a second", form, n=count)
        return trn("about {n} word a second", "about {n} words a second", form, n=count)

    def line(self) -> str:
        """Return the model in one line: room, speed, and whether it is here or what it costs to fetch."""
        size, missing = human_bytes(self.card.size_bytes), human_bytes(self.short_disk_bytes)
        facts = [self.speed(), tr("already here") if self.here else tr("{size} to fetch", size=size)]
        if self.short_disk_bytes:
            facts.append(tr("{size} more disk needed", size=missing))
        return ", ".join((f"{self.name} ({self.room()})", *facts))
