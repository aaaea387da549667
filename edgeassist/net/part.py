# SPDX-License-Identifier: Apache-2.0
"""The growing `.part` on the disk: appended to on one thread, hashed on a second, made durable on a third.

Marks become durable as fast as the drive can, several at once if it is slow; the appending waits when more than three
marks' worth are not: with marks of 8 MiB, a power cut or kill costs less than 32 MiB. Knows no server.
"""

import ctypes
import errno
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import SimpleQueue
from threading import Condition, Thread

import msgspec

from edgeassist.core.files import sync_file
from edgeassist.net.journal import JOURNAL_NAME, Journal, Mark, Trusted, read_journal, trusted, write_journal
from edgeassist.net.refusals import DriveTrouble, FetchPaused, RoomGone

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_KEEP_SIZE = 1
_UNHASHED_BYTES = 4 * 1024**2
_MARKS_AT_RISK = 3


class Part:
    """One `.part` and its journal. `size_bytes` may be learned later. Call `close` at the end."""

    def __init__(self, path: Path, key: str, size_bytes: int | None, *, mark_bytes: int) -> None:
        self.path, self._mark_bytes = path, mark_bytes
        self._journal_path = path.with_name(JOURNAL_NAME)
        found = read_journal(self._journal_path)
        self.journal = found if found is not None and found.key == key else Journal(key=key, size_bytes=size_bytes)
        self.state = Trusted()
        with _drive(lambda: 0):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)

    @property
    def size_bytes(self) -> int | None:
        """How long the file will be, when that is known."""
        return self.journal.size_bytes

    @property
    def missing_bytes(self) -> int:
        """How many bytes are still to come; 0 when unknown."""
        return max(0, (self.size_bytes or 0) - self.state.position)

    def _short(self) -> int:
        """How many bytes the drive lacks for what is still to come."""
        try:
            free = shutil.disk_usage(self.path.parent).free
        except OSError:
            free = 0
        return max(0, self.missing_bytes - free)

    def resume(self, check: Callable[[int, int], None]) -> None:
        """Find out what is there already; what is beyond it will be written over."""
        self.state = trusted(self.path, self.journal, check)
        if self.size_bytes is not None and self.state.position > self.size_bytes:
            self.state = Trusted()
        if len(self.state.marks) != len(self.journal.marks):
            self._note(self.journal.etag, self.size_bytes)

    def restart(self, etag: str, size_bytes: int | None) -> None:
        """Begin again at byte 0, for content that the server calls `etag`."""
        self.state = Trusted()
        self._note(etag, size_bytes)
        with _drive(lambda: self.missing_bytes):
            os.ftruncate(self._file, 0)

    def _note(self, etag: str, size_bytes: int | None) -> None:
        marks = tuple(self.state.marks)
        self.journal = msgspec.structs.replace(self.journal, etag=etag, size_bytes=size_bytes, marks=marks)
        with _drive(self._short):
            write_journal(self._journal_path, self.journal)

    def reserve(self) -> None:
        """Have the drive set the missing room aside where it can do so at once; the file looks no longer for it."""
        if sys.platform != "linux" or not self.missing_bytes:
            return
        libc = ctypes.CDLL(None, use_errno=True)
        start, length = ctypes.c_longlong(self.state.position), ctypes.c_longlong(self.missing_bytes)
        if libc.fallocate(self._file, _KEEP_SIZE, start, length) and ctypes.get_errno() in _FULL:
            raise RoomGone(self._short() or self.missing_bytes)

    @contextmanager
    def pouring(self) -> Iterator[Callable[[bytes], None]]:
        """Give a function that appends bytes; at the end of the block all of them are durable and marked."""
        pour = _Pour(self, self._file, self._mark_bytes)
        try:
            pour.start()
            yield pour.append
        finally:
            pour.end()
        pour.check()

    def mark(self, new: Sequence[Mark]) -> None:
        """Make everything before the last of the `new` marks durable, then write them down."""
        _sync(self._file)
        marks = self.state.marks
        for mark in new:
            if marks and marks[-1].at % self._mark_bytes:
                marks.pop()
            if not marks or marks[-1].at < mark.at:
                marks.append(mark)
        self._note(self.journal.etag, self.size_bytes)

    def finish(self, size_bytes: int) -> str:
        """Cut what is beyond `size_bytes`, make it durable, and return the SHA-256."""
        with _drive(lambda: 0):
            os.ftruncate(self._file, size_bytes)
            sync_file(self._file)
        return self.state.digest.hexdigest()

    def read(self, start: int, count: int) -> bytes:
        """Return bytes that are there."""
        with _drive(lambda: 0), self.path.open("rb") as file:
            file.seek(start)
            return file.read(count)

    def rewrite(self, start: int, content: bytes, check: Callable[[int, int], None]) -> None:
        """Replace bytes, durably, and learn the hash of the whole anew."""
        with _drive(lambda: 0):
            os.lseek(self._file, start, os.SEEK_SET)
            _write(self._file, content)
            sync_file(self._file)
        end = self.state.position
        self.state = Trusted()
        with self.path.open("rb") as file:
            while self.state.position < end and (piece := file.read(min(self._mark_bytes, end - self.state.position))):
                self.state.update(piece)
                self.state.marks.append(Mark(self.state.position, self.state.digest.hexdigest()))
                check(self.state.position, end)
        self._note(self.journal.etag, self.size_bytes)

    def close(self) -> None:
        """Let go of the file, and of the room that was set aside for what has not come."""
        if self.missing_bytes:
            with suppress(OSError):
                _free_beyond(self._file)
        os.close(self._file)


