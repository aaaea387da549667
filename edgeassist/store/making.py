# SPDX-License-Identifier: Apache-2.0
"""A smaller model in the making, on the disk: who works on what since when, and what a kill left behind.

Each lives in `.making/<id>/` below the models: `making.json`, what it works with, and `model/`, which becomes visible
by one rename when it is whole. Its process holds `.making/<id>.lock`, from before there is a folder on. Quantizes
nothing itself.
"""

import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from filelock import FileLock, Timeout

from edgeassist.core.errors import NotFound
from edgeassist.core.files import replace_file, sync_folder
from edgeassist.core.language import later, tr
from edgeassist.core.units import elided
from edgeassist.store.card import ModelCard
from edgeassist.store.intake import StoreTrouble

FOLDER = ".making"
MODEL, MODEL_FILE, IMPORTANCE_FILE = "model", "model.gguf", "importance.gguf"
_RECORD = "making.json"
_MOST_BYTES = 64 * 1024


class NoSuchMaking(NotFound):
    """Nothing unfinished has that id."""

    code, hint = "no-such-making", later("It may have been finished or thrown away meanwhile.")

    def __init__(self, making_id: str) -> None:
        super().__init__(tr("There is no unfinished model called “{name}”.", name=elided(making_id)))


class Recipe(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How to make a model smaller.

    `type` names a real type and replaces the preset; `target_bytes` above 0 replaces both by a mixture of that size.
    `pruned` layers, the least influential, are left out. `calibration` is the path of a text of one's own.
    """

    preset: str = "balanced"
    type: str = ""
    target_bytes: int = 0
    pruned: int = 0
    calibrate: bool = True
    calibration: str = ""
    keep_source: bool = True
    requantize: bool = False


class Record(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is being made, from what, since when (UTC), by which process; `card_id` just before it becomes visible."""

    id: str
    source_id: str
    source_name: str
    recipe: Recipe
    started_at: str
    pid: int
    card_id: str = ""

    @property
    def sentence(self) -> str:
        """Say what was not finished."""
        return tr(
            "The smaller copy of {name} was not finished. The original is untouched.",
            name=elided(self.source_name),
        )


@dataclass(frozen=True, slots=True)
class Making:
    """One that this process works on."""

    folder: Path
    record: Record

    @property
    def file(self) -> Path:
        """Where the new model's file is made."""
        return self.folder / MODEL / MODEL_FILE

    @property
    def importance(self) -> Path:
        """Where the importance matrix is made."""
        return self.folder / IMPORTANCE_FILE

    def publish(self, card: ModelCard, publish: Callable[[Path, ModelCard], ModelCard]) -> ModelCard:
        """Give the file its name and have `publish` make the folder visible; return the card."""
        try:
            _write(self.folder, msgspec.structs.replace(self.record, card_id=card.id))
            self.file.rename(self.file.with_name(card.file))
            sync_folder(self.file.parent)
        except OSError as error:
            raise StoreTrouble(
                tr("The new model could not be put in its place: {reason}.", reason=error.strerror)
            ) from error
        return publish(self.file.parent, card)


@contextmanager
def begun(root: Path, source: ModelCard, recipe: Recipe) -> Iterator[Making]:
    """Open a folder for a new making below the models folder `root`; whatever happens but a kill, it goes again."""
    making_id = f"{source.id}-{secrets.token_hex(3)}"
    record = Record(
        id=making_id,
        source_id=source.id,
        source_name=elided(source.name),
        recipe=recipe,
        started_at=datetime.now(UTC).isoformat(timespec="seconds"),
        pid=os.getpid(),
    )
    folder = root / FOLDER / making_id
    lock = FileLock(_lock_of(folder))
    try:
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock.acquire(timeout=0)
        (folder / MODEL).mkdir(mode=0o700, parents=True)
        _write(folder, record)
    except OSError as error:
        _clear(folder, lock)
        raise StoreTrouble(tr("The models folder cannot be written: {reason}.", reason=error.strerror)) from error
    try:
        yield Making(folder, record)
    finally:
        _clear(folder, lock)
        with suppress(OSError):
            (root / FOLDER).rmdir()


def _lock_of(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.lock")


def _clear(folder: Path, lock: FileLock) -> None:
    """Delete the folder while its lock is held, then the lock."""
    shutil.rmtree(folder, ignore_errors=True)
    lock.release()
    with suppress(OSError):
        _lock_of(folder).unlink()


def unfinished(root: Path) -> tuple[Record, ...]:
    """Return what ended processes left undone, oldest first; all they wrote but the record is deleted on the way."""
    found = []
    for folder in _folders(root):
        with _abandoned(folder) as free:
            if not free:
                continue
            record = _read(folder)
            if record is None or (record.card_id and (root / record.card_id).exists()):
                shutil.rmtree(folder, ignore_errors=True)
            else:
                _sweep(folder)
                found.append(record)
    return tuple(sorted(found, key=lambda one: one.started_at))


def unfinished_one(root: Path, making_id: str) -> Record:
    """Return the unfinished making of that id; raise `NoSuchMaking`."""
    for record in unfinished(root):
        if record.id == making_id:
            return record
    raise NoSuchMaking(making_id)


def discard(root: Path, making_id: str) -> None:
    """Forget an unfinished making; one that runs is left alone, and one that is not there is no error."""
    for folder in _folders(root):
        if folder.name == making_id:
            with _abandoned(folder) as free:
                if free:
                    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _abandoned(folder: Path) -> Iterator[bool]:
    """Hold the lock of a making whose process is gone; False when it is not gone."""
    lock = FileLock(_lock_of(folder))
    try:
        lock.acquire(timeout=0)
    except (Timeout, OSError):
        yield False
        return
    try:
        yield True
    finally:
        lock.release()
        if not folder.exists():
            with suppress(OSError):
                _lock_of(folder).unlink()


def _folders(root: Path) -> list[Path]:
    try:
        return [one for one in (root / FOLDER).iterdir() if one.is_dir() and not one.is_symlink()]
    except OSError:
        return []


def _sweep(folder: Path) -> None:
    """Delete all but the record."""
    shutil.rmtree(folder / MODEL, ignore_errors=True)
    for left in folder.iterdir():
        if left.name != _RECORD:
            with suppress(OSError):
                left.unlink()


def _read(folder: Path) -> Record | None:
    """Return the record in `folder`; None for damage, or when it was cut short before there was one."""
    try:
        with (folder / _RECORD).open("rb") as file:
            record = msgspec.json.decode(file.read(_MOST_BYTES), type=Record)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    return msgspec.structs.replace(record, id=folder.name, source_name=elided(record.source_name))


def _write(folder: Path, record: Record) -> None:
    replace_file(folder / _RECORD, msgspec.json.encode(record))
