# SPDX-License-Identifier: Apache-2.0
"""Field packs on their way out and in: what they hold, what is believed, what is skipped, and how they go on."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import msgspec
import pytest

from edgeassist.core.stop import Stop, Stopped
from edgeassist.store.begun import UNPACKING
from edgeassist.store.card import Measured, Origin, Proof
from edgeassist.store.inspection import Inspection
from edgeassist.store.intake import FileTooLargeForDrive, NotEnoughDisk
from edgeassist.store.library import NoSuchModel
from edgeassist.store.opened import Opened
from edgeassist.store.pack import export_pack, part_of
from edgeassist.store.pack_drive import Room, kind_of_drive, one_at_a_time
from edgeassist.store.pack_errors import (
    AlreadyUnderWay,
    NoSuchFolder,
    NotAPack,
    NothingToPack,
    PackExists,
    SourceDamaged,
)
from edgeassist.store.pack_intake import claimed, give_up, import_pack, open_pack, unfinished_imports
from edgeassist.store.pack_manifest import PackedFile, PackedModel, sums, written
from edgeassist.store.pack_zip import directory, laid_out, local_header
from edgeassist.store.refusals import FileGone, Refused
from edgeassist.store.sums import SUMS_NAME
from tests.support.pack_bench import CHUNK, SMALL_CHUNK, PackBench, StopAfter, in_small_chunks, large, named
from tests.support.store_bench import inspect_here

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PackBench:
    in_small_chunks(monkeypatch)
    return PackBench(tmp_path)


def test_a_model_comes_out_of_a_pack_as_it_went_in(bench: PackBench) -> None:
    card = bench.add()
    bench.pack()
    (there,) = bench.unpack().cards
    assert (there.id, there.name, there.sha256, there.state) == (card.id, card.name, card.sha256, "probing")
    assert there.imported_from == "models.edgepack"
    assert bench.library.path(there).read_bytes() == bench.here.library.path(card).read_bytes()
    assert not bench.library.needs_check(there)
    assert bench.there.everything() == [f"{card.id}/card.json", f"{card.id}/{card.id}.gguf"]


def test_a_pack_is_a_zip_that_any_tool_reads_with_its_list_first(bench: PackBench) -> None:
    card = bench.add()
    with zipfile.ZipFile(bench.pack()) as archive:
        assert archive.namelist() == ["manifest.json", "SHA256SUMS", f"models/{card.id}/{card.file}"]
        assert archive.testzip() is None
        assert {one.compress_type for one in archive.infolist()} == {zipfile.ZIP_STORED}
        manifest = json.loads(archive.read("manifest.json"))
        lines = archive.read("SHA256SUMS").decode().splitlines()
        listed = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
        for name in ("manifest.json", f"models/{card.id}/{card.file}"):
            assert listed[name] == hashlib.sha256(archive.read(name)).hexdigest()
    assert (manifest["format"], manifest["version"], manifest["chunk_bytes"]) == ("edgepack", 2, SMALL_CHUNK)


@pytest.mark.skipif(shutil.which("unzip") is None, reason="needs the program unzip")
def test_a_pack_passes_the_test_of_unzip(bench: PackBench) -> None:
    bench.add()
    done = subprocess.run(["unzip", "-tqq", str(bench.pack())], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_a_pack_says_what_it_holds_before_anything_is_copied(bench: PackBench) -> None:
    bench.add(named("One"))
    bench.add(named("Two"))
    view = open_pack(bench.pack())
    assert [one.card.name for one in view.models] == ["One", "Two"]
    assert view.size_bytes == sum(one.size_bytes for one in bench.here.library.cards())
    assert not bench.there.root.exists()


def test_a_model_of_several_chunks_is_reported_and_comes_through(bench: PackBench) -> None:
    card = bench.add(large())
    bench.pack()
    assert bench.steps[-1] == ("Packing", card.size_bytes, card.size_bytes)
    assert len(open_pack(bench.target).models[0].file.chunks) == 4
    assert bench.unpack().cards[0].sha256 == card.sha256
    assert bench.steps[-1] == ("Unpacking", card.size_bytes, card.size_bytes)


def test_what_is_here_already_is_not_copied_again(bench: PackBench) -> None:
    bench.add(named("One"))
    bench.pack()
    bench.unpack()
    bench.add(named("Two"))
    bench.pack(replace=True)
    again = bench.unpack()
    assert [card.name for card in again.cards] == ["Two"]
    assert again.remarks == ("One was here already; it was not copied again.",)


def test_a_card_from_a_pack_is_a_claim_and_its_measurements_are_another_laptops(bench: PackBench) -> None:
    proof = Proof(
        source_id="s", source_name="S", source_sha256="0" * 64, text="sample", tokens=1, source_bytes=1,
        source_perplexity=1.0, source_prompt_rate=1.0, source_answer_rate=1.0, source_peak_bytes=1, perplexity=1.0,
        prompt_rate=1.0, answer_rate=1.0, peak_bytes=1, mean_divergence=0.0, divergence_percentiles=(), agreement=1.0,
    )  # fmt: skip
    measured = Measured(prompt_rate=9.0, answer_rate=9.0, peak_bytes=9, context_tokens=9)
    origin = Origin(repo="owner/repo", commit=COMMIT, file="a.gguf")
    bench.add(
        measured=measured,
        deaths=2,
        parent="other",
        name="My name",
        licence="mit",
        layers=77,
        origin=origin,
        proof=proof,
    )
    bench.pack()
    (card,) = bench.unpack().cards
    assert (card.measured, card.deaths, card.parent) == (None, 0, "")
    assert (card.name, card.licence, card.origin) == ("My name", "mit", origin)
    assert card.layers == 2
    assert card.proof is not None
    assert card.proof.text == "sample (measured on another computer)"
    assert claimed(card, card, bench.library).proof == card.proof


@pytest.mark.parametrize(
    "origin",
    [
        Origin(repo="../up", commit=COMMIT, file="a"),
        Origin(repo="owner/repo", commit="main", file="a"),
        Origin(repo="owner/repo", commit=COMMIT, file="a", sha256="0" * 64),
    ],
)
def test_an_origin_that_cannot_be_is_dropped(bench: PackBench, origin: Origin) -> None:
    bench.add(origin=origin)
    bench.pack()
    assert bench.unpack().cards[0].origin is None


def test_an_id_that_is_taken_there_gets_a_number(bench: PackBench) -> None:
    bench.there.take_in(bench.there.file(named("Forged").having("general.version", 8, "other")))
    bench.add()
    bench.pack()
    assert bench.unpack().cards[0].id == "forged-f32-2"


def test_a_pack_that_is_there_is_only_replaced_when_asked(bench: PackBench) -> None:
    bench.add()
    bench.target.write_bytes(b"mine")
    with pytest.raises(PackExists, match="left as it is"):
        bench.pack()
    assert bench.target.read_bytes() == b"mine"
    bench.pack(replace=True)
    assert len(bench.unpack().cards) == 1


@pytest.mark.parametrize("steps", [0, 1, 3])
def test_a_stopped_export_goes_on_and_is_the_same_pack(bench: PackBench, steps: int) -> None:
    bench.add(large())
    whole = bench.pack().read_bytes()
    bench.target.unlink()
    with pytest.raises(Stopped):
        bench.pack(stop=StopAfter(steps))
    assert not bench.target.exists()
    kept = part_of(bench.target).read_bytes()
    assert bench.pack().read_bytes() == whole
    assert not part_of(bench.target).exists()
    assert len(kept) >= (steps - 1) * SMALL_CHUNK


def test_an_unfinished_pack_with_wrong_bytes_in_it_is_put_right(bench: PackBench) -> None:
    bench.add(large())
    whole = bench.pack().read_bytes()
    part_of(bench.target).write_bytes(b"\xff" * (len(whole) + 5000))
    assert bench.pack(replace=True).read_bytes() == whole


@pytest.mark.parametrize("steps", [0, 1, 2, 3])
def test_a_stopped_import_shows_nothing_and_goes_on(bench: PackBench, steps: int) -> None:
    card = bench.add(large())
    bench.pack()
    with pytest.raises(Stopped):
        bench.unpack(stop=StopAfter(steps))
    assert bench.library.cards() == ()
    (left,) = unfinished_imports(bench.there.root)
    assert left.path == str(bench.target)
    kept = sum(one.stat().st_size for one in (bench.there.root / UNPACKING).rglob("*.gguf"))
    assert kept >= (steps - 1) * SMALL_CHUNK
    assert bench.unpack().cards[0].sha256 == card.sha256
    assert unfinished_imports(bench.there.root) == ()


def test_an_unfinished_import_with_wrong_bytes_in_it_is_put_right(bench: PackBench) -> None:
    card = bench.add(large())
    bench.pack()
    with pytest.raises(Stopped):
        bench.unpack(stop=StopAfter(3))
    (copy,) = (bench.there.root / UNPACKING).rglob("*.gguf")
    with copy.open("r+b") as file:
        file.seek(SMALL_CHUNK - 5)
        file.write(b"wrong")
    assert bench.unpack().cards[0].sha256 == card.sha256


def test_an_unfinished_import_can_be_given_up(bench: PackBench) -> None:
    bench.add(large())
    bench.pack()
    with pytest.raises(Stopped):
        bench.unpack(stop=StopAfter(3))
    give_up(bench.there.root, unfinished_imports(bench.there.root)[0].digest)
    assert not list((bench.there.root / UNPACKING).iterdir())
    with pytest.raises(FileGone):
        open_pack(bench.folder / "absent.edgepack")


_KILLED = """
import os, signal, sys
from pathlib import Path
from edgeassist.core.stop import Stop
from edgeassist.store.library import Library
from edgeassist.store.pack import export_pack
from edgeassist.store.pack_intake import import_pack
from tests.support.store_bench import inspect_here
way, root, pack, after = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])
def report(step, done, total):
    if done >= after:
        os.kill(os.getpid(), signal.SIGKILL)
