# SPDX-License-Identifier: Apache-2.0
"""Fetching from a loopback server beside curl, in alternating pairs on the same file, and the speed of a check."""

import hashlib
import os
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from shutil import which

from edgeassist.core.stop import Stop
from edgeassist.net.fetch import Terms, Wanted, fetch
from edgeassist.net.route import Route
from tests.bench.figures import Figure, median_of
from tests.support.byte_server import ByteServer, Fault

LINE_BYTES_S = 125_000_000
GOAL = 0.90


def measure(*, quick: bool) -> list[Figure]:
    """Return the pairs at full speed and at that of a gigabit line, and the rate of SHA-256."""
    size, pairs = (128 * 1024**2, 2) if quick else (1024**3, 5)
    with tempfile.TemporaryDirectory(dir=Path.cwd() / "build") as folder, ByteServer() as server:
        file = Path(folder) / "source"
        digest = _make(file, size)
        server.files["m"] = file
        figures = _pairs(server, Path(folder), digest, pairs, "as fast as it goes")
        server.fault("m", Fault("rate", value=LINE_BYTES_S))
        figures += _pairs(server, Path(folder), digest, 2 if quick else 3, "line of 125 MB/s", at_least=GOAL)
        figures.append(_check(file, 3))
    return figures


def _pairs(
    server: ByteServer, folder: Path, digest: str, pairs: int, under: str, at_least: float = GOAL
) -> list[Figure]:
    size = (folder / "source").stat().st_size
    wanted = Wanted(server.url("m"), size, digest)
    theirs, ours = [], []
    for _ in range(pairs):
        theirs.append(size / 1e6 / _seconds(lambda: _reference(server.url("m"), folder / "theirs")))
        ours.append(size / 1e6 / _seconds(lambda: _ours(wanted, folder / "ours" / "model.part")))
    words = f"{size >> 20} MiB, {under}, alternating pairs"
    ratios = [mine / its for mine, its in zip(ours, theirs, strict=True)]
    name = "curl" if which("curl") else "plain read and write (no curl here)"
    return [
        median_of(f"fetch, {name}", theirs, "MB/s", f"{words}; no hash, no fsync"),
        median_of("fetch, ours", ours, "MB/s", f"{words}; SHA-256 and fsync"),
        median_of(f"fetch: ours / {name}", ratios, "x", words, at_least=at_least),
    ]


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _reference(url: str, target: Path) -> None:
    curl = which("curl")
    if curl:
        subprocess.run([curl, "-s", "-o", str(target), url], check=True)
    else:
        from urllib.request import urlopen

        with urlopen(url) as answer, target.open("wb", buffering=0) as file:
            while piece := answer.read(1024**2):
                file.write(piece)
    target.unlink()


def _ours(wanted: Wanted, part: Path) -> None:
    fetch(wanted, part, route=Route(proxy="none"), report=lambda *_: None, stop=Stop(), terms=Terms(margin_bytes=0))
    for one in part.parent.iterdir():
        one.unlink()


def _check(file: Path, rounds: int) -> Figure:
    size = file.stat().st_size
    rates = [size / 1e9 / _seconds(lambda: _sha256(file)) for _ in range(rounds)]
    return median_of("check of a file", rates, "GB/s", "SHA-256, file in the page cache", at_least=1.0)


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _make(file: Path, size: int) -> str:
    with file.open("wb") as out:
        for _ in range(size // 1024**2):
            out.write(os.urandom(1024**2))
    return _sha256(file)
