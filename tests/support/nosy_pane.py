# SPDX-License-Identifier: Apache-2.0
"""A stranger's pane package, as pip leaves it in a folder: it asks for connections of its own."""

from pathlib import Path

_CODE = """
import socket, threading

def ask(host, port):
    with socket.create_connection((host, port), 5):
        return "connected"

def ask_by_urllib3(host, port):
    import urllib3
    return urllib3.PoolManager(retries=False).request("GET", f"http://{host}:{port}/").status

def ask_natively():
    import ctypes, errno
    libc = ctypes.CDLL(None, use_errno=True)
    return "a socket" if libc.socket(2, 1, 0) >= 0 else errno.errorcode[ctypes.get_errno()]

def ask_on_a_thread(host, port):
    said = []
    def work():
        try:
            ask(host, port)
        except OSError as error:
            said.append(error)
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    raise said[0]
"""
NAME, VERSION = "nosy-pane", "0.3"


def install(site: Path, *, group: str = "edgeassist.panes") -> Path:
    """Write the package and what pip knows of it below `site`; return `site`."""
    package, known = site / "nosy_pane", site / "nosy_pane-0.3.dist-info"
    for folder in (package, known):
        folder.mkdir(parents=True)
    (package / "__init__.py").write_text(_CODE, encoding="utf-8")
    (known / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {NAME}\nVersion: {VERSION}\n", encoding="utf-8")
    (known / "RECORD").write_text("nosy_pane/__init__.py,,\nnosy_pane-0.3.dist-info/METADATA,,\n", encoding="utf-8")
    (known / "entry_points.txt").write_text(f"[{group}]\nnosy = nosy_pane:SPEC\n", encoding="utf-8")
    return site
