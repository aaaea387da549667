# SPDX-License-Identifier: Apache-2.0
"""The tool that the one file for Linux brings along: unpacks every stream, and never takes half of one for all."""

import random
import subprocess
import sys
from pathlib import Path

import linux_unpacker
import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the Linux file")
BLOCK = 128 * 1024


@pytest.fixture(scope="module")
def tool(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("one") / "tools"
    linux_unpacker.make(folder)
    return folder / "unpacker"


def content(size: int) -> bytes:
    """Return bytes of which half can be packed."""
    chance = random.Random(size)
    return b"".join(chance.randbytes(64) + bytes(64) for _ in range(size // 128 + 1))[:size]


def packed(data: bytes, level: int = 3) -> bytes:
    return subprocess.run(["zstd", f"-{level}", "-cq"], input=data, capture_output=True, check=True).stdout


def unpacked(tool: Path, stream: bytes) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([tool], input=stream, capture_output=True, check=False)


@pytest.mark.parametrize("size", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 17 * BLOCK + 5])
@pytest.mark.parametrize("level", [1, 19])
def test_what_comes_out_is_what_went_in(tool: Path, size: int, level: int) -> None:
    data = content(size)
    ended = unpacked(tool, packed(data, level))
    assert (ended.returncode, ended.stdout == data, ended.stderr) == (0, True, b"")


def test_two_streams_in_a_row_are_one(tool: Path) -> None:
    ended = unpacked(tool, packed(b"one ") + packed(b"two"))
    assert (ended.returncode, ended.stdout) == (0, b"one two")


@pytest.mark.parametrize("part", [0.0, 0.2, 0.5, 0.99])
def test_a_stream_without_its_end_is_said(tool: Path, part: float) -> None:
    stream = packed(content(5 * BLOCK))
    ended = unpacked(tool, stream[: int(len(stream) * part)])
    assert (ended.returncode, ended.stderr) == (1, b"the end is missing\n")


@pytest.mark.parametrize("stream", [b"no stream at all" * 99, b"\xfd7zXZ\x00" + bytes(99)])
def test_what_is_no_stream_is_said(tool: Path, stream: bytes) -> None:
    ended = unpacked(tool, stream)
    assert (ended.returncode, ended.stdout) == (1, b"")
    assert ended.stderr


def test_a_full_drive_is_said(tool: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run([tool], input=packed(content(BLOCK)), stdout=full, stderr=subprocess.PIPE, check=False)
    assert (ended.returncode, ended.stderr) == (1, b"cannot write\n")


def test_it_needs_the_c_library_and_what_lies_beside_it(tool: Path) -> None:
    needed = subprocess.run(["objdump", "-p", *tool.parent.iterdir()], check=True, capture_output=True, text=True)
    names = {line.split()[1] for line in needed.stdout.splitlines() if line.strip().startswith("NEEDED")}
    assert names == {linux_unpacker.LIBRARY, "libc.so.6"}
    assert "RUNPATH              $ORIGIN" in needed.stdout
    assert "/" not in "".join(names)


def test_its_library_s_licence_goes_with_it() -> None:
    assert "Redistribution and use in source and binary forms" in linux_unpacker.notice()
