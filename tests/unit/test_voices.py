# SPDX-License-Identifier: Apache-2.0
"""Voice models in the store: added from all they come in, listed, chosen by language, checked, removed."""

import shutil
import threading
from pathlib import Path

import msgspec
import pytest

from edgeassist.core.stop import Stop, Stopped
from edgeassist.store.intake import NotEnoughDisk, StoreTrouble
from edgeassist.store.library import Library
from edgeassist.store.moving import move_store
from edgeassist.store.pack_drive import Room
from edgeassist.store.voice_card import VOICE_CARD, VoiceCard, VoiceFile, read_voice_card, write_voice_card
from edgeassist.store.voice_intake import HERE_ALREADY, take_in
from edgeassist.store.voice_refusals import NoSuchVoice, NotAVoiceModel, WhichLanguage
from edgeassist.store.voices import Voices
from tests.support.pack_bench import StopAfter
from tests.support.voices_made import NAME, Files, always_ready, below, flat, in_folder, layered, tarred, zipped


def quiet(step: str, done: int, total: int) -> None:
    """Hear a report."""


@pytest.fixture
def voices(tmp_path: Path) -> Voices:
    return Voices(tmp_path / "models")


def add(voices: Voices, path: Path, language: str = "") -> VoiceCard:
    return voices.add(path, always_ready, quiet, Stop(), language=language)


def added(voices: Voices, folder: Path, name: str = NAME, files: Files | None = None) -> VoiceCard:
    return add(voices, zipped(folder / f"{name}.zip", below(name, files or layered())))


def test_a_zip_becomes_a_folder_with_a_card(voices: Voices, tmp_path: Path) -> None:
    card = added(voices, tmp_path)
    assert (card.id, card.name, card.language, card.state) == (NAME, NAME, "en", "ready")
    assert (card.takes_grammar, card.big, card.added_from) == (True, False, f"{NAME}.zip")
    folder = voices.root / card.id
    there = {one.relative_to(folder).as_posix() for one in folder.rglob("*") if one.is_file()}
    assert there == {*layered(), VOICE_CARD}
    assert {one.path: (folder / one.path).stat().st_size for one in card.files} == {
        one.path: one.size_bytes for one in card.files
    }
    assert (folder / "am/final.mdl").read_bytes() == layered()["am/final.mdl"]


@pytest.mark.parametrize("how", ["zip", "zip-without-top", "tar.gz", "folder", "flat-zip", "flat-folder"])
def test_it_comes_in_several_ways(voices: Voices, tmp_path: Path, how: str) -> None:
    files = flat() if how.startswith("flat") else layered()
    source = {
        "zip": lambda: zipped(tmp_path / f"{NAME}.zip", below(NAME, files)),
        "zip-without-top": lambda: zipped(tmp_path / f"{NAME}.zip", files),
        "tar.gz": lambda: tarred(tmp_path / f"{NAME}.tar.gz", below(f"./{NAME}", files)),
        "folder": lambda: in_folder(tmp_path / NAME, files),
        "flat-zip": lambda: zipped(tmp_path / "x.zip", below(NAME, files)),
        "flat-folder": lambda: in_folder(tmp_path / NAME, files),
    }[how]()
    card = add(voices, source)
    assert {one.path for one in card.files} == set(files)
    model = voices.for_language("en")
    assert model is not None
    assert (model.folder, model.name, model.language) == (voices.root / NAME, NAME, "en")


def test_what_is_no_part_of_a_model_is_passed_over(voices: Voices, tmp_path: Path) -> None:
    more = {"run.sh": b"#!/bin/sh", "inner.zip": b"PK\3\4", "am/tree": b"x", "deep/er/x.txt": b"x"}
    other = {"__MACOSX/._am": b"x", "README": b"not the model's", "other/am/final.mdl": b"x"}
    path = zipped(tmp_path / "v.zip", {"README": b"beside"} | below(NAME, layered() | more) | other)
    card = add(voices, path)
    assert {one.path for one in card.files} == set(layered())


