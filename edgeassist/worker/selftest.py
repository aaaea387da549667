# SPDX-License-Identifier: Apache-2.0
"""The throw-away child that tries CPU code which may be broken: it may die or hang, and only it will.

Three uses, each printing JSON lines on stdout: `--score` asks libraries what they claim, `--make` makes the probe
models, `--try` decodes with one library and prints what came out and how fast. What runs a library's code is locked
as the engine's own process is.
"""

import argparse
import os
import sys
import time
from pathlib import Path

import msgspec

from edgeassist.worker.backend import EngineLog, advertised_score, load_variant, preload_base
from edgeassist.worker.frames import claim_stdout
from edgeassist.worker.lifeline import prepare_process
from edgeassist.worker.sandbox import lock

_PROMPT_TOKENS, _ANSWER_TOKENS, _FIRST_TOKEN = 64, 8, 3


class Score(msgspec.Struct, frozen=True):
    """What a library claims to be worth on this processor; 0 means it does not run here."""

    library: str
    score: int


class Trial(msgspec.Struct, frozen=True):
    """What one library computed: the last scores after the prompt and after the answer, for each probe model."""

    logits: tuple[tuple[float, ...], ...]
    finite: bool
    prompt_rate: float
    answer_rate: float


def main(argv: list[str]) -> int:
    """Do one of the three and return 0, or die trying."""
    out = claim_stdout()
    prepare_process()
    parser = argparse.ArgumentParser(prog="edgeassist --worker selftest", description="Try CPU code.")
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--make", action="store_true")
    parser.add_argument("--afresh", action="store_true")
    parser.add_argument("--score", type=Path, nargs="*", default=[])
    parser.add_argument("--try", dest="library", type=Path)
    options = parser.parse_args(argv)
    if not options.make:
        tried = [*options.score, *([options.library] if options.library else [])]
        lock([options.cache, *(library.parent for library in tried)])
    if options.score:
        preload_base()
        for library in options.score:
            _say(out, Score(str(library), _score(library)))
    if options.make:
        from edgeassist.worker.probe_model import make_probes

        EngineLog().install()
        make_probes(options.cache, afresh=options.afresh)
    if options.library:
        log = EngineLog()
        log.install()
        load_variant(options.library)
        _say(out, _trial(options.cache))
    # Broken code may have left threads and exit handlers behind; what was to be said is said.
    sys.stderr.flush()
    os._exit(0)


def _say(out: int, line: Score | Trial) -> None:
    os.write(out, msgspec.json.encode(line) + b"\n")


def _score(library: Path) -> int:
    try:
        return max(0, advertised_score(library))
    except (OSError, AttributeError) as error:
        sys.stderr.write(f"{library.name}: {error}\n")
        return 0


def _trial(cache: Path) -> Trial:
    from edgeassist.worker.probe_model import KINDS, probe_path

    logits: list[tuple[float, ...]] = []
    prompt_s = answer_s = 0.0
    for kind in KINDS:
        rows, prompt, answer = _decoded(probe_path(cache, kind))
        logits += rows
        prompt_s, answer_s = prompt_s + prompt, answer_s + answer
    return Trial(
        logits=tuple(logits),
        finite=all(value - value == 0 for row in logits for value in row),
        prompt_rate=len(KINDS) * _PROMPT_TOKENS / prompt_s,
        answer_rate=len(KINDS) * _ANSWER_TOKENS / answer_s,
    )


def _decoded(path: Path) -> tuple[list[tuple[float, ...]], float, float]:
    """Return the scores after prompt and answer, and the seconds each took.

    The tokens of the answer are given, not drawn, so that a tiny difference cannot lead elsewhere. One unmeasured
    round first fills caches and the kernel's page tables.
    """
    from edgeassist.worker.beat import Gauge
    from edgeassist.worker.context import Context
    from edgeassist.worker.desk import AbortFlag
    from edgeassist.worker.weights import Weights

    abort = AbortFlag()
    weights = Weights.load(str(path), path.stat().st_size, lambda _fraction: None, abort)
    context = Context(weights, tokens=256, batch_tokens=128, threads=1, abort=abort)
    prompt = [_FIRST_TOKEN + 5 * at % 300 for at in range(_PROMPT_TOKENS)]
    context.feed_prompt(prompt, Gauge())
    context.clear()
    started_s = time.monotonic()
    context.feed_prompt(prompt, Gauge())
    after_prompt = tuple(context.logits().tolist())
    prompted_s = time.monotonic()
    for at in range(_ANSWER_TOKENS):
        context.feed(_FIRST_TOKEN + 7 * at)
    after_answer = tuple(context.logits().tolist())
    return [after_prompt, after_answer], prompted_s - started_s, time.monotonic() - prompted_s
