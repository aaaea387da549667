# SPDX-License-Identifier: Apache-2.0
"""A loopback server of bytes with faults on demand and a log of every request. Knows no hub and no test.

    with ByteServer() as server:
        server.files["model"] = path_or_bytes
        server.fault("model", Fault("rst", at=1000, times=20))
        server.url("model")  # http://127.0.0.1:port/model
        server.log           # what was asked and how many body bytes went out

Faults of one name act together; each counts down its `times` with every GET of that name it applies to. It answers
absolute addresses too, so it may stand in for a proxy; `intercept` makes it answer CONNECT with its own certificate.
"""

import gzip
import hashlib
import os
import socket
import ssl
import struct
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Literal, Self
from urllib.parse import urlsplit

PIECE_BYTES = 4 * 1024**2
LOGIN_PAGE = b"<!doctype html><html><title>Hotel</title><body>Please sign in to the hotel network.</body></html>"

Kind = Literal[
    "rst", "truncate", "hang", "gate", "drip", "rate", "corrupt", "norange", "status", "redirect", "captive", "extra",
    "etag", "length", "gzip", "range_lie", "silent",
]  # fmt: skip


@dataclass(slots=True)
class Fault:
    """One fault. `at` is an offset in the file; `times` how many GETs it spoils, -1 for all; `value` by kind.

    rst, truncate: cut when byte `at` would be sent; a request that begins at or beyond it is cut after `value` bytes
    (default 1000). hang, gate: hold before byte `at` until `release`. drip: one byte per `value` seconds from `at` on
    (default 1). rate: at most `value` bytes per second. corrupt: flip the byte at `at`. status: answer `value`, with
    `headers`. redirect: to `value`. captive: a web page with 200. extra: `value` bytes beyond the end. etag: this
    one, None for none. length: a Content-Length of `value`, None for none. gzip: packed, and says so. range_lie: a 206
    whose Content-Range begins `value` bytes further on. silent: take the request and never answer.
    """

    kind: Kind
    at: int = 0
    times: int = -1
    value: object = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Asked:
    """One request; `sent` grows while body bytes go out."""

    method: str
    path: str
    headers: dict[str, str]
    status: int = 0
    sent: int = 0

    @property
    def start(self) -> int:
        """Return the first byte asked for."""
        return _range(self.headers.get("range", ""), 2**63)[0]


