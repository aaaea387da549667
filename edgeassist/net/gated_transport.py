# SPDX-License-Identifier: Apache-2.0
"""httpx2's transport with its connections opened by a function of ours instead of by itself. Knows no hub."""

import socket
import ssl
from collections.abc import Callable, Iterable
from typing import Any

import httpcore2
import httpx2
from httpcore2._backends.sync import SyncStream

Connect = Callable[[str, int, float | None], socket.socket]
"""Host, port and seconds to an open connection; raises OSError."""


class _Backend(httpcore2.NetworkBackend):
    """Opens by `connect`; all other ways to a network are refused by the base class."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        """Open a connection."""
        try:
            return SyncStream(self._connect(host, port, timeout))
        except TimeoutError as error:
            raise httpcore2.ConnectTimeout(str(error)) from error
        except OSError as error:
            raise httpcore2.ConnectError(str(error)) from error


class GatedTransport(httpx2.HTTPTransport):
    """A transport without a way of its own to the network; `proxy` is an address or empty."""

    def __init__(self, context: ssl.SSLContext, proxy: str, connect: Connect) -> None:
        super().__init__(verify=context, proxy=proxy or None, trust_env=False)
        vars(self._pool)["_network_backend"] = _Backend(
            connect
        )  # there is no public way through httpx2; a test holds it
