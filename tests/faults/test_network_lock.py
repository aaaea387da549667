# SPDX-License-Identifier: Apache-2.0
"""Nothing of this program reaches a network but its downloads, whoever tries: rows N01, N03, N04 and N05.

Each way of a stranger's is shown to reach a server of this computer from a process without the fence, and not to from
one that has it, as the window and every command do.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from edgeassist import wire
from edgeassist.core.paths import places
from edgeassist.core.settings import Settings, save
from edgeassist.net.attempts import FOLDER_NAME, OPENED, REFUSED_FOREIGN, REFUSED_OFFLINE, Attempts, Found
from edgeassist.store.card import write_card
from edgeassist.worker import landlock, seccomp
from tests.support import nosy_pane
from tests.support.desk_bench import placed_card
from tests.support.soak import minutes
from tests.support.threads import HANG_S
from tests.support.worker_process import WorkerProcess
from tests.support.workshop_bench import engine_cache

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the wall is Linux's")
TRIES = {
    "python": "NotThroughTheGate", "datagram": "NotThroughTheGate", "urllib3": "NewConnectionError",
    "ctypes": "refused by the kernel", "child": "PermissionError", "qt": "UnknownNetworkError", "xet": "still trying",
}  # fmt: skip


class Server:
    """Counts who comes; `port` is for connections and datagrams alike."""

    def __init__(self) -> None:
        self.came, self._someone = 0, threading.Event()
        self._listener, self._post = socket.create_server(("127.0.0.1", 0)), socket.socket(type=socket.SOCK_DGRAM)
        self.port: int = self._listener.getsockname()[1]
        self._post.bind(("127.0.0.1", self.port))
        self._threads = [threading.Thread(target=self._accept), threading.Thread(target=self._receive)]
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with socket.socket(type=socket.SOCK_DGRAM) as last:
            last.sendto(b"end", ("127.0.0.1", self.port))
        for thread in self._threads:
            thread.join(HANG_S)
        self._post.close()

    def was_reached(self) -> bool:
        """Whether anybody came; whoever did may be gone before a busy computer lets the server count him."""
        return self._someone.wait(HANG_S)

    def _accept(self) -> None:
        while True:
            try:
                made, _address = self._listener.accept()
            except OSError:
                return
            self._count()
            made.close()

    def _receive(self) -> None:
        while self._post.recv(100) != b"end":
            self._count()

    def _count(self) -> None:
        self.came += 1
        self._someone.set()


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def run_tries(home: Path, server: Server, *names: str, fenced: bool = True, **more: str) -> dict[str, str]:
    command = [sys.executable, "-m", "tests.support.fenced_program", *([] if fenced else ["--unfenced"])]
    environment = os.environ | {"EDGEASSIST_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"} | more
    environment.pop("DISPLAY", None)
    done = subprocess.run(
        [*command, str(server.port), *names], env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    said: dict[str, str] = json.loads(done.stdout.splitlines()[-1])  # hf_xet may log to stdout before
    return said


def log_of(home: Path) -> Found:
    return Attempts(home / "data" / FOLDER_NAME).read()


@pytest.mark.parametrize("name", [name for name in TRIES if name != "xet"])  # that may give up before it connects
def test_n05_each_way_of_a_stranger_would_reach_a_server_without_the_fence(
    name: str, home: Path, server: Server
) -> None:
    run_tries(home, server, name, fenced=False)
    assert server.was_reached()


def test_n05_no_stranger_in_the_window_process_reaches_a_server(home: Path, server: Server) -> None:
    said = run_tries(home, server, *TRIES)
    assert said.pop("xet") in ("still trying", "ended")
    assert {name: said[name].partition(":")[0] for name in said} == {
        name: end for name, end in TRIES.items() if name != "xet"
    }
    assert server.came == 0


def test_n05_what_python_sees_is_logged_with_who_asked(home: Path, server: Server) -> None:
    run_tries(home, server, "python", "urllib3", "name", "listening")
    found = sorted((one.host, one.port, one.by) for one in log_of(home).attempts)
    assert {one.outcome for one in log_of(home).attempts} == {REFUSED_FOREIGN}
    here = ("127.0.0.1", server.port)
    assert found == [
        ("", 0, "__main__"),
        (*here, "__main__"),
        (*here, "__main__ through urllib3"),
        ("tracker.example", server.port, "__main__"),
    ]


def test_n05_a_plug_in_is_named_in_the_log(home: Path, server: Server, tmp_path: Path) -> None:
    site = nosy_pane.install(tmp_path / "site")
    said = run_tries(home, server, "plugin", PYTHONPATH=str(site))
    assert said["plugin"].startswith("NotThroughTheGate")
    (one,) = log_of(home).attempts
    assert (one.host, one.port, one.by) == ("127.0.0.1", server.port, "nosy-pane 0.3: nosy_pane")
    assert server.came == 0


listened_to = pytest.mark.skipif(
    seccomp.program(os.uname().machine) is None or tuple(map(int, os.uname().release.split(".")[:2])) < (5, 0),
    reason="this kernel tells nobody of what it refuses",
)


@listened_to
@pytest.mark.parametrize(
    ("name", "said", "by"),
    [
        ("plugin_natively", "EACCES", "nosy-pane 0.3: nosy_pane by native code"),
        ("ctypes", "refused by the kernel", "__main__ by native code"),
        ("qt", "UnknownNetworkError", "native code, thread "),
        ("child", "PermissionError", "python"),
    ],
)  # not hf_xet, which may give up before it asks for a socket
def test_n05_what_native_code_tries_is_logged_too(
    name: str, said: str, by: str, home: Path, server: Server, tmp_path: Path
) -> None:
    site = nosy_pane.install(tmp_path / "site")
    told = run_tries(home, server, name, PYTHONPATH=str(site))
    assert told[name].startswith(said)
    found = log_of(home).attempts
    assert {one.outcome for one in found} == {REFUSED_FOREIGN}
    assert [one.by for one in found if one.by.startswith(by)] != []
    named = [one.by for one in found]
    assert len(set(named)) == len(named), "tried again and again, each is written down once a minute"
    assert server.came == 0


@pytest.mark.parametrize(
    ("name", "said"), [("io_uring", "refused: EPERM"), ("taking_from_the_door", "EPERM, EPERM, EPERM")]
)
def test_n05_there_is_no_way_round_the_kernels_refusal(name: str, said: str, home: Path, server: Server) -> None:
    assert run_tries(home, server, name) == {name: said}


INTO_THE_DOOR = """
import os, sys
from pathlib import Path
from edgeassist.net import wall
from edgeassist.worker import landlock
if os.getuid() == 0:  # root may do anything: the promise is one to ordinary users
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
landlock.libc().prctl(4, 1, 0, 0, 0)  # PR_SET_DUMPABLE, as any program starts out: setuid took it away
made = wall.put_up(Path(sys.argv[1]), {})
assert made.door is not None, made.fault
answered = made.door.browse("odd:")  # it has let go of all by now
try:
    open(f"/proc/{made.door.pid}/mem", "r+b", buffering=0).close()
    print("its memory is open")