def test_an_unknown_language_has_to_be_said(voices: Voices, tmp_path: Path) -> None:
    path = zipped(tmp_path / "mine.zip", below("my-voice", layered()))
    with pytest.raises(WhichLanguage):
        add(voices, path)
    assert voices.all() == ()
    assert add(voices, path, "de-AT").language == "de"


def test_the_same_model_is_not_copied_twice(voices: Voices, tmp_path: Path) -> None:
    first = added(voices, tmp_path)
    again = add(voices, in_folder(tmp_path / "other-name-en", below("", {}) | layered()), "en")
    assert (again.id, again.remark) == (first.id, HERE_ALREADY)
    assert len(voices.all()) == 1


def test_another_model_of_the_same_name_lies_beside_it(voices: Voices, tmp_path: Path) -> None:
    added(voices, tmp_path)
    newer = layered() | {"README": b"newer"}
    assert added(voices, tmp_path, files=newer).id == f"{NAME}-2"
    assert len(voices.all()) == 2


def test_a_damaged_one_is_replaced_by_a_whole_one(voices: Voices, tmp_path: Path) -> None:
    card = added(voices, tmp_path)
    (voices.root / card.id / "graph/Gr.fst").write_bytes(b"changed")
    assert voices.check(card.id, always_ready, quiet, Stop()).state == "failed"
    assert voices.for_language("en") is None
    assert added(voices, tmp_path).id == card.id
    assert voices.for_language("en") is not None
    assert len(voices.all()) == 1


def test_the_model_added_last_hears_its_language(voices: Voices, tmp_path: Path) -> None:
    for number, name in enumerate(("vosk-model-small-de-0.15", "vosk-model-de-0.21", "vosk-model-small-fr-0.22")):
        card = added(voices, tmp_path, name, layered() | {"README": name.encode()})
        later = msgspec.structs.replace(card, added_at=f"2026-01-0{number + 1}T00:00:00+00:00")
        write_voice_card(voices.root / card.id, later)
    german = voices.for_language("de-CH")
    assert german is not None
    assert german.name == "vosk-model-de-0.21"
    assert voices.languages() == ("de", "fr")
    assert voices.for_language("es") is None
    voices.remove("vosk-model-de-0.21")
    older = voices.for_language("de")
    assert older is not None
    assert older.name == "vosk-model-small-de-0.15"


def test_removing_frees_the_space_and_names_what_is_not_there(voices: Voices, tmp_path: Path) -> None:
    card = added(voices, tmp_path)
    assert voices.remove(card.id.upper()).id == card.id
    assert voices.all() == ()
    assert [one for one in (tmp_path / "models").rglob("*") if one.name == "final.mdl"] == []
    with pytest.raises(NoSuchVoice, match="no voice model called") as caught:
        voices.remove(card.id)
    assert "edgeassist voices add FILE" in caught.value.hint


@pytest.mark.parametrize("way", ["..", "../..", ".incoming", "/", "voices/../..", ""])
def test_no_id_leads_out_of_the_folder(voices: Voices, tmp_path: Path, way: str) -> None:
    added(voices, tmp_path)
    with pytest.raises(NoSuchVoice):
        voices.remove(way)
    with pytest.raises(NoSuchVoice):
        voices.check(way, always_ready, quiet, Stop())


def test_a_check_finds_a_flipped_bit(voices: Voices, tmp_path: Path) -> None:
    card = added(voices, tmp_path)
    for one in card.files:
        file = voices.root / card.id / one.path
        before = file.read_bytes()
        file.write_bytes(before[:-1] + bytes([before[-1] ^ 1]))
        bad = voices.check(card.id, always_ready, quiet, Stop())
        assert (bad.state, bad.failure_code) == ("failed", "voice-model-damaged")
        assert f"{one.path} is not what it was when it came" in bad.failure
        assert voices.for_language("en") is None
        file.write_bytes(before)
        assert voices.check(card.id, always_ready, quiet, Stop()).state == "ready"


