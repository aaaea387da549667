# SPDX-License-Identifier: Apache-2.0
"""The network that is trained: a decoder of the LLaMA form, small enough to read in one go. Knows no files, no data.

Sources: LLaMA (arXiv 2302.13971) for the form, RMSNorm (1910.07467), rotary positions in adjacent pairs (2104.09864),
SwiGLU (2002.05202), grouped queries (2305.13245). The input embedding is tied to the output.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of one network; `hidden` is the inner size of SwiGLU, `context` the longest document in tokens."""

    vocab_size: int
    width: int
    layers: int
    heads: int
    kv_heads: int
    hidden: int
    context: int
    rope_theta: float = 10_000.0
    norm_eps: float = 1e-5


class Block(nn.Module):
    """One layer: attention and a gated feed-forward part, each behind its norm and added to the stream."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.heads, self.kv_heads = shape.heads, shape.kv_heads
        size = shape.width // shape.heads
        self.norm1 = nn.RMSNorm(shape.width, eps=shape.norm_eps)
        self.q = nn.Linear(shape.width, shape.heads * size, bias=False)
        self.k = nn.Linear(shape.width, shape.kv_heads * size, bias=False)
        self.v = nn.Linear(shape.width, shape.kv_heads * size, bias=False)
        self.o = nn.Linear(shape.heads * size, shape.width, bias=False)
        self.norm2 = nn.RMSNorm(shape.width, eps=shape.norm_eps)
        self.gate = nn.Linear(shape.width, shape.hidden, bias=False)
        self.up = nn.Linear(shape.width, shape.hidden, bias=False)
        self.down = nn.Linear(shape.hidden, shape.width, bias=False)

    def forward(self, x: Tensor, turn: Tensor) -> Tensor:
        """Return the stream after this layer; `x` is [batch, time, width], `turn` the rotations of `time` places."""
        x = x + self.o(self._attend(self.norm1(x), turn))
        h = self.norm2(x)
        return x + self.down(functional.silu(self.gate(h)) * self.up(h))

    def _attend(self, h: Tensor, turn: Tensor) -> Tensor:
        batch, time, _ = h.shape
        q = _rotated(self.q(h).view(batch, time, self.heads, -1), turn).transpose(1, 2)
        k = _rotated(self.k(h).view(batch, time, self.kv_heads, -1), turn).transpose(1, 2)
        v = self.v(h).view(batch, time, self.kv_heads, -1).transpose(1, 2)
        seen = functional.scaled_dot_product_attention(q, k, v, is_causal=True, enable_gqa=self.heads != self.kv_heads)
        return seen.transpose(1, 2).reshape(batch, time, -1)


class Decoder(nn.Module):
    """The whole network; `forward` gives the stream before the output matrix, so that only wanted places pay for it."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.embed = nn.Embedding(shape.vocab_size, shape.width)
        self.layers = nn.ModuleList(Block(shape) for _ in range(shape.layers))
        self.norm = nn.RMSNorm(shape.width, eps=shape.norm_eps)
        self._turn: Tensor
        self.register_buffer("_turn", _rotations(shape), persistent=False)
        self._start(shape)

    def forward(self, tokens: Tensor) -> Tensor:
        """Return the normed stream [batch, time, width] for token ids [batch, time] that start at position 0."""
        x = functional.embedding(tokens, self.embed.weight)
        turn = self._turn[: tokens.shape[1]]
        for layer in self.layers:
            x = layer(x, turn)
        normed: Tensor = self.norm(x)
        return normed

    def logits(self, stream: Tensor) -> Tensor:
        """Return the unnormed log-probabilities [..., vocabulary] at the places of `stream` [..., width]."""
        return functional.linear(stream, self.embed.weight)

    def _start(self, shape: Shape) -> None:
        """Start small: normal weights, what writes into the stream scaled down by the number of layers (GPT-2)."""
        nn.init.normal_(self.embed.weight, std=0.02)
        for name, weight in self.named_parameters():
            if weight.dim() == 2 and not name.startswith("embed"):
                std = weight.shape[1] ** -0.5
                nn.init.normal_(
                    weight, std=std * (2 * shape.layers) ** -0.5 if ".o." in name or ".down." in name else std
                )


def parameters(shape: Shape) -> int:
    """Return how many numbers a network of this shape has."""
    size = shape.width // shape.heads
    attention = shape.width * size * (2 * shape.heads + 2 * shape.kv_heads)
    layer = attention + 3 * shape.width * shape.hidden + 2 * shape.width
    return shape.vocab_size * shape.width + shape.layers * layer + shape.width


def _rotations(shape: Shape) -> Tensor:
    """Return the unit complex numbers [context, half a head] that turn adjacent pairs."""
    size = shape.width // shape.heads
    speed = shape.rope_theta ** (-torch.arange(0, size, 2, dtype=torch.float32) / size)
    angle = torch.outer(torch.arange(shape.context, dtype=torch.float32), speed)
    return torch.stack((angle.cos(), angle.sin()), dim=-1)


def _rotated(x: Tensor, turn: Tensor) -> Tensor:
    """Turn each adjacent pair of [batch, time, heads, size] by its place's angle, in 32 bits as llama.cpp does."""
    even, odd = x[..., 0::2].float(), x[..., 1::2].float()
    cos, sin = turn[:, None, :, 0], turn[:, None, :, 1]
    return torch.stack((even * cos - odd * sin, even * sin + odd * cos), dim=-1).flatten(-2).to(x.dtype)
