# SPDX-License-Identifier: Apache-2.0
"""A second way to what a calibration sums: the first layer's input, computed from the file's own numbers.

A child, because it loads the engine for its tokenizer. It prints the tokens of a text and the sums of squares of what
enters the first layer's attention, by the definition: embed, divide by the root of the mean square, scale.
"""

import subprocess
import sys
from pathlib import Path

import msgspec
import numpy as np


class Plain(msgspec.Struct, frozen=True):
    """The tokens, without an opening one, and the sums per column over them all, the opening one included."""

    tokens: int
    squares: tuple[float, ...]


def plain_sums(model: Path, text: Path) -> Plain:
    """Return what `text` comes to in the F16 model at `model`."""
    command = [sys.executable, "-m", "tests.support.plain_sums", str(model), str(text)]
    done = subprocess.run(command, capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return msgspec.json.decode(done.stdout, type=Plain)


def main() -> int:
    """Print the sums for the model and the text named on the command line."""
    from gguf import GGUFReader

    from edgeassist.worker.backend import find_variants, load_variant
    from edgeassist.worker.desk import AbortFlag
    from edgeassist.worker.weights import Weights

    model, text = Path(sys.argv[1]), Path(sys.argv[2])
    by_name = {one.name: one.library for one in find_variants()}
    load_variant(by_name.get("x64"))
    weights = Weights.load(str(model), model.stat().st_size, lambda _fraction: None, AbortFlag())
    tokens = weights.tokenize(text.read_text(encoding="utf-8"), special=False)
    stored = {one.name: one.data for one in GGUFReader(model).tensors}
    table = stored["token_embd.weight"].view(np.float16).reshape(weights.vocabulary_tokens, -1).astype(np.float64)
    rows = table[weights.opening() + tokens]
    entering = rows / np.sqrt((rows**2).mean(axis=1, keepdims=True) + 1e-5) * stored["blk.0.attn_norm.weight"]
    squares = (entering**2).sum(axis=0)
    sys.stdout.buffer.write(msgspec.json.encode(Plain(len(tokens), tuple(squares.tolist()))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
