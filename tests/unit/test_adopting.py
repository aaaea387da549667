# SPDX-License-Identifier: Apache-2.0
"""What was copied into the models folder by hand: listed at once, looked at when asked, never lost."""

import os
import shutil
from pathlib import Path

import msgspec
import pytest

from edgeassist.core.stop import Stop, Stopped
from edgeassist.store.adopting import NOT_LOOKED_AT, REST_S, NothingToAdopt, adopt, is_copied_in, rests, signature
from edgeassist.store.card import ModelCard
from edgeassist.store.refusals import MissingParts, NotAFile, Refused
from edgeassist.store.unfit import LIST_NAME as UNFIT_NAME
from edgeassist.store.unfit import Unfit, known_unfit
from tests.support.gguf_parts import in_parts
from tests.support.pack_bench import StopAfter, named
from tests.support.store_bench import StoreBench, inspect_here


@pytest.fixture
def bench(tmp_path: Path) -> StoreBench:
    made = StoreBench(tmp_path)
    made.root.mkdir()
    return made


def taken_in(bench: StoreBench, row_id: str, stop: Stop | None = None) -> ModelCard:
    return adopt(bench.library, row_id, inspect_here, lambda *step: bench.steps.append(step), stop or Stop())


def put(bench: StoreBench, *names: str, name: str = "Model") -> Path:
    """Copy a model to a place below the models folder."""
    place = bench.root.joinpath(*names)
    place.parent.mkdir(exist_ok=True)
    shutil.copy(bench.file(named(name)), place)
    return place


def test_a_folder_with_a_model_and_no_card_is_listed_and_nothing_is_changed(bench: StoreBench) -> None:
    put(bench, "mine", "some.gguf")
    before = bench.everything()
    (row,) = bench.library.cards()
    assert (row.id, row.failure_code, row.usable) == ("mine", NOT_LOOKED_AT, False)
    assert "has not been looked at yet" in row.failure
    assert bench.everything() == before


def test_a_folder_is_adopted_where_it_is(bench: StoreBench) -> None:
    put(bench, "mine", "Some Model.gguf")
    card = taken_in(bench, "mine")
    assert (card.id, card.file, card.state) == ("mine", "Some Model.gguf", "probing")
    assert bench.library.cards() == (card,)
    assert not bench.library.needs_check(card)


def test_a_bare_file_gets_a_folder_of_its_own(bench: StoreBench) -> None:
    put(bench, "Some Model.Q4.gguf")
    (row,) = bench.library.cards()
    assert (row.id, row.name, row.failure_code) == ("Some Model.Q4.gguf", "Some Model.Q4", NOT_LOOKED_AT)
    card = taken_in(bench, row.id)
    assert (card.id, card.name) == ("some-model-q4", "Model")
    assert bench.everything() == ["some-model-q4/Some Model.Q4.gguf", "some-model-q4/card.json"]


def test_a_folder_whose_name_cannot_be_an_id_gets_another_that_is_free(bench: StoreBench) -> None:
    put(bench, "mein-modell", "a.gguf", name="One")
    put(bench, "Mein Modell", "a.gguf", name="Two")
    assert taken_in(bench, "Mein Modell").id == "mein-modell-2"
    assert taken_in(bench, "mein-modell").id == "mein-modell"
    assert [one.name for one in bench.library.cards()] == ["One", "Two"]


def test_a_file_that_is_unfit_stays_as_it_was_put(bench: StoreBench) -> None:
    (bench.root / "bad").mkdir()
    (bench.root / "bad" / "a.gguf").write_bytes(b"<html>")
    with pytest.raises(Refused):
        taken_in(bench, "bad")
    assert bench.everything() == ["bad/a.gguf"]


def test_a_row_that_was_refused_says_why_until_it_is_another_file(bench: StoreBench) -> None:
    path = bench.root / "bad.gguf"
    path.write_bytes(b"just a text, no model")
    with pytest.raises(Refused) as caught:
        taken_in(bench, "bad.gguf")
    (row,) = bench.library.cards()
    assert (row.id, row.failure_code) == ("bad.gguf", caught.value.code)
    assert row.failure == f"{caught.value} {caught.value.hint}"
    assert is_copied_in(row)
    assert bench.everything() == ["bad.gguf"]
    path.write_bytes(b"another text")
    assert bench.library.cards()[0].failure_code == NOT_LOOKED_AT


def test_a_note_of_another_version_or_a_damaged_one_holds_for_nothing(bench: StoreBench) -> None:
    path = bench.root / "bad.gguf"
    path.write_bytes(b"<html>")
    size, changed = signature(path)
    note = Unfit(size, changed, "0.0.0", "file-is-web-page", "It is a web page.")
    (bench.root / UNFIT_NAME).write_bytes(msgspec.json.encode({"bad.gguf": note}))
    assert bench.library.cards()[0].failure_code == NOT_LOOKED_AT
    (bench.root / UNFIT_NAME).write_bytes(b"[")
    assert bench.library.cards()[0].failure_code == NOT_LOOKED_AT


def test_notes_about_what_is_gone_are_forgotten(bench: StoreBench) -> None:
    for name in ("one.gguf", "two.gguf"):
        (bench.root / name).write_bytes(b"<html>")
        with pytest.raises(Refused):
            taken_in(bench, name)
        (bench.root / "one.gguf").unlink(missing_ok=True)
    assert list(known_unfit(bench.root)) == ["two.gguf"]


