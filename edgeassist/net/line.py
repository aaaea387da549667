# SPDX-License-Identifier: Apache-2.0
"""One line to a server: opens it, follows redirects by our rules, reads from it, and can be cut from any thread.

Judges the certificate through the system's own store. Knows statuses and transport errors, no file and no journal.
"""

import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Event, Lock, Thread

import truststore
import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    LocationParseError,
    NameResolutionError,
    NewConnectionError,
    ProxyError,
    ReadTimeoutError,
    SSLError,
)
from urllib3.response import BaseHTTPResponse

from edgeassist.core.language import later, tr
from edgeassist.net import refusals
from edgeassist.net.cutting import Cutter
from edgeassist.net.gate import GATE, Passage
from edgeassist.net.route import (
    MAX_REDIRECTS,
    USER_AGENT,
    Route,
    check_reach,
    host_of,
    may_have_token,
    next_hop,
    port_of,
    proxy_for,
    reach,
    without_password,
)
from edgeassist.net.switch import SWITCH, SwitchedOff

PURPOSE = later("Fetching a model")
_EXPIRED = (9, 10)
"""OpenSSL's verdicts `not yet valid` and `has expired`."""
_BUILT, _FAR = datetime(2026, 1, 1, tzinfo=UTC), datetime(2056, 1, 1, tzinfo=UTC)
_REDIRECTS = (301, 302, 303, 307, 308)
_FAILING = (500, 502, 503, 504, 520, 521, 522, 523, 524)


class Broken(Exception):
    """The line broke; trying again may help. `refusal` says what to tell when it does not."""

    def __init__(self, refusal: refusals.FetchPaused | None = None, *, soon: bool = False) -> None:
        super().__init__()
        self.refusal, self.soon = refusal, soon


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Means:
    """How lines are opened: the certificate rules (None: the system's), the clock, and how long silence may last."""

    context: ssl.SSLContext | None = None
    now: Callable[[], datetime] = _now
    connect_s: float = 10
    silence_s: float = 8