def test_a_file_that_was_put_beside_is_found(voices: Voices, tmp_path: Path) -> None:
    card = added(voices, tmp_path)
    (voices.root / card.id / "conf/pitch.conf").write_text("--min-f0=50")
    assert (
        "conf/pitch.conf was put into its folder afterwards"
        in voices.check(card.id, always_ready, quiet, Stop()).failure
    )


def test_a_missing_or_cut_file_is_seen_without_reading(voices: Voices, tmp_path: Path) -> None:
    card = added(voices, tmp_path)
    graph = voices.root / card.id / "graph/Gr.fst"
    graph.write_bytes(graph.read_bytes()[:10])
    assert "graph/Gr.fst has another size" in voices.get(card.id).failure
    graph.unlink()
    assert "graph/Gr.fst is missing" in voices.get(card.id).failure
    assert voices.for_language("en") is None


def test_a_link_in_the_place_of_a_file_is_not_followed(voices: Voices, tmp_path: Path) -> None:
    card = added(voices, tmp_path)
    graph = voices.root / card.id / "graph/Gr.fst"
    shutil.move(graph, tmp_path / "elsewhere")
    graph.symlink_to(tmp_path / "elsewhere")
    assert voices.for_language("en") is None
    assert voices.check(card.id, always_ready, quiet, Stop()).state == "failed"


def test_a_folder_copied_in_by_hand_is_not_trusted_before_it_was_checked(voices: Voices, tmp_path: Path) -> None:
    card = added(voices, tmp_path)
    other = Voices(tmp_path / "other")
    shutil.copytree(voices.root, other.root)
    assert "not checked on this computer" in other.get(card.id).failure
    assert other.for_language("en") is None
    assert other.check(card.id, always_ready, quiet, Stop()).state == "ready"
    assert other.for_language("en") is not None


@pytest.mark.parametrize("path", ["graph/Gr.fst", "graph/HCLr.fst", "conf/model.conf", "am/final.mdl"])
def test_a_file_swapped_for_another_of_its_size_is_not_loaded(voices: Voices, tmp_path: Path, path: str) -> None:
    card = added(voices, tmp_path)
    file = voices.root / card.id / path
    other = file.with_name("other")
    other.write_bytes(file.read_bytes())
    other.replace(file)
    assert voices.for_language("en") is None
    assert voices.check(card.id, always_ready, quiet, Stop()).state == "ready"
    assert voices.for_language("en") is not None


def test_a_folder_without_a_card_is_listed_and_not_used(voices: Voices, tmp_path: Path) -> None:
    in_folder(voices.root / NAME, layered())
    (row,) = voices.all()
    assert (row.state, row.failure_code) == ("failed", "not-looked-at")
    assert "edgeassist voices add" in row.failure
    assert voices.check(NAME, always_ready, quiet, Stop()).failure_code == "not-looked-at"


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'{"id": 1}', b'{"id": "a", "name": "b"}', b"\xff", b"[" * 100_000],
)
def test_a_damaged_card_is_said_and_the_model_not_used(voices: Voices, tmp_path: Path, content: bytes) -> None:
    card = added(voices, tmp_path)
    (voices.root / card.id / VOICE_CARD).write_bytes(content)
    assert voices.get(card.id).failure_code == "card-damaged"
    assert voices.for_language("en") is None


@pytest.mark.parametrize("path", ["../x", "/etc/passwd", "a\\b", "", "a//b", "C:/x"])
def test_a_card_that_names_files_elsewhere_is_damaged(tmp_path: Path, path: str) -> None:
    card = VoiceCard(id="x", name="x", files=(VoiceFile(path, 1, "0" * 64),))
    write_voice_card(tmp_path, card)
    assert read_voice_card(tmp_path).failure_code == "card-damaged"


