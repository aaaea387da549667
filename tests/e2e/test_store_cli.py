# SPDX-License-Identifier: Apache-2.0
"""The store's commands as a person types them: a loopback hub, a real model made smaller.

Most of them run in this process, which starts them sooner; what a command is made of is the same, its children too.
"""

import hashlib
import io
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from pathlib import Path
from subprocess import PIPE
from typing import Any

import psutil
import pytest

from edgeassist import cli
from tests.support.byte_server import Fault
from tests.support.hub import FakeHub
from tests.support.models import write_model
from tests.support.shapes import TINY
from tests.support.threads import HANG_S
from tests.support.tokenizer import trained_vocabulary
from tests.support.workshop_bench import engine_cache

Done = subprocess.CompletedProcess[str]
Edge = Callable[..., Done]
Environ = Callable[[str], dict[str, str]]
REF = "acme/tiny-GGUF/tiny-f16.gguf"


@pytest.fixture(scope="module")
def hub(tiny_f16: Path) -> Iterator[FakeHub]:
    with FakeHub() as made:
        made.add("acme/tiny-GGUF", {"tiny-f16.gguf": tiny_f16.read_bytes(), "README.md": b"hello"})
        made.add("acme/gated-GGUF", {"gated-f16.gguf": b"secret"}, gated=True)
        yield made


@pytest.fixture(scope="module")
def environ(hub: FakeHub, tmp_path_factory: pytest.TempPathFactory) -> Environ:
    """Return a function that gives the environment of a home. The processor was tried out before."""
    root = tmp_path_factory.mktemp("homes")
    unwanted = ("DBUS_SESSION_BUS_ADDRESS", "HF_HUB_OFFLINE")
    plain = {name: value for name, value in os.environ.items() if name not in unwanted}
    plain |= {"NO_COLOR": "1", "HF_ENDPOINT": hub.endpoint, "NO_PROXY": "127.0.0.1"}

    def of(home: str) -> dict[str, str]:
        if not (root / home).exists():
            shutil.copytree(engine_cache(), root / home / "cache")
        return {**plain, "EDGEASSIST_HOME": str(root / home)}

    return of


@pytest.fixture(scope="module")
def edge(environ: Environ) -> Edge:
    """Run one command in a home, in this process; `home` names another one."""

    def run(*argv: str, home: str = "home") -> Done:
        out, errors, given = io.StringIO(), io.StringIO(), environ(home)
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(errors):
            for name in set(os.environ) - set(given):
                patch.delenv(name)
            for name, value in given.items():
                patch.setenv(name, value)
            patch.setattr("sys.stdin", io.StringIO())
            code = cli.run(["models", *argv])
        return Done(argv, code, out.getvalue(), errors.getvalue())

    return run


@pytest.fixture(scope="module")
def typed(environ: Environ) -> Edge:
    """Run one command in a home, in a process of its own."""

    def run(*argv: str, home: str = "home", stdin: str = "", **more: str) -> Done:
        command = [sys.executable, "-m", "edgeassist", "models", *argv]
        given = {**environ(home), **more}
        return subprocess.run(command, input=stdin, capture_output=True, text=True, env=given, timeout=600)

    return run


@pytest.fixture(scope="module")
def source(typed: Edge) -> dict[str, Any]:
    """Return the card of the full-precision model, fetched from the hub."""
    return told(typed("get", REF, "--json"))


@pytest.fixture(scope="module")
def made(edge: Edge, source: dict[str, Any]) -> dict[str, Any]:
    """Return the card of a smaller copy, proved and measured."""
    return told(edge("quantize", source["id"], "--preset", "smallest", "--no-importance", "--json"))


