# SPDX-License-Identifier: Apache-2.0
"""What freezing costs: the start of the window and the speed of writing, frozen and from source in turns.

The writer has a real model's size and its answer is long enough to be ruled by it: the starter is through before a busy
machine has shown how busy it is. Who goes first changes with each turn; told is the middle of the turns' ratios.
Needs `build/bundle/EdgeAssist` (`make bundle`), or the folder that `EDGEASSIST_BUNDLE` names; without one it says so.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median

from tests.bench.figures import Figure, median_of
from tests.bench.startup import started
from tests.support.models import shape_model

LIMIT_MS, LEAST_SHARE = 1200, 0.97
MODEL, ANSWER_TOKENS = "SmolLM2-135M", 128
_QUESTION = "Tell me a long story about the boats that leave the harbour in the morning."
_SOURCE = (sys.executable, "-P", "-m", "edgeassist")
_WHERE = "offscreen, warm disk, a new home folder"

Command = tuple[str, ...]


def measure(*, quick: bool) -> list[Figure]:
    """Return start-up of the frozen window, its share of the source's, and the frozen share of tokens per second."""
    folder = Path(os.environ.get("EDGEASSIST_BUNDLE", "build/bundle/EdgeAssist")).absolute()
    if not folder.is_dir():
        sys.stderr.write(f"bench: {folder} is not there; `make bundle` makes it\n")
        return []
    with tempfile.TemporaryDirectory() as home:
        commands = (str(folder / "edgeassist"),), _SOURCE
        starts = in_turns(commands, lambda command: started(command, home)[0], 3 if quick else 10)
    with tempfile.TemporaryDirectory() as home:
        environ = {**os.environ, "EDGEASSIST_HOME": home, "EDGEASSIST_NO_SELF_BENCHMARK": "1"}
        model = json.loads(_said(_SOURCE, environ, "models", "import", str(shape_model(MODEL)), "--json"))["id"]
        commands = (str(folder / "edgeassist-worker"),), _SOURCE
        rates = in_turns(commands, lambda command: _rate(command, environ, model), 4 if quick else 10)
    return [
        median_of("frozen start to interactive window", [ours for ours, _ in starts], "ms", _WHERE, at_most=LIMIT_MS),
        median_of("the same from source, in turns", [source for _, source in starts], "ms", _WHERE),
        _share(rates),
    ]


def in_turns(
    commands: tuple[Command, Command], measured: Callable[[Command], float], turns: int
) -> list[tuple[float, float]]:
    """Return what is measured of both commands, turn by turn, after one of each that warms the disk.

    The second goes first in every other turn: what grows or wanes on the machine hits both alike.
    """
    first, second = commands
    measured(first), measured(second)
    pairs = []
    for turn in range(turns):
        if turn % 2:
            late = measured(second)
            pairs.append((measured(first), late))
        else:
            early = measured(first)
            pairs.append((early, measured(second)))
    return pairs


def _share(rates: list[tuple[float, float]]) -> Figure:
    ratios = [frozen / source for frozen, source in rates]
    frozen, source = (median(both) for both in zip(*rates, strict=True))
    rated = f"{frozen:.1f} and {source:.1f} tok/s"
    where = f"{MODEL} Q4_K_M, {ANSWER_TOKENS} tokens, {rated}, in turns"
    return median_of("frozen generation, share of the source's", ratios, "", where, at_least=LEAST_SHARE)


def _rate(command: Command, environ: Mapping[str, str], model: str) -> float:
    """Return tokens per second of one answer of full length."""
    asked = ("ask", "--model", model, "--json", "--temperature", "0", "--max-tokens", str(ANSWER_TOKENS), _QUESTION)
    usage = json.loads(_said(command, environ, *asked))["usage"]
    if usage["answer_tokens"] < ANSWER_TOKENS:
        raise RuntimeError(f"{command[0]} wrote {usage['answer_tokens']} tokens instead of {ANSWER_TOKENS}")
    return float(usage["answer_rate"])


def _said(command: Command, environ: Mapping[str, str], *words: str) -> bytes:
    done = subprocess.run(
        [*command, *words], env=environ, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    return done.stdout
