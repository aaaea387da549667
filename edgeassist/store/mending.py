# SPDX-License-Identifier: Apache-2.0
"""Makes a whole file of a damaged one: good chunks are copied, only bad ones are fetched. Puts nothing in its place.

Needs the quick sums that this store made when the file came in. Works in the part of a fetch: whatever is right there
already, from a mending that was cut short or a fetch, is neither copied nor fetched again.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

from edgeassist.core.chunk_sums import sum_of
from edgeassist.core.files import sync_file
from edgeassist.core.language import later
from edgeassist.core.stop import Report, Stop
from edgeassist.net.ranges import fetch_ranges
from edgeassist.net.route import Route
from edgeassist.net.wanted import Terms, Wanted
from edgeassist.store.intake import check_disk, write_trouble
from edgeassist.store.opened import open_regular
from edgeassist.store.pack_drive import free_bytes
from edgeassist.store.pack_stream import open_for_settling, write_all
from edgeassist.store.progress import Progress
from edgeassist.store.reading import sums_of
from edgeassist.store.refusals import FileGone, Refused
from edgeassist.store.sums import Sums

STEP, CHECKING = later("Copying what is whole"), later("Checking the mended model")


@dataclass(frozen=True, slots=True)
class Way:
    """How bad chunks are fetched."""

    wanted: Wanted
    route: Route
    terms: Terms | None = None


def mend(damaged: Path, part: Path, sums: Sums, way: Way, *, report: Report, stop: Stop) -> bool:
    """Make `part` the file that `sums` are of, from `damaged` and from afar; False when the server has another file.

    True says that its SHA-256 is right. Raises `Stopped` or what a fetch raises; `part` keeps what is right so far.
    """
    there = part.stat().st_size if part.exists() else 0
    check_disk(max(0, sums.size_bytes - there), free_bytes(part.parent))
    try:
        with open_for_settling(part) as file:
            bad = _gathered(damaged, file, sums, Progress(report, stop, STEP, sums.size_bytes))
            if not _fetched(file, sums, bad, way, report, stop):
                return False
            file.truncate(sums.size_bytes)
            sync_file(file.fileno())
    except OSError as error:
        raise write_trouble(error, sums.size_bytes, part.parent) from error
    with open_regular(part) as opened:
        return sums_of(opened, Progress(report, stop, CHECKING, opened.size_bytes)).sha256 == sums.sha256


def _gathered(damaged: Path, file: FileIO, sums: Sums, progress: Progress) -> list[tuple[int, int]]:
    """Copy each chunk that is whole, unless it lies there already; return where the others are."""
    bad: list[tuple[int, int]] = []
    with _opened(damaged) as source:
        for number, right in enumerate(sums.chunks):
            start = number * sums.chunk_bytes
            count = min(sums.chunk_bytes, sums.size_bytes - start)
            if sum_of(_read(file, start, count)) != right:
                chunk = _read(source, start, count)
                if sum_of(chunk) == right:
                    _put(file, start, chunk)
                else:
                    bad.append((start, start + count))
            progress.add(count)
    return bad


def _fetched(file: FileIO, sums: Sums, bad: Sequence[tuple[int, int]], way: Way, report: Report, stop: Stop) -> bool:
    def put(start: int, chunk: bytes) -> bool:
        right = sum_of(chunk) == sums.chunks[start // sums.chunk_bytes]
        if right:
            _put(file, start, chunk)
            sync_file(file.fileno())
        return right

    return not bad or fetch_ranges(way.wanted, bad, put, route=way.route, report=report, stop=stop, terms=way.terms)


def _opened(damaged: Path) -> FileIO:
    """Open the damaged file; one that cannot be opened has no good chunk."""
    try:
        with open_regular(damaged) as opened:
            return FileIO(os.dup(opened.descriptor), "rb")
    except (Refused, FileGone):
        return FileIO(os.devnull, "rb")


def _read(file: FileIO, start: int, count: int) -> bytes:
    """Return what there is of a chunk; a place that the drive cannot read is a bad one."""
    pieces: list[bytes] = []
    try:
        file.seek(start)
        while count and (piece := file.read(count)):
            pieces.append(piece)
            count -= len(piece)
    except OSError:
        return b""
    return b"".join(pieces)


def _put(file: FileIO, start: int, chunk: bytes) -> None:
    file.seek(start)
    write_all(file, chunk)
