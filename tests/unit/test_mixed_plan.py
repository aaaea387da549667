# SPDX-License-Identifier: Apache-2.0
"""Bytes go where they save most, within the budget."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.worker.mixed_plan import Choice, TooSmall, lower_edge, spend


def choices(*pairs: tuple[int, float]) -> list[Choice]:
    return [Choice(kind, size, loss) for kind, (size, loss) in enumerate(pairs)]


some_choices = st.lists(st.tuples(st.integers(1, 60), st.floats(0, 100)), min_size=1, max_size=4)


def total(chosen: dict[str, Choice]) -> tuple[int, float]:
    return sum(one.size_bytes for one in chosen.values()), sum(one.loss for one in chosen.values())


def test_bytes_go_to_the_matrix_they_save_most_in() -> None:
    plan = spend({"calm": choices((10, 1.0), (20, 0.9)), "frail": choices((10, 9.0), (20, 1.0))}, 30)

    assert {name: one.size_bytes for name, one in plan.items()} == {"calm": 10, "frail": 20}


def test_with_room_for_all_each_takes_its_best() -> None:
    plan = spend({"a": choices((10, 1.0), (20, 0.0)), "b": choices((5, 3.0), (6, 2.0), (9, 0.0))}, 1000)

    assert total(plan) == (29, 0.0)


def test_a_step_too_large_leaves_its_bytes_to_smaller_ones() -> None:
    plan = spend({"large": choices((10, 100.0), (90, 0.0)), "small": choices((10, 1.0), (15, 0.5))}, 40)

    assert total(plan) == (25, 100.5)


def test_the_least_possible_size_is_told_when_the_budget_is_below_it() -> None:
    with pytest.raises(TooSmall) as raised:
        spend({"a": choices((10, 1.0), (20, 0.0)), "b": choices((7, 1.0))}, 16)

    assert raised.value.smallest_bytes == 17


def test_the_smallest_budget_works() -> None:
    assert total(spend({"a": choices((10, 1.0)), "b": choices((7, 1.0), (9, 0.0))}, 17)) == (17, 2.0)


def test_nothing_to_choose_costs_nothing() -> None:
    assert spend({}, 0) == {}


def test_choices_above_the_edge_are_never_taken() -> None:
    edge = lower_edge(choices((10, 10.0), (20, 9.9), (30, 1.0), (30, 2.0), (40, 3.0)))

    assert [(one.size_bytes, one.loss) for one in edge] == [(10, 10.0), (30, 1.0)]


@given(some_choices)
def test_each_step_up_the_edge_gains_less_per_byte(pairs: list[tuple[int, float]]) -> None:
    edge = lower_edge(choices(*pairs))

    gains = [(a.loss - b.loss) / (b.size_bytes - a.size_bytes) for a, b in itertools.pairwise(edge)]
    assert edge[0].size_bytes == min(size for size, _ in pairs)
    assert edge[-1].loss == min(loss for _, loss in pairs)
    assert all(gain > 0 for gain in gains)
    assert gains == sorted(gains, reverse=True)


@given(st.lists(some_choices, min_size=1, max_size=4), st.integers(4, 200))
def test_a_plan_keeps_the_budget_and_is_best_at_its_own_size_on_the_edges(
    some: list[list[tuple[int, float]]], budget: int
) -> None:
    tensors = {f"t{at}": choices(*pairs) for at, pairs in enumerate(some)}
    smallest = sum(min(one.size_bytes for one in kinds) for kinds in tensors.values())
    if smallest > budget:
        with pytest.raises(TooSmall):
            spend(tensors, budget)
        return

    size, loss = total(spend(tensors, budget))

    every = [
        (sum(one.size_bytes for one in mix), sum(one.loss for one in mix))
        for mix in itertools.product(*tensors.values())
    ]
    best = min(each for fits, each in every if fits <= budget)
    widest = max((max(one.loss for one in kinds) - min(one.loss for one in kinds)) for kinds in tensors.values())
    assert size <= budget
    assert loss <= best + widest + 1e-9  # greedy on hulls: at most one step from the best


@given(st.lists(some_choices, min_size=1, max_size=5), st.integers(5, 300), st.integers(0, 50))
def test_more_bytes_never_break_the_budget(some: list[list[tuple[int, float]]], budget: int, more: int) -> None:
    tensors = {f"t{at}": choices(*pairs) for at, pairs in enumerate(some)}
    smallest = sum(min(one.size_bytes for one in kinds) for kinds in tensors.values())

    assert total(spend(tensors, smallest + budget + more))[0] <= smallest + budget + more
