# SPDX-License-Identifier: Apache-2.0
"""No name from a hub leads out of its folder, on any system."""

from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.net.hub_names import (
    UnsafeName,
    checked_file,
    checked_repo,
    checked_revision,
    is_commit,
    is_sha256,
)

PARTS = st.sampled_from(
    ["..", ".", "", "a", "CON", "nul.gguf", "/", "\\", "C:", "~", "a.gguf", " ", "b ", "\u202e", "\0", "%2e%2e", "é"]
)


@pytest.mark.parametrize(
    "name",
    [
        "../a.gguf", "a/../../b", "/etc/passwd", "..\\a", "C:\\a", "C:a", "\\\\host\\a", "CON", "con.gguf", "a/NUL",
        "COM1.txt", "LPT9", "a\u202efugg.exe", "a\nb", "a\0b", "", "a//b", "a/", "./a", "a.", "a ", " a", "%2e%2e/a",
        "a" * 300, "a:b", "a?b", "con .txt", "COM¹",
    ],
)  # fmt: skip
def test_a_name_that_could_leave_its_folder_is_refused(name: str) -> None:
    with pytest.raises(UnsafeName) as caught:
        checked_file(name)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("name", ["model-Q4_K_M.gguf", "q4/part-00001-of-00002.gguf", "modèle.gguf", "a b.gguf", ".x"])
def test_an_ordinary_name_passes_unchanged(name: str) -> None:
    assert checked_file(name) == name


@given(st.one_of(st.text(max_size=40), st.lists(PARTS, max_size=6).map("/".join), st.lists(PARTS).map("".join)))
def test_what_passes_stays_below_its_folder(text: str) -> None:
    try:
        name = checked_file(text)
    except UnsafeName:
        return
    base = Path("/store/model")
    joined = base.joinpath(name)
    assert joined.is_relative_to(base)
    assert ".." not in PurePosixPath(name).parts
    windows = PureWindowsPath(name)
    assert not windows.drive
    assert not windows.root
    assert ".." not in windows.parts
    assert name.isprintable()


@given(st.text(max_size=30))
def test_a_repository_that_passes_is_two_plain_words(text: str) -> None:
    for candidate in (text, f"acme/{text}", f"{text}/small"):
        try:
            name = checked_repo(candidate)
        except UnsafeName:
            continue
        owner, _, rest = name.partition("/")
        assert owner
        assert rest
        assert "/" not in rest
        assert ".." not in name
        assert name.isascii()


@pytest.mark.parametrize("name", ["HuggingFaceTB/SmolLM2-135M-Instruct-GGUF", "Qwen/Qwen2.5-0.5B", "a/b_c.d"])
def test_real_repositories_pass(name: str) -> None:
    assert checked_repo(name) == name


@pytest.mark.parametrize("name", ["main", "refs/pr/1", "v1.0", "a" * 40])
def test_real_revisions_pass(name: str) -> None:
    assert checked_revision(name) == name


@pytest.mark.parametrize("name", ["", "../main", "a..b", "-x", "a//b", "a?b", "a b", "x" * 101])
def test_odd_revisions_are_refused(name: str) -> None:
    with pytest.raises(UnsafeName):
        checked_revision(name)


def test_commits_and_digests_are_told_by_form() -> None:
    assert is_commit("a" * 40)
    assert is_sha256("0" * 64)
    assert not any(map(is_commit, ("a" * 39, "A" * 40, "g" * 40, None, 3, "a" * 40 + "\n")))
    assert not any(map(is_sha256, ("a" * 63, "A" * 64, None)))
