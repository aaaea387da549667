# SPDX-License-Identifier: Apache-2.0
"""Two builds are compared file by file: a changed byte, a lost file, another link or right is named."""

from pathlib import Path

import bundle_compare
import pytest
from bundle_compare import Difference


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    """Return two equal folders."""
    made = tmp_path / "one", tmp_path / "other"
    for folder in made:
        (folder / "_internal").mkdir(parents=True)
        (folder / "edgeassist").write_bytes(b"program")
        (folder / "edgeassist").chmod(0o755)
        (folder / "_internal" / "files.list").write_bytes(b"list")
        (folder / "_internal" / "link").symlink_to("files.list")
    return made


def test_equal_folders_have_no_difference(two: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert bundle_compare.main([str(one) for one in two]) == 0
    assert capsys.readouterr().out == "0 differences, 0 that must not be\n"


def test_a_byte_that_differs_is_named(two: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    (two[1] / "edgeassist").write_bytes(b"progrbm")
    assert bundle_compare.main([str(one) for one in two]) == 1
    assert capsys.readouterr().out == "edgeassist: content\n1 differences, 1 that must not be\n"


def test_a_file_that_one_lacks_is_named(two: tuple[Path, Path]) -> None:
    (two[0] / "_internal" / "files.list").unlink()
    assert [(one.path, one.what) for one in bundle_compare.differences(*two)] == [
        ("_internal/files.list", "only in the second")
    ]
    assert [one.what for one in bundle_compare.differences(two[1], two[0])] == ["only in the first"]


def test_a_link_to_another_place_is_named(two: tuple[Path, Path]) -> None:
    (two[1] / "_internal" / "link").unlink()
    (two[1] / "_internal" / "link").symlink_to("../edgeassist")
    assert bundle_compare.differences(*two) == (Difference("_internal/link", "link", ""),)


def test_a_copy_in_place_of_a_link_is_named(two: tuple[Path, Path]) -> None:
    (two[1] / "_internal" / "link").unlink()
    (two[1] / "_internal" / "link").write_bytes(b"list")
    assert [one.what for one in bundle_compare.differences(*two)] == ["link"]


def test_other_rights_are_named(two: tuple[Path, Path]) -> None:
    (two[1] / "edgeassist").chmod(0o644)
    assert [one.what for one in bundle_compare.differences(*two)] == ["rights"]


def test_the_time_of_a_file_is_no_difference(two: tuple[Path, Path]) -> None:
    import os

    os.utime(two[1] / "edgeassist", (1, 1))
    assert bundle_compare.differences(*two) == ()


def test_what_is_allowed_is_told_with_its_cause(
    two: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bundle_compare, "ALLOWED", {"_internal/*.list": "it names the day"})
    (two[1] / "_internal" / "files.list").write_bytes(b"Monday")
    assert bundle_compare.main([str(one) for one in two]) == 0
    assert "(allowed: it names the day)" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [[], ["one"], ["a", "b"]])
def test_two_folders_are_asked_for(arguments: list[str]) -> None:
    assert bundle_compare.main(arguments) == 2
