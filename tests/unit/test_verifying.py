# SPDX-License-Identifier: Apache-2.0
"""Verifying: what a read to the last byte says, what it marks, and how a damaged file can be had again."""

import hashlib
from pathlib import Path

import msgspec
import pytest

from edgeassist.core.stop import Stop, Stopped
from edgeassist.store.card import Measured, ModelCard, Origin
from edgeassist.store.library import NoSuchModel
from edgeassist.store.opened import open_regular
from edgeassist.store.progress import PERIOD_S, Progress
from edgeassist.store.refusals import FileChanged
from edgeassist.store.verifying import (
    BUFFER_BYTES,
    CannotVerify,
    Refetch,
    Reimport,
    Remake,
    damaged,
    digest_of,
    repair_of,
    verify,
)
from tests.support.pack_bench import StopAfter
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
    assert bad.failure == "The file of this model is damaged (it differs from the one that came in). Import it again."
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
        found = digest_of(opened, Progress(lambda *_: None, Stop(), "x", size))
    assert found == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_file_that_changes_while_it_is_read_has_no_digest(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(bytes(3 * BUFFER_BYTES))

    def cut(_step: str, done: int, _total: int) -> None:
        if done:
            path.write_bytes(b"short")

    with open_regular(path) as opened, pytest.raises(FileChanged):
        digest_of(opened, Progress(cut, Stop(), "x", opened.size_bytes, clock=iter(range(99)).__next__))


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
