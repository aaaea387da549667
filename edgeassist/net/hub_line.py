# SPDX-License-Identifier: Apache-2.0
"""The line to one hub: one request at a time, to one origin, with limits on time and size. Knows no model.

It is the transport below huggingface_hub's client, so that no request of that library can leave in another way:
what has no line set, or asks another origin, is refused before a socket opens. Failures become our errors here,
which also keeps the library from trying again in silence.
"""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import TypeVar
from urllib.parse import urljoin, urlsplit

import httpx2
import truststore

from edgeassist.core.errors import EdgeError
from edgeassist.core.language import later, tr
from edgeassist.core.stop import Stop
from edgeassist.core.units import elided
from edgeassist.net import refusals
from edgeassist.net.cutting import Cutter
from edgeassist.net.gate import GATE, Passage
from edgeassist.net.gated_transport import GatedTransport
from edgeassist.net.hub_refusals import HUB, refusal
from edgeassist.net.route import USER_AGENT, port_of, without_password
from edgeassist.net.switch import SWITCH

CONNECT_TIMEOUT_S = 6.0
READ_TIMEOUT_S = 10.0
DEADLINE_S = 30.0
MAX_REDIRECTS = 3
MAX_ANSWER_BYTES = 16 * 1024**2
_KEPT_HEADERS = ("accept", "authorization", "host")
_CLOCK_CODES = frozenset((9, 10))  # OpenSSL: not valid yet, expired


