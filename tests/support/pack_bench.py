# SPDX-License-Identifier: Apache-2.0
"""Two laptops and a stick: a store that packs, a store that unpacks, and the pack between them."""

from pathlib import Path

import msgspec
import pytest

from edgeassist.core import chunk_sums
from edgeassist.core.stop import Stop
from edgeassist.store.card import ModelCard
from edgeassist.store.library import Inspect, Library
from edgeassist.store.pack import export_pack
from edgeassist.store.pack_intake import Unpacked, import_pack
from tests.support.gguf_forge import STRING, Recipe, Weights, sound
from tests.support.store_bench import StoreBench, inspect_here

CHUNK, SMALL_CHUNK = 32 * 1024**2, 1024**2
Step = tuple[str, int, int]


class StopAfter(Stop):
    """A wish to stop that comes once `count` progress checks went by."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self._left = count

    def check(self) -> None:
        self._left -= 1
        if self._left < 0:
            self.wish()
        super().check()


def named(name: str) -> Recipe:
    return sound().having("general.name", STRING, name)


def in_small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have packs made of chunks of 1 MiB in this test, so that several of them are quickly written."""
    monkeypatch.setattr(chunk_sums, "CHUNK_BYTES", SMALL_CHUNK)


def large(name: str = "Large", mib: int = 3) -> Recipe:
    """Return a model of about `mib` MiB, so of several chunks."""
    return named(name).adding(Weights("blk.0.ffn_extra.weight", (1024, mib * 256)))


class PackBench:
    """`here` packs, `there` unpacks; everything lies below `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "here").mkdir()
        (folder / "there").mkdir()
        (folder / "stick").mkdir()
        self.here, self.there = StoreBench(folder / "here"), StoreBench(folder / "there")
        self.target = folder / "stick" / "models.edgepack"
        self.steps: list[Step] = []

    @property
    def library(self) -> Library:
        """The store that unpacks, as a fresh start of the program sees it."""
        return self.there.library

    def add(self, recipe: Recipe | None = None, **claims: object) -> ModelCard:
        """Bring a model into the store that packs; `claims` change its card."""
        card = self.here.take_in(self.here.file(recipe))
        return self.here.library.update(card.id, lambda now: msgspec.structs.replace(now, **claims))

    def pack(self, *ids: str, stop: Stop | None = None, replace: bool = False) -> Path:
        """Write the pack; all models when none is named."""
        wanted = ids or tuple(one.id for one in self.here.library.cards())
        export_pack(self.here.library, wanted, self.target, self._note, stop or Stop(), replace=replace)
        return self.target

    def unpack(self, *, stop: Stop | None = None, inspect: Inspect = inspect_here) -> Unpacked:
        """Take the pack in."""
        return import_pack(self.library, self.target, inspect, self._note, stop or Stop())

    def _note(self, step: str, done: int, total: int) -> None:
        self.steps.append((step, done, total))
