# SPDX-License-Identifier: Apache-2.0
"""Repairs: how a copy was made, what is not repaired and why, and what follows when a whole copy is here."""

from pathlib import Path

import msgspec
import pytest

from edgeassist.app.repairing import mended_sentence, recipe_again, settled
from edgeassist.cli import run
from edgeassist.store.card import ModelCard
from edgeassist.store.making import Recipe
from tests.support.scripted_services import ScriptedServices, card, stored

Capture = pytest.CaptureFixture[str]


def gone(home: Path, one: ModelCard) -> None:
    """Store a model and take its file away."""
    stored(home, one)
    (home / "data" / "models" / one.id / one.file).unlink()


@pytest.mark.parametrize(
    ("made", "recipe"),
    [
        ({"preset": "Careful"}, Recipe(preset="careful")),
        ({"quantization": "IQ4_XS"}, Recipe(preset="", type="IQ4_XS")),
        ({"preset": "Mixed", "size_bytes": 900}, Recipe(preset="", target_bytes=900)),
        ({"preset": "Smallest", "pruned_layers": (2, 5)}, Recipe(preset="smallest", pruned=2)),
    ],
)
def test_a_copy_is_made_again_as_it_was_made(made: dict[str, object], recipe: Recipe) -> None:
    assert recipe_again(msgspec.structs.replace(card("small"), parent="big", **made)) == recipe


def test_a_model_from_nowhere_cannot_be_repaired(tmp_path: Path, capsys: Capture) -> None:
    gone(tmp_path, card("small"))
    assert run(["models", "repair", "small"], open_services=lambda: ScriptedServices(tmp_path)) == 3
    said = capsys.readouterr()
    assert "Where Model small came from is not known" in said.err
    assert "Import its file again, then remove this one." in said.err
    assert said.out == ""


def test_a_copy_whose_original_went_cannot_be_made_again(tmp_path: Path, capsys: Capture) -> None:
    gone(tmp_path, msgspec.structs.replace(card("small"), parent="big", preset="Careful"))
    assert run(["models", "repair", "small"], open_services=lambda: ScriptedServices(tmp_path)) == 4
    assert "no longer here" in capsys.readouterr().err


def test_a_whole_model_is_not_repaired(tmp_path: Path, capsys: Capture) -> None:
    stored(tmp_path, card("small"))
    assert run(["models", "repair", "small"], open_services=lambda: ScriptedServices(tmp_path)) == 2
    assert "`edgeassist models verify small`" in capsys.readouterr().err


def test_a_whole_copy_stays_where_it_is_and_is_the_one_in_use_from_then_on(tmp_path: Path) -> None:
    damaged, twin = card("small"), card("twin")
    stored(tmp_path, damaged, twin)
    with ScriptedServices(tmp_path) as services:
        services.change_settings(model="small")
        whole = settled(services, damaged, msgspec.structs.replace(twin, remark="This model was here already."))
        assert mended_sentence(whole) == "The same model is here as twin; the damaged copy small was removed."
        assert [one.id for one in services.library.cards()] == ["twin"]
        assert services.settings.model == "twin"


def test_the_choice_of_another_model_stays(tmp_path: Path) -> None:
    damaged, fresh = card("small"), card("fresh")
    stored(tmp_path, damaged, fresh, card("other"))
    with ScriptedServices(tmp_path) as services:
        services.change_settings(model="other")
        assert mended_sentence(settled(services, damaged, fresh)) == "Model fresh is whole again."
        assert [one.id for one in services.library.cards()] == ["small", "other"]
        assert services.settings.model == "other"
