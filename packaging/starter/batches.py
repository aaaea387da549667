# SPDX-License-Identifier: Apache-2.0
"""Batches of documents of like length, drawn from several sources by their shares.

Documents come in pools: each pool takes from every source its share of tokens in an order shuffled anew per round
through the source, and is cut by length into batches. The same seed gives the same batches; where a pool is in the run
is all there is to remember.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy
import torch
from torch import Tensor

from starter.tokens import Ids, Tokens

_POOL_BATCHES = 64


@dataclass(frozen=True, slots=True)
class Batch:
    """Token ids [batch, time], filled up with 0 behind `lengths` [batch]."""

    ids: Tensor
    lengths: Tensor


class Batches:
    """An endless stream of batches of about `size` tokens."""

    def __init__(self, files: dict[str, Tokens], shares: dict[str, float], size: int, seed: int) -> None:
        whole = sum(shares[name] for name in files)
        self._files, self._size, self._seed = files, size, seed
        self._shares = {name: shares[name] / whole for name in files}
        self._places = dict.fromkeys(files, 0)
        self._pool: list[Batch] = []
        self._pools = self._used = 0
        self._before: dict[str, int] = dict(self._places)

    def take(self, tokens: int) -> Iterator[Batch]:
        """Yield batches until they hold about so many tokens."""
        taken = 0
        while taken < 0.9 * tokens:
            if self._used == len(self._pool):
                self._fill()
            batch = self._pool[self._used]
            self._used += 1
            taken += int(batch.lengths.sum())
            yield batch

    def state(self) -> dict[str, Any]:
        """Return what `go_on` needs to continue with the next batch."""
        return {"before": dict(self._before), "pools": self._pools, "used": self._used}

    def go_on(self, state: dict[str, Any]) -> None:
        """Continue where `state` was taken."""
        if state["pools"]:
            self._places = {**self._places, **state["before"]}
            self._pools = state["pools"] - 1
            self._fill()
            self._used = state["used"]

    def _fill(self) -> None:
        self._before = dict(self._places)
        documents = [ids for name in self._files for ids in self._draw(name)]
        self._pool = cut(documents, self._size)
        order = numpy.random.default_rng((self._seed, self._pools)).permutation(len(self._pool))
        self._pool = [self._pool[place] for place in order]
        self._pools += 1
        self._used = 0

    def _draw(self, name: str) -> Iterator[Ids]:
        """Yield a source's documents of one pool; a place counts on over the rounds through the source."""
        file, left = self._files[name], self._shares[name] * self._size * _POOL_BATCHES
        round_, order = -1, numpy.empty(0, dtype=numpy.int64)
        while left > 0:
            place = self._places[name]
            if place // len(file) != round_:
                round_ = place // len(file)
                order = numpy.random.default_rng((self._seed, len(file), round_)).permutation(len(file))
            ids = file[int(order[place % len(file)])]
            self._places[name] = place + 1
            left -= len(ids)
            yield ids


def cut(documents: list[Ids], size: int) -> list[Batch]:
    """Return batches of at most `size` places each (or one document), documents of like length together."""
    batches: list[Batch] = []
    members: list[Ids] = []
    for ids in sorted(documents, key=len):
        if members and len(ids) * (len(members) + 1) > size:
            batches.append(_batch(members))
            members = []
        members.append(ids)
    return [*batches, _batch(members)] if members else batches


def held_batches(file: Tokens, size: int, most: int) -> list[Batch]:
    """Return batches of the first documents of a held-out file."""
    return cut([file[number] for number in range(min(most, len(file)))], size)


def _batch(members: list[Ids]) -> Batch:
    ids = numpy.zeros((len(members), max(map(len, members))), dtype=numpy.int64)
    for row, member in zip(ids, members, strict=True):
        row[: len(member)] = member
    return Batch(torch.from_numpy(ids), torch.tensor([len(member) for member in members]))
