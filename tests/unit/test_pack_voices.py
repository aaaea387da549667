# SPDX-License-Identifier: Apache-2.0
"""Voice models in a field pack: carried beside models, believed in nothing, tried where they arrive."""

import hashlib
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from edgeassist.cli import run
from edgeassist.core.errors import EdgeError
from edgeassist.core.stop import Stop, Stopped
from edgeassist.store.pack import export_pack
from edgeassist.store.pack_errors import NotAPack, NothingToPack, PackDamaged, SourceDamaged
from edgeassist.store.pack_intake import Unpacked, import_pack, open_pack, unfinished_imports
from edgeassist.store.voice_card import VoiceCard
from edgeassist.store.voice_refusals import NoSuchVoice, VoiceUnfit
from edgeassist.store.voices import Probe, Voices
from tests.support.pack_bench import SMALL_CHUNK, PackBench, StopAfter, in_small_chunks, named
from tests.support.store_bench import inspect_here
from tests.support.voices_made import FST, NAME, always_ready, below, layered, zipped

LARGE = FST + bytes(range(256)) * (9 * 1024)
Table = dict[str, Any]


def quiet(step: str, done: int, total: int) -> None:
    """Hear a report."""


class Bench(PackBench):
    """Two laptops and a stick, with voices."""

    @property
    def voices(self) -> Voices:
        """The voices of the laptop that unpacks."""
        return Voices(self.there.root)

    def speak(self, name: str = NAME) -> VoiceCard:
        """Add a voice model of several chunks to the laptop that packs."""
        path = zipped(self.folder / f"{name}.zip", below(name, layered() | {"graph/HCLr.fst": LARGE}))
        return Voices(self.here.root).add(path, always_ready, quiet, Stop())

    def pack_all(self, *, stop: Stop | None = None) -> Path:
        """Write everything into the pack."""
        models = tuple(one.id for one in self.here.library.cards())
        voices = tuple(one.id for one in Voices(self.here.root).all())
        export_pack(self.here.library, models, self.target, quiet, stop or Stop(), voices=voices, replace=True)
        return self.target

    def take(self, *, stop: Stop | None = None, probe: Probe | None = always_ready) -> Unpacked:
        """Take the pack in."""
        return import_pack(self.library, self.target, inspect_here, quiet, stop or Stop(), probe=probe)

    def forge(self, change: Callable[[Table, dict[str, bytes]], object]) -> None:
        """Write the pack anew with another list and other files, whose sums are right."""
        with zipfile.ZipFile(self.target) as archive:
            files = {one: archive.read(one) for one in archive.namelist()}
        manifest = json.loads(files.pop("manifest.json"))
        files.pop("SHA256SUMS")
        change(manifest, files)
        content = json.dumps(manifest).encode()
        listed = [(hashlib.sha256(content).hexdigest(), "manifest.json")]
        for item in manifest["items"]:
            for one in item.get("files", [item["file"]] if "file" in item else []):
                listed.append((one["sha256"], one["path"]))
        sums = "".join(f"{digest}  {name}\n" for digest, name in listed).encode()
        with zipfile.ZipFile(self.target, "w", zipfile.ZIP_STORED) as archive:
            for name, data in {"manifest.json": content, "SHA256SUMS": sums, **files}.items():
                archive.writestr(name, data)


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    in_small_chunks(monkeypatch)
    return Bench(tmp_path)


def test_a_voice_model_travels_beside_a_model(bench: Bench) -> None:
    bench.add(named("One"))
    card = bench.speak()
    bench.pack_all()
    done = bench.take()
    assert [one.name for one in done.cards] == ["One"]
    assert [(one.id, one.state, one.language) for one in done.voices] == [(NAME, "ready", "en")]
    assert (done.remarks, done.refused) == ((), ())
    there = bench.voices.get(NAME)
    assert (there.digest, there.added_from) == (card.digest, "a field pack")
    model = bench.voices.for_language("en")
    assert model is not None
    assert (model.folder / "graph/HCLr.fst").read_bytes() == LARGE
    assert not list((bench.there.root / ".unpacking").glob("*"))


def test_a_voice_model_travels_alone(bench: Bench) -> None:
    bench.speak()
    view = open_pack(bench.pack_all())
    assert view.models == ()
    assert [one.card.name for one in view.voices] == [NAME]
    assert view.size_bytes > len(LARGE)
    assert len(bench.take().voices) == 1


def test_any_zip_tool_reads_it(bench: Bench) -> None:
    bench.speak()
    with zipfile.ZipFile(bench.pack_all()) as archive:
        assert archive.testzip() is None
        assert f"voices/{NAME}/graph/HCLr.fst" in archive.namelist()
        listed = archive.read("SHA256SUMS").decode()
        assert all(f"  {one}" in listed for one in archive.namelist() if one != "SHA256SUMS")


