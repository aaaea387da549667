# SPDX-License-Identifier: Apache-2.0
"""`models recommend` as people and machines read it, and sizes as people write them."""

import json
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.cli import run
from edgeassist.cli.sizes import BadSize, size_bytes
from edgeassist.store import catalogue
from edgeassist.store.catalogue import UNCONFIRMED, read_catalogue

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EDGEASSIST_HOME", str(tmp_path))
    return tmp_path


def test_a_person_reads_the_answer_the_sums_and_what_is_open(capsys: Capture) -> None:
    assert run(["models", "recommend", "--task", "translate", "--memory", "1.2GB"]) == 0
    printed = capsys.readouterr()
    assert printed.out.startswith(
        "Good fit: Qwen3 0.6B Balanced (961 MB of 1.2 GB allowed), speed not measured yet (that takes a quiet moment)"
    )
    assert (
        "  Memory: weights 397 MB + context 470 MB + work space 16 MB + program 78 MB = 961 MB of 1.2 GB allowed"
        in printed.out
    )
    assert "Licence Apache-2.0" in printed.out
    assert "Will not fit: Qwen2.5 1.5B Balanced" in printed.out
    assert "Judged for the 1.2 GB you allowed" in printed.err


def test_a_person_reads_that_a_file_was_not_confirmed(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = read_catalogue()
    open_ones = msgspec.structs.replace(shipped, families=(shipped.find("gemma-3n-e2b").family,))
    monkeypatch.setattr(catalogue, "read_catalogue", lambda: open_ones)
    assert run(["models", "recommend"]) == 0
    printed = capsys.readouterr().out
    assert "Licence Gemma-Terms" in printed
    assert f"  {UNCONFIRMED}" in printed


def test_a_machine_reads_every_number(capsys: Capture) -> None:
    assert run(["models", "recommend", "--memory", "1 GiB", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    good = answer["choices"][0]
    assert answer["good"] == good["ref"]
    assert answer["sentence"].startswith("Good fit: ")
    assert (good["verdict"], good["here"], good["id"], good["tokens_per_second"]) == ("good", False, None, None)
    memory = good["memory"]
    parts = ("weights_bytes", "context_bytes", "work_space_bytes", "program_bytes", "correction_bytes")
    assert sum(memory[part] for part in parts) == memory["total_bytes"] <= memory["free_bytes"] == 1024**3
    assert memory["peak_bytes"] >= memory["total_bytes"]
    assert {one["verdict"] for one in answer["choices"]} <= {
        "good",
        "better",
        "better-but-slower",
        "lighter",
        "too-slow",
        "too-big",
    }
    assert {one["confirmed"] for one in answer["choices"]} == {True, False}


def test_no_limit_means_what_is_free(capsys: Capture) -> None:
    assert run(["models", "recommend"]) == 0
    assert " free), speed not measured" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("argv", "said"),
    [(["--memory", "lots"], "lots is not a size for --memory."), (["--task", "sing"], "There is no task sing.")],
)
def test_what_cannot_be_meant_ends_with_2(argv: list[str], said: str, capsys: Capture) -> None:
    assert run(["models", "recommend", *argv]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2GB", 2_000_000_000),
        ("2 gb", 2_000_000_000),
        ("1.5 GiB", 1_610_612_736),
        ("1,5GB", 1_500_000_000),
        ("700MB", 700_000_000),
        ("512M", 512_000_000),
        ("64kib", 65_536),
        ("1t", 1_000_000_000_000),
        ("1000", 1000),
        ("7B", 7),
    ],
)
def test_sizes_are_read_as_people_write_them(text: str, expected: int) -> None:
    assert size_bytes(text, "--memory") == expected


@pytest.mark.parametrize(
    "text", ["", "GB", "-1GB", "0", "0.4", "2XB", "1e9", "2 G B", "١GB", "9" * 16, "9999999T", "2iB"]
)
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(BadSize) as caught:
        size_bytes(text, "--memory")
    assert (caught.value.code, caught.value.exit_code) == ("bad-size", 2)


@given(st.integers(1, 9000), st.sampled_from(["kB", "MB", "GB", "KiB", "MiB", "GiB"]))
def test_every_whole_number_of_a_unit_is_a_size(number: int, unit: str) -> None:
    step = 1024 if "i" in unit else 1000
    assert size_bytes(f"{number}{unit}", "--memory") == number * step ** (" kmg".index(unit[0].lower()))
