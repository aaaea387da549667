# SPDX-License-Identifier: Apache-2.0
"""Verifying: what a read to the last byte says, what it marks, and how a damaged file can be had again."""

import hashlib
import shutil
from pathlib import Path

import msgspec
import pytest

from edgeassist.core.chunk_sums import sum_of
from edgeassist.core.stop import Stop, Stopped
from edgeassist.store.card import Measured, ModelCard, Origin
from edgeassist.store.library import NoSuchModel
from edgeassist.store.opened import open_regular
from edgeassist.store.progress import PERIOD_S, Progress
from edgeassist.store.reading import BUFFER_BYTES, sums_of
from edgeassist.store.refusals import FileChanged
from edgeassist.store.sums import SUMS_NAME
from edgeassist.store.verifying import (
    MIB,
    CannotVerify,
    Refetch,
    Reimport,
    Remake,
    damaged,
    places,
    repair_of,
    verify,
)
from tests.support.pack_bench import StopAfter, named
from tests.support.store_bench import StoreBench

ORIGIN = Origin(repo="owner/repo", commit="0" * 40, file="a.gguf")
MEASURED = Measured(prompt_rate=1.0, answer_rate=1.0, peak_bytes=1, context_tokens=1)


@pytest.fixture
def bench(tmp_path: Path) -> StoreBench:
    return StoreBench(tmp_path)


def checked(bench: StoreBench, card_id: str) -> ModelCard:
    return verify(bench.library, card_id, lambda *step: bench.steps.append(step), Stop())


def rotten(bench: StoreBench, card: ModelCard) -> bytes:
    """Change one byte of the model's file; return what it was."""
    path = bench.library.path(card)
    before = path.read_bytes()
    path.write_bytes(before[:-1] + b"\x01")
    return before


def test_a_whole_model_stays_as_it_is_and_its_reading_is_reported(bench: StoreBench) -> None:
    card = bench.take_in(bench.file())
    bench.steps.clear()
    assert checked(bench, card.id) == card
    assert bench.steps == [("Verifying", 0, card.size_bytes), ("Verifying", card.size_bytes, card.size_bytes)]


def test_a_changed_byte_is_found_kept_on_the_card_and_cleared_when_the_file_is_whole_again(bench: StoreBench) -> None:
    card = bench.take_in(bench.file())
    before = rotten(bench, card)
    bad = checked(bench, card.id)
    assert (bad.failure_code, bad.usable) == ("model-damaged", False)
    assert bad.failure == (
        "The file of this model is damaged (it differs from the one that came in from MiB 0 to MiB 1). Import it again."
    )
    assert not bench.library.get(card.id).usable
    bench.library.path(card).write_bytes(before)
    assert checked(bench, card.id).state == "probing"
    assert bench.library.get(card.id).usable


def test_a_model_measured_before_is_ready_again_once_it_is_whole(bench: StoreBench) -> None:
    card = bench.take_in(bench.file())
    bench.library.update(
        card.id, lambda now: damaged(msgspec.structs.replace(now, measured=MEASURED), "it has another size")
    )
    assert checked(bench, card.id).state == "ready"


def test_another_failure_is_not_cleared(bench: StoreBench) -> None:
    card = bench.take_in(bench.file())
    bench.library.update(card.id, lambda now: now.failed("probe-failed", "It did not work."))
    assert checked(bench, card.id).failure == "It did not work."


def test_a_model_without_a_digest_gets_one_with_a_remark(bench: StoreBench) -> None:
    card = bench.take_in(bench.file())
    bench.library.update(card.id, lambda now: msgspec.structs.replace(now, sha256=""))
    verified = checked(bench, card.id)
    assert verified.sha256 == card.sha256
    assert "noted from now on" in verified.remark


def without_sums(bench: StoreBench, card: ModelCard) -> ModelCard:
    (bench.library.path(card).parent / SUMS_NAME).unlink()
    assert bench.library.sums(card) is None
    return card


def test_a_model_without_quick_sums_is_judged_by_its_digest_and_gets_them(bench: StoreBench) -> None:
    card = without_sums(bench, bench.take_in(bench.file()))
    assert checked(bench, card.id) == card
    sums = bench.library.sums(card)
    assert sums is not None
    assert sums.chunks == (sum_of(bench.library.path(card).read_bytes()),)


def test_a_damaged_model_gets_no_quick_sums(bench: StoreBench) -> None:
    card = without_sums(bench, bench.take_in(bench.file()))
    rotten(bench, card)
    assert "differs from the one that came in)" in checked(bench, card.id).failure
    assert bench.library.sums(card) is None