def test_what_is_here_already_is_not_copied_again(bench: Bench) -> None:
    bench.speak()
    bench.pack_all()
    bench.take()
    again = bench.take()
    assert (again.voices, again.remarks) == ((), (f"{NAME} was here already; it was not copied again.",))


def test_what_was_measured_elsewhere_is_forgotten(bench: Bench) -> None:
    bench.speak()
    bench.pack_all()
    (card,) = bench.take(probe=None).voices
    assert (card.state, card.memory_bytes, card.load_ms) == ("probing", 0, 0)
    assert bench.voices.for_language("en") is None


def test_one_that_fails_its_trial_is_told_and_not_used(bench: Bench) -> None:
    bench.add(named("One"))
    bench.speak()
    bench.pack_all()
    done = bench.take(probe=lambda card, _folder: card.failed("voice-model-damaged", "It does not load."))
    assert (len(done.cards), done.voices) == (1, ())
    assert done.refused == (f"{NAME} was taken in and is not used. It does not load.",)
    assert bench.voices.for_language("en") is None


def test_when_nothing_is_usable_that_is_the_error(bench: Bench) -> None:
    bench.speak()
    bench.pack_all()
    with pytest.raises(VoiceUnfit, match="It does not load"):
        bench.take(probe=lambda card, _folder: card.failed("voice-model-damaged", "It does not load."))


def test_only_usable_voices_are_packed(bench: Bench) -> None:
    card = bench.speak()
    (Voices(bench.here.root).root / card.id / "graph/Gr.fst").unlink()
    with pytest.raises(NothingToPack, match=r"cannot be packed: .*Gr\.fst is missing"):
        bench.pack_all()
    with pytest.raises(NoSuchVoice):
        export_pack(bench.here.library, (), bench.target, quiet, Stop(), voices=("other",))
    with pytest.raises(NothingToPack, match="No model was chosen"):
        export_pack(bench.here.library, (), bench.target, quiet, Stop())


def test_a_source_that_was_damaged_meanwhile_is_not_packed(bench: Bench) -> None:
    card = bench.speak()
    file = Voices(bench.here.root).root / card.id / "graph/Gr.fst"
    before = file.stat()
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))  # a drive that rots changes no date
    with pytest.raises(SourceDamaged, match=r"graph/Gr\.fst"):
        bench.pack_all()


def test_a_stop_is_gone_on_with(bench: Bench) -> None:
    bench.speak()
    bench.pack_all()
    whole = bench.target.read_bytes()
    bench.target.unlink()
    for count in (2, 4):
        with pytest.raises(Stopped):
            bench.pack_all(stop=StopAfter(count))
    bench.pack_all()
    assert bench.target.read_bytes() == whole
    for count in (3, 6):
        with pytest.raises(Stopped):
            bench.take(stop=StopAfter(count))
        assert bench.voices.all() == ()
        assert len(unfinished_imports(bench.there.root)) == 1
    assert len(bench.take().voices) == 1


def test_a_flipped_byte_is_refused_by_the_name_of_its_file(bench: Bench) -> None:
    bench.speak()
    bench.pack_all()
    content = bytearray(bench.target.read_bytes())
    content[content.find(LARGE[:4096]) + SMALL_CHUNK + 5] ^= 1
    bench.target.write_bytes(content)
    with pytest.raises(PackDamaged) as caught:
        bench.take()
    assert (caught.value.file, caught.value.chunk) == (f"voices/{NAME}/graph/HCLr.fst", 1)
    assert bench.voices.all() == ()


def item_of(manifest: Table) -> Table:
    item: Table = next(one for one in manifest["items"] if one["kind"] == "voice")
    return item


def renamed(path: str) -> Callable[[Table, dict[str, bytes]], object]:
    """Return what gives a file of the voice model another path, in the list and in the archive."""

    def change(manifest: Table, files: dict[str, bytes]) -> None:
        one = item_of(manifest)["files"][1]
        files[path] = files.pop(one["path"])
        one["path"] = path

    return change


@pytest.mark.parametrize(
    "path",
    [
        "voices/../../evil.conf", "/evil", "voices/a\\b/conf/mfcc.conf", "models/x/conf/mfcc.conf", "conf/mfcc.conf",
        "voices/other/conf/mfcc.conf", f"voices/{NAME}/run.sh", f"voices/{NAME}/inner.zip",
        f"voices/{NAME}/x/mfcc.conf",
        f"voices/{NAME}/voice.json", "voices/mfcc.conf",
    ],
)  # fmt: skip
def test_a_list_that_names_other_files_is_refused(bench: Bench, path: str) -> None:
    bench.speak()
    bench.pack_all()
    bench.forge(renamed(path))
    with pytest.raises(NotAPack):
        bench.take()
    assert not (bench.folder / "evil.conf").exists()
    assert bench.voices.all() == ()


