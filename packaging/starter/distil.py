# SPDX-License-Identifier: Apache-2.0
"""A larger trained network as the teacher of a smaller one: the same vocabulary, soft targets (arXiv 1503.02531)."""

from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from starter.network import Decoder, Shape


class Teacher:
    """A checkpoint whose opinion on the next token is learnt from beside what was really written."""

    def __init__(self, checkpoint: Path, student: Shape, device: str) -> None:
        state = torch.load(checkpoint, weights_only=True, map_location=device)
        shape = Shape(**state["config"])
        if shape.vocab_size != student.vocab_size or shape.context < student.context:
            raise ValueError(f"the teacher in {checkpoint} has another vocabulary or context; nothing was trained")
        self._network = Decoder(shape).to(device).eval()
        self._network.load_state_dict(state["model"])

    def divergence(self, ids: Tensor, wanted: Tensor, logits: Tensor) -> Tensor:
        """Return KL(teacher || student) in nats at each of the `wanted` places, whose student `logits` are given."""
        with torch.no_grad():
            opinion = self._network.logits(self._network(ids)[wanted]).float().log_softmax(-1)
        each = functional.kl_div(logits.log_softmax(-1), opinion, reduction="none", log_target=True)
        return each.sum(-1)
