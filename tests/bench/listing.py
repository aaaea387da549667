# SPDX-License-Identifier: Apache-2.0
"""How fast the list of 200 models opens, and how fast a model is verified, packed and unpacked."""

import os
import shutil
import tempfile
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from edgeassist.core.stop import Stop
from edgeassist.store.card import Measured, ModelCard, Origin, write_card
from edgeassist.store.inspection import Inspection
from edgeassist.store.library import Library
from edgeassist.store.opened import Opened
from edgeassist.store.pack import export_pack
from edgeassist.store.pack_intake import import_pack
from edgeassist.store.verifying import verify
from tests.bench.figures import Figure, median_of

MODELS, LIMIT_MS, VERIFY_GB_S = 200, 100, 1.0


def measure(*, quick: bool) -> list[Figure]:
    """Return the time of the list, and the rates of verifying, packing and unpacking one model."""
    size_bytes = (128 if quick else 1024) * 1024**2
    runs = 3 if quick else 7
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        library = _stored(folder / "many", MODELS)
        lists = [1000 * _seconds(library.cards) for _ in range(3 * runs)]
        large = _large(folder / "large", size_bytes)
        rates = [size_bytes / 1e9 / _seconds(lambda: _verified(large)) for _ in range(runs)]
        plain = [size_bytes / 1e9 / _seconds(lambda: _read(large)) for _ in range(runs)]
        packs, unpacks, bare = zip(*(_carried(large, folder, size_bytes) for _ in range(3)), strict=True)
    what = f"one model of {size_bytes // 1024**2} MiB, in the system's cache"
    return [
        median_of(f"list of {MODELS} models", lists, "ms", "cards read anew each time", at_most=LIMIT_MS),
        median_of("verify a model", rates, "GB/s", what, at_least=VERIFY_GB_S),
        median_of("SHA-256 alone, for comparison", plain, "GB/s", what),
        median_of("write a field pack", list(packs), "GB/s", f"{what}; synced to the disk"),
        median_of(
            "take a field pack in, its inspection left out", list(unpacks), "GB/s", f"{what}; synced to the disk"
        ),
        median_of("copy and sync the same bytes, for comparison", list(bare), "GB/s", what),
    ]


def _stored(root: Path, count: int) -> Library:
    measured = Measured(prompt_rate=1.0, answer_rate=1.0, peak_bytes=1, context_tokens=1, variant="haswell", at="now")
    origin = Origin(repo="owner/repository", commit="0" * 40, file="model.gguf", sha256="0" * 64)
    for number in range(count):
        folder = root / f"model-{number:03d}"
        folder.mkdir(parents=True)
        (folder / "model.gguf").write_bytes(b"GGUF")
        card = ModelCard(id=folder.name, name=f"Model {number}", file="model.gguf", size_bytes=4, licence="apache-2.0")
        write_card(folder, _with(card, measured=measured, origin=origin, languages=("en", "de", "fr")))
    return Library(root)


def _with(card: ModelCard, **changes: object) -> ModelCard:
    known = {name: getattr(card, name) for name in card.__struct_fields__}
    return ModelCard(**known | changes)


def _large(root: Path, size_bytes: int) -> Library:
    folder, digest = root / "large", sha256()
    folder.mkdir(parents=True)
    with (folder / "model.gguf").open("wb") as file:
        for _ in range(size_bytes // 1024**2):
            piece = os.urandom(1024**2)
            digest.update(piece)
            file.write(piece)
    card = ModelCard(id="large", name="Large", file="model.gguf", size_bytes=size_bytes, sha256=digest.hexdigest())
    write_card(folder, card)
    _verified(library := Library(root))
    return library


def _verified(library: Library) -> None:
    if not verify(library, "large", lambda *_: None, Stop()).usable:
        raise RuntimeError("the model was found damaged")


def _read(library: Library) -> None:
    digest, buffer = sha256(), memoryview(bytearray(8 * 1024**2))
    with (library.root / "large" / "model.gguf").open("rb", buffering=0) as file:
        while count := file.readinto(buffer):
            digest.update(buffer[:count])


def _carried(library: Library, folder: Path, size_bytes: int) -> tuple[float, float, float]:
    """Pack, unpack and plainly copy the model, one after the other; return the rates in GB/s. Deletes what it made."""
    pack, other = folder / "bench.edgepack", folder / "other"
    rates = (
        size_bytes / 1e9 / _seconds(lambda: export_pack(library, ("large",), pack, lambda *_: None, Stop())),
        size_bytes / 1e9 / _seconds(lambda: import_pack(Library(other), pack, _facts, lambda *_: None, Stop())),
        size_bytes / 1e9 / _seconds(lambda: _copied(library, folder)),
    )
    pack.unlink()
    shutil.rmtree(other)
    (folder / "copy").unlink()
    return rates


def _facts(opened: Opened) -> Inspection:
    """Stand for the inspection: the bytes are random and no model."""
    numbers = [one for one in Inspection.__struct_fields__ if Inspection.__annotations__[one] is int]
    known: dict[str, Any] = dict.fromkeys(numbers, 1) | {"size_bytes": opened.size_bytes}
    return Inspection(name="Large", architecture="llama", quantization="F32", **known)


def _copied(library: Library, folder: Path) -> None:
    with (library.root / "large" / "model.gguf").open("rb", buffering=0) as source, (folder / "copy").open("wb") as to:
        while piece := source.read(4 * 1024**2):
            to.write(piece)
        to.flush()
        os.fsync(to.fileno())


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
