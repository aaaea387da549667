# SPDX-License-Identifier: Apache-2.0
"""A child that runs one job's function with the real engine, beside a second way to the same numbers.

`compare` prints the job's events as the worker would; `scores` prints what raw scores of one window come to, by
llama.cpp's own loop over single tokens: no chunk, no window class, no tally. Errors end it with a `Refused`.
"""

import ctypes
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from edgeassist.core.errors import EdgeError
from edgeassist.wire import jobs

if TYPE_CHECKING:
    import numpy as np


class Plain(msgspec.Struct, frozen=True):
    """What one window comes to, computed one token at a time."""

    perplexities: tuple[float, float]
    divergences: tuple[float, ...]
    agreement: float


def events(job: jobs.Compare) -> list[jobs.AnyJobEvent]:
    """Run `job` in a child and return what it said."""
    return [jobs.decode_event(line) for line in _child("compare", jobs.encode(job)).splitlines()]


def plain(job: jobs.Compare) -> Plain:
    """Return what the first window of the text of `job` comes to."""
    return msgspec.json.decode(_child("scores", jobs.encode(job)), type=Plain)


def _child(mode: str, line: bytes) -> bytes:
    command = [sys.executable, "-m", "tests.support.compare_child", mode]
    done = subprocess.run(command, input=line, capture_output=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def main() -> int:
    """Run one job from stdin with the processor code that the machine's tests use."""
    from edgeassist.worker.backend import EngineLog, find_variants, load_variant

    log = EngineLog()
    log.install()
    by_name = {one.name: one.library for one in find_variants()}
    load_variant(by_name.get("haswell") or next(iter(by_name.values()), None))
    job = jobs.decode_job(sys.stdin.buffer.readline())
    assert isinstance(job, jobs.Compare)
    if sys.argv[1] == "compare":
        _compare(job)
    else:
        sys.stdout.buffer.write(msgspec.json.encode(_scores(job)))
    return 0


def _compare(job: jobs.Compare) -> None:
    from edgeassist.worker.comparing import compare

    def say(event: jobs.JobEvent) -> None:
        assert isinstance(event, jobs.Step | jobs.Compared | jobs.Refused)
        sys.stdout.buffer.write(jobs.encode(event))

    try:
        say(compare(job, say))
    except EdgeError as error:
        say(jobs.Refused(code=error.code, message=str(error), hint=error.hint))


def _scores(job: jobs.Compare) -> Plain:
    import numpy as np

    text = Path(job.text).read_text(encoding="utf-8")
    tokens: list[int] = []
    rows = []
    for file in (job.source, job.made):
        tokens, one = _rows_of(file, text, job.context_tokens)
        rows.append(one)
    first, last = len(tokens) // 2, len(tokens) - 1
    chances = []
    for one in rows:
        scaled = np.exp(one[first:last] - one[first:last].max(axis=1, keepdims=True))
        chances.append(scaled / scaled.sum(axis=1, keepdims=True))
    p, q = chances
    came = np.array(tokens[first + 1 :])
    at = np.arange(len(came))
    return Plain(
        perplexities=(
            float(np.prod(p[at, came] ** (-1 / len(came)))),
            float(np.prod(q[at, came] ** (-1 / len(came)))),
        ),
        divergences=tuple((p * np.log(p / q)).sum(axis=1).tolist()),
        agreement=float((p.argmax(axis=1) == q.argmax(axis=1)).mean()),
    )


def _rows_of(
    file: jobs.Source, text: str, context_tokens: int
) -> tuple[list[int], "np.ndarray[Any, np.dtype[np.float64]]"]:
    """Return the first tokens of the text and the scores after each, decoded one by one."""
    import numpy as np
    from llama_cpp import llama_cpp as native

    model = native.llama_model_load_from_file(file.path.encode(), native.llama_model_default_params())
    vocab = native.llama_model_get_vocab(model)
    found = (ctypes.c_int32 * len(text.encode()))()
    count = native.llama_tokenize(vocab, text.encode(), len(text.encode()), found, len(found), True, False)
    tokens = list(found[:count])[:context_tokens]
    parameters = native.llama_context_default_params()
    parameters.n_ctx = context_tokens
    context = native.llama_init_from_model(model, parameters)
    rows = []
    for token in tokens:
        one = (ctypes.c_int32 * 1)(token)
        assert native.llama_decode(context, native.llama_batch_get_one(one, 1)) == 0
        row = np.ctypeslib.as_array(native.llama_get_logits_ith(context, -1), (native.llama_vocab_n_tokens(vocab),))
        rows.append(row.astype(np.float64))
    return tokens, np.array(rows)


if __name__ == "__main__":
    sys.exit(main())
