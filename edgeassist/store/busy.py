# SPDX-License-Identifier: Apache-2.0
"""Who works in a models folder now: many at a time, or one alone that moves it. Over all processes.

Each work holds a lock of the system on a file of its own in `.busy/`, so a process that dies lets go. Whoever wants to
be alone takes the lock `alone` first and then looks for others; a work takes its own first and then looks for `alone`:
so of two that begin at the same moment at least one sees the other.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from edgeassist.core.errors import Unavailable
from edgeassist.core.language import later, tr
from edgeassist.store.intake import StoreTrouble

FOLDER = ".busy"
_ALONE = "alone.lock"


class StoreBusy(Unavailable):
    """Something else works on the models."""

    code = "store-busy"
    hint = later("Wait until it has ended, or stop it, and try again. Nothing was changed.")


@contextmanager
def working(root: Path) -> Iterator[None]:
    """Hold a place in the models folder `root`; raise `StoreBusy` while it is being moved."""
    own = _lock(root, f"{os.getpid()}-{secrets.token_hex(4)}.lock")
    with _held(own):
        if _is_held(root / FOLDER / _ALONE):
            raise StoreBusy(tr("The models are being moved to another folder right now."))
        try:
            yield
        finally:
            with suppress(OSError):
                Path(own.lock_file).unlink()


@contextmanager
def alone(root: Path) -> Iterator[None]:
    """Have the models folder `root` for oneself; raise `StoreBusy` while anything works in it."""
    lock = _lock(root, _ALONE)
    try:
        held = _held(lock)
        with held:
            for other in (root / FOLDER).glob("*.lock"):
                if other.name != _ALONE and _is_held(other):
                    raise StoreBusy(tr("A download, an import or a smaller copy is still being worked on."))
            yield
    except Timeout as error:
        raise StoreBusy(tr("The models are being moved by another window already.")) from error


def _lock(root: Path, name: str) -> FileLock:
    try:
        (root / FOLDER).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreTrouble(tr("The models folder cannot be written: {reason}.", reason=error.strerror)) from error
    return FileLock(root / FOLDER / name, timeout=0)


@contextmanager
def _held(lock: FileLock) -> Iterator[None]:
    try:
        lock.acquire()
    except OSError as error:
        if isinstance(error, Timeout):
            raise
        raise StoreTrouble(tr("The models folder cannot be written: {reason}.", reason=error.strerror)) from error
    try:
        yield
    finally:
        lock.release()


def _is_held(path: Path) -> bool:
    """Tell whether a living process holds the lock at `path`; one that nobody holds is cleared away."""
    if not path.exists():
        return False
    lock = FileLock(path, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        return True
    except OSError:
        return False
    lock.release()
    if path.name != _ALONE:
        with suppress(OSError):
            path.unlink()
    return False
