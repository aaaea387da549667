# SPDX-License-Identifier: Apache-2.0
"""Fetches one file's bytes, however often the line breaks, and vouches for them by SHA-256. Knows no hub, no store.

Bytes go to `part`, with `journal.json` beside it; a fetch that was killed goes on from the last mark there. A file
that does not match is looked through once more, stretch by stretch, and only the stretches that differ are replaced.
"""

import hashlib
import shutil
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from edgeassist.core.chunk_sums import ChunkSums
from edgeassist.core.stop import Report, Stop
from edgeassist.net.line import Answer, Broken, Line, Means
from edgeassist.net.part import Part
from edgeassist.net.refusals import ConnectionLost, DidNotMatch, LoginPage, OddAnswer, RoomGone, TooLong
from edgeassist.net.route import Route, host_of, mirrored

FETCHING, CHECKING, MENDING = "Fetching", "Checking what is here", "Fetching damaged parts again"
WAITING, POOR, SLOW = "Waiting for the server", "Fetching over a poor connection", "Fetching very slowly"
_PIECE_BYTES = 256 * 1024
_LONGEST_REST_S = 30
_FEW_TRIES = 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """One file. `commit` pins its content; `chunks` are SHA-256 of each stretch of `Terms.chunk_bytes`, when known.

    Without `sha256` the result is not `verified`, and nobody may use it before he has compared it with a digest.
    """

    url: str
    size_bytes: int | None = None
    sha256: str | None = None
    commit: str = ""
    token: str = field(default="", repr=False)
    chunks: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What a part must have been begun for to be gone on with."""
        name = self.sha256 or f"{self.url.partition('?')[0]}@{self.commit}"
        return hashlib.sha256(f"{name}:{self.size_bytes}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Fetched:
    """A whole file in `part`. `verified` says that its size and SHA-256 are those that were wanted.

    `sums` are the BLAKE3 of each stretch of the bytes that the SHA-256 is of.
    """

    size_bytes: int
    sha256: str
    etag: str
    verified: bool
    sums: ChunkSums


@dataclass(frozen=True, slots=True)
class Terms:
    """How a fetch goes: its marks, room kept free, speed limit (bytes per second, 0 none), and its patience."""

    mark_bytes: int = 8 * 1024**2
    chunk_bytes: int = 32 * 1024**2
    margin_bytes: int = 1024**3
    limit_bytes_s: int = 0
    tries: int = 6
    rest_s: float = 1
    slow_bytes_s: int = 10_000
    slow_after_s: float = 10
    report_s: float = 0.1
    means: Means = field(default_factory=Means)
    clock: Callable[[], float] = time.monotonic
    free_disk: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free


def fetch(
    wanted: Wanted, part: Path, *, route: Route, report: Report, stop: Stop, terms: Terms | None = None
) -> Fetched:
    """Fetch the file and return when all of it is on the disk and, where a digest is known, found to be right.

    Blocks; any thread. Raises `Stopped` within a second of the wish, or a refusal; `part` then keeps what has come.
    """
    terms = terms or Terms()
    stop.check()
    with (
        closing(Part(part, wanted.key, wanted.size_bytes, mark_bytes=terms.mark_bytes)) as growing,
        closing(Line(route, terms.means)) as line,
    ):
        run = _Fetch(wanted, growing, line, route, _Teller(report, terms), stop, terms)
        stop.guard(line.cut)
        try:
            return run.all()
        finally:
            stop.guard(None)


class _Teller:
    """Reports at most ten times a second, unless the step changes."""

    def __init__(self, report: Report, terms: Terms) -> None:
        self._report, self._clock, self._report_s = report, terms.clock, terms.report_s
        self._step, self._last = "", 0.0

    def tell(self, step: str, done: int, total: int) -> None:
        now = self._clock()
        if step != self._step or now - self._last >= self._report_s or done == total:
            self._step, self._last = step, now
            self._report(step, done, total)


class _Fetch:
    """One call of `fetch`."""

    def __init__(
        self, wanted: Wanted, part: Part, line: Line, route: Route, teller: _Teller, stop: Stop, terms: Terms
    ) -> None:
        self._wanted, self._part, self._line = wanted, part, line
        self._teller, self._stop, self._terms = teller, stop, terms
        self._url = mirrored(wanted.url, route)
        self._token = wanted.token if self._url == wanted.url else ""
        self._host = host_of(self._url)
        self._breaks = self._failed = 0
        self._whole = False
        self._bucket = _Bucket(terms, line)

    def all(self) -> Fetched:
        """Fetch, check, mend, check."""
        self._part.resume(self._checking)
        self._check_room()
        self._stream_all()
        size, sha256 = self._done()
        if self._wanted.sha256 and sha256 != self._wanted.sha256:
            self._mend()
            size, sha256 = self._done()
        if self._wanted.sha256 and sha256 != self._wanted.sha256:
            self._part.restart("", self._wanted.size_bytes)
            raise DidNotMatch(self._wanted.sha256, sha256)
        part, verified = self._part, bool(self._wanted.sha256)
        return Fetched(size, sha256, part.journal.etag, verified=verified, sums=part.state.sums)

    def _done(self) -> tuple[int, str]:
        size = self._part.state.position
        return size, self._part.finish(size)

    def _check_room(self) -> None:
        self._stop.check()
        need = self._part.missing_bytes + self._terms.margin_bytes
        have = self._terms.free_disk(self._part.path.parent)
        if self._part.missing_bytes and need > have:
            raise RoomGone(need - have)
        self._part.reserve()

    def _checking(self, done: int, total: int) -> None:
        self._stop.check()
        self._teller.tell(CHECKING, done, total)

    def _stream_all(self) -> None:
        """Ask until every byte is there."""
        while not self._whole and self._part.state.position != self._part.size_bytes:
            before = self._part.state.position
            try:
                self._stream(self._ask(before, None))
            except Broken as broken:
                self._after(broken, moved=self._part.state.position > before)
            finally:
                self._line.hang_up()
            self._stop.check()

    def _after(self, broken: Broken, *, moved: bool) -> None:
        """Rest before the next try, or give up after too many without a byte."""
        self._stop.check()
        self._breaks += 1
        self._failed = 0 if moved else self._failed + 1
        few = broken.soon or (broken.refusal is not None and not self._part.state.position)
        if self._failed >= (min(_FEW_TRIES, self._terms.tries) if few else self._terms.tries):
            raise broken.refusal or ConnectionLost(self._host, self._failed)
        if self._failed:
            self._tell(WAITING)
            self._line.rest(min(_LONGEST_REST_S, self._terms.rest_s * 2 ** (self._failed - 1)))
        else:
            self._tell(POOR)
        self._stop.check()

    def _ask(self, start: int, end: int | None) -> Answer:
        headers = {}
        if start or end is not None:
            headers["Range"] = f"bytes={start}-{'' if end is None else end - 1}"
            if self._part.journal.etag:
                headers["If-Range"] = self._part.journal.etag
        return self._line.open(self._url, headers, self._token, lambda: self._tell(WAITING))

    def _stream(self, answer: Answer) -> None:
        """Append the body of `answer`, having made sure that it continues what is there."""
        self._settle(answer)
        part, total = self._part, self._part.size_bytes
        began, came = self._terms.clock(), 0
        position = part.state.position
        with part.pouring() as pour:
            while total is None or position < total:
                most = self._bucket.most(_PIECE_BYTES)
                piece = answer.read(most if total is None else min(most, total - position))
                if not piece:
                    break
                if position == 0 and _is_web_page(piece):
                    raise LoginPage(self._host)
                pour(piece)
                position, came = position + len(piece), came + len(piece)
                self._failed = 0
                self._teller.tell(self._step(came, began), position, total or 0)
                self._bucket.took(len(piece))
                self._stop.check()
        self._end(answer, position, total)

    def _settle(self, answer: Answer) -> None:
        """Make the part fit the answer: go on, or begin again; refuse what fits neither."""
        known = self._wanted.size_bytes
        if answer.status == 206 and self._continues(answer):
            return
        if answer.status != 200:
            self._part.restart("", known)
            raise Broken(OddAnswer(self._host, answer.status), soon=True)
        size = known if known is not None else answer.length
        self._part.restart(answer.etag, size)
        if known is None:
            self._check_room()

    def _continues(self, answer: Answer) -> bool:
        """Tell whether a 206 begins where we stand, in the same content."""
        part, span = self._part, answer.span
        if answer.packed or span is None or not part.state.position or span[0] != part.state.position:
            return False
        same = not answer.etag or not part.journal.etag or answer.etag == part.journal.etag
        return same and (part.size_bytes is None or span[1] in (None, part.size_bytes))

    def _end(self, answer: Answer, position: int, total: int | None) -> None:
        """Look past the end: a server that has more to say has another file."""
        if total is None:
            self._whole = True
        elif position < total:
            raise Broken()
        elif answer.status == 200 and answer.length != total and self._says_more(answer):
            raise TooLong(self._host, total)

    def _says_more(self, answer: Answer) -> bool:
        if answer.length is not None and answer.length < (self._part.size_bytes or 0):
            return False
        try:
            return bool(answer.read(1))
        except Broken:
            return False

    def _step(self, came: int, began: float) -> str:
        passed = self._terms.clock() - began
        slowest = min(self._terms.slow_bytes_s, self._terms.limit_bytes_s or self._terms.slow_bytes_s)
        if passed >= self._terms.slow_after_s and came < slowest * passed / 2:
            return SLOW
        return POOR if self._breaks > 2 else FETCHING

    def _tell(self, step: str) -> None:
        self._teller.tell(step, self._part.state.position, self._part.size_bytes or 0)

    def _mend(self) -> None:
        """Fetch stretch by stretch what is wrong, or may be; stop as soon as the whole is right."""
        size, step = self._part.state.position, self._terms.chunk_bytes
        for number, start in enumerate(range(0, size, step)):
            end = min(size, start + step)
            mine = self._part.read(start, end - start)
            sure = self._wanted.chunks[number] if number < len(self._wanted.chunks) else ""
            if sure and hashlib.sha256(mine).hexdigest() == sure:
                continue
            self._teller.tell(MENDING, start, size)
            other = self._again(start, end)
            if other != mine:
                self._part.rewrite(start, other, self._checking)
                if self._part.state.digest.hexdigest() == self._wanted.sha256:
                    return
                if not sure and self._again(start, end) == mine:
                    self._part.rewrite(start, mine, self._checking)

    def _again(self, start: int, end: int) -> bytes:
        """Return the bytes [start, end) as the server has them now."""
        got = bytearray()
        failed = 0
        while len(got) < end - start:
            before = len(got)
            try:
                answer = self._ask(start + before, end)
                if answer.status == 206 and (answer.span or (-1, None))[0] == start + before and not answer.packed:
                    self._collect(answer, got, end - start)
                else:
                    got = self._skipped(answer, start, end)
            except Broken as broken:
                failed = failed + 1 if len(got) == before else 0
                self._stop.check()
                if failed >= self._terms.tries:
                    raise broken.refusal or ConnectionLost(self._host, failed) from broken
                self._line.rest(min(_LONGEST_REST_S, self._terms.rest_s * failed))
            finally:
                self._line.hang_up()
        return bytes(got)

    def _collect(self, answer: Answer, got: bytearray, size: int) -> None:
        while len(got) < size:
            piece = answer.read(min(self._bucket.most(_PIECE_BYTES), size - len(got)))
            if not piece:
                raise Broken()
            got += piece
            self._bucket.took(len(piece))
            self._stop.check()

    def _skipped(self, answer: Answer, start: int, end: int) -> bytearray:
        """Read a whole file for the sake of one stretch: the server knows no ranges."""
        if answer.status != 200:
            raise Broken(OddAnswer(self._host, answer.status), soon=True)
        left = start
        while left:
            before = bytearray()
            self._collect(answer, before, min(left, _PIECE_BYTES))
            left -= len(before)
        got = bytearray()
        self._collect(answer, got, end - start)
        return got


class _Bucket:
    """The speed limit: a debt in seconds that is slept off on the line."""

    def __init__(self, terms: Terms, line: Line) -> None:
        self._limit, self._clock, self._line = terms.limit_bytes_s, terms.clock, line
        self._free_at = 0.0

    def most(self, count: int) -> int:
        """How much to read at a time: a tenth of a second's worth."""
        return min(count, max(1, self._limit // 10)) if self._limit else count

    def took(self, count: int) -> None:
        """Wait until the bytes taken fit the limit."""
        if not self._limit:
            return
        now = self._clock()
        self._free_at = max(self._free_at, now - 0.2) + count / self._limit
        if self._free_at > now:
            self._line.rest(self._free_at - now)


def _is_web_page(piece: bytes) -> bool:
    start = piece[:64].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<!doctype html", b"<html", b"<head"))


__all__ = ["Fetched", "Route", "Terms", "Wanted", "fetch"]
