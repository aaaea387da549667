# SPDX-License-Identifier: Apache-2.0
"""The models on this laptop: list, find, import, remove, restore. One folder per model; starts no engine.

A model is visible once its whole folder has been renamed into place, card included. Unfinished imports live in
`.incoming/<process>-<random>` and are swept when their process is gone; removed models wait in `.trash`. What was
copied in by hand is listed as not looked at yet; `adopting` takes it in.
"""

import difflib
import os
import secrets
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from edgeassist.core.errors import BadUsage, NotFound
from edgeassist.core.files import is_running, sync_folder
from edgeassist.core.language import later, tr
from edgeassist.core.stop import Stop
from edgeassist.core.units import elided
from edgeassist.store.adopting import SUFFIX, found_file, found_folder
from edgeassist.store.card import CARD_DAMAGED, CARD_NAME, UNREAD, ModelCard, read_card, write_card
from edgeassist.store.inspected import is_inspected, note
from edgeassist.store.inspection import Inspection
from edgeassist.store.intake import ImportStopped, StoreTrouble, check_disk, copy_hashed, write_trouble
from edgeassist.store.opened import Opened, open_regular
from edgeassist.store.refusals import SplitModel
from edgeassist.store.slug import model_id
from edgeassist.store.split_parts import join_parts, joined_bytes
from edgeassist.store.starter import BuiltIn
from edgeassist.store.starter_card import STARTER_ID
from edgeassist.store.sums import Sums, read_sums, write_sums
from edgeassist.store.unfit import Unfit, known_unfit
from edgeassist.store.verifying import MODEL_MISSING, damaged, remedy

_MISSING = later("The file of this model is missing.")
VOICES = "voices"
"""The folder of the voice models, which no other model may be called after."""
Change = Callable[[ModelCard], ModelCard]
Inspect = Callable[[Opened], Inspection]
Report = Callable[[str, int, int], None]
"""Receives the step (`Checking`, `Copying`) and how many of how many bytes are done."""


class NoSuchModel(NotFound):
    """No model has that id or name; `close` holds the ids most like it."""

    code = "no-such-model"

    def __init__(self, wanted: str, close: tuple[str, ...]) -> None:
        self.wanted, self.close = wanted, close
        hint = (
            tr("Did you mean {close}?", close=" or ".join(close))
            if close
            else tr("`edgeassist models list` names the models here.")
        )
        super().__init__(tr("There is no model called “{wanted}” here.", wanted=elided(wanted)), hint=hint)


def _free_disk(folder: Path) -> int:
    return shutil.disk_usage(folder).free


