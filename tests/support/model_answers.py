# SPDX-License-Identifier: Apache-2.0
"""A real worker with a model in it, asked as the reader of commands asks: one request, one text."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec.structs import replace

from edgeassist import wire
from tests.support.worker_process import WorkerProcess


@contextmanager
def answering(model: Path, cache: Path) -> Iterator[Callable[[wire.Generate], str]]:
    """Give the function that has `model` answer a request; fail where the worker does."""
    with WorkerProcess(cache, read=[model.parent]) as worker:
        size = model.stat().st_size
        loaded = worker.answers(wire.Load(job=worker.next_job(), path=str(model), context_tokens=2048, size_bytes=size))
        assert isinstance(loaded[-1], wire.Done), loaded[-1]

        def ask(request: wire.Generate) -> str:
            events = worker.answers(replace(request, job=worker.next_job()))
            assert isinstance(events[-1], wire.Done), events[-1]
            return "".join(event.text for event in events if isinstance(event, wire.Delta))

        yield ask