class _Pour:
    """One stretch of appending, and the two threads behind it. Only the appending thread ever waits for the others.

    Ctrl-C may fall anywhere, between the two starts too: no thread that nobody ends may keep the program from its end.
    """

    def __init__(self, part: Part, file: int, mark_bytes: int) -> None:
        self._part, self._file, self._mark_bytes = part, file, mark_bytes
        self._position = self._durable = part.state.position
        self._trouble: FetchPaused | RoomGone | None = None
        self._pieces: SimpleQueue[bytes | None] = SimpleQueue()
        self._marks: SimpleQueue[Mark | None] = SimpleQueue()
        self._moved = Condition()
        os.lseek(file, self._position, os.SEEK_SET)
        works = {"fetch-hash": self._hash, "fetch-sync": self._sync}
        self._threads = [Thread(target=work, name=name, daemon=True) for name, work in works.items()]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def append(self, piece: bytes) -> None:
        self.check()
        with _drive(lambda: max(len(piece), (self._part.size_bytes or 0) - self._position)):
            _write(self._file, piece)
        self._position += len(piece)
        self._pieces.put(piece)
        with self._moved:
            self._moved.wait_for(self._may_go_on)

    def _may_go_on(self) -> bool:
        """Whether what waits for its hash fits the memory, and what a kill would lose is little enough."""
        unhashed = self._position - self._part.state.position
        return self._trouble is not None or (
            unhashed <= _UNHASHED_BYTES and self._position - self._durable <= _MARKS_AT_RISK * self._mark_bytes
        )

    def check(self) -> None:
        if self._trouble is not None:
            raise self._trouble

    def end(self) -> None:
        self._pieces.put(None)
        for thread in self._threads:
            if thread.is_alive():
                thread.join()

    def _hash(self) -> None:
        state, step = self._part.state, self._mark_bytes
        while (piece := self._pieces.get()) is not None:
            left = memoryview(piece)
            while left:
                some = left[: step - state.position % step]
                state.update(some)
                left = left[len(some) :]
                if state.position % step == 0:
                    self._marks.put(Mark(state.position, state.digest.hexdigest()))
            with self._moved:
                self._moved.notify()
        if state.position % step:
            self._marks.put(Mark(state.position, state.digest.hexdigest()))
        self._marks.put(None)

    def _sync(self) -> None:
        more = True
        while more:
            marks, more = _waiting_in(self._marks)
            if marks and self._trouble is None:
                try:
                    with _drive(lambda: self._part.missing_bytes):
                        self._part.mark(marks)
                except (FetchPaused, RoomGone) as error:
                    self._trouble = error
            with self._moved:
                self._durable = marks[-1].at if marks else self._durable
                self._moved.notify()


def _waiting_in(queue: "SimpleQueue[Mark | None]") -> tuple[list[Mark], bool]:
    """Wait for a mark and take all that are there: a slow drive gets fewer and larger jobs. False: that was the end."""
    marks: list[Mark] = []
    one = queue.get()
    while one is not None:
        marks.append(one)
        if queue.empty():
            return marks, True
        one = queue.get()
    return marks, False


def _write(file: int, piece: bytes) -> None:
    left = memoryview(piece)
    while left:
        left = left[os.write(file, left) :]


def _sync(file: int) -> None:
    sync_file(file, content_only=True)


@contextmanager
def _drive(more_bytes: Callable[[], int]) -> Iterator[None]:
    """Turn what the drive says into words."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise RoomGone(more_bytes()) from error
        raise DriveTrouble(error.strerror) from error


def _free_beyond(file: int) -> None:
    """Have the drive free what was set aside behind the end; one byte more and less is what every drive hears."""
    size = os.fstat(file).st_size
    os.ftruncate(file, size + 1)
    os.ftruncate(file, size)


def give_back(part: Path) -> None:
    """Free the room that was set aside for a part, as a kill leaves it. Only for one that nobody fetches now."""
    with suppress(OSError), part.open("r+b") as file:
        _free_beyond(file.fileno())


def forget(part: Path) -> None:
    """Delete a part and its journal."""
    for path in (part.with_name(JOURNAL_NAME), part):
        with suppress(OSError):
            path.unlink(missing_ok=True)
