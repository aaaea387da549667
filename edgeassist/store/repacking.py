# SPDX-License-Identifier: Apache-2.0
"""Which block types the engine's processor code lays out anew in memory, and how much of a model that is.

Follows llama.cpp's `ggml-cpu/repack.cpp`. The second copy is the one that is read; the mapped original stays resident
until the system needs the room. Knows no file and no memory figure.
"""

import platform

from edgeassist.store.card import ModelCard

ROW_STEP = 8
"""A matrix is laid out anew when its rows come in eights."""

_AVX2 = frozenset(("Q4_0", "Q4_K", "IQ4_NL", "MXFP4"))
_AVX512 = _AVX2 | {"Q2_K"}
_ARM = frozenset(("Q4_0", "Q4_K", "Q5_K", "Q6_K", "Q8_0", "IQ4_NL", "MXFP4"))
_WITHOUT_AVX2 = frozenset(("x64", "sse42", "sandybridge", "ivybridge", "piledriver"))
_WITH_AVX512 = frozenset(("skylakex", "cannonlake", "cascadelake", "icelake", "cooperlake", "zen4", "sapphirerapids"))

_SHARES = {"Q4_0": 1.0, "IQ4_NL": 1.0, "Q4_K_S": 0.95, "Q4_K_M": 0.80}
"""How much of the layers' weights is of such a type, by the name of the mix; the rest of Q4_K_M is Q6_K."""
_SHARES_ODD = {"Q4_0": 1.0, "IQ4_NL": 1.0, "Q4_K_S": 0.23, "Q4_K_M": 0.12}
"""The same for widths that are no multiple of 256: there most matrices fall back to Q5_0 and Q8_0."""
_SUPER_BLOCK = 256
_EMBEDDING_BITS = 6.6


def repacked_kinds(variant: str = "", machine: str = "") -> frozenset[str]:
    """Return the block types that the processor code `variant` lays out anew on `machine` (by default, this one)."""
    if (machine or platform.machine()).lower() in ("arm64", "aarch64"):
        return _ARM
    if variant in _WITHOUT_AVX2:
        return frozenset()
    return _AVX512 if variant in _WITH_AVX512 else _AVX2


def repacked_bytes(card: ModelCard, kinds: frozenset[str]) -> int:
    """Return the bytes of `card` that get a second copy: exact where the file was looked into, else by its mix."""
    if card.matrix_bytes:
        return sum(size_bytes for kind, size_bytes in card.matrix_bytes.items() if kind in kinds)
    if not kinds:
        return 0
    shares = _SHARES_ODD if card.embedding % _SUPER_BLOCK else _SHARES
    outside_layers = int(card.vocabulary_tokens * card.embedding * _EMBEDDING_BITS / 8)
    return int(shares.get(card.quantization, 0.0) * max(0, (card.tensor_bytes or card.size_bytes) - outside_layers))
