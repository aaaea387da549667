# SPDX-License-Identifier: Apache-2.0
"""Moves the whole store to another folder or drive; at no moment of it could a kill lose a model.

Until the switch the old folder is the truth and is only read. Each model is copied, read back, compared and renamed
into place; a journal in the new folder says which are there. Only after the switch are old copies deleted, and only
those that are still what was copied. The same call goes on after a stop or kill at any moment.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from io import FileIO
from pathlib import Path
from typing import Literal

import msgspec

from edgeassist.core.chunk_sums import ChunkSums
from edgeassist.core.errors import BadUsage, Unavailable
from edgeassist.core.files import read_small, replace_file, sync_file, sync_folder
from edgeassist.core.language import later, tr
from edgeassist.core.stop import Report, Stop
from edgeassist.core.units import elided
from edgeassist.store.begun import MOVING
from edgeassist.store.card import CARD_NAME
from edgeassist.store.intake import Job, StoreTrouble, write_trouble
from edgeassist.store.library import VOICES, Library
from edgeassist.store.opened import open_regular
from edgeassist.store.pack_drive import Room, one_at_a_time
from edgeassist.store.pack_stream import Beside, Settler, chunks_of, open_for_settling
from edgeassist.store.progress import Progress
from edgeassist.store.reading import chunk_sums_of
from edgeassist.store.refusals import FileChanged
from edgeassist.store.sums import KEY_NAME, bring_key
from edgeassist.store.unfit import LIST_NAME as UNFIT_NAME
from edgeassist.store.voices import Voices

JOURNAL, STAGING, LEAVING = MOVING, ".incoming-move", ".moved"
STEP, CHECK_STEP = later("Moving"), later("Checking the copy")
_INSIDE = (".fetching", ".unpacking", ".making", ".trash")
_OWN = (".inspected.json", KEY_NAME, ".locks", ".busy", ".incoming", LEAVING, JOURNAL, UNFIT_NAME, *_INSIDE)
_FOREIGN = frozenset(("lost+found", ".ds_store", "system volume information", "$recycle.bin", "desktop.ini"))
_ROUNDS = 5
_JOB = Job(
    later("Moving all models needs {need} of disk space; {free} are free."),
    later(
        "Free some space there, or choose another drive. The models stay where they are, and what was copied is kept."
    ),
)
_MOST_BYTES = 64 * 1024**2

Signature = tuple[tuple[str, int, int], ...]
"""The files of one model: relative path, size, time of change in nanoseconds."""


class FolderNested(BadUsage):
    """The new folder is the old one, or one lies in the other."""

    code, hint = "folder-nested", later("Choose a folder elsewhere. Nothing was changed.")


class FolderNotEmpty(BadUsage):
    """Something else is in the new folder."""

    code, hint = "folder-not-empty", later("Choose an empty folder, or make a new one in it. Nothing was changed.")


class CannotMove(Unavailable):
    """The new folder cannot be used, or the old one never rests."""

    code, hint = "cannot-move", later("The models stay where they are. Check the folder, its rights and its drive.")


class _Journal(msgspec.Struct):
    source: str
    phase: Literal["copying", "switching"] = "copying"
    planned: int = 0
    done: dict[str, Signature] = msgspec.field(default_factory=dict)


def move_store(
    old_root: Path,
    new_root: Path,
    report: Report,
    stop: Stop,
    *,
    switch: Callable[[Path], None],
    room: Room | None = None,
) -> tuple[str, ...]:
    """Move everything to `new_root` and call `switch` with it once all is there; return the names that stayed behind.

    `switch` makes the new folder the store, durably, or raises; what stayed behind was changed during the move.
    """
    _refuse_nested(old_root, new_root)
    with ExitStack() as held:
        with _undone(old_root, new_root), _told(old_root, new_root):
            new_root.mkdir(parents=True, exist_ok=True)
            journal = _journal_for(old_root, new_root)
            if not old_root.is_dir() and journal.phase == "copying":
                raise CannotMove(
                    tr("The folder of the models is not there: {folder}.", folder=elided(str(old_root), 200))
                )
            held.enter_context(one_at_a_time(old_root, "move", tr("Moving the models")))
            _Move(old_root, new_root, journal).run(report, stop, room or Room())
        switch(new_root)  # what goes wrong from here on is no reason to say that nothing was moved
        return finish_move(new_root)


@contextmanager
def _told(old_root: Path, new_root: Path) -> Iterator[None]:
    """Say in words what a drive says before the switch."""
    try:
        yield
    except OSError as error:
        told = write_trouble(error, _size(old_root), new_root if new_root.exists() else old_root, _JOB)
        if isinstance(told, StoreTrouble):
            raise CannotMove(
                tr(
                    "The models cannot be moved to {folder}: {reason}.",
                    folder=elided(str(new_root), 200),
                    reason=error.strerror,
                )
            ) from error
        raise told from error


@contextmanager
def _undone(old_root: Path, new_root: Path) -> Iterator[None]:
    """Take away the folders that a refused move made, unless something was copied into them already."""
    made = [one for one in (new_root, *new_root.parents) if not one.exists()]
    try:
        yield
    except BaseException:
        journal = _read(new_root)
        ours = journal is not None and journal.source == str(old_root.absolute()) and journal.phase == "copying"
        with suppress(OSError):
            if ours and journal is not None and not journal.done and not (new_root / STAGING).exists():
                (new_root / JOURNAL).unlink()
            for folder in made:
                folder.rmdir()
        raise


def finish_move(root: Path) -> tuple[str, ...]:
    """Delete the old copies of a store that was moved to `root`, which must be the store by now.

    Returns the names of what stayed behind; nothing happens when no move was under way. Call it at each start.
    """
    journal = _read(root)
    if journal is None or journal.phase != "switching":
        return ()
    old_root, stayed = Path(journal.source), []
    try:
        if not old_root.is_dir() or not any(old_root.iterdir()):  # an empty folder is a place without its drive
            return ()
        for unit in _units(old_root):
            known = journal.done.get(unit)
            same = known is not None and known == signature(old_root / unit)
            if same and _sizes(root / unit) == _sizes(old_root / unit):
                _delete(old_root, unit)
            else:
                stayed.append(unit)
        (root / JOURNAL).unlink(missing_ok=True)
    except OSError:
        return ()  # the old drive went away, or refuses: the next start goes on
    leave(old_root)
    return tuple(stayed)


def leave(old_root: Path) -> None:
    """Take away what is no model from a folder that all models have left, and the folder itself once it is empty."""
    with suppress(OSError):
        own = [one for one in old_root.iterdir() if one.name in _OWN]
        if not own or _units(old_root):
            return
        for one in own:
            if one.is_dir() and not one.is_symlink():
                shutil.rmtree(one, ignore_errors=True)
            else:
                one.unlink(missing_ok=True)
        old_root.rmdir()


def unfinished_move(old_root: Path, new_root: Path) -> bool:
    """Tell whether a move between these folders was cut short before the switch."""
    journal = _read(new_root)
    return journal is not None and journal.source == str(old_root.absolute())


def _refuse_nested(old_root: Path, new_root: Path) -> None:
    old, new = Path(os.path.realpath(old_root)), Path(os.path.realpath(new_root))
    if old == new:
        raise FolderNested(tr("The models are in that folder already."))
    if old in new.parents or new in old.parents:
        raise FolderNested(tr("One of the two folders lies inside the other."))


def _journal_for(old_root: Path, new_root: Path) -> _Journal:
    """Return the journal of a move that is gone on with, or a new one; refuse a folder with something else in it."""
    journal = _read(new_root)
    if journal is not None and journal.source == str(old_root.absolute()):
        return journal
    for left in new_root.glob(f".{JOURNAL}.*.part"):  # a kill came while the journal was first written
        left.unlink()
    there = [one.name for one in new_root.iterdir() if not _is_foreign(one.name)]
    if there or journal is not None:
        raise FolderNotEmpty(
            tr(
                "{folder} is not empty; it holds {names}.",
                folder=elided(str(new_root), 200),
                names=elided(", ".join(there[:3]), 100),
            )
        )
    journal = _Journal(str(old_root.absolute()), planned=len(_units(old_root)))
    _write(new_root, journal)
    return journal


def _is_foreign(name: str) -> bool:
    return name.lower() in _FOREIGN or name.startswith(".Trash-")


def _read(root: Path) -> _Journal | None:
    try:
        return msgspec.json.decode(read_small(root / JOURNAL, _MOST_BYTES), type=_Journal)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def _write(root: Path, journal: _Journal) -> None:
    replace_file(root / JOURNAL, msgspec.json.encode(journal))


def _units(root: Path) -> list[str]:
    """Return what is moved one by one: models, and whatever waits to become one."""
    if not root.is_dir():
        return []
    names = [one.name for one in root.iterdir() if not one.name.startswith(".") and not _is_foreign(one.name)]
    inside = [
        f"{name}/{one.name}"
        for name in _INSIDE
        if (root / name).is_dir()
        for one in (root / name).iterdir()
        if one.suffix != ".lock"
    ]
    return sorted(names) + sorted(inside)


def _files(place: Path) -> list[Path]:
    """Return the files of a unit; a link to one counts as the file."""
    return sorted(one for one in place.rglob("*") if one.is_file()) if place.is_dir() else [place]


def signature(place: Path) -> Signature:
    """Return what the files below `place` look like now."""
    found = [(one, one.stat()) for one in _files(place)]
    return tuple((one.relative_to(place).as_posix(), now.st_size, now.st_mtime_ns) for one, now in found)


def _sizes(place: Path) -> list[tuple[str, int]]:
    try:
        return [(name, size) for name, size, _ in signature(place)]
    except OSError:
        return []


def _size(root: Path) -> int:
    return sum(size for unit in _units(root) for _, size in _sizes(root / unit))


def _delete(root: Path, unit: str) -> None:
    """Take a unit out of sight first: a kill in the middle leaves no half model."""
    away = root / LEAVING / unit.replace("/", "-")
    away.parent.mkdir(exist_ok=True)
    shutil.rmtree(away, ignore_errors=True)
    (root / unit).rename(away)
    if away.is_dir() and not away.is_symlink():
        shutil.rmtree(away, ignore_errors=True)
    else:
        away.unlink(missing_ok=True)


class _Move:
    """The part before the switch."""

    def __init__(self, old_root: Path, new_root: Path, journal: _Journal) -> None:
        self._old, self._new, self._journal = old_root, new_root, journal
        self._staging = new_root / STAGING

    def run(self, report: Report, stop: Stop, room: Room) -> None:
        self._require_room(room)
        for _ in range(_ROUNDS):
            pending = self._pending()
            if not pending:
                break
            total = sum(size for unit in pending for _, size in _sizes(self._old / unit))
            progress = Progress(report, stop, STEP, total)
            for unit in pending:
                self._bring(unit, progress, report, stop)
        else:
            raise CannotMove(tr("The models change all the time, so they cannot be moved now."))
        shutil.rmtree(self._staging, ignore_errors=True)
        self._keep_marks()
        self._journal.phase = "switching"
        _write(self._new, self._journal)

    def _pending(self) -> list[str]:
        """Return what is not there yet or has changed since. What was removed meanwhile stays in the new folder."""
        done, units = self._journal.done, _units(self._old)
        if (
            self._journal.planned and not units and self._journal.phase == "copying"
        ):  # a mount point without its drive looks like this
            raise CannotMove(
                tr("The models are not in {folder} any more. Is its drive there?", folder=elided(str(self._old), 200))
            )
        return [unit for unit in units if done.get(unit) != signature(self._old / unit)]

    def _require_room(self, room: Room) -> None:
        sizes = [(size, self._old / unit) for unit in _units(self._old) for _, size in _sizes(self._old / unit)]
        there = sum(size for unit in (*_units(self._new), STAGING) for _, size in _sizes(self._new / unit))
        need = 0 if self._can_link() else max(0, sum(size for size, _ in sizes) - there)
        room.require(self._new, need, max((size for size, _ in sizes), default=0), _JOB)

    def _can_link(self) -> bool:
        """Try whether a file of the old folder can have a second name in the new one: not every drive knows that."""
        files = [one for unit in _units(self._old) for one in _files(self._old / unit) if not one.is_symlink()]
        trial = self._new / f"{JOURNAL}.link"
        linked = bool(files) and _linked(files[0], trial)
        trial.unlink(missing_ok=True)
        return linked

    def _bring(self, unit: str, progress: Progress, report: Report, stop: Stop) -> None:
        source, staged, target = self._old / unit, self._staging / unit.replace("/", "-"), self._new / unit
        before = signature(source)
        staged.parent.mkdir(exist_ok=True)
        if target.exists():  # renamed, but a kill came before the journal, or it has changed since
            target.rename(staged)
        wanted = {staged / name for name, _, _ in before}
        for stale in [one for one in _files(staged) if staged.is_dir() and one not in wanted]:
            stale.unlink()
        for name, _, _ in before:
            self._copy(source / name, staged / name, progress, report, stop)
        if signature(source) != before:
            return  # the next round brings it as it is then
        if staged.is_dir():
            sync_folder(staged)
        target.parent.mkdir(exist_ok=True)
        staged.rename(target)
        sync_folder(target.parent)
        self._journal.done[unit] = before
        _write(self._new, self._journal)

    def _copy(self, source: Path, target: Path, progress: Progress, report: Report, stop: Stop) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        size = source.stat().st_size
        if source.name != CARD_NAME and _linked(source, target):
            progress.add(size)
            return
        with open_regular(source) as opened, open_for_settling(target) as file:
            sums, settler = ChunkSums(), Settler(file, 0, progress)
            with FileIO(opened.descriptor, "rb", closefd=False) as reader, Beside(settler.put) as beside:
                for chunk in chunks_of(reader, opened.size_bytes, sums.chunk_bytes):
                    sums.update(chunk)
                    beside.take(chunk)
            file.truncate(settler.at)
            sync_file(file.fileno())
        _forget_cached(target)
        with open_regular(target) as copied:
            if chunk_sums_of(copied, Progress(report, stop, CHECK_STEP, copied.size_bytes)) != sums.found:
                target.unlink()
                raise FileChanged(
                    tr("The copy of {name} on the new drive is not what was written.", name=elided(source.name)),
                    hint=tr("The models stay where they are. Check the new drive, then try again."),
                )

    def _keep_marks(self) -> None:
        """What was inspected in the old place is so in the new one, and its sums are: the bytes were compared."""
        old, new = Library(self._old), Library(self._new)
        for card in old.cards():
            if card.file and not old.needs_check(card) and card.id in self._journal.done:
                new.mark_checked(card)
        bring_key(self._old, self._new)
        heard, hearing = Voices(self._old), Voices(self._new)
        for voice in heard.all():
            if VOICES in self._journal.done and heard.is_trusted(voice.id):
                hearing.trust(voice.id)


def _linked(source: Path, target: Path) -> bool:
    """Give the file a second name where both folders are on one drive; True when it has one."""
    try:
        if target.exists() and source.samefile(target):
            return True
        if source.is_symlink() or source.stat().st_dev != target.parent.stat().st_dev:
            return False
        target.unlink(missing_ok=True)
        os.link(source, target)
    except OSError:
        return False
    return True


def _forget_cached(path: Path) -> None:
    """Have the next read come from the drive, as far as the system allows to ask for it."""
    advise = getattr(os, "posix_fadvise", None)
    if advise is None:
        return
    with path.open("rb") as file:
        advise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
