# SPDX-License-Identifier: Apache-2.0
"""Makes the errors of different matrices comparable: the part of what a model passes on that each one can spoil.

An error only counts against what it is added to. A block (attention or feed-forward) adds its output to the stream
that runs through all layers; a matrix that loses a hundredth of its own output spoils at most a hundredth of what its
block adds. Powers (mean squared lengths) of all outputs give each block's part. Pure: knows no file and no type.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

EMBEDDING, HEAD = "token_embd.weight", "output.weight"
_NAME = re.compile(r"blk\.(\d+)\.(\w+)\.weight$")
_FEED_FORWARD_OUT = ("ffn_down", "ffn_down_exps", "ffn_down_shexp")
_MIXER_OUT = ("attn_output", "ssm_out", "attn_out")


@dataclass(frozen=True, slots=True)
class Power:
    """The mean square of a matrix's output per token (`written`), and of one of its rows (`row`)."""

    written: float
    row: float


def shares(powers: Mapping[str, Power]) -> dict[str, float]:
    """Return for each matrix the part, 0 to 1, of the stream that its error can spoil; 2 for one used at both ends."""
    both_ends = EMBEDDING in powers and HEAD not in powers
    found = dict.fromkeys(powers, 1.0)
    if both_ends:
        found[EMBEDDING] = 2.0
    stream = powers[EMBEDDING].row if EMBEDDING in powers else 0.0
    for layer in sorted({_place(name)[0] for name in powers} - {-1}):
        for is_feed_forward, writers in ((False, _MIXER_OUT), (True, _FEED_FORWARD_OUT)):
            added = sum(
                powers[name].written for name in (f"blk.{layer}.{one}.weight" for one in writers) if name in powers
            )
            stream += added
            if added > 0:
                mine = (name for name in powers if _place(name) == (layer, is_feed_forward))
                found.update(dict.fromkeys(mine, added / stream))
    return found


def _place(name: str) -> tuple[int, bool]:
    """Return the layer and whether the matrix is of its feed-forward block; -1 outside of layers."""
    found = _NAME.match(name)
    return (int(found[1]), found[2].startswith("ffn_")) if found else (-1, False)