class Line:
    """Opens answers one after the other; `cut` ends whatever is open, and every one to come."""

    def __init__(self, route: Route, means: Means) -> None:
        self._route, self._means = route, means
        self._over = Event()
        self._answer: BaseHTTPResponse | None = None
        self._call: _Call | None = None
        self._pools: dict[str, urllib3.PoolManager] = {}
        self._passages: list[Passage] = []
        self._cutter = Cutter()
        self.switched = False
        self._unguard = SWITCH.guard(self._switch_off)

    def cut(self) -> None:
        """End the line from any thread, for good: nothing is sent or taken any more once this returns."""
        self._over.set()
        self._cutter.cut()
        if (call := self._call) is not None:
            call.leave()

    @property
    def ended(self) -> bool:
        """Whether it was cut."""
        return self._over.is_set()

    def _switch_off(self) -> None:
        self.switched = True
        self.cut()

    def check(self, url: str) -> None:
        """Raise `SwitchedOff` when the offline switch is on, or has cut this line."""
        GATE.admit(host_of(url), port_of(url), PURPOSE)
        if self.switched:
            raise SwitchedOff(host_of(url), forced=SWITCH.forced)

    def took(self, count: int) -> None:
        """Count what came over the connection that was opened last."""
        if self._passages:
            self._passages[-1].took(count)
        SWITCH.look()

    def rest(self, seconds: float) -> None:
        """Wait; a cut ends the wait."""
        self._over.wait(seconds)

    def open(self, url: str, headers: dict[str, str], token: str, waiting: Callable[[], None]) -> "Answer":
        """Ask for `url` and return the answer behind all redirects; `waiting` is called when nothing comes for long."""
        self.hang_up()
        here = url
        self.check(url)
        for _ in range(MAX_REDIRECTS + 1):
            asked = dict(headers)
            if token and may_have_token(here, self._route):
                asked["Authorization"] = f"Bearer {token}"
            answer = self._patiently(here, asked, floor=reach(host_of(url)), waiting=waiting)
            if answer.status not in _REDIRECTS or "location" not in answer.headers:
                self._answer = answer
                self._judge(here, answer)
                return Answer(here, answer, self)
            answer.close()
            self._cutter.tidy()
            here = next_hop(here, answer.headers["location"], url)
        raise refusals.RedirectRefused(host_of(url), tr("it goes round in circles"))

    def _patiently(
        self, url: str, headers: dict[str, str], *, floor: int, waiting: Callable[[], None]
    ) -> BaseHTTPResponse:
        """Ask on a thread of its own: looking up a name cannot be interrupted, only left behind."""
        call = self._call = _Call(lambda: self._ask(url, headers, floor))
        if self._over.is_set():
            raise Broken()
        call.start()
        while not call.ended.wait(self._means.silence_s):
            waiting()
        try:
            return call.outcome()
        except Exception as error:
            if self.ended:  # it failed because it was cut, not for what that looked like
                raise Broken() from error
            raise

    def _ask(self, url: str, headers: dict[str, str], floor: int) -> BaseHTTPResponse:
        proxy = proxy_for(url, self._route)
        asked = {"Accept-Encoding": "identity", "User-Agent": USER_AGENT, **headers}
        try:
            return self._pool(proxy, floor, host_of(url)).request(
                "GET", url, headers=asked, preload_content=False, redirect=False, retries=False
            )
        except LocationParseError as error:
            raise refusals.BadAddress("download", url) from error
        except HTTPError as error:
            raise self._explained(error, url, proxy) from error
        except OSError as error:  # a proxy that refuses CONNECT comes as one without a number
            raise (refusals.ProxyRefuses(without_password(proxy)) if proxy else Broken()) from error

    def _pool(self, proxy: str, floor: int, host: str) -> urllib3.PoolManager:
        if proxy not in self._pools:
            timeout = urllib3.Timeout(connect=self._means.connect_s, read=self._means.silence_s)
            context = self._means.context or truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            if proxy:
                login = urllib3.util.parse_url(proxy).auth
                secret = urllib3.make_headers(proxy_basic_auth=login) if login else None
                self._pools[proxy] = urllib3.ProxyManager(
                    proxy, timeout=timeout, ssl_context=context, proxy_headers=secret
                )
            else:
                self._pools[proxy] = urllib3.PoolManager(timeout=timeout, ssl_context=context)
            guarded = _guarded_pools(floor, host, self._opened, direct=not proxy)
            self._pools[proxy].pool_classes_by_scheme = guarded
        return self._pools[proxy]

    def _opened(self, passage: Passage, connection: HTTPConnection) -> None:
        """The asking thread: the line may have been cut while this was being opened."""
        self._passages.append(passage)
        self._cutter.keep(passage.socket, lambda: connection.sock is None)

    def _explained(self, error: HTTPError, url: str, proxy: str) -> Exception:
        host, cause = host_of(url), _chain(error)
        if certificate := next((one for one in cause if isinstance(one, ssl.SSLCertVerificationError)), None):
            now = self._means.now()
            if not _BUILT <= now <= _FAR or certificate.verify_code in _EXPIRED:
                return refusals.ClockWrong(host, now) if not _BUILT <= now <= _FAR else self._expired(host, proxy, now)
            return refusals.CertificateTrouble(host, certificate.verify_message, without_password(proxy))
        if isinstance(error, ProxyError):
            dead = any(isinstance(one, NewConnectionError | ConnectTimeoutError) for one in cause)
            kind = refusals.ProxyDead if dead else refusals.ProxyRefuses
            return kind(without_password(proxy))
        if any(isinstance(one, NewConnectionError | ConnectTimeoutError) for one in cause):
            return Broken(refusals.Offline(host))
        if isinstance(error, SSLError) and proxy:
            return refusals.ProxyRefuses(without_password(proxy))
        return Broken()

    def _expired(self, host: str, proxy: str, now: datetime) -> Exception:
        reason = tr(
            "it is out of date, or the clock of this computer is wrong (it says {date})", date=f"{now:%Y-%m-%d}"
        )
        return refusals.CertificateTrouble(host, reason, without_password(proxy))

    def _judge(self, url: str, answer: BaseHTTPResponse) -> None:
        host, status = host_of(url), answer.status
        if status in (200, 206, 416):
            if "text/html" in answer.headers.get("content-type", "").lower():
                raise refusals.LoginPage(host)
            return
        if status in _FAILING:
            raise Broken(refusals.ServerTrouble(host, tr("it answered with status {status}", status=status)), soon=True)
        if status == 429:
            raise refusals.ServerBusy.answered(host, answer.headers.get("retry-after", ""), self._means.now())
        plain = {401: refusals.SignInNeeded, 403: refusals.NoAccess}
        if status in plain:
            raise plain[status](tr("the file at {host}", host=host))
        if status == 404:
            raise refusals.NotOnHub(tr("such file"), host)
        if status == 410:
            raise refusals.GoneFromHub(tr("The file"), host)
        if status == 407:
            raise refusals.ProxyRefuses(without_password(proxy_for(url, self._route)))
        raise refusals.OddAnswer(host, status)

    def hang_up(self) -> None:
        """Close what is open; the next `open` starts anew."""
        answer, self._answer = self._answer, None
        if answer is not None:
            answer.close()
        self._cutter.tidy()

    def close(self) -> None:
        """Close everything."""
        self._unguard()
        self.hang_up()
        for pool in self._pools.values():
            pool.clear()
        self._cutter.close()
        for passage in self._passages:
            passage.end()


