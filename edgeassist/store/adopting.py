# SPDX-License-Identifier: Apache-2.0
"""Takes in what a person copied into the models folder by hand: a folder with a `.gguf` file, a bare file, bare parts.

`found_folder` and `found_file` are rows for the list and cost next to nothing; `adopt` does the work. What is unfit
stays where it is. At no moment could a kill lose a file: it is only renamed, once it was checked, within the models
folder, and parts are deleted when the file they became has its card.
"""

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from edgeassist.core.errors import BadInput
from edgeassist.core.files import sync_folder
from edgeassist.core.language import later, tr
from edgeassist.core.stop import Report, Stop
from edgeassist.core.units import elided
from edgeassist.store.card import CARD_NAME, UNREAD, ModelCard, is_plain_name, write_card
from edgeassist.store.inspection import Inspection
from edgeassist.store.intake import StoreTrouble, check_disk, write_trouble
from edgeassist.store.opened import open_regular
from edgeassist.store.progress import Progress
from edgeassist.store.reading import sums_of
from edgeassist.store.refusals import FileChanged, SplitModel
from edgeassist.store.slug import slug
from edgeassist.store.split_parts import is_part, join_parts
from edgeassist.store.split_rules import PART_NAME
from edgeassist.store.sums import Sums, write_sums
from edgeassist.store.unfit import Signature, Unfit, holds, note_unfit
from edgeassist.store.verifying import STEP

if TYPE_CHECKING:
    from edgeassist.store.library import Inspect, Library

NOT_LOOKED_AT = "not-looked-at"
SUFFIX = ".gguf"
BY_HAND = later("the models folder, by hand")
REST_S = 5.0
"""A file that was written to within this time may still be on its way here."""


class NothingToAdopt(BadInput):
    """The folder holds no model file, or several that are no parts of one."""

    code = "nothing-to-adopt"
    hint = later("Put one model file into each folder below the models folder. Nothing was changed.")


def model_files(folder: Path) -> list[Path]:
    """Return the model files directly in `folder`, by name."""
    return sorted(one for one in folder.iterdir() if one.suffix.lower() == SUFFIX and not one.name.startswith("."))


def signature(place: Path) -> Signature:
    """Return what the files of the row at `place` look like now; raise `OSError`."""
    found = [one.stat() for one in (model_files(place) if place.is_dir() else parts_here(place))]
    return sum(one.st_size for one in found), max((one.st_mtime_ns for one in found), default=0)


def rests(place: Path, now_s: float, rest_s: float = REST_S) -> bool:
    """Tell whether nobody wrote to the row at `place` within `rest_s` before `now_s`."""
    try:
        changed_s = signature(place)[1] / 1e9
    except OSError:
        return False
    return abs(now_s - changed_s) >= rest_s


def parts_here(file: Path) -> list[Path]:
    """Return the parts that are beside `file`, itself among them; `file` alone when it is none."""
    match = PART_NAME.match(file.name)
    if match is None or not is_part(file.name):
        return [file]
    alike = file.parent.glob(f"*-of-{match['count']}{SUFFIX}")
    return sorted(one for one in alike if (own := PART_NAME.match(one.name)) and own["stem"] == match["stem"])


def found_folder(folder: Path, note: Unfit | None = None) -> ModelCard | None:
    """Return the row of a folder without a card that holds model files, None for any other."""
    try:
        return _row(folder.name, folder.name, signature(folder), note) if model_files(folder) else None
    except OSError:
        return None


def found_file(path: Path, note: Unfit | None = None) -> ModelCard | None:
    """Return the row of a bare model file; of several parts, that of the first for them all, None for the others."""
    try:
        if parts_here(path)[0] != path:
            return None
        return _row(path.name, _stem(path), signature(path), note)
    except (OSError, IndexError):
        return _row(path.name, path.stem, (0, 0), note)


def _stem(file: Path) -> str:
    match = PART_NAME.match(file.name)
    return match["stem"] if match and is_part(file.name) else file.stem


def _row(row_id: str, name: str, found: Signature, note: Unfit | None) -> ModelCard:
    card = ModelCard(id=row_id, name=elided(name), size_bytes=found[0])
    if note is not None and holds(note, found):
        return card.failed(note.code, elided(note.sentence, 1000))
    return card.failed(NOT_LOOKED_AT, later("This model was copied here by hand and has not been looked at yet."))


def is_copied_in(card: ModelCard) -> bool:
    """Tell whether `card` is the row of something copied in by hand, looked at or not, that has no card."""
    return not card.file and not card.sha256 and card.state == "failed" and card.failure_code not in UNREAD