def set_card(name: str, value: object) -> Callable[[Table, dict[str, bytes]], object]:
    return lambda manifest, _files: item_of(manifest)["card"].__setitem__(name, value)


@pytest.mark.parametrize(
    "change",
    [
        lambda manifest, _files: item_of(manifest).__setitem__("files", []),
        lambda manifest, _files: item_of(manifest).__setitem__("card", {}),
        lambda manifest, _files: item_of(manifest)["files"][0].__setitem__("sha256", "0" * 64),
        lambda manifest, _files: item_of(manifest)["files"][0].__setitem__("chunks", []),
        lambda manifest, _files: item_of(manifest)["files"].append(item_of(manifest)["files"][0]),
        set_card("language", "../.."),
        set_card("language", ""),
        set_card("size_bytes", -1),
        set_card("state", "unheard-of"),
    ],
)
def test_a_list_that_cannot_be_is_refused(bench: Bench, change: Callable[[Table, dict[str, bytes]], object]) -> None:
    bench.speak()
    bench.pack_all()
    bench.forge(change)
    with pytest.raises(EdgeError):
        bench.take()
    assert bench.voices.all() == ()


@pytest.mark.parametrize("name", ["../../evil", "/etc", "con", "..", "a/b", "\u202ename", ""])
def test_a_name_in_a_card_leads_nowhere(bench: Bench, name: str) -> None:
    bench.speak()
    bench.pack_all()
    bench.forge(set_card("name", name))
    (card,) = bench.take().voices
    assert (bench.voices.root / card.id).is_dir()
    assert "/" not in card.id
    assert card.id not in ("con", "..", "")
    assert {one.name for one in bench.there.root.iterdir()} <= {"voices", ".locks", ".unpacking", ".incoming"}


def test_a_card_that_claims_to_be_ready_is_tried_all_the_same(bench: Bench) -> None:
    bench.speak()
    bench.pack_all()
    bench.forge(set_card("state", "ready"))
    (card,) = bench.take(probe=None).voices
    assert bench.voices.get(card.id).state == "probing"
    assert bench.voices.for_language("en") is None


def test_a_model_whose_shape_is_wrong_is_refused(bench: Bench) -> None:
    bench.add(named("One"))
    bench.speak()
    bench.pack_all()

    def change(manifest: Table, files: dict[str, bytes]) -> None:
        item = item_of(manifest)
        gone = next(one for one in item["files"] if one["path"].endswith("Gr.fst"))
        item["files"].remove(gone)
        del files[gone["path"]]

    bench.forge(change)
    done = bench.take()
    assert len(done.cards) == 1
    assert "the graph of its language" in done.refused[0]
    assert bench.voices.all() == ()


def test_an_older_program_would_skip_it_by_name(bench: Bench) -> None:
    bench.speak()
    bench.pack_all()
    bench.forge(lambda manifest, _files: item_of(manifest).__setitem__("kind", "hologram"))
    done = bench.take()
    assert (done.cards, done.voices) == ((), ())
    assert "cannot use “hologram” yet" in done.remarks[0]


def test_the_command_line_packs_and_unpacks_voices(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("edgeassist.cli.voices._probe", lambda: always_ready)
    monkeypatch.setattr("edgeassist.store.voices.prober", lambda *_: always_ready)
    monkeypatch.setenv("EDGEASSIST_HOME", str(tmp_path / "here"))
    archive = zipped(tmp_path / f"{NAME}.zip", below(NAME, layered()))
    assert run(["voices", "add", str(archive)]) == 0
    pack = str(tmp_path / "stick.edgepack")
    assert run(["models", "pack", "--voice", NAME, "--to", pack]) == 0
    assert "1 voice model" in capsys.readouterr().out
    assert run(["models", "pack", "--to", str(tmp_path / "none.edgepack")]) == 2
    capsys.readouterr()
    monkeypatch.setenv("EDGEASSIST_HOME", str(tmp_path / "there"))
    assert run(["models", "unpack", "--json", pack]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["voices"], told["models"]) == ([NAME], [])
    assert run(["voices", "list"]) == 0
    assert "used for en" in capsys.readouterr().out


def test_a_card_is_the_same_after_a_round_through_json(bench: Bench) -> None:
    card = bench.speak()
    assert msgspec.json.decode(msgspec.json.encode(card), type=VoiceCard) == card
