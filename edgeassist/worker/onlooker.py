# SPDX-License-Identifier: Apache-2.0
"""Looks on while the engine works through a text and sums what enters each product with a weight.

Also how far each layer turns what passes through it. Called by the engine's own thread in the middle of a decode;
runs nothing itself.
"""

import ctypes
from typing import Any

import numpy as np

from edgeassist.core.errors import EngineTrouble
from edgeassist.core.language import later
from edgeassist.core.told import told
from edgeassist.core.units import elided
from edgeassist.worker.imatrix_file import Seen
from edgeassist.worker.native_tensors import (
    F32,
    NAME_OFFSET,
    OP_OFFSET,
    Floats,
    Integers,
    NativeTensor,
    floats,
    integers,
    multiplications,
)

_LAYER_OUT, _FIRST_IN = b"l_out-", (b"embd", b"inp_embd")  # the names the engine gives in every architecture
_PREFIXES = (b"l_ou", b"embd", b"inp_")
_FEWEST_ROWS = 16  # as llama-imatrix: smaller products are of another kind

Sums = np.ndarray[Any, np.dtype[np.float64]]


class LookFailed(EngineTrouble):
    """What the engine showed could not be understood."""

    code = "calibration-look-failed"
    hint = later("Quantize without an importance matrix: the types of 4 bits and more need none.")


def _weight_name(raw: bytes) -> str:
    """Return the plain name of a weight: a copy for another device is called `CUDA0#blk.0.attn_k.weight#0`."""
    parts = raw.split(b"#")
    return (parts[1] if len(parts) > 1 else parts[0]).decode("utf-8", "replace")


def squares(rows: Floats) -> Sums:
    """Return the sums of squares over all dimensions but the innermost."""
    flat = rows.reshape(-1, rows.shape[-1])
    return np.asarray(np.einsum("ij,ij->j", flat, flat), dtype=np.float64)


def expert_squares(rows: Floats, chosen: Integers, experts: int) -> Seen:
    """Return what each expert saw: `rows` tokens x (1 or choices) x columns, `chosen` tokens x choices."""
    seen = Seen(np.zeros((experts, rows.shape[-1])), np.zeros(experts))
    choices = np.arange(chosen.shape[1]) % rows.shape[1]
    for expert in np.unique(chosen):
        tokens, ranks = np.nonzero(chosen == expert)
        seen.sums[expert] = squares(rows[tokens, choices[ranks]])
        seen.counts[expert] = len(tokens)
    return seen


