# SPDX-License-Identifier: Apache-2.0
"""A copy of the settings file that is put back: all of it, but for the offline switch and the folder of the models."""

import tomllib

import pytest

from edgeassist.core.settings import options
from edgeassist.core.settings.file import put_back
from edgeassist.core.settings.migrations import VERSION, VERSION_KEY
from edgeassist.core.settings.schema import STAYS


def test_what_stays_is_declared_with_the_settings() -> None:
    assert set(STAYS) == {"offline", "models_folder"} <= set(options())


@pytest.mark.parametrize(
    ("copy", "now", "offline", "folder"),
    [
        ("", 'offline = true\nmodels_folder = "/m"', True, "/m"),
        ('offline = false\nmodels_folder = "/old"', 'offline = true\nmodels_folder = "/m"', True, "/m"),
        ('offline = true\nmodels_folder = "/old"', 'theme = "dark"', True, ""),
        ("offline = true", "offline = false", True, ""),
        ("offline = false", 'offline = "perhaps"', True, ""),
        ('models_folder = "/old"', "models_folder = 7", False, "/old"),
        ('offline = false\nmodels_folder = "/old"', "[[", True, "/old"),
    ],
)
def test_a_copy_moves_no_models_and_takes_nobody_online(copy: str, now: str, offline: bool, folder: str) -> None:
    written = tomllib.loads(put_back(f"threads = 2\n{copy}\n".encode(), now.encode()).decode())
    assert written["threads"] == 2
    assert (written.get("offline", False), written.get("models_folder", "")) == (offline, folder)


def test_a_copy_that_says_nothing_good_of_the_switch_leaves_that_to_whoever_reads_it() -> None:
    assert put_back(b'offline = "perhaps"\n', b"offline = false\n") == b'offline = "perhaps"\n'


@pytest.mark.parametrize("now", ["", "threads = 4\n", 'models_folder = ""\noffline = false\n'])
def test_a_copy_that_says_the_same_of_these_is_put_back_byte_by_byte(now: str) -> None:
    copy = b'# mine\ntheme =    "dark"\n'
    assert put_back(copy, now.encode()) == copy


def test_comments_and_what_is_unknown_here_come_back_too() -> None:
    copy = b'version = 99\n# mine\ntheme = "dark"  # at night\nlater = 7\n'
    written = put_back(copy, b"offline = true\n").decode()
    assert "# mine\n" in written
    assert "# at night" in written
    assert tomllib.loads(written) == {VERSION_KEY: 99, "theme": "dark", "later": 7, "offline": True}


def test_a_copy_without_a_version_gets_one_where_it_is_changed() -> None:
    assert tomllib.loads(put_back(b"", b"offline = true\n").decode()) == {VERSION_KEY: VERSION, "offline": True}


def test_a_damaged_copy_changes_nothing() -> None:
    assert put_back(b"[[", b'theme = "dark"\n') == b'theme = "dark"\n'


def test_put_back_twice_is_put_back_once() -> None:
    copy, now = b'# mine\ntheme = "dark"\n', b'offline = true\nmodels_folder = "/m"\n'
    once = put_back(copy, now)
    assert put_back(copy, once) == once != copy
