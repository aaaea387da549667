# SPDX-License-Identifier: Apache-2.0
"""While sentences are loaded the garbage collector waits, and the window is let in often; both are as before after."""

import gc
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from edgeassist.app.quiet_memory import LETS_IN_AFTER_S, loading
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


def test_threads_change_more_often_until_the_last_of_two_loads_is_over() -> None:
    usual = sys.getswitchinterval()
    assert usual > LETS_IN_AFTER_S
    first_is_over, second_may_end = threading.Event(), threading.Event()
    seen: list[float] = []

    def second() -> None:
        with loading(stays=False):
            begun.set()
            assert first_is_over.wait(60)
            seen.append(sys.getswitchinterval())
            assert second_may_end.wait(60)

    begun = threading.Event()
    with loading(stays=False):
        other = threading.Thread(target=second)
        other.start()
        assert begun.wait(60)
        assert sys.getswitchinterval() == pytest.approx(LETS_IN_AFTER_S)
    first_is_over.set()
    second_may_end.set()
    other.join(60)
    assert seen == [pytest.approx(LETS_IN_AFTER_S)]
    assert sys.getswitchinterval() == pytest.approx(usual)


def test_an_error_leaves_threads_as_they_were() -> None:
    usual = sys.getswitchinterval()
    with pytest.raises(ValueError, match="broken"), loading(stays=True):
        raise ValueError("broken")
    assert sys.getswitchinterval() == pytest.approx(usual)
