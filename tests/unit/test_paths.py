# SPDX-License-Identifier: Apache-2.0
"""The folders of a person's: made for the owner alone, and an error where they cannot be."""

import errno
import stat
from pathlib import Path

import pytest

from edgeassist.core.paths import make_private


def test_what_is_missing_is_made_for_the_owner_alone(tmp_path: Path) -> None:
    make_private(tmp_path / "one" / "two")
    assert [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("one", "one/two")] == [0o700, 0o700]


def test_a_file_in_the_way_is_told_as_that(tmp_path: Path) -> None:
    (tmp_path / "one").touch()
    with pytest.raises(NotADirectoryError):
        make_private(tmp_path / "one" / "two")


def test_a_drive_that_is_gone_is_an_error_and_no_endless_search(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    def refuse(folder: Path, **_how: object) -> None:
        tried.append(folder)
        raise FileNotFoundError(errno.ENOENT, "The system cannot find the path specified", str(folder))

    monkeypatch.setattr(Path, "is_dir", lambda _folder: False)
    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(FileNotFoundError):
        make_private(tmp_path / "one")
    assert tried == [Path(tmp_path.anchor)]
