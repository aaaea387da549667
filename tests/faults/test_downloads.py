# SPDX-License-Identifier: Apache-2.0
"""A model's way into the store (rows D01, D02, D07, D13, D23, D24): kills, two processes, hostile names."""

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import msgspec
import pytest
from filelock import FileLock

from edgeassist.core.stop import Stop, Stopped
from edgeassist.net.part import Part
from edgeassist.net.refusals import DidNotMatch
from edgeassist.store.fetching import (
    ELSEWHERE,
    FOLDER_NAME,
    PART_NAME,
    FetchedElsewhere,
    Fetching,
    Fetchings,
    FetchPlan,
    NoDigest,
)
from edgeassist.store.library import Library
from edgeassist.store.refusals import Refused
from tests.support.byte_server import ByteServer, Fault
from tests.support.deeds import FILE, REPO
from tests.support.fetching_bench import MARK, content_of
from tests.support.fetching_child import means
from tests.support.homes import Home, digest_of, middle_model
from tests.support.hub import FakeHub
from tests.support.processor_choice import chosen_before
from tests.support.telling_marks import until_marked
from tests.support.threads import HANG_S

NAMES = ("../../evil.gguf", "/etc/passwd", "C:\\Windows\\x.gguf", "CON", "..", "a\0b", "x" * 5000, "\u202egguf.exe")


@pytest.fixture
def server(tiny_gguf: Path) -> Iterator[ByteServer]:
    with ByteServer() as server:
        server.files["m"] = tiny_gguf.read_bytes()
        yield server


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "models").mkdir()
    return tmp_path / "models"


@pytest.fixture
def plan(server: ByteServer) -> FetchPlan:
    content = server.files["m"]
    assert isinstance(content, bytes)
    return FetchPlan(
        ref="tiny",
        repo="someone/tiny-GGUF",
        commit="a" * 40,
        file="tiny.gguf",
        url=server.url("m"),
        size_bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        name="Tiny",
    )


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux sets room aside")
def test_room_that_a_kill_left_set_aside_is_given_back_unless_somebody_fetches(root: Path, plan: FetchPlan) -> None:
    fetching = Fetchings(root).add(plan)
    killed = Part(fetching.folder / PART_NAME, plan.wanted("").key, 1_000_000, mark_bytes=MARK)
    with killed.pouring() as pour:
        pour(b"some")
    killed.reserve()
    taken = killed.path.stat().st_blocks
    with FileLock(fetching.folder.with_name(f"{fetching.id}.lock")):
        fetching.give_room_back()
        assert killed.path.stat().st_blocks == taken
    fetching.give_room_back()
    assert killed.path.stat().st_blocks < taken
    assert killed.path.read_bytes() == b"some"
    killed.close()