except PermissionError:
    print("refused")
made.door.close()
"""


def test_n05_the_memory_of_the_door_is_closed_to_the_window(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", INTO_THE_DOOR, str(tmp_path)], capture_output=True, text=True, timeout=60
    )
    assert (done.stdout, done.stderr) == ("refused\n", "")


INTO_ANOTHER = """
import os, subprocess, sys
from pathlib import Path
from edgeassist.net import wall
folder, sleeping = Path(sys.argv[1]), ["sleep", "60"]
other = subprocess.Popen(sleeping)  # a program of the same person's, and a child's memory is open even where Yama is on
open(f"/proc/{other.pid}/mem", "r+b", buffering=0).close()
made = wall.put_up(folder, {})
child = subprocess.Popen(sleeping)
try:
    open(f"/proc/{other.pid}/mem", "r+b", buffering=0).close()
    print("open")
except PermissionError:
    print("refused")
print("its own children's", len(Path(f"/proc/{child.pid}/smaps_rollup").read_text()) > 0)
for one in (other, child):
    one.kill()
    one.wait()
for one in ("a", "b"):
    (folder / one).mkdir()
(folder / "a" / "file").touch()
(folder / "a" / "file").rename(folder / "b" / "file")
os.link(folder / "b" / "file", folder / "a" / "linked")
print(made.apart, sorted(str(one.relative_to(folder)) for one in folder.rglob("*")))
made.door.close()
"""


@pytest.mark.skipif(landlock.version() < 2, reason="without Landlock only Yama closes the memory of other programs")
def test_n05_the_memory_of_other_programs_is_closed_and_files_move_as_ever(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", INTO_ANOTHER, str(tmp_path)], capture_output=True, text=True, timeout=60
    )
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        "refused", "its own children's True", "True ['a', 'a/linked', 'b', 'b/file']",
    ]  # fmt: skip


def test_n05_the_gate_opens_what_the_downloads_ask_for_and_the_door_writes_it_down(home: Path, server: Server) -> None:
    assert run_tries(home, server, "the_gate") == {"the_gate": "connected"}
    (one,) = log_of(home).attempts
    assert (one.host, one.port, one.purpose, one.outcome, one.bytes_in) == (
        "127.0.0.1", server.port, "Fetching a model", OPENED, 7
    )  # fmt: skip
    assert server.was_reached()
    assert server.came == 1


def test_n05_switched_off_neither_the_gate_nor_the_door_opens_anything(home: Path, server: Server) -> None:
    said = run_tries(home, server, "the_gate_switched_off", "the_door_switched_off")
    assert said["the_gate_switched_off"].startswith("SwitchedOff: The offline switch is on")
    assert said["the_door_switched_off"].startswith("Refused")
    assert [one.outcome for one in log_of(home).attempts] == [REFUSED_OFFLINE, REFUSED_OFFLINE]
    assert server.came == 0


def test_n04_a_worker_may_not_connect_start_a_program_or_read_private_files(tmp_path: Path) -> None:
    secret = tmp_path / ".ssh" / "id_ed25519"
    secret.parent.mkdir()
    secret.write_text("PRIVATE", encoding="utf-8")
    script = (
        "import ctypes, errno, os, sys\n"
        "from edgeassist.worker import sandbox\n"
        "locks = sandbox.lock([])\n"
        "libc = ctypes.CDLL(None, use_errno=True)\n"
        "def told(result): return 'done' if result >= 0 else errno.errorcode[ctypes.get_errno()]\n"
        "print(*locks)\n"
        "print(told(libc.socket(2, 1, 0)), told(libc.socket(1, 1, 0)))\n"
        "print(told(libc.execv(b'/bin/true', (ctypes.c_char_p * 2)(b'true', None))))\n"
        "print(told(libc.open(os.fsencode(sys.argv[1]), 0)))\n"
        "import socket\n"
        "try: socket.create_connection(('127.0.0.1', 9))\n"
        "except PermissionError as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(secret)], capture_output=True, text=True, timeout=600)
    locks, sockets, program, private, python = done.stdout.splitlines()
    expected = {"landlock": landlock.version() > 0, "seccomp": seccomp.program(os.uname().machine) is not None}
    assert locks.split() == [*(name for name, there in expected.items() if there), "audit"]
    assert (sockets, program) == ("EACCES EACCES", "EPERM")
    assert private == ("EACCES" if expected["landlock"] else "done")
    assert "may not use socket.getaddrinfo" in python
    assert "refused a connection: 127.0.0.1:9" in done.stderr


STRANGER = """
import subprocess, sys
from contextlib import suppress
from edgeassist.worker import serve
secret, load = sys.argv.pop(1), serve.load_variant

