# SPDX-License-Identifier: Apache-2.0
"""Models on the move: packed, unpacked, moved, verified, adopted, for the command line and the window. Blocks."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from edgeassist.app import field_edition
from edgeassist.app.children import child_command
from edgeassist.app.services import Services
from edgeassist.core import settings as settings_file
from edgeassist.core.errors import EdgeError
from edgeassist.core.language import tr
from edgeassist.core.paths import FolderUnavailable
from edgeassist.core.stop import Report, Stop, Stopped
from edgeassist.core.units import elided
from edgeassist.store.adopting import NOT_LOOKED_AT, is_copied_in, rests
from edgeassist.store.adopting import adopt as adopt_model
from edgeassist.store.begun import MOVING, UNPACKING
from edgeassist.store.card import ModelCard
from edgeassist.store.library import Library
from edgeassist.store.verifying import verify as verify_model

if TYPE_CHECKING:
    from edgeassist.store.pack_intake import Unpacked


def pack(
    services: Services,
    card_ids: tuple[str, ...],
    target: Path,
    report: Report,
    stop: Stop,
    *,
    voices: tuple[str, ...] = (),
    replace: bool = False,
) -> tuple[Path, int]:
    """Write a field pack with these models and voices; return where it is and its size. Our suffix is added."""
    path = _named(target)
    from edgeassist.store.pack import export_pack

    return path, export_pack(services.library, card_ids, path, report, stop, voices=voices, replace=replace)


def discard_pack(target: Path) -> None:
    """Delete what an export that was given up has written so far."""
    from edgeassist.store.pack import part_of

    part_of(_named(target)).unlink(missing_ok=True)


def _named(target: Path) -> Path:
    """Return `target` with our suffix: a name like `Qwen2.5` has a dot and no suffix."""
    from edgeassist.store.pack import SUFFIX

    return target if target.suffix.lower() == SUFFIX else target.with_name(target.name + SUFFIX)


def unpack(services: Services, path: Path, report: Report, stop: Stop) -> "Unpacked":
    """Take in what a field pack holds. The new models are not measured yet."""
    from edgeassist.store.pack_intake import import_pack
    from edgeassist.store.voices import prober

    services.require_store()
    with _working(services):
        probe = prober(child_command("voice-check"), stop)
        done = import_pack(services.library, path, services.inspect, report, stop, probe=probe)
    field_edition.note_taken_in(services.places, path)
    return done


def unfinished_packs(services: Services) -> tuple[Path, ...]:
    """Return the packs whose import was cut short and goes on when it is started again."""
    if not (services.library.root / UNPACKING).is_dir():
        return ()
    from edgeassist.store.pack_intake import unfinished_imports

    return tuple(Path(one.path) for one in unfinished_imports(services.library.root))


def discard_unpacking(services: Services, path: Path) -> None:
    """Forget an import of the pack at `path` that was cut short; what it brought in whole stays."""
    from edgeassist.store.pack_intake import give_up, unfinished_imports

    for one in unfinished_imports(services.library.root):
        if Path(one.path) == path:
            give_up(services.library.root, one.digest)


def move(
    services: Services, folder: Path, report: Report, stop: Stop, *, let_go: Callable[[], None] = lambda: None
) -> tuple[str, ...]:
    """Move all models to `folder` and use them from there; return the names of what stayed behind.

    An engine that was started before may read the old folder only, and holds a model of it: `let_go` has to end it,
    before the old copies are deleted.
    """
    from edgeassist.store.busy import alone
    from edgeassist.store.moving import JOURNAL, leave, move_store

    services.require_store()
    target = Path(folder).expanduser().absolute()
    if target == services.library.root and (target / JOURNAL).is_file():  # a kill came after the switch
        return finish(services)

    def switch(new_root: Path) -> None:
        services.change_settings(models_folder=str(new_root))
        if settings_file.load(services.places.settings)[0].models_folder != str(new_root):
            raise FolderUnavailable(services.places.settings, tr("the new folder could not be noted"))
        services.models_folder, services.library = new_root, Library(new_root)
        let_go()

    old_root = services.library.root
    with alone(old_root):
        stayed = move_store(old_root, target, report, stop, switch=switch)
    if not (target / JOURNAL).exists():
        leave(old_root)  # its locks are free only now
    return stayed


def finish(services: Services) -> tuple[str, ...]:
    """Delete the old copies of a store that was moved, where a kill came before; for each start of the program."""
    if not (services.library.root / MOVING).exists():
        return ()
    from edgeassist.store.moving import finish_move

    return finish_move(services.library.root)


def _working(services: Services) -> AbstractContextManager[None]:
    from edgeassist.store.busy import working

    return working(services.library.root)


def verify(services: Services, card_ids: tuple[str, ...], report: Report, stop: Stop) -> tuple[ModelCard, ...]:
    """Read these models (none named: all that have a file) against their SHA-256; return their cards."""
    wanted = card_ids or tuple(one.id for one in services.library.cards() if one.file)
    return tuple(_verified(services, one, report, stop) for one in wanted)


def _verified(services: Services, wanted: str, report: Report, stop: Stop) -> ModelCard:
    """Return the card after its file was read; one that cannot be read says so, and the others are still judged."""
    card = services.library.get(wanted)
    try:
        return verify_model(services.library, card.id, report, stop)
    except Stopped:
        raise
    except EdgeError as error:
        return card.failed(error.code, str(error))


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What was copied in and not taken, by its name in the models folder, and why."""

    name: str
    error: EdgeError

    @property
    def sentence(self) -> str:
        """Say what was left out and why."""
        return f"{elided(self.name, 60)}: {self.error}"


def adopt(
    services: Services, report: Report, stop: Stop, *, again: bool = True, rest_s: float = 0
) -> tuple[tuple[ModelCard, ...], tuple[LeftOut, ...]]:
    """Take in all that was copied into the models folder by hand; return the cards, and what is unfit.

    `again` looks once more at what was found unfit before. What was written to within `rest_s` is left for later.
    """
    cards: list[ModelCard] = []
    refused: list[LeftOut] = []
    for row in services.library.cards():
        if not is_copied_in(row) or not (again or row.failure_code == NOT_LOOKED_AT):
            continue
        if rest_s and not rests(services.library.root / row.id, time.time(), rest_s):
            continue
        try:
            with _working(services):
                cards.append(adopt_model(services.library, row.id, services.inspect, report, stop))
        except EdgeError as error:
            if stop.wished:
                raise
            refused.append(LeftOut(row.id, error))
    return tuple(cards), tuple(refused)
