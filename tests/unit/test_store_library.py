# SPDX-License-Identifier: Apache-2.0
"""The library: what an import leaves behind in every ending, and how models are found, removed and restored."""

import errno
import hashlib
import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest

from edgeassist.core.errors import BadUsage, EdgeError, Unavailable
from edgeassist.store.card import CARD_NAME, read_card
from edgeassist.store.inspected import LIST_NAME
from edgeassist.store.inspection import Inspection
from edgeassist.store.intake import FileTooLargeForDrive, ImportStopped, NotEnoughDisk, StoreTrouble
from edgeassist.store.library import Library, NoSuchModel
from edgeassist.store.opened import Opened, open_regular
from edgeassist.store.refusals import FileChanged, FileGone
from tests.support.gguf_forge import STRING, Recipe, sound
from tests.support.store_bench import StoreBench, inspect_here


@pytest.fixture
def bench(tmp_path: Path) -> StoreBench:
    return StoreBench(tmp_path)


def named(name: str) -> Recipe:
    return sound().having("general.name", STRING, name)


def test_a_new_library_is_empty_and_creates_nothing(bench: StoreBench) -> None:
    assert bench.library.cards() == ()
    assert not bench.root.exists()


def test_an_imported_model_is_listed_with_its_card_and_its_bytes(bench: StoreBench) -> None:
    source = bench.file()
    card = bench.take_in(source)
    assert bench.library.cards() == (card,)
    assert (card.id, card.state, card.imported_from) == ("forged-f32", "probing", "chosen.gguf")
    assert card.sha256 == hashlib.sha256(source.read_bytes()).hexdigest()
    assert bench.library.path(card).read_bytes() == source.read_bytes()
    assert bench.everything() == ["forged-f32/card.json", "forged-f32/forged-f32.gguf"]


def test_the_steps_of_an_import_are_reported_to_their_end(bench: StoreBench) -> None:
    size = bench.file().stat().st_size
    bench.take_in(bench.folder / "chosen.gguf")
    assert bench.steps == [("Checking", 0, size), ("Copying", size, size)]


def test_the_same_content_again_is_the_same_model_with_a_remark(bench: StoreBench) -> None:
    first = bench.take_in(bench.file())
    again = bench.take_in(bench.file(name="copy.gguf"))
    assert again.id == first.id
    assert "already" in again.remark
    assert bench.library.get(first.id).remark == ""
    assert len(bench.library.cards()) == 1


def test_models_of_one_name_get_different_ids(bench: StoreBench) -> None:
    bench.take_in(bench.file(named("Twin").having("general.version", STRING, "1")))
    bench.take_in(bench.file(named("Twin").having("general.version", STRING, "2")))
    assert [one.id for one in bench.library.cards()] == ["twin-f32", "twin-f32-2"]


def test_a_refused_file_leaves_nothing(bench: StoreBench) -> None:
    with pytest.raises(EdgeError):
        bench.take_in(bench.file(b"<html>"))
    assert bench.library.cards() == ()
    assert not bench.root.exists()


def test_a_full_disk_is_known_before_anything_is_written(bench: StoreBench) -> None:
    library = Library(bench.root, free_disk=lambda _: 1_000_000)
    with pytest.raises(NotEnoughDisk, match=r"67 MB of disk space; 1\.0 MB are free") as caught:
        library.import_file(bench.file(), inspect=inspect_here, on_progress=lambda *_: None, cancelled=lambda: False)
    assert caught.value.have_bytes == 1_000_000
    assert bench.everything() == []


@pytest.mark.skipif(os.name == "nt", reason="needs a POSIX limit on file sizes")
def test_a_drive_that_takes_no_file_of_that_size_is_named_and_nothing_is_left(bench: StoreBench) -> None:
    import resource

    source, limits = bench.file(), resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, limits[1]))
    try:
        with pytest.raises(FileTooLargeForDrive) as caught:
            bench.take_in(source)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert caught.value.size_bytes == source.stat().st_size
    assert bench.everything() == []
    assert bench.library.cards() == ()


def test_a_disk_that_fills_up_while_copying_leaves_nothing_and_tells_what_is_free(
    bench: StoreBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    source = bench.file()
    library = Library(bench.root, free_disk=lambda _: 10**12)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1_000))
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NotEnoughDisk) as caught:
        library.import_file(source, inspect=inspect_here, on_progress=lambda *_: None, cancelled=lambda: False)
    assert (caught.value.need_bytes, caught.value.have_bytes) == (source.stat().st_size, 1_000)
    assert bench.everything() == []