class ByteServer:
    """Serves `files` by name on 127.0.0.1 while entered. `context` makes it https, `intercept` a lying proxy."""

    def __init__(self, *, context: ssl.SSLContext | None = None, intercept: ssl.SSLContext | None = None) -> None:
        self.files: dict[str, bytes | Path] = {}
        self.log: list[Asked] = []
        self.context, self.intercept = context, intercept
        self.proxy_status = 502
        self.closing = threading.Event()
        self._released = threading.Event()
        self._faults: dict[str, list[Fault]] = {}
        self._reached = threading.Semaphore(0)
        self._lock = threading.Lock()
        self._http = _Server(("127.0.0.1", 0), _Handler)
        self._http.owner = self
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, name="bytes")

    @property
    def port(self) -> int:
        """Return the port it listens on."""
        return int(self._http.server_address[1])

    @property
    def origin(self) -> str:
        """Return scheme, host and port."""
        return f"{'https' if self.context else 'http'}://127.0.0.1:{self.port}"

    def url(self, name: str) -> str:
        """Return the address of a file."""
        return f"{self.origin}/{name}"

    def fault(self, name: str, fault: Fault) -> None:
        """Add a fault to the file `name`."""
        with self._lock:
            self._faults.setdefault(name, []).append(fault)

    def heal(self) -> None:
        """Forget all faults, and let go of what is held."""
        with self._lock:
            self._faults.clear()
        self.release()

    def release(self) -> None:
        """Let every held answer go on."""
        self._released.set()
        self._released = threading.Event()

    def wait_held(self, timeout_s: float = 60) -> bool:
        """Wait until one more answer is held by `gate`, `hang` or `silent`."""
        return self._reached.acquire(timeout=timeout_s)

    def hold(self) -> None:
        """Block the calling handler until released or closed."""
        released = self._released
        self._reached.release()
        while not self.closing.is_set() and not released.wait(0.02):
            pass

    def faults_of(self, name: str) -> dict[str, Fault]:
        """Return the faults that act on this GET by kind, and count them down."""
        acting: dict[str, Fault] = {}
        with self._lock:
            for one in self._faults.get(name, []):
                if one.times != 0 and one.kind not in acting:
                    one.times -= one.times > 0
                    acting[one.kind] = one
        return acting

    def note(self, asked: Asked) -> None:
        """Keep a request."""
        with self._lock:
            self.log.append(asked)

    def gets(self, name: str) -> list[Asked]:
        """Return the GETs of `name` so far."""
        return [one for one in self.log if one.method == "GET" and urlsplit(one.path).path == f"/{name}"]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        self._http.shutdown()
        self._http.cut_all()
        self._http.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    block_on_close = True
    request_queue_size = 64
    owner: ByteServer

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        self.open: set[socket.socket] = set()
        super().__init__(address, handler)

    def cut_all(self) -> None:
        for one in tuple(self.open):
            _shut(one)

    def process_request(self, request: socket.socket | tuple[bytes, socket.socket], client_address: object) -> None:
        assert isinstance(request, socket.socket)
        self.open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: socket.socket | tuple[bytes, socket.socket]) -> None:
        assert isinstance(request, socket.socket)
        self.open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is what these tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def setup(self) -> None:
        if self.server.owner.context:
            self.request = self.server.owner.context.wrap_socket(self.request, server_side=True)
        super().setup()

    def finish(self) -> None:
        super().finish()
        if isinstance(self.request, ssl.SSLSocket):
            self.request.close()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def do_CONNECT(self) -> None:
        owner = self.server.owner
        self._note(owner.proxy_status)
        if owner.intercept is None:
            self._head(owner.proxy_status, {"Content-Length": "0", "Proxy-Authenticate": 'Basic realm="office"'})
            self.close_connection = True
            return
        self._head(200, {})
        self.request = owner.intercept.wrap_socket(self.request, server_side=True)
        self.setup()

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def do_GET(self) -> None:
        self._answer(body=True)

    def _note(self, status: int) -> Asked:
        asked = Asked(self.command, self.path, {name.lower(): value for name, value in self.headers.items()}, status)
        self.server.owner.note(asked)
        return asked

    def _head(self, status: int, headers: Mapping[str, str]) -> None:
        lines = [f"HTTP/1.1 {status} {self.responses.get(status, ('Odd', ''))[0]}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        self.wfile.write(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))

    def _answer(self, *, body: bool) -> None:
        owner = self.server.owner
        name = urlsplit(self.path).path.lstrip("/")
        faults = owner.faults_of(name) if body else {}
        asked = self._note(200)
        if "silent" in faults:
            owner.hold()
            self.close_connection = True
        elif not self._special(asked, faults):
            content = owner.files.get(name)
            if content is None:
                self._plain(asked, 404, b"no such file")
            else:
                self._serve(asked, content, faults, body=body)

    def _special(self, asked: Asked, faults: dict[str, Fault]) -> bool:
        if fault := faults.get("status"):
            self._plain(asked, int(str(fault.value)), b"{}", fault.headers)
        elif fault := faults.get("redirect"):
            self._plain(asked, 302, b"", {"Location": str(fault.value), **fault.headers})
        elif "captive" in faults:
            self._plain(asked, 200, LOGIN_PAGE, {"Content-Type": "text/html; charset=utf-8"})
        else:
            return False
        return True

    def _plain(self, asked: Asked, status: int, body: bytes, headers: Mapping[str, str] | None = None) -> None:
        asked.status = status
        self._head(status, {"Content-Length": str(len(body)), **(headers or {})})
        self.wfile.write(body)

    def _serve(self, asked: Asked, content: bytes | Path, faults: dict[str, Fault], *, body: bool) -> None:
        size = content.stat().st_size if isinstance(content, Path) else len(content)
        etag = str(faults["etag"].value or "") if "etag" in faults else etag_of(content)
        start, end = _range(asked.headers.get("range", ""), size)
        if "norange" in faults or asked.headers.get("if-range", etag) != etag:
            start, end = 0, size
        if start and start >= size:
            self._plain(asked, 416, b"", {"Content-Range": f"bytes */{size}"})
            return
        ranged = "range" in asked.headers and (start, end) != (0, size)
        asked.status = 206 if ranged else 200
        headers = {"Content-Type": "application/octet-stream", "Accept-Ranges": "bytes"}
        if etag:
            headers["ETag"] = etag
        if ranged:
            lie = int(str(faults["range_lie"].value)) if "range_lie" in faults else 0
            headers["Content-Range"] = f"bytes {start + lie}-{end - 1}/{size}"
        self._body(asked, content, (start, end), faults, headers, body=body)

    def _body(
        self,
        asked: Asked,
        content: bytes | Path,
        span: tuple[int, int],
        faults: dict[str, Fault],
        headers: dict[str, str],
        *,
        body: bool,
    ) -> None:
        start, end = span
        if "gzip" in faults:
            whole = content.read_bytes() if isinstance(content, Path) else content
            content, headers["Content-Encoding"] = gzip.compress(whole[start:end]), "gzip"
            start, end = 0, len(content)
        headers["Content-Length"] = str(end - start)
        if length := faults.get("length"):
            headers["Content-Length"] = str(length.value)
            if length.value is None:
                del headers["Content-Length"]
                headers["Connection"] = "close"
        if "length" in faults or "extra" in faults:
            self.close_connection = True
        if "extra" in faults and "length" not in faults:
            headers["Content-Length"] = str(end - start + int(str(faults["extra"].value)))
        self._head(asked.status, headers)
        if body:
            _Sender(self, asked, content, faults).send(start, end)

    def cut(self, *, reset: bool) -> None:
        """End the connection here and now."""
        if reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
        else:
            _shut(self.connection)
        self.close_connection = True


class _Cut(Exception):
    pass


class _Pace:
    """The pace of a line: a step each 10 ms; of the time lost to a slow reader or a late clock, one step is made up."""

    def __init__(self, rate_bytes_s: int) -> None:
        self.step_bytes = max(1, rate_bytes_s // 100)
        self._step_s = self.step_bytes / rate_bytes_s
        self._next = time.monotonic()

    def due_s(self) -> float:
        """Return how long to wait before the next step, which is taken then."""
        now = time.monotonic()
        self._next = max(self._next + self._step_s, now - self._step_s)
        return max(0.0, self._next - now)


class _Sender:
    """Sends one body, with its faults."""

    def __init__(self, handler: _Handler, asked: Asked, content: bytes | Path, faults: dict[str, Fault]) -> None:
        self._handler, self._asked, self._content, self._faults = handler, asked, content, faults
        self._owner = handler.server.owner

    def send(self, start: int, end: int) -> None:
        try:
            self._send(start, end)
            left = int(str(self._faults["extra"].value)) if "extra" in self._faults else 0
            while left > 0:
                self._raw(bytes(min(left, PIECE_BYTES)))
                left -= PIECE_BYTES
        except (_Cut, OSError):
            self._handler.close_connection = True

    def _send(self, start: int, end: int) -> None:
        for kind in ("rst", "truncate"):
            if fault := self._faults.get(kind):
                there = fault.at if start < fault.at else start + int(str(fault.value or 1000))
                if there < end:
                    self._span(start, there)
                    self._handler.cut(reset=kind == "rst")
                    raise _Cut
        held = self._faults.get("gate") or self._faults.get("hang")
        if held and start <= held.at < end:
            self._span(start, held.at)
            self._owner.hold()
            start = held.at
        if (drip := self._faults.get("drip")) and end > drip.at:
            start = max(start, drip.at) if start >= drip.at else self._span(start, drip.at)
            while start < end and not self._owner.closing.wait(float(str(drip.value or 1))):
                start = self._span(start, start + 1)
        self._span(start, end)

    def _span(self, start: int, end: int) -> int:
        """Send the bytes [start, end) of the file; return `end`."""
        flip, rate = self._faults.get("corrupt"), self._faults.get("rate")
        pace = _Pace(int(str(rate.value))) if rate else None
        step = pace.step_bytes if pace else PIECE_BYTES
        while start < end:
            if self._owner.closing.wait(pace.due_s() if pace else 0):
                raise _Cut
            stop = min(end, start + step)
            if isinstance(self._content, Path) and not (flip and start <= flip.at < stop):
                with self._content.open("rb") as file:
                    self._asked.sent += self._handler.connection.sendfile(file, start, stop - start)
            else:
                self._raw(self._bytes(start, stop, flip))
            start = stop
        return end

    def _bytes(self, start: int, end: int, flip: Fault | None) -> bytes | memoryview:
        if isinstance(self._content, Path):
            with self._content.open("rb") as file:
                piece = bytearray(os.pread(file.fileno(), end - start, start))
        else:
            if not (flip and start <= flip.at < end):
                return memoryview(self._content)[start:end]
            piece = bytearray(self._content[start:end])
        if flip and start <= flip.at < end:
            piece[flip.at - start] ^= 0x20
        return bytes(piece)

    def _raw(self, piece: bytes | memoryview) -> None:
        self._handler.connection.sendall(piece)
        self._asked.sent += len(piece)


def etag_of(content: bytes | Path) -> str:
    """Return the strong ETag this server gives a file."""
    if isinstance(content, Path):
        found = content.stat()
        return f'"{found.st_size:x}-{found.st_mtime_ns:x}"'
    return f'"{hashlib.sha256(content).hexdigest()}"'


def _range(header: str, size: int) -> tuple[int, int]:
    first, _, last = header.removeprefix("bytes=").partition("-")
    if not header.startswith("bytes=") or not first.isdigit():
        return 0, size
    return int(first), min(size, int(last) + 1) if last.isdigit() else size


def _shut(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
