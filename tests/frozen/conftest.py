# SPDX-License-Identifier: Apache-2.0
"""The frozen program as it was built, and copies of it that a test may damage. Says why where there is none."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import smoke_ground

from tests.support.frozen import Frozen
from tests.support.source_tree import ROOT

BUNDLE = Path(os.environ.get("EDGEASSIST_BUNDLE") or ROOT / "build" / "bundle" / "EdgeAssist")


@pytest.fixture(scope="session")
def bundle() -> Path:
    """Return the program's folder; not to be changed."""
    if not (BUNDLE / "edgeassist-worker").is_file():
        pytest.skip(f"there is no frozen program in {BUNDLE}; `make bundle` builds it")
    return BUNDLE


@pytest.fixture
def frozen(bundle: Path, tmp_path: Path) -> Frozen:
    """Return the whole program, to be run on a home of its own."""
    return Frozen(bundle, tmp_path / "home")


@pytest.fixture(scope="session")
def spare(bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return a copy of the program; a test that changes it puts it back."""
    folder = smoke_ground.copied(bundle, tmp_path_factory.mktemp("spare") / "EdgeAssist")
    for path in [folder, *folder.rglob("*")]:
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def damaged(spare: Path, tmp_path: Path) -> Iterator[Callable[..., Frozen]]:
    """Return what removes a file of a copy, or puts `content` in its place, and gives that program."""
    kept: list[tuple[Path, Path]] = []

    def damage(name: str, content: bytes | None = None) -> Frozen:
        path = spare / name
        aside = tmp_path / f"aside-{len(kept)}"
        path.rename(aside)
        kept.append((path, aside))
        if content is not None:
            path.write_bytes(content)
            path.chmod(aside.stat().st_mode)
        return Frozen(spare, tmp_path / "home")

    yield damage
    for path, aside in reversed(kept):
        path.unlink(missing_ok=True)
        aside.rename(path)
