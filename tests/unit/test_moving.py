# SPDX-License-Identifier: Apache-2.0
"""Moving the store: what is where at each moment, what is refused, and how it goes on after a stop or a kill."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from edgeassist.core.stop import Stop, Stopped
from edgeassist.store import moving, pack_stream
from edgeassist.store.intake import FileTooLargeForDrive, NotEnoughDisk
from edgeassist.store.library import Library
from edgeassist.store.moving import (
    JOURNAL,
    CannotMove,
    FolderNested,
    FolderNotEmpty,
    finish_move,
    move_store,
    unfinished_move,
)
from edgeassist.store.pack_drive import Room
from edgeassist.store.refusals import FileChanged
from tests.support.pack_bench import StopAfter, named
from tests.support.store_bench import StoreBench


class MoveBench(StoreBench):
    """A store, and a folder to move it to; `across` has files copied as from drive to drive."""

    @property
    def new(self) -> Path:
        return self.folder / "new drive" / "models"

    @property
    def switch_file(self) -> Path:
        """Where the setting is kept."""
        return self.folder / "setting"

    @property
    def truth(self) -> Library:
        """The store as the setting says."""
        return Library(Path(self.switch_file.read_text()) if self.switch_file.exists() else self.root)

    def move(self, stop: Stop | None = None, room: Room | None = None) -> tuple[str, ...]:
        return move_store(self.root, self.new, lambda *_: None, stop or Stop(), switch=self.switch, room=room)

    def switch(self, root: Path) -> None:
        self.switch_file.write_text(str(root))

    def names(self) -> list[str]:
        return [one.name for one in self.truth.cards() if one.usable]


@pytest.fixture
def bench(tmp_path: Path) -> MoveBench:
    made = MoveBench(tmp_path)
    made.take_in(made.file(named("One")))
    made.take_in(made.file(named("Two")))
    return made


@pytest.fixture(params=["one drive", "across"])
def either(bench: MoveBench, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> MoveBench:
    if request.param == "across":
        monkeypatch.setattr(moving, "_linked", lambda *_: False)
    return bench


def test_all_models_are_in_the_new_folder_and_the_old_one_is_empty(either: MoveBench) -> None:
    contents = {card.id: either.library.path(card).read_bytes() for card in either.library.cards()}
    assert either.move() == ()
    assert either.names() == ["One", "Two"]
    assert {card.id: either.truth.path(card).read_bytes() for card in either.truth.cards()} == contents
    assert either.everything() == []
    assert not (either.new / JOURNAL).exists()
    assert not any(either.truth.needs_check(card) for card in either.truth.cards())
    assert all(either.truth.sums(card) for card in either.truth.cards())


def test_what_waits_to_become_a_model_comes_along(either: MoveBench) -> None:
    part = either.root / ".fetching" / "x" / "part"
    part.parent.mkdir(parents=True)
    part.write_bytes(b"half")
    either.library.remove("two-f32")
    (either.root / "bare.gguf").write_bytes(b"bare")
    either.move()
    assert (either.new / ".fetching" / "x" / "part").read_bytes() == b"half"
    assert (either.new / "bare.gguf").read_bytes() == b"bare"
    assert either.truth.restore("two-f32").name == "Two"


def test_until_the_switch_the_old_folder_is_the_truth(either: MoveBench) -> None:
    def refuse(_root: Path) -> None:
        assert [one.name for one in either.library.cards() if one.usable] == ["One", "Two"]
        raise CannotMove("The setting could not be written.")

    with pytest.raises(CannotMove):
        move_store(either.root, either.new, lambda *_: None, Stop(), switch=refuse)
    assert either.names() == ["One", "Two"]
    either.move()
    assert either.names() == ["One", "Two"]


@pytest.mark.parametrize("steps", range(12))
def test_a_move_stopped_anywhere_loses_nothing_and_goes_on(
    steps: int, bench: MoveBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "_linked", lambda *_: False)
    try:
        bench.move(StopAfter(steps))
    except Stopped:
        assert unfinished_move(bench.root, bench.new)
    assert bench.names() == ["One", "Two"]
    bench.move() if not bench.switch_file.exists() else finish_move(bench.new)
    assert bench.names() == ["One", "Two"]
    assert bench.everything() == []


_KILLED = """
import os, signal, sys
from pathlib import Path
from edgeassist.core.stop import Stop
from edgeassist.store import moving, pack_stream
old, new, setting, left = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])
if sys.argv[5] == "across":
    moving._linked = lambda *_: False