def test_a_stop_leaves_nothing(voices: Voices, tmp_path: Path) -> None:
    path = zipped(tmp_path / f"{NAME}.zip", below(NAME, layered()))
    library = Library(tmp_path / "models")
    for count in range(5):
        with pytest.raises(Stopped):
            take_in(library, path, quiet, StopAfter(count))
        assert [one for one in (tmp_path / "models").rglob("*") if one.is_file()] == []


def test_room_is_asked_for_before_anything_is_written(tmp_path: Path) -> None:
    path = zipped(tmp_path / f"{NAME}.zip", below(NAME, layered()))
    library = Library(tmp_path / "models")
    with pytest.raises(NotEnoughDisk, match="This voice model needs") as caught:
        take_in(library, path, quiet, Stop(), room=Room(free=lambda _folder: 1000))
    assert "choose a smaller one" in caught.value.hint
    assert [one for one in (tmp_path / "models").rglob("*") if one.is_file()] == []


@pytest.mark.parametrize("content", [b"", b"GGUF", b"PK\5\6" + b"\0" * 18, b"<html>"])
def test_another_file_is_no_voice_model(voices: Voices, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "vosk-model-en.zip"
    path.write_bytes(content)
    with pytest.raises(NotAVoiceModel, match="neither a zip file"):
        add(voices, path)


def test_a_link_to_an_archive_is_said(voices: Voices, tmp_path: Path) -> None:
    path = zipped(tmp_path / f"{NAME}.zip", below(NAME, layered()))
    (tmp_path / "link.zip").symlink_to(path)
    with pytest.raises(Exception, match="is a link") as caught:
        add(voices, tmp_path / "link.zip")
    assert getattr(caught.value, "code", "") == "not-a-regular-file"


def test_a_speaker_model_is_named_as_what_it_is_not(voices: Voices, tmp_path: Path) -> None:
    path = zipped(
        tmp_path / "vosk-model-spk-0.4.zip", below("vosk-model-spk-0.4", {"final.ext.raw": b"x", "README": b"x"})
    )
    with pytest.raises(NotAVoiceModel):
        add(voices, path, "en")
    assert voices.all() == ()


def test_models_and_voices_do_not_meet(voices: Voices, tmp_path: Path) -> None:
    added(voices, tmp_path)
    library = Library(tmp_path / "models")
    assert library.cards() == ()
    assert "voices" in library._taken()


def test_voices_move_with_the_store_and_stay_trusted(voices: Voices, tmp_path: Path) -> None:
    card = added(voices, tmp_path)
    moved: list[Path] = []
    assert move_store(tmp_path / "models", tmp_path / "drive", quiet, Stop(), switch=moved.append) == ()
    there = Voices(tmp_path / "drive")
    assert there.get(card.id).state == "ready"
    assert there.for_language("en") is not None
    assert not voices.root.exists()


def test_voices_copied_to_another_drive_stay_trusted(
    voices: Voices, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    added(voices, tmp_path)
    monkeypatch.setattr("edgeassist.store.moving._linked", lambda *_: False)
    move_store(tmp_path / "models", tmp_path / "drive", quiet, Stop(), switch=lambda _root: None)
    assert Voices(tmp_path / "drive").for_language("en") is not None


def test_two_at_once_keep_the_models_whole(voices: Voices, tmp_path: Path) -> None:
    paths = [
        zipped(tmp_path / f"vosk-model-{code}.zip", below(f"vosk-model-{code}", layered() | {"README": code.encode()}))
        for code in ("en", "de", "fr", "es")
    ]
    threads = [threading.Thread(target=add, args=(voices, path)) for path in paths]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert [one.language for one in voices.all()] == ["de", "en", "es", "fr"]


def test_a_folder_that_cannot_be_written_is_said(voices: Voices, tmp_path: Path) -> None:
    (tmp_path / "models").write_text("no folder")
    with pytest.raises(StoreTrouble, match="The models folder cannot be"):
        added(voices, tmp_path)
