# SPDX-License-Identifier: Apache-2.0
"""Work of several steps says which of how many it is at; the real number of steps is the one foretold."""

import pytest

from edgeassist.app.tasks import counted, steps_of
from edgeassist.store.making import Recipe


@pytest.mark.parametrize(
    ("recipe", "steps"),
    [
        (Recipe(preset="balanced", calibrate=False), 5),
        (Recipe(preset="balanced", calibrate=True), 7),
        (Recipe(preset="balanced", calibrate=False, pruned=1), 7),
        (Recipe(target_bytes=1_000_000, calibrate=True), 8),
    ],
)
def test_a_recipe_foretells_its_steps(recipe: Recipe, steps: int) -> None:
    assert steps_of(recipe) == steps


def test_each_step_is_told_with_its_place_and_never_beyond_the_last() -> None:
    told: list[tuple[str, int, int]] = []
    report = counted(lambda *said: told.append(said), 2)
    for step, done in (("Quantizing", 0), ("Quantizing", 5), ("Checking", 1), ("Another", 1)):
        report(step, done, 9)
    assert told == [
        ("Quantizing (1 of 2)", 0, 9),
        ("Quantizing (1 of 2)", 5, 9),
        ("Checking (2 of 2)", 1, 9),
        ("Another (3 of 3)", 1, 9),
    ]