import edgeassist.store.progress as progress
progress.PERIOD_S = 0
if way == "out":
    export_pack(Library(root), (sys.argv[5],), pack, report, Stop())
else:
    import_pack(Library(root), pack, inspect_here, report, Stop())
"""


@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
@pytest.mark.parametrize("after_mib", [1, 35])
def test_a_kill_costs_at_most_a_chunk_on_either_way(tmp_path: Path, after_mib: int) -> None:
    bench = PackBench(tmp_path)
    card = bench.add(large(mib=36))
    after = after_mib * 1024**2

    def kill(way: str, root: Path) -> None:
        arguments = [sys.executable, "-c", _KILLED, way, str(root), str(bench.target), str(after), card.id]
        assert subprocess.run(arguments, check=False).returncode == -9

    kill("out", bench.here.root)
    assert not bench.target.exists()
    assert part_of(bench.target).stat().st_size >= after - CHUNK
    bench.pack()
    kill("in", bench.there.root)
    assert bench.library.cards() == ()
    kept = sum(one.stat().st_size for one in (bench.there.root / UNPACKING).rglob("*.gguf"))
    assert kept >= after - CHUNK
    assert bench.unpack().cards[0].sha256 == card.sha256
    assert bench.here.library.path(card).is_file()


def test_nothing_is_not_packed(bench: PackBench) -> None:
    with pytest.raises(NothingToPack):
        export_pack(bench.here.library, (), bench.target, lambda *_: None, Stop())
    with pytest.raises(NoSuchModel):
        bench.pack("absent")
    card = bench.add()
    bench.here.library.update(card.id, lambda now: now.failed("model-damaged", "It is damaged."))
    with pytest.raises(NothingToPack, match="It is damaged"):
        bench.pack(card.id)


def test_a_model_that_rotted_here_is_not_packed_as_if_it_were_whole(bench: PackBench) -> None:
    card = bench.add()
    path = bench.here.library.path(card)
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with pytest.raises(SourceDamaged, match=r"Forged is damaged \(from MiB 0 to MiB 1\)"):
        bench.pack()
    (path.parent / SUMS_NAME).unlink()
    with pytest.raises(SourceDamaged, match="Forged is damaged, so"):
        bench.pack()
    assert not bench.target.exists()


def test_a_model_with_quick_sums_is_packed_without_its_digest_being_computed(
    bench: PackBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = bench.add(large())
    with monkeypatch.context() as patched:
        patched.setattr("edgeassist.store.pack.sha256", Deaf)
        bench.pack()
    assert bench.unpack().cards[0].sha256 == card.sha256


class Deaf:
    """Stands for a SHA-256 that nobody asks: it can do nothing."""

    update = None


def test_a_model_without_quick_sums_is_packed_all_the_same_and_gets_them(bench: PackBench) -> None:
    card = bench.add(large())
    (bench.here.library.path(card).parent / SUMS_NAME).unlink()
    bench.pack()
    assert bench.here.library.sums(card) is not None
    assert bench.unpack().cards[0].sha256 == card.sha256


def test_what_came_out_of_a_pack_has_quick_sums_of_its_own_store(bench: PackBench) -> None:
    card = bench.add(large())
    bench.pack()
    (there,) = bench.unpack().cards
    assert bench.library.sums(there) == bench.here.library.sums(card)


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="needs the program sha256sum")
def test_an_unzipped_pack_passes_sha256sum(bench: PackBench) -> None:
    bench.add(large())
    bench.add(named("Two"))
    with zipfile.ZipFile(bench.pack()) as archive:
        archive.extractall(bench.folder / "out")
    done = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=bench.folder / "out", capture_output=True, text=True)
    assert done.returncode == 0
    assert done.stdout.count(": OK") == 3


def test_a_pack_of_the_first_form_is_refused_with_what_to_do(bench: PackBench) -> None:
    with zipfile.ZipFile(bench.target, "w") as archive:
        listed = {"format": "edgepack", "version": 1, "chunk_bytes": SMALL_CHUNK, "items": []}
        archive.writestr("manifest.json", json.dumps(listed))
        archive.writestr("SHA256SUMS", "")
    with pytest.raises(NotAPack, match="early EdgeAssist") as caught:
        bench.unpack()
    assert "Pack the models again" in caught.value.hint


def test_the_drives_are_asked_before_anything_is_written(bench: PackBench) -> None:
    bench.add()
    full, fat = Room(free=lambda _: 1000), Room(free=lambda _: 10**12, kind=lambda _: "vfat")
    with pytest.raises(NotEnoughDisk):
        export_pack(bench.here.library, ("forged-f32",), bench.target, lambda *_: None, Stop(), room=full)
    assert not part_of(bench.target).exists()
    bench.pack()
    with pytest.raises(NotEnoughDisk):
        import_pack(bench.library, bench.target, inspect_here, lambda *_: None, Stop(), room=full)
    with pytest.raises(FileTooLargeForDrive, match="single file"):
        fat.require(bench.folder, 0, 5 * 10**9)
    fat.require(bench.folder, 0, 4 * 10**9)
    assert kind_of_drive(bench.folder) not in ("vfat", "")


def test_a_pack_that_does_not_fit_says_so_for_the_pack(bench: PackBench) -> None:
    bench.add()
    with pytest.raises(NotEnoughDisk, match="The pack needs") as caught:
        export_pack(
            bench.here.library, ("forged-f32",), bench.target, lambda *_: None, Stop(), room=Room(free=lambda _: 1000)
        )
    assert "fewer models" in caught.value.hint


def test_a_folder_that_is_not_there_is_named(bench: PackBench) -> None:
    bench.add()
    target = bench.folder / "nodir" / "y.edgepack"
    with pytest.raises(NoSuchFolder, match=r"nodir does not exist") as caught:
        export_pack(bench.here.library, ("forged-f32",), target, lambda *_: None, Stop())
    assert caught.value.hint == "Make it first, or choose another one. Nothing was written."


def test_two_at_the_same_work_do_not_meet(bench: PackBench) -> None:
    bench.add()
    with (
        one_at_a_time(bench.here.root, f"pack {bench.target.absolute()}", "x"),
        pytest.raises(AlreadyUnderWay, match="Writing this pack is under way"),
    ):
        bench.pack()
    bench.pack()


def test_an_unfit_model_in_a_pack_is_refused_by_name_and_the_others_stay(bench: PackBench) -> None:
    bench.add(named("Good"))
    bench.add(named("Odd"))
    bench.pack("odd-f32", "good-f32")

    def only_good(opened: Opened) -> Inspection:
        facts = inspect_here(opened)
        if facts.name == "Odd":
            raise Refused("Its shape is wrong.")
        return facts

    done = bench.unpack(inspect=only_good)
    assert [one.name for one in done.cards] == ["Good"]
    assert done.refused == ("Odd in models.edgepack was not taken in. Its shape is wrong.",)
    assert done.remarks == done.refused
    assert unfinished_imports(bench.there.root) == ()
    with pytest.raises(Refused, match=r"Odd in models\.edgepack was not taken in\. Its shape is wrong\."):
        bench.unpack(inspect=only_good)
    assert unfinished_imports(bench.there.root) == ()
    assert [one.name for one in bench.library.cards()] == ["Good"]


def forged_pack(target: Path, content: dict[str, bytes], items: list[dict[str, object]] | None = None) -> Path:
    """Write a zip as ours are laid out, with any list."""
    manifest = {"format": "edgepack", "version": 2, "chunk_bytes": SMALL_CHUNK, "items": items or []}
    listed = json.dumps(manifest).encode()
    rows = [(hashlib.sha256(listed).hexdigest(), "manifest.json")]
    whole = {"manifest.json": listed, "SHA256SUMS": "".join(f"{a}  {b}\n" for a, b in rows).encode(), **content}
    with zipfile.ZipFile(target, "w") as archive:
        for name, one in whole.items():
            archive.writestr(name, one)
    return target


def test_kinds_of_a_later_version_are_skipped_with_a_remark(bench: PackBench) -> None:
    items: list[dict[str, object]] = [{"kind": "glossary", "name": "Medicine", "anything": [1]}, {"kind": "pane"}]
    forged_pack(bench.target, {"glossary/medicine.csv": b"a,b"}, items)
    done = bench.unpack()
    assert done.cards == ()
    assert done.remarks == (
        "Medicine was skipped: this version cannot use “glossary” yet.",
        "Something was skipped: this version cannot use “pane” yet.",
    )


def test_the_list_has_one_length_whatever_the_digests_are(bench: PackBench) -> None:
    card = bench.add()
    lengths = set()
    for digit in "0f":
        model = PackedModel(card, PackedFile("models/a/a.gguf", 5, digit * 64, (digit * 64,)))
        listed = written((model,), "2026-01-01", "us")
        lengths.add((len(listed), len(sums(listed, (model.file,)))))
    assert len(lengths) == 1
    assert msgspec.json.decode(listed)["items"][0]["kind"] == "model"


def test_a_laid_out_zip_is_read_by_the_standard_library_even_beyond_4_gb(tmp_path: Path) -> None:
    slots = laid_out((("a", 3), ("big", 5 * 1024**3), ("ü", 0)))
    path = tmp_path / "sparse.zip"
    with path.open("wb") as file:
        for slot in slots:
            file.seek(slot.header_at)
            file.write(local_header(slot, 0))
        file.seek(slots[-1].end)
        file.write(directory(slots, [0, 0, 0]))
    with zipfile.ZipFile(path) as archive:
        assert [(one.filename, one.file_size) for one in archive.infolist()] == [
            ("a", 3),
            ("big", 5 * 1024**3),
            ("ü", 0),
        ]
        with archive.open("big") as entry:
            assert entry.read(10) == bytes(10)
