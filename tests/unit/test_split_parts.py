# SPDX-License-Identifier: Apache-2.0
"""Models in parts: a complete set becomes one model, an incomplete or mixed one is refused by name."""

from pathlib import Path

import pytest

from edgeassist.core.stop import Stop
from edgeassist.store.inspection import checked_header
from edgeassist.store.intake import ImportStopped, NotEnoughDisk
from edgeassist.store.library import Library
from edgeassist.store.opened import open_regular
from edgeassist.store.refusals import (
    BadTensor,
    BadValue,
    CutShort,
    FileGone,
    MissingParts,
    NotGguf,
    OverLimit,
    Refused,
    SplitModel,
)
from edgeassist.store.split_parts import is_part, join_parts, joined_bytes
from tests.support.gguf_forge import STRING, U16, U32, Weights
from tests.support.gguf_parts import in_parts
from tests.support.pack_bench import named
from tests.support.store_bench import StoreBench, inspect_here


@pytest.fixture
def bench(tmp_path: Path) -> StoreBench:
    return StoreBench(tmp_path)


def joined(parts: tuple[Path, ...], target: Path) -> str:
    return join_parts(parts[0], target, lambda *_: None, Stop()).sha256


@pytest.mark.parametrize("count", [2, 3, 7])
@pytest.mark.parametrize("chosen", [0, -1])
def test_a_complete_set_is_imported_as_one_model(count: int, chosen: int, bench: StoreBench) -> None:
    parts = in_parts(named("Whole"), bench.folder, "whole", count)
    card = bench.take_in(parts[chosen])
    assert (card.name, card.usable, card.imported_from) == ("Whole", True, parts[chosen].name)
    with open_regular(bench.library.path(card)) as opened:
        header = checked_header(opened)
    assert {one.name for one in header.tensors} == {str(one.name).encode() for one in named("x").tensors}
    assert header.values["split.count"] == 0
    assert ("Joining", sum(one.data_bytes for one in named("x").tensors)) in [(step, at) for step, at, _ in bench.steps]
    assert all(part.is_file() for part in parts)


def test_each_tensor_keeps_its_own_bytes(bench: StoreBench) -> None:
    parts = in_parts(named("Whole"), bench.folder, "whole", 2)
    marked = parts[1].read_bytes()
    parts[1].write_bytes(marked[:-64] + b"\x07" * 64)
    joined(parts, bench.folder / "joined.gguf")
    assert (bench.folder / "joined.gguf").read_bytes().count(b"\x07" * 64) == 1


def test_another_alignment_of_the_first_part_holds_for_the_whole(bench: StoreBench) -> None:
    recipe = named("Wide").having("general.alignment", U32, 64)
    parts = in_parts(recipe, bench.folder, "wide", 3)
    card = bench.take_in(parts[0])
    assert card.usable


@pytest.mark.parametrize("name", ["models-00001-of-00002.gguf", "a-00002-of-00002.gguf"])
def test_a_part_is_known_by_its_name(name: str) -> None:
    assert is_part(name)
    assert not is_part("model.gguf")
    assert not is_part("model-00001-of-00001.gguf")


def test_g17_missing_parts_are_named(bench: StoreBench) -> None:
    parts = in_parts(named("Whole"), bench.folder, "whole", 4)
    parts[1].unlink()
    parts[3].unlink()
    with pytest.raises(MissingParts, match=r"whole-00002-of-00004\.gguf, whole-00004-of-00004\.gguf"):
        bench.take_in(parts[0], in_child=True)
    assert parts[0].is_file()
    assert parts[2].is_file()
    assert bench.everything() == []


def test_g17_a_complete_set_comes_through_the_real_check(bench: StoreBench) -> None:
    parts = in_parts(named("Whole"), bench.folder, "whole", 3)
    assert bench.take_in(parts[0], in_child=True).usable


def test_g17_a_part_of_another_model_is_refused_by_name(bench: StoreBench) -> None:
    parts = in_parts(named("Whole"), bench.folder, "whole", 3)
    other = in_parts(named("Other"), bench.folder, "other", 2)
    other[1].replace(parts[1])
    with pytest.raises(BadValue, match=r"whole-00002-of-00003\.gguf says it is another part"):
        bench.take_in(parts[0])
    assert bench.everything() == []


def test_g17_parts_in_the_wrong_places_are_refused(bench: StoreBench) -> None:
    parts = in_parts(named("Whole"), bench.folder, "whole", 3)
    keep = parts[1].read_bytes()
    parts[1].write_bytes(parts[2].read_bytes())
    parts[2].write_bytes(keep)
    with pytest.raises(BadValue):
        bench.take_in(parts[0])


def test_g17_a_part_cut_short_or_of_another_kind_is_refused_by_name(bench: StoreBench) -> None:
    parts = in_parts(named("Whole"), bench.folder, "whole", 2)
    whole = parts[1].read_bytes()
    parts[1].write_bytes(whole[:-100])
    with pytest.raises(CutShort, match="whole-00002-of-00002"):
        bench.take_in(parts[0])
    parts[1].write_bytes(b"<html>")
    with pytest.raises(NotGguf, match="whole-00002-of-00002"):
        bench.take_in(parts[0])


def test_a_tensor_in_two_parts_is_refused(bench: StoreBench) -> None:
    parts = in_parts(named("Whole"), bench.folder, "whole", 2)
    extra = in_parts(
        named("Whole").adding(Weights("x", (4, 4)), Weights("token_embd.weight", (4, 4))), bench.folder, "extra", 2
    )
    parts[1].write_bytes(extra[1].read_bytes())
    with pytest.raises(BadTensor, match="a tensor twice"):
        joined(parts, bench.folder / "x")
    impossible = in_parts(named("W").replacing("token_embd.weight", kind=99), bench.folder, "imp", 2)
    with pytest.raises(BadTensor):
        joined(impossible, bench.folder / "y")


@pytest.mark.parametrize(("kind", "value", "cause"), [(STRING, "x", BadValue), (U16, 5000, OverLimit)])
def test_an_impossible_number_of_parts_is_refused(
    kind: int, value: object, cause: type[Refused], bench: StoreBench
) -> None:
    path = bench.file(named("x").having("split.count", kind, value), "x-00001-of-00002.gguf")
    with pytest.raises(cause):
        joined_bytes(path)


def test_joining_without_room_or_against_the_wish_leaves_nothing(bench: StoreBench) -> None:
    parts = in_parts(named("Whole"), bench.folder, "whole", 2)
    full = Library(bench.root, free_disk=lambda _: 1000)
    with pytest.raises(NotEnoughDisk):
        full.import_file(parts[0], inspect=inspect_here, on_progress=lambda *_: None, cancelled=lambda: False)
    with pytest.raises(ImportStopped):
        bench.library.import_file(parts[0], inspect=inspect_here, on_progress=lambda *_: None, cancelled=lambda: True)
    assert bench.everything() == []


def test_a_part_that_goes_away_is_said(bench: StoreBench) -> None:
    parts = in_parts(named("Whole"), bench.folder, "whole", 2)
    parts[1].unlink()
    with pytest.raises(FileGone):
        joined(parts, bench.folder / "x")


def test_looking_at_a_part_says_that_an_import_joins_them(bench: StoreBench) -> None:
    parts = in_parts(named("Whole"), bench.folder, "whole", 2)
    with open_regular(parts[0]) as opened, pytest.raises(SplitModel, match="joined when it is imported") as caught:
        inspect_here(opened)
    assert "models import" in caught.value.hint
