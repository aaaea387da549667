# SPDX-License-Identifier: Apache-2.0
"""Takes in what a person copied into the models folder by hand: a folder with a `.gguf` file, or a bare file.

`found_folder` and `found_file` are rows for the list and cost nothing; `adopt` does the work. At no moment of it
could a kill lose the file: it is only ever renamed within the models folder, and a card is written last.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from edgeassist.core.errors import BadInput
from edgeassist.core.files import sync_folder
from edgeassist.core.stop import Report, Stop
from edgeassist.core.units import elided
from edgeassist.store.card import CARD_NAME, ModelCard, is_plain_name, write_card
from edgeassist.store.intake import StoreTrouble
from edgeassist.store.opened import open_regular
from edgeassist.store.progress import Progress
from edgeassist.store.reading import sums_of
from edgeassist.store.refusals import SplitModel
from edgeassist.store.slug import slug
from edgeassist.store.split_parts import is_part, join_parts
from edgeassist.store.sums import write_sums
from edgeassist.store.verifying import STEP

if TYPE_CHECKING:
    from edgeassist.store.library import Inspect, Library

NOT_LOOKED_AT = "not-looked-at"
SUFFIX = ".gguf"
BY_HAND = "the models folder, by hand"


class NothingToAdopt(BadInput):
    """The folder holds no model file, or several that are no parts of one."""

    code = "nothing-to-adopt"
    hint = "Put one model file into each folder below the models folder. Nothing was changed."


def model_files(folder: Path) -> list[Path]:
    """Return the model files directly in `folder`, by name."""
    return sorted(one for one in folder.iterdir() if one.suffix.lower() == SUFFIX and not one.name.startswith("."))


def found_folder(folder: Path) -> ModelCard | None:
    """Return the row of a folder without a card that holds model files, None for any other."""
    try:
        files = model_files(folder)
        return _row(folder.name, folder.name, sum(one.stat().st_size for one in files)) if files else None
    except OSError:
        return None


def found_file(path: Path) -> ModelCard:
    """Return the row of a bare model file."""
    try:
        size_bytes = path.stat().st_size
    except OSError:
        size_bytes = 0
    return _row(path.name, path.stem, size_bytes)


def _row(row_id: str, name: str, size_bytes: int) -> ModelCard:
    card = ModelCard(id=row_id, name=elided(name), size_bytes=size_bytes)
    return card.failed(NOT_LOOKED_AT, "This model was copied here by hand and has not been looked at yet.")


def adopt(library: "Library", row_id: str, inspect: "Inspect", report: Report, stop: Stop) -> ModelCard:
    """Check, hash and describe what was copied in under the id `row_id`; return its card, in the state `probing`.

    Raises the refusal of a file that is unfit; it stays where it is, as the person put it there.
    """
    place = library.place(row_id)
    try:
        folder = _folder_for(library.root, place) if place.is_file() else _well_named(library.root, place)
        if (folder / CARD_NAME).exists():
            return library.check(library.get(folder.name), inspect=inspect)
        return _described(library, folder, inspect, report, stop)
    except OSError as error:
        raise StoreTrouble(f"{elided(row_id)} cannot be taken in: {error.strerror}.") from error


def _folder_for(root: Path, file: Path) -> Path:
    """Put a bare file into a folder of its own, under its own name."""
    folder = root / _free_name(root, file.stem)
    folder.mkdir()
    file.rename(folder / file.name)
    sync_folder(root)
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


def _described(library: "Library", folder: Path, inspect: "Inspect", report: Report, stop: Stop) -> ModelCard:
    parts: tuple[Path, ...] = ()
    file = _only_file(folder)
    try:
        with open_regular(file) as opened:
            facts = inspect(opened)
            sums = sums_of(opened, Progress(report, stop, STEP, opened.size_bytes))
    except SplitModel:
        parts, joined = tuple(model_files(folder)), folder / f".{folder.name}.part"
        joined.unlink(missing_ok=True)
        sums = join_parts(file, joined, report, stop)
        with open_regular(joined) as opened:
            facts = inspect(opened)
        file = joined.rename(folder / f"{folder.name}{SUFFIX}")
    if not is_plain_name(file.name):
        file = file.rename(folder / f"{folder.name}{SUFFIX}")
    known = {name: getattr(facts, name) for name in facts.__struct_fields__}
    now = datetime.now(UTC).isoformat(timespec="seconds")
    card = ModelCard(
        **known,
        id=folder.name,
        file=file.name,
        sha256=sums.sha256,
        imported_from=BY_HAND,
        imported_at=now,
        state="probing",
    )
    write_sums(library.root, folder, sums)
    write_card(folder, card)
    library.mark_checked(card)
    for part in parts:
        part.unlink(missing_ok=True)
    twin = next(
        (one for one in library.cards() if one.sha256 == card.sha256 and one.id != card.id and one.usable), None
    )
    remark = f"Its content is the same as that of {twin.id}." if twin else ""
    return msgspec.structs.replace(card, remark=remark)


def _only_file(folder: Path) -> Path:
    """Return the model file in `folder`, or the first part of the only one that comes in parts."""
    files = model_files(folder)
    whole = [one for one in files if not is_part(one.name)]
    if len(whole) == 1 or (not whole and files):
        return (whole or files)[0]
    found = f"{len(whole)} different model files" if whole else "no model file"
    raise NothingToAdopt(f"The folder {elided(folder.name)} holds {found}.")
