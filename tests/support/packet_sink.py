# SPDX-License-Identifier: Apache-2.0
"""Run in a network name space of its own: gives it a way out that leads nowhere (`lo`), and counts every packet there.

Arguments: where to write the count, then the program to run. Sends one datagram before, which must be counted: a
counter that sees nothing proves nothing. What a program sends to this very computer is counted as well.
"""

import json
import socket
import subprocess
import sys
import threading
from pathlib import Path

_SET_UP = ("ip link set lo up", "ip addr add 10.9.9.2/24 dev lo", "ip route add default dev lo")
_ALL_PROTOCOLS = 0x0003
_OUR_PORT = 9


class Counter:
    """Every packet that wants to leave this name space, or passes within it."""

    def __init__(self) -> None:
        self.seen: list[bytes] = []
        self._wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(_ALL_PROTOCOLS))
        self._wire.settimeout(0.2)
        self._over, self._quiet = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._count, daemon=True)
        self._thread.start()

    def rest(self) -> None:
        """Wait until nothing comes any more."""
        self._quiet.clear()
        self._quiet.wait(60)

    def close(self) -> None:
        self._over.set()
        self._thread.join()
        self._wire.close()

    def _count(self) -> None:
        while not self._over.is_set():
            try:
                packet = self._wire.recv(2000)
            except TimeoutError:
                self._quiet.set()
                continue
            self.seen.append(packet)


def main() -> int:
    for line in _SET_UP:
        subprocess.run(line.split(), check=True)
    counter = Counter()
    with socket.socket(type=socket.SOCK_DGRAM) as probe:
        probe.sendto(b"probe", ("192.0.2.1", _OUR_PORT))
    counter.rest()
    before = len(counter.seen)
    code = subprocess.run(sys.argv[2:]).returncode
    counter.rest()
    counter.close()
    Path(sys.argv[1]).write_text(json.dumps({"before": before, "after": len(counter.seen)}), encoding="utf-8")
    return code


if __name__ == "__main__":
    sys.exit(main())