class Onlooker:
    """Keeps the sums of one run. `begin` and `end` bracket each decode; `on_node` is the engine's callback."""

    def __init__(self) -> None:
        self._matrix, self._experts = multiplications()
        self._sums: dict[str, Seen] = {}
        self._shared: dict[int, tuple[Sums, int]] = {}
        self._turned: dict[int, tuple[float, int]] = {}
        self._passing: Floats | None = None
        self._outputs: list[int] = []
        self._failure: Exception | None = None

    def begin(self, outputs: list[int]) -> None:
        """Get ready for one decode that is asked for the scores of the tokens at `outputs`."""
        self._outputs, self._passing = outputs, None
        self._shared.clear()

    def end(self) -> None:
        """Raise what went wrong in the decode just done."""
        if self._failure is not None:
            raise LookFailed(later("What the engine computed could not be watched.")) from self._failure

    def seen(self) -> dict[str, Seen]:
        """Return the sums so far, without weights that saw nothing; raise when they are no numbers."""
        for name, one in self._sums.items():
            if not np.isfinite(one.sums).all():
                raise LookFailed(
                    told("{weight} met numbers without end: the model file may be damaged.", weight=elided(name))
                )
        return {name: one for name, one in self._sums.items() if one.counts.any()}

    def influence(self) -> tuple[float, ...]:
        """Return 1 - the mean cosine of each layer's input and output; empty when a layer went unseen."""
        layers = range(max(self._turned, default=-1) + 1)
        if any(layer not in self._turned for layer in layers):
            return ()
        return tuple(1 - self._turned[layer][0] / max(1, self._turned[layer][1]) for layer in layers)

    def on_node(self, address: int, ask: bool, _data: object) -> bool:
        """Answer whether the node at `address` is wanted (`ask`), or look at it; False then ends the decode."""
        try:
            return self._wants(address) if ask else self._look(address)
        except Exception as error:  # nothing may fly through the engine's frames; `end` raises it
            self._failure = error
            return False

    def _wants(self, address: int) -> bool:
        op = ctypes.c_int.from_address(address + OP_OFFSET).value
        if op == self._matrix:
            return self._wants_product(NativeTensor.from_address(address))
        if op == self._experts:
            return True
        if ctypes.string_at(address + NAME_OFFSET, 4) not in _PREFIXES:
            return False
        name = NativeTensor.from_address(address).name
        return name in _FIRST_IN or name.startswith(_LAYER_OUT)

    def _wants_product(self, node: NativeTensor) -> bool:
        """Say whether a product with a weight has to be looked at: one with the same input as another need not."""
        weight, entering = _sources(node)
        if not weight.name.endswith(b".weight") and b".weight#" not in weight.name:
            return False
        if entering.type != F32 or entering.ne[1] < _FEWEST_ROWS or weight.ne[2] * weight.ne[3] != 1:
            return False
        known = self._shared.get(node.src[1] or 0)
        if known is not None:
            self._add(_weight_name(weight.name), known[0], known[1])
        return known is None

    def _look(self, address: int) -> bool:
        node = NativeTensor.from_address(address)
        if node.op == self._matrix:
            weight, entering = _sources(node)
            rows = floats(entering)
            sums, count = squares(rows), rows.size // rows.shape[-1]
            self._shared[node.src[1] or 0] = sums, count
            self._add(_weight_name(weight.name), sums, count)
        elif node.op == self._experts:
            self._look_at_experts(node)
        else:
            self._look_at_layer(node)
        return True

    def _add(self, name: str, sums: Sums, count: int) -> None:
        one = self._sums.setdefault(name, Seen(np.zeros((1, len(sums))), np.zeros(1)))
        one.sums[0] += sums
        one.counts[0] += count

    def _look_at_experts(self, node: NativeTensor) -> None:
        weight, entering = _sources(node)
        chosen = integers(NativeTensor.from_address(node.src[2] or 0))[0, 0]
        new = expert_squares(floats(entering)[0], chosen, int(weight.ne[2]))
        one = self._sums.setdefault(_weight_name(weight.name), Seen(np.zeros_like(new.sums), np.zeros_like(new.counts)))
        one.sums[:] += new.sums
        one.counts[:] += new.counts

    def _look_at_layer(self, node: NativeTensor) -> None:
        """Compare what leaves a layer with what entered it; the last layer may let the asked-for tokens alone pass."""
        if node.type != F32:
            return
        rows = floats(node)[0, 0].copy()
        entered, self._passing = self._passing, rows
        if node.name in _FIRST_IN or entered is None:
            return
        if len(entered) != len(rows):
            entered = entered[self._outputs]
        layer = int(node.name[len(_LAYER_OUT) :].split(b" ")[0])
        cosines = _cosines(entered, rows)
        total, count = self._turned.get(layer, (0.0, 0))
        self._turned[layer] = total + float(cosines.sum()), count + len(cosines)


def _sources(node: NativeTensor) -> tuple[NativeTensor, NativeTensor]:
    return NativeTensor.from_address(node.src[0] or 0), NativeTensor.from_address(node.src[1] or 0)


def _cosines(left: Floats, right: Floats) -> Floats:
    products = np.einsum("ij,ij->i", left, right)
    norms = np.linalg.norm(left, axis=1) * np.linalg.norm(right, axis=1)
    return np.asarray(products / np.maximum(norms, np.finfo(np.float32).tiny), dtype=np.float32)