@pytest.mark.skipif(os.name == "nt", reason="links need a right of their own there")
def test_a_link_stays_where_it_is(bench: StoreBench) -> None:
    (bench.root / "linked.gguf").symlink_to(bench.file(named("Model")))
    with pytest.raises(NotAFile):
        taken_in(bench, "linked.gguf")
    assert (bench.root / "linked.gguf").is_symlink()
    assert bench.library.cards()[0].failure_code == "not-a-regular-file"


def test_what_was_written_to_a_moment_ago_does_not_rest(bench: StoreBench) -> None:
    path = put(bench, "mine", "a.gguf")
    os.utime(path, (1000, 1000))
    assert not rests(bench.root / "mine", 1000 + REST_S - 1)
    assert rests(bench.root / "mine", 1000 + REST_S)
    assert rests(bench.root / "mine", 500)  # a clock that was set back
    assert not rests(bench.root / "gone", 0)


def test_a_stopped_adoption_can_be_done_again(bench: StoreBench) -> None:
    put(bench, "bare.gguf")
    with pytest.raises(Stopped):
        taken_in(bench, "bare.gguf", StopAfter(0))
    (row,) = bench.library.cards()
    assert (row.id, row.failure_code) == ("bare.gguf", NOT_LOOKED_AT)
    assert bench.everything() == ["bare.gguf"]
    assert taken_in(bench, "bare.gguf").usable


def test_several_models_in_one_folder_are_not_guessed_about(bench: StoreBench) -> None:
    put(bench, "many", "a.gguf")
    put(bench, "many", "b.gguf")
    with pytest.raises(NothingToAdopt, match="2 different model files"):
        taken_in(bench, "many")
    assert bench.everything() == ["many/a.gguf", "many/b.gguf"]


def test_the_parts_of_one_model_in_a_folder_become_one_file(bench: StoreBench) -> None:
    folder = bench.root / "parts"
    folder.mkdir()
    in_parts(named("Joined"), folder, "big", 3)
    card = taken_in(bench, "parts")
    assert (card.name, card.usable) == ("Joined", True)
    assert bench.everything() == ["parts/card.json", "parts/parts.gguf"]


def test_bare_parts_are_one_row_and_become_one_file(bench: StoreBench) -> None:
    first, *others = in_parts(named("Joined"), bench.root, "Big Model", 3)
    (row,) = bench.library.cards()
    assert (row.id, row.name) == (first.name, "Big Model")
    assert row.size_bytes == sum(one.stat().st_size for one in (first, *others))
    card = taken_in(bench, row.id)
    assert (card.id, card.name, card.usable) == ("big-model", "Joined", True)
    assert bench.everything() == ["big-model/big-model.gguf", "big-model/card.json"]


def test_bare_parts_wait_for_the_missing_one_where_they_are(bench: StoreBench) -> None:
    parts = in_parts(named("Joined"), bench.root, "big", 3)
    late = parts[1].rename(bench.folder / "late")
    with pytest.raises(MissingParts, match="big-00002-of-00003"):
        taken_in(bench, parts[0].name)
    assert bench.everything() == [parts[0].name, parts[2].name]
    assert bench.library.cards()[0].failure_code == "split-parts-missing"
    late.rename(parts[1])
    (row,) = bench.library.cards()
    assert row.failure_code == NOT_LOOKED_AT
    assert taken_in(bench, row.id).usable


def test_a_stop_while_bare_parts_are_joined_leaves_them_as_they_are(bench: StoreBench) -> None:
    parts = in_parts(named("Joined"), bench.root, "big", 3)
    with pytest.raises(Stopped):
        taken_in(bench, parts[0].name, StopAfter(0))
    assert bench.everything() == [one.name for one in parts]


def test_two_models_in_parts_in_one_folder_are_not_guessed_about(bench: StoreBench) -> None:
    folder = bench.root / "two"
    folder.mkdir()
    parts = (*in_parts(named("One"), folder, "a", 2), *in_parts(named("Two"), folder, "b", 2))
    with pytest.raises(NothingToAdopt, match="2 different model files"):
        taken_in(bench, "two")
    assert bench.everything() == [f"two/{one.name}" for one in parts]


def test_a_model_that_is_here_already_is_adopted_with_a_remark(bench: StoreBench) -> None:
    first = bench.take_in(bench.file(named("Model")))
    put(bench, "again", "a.gguf")
    assert taken_in(bench, "again").remark == f"Its content is the same as that of {first.id}."


def test_a_folder_copied_with_its_card_is_checked(bench: StoreBench) -> None:
    card = bench.take_in(bench.file())
    shutil.copytree(bench.root / card.id, bench.root / "copy")
    assert bench.library.needs_check(bench.library.get("copy"))
    assert taken_in(bench, "copy").id == "copy"
    assert not bench.library.needs_check(bench.library.get("copy"))


def test_what_is_no_model_is_not_listed(bench: StoreBench) -> None:
    (bench.root / "empty").mkdir()
    (bench.root / "notes.txt").write_text("x")
    (bench.root / ".hidden.gguf").write_text("x")
    assert bench.library.cards() == ()


def test_a_bare_file_can_be_removed_and_restored(bench: StoreBench) -> None:
    put(bench, "bare.gguf")
    bench.library.remove("bare.gguf")
    assert bench.library.cards() == ()
    assert bench.library.restore("bare.gguf").failure_code == NOT_LOOKED_AT
