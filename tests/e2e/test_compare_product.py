# SPDX-License-Identifier: Apache-2.0
"""Proving as a person gets it: a store, the real job child, the proof on the card, the command and its report."""

import io
import json
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from edgeassist.app.children import child_command
from edgeassist.app.proving import (
    TEXT_NAME,
    CannotBeRead,
    ChangedMeanwhile,
    NoRoomForBoth,
    NoSource,
    SameModel,
    SourceGone,
    prove,
    source_of,
)
from edgeassist.app.services import Services
from edgeassist.cli.errand import Errand
from edgeassist.cli.prove import prove_model
from edgeassist.cli.screen import Screen
from edgeassist.core.errors import NotFound
from edgeassist.core.paths import places
from edgeassist.core.stop import Report, Stop, Stopped
from edgeassist.store.card import ModelCard
from edgeassist.store.library import Library
from edgeassist.store.proof_report import ReportExists
from tests.support.models import write_model
from tests.support.shapes import TINY, Kind
from tests.support.store_bench import inspect_here
from tests.support.tokenizer import trained_vocabulary

KINDS: tuple[Kind, ...] = ("f16", "q4_0")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[Kind, Path]:
    folder = tmp_path_factory.mktemp("proved")
    vocabulary = trained_vocabulary(TINY.vocabulary)
    for kind in KINDS:
        write_model(folder / f"{kind}.gguf", "tiny", TINY, kind, vocabulary)
    return {kind: folder / f"{kind}.gguf" for kind in KINDS}


class Shop:
    """A store with an original and what was made from it."""

    def __init__(self, home: Path, files: dict[Kind, Path], cache: Path) -> None:
        self.library = Library(places({"EDGEASSIST_HOME": str(home)}).models)
        self.command = (*child_command("job"), "--cache", str(cache))
        self.original, made = (self._taken(files[kind]) for kind in KINDS)
        self.made = self.library.update(made.id, lambda now: msgspec.structs.replace(now, parent=self.original.id))
        self.steps: list[str] = []

    def _taken(self, path: Path) -> ModelCard:
        return self.library.import_file(
            path, inspect=inspect_here, on_progress=lambda *_: None, cancelled=lambda: False
        )

    def report(self, step: str, done: int, total: int) -> None:
        self.steps.append(step)

    def prove(self, report: Report | None = None, stop: Stop | None = None) -> ModelCard:
        return prove(self.library, self.original, self.made, self.command, report or self.report, stop or Stop())

    @property
    def kept(self) -> ModelCard:
        return self.library.get(self.made.id)


@pytest.fixture
def shop(tmp_path: Path, files: dict[Kind, Path], engine_cache: Path) -> Shop:
    return Shop(tmp_path, files, engine_cache)


def test_the_proof_is_kept_on_the_card_and_nothing_else_changes(shop: Shop) -> None:
    before = shop.kept
    card = shop.prove()
    assert card == shop.kept
    assert msgspec.structs.replace(card, proof=None) == before
    proof = card.proof
    assert proof is not None
    assert (proof.source_id, proof.source_sha256) == (shop.original.id, shop.original.sha256)
    assert (proof.text, proof.source_bytes) == (TEXT_NAME, shop.original.size_bytes)
    assert 1000 <= proof.tokens <= 1024
    assert 0 < proof.agreement < 1
    assert proof.mean_divergence > 0
    assert list(dict.fromkeys(shop.steps)) == [
        "Measuring the new model",
        "Measuring the original",
        "Reading the held text with both",
    ]


def test_called_off_nothing_is_kept(shop: Shop) -> None:
    stop = Stop()
    with pytest.raises(Stopped):
        shop.prove(lambda *_step: stop.wish(), stop)
    assert shop.kept.proof is None


def test_a_model_replaced_meanwhile_gets_no_proof(shop: Shop) -> None:
    def replace_it(*_step: object) -> None:
        shop.library.update(shop.made.id, lambda now: msgspec.structs.replace(now, sha256="00" * 32))

    with pytest.raises(ChangedMeanwhile):
        shop.prove(replace_it)
    assert shop.kept.proof is None


