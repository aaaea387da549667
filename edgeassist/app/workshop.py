# SPDX-License-Identifier: Apache-2.0
"""Makes smaller models of those in the store, foretells their sizes, and knows what was not finished. Blocks; no face.

Until the last rename only the folder of the making changes; on an error or a wish to stop it is gone again, and the
source is never written to.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from edgeassist.app.children import child_command
from edgeassist.app.making_run import MakingRun, NothingGained, Tools, type_of
from edgeassist.core.stop import Report, Stop
from edgeassist.store import presets
from edgeassist.store.busy import working
from edgeassist.store.card import ModelCard
from edgeassist.store.making import Recipe, Record, begun, discard, unfinished, unfinished_one
from edgeassist.store.prune_plan import require_prunable
from edgeassist.wire import jobs


@dataclass(frozen=True, slots=True)
class Choice:
    """One preset for one model: the type behind it, a sentence, and the size foretold in bytes."""

    preset: str
    title: str
    line: str
    type: str
    size_bytes: int


def job_command(cache: Path) -> tuple[str, ...]:
    """Return the argv of a job child; `cache` holds the verdict on the processor code."""
    self_test = json.dumps(child_command("selftest"))
    return (*child_command("job"), "--cache", str(cache), "--self-test-command", self_test)


class Workshop:
    """Makes smaller models of those in the store. Blocking methods for any thread, one making per model at a time."""

    def __init__(self, tools: Tools) -> None:
        self._tools, self._library = tools, tools.library

    def choices(self, card: ModelCard, *, calibrate: bool = True, stop: Stop | None = None) -> tuple[Choice, ...]:
        """Return the presets that make `card` smaller, largest saving first, with their sizes foretold. Seconds."""
        card = self._ready(card, Recipe())
        kinds = {
            one: presets.type_for(one.name, card.parameters, importance=calibrate)
            for one in presets.PRESETS
            if one.name != "original"
        }
        plan = jobs.Plan(
            source=self._tools.source(card),
            threads=self._tools.threads,
            types=tuple(dict.fromkeys(kinds.values())),
            assume_importance=calibrate,
        )
        sizes = self._tools.run(plan, jobs.Planned, lambda *_: None, stop or Stop()).sizes
        return tuple(
            Choice(one.name, one.title, presets.choice_line(one, kind, sizes[kind], card.size_bytes), kind, sizes[kind])
            for one, kind in kinds.items()
            if 0 < sizes[kind] < card.size_bytes
        )

    def require(self, card: ModelCard, recipe: Recipe) -> None:
        """Raise what speaks against `recipe` as far as the card of the source tells: at once, nothing is loaded."""
        presets.require_source(card, requantize=recipe.requantize)
        if card.layers:
            require_prunable(card.layers, recipe.pruned)
        if not recipe.target_bytes:
            type_of(card, recipe)
            return
        if recipe.target_bytes >= card.size_bytes:
            raise NothingGained(card)
        share = 1 - recipe.pruned / card.layers if card.layers else 1.0
        presets.require_size(card.parameters, recipe.target_bytes, importance=recipe.calibrate, share=share)

    def make(self, card: ModelCard, recipe: Recipe, report: Report, stop: Stop) -> ModelCard:
        """Make a smaller copy of `card` and return its card, in the state `probing`.

        Raises `Stopped` when called off; nothing but the source is there then.
        """
        card = self._ready(card, recipe)
        for left in self.unfinished():
            if (left.source_id, left.recipe) == (card.id, recipe):  # what a kill cut short is this very wish
                self.discard(left.id)
        with working(self._library.root), begun(self._library.root, card, recipe) as making:
            return MakingRun(self._tools, card, recipe, making, report, stop).done()

    def unfinished(self) -> tuple[Record, ...]:
        """Return what a kill or a power cut left undone; the temporary files go on the way."""
        return unfinished(self._library.root)

    def restart(self, making_id: str, report: Report, stop: Stop) -> ModelCard:
        """Begin an unfinished making anew."""
        record = unfinished_one(self._library.root, making_id)
        card = self._library.get(record.source_id)
        self.discard(making_id)
        return self.make(card, record.recipe, report, stop)

    def discard(self, making_id: str) -> None:
        """Forget an unfinished making."""
        discard(self._library.root, making_id)

    def _ready(self, card: ModelCard, recipe: Recipe) -> ModelCard:
        """Return the card of a source that may be given to the engine; raise what speaks against it."""
        self.require(card, recipe)
        return self._library.check(card, inspect=self._tools.inspect) if self._library.needs_check(card) else card
