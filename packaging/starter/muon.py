# SPDX-License-Identifier: Apache-2.0
"""The Muon optimizer in the precision of its weights, equal shapes together.

PyTorch has one of its own (`torch.optim.Muon`), which iterates in bfloat16: on a processor without bfloat16 units that
takes longer than the rest of the step, hence this one. Source: K. Jordan et al., 2024; weight decay as in AdamW.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor

_COEFFICIENTS = (3.4445, -4.7750, 2.0315)
_ITERATIONS = 5


class Muon(torch.optim.Optimizer):
    """Momentum (Nesterov) whose update matrix is replaced by its nearest orthogonal one."""

    def __init__(self, weights: Iterable[Tensor], lr: float, momentum: float = 0.95, weight_decay: float = 0.0) -> None:
        super().__init__(weights, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})

    def step(self, closure: Any = None) -> None:
        """Change every weight that has a gradient; a `closure` is not called."""
        del closure
        with torch.no_grad():
            self._step()

    def _step(self) -> None:
        for group in self.param_groups:
            alike: dict[tuple[int, ...], list[tuple[Tensor, Tensor]]] = defaultdict(list)
            for weight in group["params"]:
                if weight.grad is not None:
                    alike[tuple(weight.shape)].append((weight, self._direction(weight, group["momentum"])))
            for (rows, columns), members in alike.items():
                update = orthogonal(torch.stack([direction for _, direction in members]))
                size = -group["lr"] * max(1.0, rows / columns) ** 0.5
                for (weight, _), change in zip(members, update, strict=True):
                    weight.mul_(1 - group["lr"] * group["weight_decay"]).add_(change.to(weight.dtype), alpha=size)

    def _direction(self, weight: Tensor, momentum: float) -> Tensor:
        state, gradient = self.state[weight], weight.grad
        assert gradient is not None
        if "momentum" not in state:
            state["momentum"] = torch.zeros_like(gradient)
        kept: Tensor = state["momentum"].lerp_(gradient, 1 - momentum)
        return gradient.lerp(kept, momentum)


def orthogonal(matrices: Tensor) -> Tensor:
    """Return matrices [number, rows, columns] with all singular values near 1, by a quintic Newton-Schulz iteration."""
    a, b, c = _COEFFICIENTS
    tall = matrices.shape[1] > matrices.shape[2]
    x = matrices.bfloat16() if matrices.is_cuda else matrices
    x = x.mT if tall else x
    x = x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)
    for _ in range(_ITERATIONS):
        square = x @ x.mT
        x = a * x + (b * square + c * square @ square) @ x
    return x.mT if tall else x
