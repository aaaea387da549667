# SPDX-License-Identifier: Apache-2.0
"""Damaged and hostile field packs: refused by name or identical, never anything else, and nothing half-made visible."""

import errno
import hashlib
import io
import json
import os
import shutil
import stat
import threading
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edgeassist.core.chunk_sums import sum_of
from edgeassist.core.errors import EdgeError, Unavailable
from edgeassist.core.stop import Stop
from edgeassist.store.intake import NotEnoughDisk
from edgeassist.store.library import Library
from edgeassist.store.pack import export_pack
from edgeassist.store.pack_errors import AlreadyUnderWay, NotAPack, PackDamaged, PackTooNew, PackUnreadable
from edgeassist.store.pack_intake import import_pack, open_pack, unfinished_imports
from edgeassist.store.refusals import NotAFile
from tests.support.gguf_forge import sound
from tests.support.pack_bench import SMALL_CHUNK, PackBench, in_small_chunks, large, named
from tests.support.store_bench import inspect_here

if TYPE_CHECKING:
    from typing_extensions import Buffer

Table = dict[str, Any]


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PackBench:
    in_small_chunks(monkeypatch)
    return PackBench(tmp_path)


def flipped(path: Path, at: int) -> None:
    """Change one byte of the file and leave its times alone."""
    before = path.stat()
    with path.open("r+b") as file:
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ 0x10]))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_a_flipped_byte_is_refused_by_the_name_of_its_file_and_place(bench: PackBench) -> None:
    bench.add(named("Good"))
    bench.add(large())
    bench.pack("good-f32", "large-f32")
    flipped(bench.target, bench.target.stat().st_size - SMALL_CHUNK)
    (told,) = bench.unpack().refused
    assert "in models/large-f32/large-f32.gguf the bytes from MiB 2 to MiB 3 (piece 3)" in told
    assert [one.name for one in bench.library.cards()] == ["Good"]
    assert [one.path for one in unfinished_imports(bench.there.root)] == [str(bench.target)]
    with pytest.raises(PackDamaged) as caught:
        bench.unpack()
    assert (caught.value.file, caught.value.chunk) == ("models/large-f32/large-f32.gguf", 2)


def test_a_pack_copied_again_goes_on_behind_the_damage(bench: PackBench) -> None:
    card = bench.add(large())
    bench.pack()
    shutil.copy(bench.target, bench.folder / "good")
    flipped(bench.target, bench.target.stat().st_size - SMALL_CHUNK)
    with pytest.raises(PackDamaged):
        bench.unpack()
    shutil.copy(bench.folder / "good", bench.target)
    bench.steps.clear()
    assert bench.unpack().cards[0].sha256 == card.sha256