@pytest.fixture
def child(root: Path, plan: FetchPlan) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    """Start a process that fetches `plan`; it says its marks, and is killed afterwards."""
    with ExitStack() as ends:

        def start() -> subprocess.Popen[str]:
            told = msgspec.json.encode(plan).decode()
            command = [sys.executable, "-m", "tests.support.fetching_child", str(root), told]
            started = ends.enter_context(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
            ends.callback(started.kill)
            return started

        yield start


def _run(fetching: Fetching, root: Path, stop: Stop | None = None) -> None:
    fetching.run(Library(root), means(), report=lambda *_: None, stop=stop or Stop())


def _only(root: Path) -> Fetching:
    (fetching,) = Fetchings(root).all()
    return fetching


def test_a_fetched_model_is_in_the_store_and_its_folder_is_gone(root: Path, plan: FetchPlan) -> None:
    _run(Fetchings(root).add(plan), root)
    (card,) = Library(root).cards()
    assert (card.state, card.sha256, card.origin) == ("probing", plan.sha256, plan.origin)
    assert Library(root).path(card).is_file()
    assert Fetchings(root).all() == ()


@pytest.mark.parametrize("percent", [10, 50, 99])
def test_D01_a_killed_download_goes_on_from_its_last_mark(
    server: ByteServer, root: Path, plan: FetchPlan, child: Callable[[], subprocess.Popen[str]], percent: int
) -> None:
    assert plan.size_bytes
    at = plan.size_bytes * percent // 100
    server.fault("m", Fault("gate", at=at, times=1))
    victim = child()
    assert server.wait_held()
    until_marked(victim, at // MARK * MARK)
    victim.kill()
    victim.wait()
    server.heal()
    assert Library(root).cards() == ()
    assert _only(root).card.state == "fetching"
    marked = _only(root).progress[0]
    _run(_only(root), root)
    _, second = server.gets("m")
    assert marked == at // MARK * MARK
    assert second.start == marked
    assert second.sent == plan.size_bytes - marked
    assert [one.sha256 for one in Library(root).cards()] == [plan.sha256]


def test_D01_a_kill_at_any_moment_costs_less_than_four_marks_and_a_piece(
    server: ByteServer, root: Path, plan: FetchPlan, child: Callable[[], subprocess.Popen[str]]
) -> None:
    assert plan.size_bytes
    server.fault("m", Fault("gate", at=plan.size_bytes - 1, times=1))
    victim = child()
    assert server.wait_held()
    victim.kill()
    victim.wait()
    server.heal()
    came = (_only(root).folder / PART_NAME).stat().st_size
    _run(_only(root), root)
    assert came - server.gets("m")[-1].start <= 3 * MARK + 256 * 1024
    assert [one.sha256 for one in Library(root).cards()] == [plan.sha256]


class Killed(BaseException):
    """Stands for a kill: nothing after it is tidied up by us."""


@pytest.mark.parametrize("moment", ["inspect", "new_card", "publish_folder", "mark_checked", "rmtree"])
def test_D01_a_kill_between_the_last_byte_and_the_store_fetches_nothing_again(
    server: ByteServer, root: Path, plan: FetchPlan, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    def killed(*_: object, **__: object) -> NoReturn:
        raise Killed

    ways = replace(means(), inspect=killed) if moment == "inspect" else means()
    with monkeypatch.context() as patched:
        if moment != "inspect":
            patched.setattr(shutil if moment == "rmtree" else Library, moment, killed)
        with pytest.raises(Killed):
            Fetchings(root).add(plan).run(Library(root), ways, report=lambda *_: None, stop=Stop())
    assert len(Library(root).cards()) == (moment in ("mark_checked", "rmtree"))
    _run(_only(root), root)
    assert [one.sha256 for one in Library(root).cards()] == [plan.sha256]
    assert Fetchings(root).all() == ()
    assert len(server.gets("m")) == 1


def test_D02_the_whole_program_is_killed_and_its_next_start_goes_on_from_the_last_mark(
    tmp_path: Path, model_cache: Path
) -> None:
    model, home = middle_model(model_cache), Home(tmp_path / "home")
    chosen_before(home.places.cache)
    content, digest = model.read_bytes(), digest_of(model)
    with FakeHub() as hub:
        hub.add(REPO, {FILE: content})
        blob = f"blobs/{digest}"
        hub.bytes.fault(blob, Fault("gate", at=len(content) - 1000, times=1))
        with _get_by_name(home, hub) as first:
            assert hub.bytes.wait_held()
            until_marked(first, len(content) - 1000 - 8 * 1024**2)
        hub.bytes.heal()
        (left,) = Fetchings(home.places.models).all()
        marked = left.progress[0]
        assert home.library.cards() == ()
        with _get_by_name(home, hub) as second:
            second.communicate(timeout=600)
        assert second.returncode == 0
        assert [one.start for one in hub.bytes.gets(blob)] == [0, marked]
        assert 0 < len(content) - marked <= 32 * 1024**2
    assert home.digests() == [digest]
    assert home.left_over() == []


@contextmanager
def _get_by_name(home: Home, hub: FakeHub) -> Iterator[subprocess.Popen[str]]:
    """Run `models get`; it is killed at the end of the block."""
    command = [sys.executable, "-m", "tests.support.telling_marks", "models", "get", f"{REPO}/{FILE}"]
    environ = {**home.environ, "HF_ENDPOINT": hub.endpoint}
    program = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    with program:
        try:
            yield program
        finally:
            program.kill()


def test_D02_the_queue_and_what_has_come_survive_a_restart(server: ByteServer, root: Path, plan: FetchPlan) -> None:
    other = msgspec.structs.replace(plan, file="other.gguf", name="Other")
    fetchings = Fetchings(root)
    fetchings.add(other)
    fetchings.add(plan)
    assert fetchings.add(other).id == other.id
    server.fault("m", Fault("gate", at=200_000, times=1))
    stop = Stop()

    def report(step: str, done: int, total: int) -> None:
        if done >= 100_000:
            stop.wish()

    with pytest.raises(Stopped):
        Fetchings(root).all()[1].run(Library(root), means(), report=report, stop=stop)
    first, second = Fetchings(root).all()
    assert [first.plan.name, second.plan.name] == ["Other", "Tiny"]
    assert (first.card.state, second.card.state) == ("queued", "paused")
    assert second.progress[0] >= 100_000


def test_D07_what_did_not_match_is_put_aside_and_an_older_model_stays(
    server: ByteServer, root: Path, plan: FetchPlan
) -> None:
    _run(Fetchings(root).add(plan), root)
    newer = msgspec.structs.replace(plan, commit="b" * 40, sha256="0" * 64)
    with pytest.raises(DidNotMatch):
        _run(Fetchings(root).add(newer), root)
    assert _only(root).card.failure_code == "did-not-match"
    assert not (_only(root).folder / PART_NAME).exists()
    (card,) = Library(root).cards()
    assert Library(root).path(card).is_file()


def test_D07_what_was_put_aside_makes_room_for_the_next_try_and_goes_with_its_success(
    server: ByteServer, root: Path, plan: FetchPlan
) -> None:
    server.fault("m", Fault("corrupt", at=10_000))
    with pytest.raises(DidNotMatch):
        _run(Fetchings(root).add(plan), root)
    aside = _only(root).folder / "did-not-match"
    assert aside.exists()
    server.heal()
    there: list[bool] = []
    _only(root).run(Library(root), means(), report=lambda *_: there.append(aside.exists()), stop=Stop())
    assert there
    assert not any(there)
    assert not aside.parent.exists()


def test_D07_what_was_put_aside_is_deleted_with_its_download(server: ByteServer, root: Path, plan: FetchPlan) -> None:
    server.fault("m", Fault("corrupt", at=10_000))
    with pytest.raises(DidNotMatch):
        _run(Fetchings(root).add(plan), root)
    _only(root).forget()
    assert [one.suffix for one in (root / FOLDER_NAME).iterdir()] in ([], [".lock"])


@pytest.mark.parametrize("name", NAMES)
def test_D13_a_hostile_name_becomes_no_path(root: Path, plan: FetchPlan, name: str) -> None:
    before = set(root.parent.rglob("*"))
    hostile = msgspec.structs.replace(plan, file=name, name=name)
    fetching = Fetchings(root).add(hostile)
    assert fetching.folder.parent == root / FOLDER_NAME
    _run(fetching, root)
    (card,) = Library(root).cards()
    made = set(root.parent.rglob("*")) - before
    assert all(one.is_relative_to(root) for one in made)
    assert Library(root).path(card).parent.parent == root


def test_D23_of_two_processes_one_fetches_and_the_other_sees_how_far_it_is(
    server: ByteServer, root: Path, plan: FetchPlan, child: Callable[[], subprocess.Popen[str]]
) -> None:
    server.fault("m", Fault("gate", at=500_000, times=1))
    first = child()
    assert server.wait_held()
    with pytest.raises(FetchedElsewhere):
        _run(_only(root), root)
    assert _only(root).running
    until_marked(first, 400_000)
    assert _only(root).card.state == "fetching"
    server.heal()
    assert first.wait(HANG_S) == 0
    assert len(server.gets("m")) == 1
    assert len(Library(root).cards()) == 1


def test_D23_the_second_shows_how_far_the_first_is_and_returns_what_it_brought(
    server: ByteServer, root: Path, plan: FetchPlan, child: Callable[[], subprocess.Popen[str]]
) -> None:
    server.fault("m", Fault("gate", at=500_000, times=1))
    first = child()
    assert server.wait_held()
    until_marked(first, 400_000)
    said: list[tuple[str, int, int]] = []

    def report(*step: Any) -> None:
        said.append(step)
        server.heal()

    card = _only(root).run(Library(root), means(), report=report, stop=Stop(), wait=True)
    assert first.wait(HANG_S) == 0
    assert said[0][0] == ELSEWHERE
    assert said[0][1] >= 400_000
    assert said[0][2] == plan.size_bytes
    assert {step for step, _, _ in said} == {ELSEWHERE}
    assert (card.sha256, card.remark) == (plan.sha256, "Another window of EdgeAssist has fetched this model.")
    assert len(server.gets("m")) == 1


def test_D23_when_the_first_is_killed_the_second_goes_on(
    server: ByteServer, root: Path, plan: FetchPlan, child: Callable[[], subprocess.Popen[str]]
) -> None:
    server.fault("m", Fault("gate", at=500_000, times=1))
    first = child()
    assert server.wait_held()
    until_marked(first, 400_000)

    def report(step: str, done: int, total: int) -> None:
        if step == ELSEWHERE:
            first.kill()
            server.heal()

    card = _only(root).run(Library(root), means(), report=report, stop=Stop(), wait=True)
    assert (card.sha256, card.remark) == (plan.sha256, "")
    assert server.gets("m")[-1].start >= 400_000


def test_D23_the_wait_for_the_first_can_be_ended_and_leaves_it_alone(
    server: ByteServer, root: Path, plan: FetchPlan, child: Callable[[], subprocess.Popen[str]]
) -> None:
    server.fault("m", Fault("gate", at=500_000, times=1))
    first, stop = child(), Stop()
    assert server.wait_held()
    with pytest.raises(Stopped):
        _only(root).run(Library(root), means(), report=lambda *_: stop.wish(), stop=stop, wait=True)
    _only(root).forget()
    assert _only(root).card.state == "fetching"
    server.heal()
    assert first.wait(HANG_S) == 0
    assert len(Library(root).cards()) == 1


def test_D24_a_lock_file_of_a_dead_process_is_taken_over(root: Path, plan: FetchPlan) -> None:
    fetching = Fetchings(root).add(plan)
    fetching.folder.with_name(f"{fetching.id}.lock").write_text("1", encoding="utf-8")
    assert not fetching.running
    _run(fetching, root)
    assert len(Library(root).cards()) == 1


def test_a_file_that_is_no_model_is_refused_and_never_shown(server: ByteServer, root: Path, plan: FetchPlan) -> None:
    server.files["m"] = content = content_of(50_000)
    plan = msgspec.structs.replace(plan, size_bytes=len(content), sha256=hashlib.sha256(content).hexdigest())
    with pytest.raises(Refused):
        _run(Fetchings(root).add(plan), root)
    assert _only(root).card.state == "failed"
    assert Library(root).cards() == ()


def test_without_a_digest_nothing_is_fetched(server: ByteServer, root: Path, plan: FetchPlan) -> None:
    with pytest.raises(NoDigest):
        _run(Fetchings(root).add(msgspec.structs.replace(plan, sha256=None)), root)
    assert server.log == []