def test_a_models_folder_that_cannot_be_written_is_what_the_machine_lacks(bench: StoreBench) -> None:
    bench.root.write_text("a file in its place")
    with pytest.raises(StoreTrouble) as caught:
        bench.take_in(bench.file())
    assert caught.value.exit_code == Unavailable.exit_code


def test_a_cancelled_import_leaves_nothing(bench: StoreBench) -> None:
    source = bench.file()
    asked = iter((False, True))
    with pytest.raises(ImportStopped):
        bench.library.import_file(
            source, inspect=inspect_here, on_progress=lambda *_: None, cancelled=lambda: next(asked)
        )
    assert bench.everything() == []
    assert source.exists()


_KILLED_IMPORT = """
import os, signal, sys
from pathlib import Path
from edgeassist.store.library import Library
from tests.support.store_bench import inspect_here
def report(step, done, total):
    if step == "Copying":
        os.kill(os.getpid(), signal.SIGKILL)
Library(Path(sys.argv[1])).import_file(
    Path(sys.argv[2]), inspect=inspect_here, on_progress=report, cancelled=lambda: False)
"""


@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
def test_a_killed_import_shows_no_model_and_is_swept_at_the_next_start(bench: StoreBench) -> None:
    arguments = [sys.executable, "-c", _KILLED_IMPORT, str(bench.root), str(bench.file())]
    child = subprocess.run(arguments, cwd=Path(__file__).parents[2], check=False)
    assert child.returncode == -9
    assert [name.split("/")[-1] for name in bench.everything()] == ["model.gguf.part"]
    assert bench.library.cards() == ()
    bench.library.sweep()
    assert bench.everything() == []


def test_a_running_import_of_another_process_is_not_swept(bench: StoreBench) -> None:
    theirs = bench.root / ".incoming" / f"{os.getppid()}-abcd"
    theirs.mkdir(parents=True)
    bench.library.sweep()
    assert theirs.is_dir()


@pytest.mark.parametrize("name", ["99999999999999-abcd", "²-abcd", "٣-abcd", "-", "0-abcd"])
def test_what_no_process_can_have_left_is_swept_too(bench: StoreBench, name: str) -> None:
    (bench.root / ".incoming" / name).mkdir(parents=True)
    bench.library.sweep()
    assert list((bench.root / ".incoming").iterdir()) == []


def test_a_file_written_to_while_it_is_copied_is_refused(bench: StoreBench) -> None:
    source = bench.file()

    def scribble(opened: Opened) -> Inspection:
        facts = inspect_here(opened)
        os.utime(source, ns=(1, 1))
        return facts

    with pytest.raises(FileChanged):
        bench.library.import_file(source, inspect=scribble, on_progress=lambda *_: None, cancelled=lambda: False)
    assert bench.everything() == []


def test_a_file_swapped_in_after_the_check_is_not_the_one_copied(bench: StoreBench) -> None:
    source = bench.file()
    checked = source.read_bytes()

    def swap(opened: Opened) -> Inspection:
        facts = inspect_here(opened)
        bench.file(b"another file", name="evil").replace(source)
        return facts

    card = bench.library.import_file(source, inspect=swap, on_progress=lambda *_: None, cancelled=lambda: False)
    assert bench.library.path(card).read_bytes() == checked


def test_a_missing_file_is_not_found(bench: StoreBench) -> None:
    with pytest.raises(FileGone):
        bench.take_in(bench.folder / "nothing.gguf")


def test_models_are_found_by_id_and_by_name(bench: StoreBench) -> None:
    card = bench.take_in(bench.file(named("My Model")))
    assert bench.library.get("my-model-f32") == bench.library.get("my model") == card


def test_a_misspelt_model_brings_a_suggestion(bench: StoreBench) -> None:
    bench.take_in(bench.file(named("SmolLM")))
    with pytest.raises(NoSuchModel) as caught:
        bench.library.get("smolm-f32")
    assert caught.value.close == ("smollm-f32",)
    assert "smollm-f32" in caught.value.hint


def test_a_name_that_two_models_have_asks_for_an_id(bench: StoreBench) -> None:
    bench.take_in(bench.file(named("Twin").having("general.version", STRING, "1")))
    bench.take_in(bench.file(named("Twin").having("general.version", STRING, "2")))
    with pytest.raises(BadUsage) as caught:
        bench.library.get("Twin")
    assert "twin-f32-2" in caught.value.hint


