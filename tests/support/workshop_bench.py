# SPDX-License-Identifier: Apache-2.0
"""A store with one full-precision tiny model in it, and the workshop that makes smaller ones. Fakes nothing."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from filelock import FileLock

from edgeassist.app.children import child_command
from edgeassist.app.making_run import Tools
from edgeassist.app.workshop import Workshop, job_command
from edgeassist.core.stop import Report, Stop
from edgeassist.store.card import ModelCard
from edgeassist.store.library import Library
from edgeassist.store.making import FOLDER, Recipe
from edgeassist.worker.variants import cached_verdict, choose, find_variants
from tests.support.models import cache_root
from tests.support.store_bench import StoreBench, inspect_in_child

PLAIN = Recipe(type="Q4_K_M", calibrate=False)
"""The quickest recipe there is: one plan, one quantization."""


@dataclass
class WorkshopBench:
    """`steps` keeps what the last making reported."""

    root: Path
    source: ModelCard
    steps: list[tuple[str, int, int]] = field(default_factory=list)
    free_bytes: Callable[[Path], int] = lambda _folder: 10**12
    command: tuple[str, ...] = ()

    @property
    def library(self) -> Library:
        return Library(self.root)

    @property
    def shop(self) -> Workshop:
        """A workshop as a fresh start of the program has it."""
        command = self.command or job_command(engine_cache())
        return Workshop(Tools(self.library, command, inspect_in_child, free_bytes=self.free_bytes))

    @property
    def file(self) -> Path:
        """The source's file."""
        return self.library.path(self.source)

    def make(self, recipe: Recipe = PLAIN, *, stop: Stop | None = None, report: Report | None = None) -> ModelCard:
        """Make a smaller copy of the source."""

        def heard(step: str, done: int, total: int) -> None:
            self.steps.append((step, done, total))
            if report is not None:
                report(step, done, total)

        return self.shop.make(self.source, recipe, heard, stop or Stop())

    def left(self) -> list[str]:
        """Return the ids of all models but the source, and every file below the folder of makings."""
        makings = self.root / FOLDER
        files = [str(one.relative_to(self.root)) for one in makings.rglob("*") if one.is_file()]
        return [one.id for one in self.library.cards() if one.id != self.source.id] + sorted(files)

    def require_source_untouched(self) -> None:
        """Fail unless the source's file is byte for byte what was imported."""
        assert hashlib.sha256(self.file.read_bytes()).hexdigest() == self.source.sha256


@cache
def engine_cache() -> Path:
    """Return the folder with the verdict on the processor code, shared by all tests: whole, so that none writes there.

    One that is still being written must be copied by nobody.
    """
    folder = cache_root() / "engine"
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.with_suffix(".lock")):
        found = find_variants()
        if found and cached_verdict(folder, found) is None:
            choose(folder, child_command("selftest"), found, limit_s=120)
    return folder


def opened(folder: Path, model: Path) -> WorkshopBench:
    """Return a bench below `folder` whose source is a copy of `model`."""
    store = StoreBench(folder)
    store.root.mkdir()
    return WorkshopBench(store.root, store.take_in(model, in_child=True))
