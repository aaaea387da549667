# SPDX-License-Identifier: Apache-2.0
"""A keyring that is missing, mute, locked, lying or chosen badly: the token is kept for the session, and nowhere else.

A real child asks a real D-Bus with a Secret Service of ours on it.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from shutil import which

import pytest

from edgeassist.app.children import child_command
from edgeassist.app.services import Services
from edgeassist.core.paths import places
from edgeassist.core.secrets import HUB_ENTRY, LIMIT_S, Secrets

CANARY = "hf_" + "k" * 34
Serve = Callable[[str], None]
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("DBUS_SESSION_BUS_ADDRESS", "PYTHON_KEYRING_BACKEND", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    for name, below in (("HOME", ""), ("XDG_RUNTIME_DIR", "run"), ("XDG_CONFIG_HOME", "c"), ("XDG_DATA_HOME", "d")):
        (tmp_path / below).mkdir(exist_ok=True)
        monkeypatch.setenv(name, str(tmp_path / below))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    return tmp_path


@pytest.fixture
def serve(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    if sys.platform != "linux" or not which("dbus-daemon"):
        pytest.skip("a Secret Service needs a D-Bus: install dbus-daemon (Linux only)")
    address = ["dbus-daemon", "--session", "--nofork", "--print-address=1"]
    bus = subprocess.Popen(address, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert bus.stdout
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.stdout.readline().strip())
    services: list[subprocess.Popen[str]] = []

    def served(play: str) -> None:
        command = [sys.executable, "-m", "tests.support.secret_service", play]
        one = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        services.append(one)
        assert one.stdout
        assert one.stdout.readline() == "ready\n"

    yield served
    for one in (*services, bus):
        one.kill()
        one.communicate()


def holds(folder: Path, text: str) -> list[Path]:
    return [one for one in folder.rglob("*") if one.is_file() and text.encode() in one.read_bytes()]


def test_h10_without_a_keyring_it_is_kept_for_this_session_in_no_file(home: Path) -> None:
    secrets = Secrets(child_command, limit_s=20)
    kept = secrets.keep(HUB_ENTRY, CANARY)
    assert kept.where == "session"
    assert "for this session only: this system has no keyring" in kept.sentence
    held = secrets.get(HUB_ENTRY)
    assert held
    assert held.reveal() == CANARY
    assert Secrets(child_command, limit_s=20).get(HUB_ENTRY) is None
    assert holds(home, CANARY) == []


def test_h11_a_mute_secret_service_costs_three_seconds_once(serve: Serve, home: Path) -> None:
    serve("mute")
    asked: list[str] = []

    def command(mode: str) -> Sequence[str]:
        asked.append(mode)
        return child_command(mode)

    assert LIMIT_S == 3
    secrets = Secrets(command)
    kept = secrets.keep(HUB_ENTRY, CANARY)
    assert (kept.where, "did not answer" in kept.sentence) == ("session", True)
    held = secrets.get(HUB_ENTRY)
    assert held
    assert held.reveal() == CANARY
    assert secrets.get("another") is None
    assert len(asked) == 1
    assert holds(home, CANARY) == []


def test_h12_a_locked_keyring_whose_prompt_is_dismissed_is_told(serve: Serve) -> None:
    serve("locked")
    kept = Secrets(child_command, limit_s=20).keep(HUB_ENTRY, CANARY)
    assert (kept.where, "is locked" in kept.sentence) == ("session", True)


def test_h12_reading_back_catches_a_keyring_that_holds_nothing(serve: Serve) -> None:
    serve("deaf")
    kept = Secrets(child_command, limit_s=20).keep(HUB_ENTRY, CANARY)
    assert (kept.where, "did not hold it" in kept.sentence) == ("session", True)


@pytest.mark.parametrize(
    "backend",
    ["keyring.backends.null.Keyring", "keyring.backends.fail.Keyring", "keyrings.alt.file.PlaintextKeyring", "bogus",
     "trap.Keyring"],
)  # fmt: skip
def test_h12_a_keyring_that_does_not_keep_is_refused_and_never_imported(
    home: Path, monkeypatch: pytest.MonkeyPatch, backend: str
) -> None:
    (home / "trap.py").write_text(f"open({str(home / 'sprung')!r}, 'w')\n")
    monkeypatch.setenv("PYTHONPATH", f"{ROOT}{os.pathsep}{home}")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", backend)
    kept = Secrets(child_command, limit_s=20).keep(HUB_ENTRY, CANARY)
    assert (kept.where, "would not keep it safe" in kept.sentence) == ("session", True)
    assert not (home / "sprung").exists()


def test_h12_a_refused_choice_in_keyrings_own_settings_counts_too(serve: Serve, home: Path) -> None:
    serve("good")
    folder = home / "c" / "python_keyring"
    folder.mkdir()
    (folder / "keyringrc.cfg").write_text("[backend]\ndefault-keyring=keyring.backends.null.Keyring\n")
    assert "would not keep it safe" in Secrets(child_command, limit_s=20).keep(HUB_ENTRY, CANARY).sentence


def test_h13_a_good_keyring_keeps_for_the_next_start_and_forgets(serve: Serve, home: Path) -> None:
    serve("good")
    kept = Secrets(child_command, limit_s=20).keep(HUB_ENTRY, f"  {CANARY}\n")
    assert (kept.where, kept.sentence) == ("keyring", "It is kept in this system's keyring.")
    again = Secrets(child_command, limit_s=20)
    held = again.get(HUB_ENTRY)
    assert held
    assert held.reveal() == CANARY
    assert again.forget(HUB_ENTRY)
    assert again.get(HUB_ENTRY) is None
    assert holds(home, CANARY) == []


def test_h13_an_emptied_or_changed_keyring_gives_nothing(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    serve("good")
    secrets = Secrets(child_command, limit_s=20)
    assert secrets.keep(HUB_ENTRY, CANARY).where == "keyring"
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    assert secrets.get(HUB_ENTRY) is None
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND")
    assert secrets.get(HUB_ENTRY)


_LOOK = """
import os, sys
seen = open("/proc/self/environ", "rb").read() + open("/proc/self/cmdline", "rb").read()
open(sys.argv[1], "wb").write(seen)
sys.stdin.read()
"""


def test_h14_no_child_has_the_secret_in_its_command_or_environment(home: Path) -> None:
    if sys.platform != "linux":
        pytest.skip("what a child was given is read from /proc, which only Linux has")
    seen = home / "seen"
    kept = Secrets(lambda mode: (sys.executable, "-c", _LOOK, str(seen), mode), limit_s=20).keep(HUB_ENTRY, CANARY)
    assert kept.where == "session"
    assert b"keyring" in seen.read_bytes()
    assert CANARY.encode() not in seen.read_bytes()


_CRASH = """
import os, resource, sys
from pathlib import Path
from edgeassist.core.paths import places
from edgeassist.app.logs import start_log
from edgeassist.app.services import Services
from edgeassist.app.diagnosis import write
hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
start_log(places().logs)
services = Services(places())
kept = services.keep_token(sys.stdin.readline())
assert kept.where == "session", kept
assert services._hub_token.reveal().startswith("hf_")
services.chats.start().add_question("kept")
services.chats.export(Path("chats.json"))
write(services, Path("diagnosis.txt"))
child = services._worker_command()
Path("argv.txt").write_text(repr(child) + repr(dict(os.environ)) + repr(services.hub()) + repr(vars(services)))
os.abort()
"""


def test_h14_a_window_that_crashes_with_a_token_leaves_it_nowhere(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if sys.platform == "win32":
        pytest.skip("core dumps and their limits are of Unix")
    monkeypatch.setenv("EDGEASSIST_HOME", str(home / "edge"))
    command = [sys.executable, "-c", _CRASH]
    ended = subprocess.run(
        command, cwd=home, input=f"{CANARY}\n", capture_output=True, text=True, timeout=600, check=False
    )
    assert ended.returncode == -6, ended.stderr
    assert CANARY not in ended.stdout + ended.stderr
    written = {path.name for path in home.rglob("*") if path.is_file()}
    assert {"chats.json", "diagnosis.txt", "argv.txt", "history.sqlite3"} <= written
    assert holds(home, CANARY) == []


def test_h14_settings_and_their_export_hold_no_token(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from edgeassist.cli import run

    monkeypatch.setenv("EDGEASSIST_HOME", str(home / "edge"))
    with Services(places()) as services:
        services.keep_token(CANARY)
        services.change_settings(theme="dark", proxy=f"http://me:{CANARY[3:]}@host:1")
    assert run(["settings", "export", str(home / "out.toml"), "--json"]) == 0
    assert CANARY[3:] not in (home / "out.toml").read_text()
    assert holds(home, CANARY) == []


def test_h13_an_emptied_keyring_leaves_chats_open_and_asks_to_sign_in_again(
    serve: Serve, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDGEASSIST_HOME", str(home / "edge"))
    serve("good")
    with Services(places()) as first:
        first.secrets = Secrets(child_command, limit_s=20)
        assert first.keep_token(CANARY).where == "keyring"
        first.chats.start().add_question("kept")
    assert Secrets(child_command, limit_s=20).forget(HUB_ENTRY)
    with Services(places()) as again:
        assert again._hub_token is None
        assert [turn.text for turn in again.chats.latest().turns()] == ["kept"]


def test_h14_a_child_that_crashes_tells_nothing(home: Path) -> None:
    secrets = Secrets(lambda mode: (sys.executable, "-c", "import os; os.abort()"), limit_s=20)
    assert "answered with an error" in secrets.keep(HUB_ENTRY, CANARY).sentence
    assert CANARY not in f"{secrets!r} {vars(secrets)}"
    assert holds(home, CANARY) == []