def meddle(library):
    with suppress(OSError):
        import socket
        socket.create_connection(("127.0.0.1", 9))
    with suppress(OSError):
        subprocess.run(["/bin/true"])
    with suppress(OSError):
        open(secret)
    load(library)

serve.load_variant = meddle if secret else load
sys.exit(serve.main(sys.argv[1:]))
"""


def engine_with(secret: str, tiny_gguf: Path) -> tuple[wire.Hello, list[wire.Denied]]:
    """Run a worker through a short answer; `secret` is what a stranger in it tries to read, empty for no stranger."""
    command = [sys.executable, "-c", STRANGER, secret]
    with WorkerProcess(engine_cache(), read=[tiny_gguf.parent], command=command) as worker:
        hello = worker.hello()
        events = worker.until(lambda event: isinstance(event, wire.Denied) and event.what == "file") if secret else []
        worker.load(tiny_gguf, context_tokens=512)
        events += worker.generate("one two three", max_tokens=4)
    return hello, [event for event in events if isinstance(event, wire.Denied)]


@pytest.mark.skipif(not landlock.version(), reason="this kernel has no Landlock")
def test_n04_what_the_engines_locks_refuse_is_told_to_the_window(tmp_path: Path, tiny_gguf: Path) -> None:
    secret = tmp_path / ".ssh" / "id_ed25519"
    secret.parent.mkdir()
    secret.write_text("PRIVATE", encoding="utf-8")
    hello, denied = engine_with(str(secret), tiny_gguf)
    assert hello.sandbox == ("landlock", "seccomp", "audit")
    assert [(one.what, one.name) for one in denied] == [
        ("connection", "127.0.0.1:9"), ("program", "/bin/true"), ("file", str(secret))
    ]  # fmt: skip


def test_n04_a_module_that_was_never_compiled_is_no_strangers_deed(tmp_path: Path) -> None:
    (tmp_path / "never_compiled.py").write_text("there = True\n", encoding="utf-8")
    compiled = tmp_path / "__pycache__"
    compiled.mkdir()
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from edgeassist.worker import sandbox\n"
        "told = []\n"
        "sandbox.lock([Path(sys.argv[1])], told=lambda *one: told.append(one))\n"
        "sys.path.insert(0, sys.argv[1])\n"
        "import never_compiled\n"
        "print(never_compiled.there, told)\n"
    )
    plain = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-c", script, str(tmp_path)]
    done = subprocess.run(command, env=plain, capture_output=True, text=True, timeout=600)
    assert (done.stdout, list(compiled.iterdir())) == ("True []\n", []), done.stderr


def test_n04_an_engine_that_only_answers_is_refused_nothing(tiny_gguf: Path) -> None:
    assert engine_with("", tiny_gguf)[1] == []


@pytest.fixture
def lived_in(home: Path, tiny_gguf: Path) -> Path:
    """Return a home with a model that is loaded at start."""
    folders = places({"EDGEASSIST_HOME": str(home)})
    folders.create()
    folder = folders.models / "tiny"
    folder.mkdir()
    shutil.copy(tiny_gguf, folder / "tiny.gguf")
    write_card(folder, placed_card(tiny_gguf))
    save(folders.settings, Settings(model="tiny"))
    return home


STRACE, UNSHARE = shutil.which("strace"), shutil.which("unshare")
_CALL = re.compile(r"\b(?:socket|socketpair)\((\w+)")


own_network = pytest.mark.skipif(
    UNSHARE is None or sys.platform == "win32" or os.geteuid() != 0, reason="a network of its own needs root"
)


def tour(home: Path, tmp_path: Path, *tracer: str, rest_s: int = 0) -> dict[str, int]:
    """Walk through the window in a network of its own that takes everything; return what the packet sink counted."""
    sink = [str(UNSHARE), "-n", sys.executable, "-m", "tests.support.packet_sink", str(tmp_path / "count")]
    program = [sys.executable, "-m", "tests.support.touring_program", "--rest", str(rest_s)]
    environment = os.environ | {"EDGEASSIST_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}
    for name in ("DISPLAY", "HF_ENDPOINT"):
        environment.pop(name, None)
    done = subprocess.run(
        [*sink, *tracer, *program], env=environment, capture_output=True, text=True, timeout=rest_s + 180
    )
    assert done.returncode == 0, done.stderr
    assert {"asked", "Models", "Settings", "network"} <= set(done.stdout.splitlines())
    count: dict[str, int] = json.loads((tmp_path / "count").read_text(encoding="utf-8"))
    assert count["before"] > 0  # a counter that sees nothing proves nothing
    return count


@own_network
@pytest.mark.skipif(STRACE is None, reason="strace is not installed")
def test_n01_n03_a_tour_asks_the_kernel_for_no_network_and_sends_no_packet(lived_in: Path, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    tracer = (str(STRACE), "-f", "-qq", "--seccomp-bpf", "-e", "trace=network", "-o", str(trace))
    count = tour(lived_in, tmp_path, *tracer)
    made = _CALL.findall(trace.read_text(encoding="utf-8", errors="replace"))
    assert set(made) == {"AF_UNIX"}
    assert count["after"] == count["before"]
    assert log_of(lived_in).attempts == ()


@own_network
@pytest.mark.slow
@pytest.mark.timeout(0)
def test_n03_no_packet_leaves_while_it_idles(lived_in: Path, tmp_path: Path) -> None:
    """Two minutes; `EDGEASSIST_IDLE_MINUTES=30` for the whole row."""
    count = tour(lived_in, tmp_path, rest_s=round(60 * minutes("EDGEASSIST_IDLE_MINUTES", 2)))
    assert count["after"] == count["before"]
