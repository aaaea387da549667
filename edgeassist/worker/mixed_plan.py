# SPDX-License-Identifier: Apache-2.0
"""Spends a number of bytes on many matrices so that the least is lost. Pure: knows no file, no engine and no type.

Each matrix has choices of a size and a loss. Only those on the lower edge (the convex hull) of a matrix can be right
at any price per byte; going up the hulls by the best gain per byte is the Lagrangian optimum but for the last bytes,
and those go to whatever still fits.
"""

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to keep a matrix: `kind` means nothing here."""

    kind: int
    size_bytes: int
    loss: float


class TooSmall(ValueError):
    """Even the smallest choices take more: `smallest_bytes`."""

    def __init__(self, smallest_bytes: int) -> None:
        self.smallest_bytes = smallest_bytes
        super().__init__(f"{smallest_bytes} bytes are the least")


def lower_edge(choices: Sequence[Choice]) -> list[Choice]:
    """Return the choices worth their bytes at some price, small to large; each next one gains less per byte."""
    edge: list[Choice] = []
    for choice in sorted(choices, key=lambda one: (one.size_bytes, one.loss)):
        if edge and choice.loss >= edge[-1].loss:
            continue
        while len(edge) > 1 and _gain(edge[-1], choice) >= _gain(edge[-2], edge[-1]):
            edge.pop()
        edge.append(choice)
    return edge


def _gain(smaller: Choice, larger: Choice) -> float:
    """Return the loss saved per byte."""
    return (smaller.loss - larger.loss) / (larger.size_bytes - smaller.size_bytes)


def spend(choices: Mapping[str, Sequence[Choice]], budget_bytes: int) -> dict[str, Choice]:
    """Return a choice per name, together no larger than `budget_bytes`; raise `TooSmall` when that cannot be."""
    edges = {name: lower_edge(some) for name, some in choices.items()}
    at = dict.fromkeys(edges, 0)
    left = budget_bytes - sum(edge[0].size_bytes for edge in edges.values())
    if left < 0:
        raise TooSmall(budget_bytes - left)
    waiting = [(-_gain(edge[0], edge[1]), name) for name, edge in edges.items() if len(edge) > 1]
    heapq.heapify(waiting)
    while waiting:
        _, name = heapq.heappop(waiting)
        edge, step = edges[name], at[name]
        cost = edge[step + 1].size_bytes - edge[step].size_bytes
        if cost > left:
            continue
        left, at[name] = left - cost, step + 1
        if step + 2 < len(edge):
            heapq.heappush(waiting, (-_gain(edge[step + 1], edge[step + 2]), name))
    return {name: edges[name][step] for name, step in at.items()}