@pytest.fixture(scope="module")
def pack(edge: Edge, source: dict[str, Any], made: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a field pack with both models."""
    path = tmp_path_factory.mktemp("stick") / "stick.edgepack"
    packed = told(edge("pack", made["id"], source["id"], made["id"], "--to", str(path), "--json"))
    assert packed["models"] == [made["id"], source["id"]]
    assert packed["size_bytes"] == path.stat().st_size
    return path


@pytest.fixture(scope="module")
def carried(edge: Edge, pack: Path) -> list[dict[str, Any]]:
    """Return the cards of what the home `field` took in."""
    models: list[dict[str, Any]] = told(edge("unpack", str(pack), "--json", home="field"))["models"]
    return models


def told(done: Done) -> dict[str, Any]:
    """Return the one JSON value on standard output of a command that worked."""
    assert done.returncode == 0, done.stderr
    value = json.loads(done.stdout)
    assert isinstance(value, dict)
    return value


def refused(done: Done, code: int, *words: str) -> None:
    """Require a sentence and a hint, the exit code, and nothing on standard output."""
    assert done.returncode == code, f"{done.returncode}: {done.stderr}"
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert len([line for line in done.stderr.splitlines() if line.strip()]) >= 2, done.stderr
    for one in words:
        assert one in done.stderr


def test_what_was_fetched_is_measured_and_knows_where_it_came_from(source: dict[str, Any], hub: FakeHub) -> None:
    assert source["state"] == "ready"
    assert source["measured"]["answer_rate"] > 0
    assert source["origin"]["repo"] == "acme/tiny-GGUF"
    assert source["origin"]["commit"] == hub.repos["acme/tiny-GGUF"].commits[0].sha


def test_getting_it_again_fetches_nothing(edge: Edge, source: dict[str, Any], hub: FakeHub) -> None:
    before = len(hub.bytes.log)
    done = edge("get", "acme/tiny-GGUF")
    assert done.returncode == 0, done.stderr
    assert "was here already" in done.stderr
    assert source["id"] in done.stdout
    assert len(hub.bytes.log) == before


def test_search_asks_the_hub_only_when_told_to(edge: Edge, hub: FakeHub) -> None:
    asked = len(hub.log)
    assert told(edge("search", "smollm2", "--json"))["models"]
    nothing = edge("search", "tiny-GGUF")
    assert (nothing.returncode, "--online" in nothing.stderr) == (0, True)
    assert len(hub.log) == asked
    found = told(edge("search", "tiny-GGUF", "--online", "--json"))["models"]
    assert [one["ref"] for one in found] == [REF]
    shown = edge("search", "gated", "--online")
    assert "Sign in needed" in shown.stdout
    assert "needed, sign in" not in shown.stdout
    assert "models get acme/gated-GGUF" in shown.stdout


def test_an_offline_search_shows_the_catalogue_and_says_why_it_is_all(typed: Edge) -> None:
    done = typed("search", "smollm2", "--online", HF_ENDPOINT="http://127.0.0.1:9")
    assert done.returncode == 7
    assert "smollm2" in done.stdout.lower()
    assert "offline" in done.stderr
    assert "Traceback" not in done.stderr


def test_recommend_needs_no_network_and_keeps_to_a_size(edge: Edge, hub: FakeHub) -> None:
    asked = len(hub.log)
    found = told(edge("recommend", "--task", "translate", "--memory", "2GB", "--json"))
    assert found["sentence"]
    for one in found["choices"]:
        if one["verdict"] != "too-big":
            assert one["memory"]["total_bytes"] <= 2_000_000_000
    done = edge("recommend", "--memory", "2GB")
    assert done.returncode == 0
    assert "Memory:" in done.stdout
    assert len(hub.log) == asked


def test_sizes_are_foretold(edge: Edge, source: dict[str, Any], made: dict[str, Any]) -> None:
    rows = told(edge("quantize", source["id"], "--dry-run", "--json"))["choices"]
    sizes = {row["preset"]: row["size_bytes"] for row in rows}
    assert set(sizes) == {"smallest", "balanced", "careful"}
    assert all(0 < size < source["size_bytes"] for size in sizes.values())
    shown = edge("quantize", source["id"], "--dry-run")
    assert (shown.returncode, "PRESET" in shown.stdout) == (0, True)


def test_a_preset_makes_a_smaller_copy_proves_it_and_keeps_the_original(
    edge: Edge, source: dict[str, Any], made: dict[str, Any]
) -> None:
    assert (made["parent"], made["preset"], made["state"]) == (source["id"], "Smallest", "ready")
    assert made["size_bytes"] < source["size_bytes"]
    assert 0 <= made["proof"]["agreement"] <= 1
    listed = told(edge("list", "--json"))["models"]
    assert {source["id"], made["id"]} <= {one["id"] for one in listed}


def test_every_way_to_make_a_model_smaller(edge: Edge, source: dict[str, Any], tmp_path: Path) -> None:
    text = tmp_path / "mine.txt"
    text.write_text("The quick brown fox jumps over the lazy dog, and the dog does not mind at all. " * 40)
    matrix = ("--calibration", str(text), "--no-proof", "--json")
    iq = told(edge("quantize", source["id"], "--type", "IQ4_XS", *matrix))
    assert (iq["quantization"], iq.get("proof")) == ("IQ4_XS", None)
    mixed = told(edge("quantize", source["id"], "--size", "900kB", "--no-importance", "--no-proof", "--json"))
    assert (mixed["preset"], "mixed" in mixed["id"]) == ("Mixed", True)
    assert mixed["size_bytes"] <= 900_000
    for one in (iq, mixed):
        assert told(edge("remove", one["id"], "--yes", "--json"))["removed"] == one["id"]


def test_layers_that_matter_least_are_left_out(edge: Edge, tmp_path: Path) -> None:
    deep = replace(TINY, layers=6)
    write_model(tmp_path / "deep.gguf", "deep", deep, "f16", trained_vocabulary(deep.vocabulary))
    source = told(edge("import", str(tmp_path / "deep.gguf"), "--json", home="deep"))
    way = ("--prune", "1", "--type", "q8_0", "--no-importance", "--no-proof", "--json")
    pruned = told(edge("quantize", source["id"], *way, home="deep"))
    assert (source["layers"], pruned["layers"], len(pruned["pruned_layers"])) == (6, 5, 1)
    assert pruned["id"].endswith("-q8-0-pruned1")


def test_a_proof_is_printed_and_written(edge: Edge, made: dict[str, Any], tmp_path: Path) -> None:
    report = tmp_path / "x.html"
    proof = told(edge("prove", made["id"], "--export", str(report), "--json"))
    assert (proof["model"], proof["export"]) == (made["id"], str(report))
    assert "<html" in report.read_text()
    refused(edge("prove", made["id"], "--export", str(report)), 2, "--force")
    refused(edge("prove", made["id"], "--export", str(tmp_path / "x.pdf")), 2, ".html")


def test_a_pack_carries_models_to_another_home_and_a_flipped_byte_is_refused(
    edge: Edge, carried: list[dict[str, Any]], made: dict[str, Any], source: dict[str, Any], pack: Path, tmp_path: Path
) -> None:
    assert {one["sha256"] for one in carried} == {made["sha256"], source["sha256"]}
    assert all(one["state"] == "ready" and one["measured"]["answer_rate"] > 0 for one in carried)
    assert told(edge("prove", made["id"], "--json", home="field"))["proof"]["source_sha256"] == source["sha256"]
    again = edge("unpack", str(pack), home="field")
    assert (again.returncode, "here already" in again.stderr) == (0, True)
    content = bytearray(pack.read_bytes())
    content[len(content) // 2] ^= 1
    bad = tmp_path / "bad.edgepack"
    bad.write_bytes(content)
    partly = edge("unpack", str(bad), home="third")
    assert (partly.returncode, "not taken in" in partly.stderr) == (3, True), partly.stderr
    came = told(edge("list", "--json", home="third"))["models"]
    assert [(one["sha256"], one["state"]) for one in came if not one["built_in"]] == [(made["sha256"], "ready")]


def test_the_original_goes_only_after_the_copy_was_proved(
    edge: Edge, carried: list[dict[str, Any]], source: dict[str, Any], made: dict[str, Any]
) -> None:
    way = ("--preset", "careful", "--no-importance", "--remove-source")
    done = edge("quantize", source["id"], *way, home="field")
    assert done.returncode == 0, done.stderr
    assert "BOTH WITH THE SAME TEXT" in done.stdout
    assert "Measured here" not in done.stdout  # the table says it: the trial reads another text, alone
    assert f"{source['id']} was removed" in done.stderr
    left = told(edge("list", "--json", home="field"))["models"]
    assert {one["parent"] for one in left if one["preset"] == "Careful"} == {source["id"]}
    assert source["id"] not in [one["id"] for one in left]
    (proved,) = [one["id"] for one in left if one["preset"] == "Careful"]
    refused(edge("prove", proved, home="field"), 4, "no longer here", "--source")


def test_a_moved_store_is_whole_and_a_flipped_byte_is_named(
    edge: Edge, carried: list[dict[str, Any]], made: dict[str, Any], tmp_path: Path
) -> None:
    drive = tmp_path / "stick" / "big drive"
    drive.parent.mkdir()
    moved = told(edge("move", str(drive), "--json", home="field"))
    assert (moved["folder"], moved["models"], moved["stayed_behind"]) == (str(drive), 2, [])
    whole = edge("verify", home="field")
    assert (whole.returncode, "whole" in whole.stdout) == (0, True)
    file = drive / made["id"] / made["file"]
    content = bytearray(file.read_bytes())
    content[-10] ^= 1
    file.write_bytes(content)
    bad = edge("verify", made["id"], "--json", home="field")
    assert bad.returncode == 3
    assert json.loads(bad.stdout)["models"][0]["failure_code"] == "model-damaged"
    assert json.loads(bad.stderr)["error"]["code"] == "model-damaged"
    drive.parent.rename(tmp_path / "unplugged")
    refused(edge("get", REF, home="field"), 7, "drive with the models is missing")


def test_a_damaged_model_is_refused_by_its_cure_and_repaired(
    edge: Edge, made: dict[str, Any], source: dict[str, Any], environ: Environ
) -> None:
    models = Path(environ("home")["EDGEASSIST_HOME"]) / "data" / "models"
    refused(edge("repair", source["id"]), 2, "Nothing is known to be wrong", "models verify")
    for one in (source, made):
        file = models / one["id"] / one["file"]
        content = bytearray(file.read_bytes())
        content[-10] ^= 1
        file.write_bytes(content)
    assert edge("verify").returncode == 3
    listed = edge("list")
    assert "models repair" in listed.stderr
    refused(edge("use", made["id"]), 3, "models repair")
    refused(edge("repair", made["id"]), 3, source["id"])  # what it is made of comes first
    fetched = edge("repair", source["id"])
    assert (fetched.returncode, "whole again" in fetched.stderr) == (0, True), fetched.stderr
    remade = told(edge("repair", made["id"], "--json"))
    assert (remade["id"], remade["parent"], remade["state"]) == (made["id"], source["id"], "ready")
    assert edge("verify").returncode == 0


@pytest.mark.parametrize(
    ("argv", "code", "words"),
    [
        (("get", "nonsense"), 2, "nonsense"),
        (("get", "acme/absent"), 4, "sign in"),
        (("get", "acme/tiny-GGUF/absent.gguf"), 4, "absent.gguf"),
        (("get", "acme/gated-GGUF"), 7, "https://huggingface.co/acme/gated-GGUF, make a read token"),
        (("get", "acme/gated-GGUF"), 7, "`edgeassist models sign-in`"),
        (("get", "acme/../x.gguf"), 3, ""),
        (("recommend", "--task", "juggle"), 2, "juggle"),
        (("recommend", "--memory", "lots"), 2, "lots"),
        (("quantize", "absent"), 4, "absent"),
        (("quantize", "SOURCE", "--preset", "tiniest"), 2, "tiniest"),
        (("quantize", "SOURCE", "--preset", "original"), 2, ""),
        (("quantize", "SOURCE", "--type", "Q99_K"), 2, "Q99_K"),
        (("quantize", "SOURCE", "--size", "much"), 2, "much"),
        (("quantize", "SOURCE", "--size", "1kB", "--no-importance"), 2, "as small as 1"),
        (("quantize", "SOURCE", "--size", "900TB", "--no-importance"), 2, "no smaller"),
        (("quantize", "SOURCE", "--prune", "999"), 2, "999 were asked for"),
        (("quantize", "SOURCE", "--prune", "999", "--dry-run"), 2, "999 were asked for"),
        (("quantize", "SOURCE", "--type", "Q99_K", "--dry-run"), 2, "Q99_K"),
        (("quantize", "SOURCE", "--calibration", "/absent.txt"), 4, "/absent.txt"),
        (("prove", "absent"), 4, "absent"),
        (("prove", "SOURCE"), 2, "--source"),
        (("prove", "SOURCE", "--source", "SOURCE"), 2, "itself"),
        (("pack", "absent", "--to", "FOLDER/x.edgepack"), 4, "absent"),
        (("pack", "SOURCE", "--to", "FOLDER/absent/x.edgepack"), 4, "does not exist"),
        (("unpack", "FOLDER/absent.edgepack"), 4, "absent.edgepack"),
        (("unpack", "FOLDER"), 3, ""),
        (("move", "/proc/models"), 7, ""),
        (("verify", "absent"), 4, "absent"),
        (("repair", "absent"), 4, "absent"),
        (("remove", "absent", "--yes"), 4, "absent"),
        (("sign-in",), 2, "token"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_cannot_be_done_ends_in_a_sentence_and_a_hint(
    edge: Edge, source: dict[str, Any], tmp_path: Path, argv: tuple[str, ...], code: int, words: str
) -> None:
    refused(edge(*(one.replace("SOURCE", source["id"]).replace("FOLDER", str(tmp_path)) for one in argv)), code, words)


def test_errors_are_valid_json_where_that_is_wished(typed: Edge, source: dict[str, Any]) -> None:
    for argv in (("get", "nonsense"), ("quantize", source["id"], "--type", "Q99_K"), ("verify", "absent")):
        done = typed(*argv, "--json")
        error = json.loads(done.stderr)["error"]
        assert error["code"]
        assert error["hint"]
        assert done.stdout == ""


def test_signing_in_without_a_keyring_is_said_to_last_for_the_session(typed: Edge) -> None:
    done = typed("sign-in", stdin="hf_" + "g" * 34 + "\n", PYTHON_KEYRING_BACKEND="keyring.backends.fail.Keyring")
    refused(done, 7, "no file holds it")
    assert "hf_ggg" not in done.stdout + done.stderr


@pytest.fixture
def hears_ctrl_c() -> Iterator[None]:
    """Undo an ignored SIGINT, which a suite started in the background would pass on to its children."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.skipif(sys.platform == "win32", reason="sends SIGINT to one process")
def test_ctrl_c_ends_a_fetch_and_the_same_command_goes_on(
    edge: Edge, environ: Environ, hub: FakeHub, tiny_f16: Path, hears_ctrl_c: None
) -> None:
    content = tiny_f16.read_bytes()
    hub.bytes.fault(f"blobs/{hashlib.sha256(content).hexdigest()}", Fault("gate", at=len(content) // 2))
    command = [sys.executable, "-m", "edgeassist", "models", "get", REF]
    with subprocess.Popen(command, stdout=PIPE, stderr=PIPE, text=True, env=environ("stopped")) as getting:
        assert hub.bytes.wait_held()
        getting.send_signal(signal.SIGINT)
        out, errors = getting.communicate(timeout=HANG_S)
    hub.bytes.heal()
    assert (getting.returncode, out) == (130, ""), errors
    assert "Traceback" not in errors
    assert [one for one in told(edge("list", "--json", home="stopped"))["models"] if not one["built_in"]] == []
    asked = len([one for one in hub.log if one.path.startswith("/api/")])
    assert told(edge("get", REF, "--json", home="stopped"))["state"] == "ready"
    assert len([one for one in hub.log if one.path.startswith("/api/")]) == asked


@pytest.mark.skipif(sys.platform == "win32", reason="sends SIGINT to one process")
def test_ctrl_c_ends_a_quantization_with_the_original_untouched(
    edge: Edge, environ: Environ, source: dict[str, Any], hears_ctrl_c: None
) -> None:
    command = [sys.executable, "-m", "edgeassist", "models", "quantize", source["id"], "--preset", "careful"]
    with subprocess.Popen(command, stdout=PIPE, stderr=PIPE, text=True, env=environ("home")) as making:
        assert making.stderr is not None
        first = making.stderr.readline()
        children = psutil.Process(making.pid).children(recursive=True)
        making.send_signal(signal.SIGINT)
        out, errors = making.communicate(timeout=600)
    assert (making.returncode, out) == (130, ""), first + errors
    assert "Traceback" not in errors
    _, alive = psutil.wait_procs(children, timeout=HANG_S)
    assert alive == []
    listed = {one["id"]: one for one in told(edge("list", "--json"))["models"]}
    assert not [one for one in listed.values() if one["preset"] == "Careful"]
    assert listed[source["id"]]["sha256"] == source["sha256"]
    assert edge("verify", source["id"]).returncode == 0