def test_a_model_removed_meanwhile_is_named(shop: Shop) -> None:
    gone: list[str] = []

    def remove_once(*_step: object) -> None:
        if not gone:
            gone.append(shop.made.id)
            shop.library.remove(shop.made.id)

    with pytest.raises(NotFound):  # the child misses its file, or the store its folder
        shop.prove(remove_once)
    assert [card.id for card in shop.library.cards()] == [shop.original.id]


def test_an_original_that_is_gone_is_said_plainly(shop: Shop) -> None:
    assert source_of(shop.library, shop.made) == shop.library.get(shop.original.id)
    shop.library.remove(shop.original.id)
    with pytest.raises(SourceGone, match="no longer here") as gone:
        source_of(shop.library, shop.made)
    assert "--source" in gone.value.hint
    assert gone.value.exit_code == 4


def test_a_model_not_made_here_needs_its_original_named(shop: Shop) -> None:
    with pytest.raises(NoSource):
        source_of(shop.library, shop.original)
    assert source_of(shop.library, shop.original, shop.made.id).id == shop.made.id


def test_a_model_is_not_compared_with_itself(shop: Shop) -> None:
    with pytest.raises(SameModel):
        prove(shop.library, shop.made, shop.made, shop.command, shop.report, Stop())


def test_a_damaged_model_is_not_given_to_the_engine(shop: Shop) -> None:
    broken = shop.made.failed("model-damaged", "The file of this model is damaged; import it again.")
    with pytest.raises(CannotBeRead, match="damaged"):
        prove(shop.library, shop.original, broken, ("nothing-to-start",), shop.report, Stop())


def test_too_little_memory_is_said_before_anything_is_started(shop: Shop) -> None:
    with pytest.raises(NoRoomForBoth) as full:
        prove(
            shop.library,
            shop.original,
            shop.made,
            ("nothing-to-start",),
            shop.report,
            Stop(),
            free_bytes=lambda: 10**6,
        )
    assert full.value.exit_code == 5


class Terminal:
    """The command with its two streams."""

    def __init__(self, home: Path, cache: Path, *, as_json: bool = False) -> None:
        self.out, self.err = io.StringIO(), io.StringIO()
        folders = replace(places({"EDGEASSIST_HOME": str(home)}), cache=cache)
        screen = Screen(self.out, self.err, {})
        screen.as_json = as_json
        self.errand = Errand(lambda: Services(folders), screen)


def test_the_command_prints_the_table_and_the_sentence_and_writes_the_report(
    shop: Shop, tmp_path: Path, engine_cache: Path
) -> None:
    terminal, page = Terminal(tmp_path, engine_cache), tmp_path / "proof.html"
    prove_model(terminal.errand, shop.made.id, source=None, export=page)
    printed = terminal.out.getvalue()
    assert "ORIGINAL" in printed
    assert "Same next word most likely" in printed
    assert printed.splitlines()[-1].startswith("Q4_0 ")
    assert "Reading the held text with both…" in terminal.err.getvalue()
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    with pytest.raises(ReportExists):
        prove_model(terminal.errand, shop.made.id, export=page)


def test_the_command_tells_a_machine_everything(shop: Shop, tmp_path: Path, engine_cache: Path) -> None:
    terminal = Terminal(tmp_path, engine_cache, as_json=True)
    prove_model(terminal.errand, shop.made.id, source=shop.original.id, export=tmp_path / "proof.json")
    told = json.loads(terminal.out.getvalue())
    assert (told["model"], told["export"]) == (shop.made.id, str(tmp_path / "proof.json"))
    assert shop.kept.proof is not None
    assert told["proof"]["tokens"] == shop.kept.proof.tokens
    assert json.loads((tmp_path / "proof.json").read_bytes())["proof"] == told["proof"]
    assert terminal.err.getvalue() == ""