def adopt(library: "Library", row_id: str, inspect: "Inspect", report: Report, stop: Stop) -> ModelCard:
    """Check, hash and describe what was copied in under the id `row_id`; return its card, in the state `probing`.

    Raises the refusal of what is unfit, and notes it for the list; it stays where it is, as the person put it there.
    """
    place = library.place(row_id)
    try:
        before = signature(place)
        if place.is_dir() and (place / CARD_NAME).exists():
            folder = _well_named(library.root, place)
            return library.check(library.get(folder.name), inspect=inspect)
        try:
            return _taken_in(library, place, inspect, report, stop)
        except BadInput as error:
            if not isinstance(error, FileChanged):
                note_unfit(library.root, row_id, before, error, frozenset(one.id for one in library.cards()))
            raise
    except OSError as error:
        raise StoreTrouble(
            tr("{name} cannot be taken in: {reason}.", name=elided(row_id), reason=error.strerror)
        ) from error


@dataclass(frozen=True, slots=True)
class _Found:
    """A file that passed the check; `parts` are what it was joined from."""

    file: Path
    facts: Inspection
    sums: Sums
    parts: tuple[Path, ...] = ()


def _taken_in(library: "Library", place: Path, inspect: "Inspect", report: Report, stop: Stop) -> ModelCard:
    in_folder = place.is_dir()
    chosen = _only_file(place) if in_folder else place
    with library.staging() as scratch:
        found = _examined(chosen, scratch, inspect, report, stop)
        folder = _well_named(library.root, place) if in_folder else _new_folder(library.root, _stem(place))
        file = (folder / found.file.name) if in_folder and not found.parts else found.file
        name = folder.name if not is_part(f"{folder.name}{SUFFIX}") else "model"
        wanted = file.name if is_plain_name(file.name) and not found.parts else f"{name}{SUFFIX}"
        file = file.rename(folder / wanted)
        sync_folder(folder)
        card = _described(library, folder, file, found)
    for part in found.parts:
        (folder / part.name if in_folder else part).unlink(missing_ok=True)
    twin = next(
        (one for one in library.cards() if one.sha256 == card.sha256 and one.id != card.id and one.usable), None
    )
    remark = tr("Its content is the same as that of {id}.", id=twin.id) if twin else ""
    return msgspec.structs.replace(card, remark=remark)


def _examined(chosen: Path, scratch: Path, inspect: "Inspect", report: Report, stop: Stop) -> _Found:
    """Check and hash `chosen`, joined in `scratch` first when it comes in parts. Changes nothing else."""
    try:
        with open_regular(chosen) as opened:
            facts = inspect(opened)
            return _Found(chosen, facts, sums_of(opened, Progress(report, stop, STEP, opened.size_bytes)))
    except SplitModel:
        parts = tuple(parts_here(chosen))
    size_bytes = sum(one.stat().st_size for one in parts)
    check_disk(size_bytes, shutil.disk_usage(scratch).free)
    joined = scratch / "model.gguf"
    try:
        sums = join_parts(chosen, joined, report, stop)
    except OSError as error:
        raise write_trouble(error, size_bytes, scratch) from error
    with open_regular(joined) as opened:
        return _Found(joined, inspect(opened), sums, parts)


def _new_folder(root: Path, wanted: str) -> Path:
    folder = root / _free_name(root, wanted)
    folder.mkdir()
    return folder


def _well_named(root: Path, folder: Path) -> Path:
    """Give the folder a name that can be an id, unless it has one."""
    if folder.name == slug(folder.name):
        return folder
    better = root / _free_name(root, folder.name)
    folder.rename(better)
    sync_folder(root)
    return better


def _free_name(root: Path, wanted: str) -> str:
    base = name = slug(wanted)
    number = 2
    while (root / name).exists():
        name, number = f"{base}-{number}", number + 1
    return name


def _described(library: "Library", folder: Path, file: Path, found: _Found) -> ModelCard:
    known = {name: getattr(found.facts, name) for name in found.facts.__struct_fields__}
    now = datetime.now(UTC).isoformat(timespec="seconds")
    card = ModelCard(
        **known,
        id=folder.name,
        file=file.name,
        sha256=found.sums.sha256,
        imported_from=BY_HAND,
        imported_at=now,
        state="probing",
    )
    write_sums(library.root, folder, found.sums)
    write_card(folder, card)
    sync_folder(library.root)
    library.mark_checked(card)
    return card


def _only_file(folder: Path) -> Path:
    """Return the model file in `folder`, or the first part of the only one that comes in parts."""
    files = model_files(folder)
    whole = [one for one in files if not is_part(one.name)]
    sets = {tuple(parts_here(one)) for one in files if is_part(one.name)}
    if len(whole) == 1 or (not whole and len(sets) == 1):
        return (whole or files)[0]
    count = len(whole) or len(sets)
    name = elided(folder.name)
    raise NothingToAdopt(
        tr("The folder {name} holds {count} different model files.", name=name, count=count)
        if count
        else tr("The folder {name} holds no model file.", name=name)
    )
