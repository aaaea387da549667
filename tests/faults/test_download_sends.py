# SPDX-License-Identifier: Apache-2.0
"""What a whole download sends (row N07): the wanted questions, with our headers, to the two servers, nothing else."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from tests.support.byte_server import Fault
from tests.support.hub import FakeHub
from tests.support.pack_bench import large
from tests.support.store_journey import FILE, REF, REPO

CANARY = "hf_" + "c" * 34
ROOT = Path(__file__).resolve().parents[2]
GET = """
import sys
from edgeassist.app.downloads import Downloads
from edgeassist.app.services import open_services
from edgeassist.core.stop import Stop, Stopped
from edgeassist.net.fetch import POOR
stop = Stop()
def report(step, done, total):
    if step == POOR and done and sys.argv[2] == "stop":
        stop.wish()
if __name__ == "__main__":
    with open_services() as services:
        try:
            print(Downloads(services).get(sys.argv[1], report, stop).sha256)
        except Stopped:
            print("stopped")
"""
PLAIN = {"host", "accept-encoding", "user-agent"}
RESUMED = PLAIN | {"range", "if-range"}


def environment(home: Path, hub: FakeHub) -> dict[str, str]:
    """Return an environment full of what must not be sent, for a person whose home is `home`."""
    (home / ".cache/huggingface").mkdir(parents=True)
    (home / ".cache/huggingface/token").write_text(CANARY)
    (home / ".netrc").write_text(f"machine 127.0.0.1 login {CANARY} password {CANARY}")
    unwanted = ("HF_", "XDG_", "HTTP", "http", "ALL_PROXY", "all_proxy", "DBUS_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
    return kept | {
        "HOME": str(home),
        "EDGEASSIST_HOME": str(home / "edgeassist"),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        "HF_ENDPOINT": hub.endpoint,
        "HF_TOKEN": CANARY,
        "HUGGING_FACE_HUB_TOKEN": CANARY,
    }


def outside(home: Path) -> list[Path]:
    """Return all that lies in the home but what is ours."""
    return sorted(one for one in home.rglob("*") if home / "edgeassist" not in (one, *one.parents))


def test_n07_a_whole_download_sends_only_what_is_wanted_also_after_a_break(tmp_path: Path) -> None:
    content, home = large(mib=3).made(), tmp_path / "home"
    digest = hashlib.sha256(content).hexdigest()
    with FakeHub() as hub:
        commit = hub.add(REPO, {FILE: content, "README.md": b"hello"}).commits[0].sha
        environ = environment(home, hub)
        before = outside(home)

        def get(how: str) -> str:
            command = [sys.executable, "-c", GET, REF, how]
            done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=600)
            assert done.returncode == 0, done.stderr
            assert CANARY not in done.stdout + done.stderr
            return done.stdout.strip()

        hub.bytes.fault(f"blobs/{digest}", Fault("truncate", at=len(content) // 2))
        assert get("stop") == "stopped"
        hub.bytes.heal()
        assert get("go on") == digest

        listing, *fetches = hub.log
        assert (listing.method, listing.path) == ("GET", f"/api/models/{REPO}/revision/main")
        assert listing.query == {"blobs": ["true"]}
        assert set(listing.headers) == PLAIN | {"accept"}
        resolve = f"/{REPO}/resolve/{commit}/{FILE}"
        assert {(one.method, one.path, str(one.query)) for one in fetches} == {("GET", resolve, "{}")}
        assert {(one.method, one.path.split("?")[0].lstrip("/")) for one in hub.bytes.log} == {
            ("GET", f"blobs/{digest}")
        }
        assert len(fetches) == len(hub.bytes.log) >= 2
        asked = [one.headers for one in fetches] + [one.headers for one in hub.bytes.log]
        assert all(PLAIN <= set(headers) <= RESUMED for headers in asked)
        assert all(one["user-agent"].startswith("edgeassist/") for one in (listing.headers, *asked))
        assert CANARY not in f"{hub.log}{hub.bytes.log}"
        assert set(hub.bytes.log[0].headers) == PLAIN
        assert set(hub.bytes.log[-1].headers) == RESUMED
    assert outside(home) == before
