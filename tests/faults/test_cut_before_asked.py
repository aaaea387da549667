# SPDX-License-Identifier: Apache-2.0
"""The offline switch, or a stop, in the moment between connecting and asking: the server hears nothing afterwards.

The server takes the connection and leaves TLS waiting; it shakes hands only after the switch was turned.
"""

import shutil
import socket
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread

import pytest
import truststore

from edgeassist.core.stop import Stop, Stopped
from edgeassist.net import hub_line
from edgeassist.net.line import Broken, Line, Means
from edgeassist.net.route import Route
from edgeassist.net.switch import SWITCH, SwitchedOff
from tests.support.certificates import self_signed

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="needs the program openssl for a certificate")


class LateServer:
    """Shakes hands when `go` is set; `got` is what was said to it from then on."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context, self._listener = context, socket.create_server(("127.0.0.1", 0))
        self.url = f"https://127.0.0.1:{self._listener.getsockname()[1]}"
        self.came, self.go, self.got = Event(), Event(), b""
        self._thread = Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        made, _address = self._listener.accept()
        made.recv(1, socket.MSG_PEEK)  # the client is in its handshake
        self.came.set()
        self.go.wait(60)
        made.settimeout(5)
        try:
            with self._context.wrap_socket(made, server_side=True) as safe:
                self.got = safe.recv(4000)
        except OSError:
            made.close()

    def ended(self) -> bytes:
        self.go.set()
        self._thread.join(60)
        self._listener.close()
        return self.got


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[ssl.SSLContext, Path]:
    return self_signed(tmp_path)


@pytest.fixture
def server(certificate: tuple[ssl.SSLContext, Path]) -> Iterator[LateServer]:
    made = LateServer(certificate[0])
    yield made
    made.ended()
    SWITCH.turn(on=False)


def asking(ask: Callable[[], object]) -> tuple[Thread, list[BaseException]]:
    """Ask on a thread; return it and what it is told."""
    told: list[BaseException] = []

    def run() -> None:
        try:
            ask()
        except Exception as error:
            told.append(error)

    thread = Thread(target=run)
    thread.start()
    return thread, told


def line_to(server: LateServer, certificate: Path) -> Line:
    client = ssl.create_default_context(cafile=str(certificate))
    return Line(Route(proxy="none", token_origins=(server.url,)), Means(context=client))


@pytest.mark.parametrize("how", ["switch", "stop"])
def test_a_download_cut_in_its_handshake_asks_nothing_later(
    how: str, server: LateServer, certificate: tuple[ssl.SSLContext, Path]
) -> None:
    line = line_to(server, certificate[1])
    thread, told = asking(lambda: line.open(f"{server.url}/secret", {}, "hf_token", lambda: None))
    assert server.came.wait(60)
    SWITCH.turn(on=True) if how == "switch" else line.cut()
    thread.join(60)
    assert [type(error) for error in told] == [Broken]
    assert server.ended() == b""
    line.close()


def test_without_a_cut_the_same_server_is_asked(server: LateServer, certificate: tuple[ssl.SSLContext, Path]) -> None:
    line = line_to(server, certificate[1])
    thread, _told = asking(lambda: line.open(f"{server.url}/secret", {}, "hf_token", lambda: None))
    assert server.came.wait(60)
    assert b"GET /secret" in server.ended()
    line.cut()
    thread.join(60)
    line.close()


@pytest.mark.parametrize("how", ["switch", "stop"])
def test_a_search_cut_in_its_handshake_asks_nothing_later(
    how: str, server: LateServer, certificate: tuple[ssl.SSLContext, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    trusting = ssl.create_default_context(cafile=str(certificate[1]))
    monkeypatch.setattr(truststore, "SSLContext", lambda _kind: trusting)
    stop = Stop()
    line = hub_line.Line(server.url, "models", proxy="", stop=stop)

    def ask() -> None:
        with hub_line.speaking(line), hub_line.client() as client:
            client.get(f"{server.url}/api/models", headers={"authorization": "Bearer hf_token"})

    thread, told = asking(ask)
    assert server.came.wait(60)
    SWITCH.turn(on=True) if how == "switch" else stop.wish()
    thread.join(60)
    assert [type(error) for error in told] == [SwitchedOff if how == "switch" else Stopped]
    assert server.ended() == b""
