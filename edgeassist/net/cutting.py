# SPDX-License-Identifier: Apache-2.0
"""A second hold on each open connection of one request, by which any thread can end it at once. Knows no protocol.

TLS takes a socket over and hands nothing out before its handshake is done; the hold stays the same throughout, so a
connection is cut in its handshake as well, before anything was asked over it.
"""

import socket
from collections.abc import Callable
from contextlib import suppress
from threading import Lock


class Cutter:
    """`keep` connections; after `cut` those, and each that is kept later, can carry nothing more."""

    def __init__(self) -> None:
        self._lock, self._over = Lock(), False
        self._holds: list[tuple[socket.socket, Callable[[], bool]]] = []

    def keep(self, made: socket.socket, is_closed: Callable[[], bool] = lambda: False) -> None:
        """Be able to cut `made`, until `tidy` finds that it `is_closed`."""
        hold = socket.socket(fileno=socket.dup(made.fileno()))
        with self._lock:
            self._holds.append((hold, is_closed))
            if self._over:
                _shut(hold)

    def cut(self) -> None:
        """End them all, for good. Returns at once."""
        with self._lock:
            self._over = True
            for hold, _ in self._holds:
                _shut(hold)

    def tidy(self) -> None:
        """Let go of the closed ones: the other side hears of the end only then."""
        self._let_go(lambda is_closed: is_closed())

    def close(self) -> None:
        """Let go of all."""
        self._let_go(lambda _is_closed: True)

    def _let_go(self, wanted: Callable[[Callable[[], bool]], bool]) -> None:
        with self._lock:
            ended = [one for one in self._holds if wanted(one[1])]
            self._holds = [one for one in self._holds if one not in ended]
        for hold, _ in ended:
            hold.close()


def _shut(hold: socket.socket) -> None:
    with suppress(OSError):  # the other side ended it before
        hold.shutdown(socket.SHUT_RDWR)
