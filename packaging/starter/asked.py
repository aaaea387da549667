# SPDX-License-Identifier: Apache-2.0
"""The app's side of `asking.py`: one model, many requests. Runs only in the app's environment, from `packaging/`.

`python -m starter.asked ask|weigh|count|speed MODEL GIVEN MADE`; GIVEN and MADE are JSON lines, EDGEASSIST_HOME says
where the app keeps its things. `ask` and `speed` go the way of every pane: services, engine, worker. `weigh` needs the
scores of tokens, which the worker does not pass on, so it reads with the worker's own modules in this process.
"""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from edgeassist.app.children import child_command
from edgeassist.app.services import Services, open_services
from edgeassist.core.errors import EdgeError
from edgeassist.core.paths import places
from edgeassist.runtime.blocking import JobFailed, finish
from edgeassist.wire import Delta, Done, Generate, Load, Sampling, Turn, Usage

if TYPE_CHECKING:
    from edgeassist.worker.held_text import Reader
    from edgeassist.worker.resident import Resident

Row = dict[str, Any]
GREEDY = Sampling(temperature=0, repeat_penalty=1.0)
_CONTEXT_TOKENS = 4096
_TOLD_EVERY = 100
_SPEED_RUNS, _SPEED_TOKENS, _PROMPT_TOKENS = 7, 96, 30
_WORDS = "The weather in the mountains changes quickly, so before you leave in the morning you should look at the sky "


def main(arguments: list[str]) -> int:
    """Do what the first argument says; return the exit code."""
    what, model, given, made = arguments
    work: dict[str, Callable[[Path, list[Row]], Iterator[Row]]] = {
        "ask": _ask,
        "weigh": _weigh,
        "count": _count,
        "speed": _speed,
    }
    rows = [json.loads(line) for line in Path(given).read_text(encoding="utf-8").splitlines()]
    try:
        with Path(made).open("w", encoding="utf-8") as file:
            for number, row in enumerate(work[what](Path(model), rows), 1):
                file.write(json.dumps(row) + "\n")
                if number % _TOLD_EVERY == 0 and what != "count":
                    sys.stderr.write(f"{what}: {number} of {len(rows)}\n")
    except EdgeError as error:
        sys.stderr.write(f"{error} {error.hint}\n")
        return 1
    return 0


def _ask(model: Path, rows: list[Row]) -> Iterator[Row]:
    with open_services(places()) as services:
        services.load(str(model), context_tokens=_CONTEXT_TOKENS)
        for row in rows:
            yield _answered(services, row)


def _answered(services: Services, row: Row) -> Row:
    """Return the reply to one question; a request that the worker refuses is an answer too."""
    turns, schema = tuple(Turn(role, text) for role, text in row["turns"]), row["json_schema"]
    request = Generate(turns=turns, sampling=GREEDY, max_tokens=row["max_tokens"], json_schema=schema)
    try:
        heard = finish(services.engine, request)
    except JobFailed as error:
        return {"key": row["key"], "text": "", "reason": "failed", "failure": f"{error.code}: {error}"}
    text = "".join(event.text for event in heard if isinstance(event, Delta))
    done = next(event for event in heard if isinstance(event, Done))
    cost = {"tokens": done.usage.answer_tokens, "first_token_ms": done.usage.first_token_ms}
    return {"key": row["key"], "text": text, "reason": done.reason, **cost, "rate": done.usage.answer_rate}


def _weigh(model: Path, rows: list[Row]) -> Iterator[Row]:
    from edgeassist.worker.held_text import Reader

    with _loaded(model) as resident:
        size = min(resident.context.capacity_tokens, resident.weights.context_trained_tokens or _CONTEXT_TOKENS)
        with closing(Reader(resident.weights, size, 0)) as reader:
            end = resident.weights.tokenize(resident.weights.eos, special=True)
            for row in rows:
                prompt = resident.tokens_of(tuple(Turn(role, text) for role, text in row["turns"]), None)
                reply = resident.weights.tokenize(row["reply"], special=False) + end
                if len(prompt) + len(reply) <= size:
                    yield {"key": row["key"], "nats": _nats(reader, prompt, reply), "tokens": reply}


def _nats(reader: "Reader", prompt: list[int], reply: list[int]) -> float:
    """Return minus the log probability of `reply` after `prompt`."""
    from edgeassist.worker.divergence import log_softmax
    from edgeassist.worker.held_text import CHUNK_TOKENS

    reader.begin()
    tokens, nats = prompt + reply, 0.0
    for start in range(0, len(tokens) - 1, CHUNK_TOKENS):
        chunk = tokens[start : min(start + CHUNK_TOKENS, len(tokens) - 1)]
        wanted = [at >= len(prompt) - 1 for at in range(start, start + len(chunk))]
        following = [tokens[start + at + 1] for at, keep in enumerate(wanted) if keep]
        scores = reader.read(chunk, wanted)
        if following:
            nats -= float(log_softmax(scores)[range(len(following)), following].sum())
    return nats


def _count(model: Path, rows: list[Row]) -> Iterator[Row]:
    with _loaded(model) as resident:
        for row in rows:
            yield {"tokens": resident.weights.tokenize(row["text"], special=False)}


@contextmanager
def _loaded(model: Path) -> Iterator["Resident"]:
    """Load the model into this process, with the processor code that the app itself would choose."""
    from edgeassist.worker import variants
    from edgeassist.worker.backend import EngineLog, load_variant
    from edgeassist.worker.desk import AbortFlag
    from edgeassist.worker.resident import Resident

    found, cache = variants.find_variants(), places().cache
    cache.mkdir(parents=True, exist_ok=True)
    library = None
    if found:
        verdict = variants.cached_verdict(cache, found) or variants.choose(cache, child_command("selftest"), found)
        library = variants.named(found, verdict).library
    log = EngineLog()
    log.install()
    load_variant(library)
    load = Load(path=str(model), size_bytes=model.stat().st_size, context_tokens=_CONTEXT_TOKENS)
    with closing(Resident(load, lambda _fraction: None, AbortFlag())) as resident:
        yield resident


def _speed(model: Path, _rows: list[Row]) -> Iterator[Row]:
    with open_services(places()) as services:
        loads = [services.load(str(model), context_tokens=_CONTEXT_TOKENS) for _ in range(_SPEED_RUNS)]
        usages = [_spoken(services, number) for number in range(_SPEED_RUNS + 1)][1:]
        yield {
            "load_ms": median(loaded.load_ms for loaded in loads),
            "prompt_tokens": round(median(usage.prompt_tokens for usage in usages)),
            "first_token_ms": median(usage.first_token_ms for usage in usages),
            "answer_rate": median(usage.answer_rate for usage in usages),
            "threads": loads[-1].threads,
            "variant": services.engine.state.variant,
        }


def _spoken(services: Services, number: int) -> Usage:
    """Return what a prompt of about 30 tokens cost that shares its beginning with no other."""
    prompt = f"{number * 7919 % 1000} {_WORDS}"[: 4 * _PROMPT_TOKENS]
    request = Generate(turns=(Turn("user", prompt),), sampling=GREEDY, max_tokens=_SPEED_TOKENS, ignore_end=True)
    return next(event for event in finish(services.engine, request) if isinstance(event, Done)).usage


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
