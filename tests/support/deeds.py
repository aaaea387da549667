# SPDX-License-Identifier: Apache-2.0
"""Five commands on real stores (get, quantize, pack, unpack, move): what each starts from, and what must hold after it.

Each `Deed` has a home folder of its own. The checks return sentences about what is wrong; none is good.
"""

import hashlib
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from edgeassist.store.moving import JOURNAL
from edgeassist.store.pack import part_of
from tests.support.homes import Home, digest_of
from tests.support.hub import FakeHub

REPO, FILE = "acme/middle-GGUF", "middle.gguf"


@dataclass
class Deed:
    """One command in `home`. `aim` begins the line that it prints when the work itself begins."""

    home: Home
    name: str = ""
    aim: str = ""
    arguments: tuple[str, ...] = ()
    environ: dict[str, str] = field(default_factory=dict)
    sources: dict[Path, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        library = self.home.library
        self.sources |= {library.path(one): one.sha256 for one in library.cards()}

    @property
    def over(self) -> bool:
        """Whether all was done, so that the command would be refused if it came again."""
        return False

    def broken(self) -> list[str]:
        """Say what is visible and not whole, at any moment."""
        return self.home.broken()

    def lost(self) -> list[str]:
        """Say what was there before and is not now, at any moment."""
        return [f"{path.name} is lost" for path, sha256 in self.sources.items() if not _is(path, sha256)]

    def undone(self) -> list[str]:
        """Say what is missing once the command has come to its end."""
        return []

    def kept_bytes(self) -> int:
        """Return how much of what is copied lies at its target by now, finished or not."""
        return 0

    def lost_bytes(self, kept_bytes: int, written_bytes: int) -> int:
        """Return what came or was copied twice: `kept_bytes` were there when the last run began to write its own."""
        return 0

    def close(self) -> None:
        """Delete all of it."""
        shutil.rmtree(self.home.folder, ignore_errors=True)


def _is(path: Path, sha256: str) -> bool:
    return path.is_file() and digest_of(path) == sha256


@dataclass
class Get(Deed):
    """Fetches from a hub at `hub`, whose only repository is `REPO`."""

    hub: FakeHub | None = None
    model: Path = Path()

    def __post_init__(self) -> None:
        super().__post_init__()
        assert self.hub
        self.name, self.aim = "fetch", "Fetching"
        self.arguments = ("get", f"{REPO}/{FILE}")
        self.environ = {"HF_ENDPOINT": self.hub.endpoint}
        self._sha256 = digest_of(self.model)
        self._asked_before = len(self._gets())

    def _gets(self) -> list[tuple[int, int]]:
        """Return from where to where bytes were sent, for each time they were asked for."""
        assert self.hub
        return [(one.start, one.start + one.sent) for one in self.hub.bytes.gets(f"blobs/{self._sha256}")]

    def undone(self) -> list[str]:
        return [] if self.home.digests().count(self._sha256) == 1 else ["the model did not come in exactly once"]

    def lost_bytes(self, kept_bytes: int, written_bytes: int) -> int:
        spans = self._gets()[self._asked_before :]
        ends = [max(end for _, end in spans[:number]) for number in range(1, len(spans))]
        return max((end - start for end, (start, _) in zip(ends, spans[1:], strict=True)), default=0)


@dataclass
class Quantize(Deed):
    """Makes the only model of the home smaller."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.name, self.aim = "quantize", "Quantizing"
        (source,) = self.home.library.cards()
        self._source_id = source.id
        self.arguments = ("quantize", source.id, "--type", "Q4_K_M", "--no-importance", "--no-proof")

    def undone(self) -> list[str]:
        made = [one for one in self.home.library.cards() if one.parent == self._source_id]
        return [] if len(made) == 1 else [f"{len(made)} smaller copies are there"]


@dataclass
class Pack(Deed):
    """Packs all models of the home."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.name, self.aim = "pack", "Packing"
        self.target = self.home.folder / "stick.edgepack"
        ids = [one.id for one in self.home.library.cards()]
        self.arguments = ("pack", *ids, "--to", str(self.target), "--force")

    def kept_bytes(self) -> int:
        part = part_of(self.target)
        return part.stat().st_size if part.exists() else 0

    def lost_bytes(self, kept_bytes: int, written_bytes: int) -> int:
        return max(0, kept_bytes + written_bytes - self.target.stat().st_size)

    def broken(self) -> list[str]:
        there = self.target.exists()
        return self.home.broken() + (["the pack is broken"] if there and not _sums_agree(self.target) else [])

    def undone(self) -> list[str]:
        half = ["a half pack is left"] if part_of(self.target).exists() else []
        return half + ([] if self.target.exists() else ["there is no pack"])


def _sums_agree(pack: Path) -> bool:
    """Tell whether a plain zip tool and plain sums find every file in the pack whole."""
    with zipfile.ZipFile(pack) as archive:
        lines = archive.read("SHA256SUMS").decode().splitlines()
        return bool(lines) and all(_sum_in(archive, line.split("  ", 1)[1]) == line[:64] for line in lines)


def _sum_in(archive: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    with archive.open(name) as file:
        for piece in _pieces(file):
            digest.update(piece)
    return digest.hexdigest()


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(1024**2):
        yield piece


@dataclass
class Unpack(Deed):
    """Takes in `pack`, which holds `inside`."""

    pack: Path = Path()
    inside: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        self.name, self.aim = "unpack", "Unpacking"
        self.sources[self.pack] = digest_of(self.pack)
        self.arguments = ("unpack", str(self.pack))

    def kept_bytes(self) -> int:
        return sum(one.stat().st_size for one in self.home.library.root.rglob("*.gguf"))

    def lost_bytes(self, kept_bytes: int, written_bytes: int) -> int:
        return max(0, kept_bytes + written_bytes - self.kept_bytes())

    def undone(self) -> list[str]:
        there = self.home.digests()
        return [f"{one[:8]} did not come in exactly once" for one in self.inside if there.count(one) != 1]


@dataclass
class Move(Deed):
    """Moves the store to `target`, whose parent is a folder of its own."""

    target: Path = Path()

    def __post_init__(self) -> None:
        super().__post_init__()
        self.name, self.aim = "move", "Moving"
        self.arguments = ("move", str(self.target))
        self._wanted = sorted(self.sources.values())
        self._old_root = self.home.library.root

    @property
    def over(self) -> bool:
        return self.home.library.root == self.target and not (self.target / JOURNAL).exists()

    def lost(self) -> list[str]:
        there = sorted(self.home.digests())
        return [] if there == self._wanted else [f"{len(self._wanted)} models were there, {len(there)} are"]

    def undone(self) -> list[str]:
        stayed = [one.name for one in self._old_root.rglob("*.gguf")]
        moved = self.home.library.root == self.target
        return [f"{one} stayed behind" for one in stayed] + ([] if moved else ["the store was not moved"])

    def close(self) -> None:
        super().close()
        shutil.rmtree(self.target.parent, ignore_errors=True)