def test_a_removed_model_comes_back_until_the_trash_is_emptied(bench: StoreBench) -> None:
    card = bench.take_in(bench.file())
    bench.library.remove(card.id)
    assert bench.library.cards() == ()
    assert bench.library.restore(card.id) == card
    bench.library.remove(card.id)
    bench.library.empty_trash()
    with pytest.raises(NoSuchModel):
        bench.library.restore(card.id)
    assert bench.everything() == []


def test_one_removed_model_can_be_deleted_while_another_may_still_come_back(bench: StoreBench) -> None:
    kept, gone = bench.take_in(bench.file(named("Kept"))), bench.take_in(bench.file(named("Gone")))
    bench.library.remove(kept.id)
    bench.library.remove(gone.id)
    bench.library.empty_trash(only=gone.id)
    with pytest.raises(NoSuchModel):
        bench.library.restore(gone.id)
    assert bench.library.restore(kept.id) == kept


def test_the_id_of_a_removed_model_is_not_given_away(bench: StoreBench) -> None:
    first = bench.take_in(bench.file())
    bench.library.remove(first.id)
    second = bench.take_in(bench.file())
    assert second.id != first.id
    assert bench.library.restore(first.id) == first


@pytest.mark.parametrize("card_id", ["", ".", "..", "../x", ".trash", "/etc", "nothing"])
def test_only_models_can_be_removed(card_id: str, bench: StoreBench) -> None:
    bench.take_in(bench.file())
    bench.library.remove(bench.take_in(bench.file(named("Other"))).id)
    with pytest.raises(NoSuchModel):
        bench.library.remove(card_id)
    assert len(bench.library.cards()) == 1


def test_a_truncated_model_is_listed_as_damaged(bench: StoreBench) -> None:
    card = bench.take_in(bench.file())
    os.truncate(bench.library.path(card), 0)
    (listed,) = bench.library.cards()
    assert (listed.state, listed.failure_code, listed.usable) == ("failed", "model-damaged", False)


def test_a_model_without_its_file_is_listed_as_missing(bench: StoreBench) -> None:
    card = bench.take_in(bench.file())
    bench.library.path(card).unlink()
    assert bench.library.cards()[0].failure_code == "model-missing"


def test_a_damaged_model_can_be_imported_again(bench: StoreBench) -> None:
    card = bench.take_in(bench.file())
    os.truncate(bench.library.path(card), 0)
    again = bench.take_in(bench.file())
    assert (again.usable, again.remark) == (True, "")


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"id": 7}', b"\xff\xfe", b"[" * 100_000, b'{"id":"x"}'])
def test_a_damaged_card_never_stops_the_list(content: bytes, bench: StoreBench) -> None:
    bench.take_in(bench.file())
    broken = bench.root / "broken"
    broken.mkdir()
    (broken / CARD_NAME).write_bytes(content)
    listed = {one.id: one for one in bench.library.cards()}
    assert listed["forged-f32"].usable
    assert (listed["broken"].state, listed["broken"].failure_code) == ("failed", "card-damaged")
    assert listed["broken"].failure.endswith(".")


@pytest.mark.parametrize("file", ["../secret", "/etc/passwd", "..", "a\\b", "C:x"])
def test_a_card_cannot_point_outside_its_folder(file: str, bench: StoreBench) -> None:
    card = bench.take_in(bench.file())
    path = bench.root / card.id / CARD_NAME
    path.write_text(json.dumps(json.loads(path.read_text()) | {"file": file}))
    assert bench.library.cards()[0].failure_code == "card-damaged"


def test_keys_of_a_newer_version_survive_a_save(bench: StoreBench) -> None:
    card = bench.take_in(bench.file())
    path = bench.root / card.id / CARD_NAME
    path.write_text(json.dumps(json.loads(path.read_text()) | {"from_the_future": [1, {"a": 2}]}))
    bench.library.save(msgspec.structs.replace(bench.library.get(card.id), deaths=2))
    assert json.loads(path.read_text())["from_the_future"] == [1, {"a": 2}]
    assert read_card(path.parent).deaths == 2


def test_the_card_of_a_model_that_is_gone_is_not_saved(bench: StoreBench) -> None:
    card = bench.take_in(bench.file())
    bench.library.remove(card.id)
    with pytest.raises(NoSuchModel):
        bench.library.save(card)
    assert bench.library.cards() == ()


