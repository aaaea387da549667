# SPDX-License-Identifier: Apache-2.0
"""Fetching from a loopback server beside curl, in alternating pairs on the same file.

Nobody who hashes what he fetches is faster than SHA-256 on one core, and nobody who makes it durable is faster than the
drive: at full speed the slower of these two is what a fetch is measured against.
"""

import hashlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from shutil import which

from edgeassist.core.stop import Stop
from edgeassist.net.fetch import Terms, Wanted, fetch
from edgeassist.net.route import Route
from tests.bench.figures import Figure, median_of
from tests.support.byte_process import serving
from tests.support.byte_server import Fault

LINE_BYTES_S = 125_000_000
GOAL = 0.90


def measure(*, quick: bool) -> list[Figure]:
    """Return the pairs at full speed and at that of a gigabit line, and the rate of SHA-256."""
    size, pairs = (128 * 1024**2, 2) if quick else (1024**3, 5)
    with tempfile.TemporaryDirectory(dir=Path.cwd() / "build") as folder:
        file = Path(folder) / "source"
        _make(file, size)
        with serving(file, Fault("rate", value=LINE_BYTES_S)) as url:
            figures = _on_a_line(_pairs(url, file, pairs), f"{size >> 20} MiB, line of 125 MB/s")
        with serving(file) as url:
            figures += _as_fast_as_it_goes(_pairs(url, file, pairs), f"{size >> 20} MiB, as fast as it goes")
        return figures


@dataclass(frozen=True, slots=True)
class _Pair:
    """What was measured one after the other, in MB/s. `durable` is the reference with an fsync at its end."""

    reference: float
    durable: float
    ours: float
    hashing: float


def _pairs(url: str, file: Path, count: int) -> list[_Pair]:
    wanted = Wanted(url, file.stat().st_size, _sha256(file))
    return [_pair(wanted, file) for _ in range(count)]


def _pair(wanted: Wanted, file: Path) -> _Pair:
    folder, size_mb = file.parent, (wanted.size_bytes or 0) / 1e6
    reference_s = _seconds(lambda: _reference(wanted.url, folder / "theirs"))
    durable_s = reference_s + _seconds(lambda: _sync(folder / "theirs"))
    (folder / "theirs").unlink()
    ours_s = _seconds(lambda: _ours(wanted, folder / "ours" / "model.part"))
    shutil.rmtree(folder / "ours")
    return _Pair(
        size_mb / reference_s, size_mb / durable_s, size_mb / ours_s, size_mb / _seconds(lambda: _sha256(file))
    )


def _on_a_line(pairs: list[_Pair], under: str) -> list[Figure]:
    ratios = [one.ours / one.reference for one in pairs]
    return [*_speeds(pairs, under), median_of(f"fetch: ours / {_name()}", ratios, "x", under, at_least=GOAL)]


def _as_fast_as_it_goes(pairs: list[_Pair], under: str) -> list[Figure]:
    ratios = [one.ours / one.reference for one in pairs]
    bound = [one.ours / min(one.durable, one.hashing) for one in pairs]
    slowest = f"fetch: ours / slower of {_name()} with fsync and SHA-256"
    return [
        *_speeds(pairs, under),
        median_of("SHA-256 of the same file", [one.hashing for one in pairs], "MB/s", "one core, file in page cache"),
        median_of(f"fetch: ours / {_name()}", ratios, "x", under),
        median_of(slowest, bound, "x", under, at_least=GOAL),
    ]


def _speeds(pairs: list[_Pair], under: str) -> list[Figure]:
    words = f"{under}, alternating; server in its own process"
    return [
        median_of(f"fetch, {_name()}", [one.reference for one in pairs], "MB/s", f"{words}; no hash, no fsync"),
        median_of(f"fetch, {_name()} with fsync", [one.durable for one in pairs], "MB/s", f"{words}; no hash"),
        median_of("fetch, ours", [one.ours for one in pairs], "MB/s", f"{words}; SHA-256 and fsync"),
    ]


def _name() -> str:
    return "curl" if which("curl") else "plain read and write (no curl here)"


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


def _ours(wanted: Wanted, part: Path) -> None:
    fetch(wanted, part, route=Route(proxy="none"), report=lambda *_: None, stop=Stop(), terms=Terms(margin_bytes=0))


def _sync(target: Path) -> None:
    with target.open("rb+") as file:
        os.fsync(file.fileno())


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _make(file: Path, size: int) -> None:
    with file.open("wb") as out:
        for _ in range(size // 1024**2):
            out.write(os.urandom(1024**2))
        os.fsync(out.fileno())
