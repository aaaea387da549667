# SPDX-License-Identifier: Apache-2.0
"""Choosing CPU code where the machine is in the way: no room, a damaged test model, a folder that is no folder."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from edgeassist.core.errors import EngineTrouble
from edgeassist.worker import probe_model, variants
from edgeassist.worker.variants import NoVariantWorks, ProbeNotMade, Variant
from tests.support.scripted_self_test import command

linux = pytest.mark.skipif(sys.platform != "linux", reason="needs nameless signals and /proc")


@pytest.fixture
def found(tmp_path: Path) -> tuple[Variant, ...]:
    library = tmp_path / "libggml-cpu-x64.so"
    library.write_bytes(b"code")
    return (Variant("x64", library),)


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    folder = tmp_path / "cache"
    folder.mkdir()
    return folder


def test_what_works_is_chosen_and_remembered(cache: Path, found: tuple[Variant, ...]) -> None:
    assert variants.choose(cache, command("sound"), found) == "x64"
    assert variants.cached_verdict(cache, found) == "x64"


def test_a_test_model_that_cannot_be_made_is_explained(cache: Path, found: tuple[Variant, ...]) -> None:
    with pytest.raises(ProbeNotMade, match="No space left on device") as caught:
        variants.choose(cache, command("no-room"), found)
    assert isinstance(caught.value, EngineTrouble)
    assert caught.value.code == "probe-not-made"


def test_the_table_still_names_every_variant_then(
    cache: Path, found: tuple[Variant, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(variants, "find_variants", lambda _extra: found)
    (row,) = variants.table(cache, command("no-room"))
    assert (row.name, row.works, row.chosen) == ("x64", False, False)
    assert "No space left on device" in row.reason


def test_a_child_that_cannot_be_started_is_explained(cache: Path, found: tuple[Variant, ...]) -> None:
    with pytest.raises(ProbeNotMade, match="could not be started"):
        variants.choose(cache, [str(cache / "nothing here")], found)


def test_a_damaged_test_model_is_made_again(cache: Path, found: tuple[Variant, ...]) -> None:
    (cache / "probe").write_text("half")
    assert variants.choose(cache, command("sound"), found) == "x64"
    assert (cache / "probe").read_text() == "whole"


@pytest.mark.parametrize("content", [b"\xff\xfe", b'{"a":' * 100_000, b"", b"{}"])
def test_a_verdict_that_was_damaged_is_none(cache: Path, found: tuple[Variant, ...], content: bytes) -> None:
    assert variants.choose(cache, command("sound"), found) == "x64"
    (kept,) = [path for path in cache.iterdir() if path.suffix == ".json"]
    kept.write_bytes(content)
    assert variants.cached_verdict(cache, found) is None


@linux
def test_a_signal_without_a_name_is_told_by_its_number(cache: Path, found: tuple[Variant, ...]) -> None:
    with pytest.raises(NoVariantWorks, match=r"x64: died of signal \d+"):
        variants.choose(cache, command("odd-signal"), found)


def test_a_verdict_that_cannot_be_kept_still_counts(
    cache: Path, found: tuple[Variant, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_path: Path, _content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(variants, "replace_file", full)
    assert variants.choose(cache, command("sound"), found) == "x64"
    assert variants.cached_verdict(cache, found) is None


@pytest.mark.skipif(not variants.find_variants(), reason="this build of the engine has its one CPU code built in")
def test_a_worker_that_cannot_try_its_code_says_why(cache: Path) -> None:
    self_test = ["--self-test-command", json.dumps(command("no-room"))]
    argv = [sys.executable, "-m", "edgeassist", "--worker", "infer", "--cache", str(cache), *self_test]
    worker = subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False)
    assert worker.returncode == 1
    said = worker.stderr.decode()
    assert "No space left on device" in said
    assert ProbeNotMade.hint in said
    assert "Traceback" not in said


@linux
def test_a_test_model_is_on_the_disk_before_it_has_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[str] = []
    monkeypatch.setattr(
        os, "fsync", lambda descriptor: synced.append(Path(f"/proc/self/fd/{descriptor}").readlink().name)
    )
    probe_model.make_probes(tmp_path)
    for kind in probe_model.KINDS:
        target = probe_model.probe_path(tmp_path, kind)
        assert target.exists()
        assert any(name.startswith(f".{target.name}.") and name.endswith(".part") for name in synced)
