# SPDX-License-Identifier: Apache-2.0
"""Hostile archives of voice models (G18, G19): refused by name, nothing outside, everything else works."""

import io
import os
import random
import struct
import subprocess
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edgeassist.core.errors import EdgeError
from edgeassist.core.stop import Stop
from edgeassist.store.intake import NotEnoughDisk
from edgeassist.store.library import Library
from edgeassist.store.voice_gate import Budget
from edgeassist.store.voice_intake import take_in
from edgeassist.store.voice_refusals import (
    ArchiveBomb,
    ArchiveDamaged,
    ArchiveLocked,
    UnsafeArchive,
    VoiceDamaged,
    VoiceRefused,
)
from edgeassist.store.voices import Voices
from tests.support.voices_made import (
    FST,
    NAME,
    always_ready,
    below,
    everything_below,
    in_folder,
    layered,
    link_in_zip,
    raw_gzip,
    tar_entry,
    tarred,
    zipped,
)

GOOD = below(NAME, layered())


def quiet(step: str, done: int, total: int) -> None:
    """Hear a report."""


class Laptop:
    """A store with a voice model in it, and the folders around it that nothing may touch."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.outside = folder / "home"
        self.stick = folder / "stick"
        for one in (self.outside, self.stick):
            one.mkdir()
        (self.outside / "letter.txt").write_text("mine")
        self.models = self.outside / "data" / "models"
        self.voices = Voices(self.models)
        self.voices.add(
            zipped(self.stick / "vosk-model-small-de-0.15.zip", below("vosk-model-small-de-0.15", layered())),
            always_ready, quiet, Stop(),
        )  # fmt: skip

    def refused(self, path: Path) -> EdgeError:
        """Try to take `path` in; return the refusal, once it is certain that nothing changed anywhere."""
        before = everything_below(self.folder)
        with pytest.raises(EdgeError) as caught:
            self.voices.add(path, always_ready, quiet, Stop(), language="en")
        assert everything_below(self.folder) == before
        assert self.voices.for_language("de") is not None
        return caught.value


@pytest.fixture
def laptop(tmp_path: Path) -> Laptop:
    return Laptop(tmp_path)


HOSTILE_NAMES = [
    "../evil.txt", "../../evil.txt", f"{NAME}/../../evil.txt", f"{NAME}/am/../../../evil.txt", "/evil.txt",
    "//server/share/evil", "C:/evil.txt", "c:evil.txt", f"{NAME}\\am\\final.mdl", "..\\evil.txt", "\\\\server\\evil",
    f"{NAME}/./x", f"{NAME}//x", "./../x", f"{NAME}/{'n' * 256}", "/".join(["d"] * 20), f"{NAME}/a\x1b[2Jb", "a\nb",
    f"{NAME}/x:stream", f"{NAME}/\u202egnp.exe", "~/../x", f"{NAME}/..", "..", "/",
]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_G18_a_name_that_leads_elsewhere_is_refused_in_a_zip(laptop: Laptop, name: str) -> None:
    path = zipped(laptop.stick / f"{NAME}.zip", [*GOOD.items(), (zipfile.ZipInfo(name), b"evil")])
    assert isinstance(laptop.refused(path), UnsafeArchive)


@pytest.mark.parametrize("name", [one for one in HOSTILE_NAMES if one not in ("/",)])
def test_G18_a_name_that_leads_elsewhere_is_refused_in_a_tar(laptop: Laptop, name: str) -> None:
    path = tarred(laptop.stick / f"{NAME}.tar.gz", {**GOOD, name: b"evil"})
    assert isinstance(laptop.refused(path), UnsafeArchive)


@pytest.mark.parametrize("target", ["/etc/passwd", "../../../letter.txt", "final.mdl", ""])
def test_G18_a_link_in_a_zip_is_refused(laptop: Laptop, target: str) -> None:
    path = zipped(laptop.stick / f"{NAME}.zip", [*GOOD.items(), link_in_zip(f"{NAME}/conf/pitch.conf", target)])
    assert "is a link" in str(laptop.refused(path))


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (tarfile.SYMTYPE, "is a link"),
        (tarfile.LNKTYPE, "is a second name of another file"),
        (tarfile.CHRTYPE, "is a device"),
        (tarfile.BLKTYPE, "is a device"),
        (tarfile.FIFOTYPE, "is a pipe"),
        (tarfile.GNUTYPE_SPARSE, "is neither a file nor a folder"),
        (b"Z", "is neither a file nor a folder"),
    ],
)
def test_G18_what_is_no_file_is_refused_in_a_tar(laptop: Laptop, kind: bytes, told: str) -> None:
    entry = tar_entry(f"{NAME}/am/final.mdl", kind, "../../../../letter.txt")
    assert told in str(laptop.refused(tarred(laptop.stick / f"{NAME}.tar.gz", GOOD, entry)))


@pytest.mark.parametrize("link", ["file", "folder", "pipe"])
@pytest.mark.skipif(os.name == "nt", reason="needs POSIX links and pipes")
def test_G18_a_link_or_pipe_in_a_folder_is_refused(laptop: Laptop, link: str) -> None:
    folder = in_folder(laptop.stick / NAME, layered())
    place = folder / "conf" / "pitch.conf"
    if link == "pipe":
        os.mkfifo(place)
    else:
        place.symlink_to(laptop.outside / ("letter.txt" if link == "file" else ""))
    assert isinstance(laptop.refused(folder), UnsafeArchive)


@pytest.mark.parametrize("second", ["am/final.mdl", "AM/Final.MDL", "am/final.mdl/x", "am", "Am"])
def test_G18_a_name_that_is_there_twice_is_refused(laptop: Laptop, second: str) -> None:
    entry = zipfile.ZipInfo(f"{NAME}/{second}")
    path = zipped(laptop.stick / "a.zip", [*GOOD.items(), (entry, b"x")])
    assert isinstance(laptop.refused(path), UnsafeArchive)
    path = tarred(laptop.stick / "a.tar.gz", GOOD, tar_entry(f"{NAME}/{second}"))
    assert isinstance(laptop.refused(path), UnsafeArchive)


def test_G18_a_locked_zip_is_said(laptop: Laptop) -> None:
    path = zipped(laptop.stick / f"{NAME}.zip", GOOD)
    content = bytearray(path.read_bytes())
    at = content.find(b"PK\1\2")
    while at >= 0:
        content[at + 8] |= 1
        at = content.find(b"PK\1\2", at + 4)
    path.write_bytes(content)
    error = laptop.refused(path)
    assert isinstance(error, ArchiveLocked)
    assert "choose the folder" in error.hint


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_G18_a_zip_packed_in_an_odd_way_is_refused(laptop: Laptop, method: int) -> None:
    path = laptop.stick / f"{NAME}.zip"
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in GOOD.items():
            archive.writestr(name, content)
    assert isinstance(laptop.refused(path), ArchiveDamaged)


def test_G18_a_zip_whose_inner_names_differ_is_refused(laptop: Laptop) -> None:
    path = zipped(laptop.stick / f"{NAME}.zip", GOOD)
    content = path.read_bytes()
    name = f"{NAME}/am/final.mdl".encode()
    other = f"{NAME}/../final.md_".encode()
    assert len(name) == len(other)
    first = content.find(name)
    path.write_bytes(content[:first] + other + content[first + len(name) :])
    assert isinstance(laptop.refused(path), ArchiveDamaged)


def test_G18_headers_that_want_memory_are_refused(laptop: Laptop) -> None:
    greedy = tarfile.TarInfo("x")
    greedy.type, greedy.size = tarfile.XHDTYPE, 8 * 1024**3 - 1
    blocks = [greedy.tobuf(tarfile.USTAR_FORMAT), b"\0" * 4096]
    assert isinstance(laptop.refused(raw_gzip(laptop.stick / "a.tar.gz", blocks)), ArchiveDamaged)


@pytest.mark.parametrize(
    "record",
    [
        b"20 size=99999999999\n",
        b"22 GNU.sparse.major=1\n",
        b"9999 path=x\n",
        b"0 path=x\n",
        b"x path=x\n",
        b"\xff" * 20,
    ],
)
def test_G18_odd_extra_headers_are_refused(laptop: Laptop, record: bytes) -> None:
    extra = tarfile.TarInfo("x")
    extra.type, extra.size = tarfile.XHDTYPE, len(record)
    blocks = [extra.tobuf(tarfile.USTAR_FORMAT), record.ljust(512, b"\0"), tar_entry("y").tobuf(tarfile.USTAR_FORMAT)]
    assert isinstance(laptop.refused(raw_gzip(laptop.stick / "a.tar.gz", blocks)), ArchiveDamaged)


def test_G18_a_long_name_in_an_extra_header_passes_the_same_gate(laptop: Laptop) -> None:
    for form in (tarfile.PAX_FORMAT, tarfile.GNU_FORMAT):
        buffer = io.BytesIO()
        with tarfile.open(fileobj=buffer, mode="w:gz", format=form) as archive:
            archive.addfile(tarfile.TarInfo(f"../{'long/' * 4}{'n' * 180}"))
        path = laptop.stick / "a.tar.gz"
        path.write_bytes(buffer.getvalue())
        assert isinstance(laptop.refused(path), UnsafeArchive)


@pytest.mark.parametrize("cut", [0.2, 0.5, 0.9, 0.99])
def test_G18_an_archive_that_was_not_copied_to_its_end_is_refused(laptop: Laptop, cut: float) -> None:
    for path in (zipped(laptop.stick / "a.zip", GOOD), tarred(laptop.stick / "a.tar.gz", GOOD)):
        content = path.read_bytes()
        path.write_bytes(content[: int(len(content) * cut)])
        assert isinstance(laptop.refused(path), VoiceRefused)


def test_G18_a_changed_byte_in_an_archive_is_found(laptop: Laptop) -> None:
    for path in (zipped(laptop.stick / "a.zip", GOOD), tarred(laptop.stick / "a.tar.gz", GOOD)):
        content = bytearray(path.read_bytes())
        content[len(content) // 4] ^= 0xFF
        path.write_bytes(content)
        assert isinstance(laptop.refused(path), VoiceRefused | VoiceDamaged)


@settings(max_examples=40)
@given(place=st.integers(0, 10**9), value=st.integers(0, 255), packing=st.sampled_from(["zip", "tar.gz"]))
def test_G18_whatever_byte_changes_nothing_gets_out(tmp_path: Path, place: int, value: int, packing: str) -> None:
    pack = zipped if packing == "zip" else tarred
    path = pack(tmp_path / f"a.{packing}", GOOD)
    content = bytearray(path.read_bytes())
    content[place % len(content)] = value
    path.write_bytes(content)
    models = tmp_path / "models"
    try:
        card = take_in(Library(models), path, quiet, Stop(), language="en")
    except EdgeError:
        pass
    else:
        assert {one.path for one in card.files} <= set(layered())
    assert {one.name for one in tmp_path.iterdir()} <= {"a.zip", "a.tar.gz", "models"}
    assert not list((models / ".incoming").glob("*")) if models.exists() else True


@contextmanager
def small_drive(folder: Path, mib: int) -> Iterator[Path]:
    """Mount an empty drive of that size in memory."""
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={mib}m,nr_inodes=30k", "tmpfs", str(folder)],
        capture_output=True,
        text=True,
    )
    if done.returncode:
        pytest.skip(f"nothing can be mounted here: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def bomb(path: Path, mib: int, *, honest: bool = True) -> Path:
    """Write a zip of a model whose graph unpacks to zeros; a dishonest one says that it is small."""
    zipped(path, {**GOOD, f"{NAME}/graph/HCLr.fst": FST + b"\0" * (mib * 1024**2)})
    if honest:
        return path
    content = bytearray(path.read_bytes())
    for mark, at in ((b"PK\1\2", 24), (b"PK\3\4", 22)):
        place = content.find(mark)
        while place >= 0:
            if struct.unpack_from("<I", content, place + at)[0] > 10**6:
                struct.pack_into("<I", content, place + at, 5000)
            place = content.find(mark, place + 4)
    path.write_bytes(content)
    return path


def many_files(path: Path, count: int) -> Path:
    """Write a zip of that many files."""
    return zipped(path, [*GOOD.items(), *((f"{NAME}/am/{number}", b"") for number in range(count))])


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (lambda path: bomb(path, 200), ArchiveBomb),
        (lambda path: bomb(path, 200, honest=False), ArchiveDamaged),
        (lambda path: many_files(path, 20_000), ArchiveBomb),
        (lambda path: raw_gzip(path, _tar_of_zeros(200)), ArchiveBomb),
    ],
    ids=["honest", "dishonest", "files", "tar"],
)
def test_G19_a_bomb_stops_at_the_budget_on_a_small_drive(
    tmp_path: Path, made: Callable[[Path], Path], told: type[EdgeError]
) -> None:
    path = made(tmp_path / f"{NAME}.zip")
    with small_drive(tmp_path / "drive", 100) as drive:
        voices = Voices(drive / "models")
        voices.add(zipped(tmp_path / "good.zip", GOOD), always_ready, quiet, Stop())
        free_before = os.statvfs(drive).f_bavail * os.statvfs(drive).f_frsize
        before = everything_below(drive)
        with pytest.raises(told):
            voices.add(path, always_ready, quiet, Stop())
        assert everything_below(drive) == before
        assert free_before - os.statvfs(drive).f_bavail * os.statvfs(drive).f_frsize < 1024**2


def _tar_of_zeros(mib: int) -> Iterator[bytes]:
    entry = tarfile.TarInfo(f"{NAME}/graph/HCLr.fst")
    entry.size = mib * 1024**2
    yield entry.tobuf(tarfile.USTAR_FORMAT)
    yield FST.ljust(512, b"\0")
    for _ in range(mib):
        yield b"\0" * 1024**2


def test_G19_what_is_too_large_for_the_drive_is_refused_before_and_while_it_is_written(tmp_path: Path) -> None:
    noise = b"".join(random.Random(one).randbytes(3000) + b"\0" * 60_000 for one in range(400))
    files = {**GOOD, f"{NAME}/graph/HCLr.fst": FST + noise}
    with small_drive(tmp_path / "drive", 20) as drive:
        for path in (zipped(tmp_path / "a.zip", files), tarred(tmp_path / "a.tar.gz", files)):
            with pytest.raises(NotEnoughDisk, match="This voice model needs"):
                Voices(drive / "models").add(path, always_ready, quiet, Stop())
            assert [one for one in drive.rglob("*") if one.is_file()] == []


def test_G19_real_bytes_count_where_declared_ones_lie(tmp_path: Path) -> None:
    path = tarred(tmp_path / "a.tar.gz", GOOD)
    for budget in (Budget(most_bytes=1500), Budget(most_files=3), Budget(most_ratio=1, ratio_from_bytes=100)):
        with pytest.raises(ArchiveBomb):
            take_in(Library(tmp_path / "models"), path, quiet, Stop(), budget=budget)
    with pytest.raises(ArchiveBomb):
        take_in(
            Library(tmp_path / "models"),
            zipped(tmp_path / "a.zip", GOOD),
            quiet,
            Stop(),
            budget=Budget(most_bytes=1500),
        )
    assert [one for one in (tmp_path / "models").rglob("*") if one.is_file()] == []


def test_G19_a_zip_that_claims_gigabytes_is_refused_before_it_is_read(laptop: Laptop) -> None:
    path = zipped(laptop.stick / f"{NAME}.zip", GOOD)
    content = bytearray(path.read_bytes())
    struct.pack_into("<I", content, content.find(b"PK\1\2") + 24, 0xFFFFFFF0)
    path.write_bytes(content)
    assert isinstance(laptop.refused(path), ArchiveBomb)
