# SPDX-License-Identifier: Apache-2.0
"""A real inference child for tests: starts it, sends commands, collects events with a deadline."""

import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Self, cast

from edgeassist import wire

DEADLINE_S = 120.0
INFER = (sys.executable, "-m", "edgeassist", "--worker", "infer")


class WorkerProcess:
    """Starts `python -m edgeassist --worker infer` and numbers its jobs; leaves no process behind."""

    def __init__(
        self,
        cache: Path,
        *,
        read: Sequence[Path] = (),
        options: Sequence[str] = (),
        command: Sequence[str] = INFER,
    ) -> None:
        folders = [part for folder in read for part in ("--read", str(folder))]
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        self._child = subprocess.Popen(
            [*command, "--cache", str(cache), *folders, *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            bufsize=0,
        )
        self._events: queue.Queue[wire.AnyEvent | wire.BadFrame | None] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self._job = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._child.kill()
        self._child.wait()
        self._reader.join(DEADLINE_S)
        for pipe in (self._child.stdin, self._child.stdout, self._errors):
            cast(IO[bytes], pipe).close()

    @property
    def pid(self) -> int:
        """The child's process number."""
        return self._child.pid

    @property
    def log(self) -> str:
        """What the child wrote to stderr so far."""
        return os.pread(self._errors.fileno(), 1 << 20, 0).decode("utf-8", "replace")

    def next_job(self) -> int:
        """Return a fresh job number."""
        self._job += 1
        return self._job

    def send(self, command: wire.AnyCommand) -> None:
        """Write one command."""
        self.send_raw(wire.encode(command))

    def send_raw(self, line: bytes) -> None:
        """Write bytes as they are."""
        cast(IO[bytes], self._child.stdin).write(line)

    def close_stdin(self) -> None:
        """Hang up, as a dying parent does."""
        cast(IO[bytes], self._child.stdin).close()

    def ended(self, timeout_s: float = DEADLINE_S) -> int:
        """Wait for the child's end and return its exit code."""
        return self._child.wait(timeout_s)

    def event(self, timeout_s: float = DEADLINE_S) -> wire.AnyEvent:
        """Return the next event; fail when none comes in time or the pipe closes."""
        try:
            event = self._events.get(timeout=timeout_s)
        except queue.Empty:
            raise AssertionError(f"no event in {timeout_s} s; log:\n{self.log[-2000:]}") from None
        if event is None or isinstance(event, wire.BadFrame):
            raise AssertionError(f"{event or 'the child hung up'}; log:\n{self.log[-2000:]}")
        return event

    def until(self, wanted: Callable[[wire.AnyEvent], bool], timeout_s: float = DEADLINE_S) -> list[wire.AnyEvent]:
        """Collect events up to the first `wanted` one, that included."""
        limit_s = time.monotonic() + timeout_s
        events: list[wire.AnyEvent] = []
        while not events or not wanted(events[-1]):
            events.append(self.event(max(0.0, limit_s - time.monotonic())))
        return events

    def answers(self, command: wire.AnyCommand) -> list[wire.AnyEvent]:
        """Send `command` and collect events up to its terminal one."""
        self.send(command)
        return self.until(lambda event: isinstance(event, wire.TERMINAL) and event.job == command.job)

    def hello(self) -> wire.Hello:
        """Return the greeting, past any `Preparing`."""
        event = self.until(lambda event: isinstance(event, wire.Hello))[-1]
        assert isinstance(event, wire.Hello)
        return event

    def load(self, path: Path, *, context_tokens: int = 4096, batch_tokens: int = wire.BATCH_TOKENS) -> wire.Loaded:
        """Load the model at `path`; fail unless it works."""
        command = wire.Load(
            job=self.next_job(),
            path=str(path),
            size_bytes=path.stat().st_size,
            context_tokens=context_tokens,
            batch_tokens=batch_tokens,
        )
        events = self.answers(command)
        loaded = [event for event in events if isinstance(event, wire.Loaded)]
        assert loaded, events
        return loaded[0]

    def generate(self, prompt: str, **options: object) -> list[wire.AnyEvent]:
        """Continue the raw text `prompt` greedily unless `sampling` says otherwise; return all events."""
        return self.answers(generation(self.next_job(), prompt, **options))

    def _read(self) -> None:
        for line in _lines(cast(IO[bytes], self._child.stdout)):
            try:
                self._events.put(wire.decode_event(line))
            except wire.BadFrame as error:
                self._events.put(error)
        self._events.put(None)


def _lines(pipe: IO[bytes]) -> Iterator[bytes]:
    rest = b""
    while chunk := pipe.read(1 << 16):
        *lines, rest = (rest + chunk).split(b"\n")
        yield from lines


def generation(job: int, prompt: str, **options: object) -> wire.Generate:
    """Return a greedy request to continue `prompt`; `options` are fields of `Generate`."""
    fields = {"sampling": wire.Sampling(temperature=0, repeat_penalty=1.0), "max_tokens": 24, **options}
    return wire.Generate(job=job, prompt=prompt, **fields)  # type: ignore[arg-type]  # fields by name, checked at run time


def text_of(events: Sequence[wire.AnyEvent]) -> str:
    """Return the answer's text."""
    return "".join(event.text for event in events if isinstance(event, wire.Delta))


def usage_of(events: Sequence[wire.AnyEvent]) -> wire.Usage:
    """Return the usage of the terminal event, which must not be a failure."""
    last = events[-1]
    assert isinstance(last, wire.Done | wire.Cancelled), last
    return last.usage
