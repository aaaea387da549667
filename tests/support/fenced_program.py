# SPDX-License-Identifier: Apache-2.0
"""A process that is fenced in as the window is, in which strangers then try to reach `PORT` of this computer.

Arguments: the port, then the names of the tries; `--unfenced` before them leaves the fence away. Prints one JSON
object: what became of each.
"""

import ctypes
import errno
import json
import os
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from edgeassist.app.fencing import fence_in
from edgeassist.net.gate import GATE
from edgeassist.net.switch import SWITCH

HOST = "127.0.0.1"
XET_S = 3.0
AF_NETLINK, AF_PACKET, AF_VSOCK = 16, 17, 40


def by_python(port: int) -> str:
    with socket.create_connection((HOST, port), 5):
        return "connected"


def by_plugin(port: int) -> str:
    """Have the stranger's package `nosy_pane` do it, which a test puts on the path."""
    said: str = import_module("nosy_pane").ask(HOST, port)
    return said


def by_datagram(port: int) -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as made:
        made.sendto(b"hello", (HOST, port))
    return "sent"


def by_listening(port: int) -> str:
    with socket.socket() as made:
        made.bind((HOST, 0))
    return "bound"


def by_name(port: int) -> str:
    socket.getaddrinfo("tracker.example", port)
    return "looked up"


def by_urllib3(port: int) -> str:
    import urllib3

    return str(urllib3.PoolManager(retries=False).request("GET", f"http://{HOST}:{port}/").status)


def by_ctypes(port: int) -> str:
    libc = ctypes.CDLL(None, use_errno=True)
    address = struct.pack("=HH4s8x", socket.AF_INET, socket.htons(port), socket.inet_aton(HOST))
    made = libc.socket(socket.AF_INET, socket.SOCK_STREAM, 0)
    if made >= 0:
        return "connected" if libc.connect(made, address, len(address)) == 0 else "a socket, and no connection"
    for family in (socket.AF_INET, socket.AF_INET6, AF_NETLINK, AF_PACKET, AF_VSOCK):
        if libc.socket(int(family), socket.SOCK_STREAM, 0) >= 0:
            return f"a socket of family {family}"
        if ctypes.get_errno() != errno.EACCES:
            return f"family {family}: {errno.errorcode[ctypes.get_errno()]}"
    return "refused by the kernel"


def by_io_uring(port: int) -> str:
    libc = ctypes.CDLL(None, use_errno=True)
    made = libc.syscall(425, 1, ctypes.create_string_buffer(120))
    return "a ring" if made >= 0 else f"refused: {errno.errorcode[ctypes.get_errno()]}"


def by_taking_from_the_door(port: int) -> str:
    """Look into the process that may connect: ptrace, pidfd_getfd, process_vm_writev."""
    door, libc = GATE.door, ctypes.CDLL(None, use_errno=True)
    if door is None:
        return "no door"
    tries = [(101, 16, door.pid, 0, 0), (438, os.pidfd_open(door.pid), 0, 0), (311, door.pid, 0, 0, 0, 0, 0)]
    return ", ".join("reached" if libc.syscall(*one) >= 0 else errno.errorcode[ctypes.get_errno()] for one in tries)


def by_plugin_natively(port: int) -> str:
    """Have the stranger's package ask the C library, past Python's sockets."""
    said: str = import_module("nosy_pane").ask_natively()
    return said


def by_child(port: int) -> str:
    """Start a program that knows nothing of us."""
    command = [sys.executable, "-I", "-c", f"import socket; socket.create_connection(({HOST!r}, {port}), 5)"]
    return subprocess.run(command, capture_output=True, text=True).stderr.strip().splitlines()[-1]


def by_qt(port: int) -> str:
    from PySide6.QtCore import QCoreApplication, QEventLoop, QUrl

    network = import_module("PySide6.QtNetwork")  # as a stranger's pane may, whatever our own rules say
    application = QCoreApplication([])
    manager, loop = network.QNetworkAccessManager(), QEventLoop()
    reply = manager.get(network.QNetworkRequest(QUrl(f"http://{HOST}:{port}/")))
    reply.finished.connect(loop.quit)
    if not reply.isFinished():
        loop.exec()
    said: str = reply.error().name
    application.shutdown()
    return said


def by_xet(port: int) -> str:
    hf_xet = import_module("hf_xet")
    wanted = hf_xet.PyXetDownloadInfo(str(Path(os.environ["EDGEASSIST_HOME"]) / "x"), "0" * 64, 10)
    trying = threading.Thread(
        target=lambda: hf_xet.download_files([wanted], f"http://{HOST}:{port}", ("token", 2**40), None, None),
        daemon=True,
    )
    trying.start()
    trying.join(XET_S)  # it tries again and again for minutes
    return "still trying" if trying.is_alive() else "ended"


def by_the_gate(port: int) -> str:
    passage = GATE.connect(HOST, port, purpose="Fetching a model", timeout_s=5)
    passage.socket.close()
    passage.took(7)
    passage.end()
    return "connected"


def by_the_gate_switched_off(port: int) -> str:
    SWITCH.turn(on=True)
    try:
        return by_the_gate(port)
    finally:
        SWITCH.turn(on=False)


def by_the_door_switched_off(port: int) -> str:
    """Ask the door past the gate."""
    SWITCH.turn(on=True)
    try:
        assert GATE.door is not None
        GATE.door.connect(HOST, port, purpose="round the gate", timeout_s=5)
        return "connected"
    finally:
        SWITCH.turn(on=False)


TRIES: dict[str, Callable[[int], str]] = {
    name.removeprefix("by_"): made for name, made in globals().items() if name.startswith("by_")
}


def tried(name: str, port: int) -> str:
    try:
        return TRIES[name](port)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def main() -> None:
    fenced = sys.argv[1] != "--unfenced"
    port, *names = sys.argv[1 if fenced else 2 :]
    settle = fence_in([]) if fenced else lambda: None
    said = json.dumps({name: tried(name, int(port)) for name in names})
    settle()
    sys.stdout.write(said + "\n")
    sys.stdout.flush()
    os._exit(0)  # hf_xet's own threads would hold the end up


if __name__ == "__main__":
    main()