class Library:
    """The models below `root`. Methods may be called on any thread; one import at a time per process."""

    def __init__(self, root: Path, *, free_disk: Callable[[Path], int] = _free_disk) -> None:
        self._root, self._free_disk = root, free_disk
        self._incoming, self._trash = root / ".incoming", root / ".trash"
        self._busy: set[Path] = set()
        self._writing = threading.RLock()

    @property
    def root(self) -> Path:
        """The models folder; it may be missing."""
        return self._root

    def cards(self) -> tuple[ModelCard, ...]:
        """Return every model by name; a damaged one is listed as failed with its reason. Changes nothing."""
        notes = known_unfit(self._root)
        rows = filter(None, (self._row(one, notes.get(one.name)) for one in _entries(self._root)))
        return tuple(sorted(rows, key=lambda one: (one.name, one.id)))

    def get(self, id_or_name: str) -> ModelCard:
        """Return the model with that id, or the only one with that name; raise `NoSuchModel`, or `BuiltIn`."""
        wanted = id_or_name.casefold()
        if wanted == STARTER_ID:
            raise BuiltIn
        cards = self.cards()
        found = [one for one in cards if one.id == wanted] or [one for one in cards if one.name.casefold() == wanted]
        if len(found) == 1:
            return found[0]
        if found:
            raise BadUsage(
                tr("{count} models are called “{name}”.", count=len(found), name=elided(id_or_name)),
                hint=tr("Use an id: {ids}.", ids=", ".join(one.id for one in found)),
            )
        ids = [one.id for one in cards]
        begun = [one for one in ids if wanted and one.startswith(wanted)]
        near = begun[:3] or difflib.get_close_matches(wanted, ids, n=3, cutoff=0.4)
        raise NoSuchModel(id_or_name, tuple(near))

    def path(self, card: ModelCard) -> Path:
        """Return where the model's file is."""
        return self._root / card.id / card.file

    def sums(self, card: ModelCard) -> Sums | None:
        """Return the quick sums of the model's file; None where this store never made any."""
        return read_sums(self._root, self._root / card.id, card)

    def place(self, card_id: str) -> Path:
        """Return the folder of a model that is here, or the bare file of one copied in by hand."""
        return self._existing(self._root, card_id)

    def save(self, card: ModelCard) -> None:
        """Write the card of a model that is here, whatever it said before; `update` keeps what others wrote."""
        with self._writing:
            folder = self._existing(self._root, card.id)
            try:
                write_card(folder, card)
            except OSError as error:
                raise StoreTrouble(
                    tr("The description of this model cannot be written: {reason}.", reason=error.strerror)
                ) from error

    def update(self, card_id: str, change: Change) -> ModelCard:
        """Read the card anew, write what `change` makes of it, and return that. One thread at a time."""
        with self._writing:
            card = read_card(self._existing(self._root, card_id))
            if card.failure_code in UNREAD:
                raise StoreTrouble(card.failure)
            changed = change(card)
            self.save(changed)
            return changed

    def needs_check(self, card: ModelCard) -> bool:
        """Tell whether the model's file was never inspected here: its folder was copied in by hand, or it changed."""
        return bool(card.file) and not is_inspected(self._root, card.id, self.path(card))

    def mark_checked(self, card: ModelCard) -> None:
        """Note that the model's file, as it is now, was inspected."""
        with self._writing:
            note(self._root, card.id, self.path(card), kept=self._taken())

    def check(self, card: ModelCard, *, inspect: Inspect) -> ModelCard:
        """Inspect the model's file and return its card with what was found; raise the refusal of a file that is unfit.

        What a card copied in by hand says of its file is not believed.
        """
        with open_regular(self.path(card)) as opened:
            facts = inspect(opened)
        known = {name: getattr(facts, name) for name in facts.__struct_fields__ if name != "name"}
        checked = self.update(card.id, lambda now: msgspec.structs.replace(now, **known))
        self.mark_checked(checked)
        return checked

    def import_file(
        self, path: Path, *, inspect: Inspect, on_progress: Report, cancelled: Callable[[], bool]
    ) -> ModelCard:
        """Check and copy the file at `path` and return its new card, in the state `probing`.

        When the same content is here already its card is returned with a `remark`. On any error or cancel
        (`ImportStopped`) nothing becomes visible. Blocks; only reads `path`.
        """
        with open_regular(path) as opened:
            self.sweep()
            on_progress(later("Checking"), 0, opened.size_bytes)
            try:
                facts = inspect(opened)
            except SplitModel:
                return self._import_parts(path, inspect, on_progress, cancelled)
            if cancelled():
                raise ImportStopped(tr("The import was cancelled."))
            with self.staging() as staging:
                check_disk(opened.size_bytes, self._free_disk(self._root))
                file = staging / "model.gguf"
                sums = copy_hashed(
                    opened,
                    file,
                    on_progress=lambda done, total: on_progress(later("Copying"), done, total),
                    cancelled=cancelled,
                )
                return self._brought(staging, facts, sums, path.name)

    def _import_parts(
        self, path: Path, inspect: Inspect, on_progress: Report, cancelled: Callable[[], bool]
    ) -> ModelCard:
        """Import a model in parts, all of which are there, as one file."""

        def heard(step: str, done: int, total: int) -> None:
            if cancelled():
                raise ImportStopped(tr("The import was cancelled."))
            on_progress(step, done, total)

        with self.staging() as staging:
            file, size_bytes = staging / "model.gguf", joined_bytes(path)
            check_disk(size_bytes, self._free_disk(self._root))
            try:
                sums = join_parts(path, file, heard, Stop())
            except OSError as error:
                raise write_trouble(error, size_bytes, staging) from error
            with open_regular(file) as joined:
                facts = inspect(joined)
            return self._brought(staging, facts, sums, path.name)

    def twin(self, sha256: str) -> ModelCard | None:
        """Return a usable model with that very content."""
        return next((one for one in self.cards() if one.sha256 == sha256 and one.usable), None)

    def new_card(self, facts: Inspection, sha256: str, source_name: str, *, kind: str = "") -> ModelCard:
        """Return the card of an inspected file under a free id, made of its name and `kind`, else its type.

        Its `file` is called after the id.
        """
        card_id = model_id(facts.name, kind or facts.quantization, self._taken())
        return _new_card(facts, sha256, source_name, card_id)

    def _brought(self, staging: Path, facts: Inspection, sums: Sums, source_name: str) -> ModelCard:
        twin = self.twin(sums.sha256)
        if twin is not None:
            return msgspec.structs.replace(twin, remark=later("This model was here already; it was not copied again."))
        card = self.new_card(facts, sums.sha256, source_name)
        (staging / "model.gguf").rename(staging / card.file)
        return self.publish_folder(staging, card, sums)

    def publish_folder(self, folder: Path, card: ModelCard, sums: Sums | None = None) -> ModelCard:
        """Make the model in `folder`, on the drive of the store, visible by one rename: `card.file` and its card.

        `sums` were computed here, together with the card's SHA-256, over the bytes that became the file.
        """
        with self._writing:
            try:
                write_card(folder, card)
                if sums is not None:
                    write_sums(self._root, folder, sums)
                folder.rename(self._root / card.id)
                sync_folder(self._root)
            except OSError as error:
                raise StoreTrouble(
                    tr("The model could not be put in its place: {reason}.", reason=error.strerror)
                ) from error
            self.mark_checked(card)
        return card

    def remove(self, card_id: str) -> None:
        """Move the model out of sight; `restore` brings it back until `empty_trash`."""
        folder = self._existing(self._root, card_id)
        _delete(self._trash / card_id)
        _move(folder, self._trash / card_id)

    def restore(self, card_id: str) -> ModelCard:
        """Undo `remove`."""
        folder = self._existing(self._trash, card_id)
        if (self._root / card_id).exists():
            raise BadUsage(
                tr("Another model is called {name} by now.", name=card_id), hint=tr("Remove that one first.")
            )
        _move(folder, self._root / card_id)
        return self._row(self._root / card_id) or self.get(card_id)

    def replace_with(self, card_id: str, whole: ModelCard) -> ModelCard:
        """Put the model `whole` in the place of `card_id`, which goes to the trash; a kill leaves at least one.

        One that was here before (it has a remark) keeps its own id: only the other goes. One is never its own other.
        """
        with self._writing:
            if whole.id == card_id:
                return whole
            if whole.remark:
                with suppress(NoSuchModel):
                    self.remove(card_id)
                return whole
            newer = self._existing(self._root, whole.id)
            with suppress(NoSuchModel):
                self.remove(card_id)
            _move(newer, self._root / card_id)
            card = read_card(self._root / card_id)
            self.mark_checked(card)
        return card

    def empty_trash(self, only: str = "") -> None:
        """Delete removed models for good: all, or the one of the id `only`, since a window may offer others back."""
        _delete(self._existing(self._trash, only) if only else self._trash)

    def sweep(self) -> None:
        """Delete what imports of dead processes left behind."""
        for left in _entries(self._incoming):
            owner = left.name.split("-")[0]
            running = owner != str(os.getpid()) and is_running(owner)
            if not running and left not in self._busy:
                _delete(left)

    def _row(self, entry: Path, note: Unfit | None = None) -> ModelCard | None:
        """Return what the list shows of an entry of the models folder; None for what is no model."""
        if entry.name.startswith("."):
            return None
        if entry.is_dir():
            return self._card(entry, note)
        return found_file(entry, note) if entry.suffix.lower() == SUFFIX and entry.is_file() else None

    def _taken(self) -> frozenset[str]:
        return frozenset(one.name for one in (*_entries(self._root), *_entries(self._trash))) | {STARTER_ID, VOICES}

    def _existing(self, parent: Path, card_id: str) -> Path:
        if card_id.startswith(".") or card_id not in [one.name for one in _entries(parent)]:
            raise NoSuchModel(card_id, ())
        return parent / card_id

    def _card(self, folder: Path, note: Unfit | None) -> ModelCard | None:
        card = read_card(folder)
        if card.failure_code == CARD_DAMAGED and not (folder / CARD_NAME).exists():
            return found_folder(folder, note)
        if card.failure_code in UNREAD or not card.file:
            return card
        try:
            size_bytes = (folder / card.file).stat().st_size
        except OSError:
            return card.failed(MODEL_MISSING, f"{tr(_MISSING)} {remedy(card)}")
        return card if size_bytes == card.size_bytes else damaged(card, tr("it has another size"))

    @contextmanager
    def staging(self) -> Iterator[Path]:
        """Make a folder out of sight for something unfinished; whatever is left in it at the end is deleted."""
        folder = self._incoming / f"{os.getpid()}-{secrets.token_hex(4)}"
        try:
            self._incoming.mkdir(parents=True, exist_ok=True)
            self._busy.add(folder)
            folder.mkdir()
        except OSError as error:
            raise StoreTrouble(tr("The models folder cannot be written: {reason}.", reason=error.strerror)) from error
        try:
            yield folder
        finally:
            _delete(folder)
            self._busy.discard(folder)


def _new_card(facts: Inspection, sha256: str, source_name: str, card_id: str) -> ModelCard:
    known = {name: getattr(facts, name) for name in facts.__struct_fields__}
    return ModelCard(
        **known,
        id=card_id,
        file=f"{card_id}.gguf",
        sha256=sha256,
        imported_from=elided(source_name),
        imported_at=datetime.now(UTC).isoformat(timespec="seconds"),
        state="probing",
    )


def _entries(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except FileNotFoundError:
        return []
    except OSError as error:
        raise StoreTrouble(tr("The models folder cannot be read: {reason}.", reason=error.strerror)) from error


def _move(folder: Path, target: Path) -> None:
    try:
        target.parent.mkdir(exist_ok=True)
        folder.rename(target)
        sync_folder(target.parent)
    except OSError as error:
        raise StoreTrouble(tr("The folder of this model cannot be moved: {reason}.", reason=error.strerror)) from error


def _delete(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