@dataclass(slots=True)
class Answer:
    """An answer with 200, 206 or 416, its body still to be read."""

    url: str
    raw: BaseHTTPResponse
    line: Line
    packed: bool = field(init=False)

    def __post_init__(self) -> None:
        self.packed = self.raw.headers.get("content-encoding", "identity").lower() not in ("", "identity")

    @property
    def status(self) -> int:
        """200, 206 or 416."""
        return self.raw.status

    @property
    def etag(self) -> str:
        """The server's strong name for the content; empty when it has none that can be used."""
        found: str = self.raw.headers.get("etag", "")
        strong = 2 < len(found) <= 200 and found[0] == found[-1] == '"' and found.isascii() and found.isprintable()
        return found if strong and '"' not in found[1:-1] else ""

    @property
    def span(self) -> tuple[int, int | None] | None:
        """Where a 206 begins and how long the whole is (None: it does not say); None when it makes no sense."""
        unit, _, rest = self.raw.headers.get("content-range", "").partition(" ")
        places, _, total = rest.partition("/")
        first = places.partition("-")[0]
        if unit != "bytes" or not _is_number(first) or not (_is_number(total) or total == "*"):
            return None
        return int(first), int(total) if total != "*" else None

    @property
    def length(self) -> int | None:
        """What the server says the body's length is."""
        found = self.raw.headers.get("content-length", "")
        return int(found) if _is_number(found) and not self.packed else None

    def read(self, count: int) -> bytes:
        """Return up to `count` bytes as they come, empty at the end; raise `Broken` when the line breaks."""
        if self.line.switched:  # what the system had taken in already is not wanted either
            raise Broken()
        try:
            piece = self.raw.read1(count, decode_content=self.packed)
            self.line.took(len(piece))
        except ReadTimeoutError as error:
            raise Broken(soon=False) from error
        except (HTTPError, OSError, ValueError, AttributeError) as error:  # cut from another thread while reading
            raise Broken() from error
        if not piece and self.line.ended:  # a cut looks like the end of what has no length
            raise Broken()
        return piece


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 16


class _Call:
    """A request on its own thread, that may be left behind."""

    def __init__(self, ask: Callable[[], BaseHTTPResponse]) -> None:
        self._ask, self.ended = ask, Event()
        self._found: BaseHTTPResponse | None = None
        self._error: Exception | None = None
        self._lock, self._left = Lock(), False

    def start(self) -> None:
        Thread(target=self._run, name="fetch-ask", daemon=True).start()

    def leave(self) -> None:
        """End the wait; what still comes is closed."""
        with self._lock:
            self._left = True
            found, self._found = self._found, None
        self.ended.set()
        if found is not None:
            _closed(found)

    def _run(self) -> None:
        try:
            found = self._ask()
        except Exception as error:
            self._error = error
        else:
            with self._lock:
                self._found = None if self._left else found
            if self._left:
                _closed(found)
        self.ended.set()

    def outcome(self) -> BaseHTTPResponse:
        if self._error is not None:
            raise self._error
        with self._lock:
            found, self._found = self._found, None
        if found is None:
            raise Broken()
        return found


def _closed(answer: BaseHTTPResponse) -> None:
    with suppress(Exception):  # it was cut, so whatever closing it still wanted to read is gone
        answer.close()


def _guarded_pools(
    floor: int, host: str, opened: Callable[[Passage, HTTPConnection], None], *, direct: bool
) -> dict[str, type[urllib3.HTTPConnectionPool]]:
    """Return pools whose connections come through the gate and, where they are `direct`, look whom they reached.

    A name may lead into this network, too.
    """

    def _checked(connection: HTTPConnection) -> None:
        peer = connection.sock.getpeername()[0] if connection.sock else ""
        if direct and reach(connection.host) == 2 and floor == 2 and host != connection.host:
            check_reach(reach(peer), floor, host)

    def _made(connection: HTTPConnection) -> socket.socket:
        passage = _opened(connection)
        opened(passage, connection)
        return passage.socket

    class _Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return _made(self)

        def connect(self) -> None:
            super().connect()
            _checked(self)

    class _Safe(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return _made(self)

        def connect(self) -> None:
            super().connect()
            _checked(self)

    class _PlainPool(urllib3.HTTPConnectionPool):
        ConnectionCls = _Plain

    class _SafePool(urllib3.HTTPSConnectionPool):
        ConnectionCls = _Safe

    return {"http": _PlainPool, "https": _SafePool}


def _opened(connection: HTTPConnection) -> Passage:
    """Open it through the gate; what goes wrong is raised in the words of urllib3."""
    timeout = connection.timeout if isinstance(connection.timeout, int | float) else None
    try:
        return GATE.connect(connection.host, connection.port or 80, purpose=PURPOSE, timeout_s=timeout)
    except socket.gaierror as error:
        raise NameResolutionError(connection.host, connection, error) from error
    except TimeoutError as error:
        raise ConnectTimeoutError(connection, f"no connection to {connection.host} in time") from error
    except OSError as error:
        raise NewConnectionError(connection, f"no connection to {connection.host}: {error}") from error


def _chain(error: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    waiting: list[object] = [error]
    while waiting:
        one = waiting.pop()
        if isinstance(one, BaseException) and one not in found:
            found.append(one)
            waiting += [one.__cause__, one.__context__, *one.args, getattr(one, "original_error", None)]
    return found
