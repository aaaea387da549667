# SPDX-License-Identifier: Apache-2.0
"""Wishes for a smaller copy that the card alone speaks against: refused before any child is started."""

from pathlib import Path

import msgspec
import pytest

from edgeassist.app.making_run import NothingGained, Tools
from edgeassist.app.workshop import Workshop
from edgeassist.core.errors import EdgeError
from edgeassist.core.stop import Stop
from edgeassist.store.card import ModelCard
from edgeassist.store.library import Library
from edgeassist.store.making import Recipe
from edgeassist.store.presets import OriginalStays, SizeTooSmall, UnknownPreset, require_size
from edgeassist.store.prune_plan import TooManyLayers
from edgeassist.worker.quant_types import UnknownType
from tests.support.store_bench import inspect_here

CARD = ModelCard(
    id="big", name="Big", file="big.gguf", size_bytes=3_000_000_000, quantization="F16", parameters=1_500_000_000
)
CARD = msgspec.structs.replace(CARD, layers=28, state="ready")


@pytest.fixture
def shop(tmp_path: Path) -> Workshop:
    """Return a workshop that could not start a child."""
    return Workshop(Tools(Library(tmp_path), ("/absent",), inspect_here))


@pytest.mark.parametrize(
    ("recipe", "refusal", "words"),
    [
        (Recipe(target_bytes=3_000_000_000), NothingGained, "no smaller than Big"),
        (Recipe(target_bytes=9_000_000_000), NothingGained, "no smaller than Big"),
        (Recipe(target_bytes=1_000), SizeTooSmall, "it takes more than 574 MB"),
        (Recipe(target_bytes=600_000_000, calibrate=False), SizeTooSmall, "it takes more than 645 MB"),
        (Recipe(target_bytes=400_000_000, pruned=7), SizeTooSmall, "it takes more than 431 MB"),
        (Recipe(pruned=8), TooManyLayers, "28 layers"),
        (Recipe(type="Q99_K"), UnknownType, "Q99_K"),
        (Recipe(preset="tiniest"), UnknownPreset, "tiniest"),
        (Recipe(preset="original"), OriginalStays, "as it is"),
    ],
)
def test_what_cannot_be_made_is_said_before_anything_is_loaded(
    shop: Workshop, recipe: Recipe, refusal: type[EdgeError], words: str
) -> None:
    with pytest.raises(refusal, match=words) as caught:
        shop.make(CARD, recipe, lambda *_: None, Stop())
    assert caught.value.hint
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    "recipe", [Recipe(), Recipe(target_bytes=600_000_000), Recipe(target_bytes=500_000_000, pruned=7), Recipe(pruned=7)]
)
def test_what_may_be_possible_is_not_refused(shop: Workshop, recipe: Recipe) -> None:
    shop.require(CARD, recipe)


def test_of_a_model_whose_weights_are_not_counted_no_size_is_too_small() -> None:
    require_size(0, 1, importance=True)