def test_the_sums_of_another_store_are_not_believed_until_the_digest_agreed_here(
    bench: StoreBench, tmp_path: Path
) -> None:
    (tmp_path / "stranger").mkdir()
    stranger = StoreBench(tmp_path / "stranger")
    card = stranger.take_in(stranger.file())
    bench.take_in(bench.file(named("Mine")))
    shutil.copytree(stranger.library.path(card).parent, bench.root / card.id)
    assert bench.library.sums(card) is None
    assert checked(bench, card.id).usable
    assert bench.library.sums(card) == stranger.library.sums(card)


def test_with_quick_sums_the_digest_is_not_computed(bench: StoreBench, monkeypatch: pytest.MonkeyPatch) -> None:
    card = bench.take_in(bench.file())
    monkeypatch.delattr("edgeassist.store.verifying.sums_of")
    assert checked(bench, card.id) == card


def test_a_file_of_another_size_is_not_read(bench: StoreBench) -> None:
    card = bench.take_in(bench.file())
    bench.library.path(card).write_bytes(b"short")
    bench.steps.clear()
    assert "another size" in checked(bench, card.id).failure
    assert bench.steps == []


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (((0, 1),), "from MiB 0 to MiB 1"),
        (((32 * MIB, 64 * MIB), (96 * MIB, 97 * MIB)), "from MiB 32 to MiB 64 and from MiB 96 to MiB 97"),
        (tuple((at * MIB, (at + 1) * MIB) for at in range(0, 8, 2)), "and in 1 more place"),
        (tuple((at * MIB, (at + 1) * MIB) for at in range(0, 99, 2)), "and in 47 more places"),
    ],
)
def test_the_damaged_places_are_told_in_words(bad: tuple[tuple[int, int], ...], words: str) -> None:
    assert places(bad).endswith(words)


def test_a_missing_file_and_one_that_never_was_are_told_apart(bench: StoreBench) -> None:
    card = bench.take_in(bench.file())
    bench.library.path(card).unlink()
    assert checked(bench, card.id).failure_code == "model-missing"
    (bench.root / "byhand").mkdir()
    (bench.root / "byhand" / "a.gguf").write_bytes(b"x")
    with pytest.raises(CannotVerify, match="copied here by hand"):
        checked(bench, "byhand")
    with pytest.raises(NoSuchModel):
        checked(bench, "absent")


@pytest.mark.parametrize(
    ("card", "repair", "words"),
    [
        (
            ModelCard(id="a", name="A", origin=ORIGIN, parent="p"),
            Refetch("a", ORIGIN),
            "fetches it again from owner/repo",
        ),
        (ModelCard(id="a", name="A", parent="p", preset="balanced"), Remake("a", "p", "balanced"), "again from p"),
        (ModelCard(id="a", name="A"), Reimport("a"), "Import it again."),
    ],
)
def test_the_way_out_follows_from_where_the_model_came_from(card: ModelCard, repair: object, words: str) -> None:
    assert repair_of(card) == repair
    assert words in damaged(card, "it has another size").failure


@pytest.mark.parametrize("size", [0, 1, BUFFER_BYTES - 1, BUFFER_BYTES, 2 * BUFFER_BYTES, 2 * BUFFER_BYTES + 7])
def test_the_digest_is_that_of_all_bytes(size: int, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(bytes(index % 251 for index in range(1000)) * (size // 1000 + 1))
    with path.open("r+b") as file:
        file.truncate(size)
    with open_regular(path) as opened:
        found = sums_of(opened, Progress(lambda *_: None, Stop(), "x", size))
    assert found.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_file_that_changes_while_it_is_read_has_no_digest(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(bytes(3 * BUFFER_BYTES))

    def cut(_step: str, done: int, _total: int) -> None:
        if done:
            path.write_bytes(b"short")

    with open_regular(path) as opened, pytest.raises(FileChanged):
        sums_of(opened, Progress(cut, Stop(), "x", opened.size_bytes, clock=iter(range(99)).__next__))


def test_verifying_stops_when_asked(bench: StoreBench) -> None:
    card = bench.take_in(bench.file())
    with pytest.raises(Stopped):
        verify(bench.library, card.id, lambda *_: None, StopAfter(0))
    assert bench.library.get(card.id) == card


def test_progress_is_reported_ten_times_a_second_and_at_the_end() -> None:
    now, said = [0.0], []
    progress = Progress(lambda *step: said.append(step), Stop(), "x", 100, clock=lambda: now[0])
    for _ in range(100):
        now[0] += PERIOD_S / 10
        progress.add(1)
    assert said[0] == ("x", 0, 100)
    assert said[-1] == ("x", 100, 100)
    assert 9 <= len(said) <= 12
