# SPDX-License-Identifier: Apache-2.0
"""Choosing the CPU code: real throw-away children, and fakes that die, hang and lie, compiled on the spot."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from edgeassist import wire
from edgeassist.worker import variants
from tests.support.worker_process import WorkerProcess

SELF_TEST = (sys.executable, "-m", "edgeassist", "--worker", "selftest")
SCORE = "int ggml_backend_score(void) { return 100000; }\n"
FAKES = {
    "illegal": SCORE + 'void *ggml_backend_init(void) { __asm__ volatile(".byte 0x0f, 0x0b"); return 0; }',
    "hanging": SCORE + 'void *ggml_backend_init(void) { for (;;) __asm__ volatile(""); }',
    "empty": SCORE + "void *ggml_backend_init(void) { return 0; }",
    "garbage": SCORE + "static long junk[64] = {-1}; void *ggml_backend_init(void) { return junk; }",
    "deadly-score": "int ggml_backend_score(void) { *(volatile int *)0 = 1; return 9; }",
    "scoreless": "int nothing(void) { return 0; }",
}
x86_with_gcc = pytest.mark.skipif(
    shutil.which("gcc") is None or sys.platform != "linux", reason="the fakes are compiled with gcc, for Linux"
)
Fake = Callable[[str], Path]


@pytest.fixture
def fake(tmp_path: Path) -> Fake:
    def compile_fake(name: str) -> Path:
        folder = tmp_path / "variants"
        folder.mkdir(exist_ok=True)
        source = tmp_path / f"{name}.c"
        source.write_text(FAKES[name])
        subprocess.run(
            ["gcc", "-shared", "-fPIC", "-o", str(folder / f"libggml-cpu-{name}.so"), str(source)], check=True
        )
        return folder

    return compile_fake


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a first start with nothing faked."""
    folder = tmp_path_factory.mktemp("plain")
    variants.choose(folder, SELF_TEST, variants.find_variants())
    return folder


@pytest.fixture(scope="module")
def best(plain: Path) -> str:
    """The variant this machine gets when nothing is faked."""
    return variants.cached_verdict(plain, variants.find_variants()) or ""


@pytest.fixture
def probed(plain: Path, tmp_path: Path) -> Path:
    """Return a folder with the test models of an earlier start and no verdict; making them takes a second each time."""
    probes = sorted(plain.glob("cpu-probe-*.gguf"))
    assert probes
    for probe in probes:
        shutil.copy(probe, tmp_path)
    return tmp_path


@x86_with_gcc
def test_the_best_claim_dies_and_the_next_is_chosen(fake: Fake, probed: Path, best: str) -> None:
    found = variants.find_variants([fake("illegal")])
    assert variants.choose(probed, SELF_TEST, found) == best
    rows = json.loads((probed / "cpu-variant.json").read_bytes())["rows"]
    assert [(row["name"], row["works"], row["reason"]) for row in rows] == [
        ("illegal", False, "died of SIGILL"),
        (best, True, ""),
    ]


@x86_with_gcc
@pytest.mark.parametrize("name", ["empty", "garbage", "deadly-score", "scoreless"])
def test_no_broken_library_is_chosen(fake: Fake, probed: Path, best: str, name: str) -> None:
    found = variants.find_variants([fake(name)])
    assert variants.choose(probed, SELF_TEST, found, limit_s=60) == best


@x86_with_gcc
def test_a_hanging_library_is_given_up_in_time(fake: Fake, probed: Path, tmp_path: Path, best: str) -> None:
    before = time.monotonic()
    (tmp_path / "without").mkdir()
    variants.choose(tmp_path / "without", SELF_TEST, variants.find_variants(), limit_s=60)
    limit_s = max(5.0, time.monotonic() - before)  # no sound one takes as long alone as all of them together
    variants.choose(probed, SELF_TEST, variants.find_variants([fake("hanging")]), limit_s=limit_s)
    rows = json.loads((probed / "cpu-variant.json").read_bytes())["rows"]
    assert rows[0]["reason"] == f"gave no answer in {limit_s:g} s"
    assert rows[1]["name"] == best


def test_the_table_shows_every_variant(probed: Path, best: str) -> None:
    rows = variants.table(probed, SELF_TEST)
    assert {row.name for row in rows} == {variant.name for variant in variants.find_variants()}
    assert [row.score for row in rows] == sorted((row.score for row in rows), reverse=True)
    assert [row.name for row in rows if row.chosen] == [best]
    assert all(row.prompt_rate > 0 and row.answer_rate > 0 for row in rows if row.works)
    assert all(row.reason for row in rows if not row.works)


def test_the_verdict_is_remembered_for_this_build_only(probed: Path, best: str) -> None:
    found = variants.find_variants()
    assert variants.cached_verdict(probed, found) is None
    variants.choose(probed, SELF_TEST, found)
    assert variants.cached_verdict(probed, found) == best
    assert variants.cached_verdict(probed, found[1:]) is None


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"key":"x","variant":"../evil","rows":[]}', b"\xff" * 99])
def test_a_damaged_verdict_counts_as_none(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "cpu-variant.json").write_bytes(damage)
    assert variants.cached_verdict(tmp_path, variants.find_variants()) is None


@x86_with_gcc
def test_a_new_machine_is_told_of_the_choice_and_then_greeted(
    fake: Fake, tmp_path: Path, best: str, tiny_gguf: Path
) -> None:
    folder, cache = fake("illegal"), tmp_path / "cache"
    cache.mkdir()
    options = ["--variants-dir", str(folder), "--self-test-command", json.dumps(SELF_TEST)]
    with WorkerProcess(cache, read=[tiny_gguf.parent], options=options) as worker:
        first, hello = worker.event(), worker.event()
        assert isinstance(first, wire.Preparing)
        assert "processor" in first.what
        assert isinstance(hello, wire.Hello)
        assert hello.variant == best
        assert worker.load(tiny_gguf, context_tokens=512).vocabulary_tokens > 0
    with WorkerProcess(cache, options=options) as again:
        assert isinstance(again.event(), wire.Hello)


def test_a_forced_variant_is_used_and_an_unknown_one_named(tmp_path: Path) -> None:
    portable = next(one.name for one in variants.find_variants() if one.name in {"x64", "sse42", "armv8.0_1"})
    with WorkerProcess(tmp_path, options=["--variant", portable]) as worker:
        assert worker.hello().variant == portable
    with WorkerProcess(tmp_path, options=["--variant", "zx81"]) as worker:
        assert worker.ended() != 0
        assert "no processor code named zx81" in worker.log
