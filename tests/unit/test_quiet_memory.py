# SPDX-License-Identifier: Apache-2.0
"""The garbage collector waits while sentences are loaded, and always comes back."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from edgeassist.app.quiet_memory import loading
from edgeassist.app.services import Services
from edgeassist.core.paths import places


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    yield
    gc.unfreeze()
    gc.enable()


def test_it_waits_and_comes_back() -> None:
    frozen = gc.get_freeze_count()
    with loading(stays=False):
        assert not gc.isenabled()
    assert gc.isenabled()
    assert gc.get_freeze_count() == frozen


def test_it_comes_back_after_an_error_and_from_within_another() -> None:
    with pytest.raises(ValueError, match="broken"), loading(stays=False), loading(stays=False):
        raise ValueError("broken")
    assert gc.isenabled()


def test_what_stays_is_not_looked_through_again() -> None:
    frozen = gc.get_freeze_count()
    with loading(stays=True):
        kept = [[number] for number in range(1000)]
    assert gc.get_freeze_count() >= frozen + len(kept)


def test_what_sentences_are_matched_with_stays(tmp_path: Path) -> None:
    with Services(places({"EDGEASSIST_HOME": str(tmp_path / "home")})) as services:
        commands = services.spoken.commands
        frozen = gc.get_freeze_count()
        commands.prepare()
        assert gc.get_freeze_count() > frozen
        frozen = gc.get_freeze_count()
        assert commands.grammar().jsgf
        assert gc.get_freeze_count() <= frozen, "a grammar is not kept"
        assert gc.isenabled()
