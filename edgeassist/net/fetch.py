# SPDX-License-Identifier: Apache-2.0
"""Fetches one file's bytes, however often the line breaks, and vouches for them by SHA-256. Knows no hub, no store.

Bytes go to `part`, with `journal.json` beside it; a fetch that was killed goes on from the last mark there. A file
that does not match is looked through once more, stretch by stretch, and only the stretches that differ are replaced.
"""

import hashlib
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from edgeassist.core.chunk_sums import ChunkSums
from edgeassist.core.language import later
from edgeassist.core.stop import Report, Stop
from edgeassist.net.asking import LONGEST_REST_S, PIECE_BYTES, POOR, WAITING, Asking, Teller
from edgeassist.net.line import Answer, Broken, Line
from edgeassist.net.part import Part
from edgeassist.net.ranges import MENDING
from edgeassist.net.refusals import ConnectionLost, DidNotMatch, LoginPage, OddAnswer, RoomGone, TooLong
from edgeassist.net.route import Route
from edgeassist.net.wanted import Terms, Wanted

FETCHING, CHECKING = later("Fetching"), later("Checking what is here")
SLOW = later("Fetching very slowly")
_FEW_TRIES = 3
ASLEEP_S = 120.0
"""No line is silent for so long without being given up: this computer slept."""


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
        run = _Fetch(wanted, growing, line, route, Teller(report, terms), stop, terms)
        stop.guard(line.cut)
        try:
            return run.all()
        finally:
            stop.guard(None)


class _Fetch:
    """One call of `fetch`."""

    def __init__(
        self, wanted: Wanted, part: Part, line: Line, route: Route, teller: Teller, stop: Stop, terms: Terms
    ) -> None:
        self._wanted, self._part, self._line = wanted, part, line
        self._teller, self._stop, self._terms = teller, stop, terms
        self._asking = Asking(wanted, line, route, terms, stop, self._tell)
        self._host, self._bucket = self._asking.host, self._asking.bucket
        self._breaks = self._failed = 0
        self._whole = False

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

    def _checking(self, done: int, total: int) -> None:
        self._stop.check()
        self._teller.tell(CHECKING, done, total)

    def _stream_all(self) -> None:
        """Ask until every byte is there."""
        while not self._whole and self._part.state.position != self._part.size_bytes:
            before = self._part.state.position
            try:
                self._stream(self._asking.ask(before, None, self._part.journal.etag))
            except Broken as broken:
                self._after(broken, moved=self._part.state.position > before)
            finally:
                self._line.hang_up()
            self._stop.check()

    def _after(self, broken: Broken, *, moved: bool) -> None:
        """Rest before the next try, or give up after too many without a byte."""
        self._stop.check()
        self._line.check(self._asking.url)
        self._breaks += 1
        self._failed = 0 if moved else self._failed + 1
        few = broken.soon or (broken.refusal is not None and not self._part.state.position)
        if self._failed >= (min(_FEW_TRIES, self._terms.tries) if few else self._terms.tries):
            raise broken.refusal or ConnectionLost(self._host, self._failed)
        if self._failed:
            self._tell(WAITING)
            self._line.rest(min(LONGEST_REST_S, self._terms.rest_s * 2 ** (self._failed - 1)))
        else:
            self._tell(POOR)
        self._stop.check()

    def _stream(self, answer: Answer) -> None:
        """Append the body of `answer`, having made sure that it continues what is there."""
        self._settle(answer)
        self._part.reserve()
        part, total = self._part, self._part.size_bytes
        began = seen = self._terms.clock()
        came = 0
        position = part.state.position
        with part.pouring() as pour:
            while total is None or position < total:
                most = self._bucket.most(PIECE_BYTES)
                piece = answer.read(most if total is None else min(most, total - position))
                if not piece:
                    break
                if position == 0 and _is_web_page(piece):
                    raise LoginPage(self._host)
                pour(piece)
                position, came = position + len(piece), came + len(piece)
                self._failed = 0
                began, seen = _awake(began, seen, self._terms.clock())
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
            other = self._asking.stretch(start, end, self._part.journal.etag)
            if other != mine:
                self._part.rewrite(start, other, self._checking)
                if self._part.state.digest.hexdigest() == self._wanted.sha256:
                    return
                if not sure and self._asking.stretch(start, end, self._part.journal.etag) == mine:
                    self._part.rewrite(start, mine, self._checking)


def _awake(began: float, seen: float, now: float) -> tuple[float, float]:
    """Return when it began, and now; time in which this computer slept does not count against the line."""
    return (began + now - seen if now - seen > ASLEEP_S else began), now


def _is_web_page(piece: bytes) -> bool:
    start = piece[:64].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<!doctype html", b"<html", b"<head"))


__all__ = ["MENDING", "POOR", "WAITING", "Fetched", "Route", "Terms", "Wanted", "fetch"]
