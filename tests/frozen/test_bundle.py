# SPDX-License-Identifier: Apache-2.0
"""Rows I01-I04: the frozen program loads all it brings, opens one window, works without streams, on any processor."""

import json
import platform
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import bundle_list
import bundle_needs
import psutil
import pytest
import smoke_checks
import smoke_ground
import smoke_screen

from tests.support.frozen import LIMIT_S, Frozen
from tests.support.hub import FakeHub

NO_STREAMS = 'exec "$0" "$@" <&- >&- 2>&-'
STUB = """\
int ggml_backend_score(void) { return 100000; }
void *ggml_backend_init(void) { __asm__ volatile(".byte 0x0f, 0x0b"); return 0; }
"""
"""Processor code that claims to be the best and dies of an instruction that no processor has."""
with_gcc = pytest.mark.skipif(
    shutil.which("gcc") is None or platform.machine() not in ("x86_64", "AMD64") or sys.platform != "linux",
    reason="the stubs of processor code are compiled with gcc, for Linux on x86-64",
)


@pytest.fixture
def hub(tiny_f16: Path) -> Iterator[FakeHub]:
    with FakeHub() as made:
        made.add("acme/tiny-GGUF", {"tiny-f16.gguf": tiny_f16.read_bytes()})
        yield made


@pytest.fixture
def ground(bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[smoke_ground.Ground]:
    place = tmp_path_factory.mktemp("smoke")
    for folder in (place, place.parent, place.parent.parent):
        folder.chmod(0o755)
    folder = smoke_ground.copied(bundle, place / "EdgeAssist")
    yield smoke_ground.Ground(folder, smoke_ground.make_home(place / "homes", "Jérôme 田中"))
    smoke_ground.removed(folder)


@pytest.mark.slow  # `packaging/smoke.py` does the same with every build
def test_I01_every_native_library_loads_in_an_empty_network_and_environment(ground: smoke_ground.Ground) -> None:
    assert smoke_checks.selftest(ground).endswith("steps passed")
    assert ground.remarks == []


@pytest.mark.slow  # `packaging/smoke.py` does the same with every build
def test_I01_every_part_works_where_only_a_desktops_libraries_are(ground: smoke_ground.Ground) -> None:
    assert "steps passed with" in smoke_checks.bare_system(ground)


def test_I01_the_folder_needs_nothing_that_only_the_building_machine_has(bundle: Path) -> None:
    assert bundle_needs.unmet(bundle) == ()


@pytest.mark.slow  # `packaging/smoke.py` does the same with every build
def test_I02_one_window_opens_and_its_worker_replies(ground: smoke_ground.Ground) -> None:
    smoke_checks.window(ground)


def test_I02_a_start_without_a_display_is_one_process_and_one_worker(frozen: Frozen) -> None:
    """Offscreen, so that it runs everywhere: the window starts its worker as a worker, never as another window."""
    frozen.run("settings", "set", "welcomed", "true")
    with subprocess.Popen(
        [frozen.window], env=frozen.environ(), stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as window:
        try:
            started = smoke_screen.waited_for(lambda: _lines_of(window.pid), LIMIT_S)
            assert started, "no worker was started"
            others = [line for line in started if line[:1] != [frozen.worker] or line[1:2] != ["--worker"]]
            assert others in ([], [[frozen.window]])  # the gate to the network is forked off the window's process
            assert smoke_ground.Ground(frozen.folder, frozen.home).borrowed() == set()
            window.send_signal(signal.SIGTERM)
            _out, err = window.communicate(timeout=LIMIT_S)
        finally:
            window.kill()
    assert (window.returncode, err) == (0, "")


def test_I03_a_model_is_fetched_and_loaded_without_streams(frozen: Frozen, hub: FakeHub) -> None:
    environ = {"HF_ENDPOINT": hub.endpoint, "NO_PROXY": "127.0.0.1"}
    command = ("sh", "-c", NO_STREAMS, frozen.worker, "models", "get", "acme/tiny-GGUF/tiny-f16.gguf")
    done = frozen.run_as(*command, **environ)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    cards = json.loads(frozen.run("models", "list", "--json").stdout)["models"]
    (card,) = [one for one in cards if "tiny" in one["id"]]
    assert card["state"] == "ready"
    assert card["measured"]["answer_rate"] > 0


def test_I03_the_window_works_without_streams_and_has_its_log(frozen: Frozen) -> None:
    frozen.run("settings", "set", "welcomed", "true")
    command = ["sh", "-c", NO_STREAMS, frozen.window]
    with subprocess.Popen(command, env=frozen.environ()) as window:
        try:
            assert smoke_screen.waited_for(lambda: _lines_of(window.pid), LIMIT_S), "no worker was started"
            window.send_signal(signal.SIGTERM)
            assert window.wait(LIMIT_S) == 0
        finally:
            window.kill()
    assert (frozen.home / "logs" / "crash.log").is_file()


@with_gcc
def test_I04_processor_code_that_dies_is_passed_over(spare: Path, tmp_path: Path) -> None:
    with _stubbed(spare, tmp_path, keep=("x64",)) as program:
        told = json.loads(program.run("doctor", "--json").stdout)
        answer = program.run("ask", "--max-tokens", "8", "Hello, how are you?")
    chosen = [row["name"] for row in told["variants"] if row["chosen"]]
    dead = {row["reason"] for row in told["variants"] if row["name"] != "x64"}
    assert chosen == ["x64"]
    assert dead == {"died of SIGILL"}
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.strip()


@with_gcc
def test_I04_a_processor_that_none_fits_is_told_in_plain_words(spare: Path, tmp_path: Path) -> None:
    with _stubbed(spare, tmp_path, keep=()) as program:
        done = program.run("ask", "Hello")
    assert done.returncode == 6
    assert "None of the engine's processor code works on this machine" in done.stderr
    assert "Traceback" not in done.stderr


@contextmanager
def _stubbed(folder: Path, place: Path, *, keep: tuple[str, ...]) -> Iterator[Frozen]:
    """Yield the program with processor code that dies, but for those in `keep`; the list says that this is right."""
    source, stub = place / "stub.c", place / "stub.so"
    source.write_text(STUB)
    subprocess.run(["gcc", "-shared", "-fPIC", "-o", str(stub), str(source)], check=True)
    libraries = sorted((folder / "_internal" / "bin").glob("libggml-cpu-*.so"))
    assert libraries
    aside = place / "aside"
    aside.mkdir()
    stubbed = [one for one in libraries if one.stem.removeprefix("libggml-cpu-") not in keep]
    listing = folder / "_internal" / "files.list"
    shutil.move(listing, aside / listing.name)
    for one in stubbed:
        shutil.move(one, aside / one.name)
        shutil.copy(stub, one)
    bundle_list.write_list(folder)
    try:
        yield Frozen(folder, place / "home")
    finally:
        for one in [*stubbed, listing]:
            one.unlink()
            shutil.move(aside / one.name, one)


def _lines_of(pid: int) -> list[list[str]]:
    """Return the command lines of the workers that a process started, once there is one for inference."""
    try:
        lines = [child.cmdline() for child in psutil.Process(pid).children(recursive=True)]
    except psutil.Error:
        return []
    return lines if any("infer" in line for line in lines) else []
