# SPDX-License-Identifier: Apache-2.0
"""Layers are left out by their measured influence, and never more than a model survives."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.store.making import Recipe
from edgeassist.store.prune_plan import InfluenceUnknown, TooManyLayers, layers_to_prune, most_to_prune
from tests.support.workshop_bench import opened


def test_the_least_influential_layers_go() -> None:
    influence = (0.9, 0.2, 0.05, 0.3, 0.04, 0.3, 0.3, 0.5)

    assert layers_to_prune(influence, 2) == (2, 4)


def test_the_first_and_the_last_layer_stay_however_little_they_do() -> None:
    influence = (0.0, 0.5, 0.4, 0.3, 0.2, 0.6, 0.6, 0.0)

    assert layers_to_prune(influence, 1) == (4,)


def test_of_equal_layers_the_later_one_goes() -> None:
    assert layers_to_prune((1.0, 0.1, 0.1, 1.0), 1) == (2,)


def test_pruning_none_needs_no_influence() -> None:
    assert layers_to_prune((), 0) == ()


def test_unknown_influence_is_said() -> None:
    with pytest.raises(InfluenceUnknown) as raised:
        layers_to_prune((), 1)

    assert raised.value.code == "influence-unknown"


def test_more_than_a_quarter_is_refused_with_the_number_that_works() -> None:
    with pytest.raises(TooManyLayers) as raised:
        layers_to_prune((0.1,) * 30, 8)

    assert str(raised.value) == "This model has 30 layers. At most 7 can be left out; 8 were asked for."
    assert raised.value.hint == "Ask for 7 or fewer."


@pytest.mark.parametrize("layers", [1, 2, 3])
def test_a_model_of_few_layers_keeps_them_all(layers: int) -> None:
    with pytest.raises(TooManyLayers) as raised:
        layers_to_prune((0.1,) * layers, 1)

    assert "None can be left out" in str(raised.value)
    assert most_to_prune(layers) == 0


def test_a_negative_number_is_refused() -> None:
    with pytest.raises(TooManyLayers):
        layers_to_prune((0.1,) * 8, -1)


@given(st.lists(st.floats(0, 2), min_size=4, max_size=200), st.data())
def test_what_goes_never_matters_more_than_what_stays(influence: list[float], data: st.DataObject) -> None:
    count = data.draw(st.integers(0, most_to_prune(len(influence))))

    gone = layers_to_prune(tuple(influence), count)

    stay = set(range(1, len(influence) - 1)) - set(gone)
    assert len(gone) == count == len(set(gone))
    assert list(gone) == sorted(gone)
    assert not {0, len(influence) - 1} & set(gone)
    assert all(influence[one] <= influence[other] for one in gone for other in stay)


def test_too_many_layers_are_refused_before_anything_is_measured(tiny_f16: Path, tmp_path: Path) -> None:
    bench = opened(tmp_path, tiny_f16)
    with pytest.raises(TooManyLayers):
        bench.make(Recipe(pruned=1))
    assert bench.steps == []
    assert bench.left() == []
