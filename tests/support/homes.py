# SPDX-License-Identifier: Apache-2.0
"""Homes of the program (`EDGEASSIST_HOME`) with models in their stores, and what is visible or left over in them."""

import hashlib
import os
from dataclasses import dataclass, replace
from pathlib import Path

from edgeassist.core import settings
from edgeassist.core.paths import Places, places
from edgeassist.store.library import Library
from tests.support.models import cache_root, generator_key, write_model
from tests.support.shapes import TINY
from tests.support.store_bench import inspect_in_child
from tests.support.tokenizer import invented_vocabulary
from tests.support.workshop_bench import engine_cache

_KEPT = (".trash", ".locks", ".inspected.json", ".unfit.json", ".seal")
"""What is hidden and may be there when nothing is under way."""


def middle_model(cache: Path | None = None) -> Path:
    """Return a model of 24 MB, so of several marks, made when absent."""
    folder = cache or cache_root()
    path = folder / f"middle-f16-{generator_key()}.gguf"
    if not path.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{os.getpid()}.part")
        shape = replace(TINY, vocabulary=8192, inner=1024, layers=8)
        write_model(part, "middle", shape, "f16", invented_vocabulary(shape.vocabulary))
        part.replace(path)
    return path


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass
class Home:
    """One `EDGEASSIST_HOME`."""

    folder: Path

    @property
    def places(self) -> Places:
        return places({"EDGEASSIST_HOME": str(self.folder)})

    @property
    def library(self) -> Library:
        """The store as the settings say, as a fresh start of the program sees it."""
        chosen = settings.load(self.places.settings)[0].models_folder
        return Library(Path(chosen) if chosen else self.places.models)

    @property
    def environ(self) -> dict[str, str]:
        quiet = {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring", "no_proxy": "127.0.0.1"}
        return {**os.environ, **quiet, "EDGEASSIST_HOME": str(self.folder)}

    def broken(self) -> list[str]:
        """Say which models in the list are not what their cards say."""
        cards = self.library.cards()
        odd = [f"{one.id} is listed as failed: {one.failure}" for one in cards if not one.usable]
        whole = [one for one in cards if one.usable]
        return odd + [f"{one.id} is broken" for one in whole if digest_of(self.library.path(one)) != one.sha256]

    def digests(self) -> list[str]:
        """Return the SHA-256 of each model file that is listed, read now."""
        return [digest_of(self.library.path(one)) for one in self.library.cards() if one.file]

    def left_over(self) -> list[str]:
        """Return the files of unfinished work: in hidden folders, or called as half-written ones are."""
        roots = [self.places.data, self.places.config, self.library.root]
        files = [(root, one) for root in roots for one in root.rglob("*") if one.is_file()]
        return sorted({str(one) for root, one in files if _is_left(one.relative_to(root))})


def _is_left(path: Path) -> bool:
    if path.suffix == ".part":
        return True
    hidden = [one for one in path.parts if one.startswith(".")]
    return bool(hidden) and path.suffix != ".lock" and not any(one in _KEPT for one in hidden)


def made_home(folder: Path, *models: Path) -> Home:
    """Make a home whose store holds copies of `models`, checked but not measured."""
    home = Home(folder)
    home.places.data.mkdir(parents=True)
    home.places.config.mkdir()
    home.places.cache.symlink_to(engine_cache())
    home.places.models.mkdir()
    for model in models:
        home.library.import_file(model, inspect=inspect_in_child, on_progress=lambda *_: None, cancelled=lambda: False)
    return home
