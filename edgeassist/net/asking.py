# SPDX-License-Identifier: Apache-2.0
"""Asks one server for stretches of one file, within the speed limit, however often the line breaks. Knows no part."""

from collections.abc import Callable

from edgeassist.core.language import later
from edgeassist.core.stop import Report, Stop
from edgeassist.net.line import Answer, Broken, Line
from edgeassist.net.refusals import ConnectionLost, OddAnswer
from edgeassist.net.route import Route, host_of, mirrored
from edgeassist.net.wanted import Terms, Wanted

WAITING, POOR = later("Waiting for the server"), later("Fetching over a poor connection")
PIECE_BYTES = 256 * 1024
LONGEST_REST_S = 30


class Teller:
    """Reports at most ten times a second, unless the step changes."""

    def __init__(self, report: Report, terms: Terms) -> None:
        self._report, self._clock, self._report_s = report, terms.clock, terms.report_s
        self._step, self._last = "", 0.0

    def tell(self, step: str, done: int, total: int) -> None:
        """Report, unless it is too soon."""
        now = self._clock()
        if step != self._step or now - self._last >= self._report_s or done == total:
            self._step, self._last = step, now
            self._report(step, done, total)


class Asking:
    """One file at one server. `waiting` is called with a step while nothing comes, `came` with each count of bytes."""

    def __init__(
        self,
        wanted: Wanted,
        line: Line,
        route: Route,
        terms: Terms,
        stop: Stop,
        waiting: Callable[[str], None],
        came: Callable[[int], None] = lambda _count: None,
    ) -> None:
        self.line, self.terms, self.stop, self.waiting, self.came = line, terms, stop, waiting, came
        self.url = mirrored(wanted.url, route)
        self._token = wanted.token if self.url == wanted.url else ""
        self.host = host_of(self.url)
        self.bucket = Bucket(terms, line)

    def ask(self, start: int, end: int | None, etag: str = "") -> Answer:
        """Ask for the bytes [start, end), or from there on, if the content is still what the server calls `etag`."""
        headers = {}
        if start or end is not None:
            headers["Range"] = f"bytes={start}-{'' if end is None else end - 1}"
            if etag:
                headers["If-Range"] = etag
        return self.line.open(self.url, headers, self._token, lambda: self.waiting(WAITING))

    def stretch(self, start: int, end: int, etag: str = "") -> bytes:
        """Return the bytes [start, end) as the server has them now."""
        got = bytearray()
        failed = 0
        while len(got) < end - start:
            before = len(got)
            try:
                answer = self.ask(start + before, end, etag)
                if answer.status == 206 and (answer.span or (-1, None))[0] == start + before and not answer.packed:
                    self._collect(answer, got, end - start)
                else:
                    got = self._skipped(answer, start, end)
            except Broken as broken:
                failed = failed + 1 if len(got) == before else 0
                self.stop.check()
                self.line.check(self.url)
                if failed >= self.terms.tries:
                    raise broken.refusal or ConnectionLost(self.host, failed) from broken
                self.waiting(POOR)
                self.line.rest(min(LONGEST_REST_S, self.terms.rest_s * failed))
            finally:
                self.line.hang_up()
        return bytes(got)

    def _collect(self, answer: Answer, got: bytearray, size: int) -> None:
        while len(got) < size:
            piece = answer.read(min(self.bucket.most(PIECE_BYTES), size - len(got)))
            if not piece:
                raise Broken()
            got += piece
            self.came(len(piece))
            self.bucket.took(len(piece))
            self.stop.check()

    def _skipped(self, answer: Answer, start: int, end: int) -> bytearray:
        """Read a whole file for the sake of one stretch: the server knows no ranges."""
        if answer.status != 200:
            raise Broken(OddAnswer(self.host, answer.status), soon=True)
        left = start
        while left:
            before = bytearray()
            self._collect(answer, before, min(left, PIECE_BYTES))
            left -= len(before)
        got = bytearray()
        self._collect(answer, got, end - start)
        return got


class Bucket:
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