def test_a_medium_pulled_out_is_said_and_the_import_goes_on_later(
    bench: PackBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = bench.add(large())
    bench.pack()
    reads = [0]

    class Pulled(io.FileIO):
        def read(self, size: int | None = -1) -> bytes:
            reads[0] += 1
            if reads[0] > 12:
                raise OSError(errno.EIO, "Input/output error")
            return super().read(-1 if size is None else size)

        def readinto(self, buffer: "Buffer") -> int:
            reads[0] += 1
            if reads[0] > 12:
                raise OSError(errno.EIO, "Input/output error")
            return super().readinto(buffer) or 0

    monkeypatch.setattr("edgeassist.store.pack_intake._reader", lambda opened: Pulled(opened.descriptor, closefd=False))
    with pytest.raises(PackUnreadable, match=r"Input/output error\. Was its drive removed\?") as caught:
        bench.unpack()
    assert "goes on from there" in caught.value.hint
    assert caught.value.exit_code == Unavailable.exit_code
    assert bench.library.cards() == ()
    assert unfinished_imports(bench.there.root)[0].path == str(bench.target)
    monkeypatch.undo()
    in_small_chunks(monkeypatch)
    assert bench.unpack().cards[0].sha256 == card.sha256


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX rights")
def test_a_pack_on_a_medium_that_cannot_be_written_is_taken_in(bench: PackBench) -> None:
    bench.add()
    bench.pack()
    bench.target.chmod(0o400)
    bench.target.parent.chmod(0o500)
    try:
        assert len(bench.unpack().cards) == 1
        assert list(bench.target.parent.iterdir()) == [bench.target]
    finally:
        bench.target.parent.chmod(0o700)


def test_a_link_in_the_place_of_a_pack_is_refused(bench: PackBench) -> None:
    bench.add()
    bench.pack()
    link = bench.folder / "link.edgepack"
    link.symlink_to(bench.target)
    with pytest.raises(NotAFile):
        open_pack(link)


def test_two_imports_of_one_pack_at_once_leave_one_model(bench: PackBench) -> None:
    bench.add(large())
    bench.pack()
    ends: list[object] = []
    gate = threading.Barrier(2)

    def run() -> None:
        gate.wait()
        try:
            ends.append(import_pack(bench.library, bench.target, inspect_here, lambda *_: None, Stop()).cards)
        except AlreadyUnderWay as error:
            ends.append(error)

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(bench.library.cards()) == 1
    assert len(ends) == 2
    assert bench.library.cards()[0].usable


def test_a_stick_that_fills_up_leaves_no_pack_and_the_store_as_it_was(
    bench: PackBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = bench.add(large())

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(NotEnoughDisk):
            bench.pack()
    assert not bench.target.exists()
    assert bench.here.library.cards() == (card,)
    bench.pack()
    assert len(bench.unpack().cards) == 1


ONE = sound().made()


def listed_model(**changes: Any) -> Table:
    digest = hashlib.sha256(ONE).hexdigest()
    file = {"path": "models/a/a.gguf", "size_bytes": len(ONE), "sha256": digest, "chunks": [sum_of(ONE)]}
    return {"kind": "model", "card": {"id": "a", "name": "A"}, "file": file | changes}


def forged(target: Path, items: list[Table], content: dict[str, bytes], **changes: Any) -> Path:
    """Write a pack whose list and sums agree, whatever the list says."""
    table = {"format": "edgepack", "version": 2, "chunk_bytes": SMALL_CHUNK, "items": items} | changes
    listed = json.dumps(table).encode()
    rows = [(hashlib.sha256(listed).hexdigest(), "manifest.json")]
    rows += [(one["file"]["sha256"], one["file"]["path"]) for one in items if one.get("kind") == "model"]
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("manifest.json", listed)
        archive.writestr("SHA256SUMS", "".join(f"{digest}  {name}\n" for digest, name in rows))
        for name, one in content.items():
            archive.writestr(name, one)
    return target


def test_a_forged_pack_that_keeps_the_rules_is_taken_in(bench: PackBench) -> None:
    forged(bench.target, [listed_model()], {"models/a/a.gguf": ONE})
    assert bench.unpack().cards[0].id == "a"


@pytest.mark.parametrize(
    "name",
    ["../evil.gguf", "/etc/passwd", "models/../../evil", "models\\evil", "C:evil", "models//x", "models/"],
)
def test_a_name_that_leads_elsewhere_is_refused(name: str, bench: PackBench) -> None:
    forged(bench.target, [listed_model(path=name)], {name: ONE})
    with pytest.raises(NotAPack):
        bench.unpack()
    forged(bench.target, [listed_model()], {"models/a/a.gguf": ONE, name: b"x"})
    with pytest.raises(NotAPack):
        bench.unpack()
    assert bench.there.everything() == []


LISTS: dict[str, Callable[[], tuple[list[Table], dict[str, bytes], Table]]] = {
    "version no number": lambda: ([], {}, {"version": "x"}),
    "another format": lambda: ([], {}, {"format": "zip"}),
    "chunks missing": lambda: ([listed_model(chunks=[])], {"models/a/a.gguf": ONE}, {}),
    "chunk size": lambda: ([listed_model()], {"models/a/a.gguf": ONE}, {"chunk_bytes": 1}),
    "size told wrong": lambda: ([listed_model(size_bytes=5)], {"models/a/a.gguf": ONE}, {}),
    "size below zero": lambda: ([listed_model(size_bytes=-5)], {"models/a/a.gguf": ONE}, {}),
    "file missing": lambda: ([listed_model()], {}, {}),
    "digest no digest": lambda: ([listed_model(sha256="zz")], {"models/a/a.gguf": ONE}, {}),
    "listed twice": lambda: ([listed_model(), listed_model()], {"models/a/a.gguf": ONE}, {}),
    "too many": lambda: ([{"kind": "x"}] * 1001, {}, {}),
    "card no card": lambda: ([listed_model() | {"card": 5}], {"models/a/a.gguf": ONE}, {}),
}


@pytest.mark.parametrize("made", LISTS.values(), ids=LISTS)
def test_a_list_that_breaks_a_rule_is_refused(
    made: Callable[[], tuple[list[Table], dict[str, bytes], Table]], bench: PackBench
) -> None:
    items, content, changes = made()
    forged(bench.target, items, content, **changes)
    with pytest.raises(NotAPack):
        bench.unpack()
    assert bench.there.everything() == []


def test_a_pack_of_a_later_form_says_so(bench: PackBench) -> None:
    forged(bench.target, [], {}, version=3)
    with pytest.raises(PackTooNew, match="newer EdgeAssist"):
        bench.unpack()


def test_a_whole_digest_that_contradicts_the_chunks_is_refused(bench: PackBench) -> None:
    wrong = listed_model(sha256="0" * 64, chunks=[sum_of(ONE)])
    forged(bench.target, [wrong], {"models/a/a.gguf": ONE})
    with pytest.raises(NotAPack, match="contradicts itself"):
        bench.unpack()
    assert bench.library.cards() == ()


def test_a_compressed_entry_a_link_and_a_double_are_refused(bench: PackBench) -> None:
    forged(bench.target, [listed_model()], {})
    bomb = bench.folder / "bomb.edgepack"
    for kind in ("bomb", "link", "double"):
        shutil.copy(bench.target, bomb)
        with zipfile.ZipFile(bomb, "a") as archive:
            if kind == "bomb":
                archive.writestr("models/a/a.gguf", bytes(10_000_000), zipfile.ZIP_DEFLATED)
            elif kind == "link":
                info = zipfile.ZipInfo("models/a/a.gguf")
                info.external_attr = (stat.S_IFLNK | 0o777) << 16
                archive.writestr(info, ONE)
            else:
                archive.writestr("models/a/a.gguf", ONE)
                with pytest.warns(UserWarning, match="Duplicate"):
                    archive.writestr("models/a/a.gguf", ONE)
        with pytest.raises(NotAPack):
            import_pack(bench.library, bomb, inspect_here, lambda *_: None, Stop())
    assert bench.there.everything() == []


@pytest.mark.parametrize(
    "content", [b"", b"PK", b"<html>", b"PK\5\6" + bytes(18), Random(1).randbytes(5000), bytes(70_000)]
)
def test_what_is_no_pack_is_called_so(content: bytes, bench: PackBench) -> None:
    bench.target.write_bytes(content)
    with pytest.raises(NotAPack):
        bench.unpack()


def test_a_directory_of_gigabytes_is_not_read(bench: PackBench) -> None:
    with bench.target.open("wb") as file:
        file.truncate(3 * 1024**3)
        file.seek(3 * 1024**3)
        end64 = b"PK\6\6" + (44).to_bytes(8, "little") + bytes([45, 0, 45, 0]) + bytes(8)
        end64 += (10**7).to_bytes(8, "little") * 2 + (2 * 1024**3).to_bytes(8, "little") + bytes(8)
        file.write(end64 + b"PK\6\7" + bytes(4) + (3 * 1024**3).to_bytes(8, "little") + (1).to_bytes(4, "little"))
        file.write(b"PK\5\6" + bytes(4) + b"\xff" * 12 + bytes(2))
    with pytest.raises(NotAPack):
        open_pack(bench.target)


@pytest.fixture(scope="module")
def small_pack(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    bench = PackBench(tmp_path_factory.mktemp("small"))
    bench.add(named("One"))
    bench.add(named("Two"))
    export_pack(bench.here.library, ("one-f32", "two-f32"), bench.target, lambda *_: None, Stop())
    return bench.target.read_bytes()


SWEEP = settings(max_examples=60)


def outcome(content: bytes, folder: Path, small_pack: bytes) -> str:
    """Take a changed pack in; whatever happens, every visible model is one of the two, whole."""
    folder.mkdir(exist_ok=True)
    target, root = folder / "x.edgepack", folder / "models"
    target.write_bytes(content)
    library = Library(root)
    try:
        done = import_pack(library, target, inspect_here, lambda *_: None, Stop())
        end = "in part" if done.refused else "taken"
    except EdgeError as error:
        end = error.code if error.hint and str(error).endswith((".", "?")) else ""
    assert end
    with zipfile.ZipFile(io.BytesIO(small_pack)) as archive:
        whole = {archive.read(name) for name in archive.namelist() if name.endswith(".gguf")}
    found = [library.path(card).read_bytes() for card in library.cards()]
    assert set(found) <= whole
    assert {"taken": 2, "in part": 1}.get(end, len(found)) == len(found)
    shutil.rmtree(folder)
    return end


@SWEEP
@given(data=st.data())
def test_any_changed_byte_is_refused_or_changes_nothing(data: st.DataObject, small_pack: bytes, tmp_path: Path) -> None:
    content = bytearray(small_pack)
    at = data.draw(
        st.integers(0, len(content) - 1) | st.integers(0, 3000) | st.integers(len(content) - 700, len(content) - 1)
    )
    content[at] ^= data.draw(st.integers(1, 255))
    outcome(bytes(content), tmp_path / "x", small_pack)


@SWEEP
@given(data=st.data())
def test_any_cut_of_a_pack_is_refused(data: st.DataObject, small_pack: bytes, tmp_path: Path) -> None:
    assert outcome(small_pack[: data.draw(st.integers(0, len(small_pack) - 1))], tmp_path / "x", small_pack) != "taken"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=8,
)


@SWEEP
@given(data=st.data())
def test_any_list_is_refused_or_understood(data: st.DataObject, tmp_path: Path) -> None:
    item = listed_model()
    where = data.draw(st.sampled_from(("card", "file", "kind", "id", "name", "size_bytes", "chunks", "path", "sha256")))
    value = data.draw(json_values)
    if where in item:
        item[where] = value
    elif where in ("id", "name"):
        item["card"] = {"id": "a", "name": "A", where: value}
    else:
        item["file"][where] = value
    target = tmp_path / "fuzz.edgepack"
    listed = json.dumps({"format": "edgepack", "version": 2, "chunk_bytes": 32 * 1024**2, "items": [item]}).encode()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("manifest.json", listed)
        archive.writestr("SHA256SUMS", f"{hashlib.sha256(listed).hexdigest()}  manifest.json\n")
        archive.writestr("models/a/a.gguf", ONE)
    with suppress(NotAPack):
        open_pack(target)
