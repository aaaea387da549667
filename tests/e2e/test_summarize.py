# SPDX-License-Identifier: Apache-2.0
"""`edgeassist summarize` as a process: a real PDF, the real children, the starter's word that it may not write."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.documents_made import Part, made_pdf

PARTS = [
    part
    for number in range(40)
    for part in (
        Part(("Hall", str(number)), "heading", 1),
        Part(
            tuple(f"Pump {number} in this hall costs {number * 10 + 7} euros a year and was bought in Toledo.".split())
        ),
        Part(("It", "was", "an", "ordinary", "day", "for", "everybody", "who", "works", "there.")),
    )
]


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "halls.pdf"
    path.write_bytes(made_pdf(PARTS))
    return path


def edge(home: Path, *argv: str) -> "subprocess.CompletedProcess[str]":
    environ = os.environ | {"EDGEASSIST_HOME": str(home)}
    command = [sys.executable, "-m", "edgeassist", "summarize", *argv]
    return subprocess.run(command, env=environ, capture_output=True, text=True, timeout=600)


def test_a_pdf_is_summed_up_with_pages_and_coverage(tmp_path: Path, paper: Path) -> None:
    done = edge(tmp_path / "home", str(paper), "--length", "short")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == 3
    assert all("[p. " in line for line in lines)
    assert "read." in done.stderr
    assert "no model wrote this" in done.stderr
    assert "ROUGE" not in done.stderr


def test_json_tells_where_each_sentence_stands(tmp_path: Path, paper: Path) -> None:
    done = edge(tmp_path / "home", str(paper), "--json", "--picked", "--style", "by-section")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["way"], told["coverage"]["whole"]) == ("picked", True)
    assert len({one["heading"] for one in told["sentences"]}) == 40
    assert all(one["proven"] and one["proof"]["page"] for one in told["sentences"])


@pytest.mark.parametrize(
    ("argv", "code"), [(("nothing.pdf",), 4), (("x.txt", "--style", "poem"), 2), (("x.txt", "--lang", "tlh"), 2)]
)
def test_what_cannot_be_done_says_why(tmp_path: Path, argv: tuple[str, ...], code: int) -> None:
    done = edge(tmp_path / "home", *argv)
    assert done.returncode == code, done.stderr
    assert done.stdout == ""
