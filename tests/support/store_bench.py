# SPDX-License-Identifier: Apache-2.0
"""A store to import into: a real folder, the real checking child, forged files."""

from dataclasses import dataclass, field
from pathlib import Path

from edgeassist.app.children import child_command
from edgeassist.store.card import ModelCard
from edgeassist.store.inspect import inspect_opened
from edgeassist.store.inspected import LIST_NAME
from edgeassist.store.inspection import Inspection, checked_header, describe
from edgeassist.store.library import Library
from edgeassist.store.opened import Opened
from edgeassist.store.sums import KEY_NAME, SUMS_NAME
from edgeassist.store.unfit import LIST_NAME as UNFIT_NAME
from tests.support.gguf_forge import Recipe, sound


def inspect_in_child(opened: Opened) -> Inspection:
    """Check `opened` as the program does."""
    return inspect_opened(opened, child_command("inspect"))


def inspect_here(opened: Opened) -> Inspection:
    """Check `opened` in this process: the same rules without the template's trial."""
    return describe(checked_header(opened), opened.path.name)


@dataclass
class StoreBench:
    """A library below `folder`; `steps` keeps what imports reported."""

    folder: Path
    steps: list[tuple[str, int, int]] = field(default_factory=list)

    @property
    def root(self) -> Path:
        """Where the models are."""
        return self.folder / "models"

    @property
    def library(self) -> Library:
        """A library as a fresh start of the program sees it."""
        return Library(self.root)

    def file(self, recipe: Recipe | bytes | None = None, name: str = "chosen.gguf") -> Path:
        """Write a forged file and return its path."""
        made = sound() if recipe is None else recipe
        path = self.folder / name
        path.write_bytes(made if isinstance(made, bytes) else made.made())
        return path

    def take_in(self, path: Path, *, in_child: bool = False) -> ModelCard:
        """Import `path`."""
        return self.library.import_file(
            path,
            inspect=inspect_in_child if in_child else inspect_here,
            on_progress=lambda *step: self.steps.append(step),
            cancelled=lambda: False,
        )

    def everything(self) -> list[str]:
        """Return the relative paths of all files below the models folder, but for marks, sums and locks."""
        marks = (LIST_NAME, UNFIT_NAME, KEY_NAME, SUMS_NAME)
        found = [one for one in self.root.rglob("*") if one.is_file() and one.name not in marks]
        found = [one for one in found if one.suffix != ".lock"]
        return sorted(str(one.relative_to(self.root)) for one in found)
