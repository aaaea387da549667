# SPDX-License-Identifier: Apache-2.0
"""Choosing the CPU code: real throw-away children, and fakes that die, hang and lie, compiled on the spot."""

import json
import shutil
import subprocess
import sys
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
def first_start(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of a first start with nothing faked, and the variant that this machine got there."""
    folder = tmp_path_factory.mktemp("plain")
    return folder, variants.choose(folder, SELF_TEST, variants.find_variants())


@pytest.fixture(scope="module")
def plain(first_start: tuple[Path, str]) -> Path:
    return first_start[0]


@pytest.fixture(scope="module")
def best(first_start: tuple[Path, str]) -> str:
    return first_start[1]


@pytest.fixture
def probed(plain: Path, tmp_path: Path) -> Path:
    """Return a folder with the test models of an earlier start and no verdict; making them takes a second each time."""
    probes = sorted(plain.glob("cpu-probe-*.gguf"))
    assert probes
    for probe in probes:
        shutil.copy(probe, tmp_path)
    return tmp_path


class ShortWithTheHanging(subprocess.Popen[bytes]):
    """Waits as long as it is told to for a child, but for the one that never answers: no sound one is cut short."""

    def communicate(self, input: bytes | None = None, timeout: float | None = None) -> tuple[bytes, bytes]:
        asked = str(self.args)
        hangs = "--try" in asked and "libggml-cpu-hanging.so" in asked
        return super().communicate(input, 1.0 if hangs and timeout is not None else timeout)


@x86_with_gcc
def test_no_broken_library_is_chosen_but_the_best_of_the_sound(
    fake: Fake, probed: Path, best: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subprocess, "Popen", ShortWithTheHanging)
    found = variants.find_variants(sorted({fake(name) for name in FAKES}))
    assert variants.choose(probed, SELF_TEST, found, limit_s=60) == best
    rows = json.loads((probed / "cpu-variant.json").read_bytes())["rows"]
    told = {row["name"]: (row["works"], row["reason"]) for row in rows}
    assert told.pop(best) == (True, "")
    assert set(told) == {"illegal", "hanging", "empty", "garbage"}, "without a claim nothing is tried"
    assert not any(works for works, _reason in told.values())
    assert told["illegal"][1] == "died of SIGILL"
    assert told["hanging"][1] == "gave no answer in 60 s"


def test_the_table_shows_every_variant(probed: Path, best: str) -> None:
    rows = variants.table(probed, SELF_TEST, limit_s=120)
    assert {row.name for row in rows} == {variant.name for variant in variants.find_variants()}
    assert [row.score for row in rows] == sorted((row.score for row in rows), reverse=True)
    assert [row.name for row in rows if row.chosen] == [best]
    assert all(row.prompt_rate > 0 and row.answer_rate > 0 for row in rows if row.works)
    assert all(row.reason for row in rows if not row.works)


def test_the_verdict_is_remembered_for_this_build_only(plain: Path, best: str, tmp_path: Path) -> None:
    found = variants.find_variants()
    assert variants.cached_verdict(tmp_path, found) is None
    assert variants.cached_verdict(plain, found) == best
    assert variants.cached_verdict(plain, found[1:]) is None


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
