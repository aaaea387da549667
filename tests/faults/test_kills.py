# SPDX-License-Identifier: Apache-2.0
"""What kills at awkward moments left behind, found by the kill loop: each is gone on with when asked again."""

import shutil
from pathlib import Path

import pytest

from edgeassist.app import freight
from edgeassist.app.services import Services
from edgeassist.core.paths import places
from edgeassist.core.stop import Stop
from edgeassist.store import moving
from edgeassist.store.inspection import Inspection
from edgeassist.store.library import Library
from edgeassist.store.making import Recipe, begun
from edgeassist.store.opened import Opened
from tests.support import workshop_bench
from tests.support.pack_bench import PackBench, large
from tests.support.store_bench import StoreBench
from tests.support.workshop_bench import PLAIN, WorkshopBench


class Killed(BaseException):
    """Stands for a kill: nothing after it is tidied up by us."""


@pytest.fixture
def bench(tmp_path: Path) -> PackBench:
    made = PackBench(tmp_path)
    made.add(large())
    made.pack()
    return made


def test_an_import_killed_between_its_last_byte_and_its_check_goes_on(bench: PackBench) -> None:
    def killed(_opened: Opened) -> Inspection:
        raise Killed

    with pytest.raises(Killed):
        bench.unpack(inspect=killed)
    assert [one.name for one in bench.unpack().cards] == ["Large"]
    assert len(bench.there.everything()) == 2


def test_an_import_killed_between_its_check_and_its_last_rename_copies_nothing_again(
    bench: PackBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(Library, "publish_folder", killed)
        with pytest.raises(Killed):
            bench.unpack()
    (copy,) = bench.there.root.rglob("*.gguf")
    before = copy.stat().st_ino
    (card,) = bench.unpack().cards
    assert bench.library.path(card).stat().st_ino == before


def test_a_move_killed_after_the_switch_is_finished_by_the_same_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(_root: Path) -> None:
        raise Killed

    store = StoreBench(tmp_path / "data")
    store.folder.mkdir()
    store.take_in(store.file())
    folders, target = places({"EDGEASSIST_HOME": str(tmp_path)}), tmp_path / "new"
    with Services(folders) as services, monkeypatch.context() as patched:
        patched.setattr(moving, "finish_move", killed)
        with pytest.raises(Killed):
            freight.move(services, target, lambda *_: None, Stop())
    with Services(folders) as services:
        assert freight.move(services, target, lambda *_: None, Stop()) == ()
        assert [one.usable for one in services.library.cards()] == [True]
    assert list(store.root.rglob("*.gguf")) == []
    assert not (target / moving.JOURNAL).exists()


def test_what_a_killed_making_left_goes_when_the_same_is_made_again(tmp_path: Path, tiny_f16: Path) -> None:
    bench = workshop_bench.opened(tmp_path, tiny_f16)
    other = Recipe(type="Q8_0", calibrate=False)
    leave_behind(bench, PLAIN)
    leave_behind(bench, other)
    assert len(bench.shop.unfinished()) == 2
    made = bench.make()
    assert [one.recipe for one in bench.shop.unfinished()] == [other]
    assert made.id in bench.left()


def test_a_copy_that_was_made_before_a_kill_is_not_made_twice(tmp_path: Path, tiny_f16: Path) -> None:
    bench = workshop_bench.opened(tmp_path, tiny_f16)
    first, again = bench.make(), bench.make()
    assert (again.id, bench.left()) == (first.id, [first.id])
    assert "here already" in again.remark


def leave_behind(bench: WorkshopBench, recipe: Recipe) -> None:
    """Leave on the disk what a kill in the middle of a making leaves."""
    aside = bench.root.parent / "aside"
    with begun(bench.root, bench.source, recipe) as making:
        making.file.write_bytes(b"half")
        shutil.copytree(making.folder, aside)
    making.folder.parent.mkdir(exist_ok=True)
    aside.rename(making.folder)
