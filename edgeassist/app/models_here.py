# SPDX-License-Identifier: Apache-2.0
"""The models that can be asked: those of the store, the starter, and any GGUF file by its path. Loads none."""

from dataclasses import dataclass
from pathlib import Path

from edgeassist.app.children import child_command
from edgeassist.core.settings import Settings
from edgeassist.store.card import ModelCard
from edgeassist.store.library import Library
from edgeassist.store.starter import Starter
from edgeassist.store.starter_card import STARTER_ID
from edgeassist.store.task import Offer, Task


@dataclass(frozen=True, slots=True)
class Target:
    """A model to load: its card, and where its file is."""

    card: ModelCard
    path: Path


class ModelsHere:
    """The part of the services that knows which models there are; `Services` sets what it asks."""

    library: Library
    settings: Settings
    starter: Starter | None

    def cards(self) -> tuple[ModelCard, ...]:
        """Return every model that could be asked: those of the store by name, then the starter, whose id is its own."""
        if self.starter is None:
            return self.library.cards()
        return (*(card for card in self.library.cards() if card.id != STARTER_ID), self.starter.card)

    def target(self, card_id: str) -> Target:
        """Return the model of that id or name, the starter included."""
        starter = self.starter.card if self.starter is not None and card_id.casefold() == STARTER_ID else None
        card = starter or self.library.get(card_id)
        return Target(card, self.path(card))

    def path(self, card: ModelCard) -> Path:
        """Return where the model's file is, the starter's included."""
        if self.starter is not None and card.id == STARTER_ID:
            return self.starter.path
        return self.library.path(card)

    def known_as(self, path: Path) -> str:
        """Return the name for the model at `path` that no other has: its id, or the path of a file from elsewhere."""
        in_store = path.is_relative_to(self.library.root) or (
            self.starter is not None and path.parent == self.starter.folder
        )
        return path.parent.name if in_store else str(path)

    @property
    def default_id(self) -> str:
        """The model to use when none is named: the chosen one, else the only one, else the starter; empty for none."""
        ids = [card.id for card in self.cards() if card.usable]
        if self.settings.model in ids:
            return self.settings.model
        stored = [one for one in ids if one != STARTER_ID]
        return ids[0] if ids and len(stored) <= 1 else ""

    def is_starter(self, wanted: str) -> bool:
        """Tell whether `wanted` is the starter: its id, or the path of a file that holds the very same model."""
        if self.starter is None or wanted.casefold() == STARTER_ID:
            return self.starter is not None
        return (path := _as_file(wanted)) is not None and self.starter.is_copy(path)

    def offers(self, card_id: str, task: Task) -> Offer:
        """Tell whether the model of that id may be asked for `task`; any but the starter may."""
        return self.starter.offers(task) if self.starter is not None and card_id == STARTER_ID else Offer(True)

    def find(self, wanted: str) -> Target:
        """Return the model of that id or name, or the GGUF file at that path."""
        if self.is_starter(wanted):
            return self.target(STARTER_ID)
        if (path := _as_file(wanted)) is not None:
            from edgeassist.store.inspect import inspect_file

            facts = inspect_file(path, child_command("inspect"))
            known = {name: getattr(facts, name) for name in facts.__struct_fields__}
            return Target(ModelCard(id=path.stem, file=path.name, **known), path.resolve())
        return self.target(wanted)


def _as_file(wanted: str) -> Path | None:
    """Return the path of a file, when `wanted` looks like one."""
    try:
        path = Path(wanted).expanduser()
        return path if path.suffix.lower() == ".gguf" or path.is_file() else None
    except (OSError, RuntimeError):  # too long for a file's name, or in the home folder of nobody
        return None
