# SPDX-License-Identifier: Apache-2.0
"""Reads a document in a child of its own and hands out its blocks as they come. Parses nothing itself.

The child is killed when the reading is called off, when it takes too long, or when nobody wants the rest.
"""

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import msgspec

from edgeassist.core.language import later, tr
from edgeassist.core.stop import Report, Stop
from edgeassist.core.units import elided
from edgeassist.documents.blocks import UNITS, Block, Document, reading_words
from edgeassist.documents.lines import MAX_LINE_BYTES, Ending, Line, Opening, Progress, Refusal, Tongue, decode
from edgeassist.documents.opening import opened_document
from edgeassist.documents.refusals import ReaderDied, ReadingTooSlow, refusal
from edgeassist.store.opened import Opened

_DETACHED = 0x0800_0000 | 0x0000_0200  # CREATE_NO_WINDOW | CREATE_NEW_PROCESS_GROUP: no console, no Ctrl-C
_LOG_LINES = 60
_GRACE_S = 5.0
_MOST_PAGES = 100_000
"""For so many a reading gets more time, whatever a document says of itself."""
_BYTES_OF_A_LETTER = 8
"""What a child may say for each byte of text that it may find: a letter by itself comes with its place."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a reading may take: seconds of its clock, more for each page, and bytes of memory and of text."""

    time_s: float = 60.0
    page_s: float = 0.25
    memory_bytes: int = 512 * 1024**2
    text_bytes: int = 64_000_000

    def arguments(self) -> list[str]:
        """Return these limits as the child reads them."""
        return [str(self.time_s), str(self.page_s), str(self.memory_bytes), str(self.text_bytes)]


class DocumentReader:
    """Reads documents, each in a child started by `command`. Any thread may call; both methods block."""

    def __init__(self, command: Sequence[str], limits: Limits | None = None) -> None:
        self._command = tuple(command)
        self._limits = limits or Limits()

    def read(self, path: Path, report: Report, stop: Stop) -> Document:
        """Return the whole document at `path`; raise a `DocumentRefused` or its like, or `Stopped`."""
        with closing(self.read_stream(path, stop)) as lines:
            return gathered(lines, path, report)

    def read_stream(self, path: Path, stop: Stop) -> Generator[Line]:
        """Yield what the child says as it says it: an `Opening`, blocks, a `Tongue`, an `Ending`.

        Blocks that were yielded stay good when the rest is refused: the error comes after them.
        """
        stop.check()
        with opened_document(path) as held, closing(_Child(self._command, held, self._limits)) as child:
            stop.guard(child.kill)
            try:
                yield from child.lines()
            finally:
                stop.guard(None)
                ended = child.end()
            stop.check()
            if not child.is_heard_out:
                raise ended


def gathered(lines: Iterator[Line], path: Path, report: Report) -> Document:
    """Return the document that `lines` tell of, reporting the pages as they come."""
    opening, language, ending = Opening("text", ""), "", Ending()
    blocks: list[Block] = []
    for line in lines:
        match line:
            case Block():
                blocks.append(line)
            case Opening():
                opening = line
            case Tongue():
                language = line.language
            case Progress() if opening.pages:
                report(reading_words(opening.kind), line.pages_read, opening.pages)
            case Ending():
                ending = line
    return Document(
        title=opening.title or path.stem,
        language=language or opening.language,
        kind=opening.kind,
        unit=UNITS.get(opening.kind, "paragraph"),
        pages=opening.pages,
        pages_read=ending.pages_read,
        blocks=tuple(blocks),
        textless=ending.textless,
        pictured=ending.pictured,
        broken=ending.broken,
        left=ending.left,
        unreadable=ending.unreadable,
        cut=ending.cut_words,
    )


class _Child:
    """One running child. A thread takes in what it says, so that a slow listener does not hold it up."""

    def __init__(self, command: Sequence[str], held: Opened, limits: Limits) -> None:
        self._name, self._limits = elided(held.path.name), limits
        self._said: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._log: deque[bytes] = deque(maxlen=_LOG_LINES)
        self._fault: Exception | None = None
        self.is_heard_out = False
        inherits = os.name == "posix"
        descriptor = str(held.descriptor) if inherits else "-"
        try:
            self._process = subprocess.Popen(
                [*command, str(held.path), descriptor, *limits.arguments()],
                stdin=subprocess.PIPE,  # stays open: its end tells the child that we are gone
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                pass_fds=(held.descriptor,) if inherits else (),
                creationflags=_DETACHED if sys.platform == "win32" else 0,
                process_group=None if sys.platform == "win32" else 0,
            )
        except OSError as error:
            words = tr("The program that reads documents could not be started: {reason}.", reason=error.strerror)
            raise ReaderDied(words) from error
        self._deadline_s = time.monotonic() + limits.time_s + _GRACE_S
        self._threads = [self._started(self._hear), self._started(self._keep_log)]

    def _started(self, run: Callable[[], None]) -> threading.Thread:
        thread = threading.Thread(target=run, name="document-reader", daemon=True)
        thread.start()
        return thread

    def kill(self) -> None:
        """End the child now. Any thread may call, at any time."""
        with suppress(OSError):
            self._process.kill()

    def lines(self) -> Iterator[Line]:
        """Yield what the child says up to its last word; an error of its own raises."""
        while line := self._next():
            try:
                said = decode(line)
            except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
                self._fault = error
                return
            if isinstance(said, Refusal):
                self.is_heard_out = True
                raise refusal(said)
            if isinstance(said, Opening):
                self._deadline_s += min(said.pages, _MOST_PAGES) * self._limits.page_s
            self.is_heard_out = isinstance(said, Ending)
            yield said

    def _next(self) -> bytes:
        """Return the next line; empty when there is none, or the time is over."""
        try:
            return self._said.get(timeout=max(self._deadline_s - time.monotonic(), 0))
        except queue.Empty:
            self._fault = ReadingTooSlow(later("Reading “{name}” took too long and was stopped."), {"name": self._name})
            return b""

    def end(self) -> Exception:
        """Reap the child, killed first when it still runs, and return why it did not end as it should."""
        if not self.is_heard_out:
            self.kill()
        try:
            code = self._process.wait(_GRACE_S)
        except subprocess.TimeoutExpired:
            self.kill()
            code = self._process.wait()
        for thread in self._threads:
            thread.join()
        if isinstance(self._fault, ReadingTooSlow):
            return self._fault
        if sys.platform != "win32" and code == -signal.SIGXCPU:
            slow = later("Reading “{name}” took too much of the processor's time and was stopped.")
            return ReadingTooSlow(slow, {"name": self._name})
        detail = b"".join(self._log).decode("utf-8", "replace")
        words = tr("Reading “{name}” ended early, without an answer.", name=self._name)
        return ReaderDied(words, detail=f"exit {code}\n{detail}")

    def close(self) -> None:
        """Close the pipes."""
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def _hear(self) -> None:
        """Take in what the child says: up to a limit, for all of it lies in our memory until it is listened to."""
        left_bytes = self._limits.text_bytes * _BYTES_OF_A_LETTER
        with suppress(OSError, ValueError):
            while left_bytes > 0 and (line := _pipe(self._process.stdout).readline(MAX_LINE_BYTES)):
                left_bytes -= len(line)
                self._said.put(line)
        self._said.put(b"")

    def _keep_log(self) -> None:
        with suppress(OSError, ValueError):
            while line := _pipe(self._process.stderr).readline(4096):
                self._log.append(line)


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None
    return pipe