events = ("open", "os.rename", "os.link", "os.remove", "os.mkdir", "shutil.rmtree", "os.rmdir")
def count(event, arguments):
    global left
    if event in events and any(str(new) in str(one) or str(old) in str(one) for one in arguments):
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(count)
def switch(root):
    part = setting.with_suffix(".part")
    part.write_text(str(root))
    part.replace(setting)
moving.move_store(old, new, lambda *_: None, Stop(), switch=switch)
"""


def killed(bench: MoveBench, after: int, way: str) -> bool:
    """Move in a child that dies after `after` steps on the disk; True when it came to its end before."""
    arguments = [str(bench.root), str(bench.new), str(bench.switch_file), str(after), way]
    done = subprocess.run([sys.executable, "-c", _KILLED, *arguments], check=False, capture_output=True)
    assert done.returncode in (0, -9), done.stderr
    return done.returncode == 0


@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
@pytest.mark.parametrize("way", ["across", "one drive"])
@pytest.mark.parametrize("after", [4, 14, 29, 41, 52, 63, 74])
def test_a_kill_at_any_step_on_the_disk_loses_no_model(after: int, way: str, bench: MoveBench) -> None:
    killed(bench, after, way)
    assert bench.names() == ["One", "Two"]
    if bench.switch_file.exists():
        finish_move(bench.new)
    else:
        bench.move()
    assert bench.names() == ["One", "Two"]
    assert [one for one in bench.everything() if one.endswith(".gguf")] == []


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
@pytest.mark.parametrize("after", range(0, 130, 2))
def test_a_kill_at_every_second_step_loses_no_model(after: int, bench: MoveBench) -> None:
    test_a_kill_at_any_step_on_the_disk_loses_no_model(after, "across", bench)


def test_a_model_changed_during_the_move_comes_as_it_is_in_the_end(
    bench: MoveBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "_linked", lambda *_: False)
    done: list[object] = []

    def report(step: str, at: int, total: int) -> None:
        if at and step == "Moving" and not done:
            done.append(bench.library.update("one-f32", lambda now: now.failed("probe-failed", "It changed.")))

    move_store(bench.root, bench.new, report, Stop(), switch=bench.switch)
    assert bench.truth.get("one-f32").failure == "It changed."


def test_what_changes_after_the_switch_stays_behind_and_is_named(bench: MoveBench) -> None:
    def switch(root: Path) -> None:
        bench.switch_file.write_text(str(root))
        bench.take_in(bench.file(named("Late")))

    assert move_store(bench.root, bench.new, lambda *_: None, Stop(), switch=switch) == ("late-f32",)
    assert bench.names() == ["One", "Two"]
    assert [one.name for one in bench.library.cards()] == ["Late"]


def test_a_drive_that_writes_nonsense_is_found_out(bench: MoveBench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moving, "_linked", lambda *_: False)
    monkeypatch.setattr(moving, "_forget_cached", lambda path: path.write_bytes(bytes(path.stat().st_size)))
    with pytest.raises(FileChanged, match="is not what was written"):
        bench.move()
    assert bench.names() == ["One", "Two"]


def test_a_new_drive_that_fills_up_leaves_the_store_as_it_was(
    bench: MoveBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "_linked", lambda *_: False)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(pack_stream, "settle", full)
        with pytest.raises(NotEnoughDisk):
            bench.move()
    assert bench.names() == ["One", "Two"]
    bench.move()


@pytest.mark.parametrize("where", [".", "inner", ".."])
def test_a_folder_within_or_around_the_store_is_refused(where: str, bench: MoveBench) -> None:
    with pytest.raises(FolderNested):
        move_store(bench.root, bench.root / where, lambda *_: None, Stop(), switch=lambda _: None)
    assert bench.names() == ["One", "Two"]


def test_a_folder_with_something_in_it_is_refused_and_left_alone(bench: MoveBench) -> None:
    bench.new.mkdir(parents=True)
    (bench.new / "letter.txt").write_text("mine")
    with pytest.raises(FolderNotEmpty, match=r"letter\.txt"):
        bench.move()
    assert [one.name for one in bench.new.iterdir()] == ["letter.txt"]
    (bench.new / "letter.txt").unlink()
    (bench.new / "lost+found").mkdir()
    bench.move()
    assert bench.names() == ["One", "Two"]


def test_a_move_begun_from_another_store_is_not_mixed_up(bench: MoveBench) -> None:
    with pytest.raises(Stopped):
        bench.move(StopAfter(0))
    other = StoreBench(bench.folder / "other")
    other.folder.mkdir()
    other.take_in(other.file())
    with pytest.raises(FolderNotEmpty):
        move_store(other.root, bench.new, lambda *_: None, Stop(), switch=lambda _: None)


def test_a_file_in_the_place_of_the_folder_cannot_be_moved_to(bench: MoveBench) -> None:
    bench.new.parent.mkdir()
    bench.new.write_text("a file")
    with pytest.raises(CannotMove):
        bench.move()


def test_the_new_drive_is_asked_first(bench: MoveBench) -> None:
    with pytest.raises(FileTooLargeForDrive):
        Room(kind=lambda _: "vfat").require(bench.folder, 1, 2**32)
    with pytest.raises(NotEnoughDisk):
        Room(free=lambda _: 1).require(bench.new, 1, 1)
    Room(free=lambda _: 1).require(bench.new, 0, 1)


def test_a_start_without_a_move_under_way_does_nothing(bench: MoveBench) -> None:
    assert finish_move(bench.root) == ()
    assert bench.names() == ["One", "Two"]


@pytest.mark.parametrize("mount_point", [True, False])
def test_a_store_that_is_gone_is_not_taken_for_an_empty_one(mount_point: bool, bench: MoveBench) -> None:
    with pytest.raises(Stopped):
        bench.move(StopAfter(1))
    bench.root.rename(bench.folder / "unplugged")
    if mount_point:
        bench.root.mkdir()
    with pytest.raises(CannotMove, match=r"not there|Is its drive there"):
        bench.move()
    assert not bench.switch_file.exists()


@pytest.mark.parametrize("gone", ["drive", "mount point"])
def test_the_old_copies_wait_for_their_drive(gone: str, bench: MoveBench, monkeypatch: pytest.MonkeyPatch) -> None:
    away = bench.folder / "unplugged"
    old_root = bench.root

    def unplug(new_root: Path) -> None:
        bench.switch(new_root)
        old_root.rename(away)
        if gone == "mount point":
            old_root.mkdir()

    assert move_store(old_root, bench.new, lambda *_: None, Stop(), switch=unplug) == ()
    assert finish_move(bench.new) == ()
    assert (bench.new / JOURNAL).is_file()
    if gone == "mount point":
        old_root.rmdir()
    away.rename(old_root)
    assert finish_move(bench.new) == ()
    assert not (bench.new / JOURNAL).exists()
    assert not old_root.exists()


def test_an_old_drive_that_refuses_is_no_failed_move(bench: MoveBench, monkeypatch: pytest.MonkeyPatch) -> None:
    old_root = bench.root

    def refuse(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(moving, "_delete", refuse)
        bench.move()
    assert bench.names() == ["One", "Two"]
    assert (bench.new / JOURNAL).is_file()
    finish_move(bench.new)
    assert not old_root.exists()


def test_a_refused_move_leaves_no_folder_behind_and_says_what_all_models_need(
    bench: MoveBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)  # as on exFAT
    full = Room(free=lambda _: 1000)
    target = bench.folder / "a" / "b" / "models"
    with pytest.raises(NotEnoughDisk, match="Moving all models needs") as caught:
        move_store(bench.root, target, lambda *_: None, Stop(), switch=lambda _: None, room=full)
    assert "quantization" not in caught.value.hint
    assert not (bench.folder / "a").exists()
    target.mkdir(parents=True)
    with pytest.raises(NotEnoughDisk):
        move_store(bench.root, target, lambda *_: None, Stop(), switch=lambda _: None, room=full)
    assert list(target.iterdir()) == []


def test_where_files_can_have_two_names_a_move_needs_no_room(bench: MoveBench) -> None:
    full = Room(free=lambda _: 1000)
    move_store(bench.root, bench.new, lambda *_: None, Stop(), switch=lambda _: None, room=full)
    assert [one.name for one in Library(bench.new).cards()] == ["One", "Two"]