def test_an_update_works_on_the_card_as_it_is_now(bench: StoreBench) -> None:
    library, card = bench.library, bench.take_in(bench.file())
    library.save(msgspec.structs.replace(card, deaths=2))
    updated = library.update(card.id, lambda now: msgspec.structs.replace(now, state="ready"))
    assert (updated.deaths, updated.state) == (2, "ready")
    assert library.get(card.id) == updated


def test_updates_by_many_threads_all_count(bench: StoreBench) -> None:
    library, card = bench.library, bench.take_in(bench.file())
    together = threading.Barrier(4)

    def count() -> None:
        together.wait()
        for _ in range(5):
            library.update(card.id, lambda now: msgspec.structs.replace(now, deaths=now.deaths + 1))

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert library.get(card.id).deaths == 20


def test_a_damaged_card_is_not_written_over_by_an_update(bench: StoreBench) -> None:
    card = bench.take_in(bench.file())
    path = bench.root / card.id / CARD_NAME
    path.write_text("{")
    with pytest.raises(StoreTrouble):
        bench.library.update(card.id, lambda now: now)
    assert path.read_text() == "{"


def test_an_imported_model_needs_no_check(bench: StoreBench) -> None:
    card = bench.take_in(bench.file())
    assert not bench.library.needs_check(card)


def copied_in(bench: StoreBench, **changes: object) -> str:
    """Copy a model's folder by hand, with a card that says what it likes."""
    folder = bench.root / bench.take_in(bench.file()).id
    copy = folder.with_name("copied")
    shutil.copytree(folder, copy)
    path = copy / CARD_NAME
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))
    return copy.name


def test_a_folder_copied_in_by_hand_needs_a_check_once(bench: StoreBench) -> None:
    library, card_id = bench.library, copied_in(bench, template="own", layers=9999)
    marks = json.loads((bench.root / LIST_NAME).read_text())
    (bench.root / LIST_NAME).write_text(json.dumps(marks | {card_id: next(iter(marks.values()))}))
    assert library.needs_check(library.get(card_id))
    checked = library.check(library.get(card_id), inspect=inspect_here)
    assert (checked.template, checked.layers) == ("fallback", 2)
    assert library.get(card_id) == checked
    assert not bench.library.needs_check(checked)


def test_a_file_that_changed_since_its_check_needs_another(bench: StoreBench) -> None:
    card = bench.take_in(bench.file())
    os.utime(bench.library.path(card), ns=(1, 1))
    assert bench.library.needs_check(card)


def test_a_list_of_checks_that_is_damaged_or_cannot_be_kept_only_costs_a_check(
    bench: StoreBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = bench.take_in(bench.file())
    (bench.root / LIST_NAME).write_text("[")
    assert bench.library.needs_check(card)

    def full(_path: Path, _content: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("edgeassist.store.inspected.replace_file", full)
    bench.library.mark_checked(card)
    assert bench.library.needs_check(card)


def test_the_texts_of_a_card_copied_in_are_made_harmless(bench: StoreBench) -> None:
    card_id = copied_in(bench, name="a\u202eb\x1b[31m" * 99, licence="\n" * 999, languages=["\x07" * 99])
    card = bench.library.get(card_id)
    assert all(len(text) <= 80 and text.isprintable() for text in (card.name, card.licence, *card.languages))


@pytest.mark.parametrize("number", [-1, 10**300])
def test_a_card_with_impossible_numbers_is_damaged(bench: StoreBench, number: int) -> None:
    card_id = copied_in(bench, kv_elements=number)
    assert {one.id: one.failure_code for one in bench.library.cards()}[card_id] == "card-damaged"


def test_a_model_is_never_put_in_its_own_place(bench: StoreBench) -> None:
    card = bench.take_in(bench.file())
    again = bench.take_in(bench.file(name="copy.gguf"))
    assert again.remark
    assert bench.library.replace_with(card.id, again).id == card.id
    assert bench.library.cards() == (card,)
    assert bench.library.path(card).exists()


def test_an_id_says_how_a_model_was_made(bench: StoreBench) -> None:
    facts = inspect_facts(bench)
    assert bench.library.new_card(facts, "0" * 64, "x").id == "forged-f32"
    assert bench.library.new_card(facts, "0" * 64, "x", kind="Mixed pruned2").id == "forged-mixed-pruned2"


def inspect_facts(bench: StoreBench) -> Inspection:
    with open_regular(bench.file()) as opened:
        return inspect_here(opened)