class Line:
    """One question: `origin` it may go to, `what` it asks for in a person's words, and what may end it."""

    def __init__(
        self,
        origin: str,
        what: str,
        *,
        proxy: str,
        stop: Stop,
        now: Callable[[], datetime] = lambda: datetime.now().astimezone(),
    ) -> None:
        self._origin, self._what, self._proxy, self._stop, self._now = origin, what, proxy, stop, now
        self._host = urlsplit(origin).netloc
        self._asked = 0
        self._late = False
        self._passages: list[Passage] = []
        self._cutter = Cutter()
        self._purpose = later("Searching for models") if what == "models" else later("Asking what a model has")

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        """Return the whole answer to `request`; raise one of our errors."""
        self._stop.check()
        self.admit()
        self._asked += 1
        if self._asked > MAX_REDIRECTS + 1:
            raise refusals.ServerTrouble(HUB, tr("it points from one address to the next without end"), kept=False)
        if _origin(request.url) != self._origin:
            raise refusals.RedirectRefused(self._host, tr("it points to {host}", host=request.url.host))
        self._cutter = Cutter()
        timer = threading.Timer(DEADLINE_S, self._expire)
        timer.name = "hub-deadline"
        timer.start()
        self._stop.guard(self._cutter.cut)
        unguard = SWITCH.guard(self._cutter.cut)
        try:
            return self._exchange(request)
        except httpx2.TransportError as error:
            self._stop.check()
            self.admit()
            raise self._explained(error) from error
        finally:
            unguard()
            self._stop.guard(None)
            self._cutter.close()
            for passage in self._passages:
                passage.end()
            timer.cancel()
            timer.join()

    def admit(self) -> None:
        """Raise `SwitchedOff` while the offline switch is on."""
        GATE.admit(urlsplit(self._origin).hostname or "", port_of(self._origin), self._purpose, kept=False)

    def _connect(self, host: str, port: int, timeout_s: float | None) -> socket.socket:
        passage = GATE.connect(host, port, purpose=self._purpose, timeout_s=timeout_s, kept=False)
        self._passages.append(passage)
        self._cutter.keep(passage.socket)
        return passage.socket

    def _exchange(self, request: httpx2.Request) -> httpx2.Response:
        context: ssl.SSLContext = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        with GatedTransport(context, self._proxy, self._connect) as transport:
            headers = {name: request.headers[name] for name in _KEPT_HEADERS if name in request.headers}
            headers |= {"accept-encoding": "identity", "user-agent": USER_AGENT}
            timeout = httpx2.Timeout(READ_TIMEOUT_S, connect=CONNECT_TIMEOUT_S)
            extensions = {"timeout": timeout.as_dict()}
            asked = httpx2.Request(request.method, request.url, headers=headers, extensions=extensions)
            raw = transport.handle_request(asked)
            try:
                return self._whole(raw, sent_token="authorization" in headers)
            finally:
                raw.close()

    def _whole(self, raw: httpx2.Response, *, sent_token: bool) -> httpx2.Response:
        known = {name.lower(): value for name, value in raw.headers.items()}
        if raw.status_code == 407:
            raise refusals.ProxyRefuses(without_password(self._proxy) or self._host, kept=False)
        if raw.status_code >= 400:
            raise refusal(raw.status_code, known, self._what, sent_token=sent_token, now=self._now())
        if "html" in known.get("content-type", ""):
            raise refusals.LoginPage(self._host, kept=False)
        if known.get("content-encoding", "identity") != "identity":
            raise refusals.ServerTrouble(HUB, tr("it packed its answer although it was asked not to"), kept=False)
        if raw.is_redirect and not self._is_ours(target := known.get("location", "")):
            raise refusals.RedirectRefused(self._host, tr("it points to {target}", target=elided(target, 60)))
        kept: dict[str, str] = {name: known[name] for name in ("content-type", "location") if name in known}
        return httpx2.Response(raw.status_code, headers=kept, content=self._body(raw))

    def _is_ours(self, target: str) -> bool:
        try:
            return _origin(httpx2.URL(urljoin(f"{self._origin}/", target))) == self._origin
        except (httpx2.InvalidURL, ValueError):
            return False

    def _body(self, raw: httpx2.Response) -> bytes:
        body = bytearray()
        for piece in raw.iter_raw():
            body += piece
            if self._passages:
                self._passages[-1].took(len(piece))
            if len(body) > MAX_ANSWER_BYTES:
                raise refusals.ServerTrouble(HUB, tr("its answer is far too long"), kept=False)
        return bytes(body)

    def _explained(self, error: httpx2.TransportError) -> EdgeError:
        if self._late or isinstance(error, httpx2.ReadTimeout | httpx2.WriteTimeout):
            return refusals.HubSilent(self._host)
        if certificate := _cause(error, ssl.SSLCertVerificationError):
            reason = certificate.verify_message
            if certificate.verify_code in _CLOCK_CODES:
                reason = tr("{reason} (is this computer's date right?)", reason=reason)
            return refusals.CertificateTrouble(self._host, reason, without_password(self._proxy))
        if self._proxy and isinstance(error, httpx2.ProxyError | httpx2.ConnectError | httpx2.ConnectTimeout):
            refuses = isinstance(error, httpx2.ProxyError)
            kind = refusals.ProxyRefuses if refuses else refusals.ProxyDead
            return kind(without_password(self._proxy), kept=False)
        if isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout) and not _cause(error, ssl.SSLError):
            return refusals.Offline(self._host, kept=False)
        if isinstance(error, httpx2.NetworkError) and not _cause(error, ssl.SSLError):
            return refusals.HubSilent(self._host)
        return refusals.ServerTrouble(HUB, tr("it does not keep to the rules of HTTP or TLS"), kept=False)

    def _expire(self) -> None:
        self._late = True
        self._cutter.cut()


def _origin(url: httpx2.URL) -> str:
    return f"{url.scheme}://{url.netloc.decode('ascii')}"


_E = TypeVar("_E", bound=BaseException)


def _cause(error: BaseException | None, kind: type[_E]) -> _E | None:
    while error is not None:
        if isinstance(error, kind):
            return error
        error = error.__cause__ or error.__context__
    return None


_CURRENT: ContextVar[Line | None] = ContextVar("line", default=None)


@contextmanager
def speaking(line: Line) -> Iterator[None]:
    """Send what huggingface_hub asks in this thread along `line`."""
    token = _CURRENT.set(line)
    try:
        yield
    finally:
        _CURRENT.reset(token)


class _Transport(httpx2.BaseTransport):
    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        line = _CURRENT.get()
        if line is None:
            raise refusals.ServerTrouble(
                HUB, tr("a library asked it something on its own, which is not allowed"), kept=False
            )
        return line.answer(request)


def client() -> httpx2.Client:
    """Return the only client huggingface_hub may use."""
    return httpx2.Client(
        transport=_Transport(), follow_redirects=True, max_redirects=MAX_REDIRECTS + 1, trust_env=False, timeout=None
    )
