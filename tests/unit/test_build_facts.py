# SPDX-License-Identifier: Apache-2.0
"""Which build this is: read from the bundle, told in one word, and never a reason to fail."""

import subprocess
import sys
from pathlib import Path

import pytest

from edgeassist import __version__
from edgeassist.core.build_facts import BuildFacts, text_of, this_build

COMMIT = "0123456789abcdef0123456789abcdef01234567"


def test_a_source_tree_has_a_version_and_no_commit() -> None:
    assert this_build() == BuildFacts(__version__)
    assert this_build().described() == __version__


@pytest.mark.parametrize("changed", [False, True])
def test_what_the_build_wrote_is_read_again(tmp_path: Path, changed: bool) -> None:
    facts = BuildFacts("1.2.3", COMMIT, changed, ("field.edgepack",))
    (tmp_path / "build.json").write_text(text_of(facts))
    assert this_build(tmp_path / "build.json") == facts


def test_a_build_is_named_by_version_and_commit() -> None:
    assert BuildFacts("1.2.3", COMMIT).described() == "1.2.3 (0123456789)"


def test_a_build_of_changed_files_says_so() -> None:
    assert BuildFacts("1.2.3", COMMIT, changed=True).described() == "1.2.3 (0123456789+)"


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"version": "1"}', "null", '{"version": "1", "commit": 3}'])
def test_a_file_that_says_too_little_leaves_the_version(tmp_path: Path, content: str) -> None:
    (tmp_path / "build.json").write_text(content)
    assert this_build(tmp_path / "build.json") == BuildFacts(__version__)


def test_a_file_of_nothing_but_brackets_leaves_the_version(tmp_path: Path) -> None:
    (tmp_path / "build.json").write_text("[" * 100_000)
    assert this_build(tmp_path / "build.json") == BuildFacts(__version__)


def test_bytes_that_are_no_text_leave_the_version(tmp_path: Path) -> None:
    (tmp_path / "build.json").write_bytes(b"\xff\xfe\x00")
    assert this_build(tmp_path / "build.json") == BuildFacts(__version__)


def test_the_command_line_says_which_build_it_is() -> None:
    done = subprocess.run(
        [sys.executable, "-P", "-m", "edgeassist", "--version"], check=True, capture_output=True, text=True
    )
    assert done.stdout == f"edgeassist {this_build().described()}\n"
