# SPDX-License-Identifier: Apache-2.0
"""Damage, lost drives and odd places of the store: rows G06-G09, G11, G16, D20, D25, S06 and Q06."""

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from edgeassist.app.services import Services
from edgeassist.core.errors import EdgeError
from edgeassist.core.paths import places
from edgeassist.core.stop import Stop
from edgeassist.runtime.blocking import JobFailed, finish
from edgeassist.runtime.state import Phase
from edgeassist.store.card import write_card
from edgeassist.store.inspection import Inspection
from edgeassist.store.library import Library
from edgeassist.store.moving import move_store
from edgeassist.store.opened import Opened
from edgeassist.store.pack import export_pack
from edgeassist.store.pack_intake import import_pack
from edgeassist.store.refusals import FileChanged, WrongSize
from edgeassist.store.verifying import verify
from edgeassist.wire import AnyEvent, Delta, Generate, Sampling
from tests.support.desk_bench import placed_card
from tests.support.engine_probe import Heard
from tests.support.gguf_forge import sound
from tests.support.pack_bench import PackBench
from tests.support.store_bench import StoreBench, inspect_here
from tests.support.windowless_desk import WindowlessDesk

LONG = Generate(prompt="Once upon a time", max_tokens=4000, ignore_end=True, sampling=Sampling(temperature=0))


@pytest.fixture
def bench(tmp_path: Path) -> StoreBench:
    return StoreBench(tmp_path)


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cache of all services here: the processor is tried once."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def services(tmp_path: Path, tiny_gguf: Path, verdicts: Path) -> Iterator[Services]:
    """Real services with the tiny model in their store, as an earlier import left it."""
    made = Services(replace(places({"EDGEASSIST_HOME": str(tmp_path / "home")}), cache=verdicts))
    folder = made.library.root / "tiny"
    folder.mkdir()
    shutil.copy(tiny_gguf, folder / "tiny.gguf")
    write_card(folder, placed_card(tiny_gguf))
    made.library.mark_checked(made.library.get("tiny"))
    with made:
        yield made


def flipped(path: Path) -> None:
    """Change a byte in the middle and keep the file's times."""
    before = path.stat()
    with path.open("r+b") as file:
        file.seek(before.st_size // 2)
        byte = file.read(1)[0]
        file.seek(before.st_size // 2)
        file.write(bytes([byte ^ 1]))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_g06_a_flipped_bit_is_found_by_verify_and_the_model_is_not_loaded_after(bench: StoreBench) -> None:
    card = bench.take_in(bench.file())
    flipped(bench.library.path(card))
    assert bench.library.get(card.id).usable
    assert not bench.library.needs_check(card)
    bad = verify(bench.library, card.id, lambda *_: None, Stop())
    assert bad.failure_code == "model-damaged"
    with Services(places({"EDGEASSIST_HOME": str(bench.folder / "home")})) as services:
        services.library = bench.library
        with pytest.raises(EdgeError, match="is damaged"):
            services.load(card.id)


def test_g07_a_file_cut_to_nothing_is_flagged_at_the_start_and_its_card_is_kept(bench: StoreBench) -> None:
    card = bench.take_in(bench.file())
    os.truncate(bench.library.path(card), 0)
    (found,) = bench.library.cards()
    assert (found.name, found.failure_code, found.usable) == (card.name, "model-damaged", False)
    assert "another size" in found.failure
    assert "Import it again" in found.failure


@pytest.mark.skipif(sys.platform != "linux", reason="a mapped file can be cut under its reader on Linux only")
def test_g08_a_file_cut_while_it_is_read_ends_the_answer_with_its_reason_and_keeps_what_was_written(
    services: Services,
) -> None:
    services.load("tiny", context_tokens=4096)
    heard = Heard()

    def listen(event: AnyEvent) -> None:
        if isinstance(event, Delta) and not heard.text:
            os.truncate(services.library.root / "tiny" / "tiny.gguf", 0)
        heard.note(event)

    services.engine.submit(LONG, listen)
    failed = heard.failure()
    assert failed.code == "engine-file-changed"
    assert "changed or its drive was removed" in failed.message
    assert heard.text


@pytest.mark.skipif(os.name == "nt", reason="a file that is open cannot be replaced there")
def test_g09_what_is_swapped_in_after_the_check_is_not_taken_in(bench: StoreBench) -> None:
    source, good = bench.file(), sound().made()

    def swap(opened: Opened) -> Inspection:
        facts = inspect_here(opened)
        bench.file(b"<html>" * 9999, "evil").replace(source)
        return facts

    card = bench.library.import_file(
        source,
        inspect=swap,
        on_progress=lambda *_: None,
        cancelled=lambda: False,
    )
    assert bench.library.path(card).read_bytes() == good


def test_g09_a_file_swapped_in_the_store_is_refused_by_the_engine(services: Services) -> None:
    path = services.library.root / "tiny" / "tiny.gguf"
    command = services.load_command(services.find("tiny"))
    (path.parent / "other").write_bytes(path.read_bytes() + b"x")
    (path.parent / "other").replace(path)
    with pytest.raises(JobFailed, match="has changed since it was checked"):
        finish(services.engine, command)


def test_g09_a_file_swapped_for_one_of_the_same_size_is_inspected_before_it_is_loaded(services: Services) -> None:
    path = services.library.root / "tiny" / "tiny.gguf"
    (path.parent / "other").write_bytes(b"<html>".ljust(path.stat().st_size))
    (path.parent / "other").replace(path)
    with pytest.raises(EdgeError) as caught:
        services.load("tiny")
    assert caught.value.code == "file-is-web-page"


@pytest.mark.skipif(os.name == "nt", reason="needs sparse files")
def test_g11_a_sparse_file_of_terabytes_in_the_models_folder_is_refused_before_hashing(bench: StoreBench) -> None:
    from edgeassist.store.adopting import adopt

    bench.root.mkdir()
    path = bench.root / "huge.gguf"
    path.write_bytes(sound().made())
    os.truncate(path, 1024**4)
    with pytest.raises(WrongSize):
        adopt(bench.library, "huge.gguf", inspect_here, lambda *step: bench.steps.append(step), Stop())
    assert bench.steps == []


def test_g16_weights_that_are_no_numbers_end_the_answer_with_the_reason(
    services: Services, tmp_path: Path, tiny_f16: Path
) -> None:
    content = bytearray(tiny_f16.read_bytes())
    content[-20_000:] = b"\xff\x7f" * 10_000  # NaN in half precision
    bad = tmp_path / "nan.gguf"
    bad.write_bytes(content)
    services.load(str(bad), context_tokens=512)
    with pytest.raises(JobFailed) as caught:
        finish(services.engine, Generate(prompt="Hello", max_tokens=8))
    assert caught.value.code == "no-usable-output"
    assert "gives no usable output" in str(caught.value)
    services.load("tiny", context_tokens=512)
    finish(services.engine, Generate(prompt="Hello", max_tokens=8))


def test_d20_with_a_full_disk_the_program_starts_and_shows_its_models(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    desk = WindowlessDesk(home)
    desk.brought("Kept")
    chat = desk.services.chats
    desk.close()
    assert chat

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("edgeassist.core.files.os.fsync", full)
    monkeypatch.setattr("edgeassist.core.files.tempfile.mkstemp", full)
    with Services(places({"EDGEASSIST_HOME": str(home)})) as services:
        assert [card.name for card in services.library.cards()] == ["Kept"]
        assert services.chats.problem == ""
        with pytest.raises(EdgeError):
            services.library.update("kept-f32", lambda now: now)


def test_d25_a_store_on_a_drive_that_is_gone_is_empty_and_comes_back(tmp_path: Path) -> None:
    old, drive = StoreBench(tmp_path), tmp_path / "drive"
    card = old.take_in(old.file())
    with Services(places({"EDGEASSIST_HOME": str(tmp_path / "home")})) as services:
        services.change_settings(models_folder=str(drive / "models"))
    move_store(old.root, drive / "models", lambda *_: None, Stop(), switch=lambda _: None)
    drive.rename(tmp_path / "unplugged")
    with Services(places({"EDGEASSIST_HOME": str(tmp_path / "home")})) as services:
        assert services.library.cards() == ()
        assert "The drive with the models is missing" in str(services.store_away)
        assert services.chats.latest() is not None
        (tmp_path / "unplugged").rename(drive)
        assert [one.id for one in services.library.cards()] == [card.id]


def test_s06_a_model_that_is_in_use_is_unloaded_before_it_goes(tmp_path: Path) -> None:
    desk = WindowlessDesk(tmp_path / "home").watched()
    try:
        card_id = desk.brought("Used")
        desk.desk.use_model(card_id)
        desk.until_in_use(card_id)
        desk.desk.remove_model(card_id)
        desk.until_phase(Phase.IDLE)
        desk.settled()
        assert desk.desk.cards() == ()
        desk.desk.restore_model(card_id)
        desk.settled()
        assert [one.id for one in desk.desk.cards()] == [card_id]
    finally:
        desk.close()


ODD_PLACES = {
    "spaces": "my own models here",
    "not ascii": "Modèles 模型 Ä",
    "quotes": 'it\'s "mine"',
    "long": "/".join(["a folder with a long name of sixty letters to fill the path.."] * 4),
}


@pytest.mark.skipif(os.name == "nt", reason="quotes and long paths are another matter there")
@pytest.mark.parametrize("name", ODD_PLACES.values(), ids=ODD_PLACES)
def test_q06_a_store_in_an_odd_place_imports_packs_and_moves(name: str, tmp_path: Path) -> None:
    home = tmp_path / name
    home.mkdir(parents=True)
    bench = PackBench(home)
    card = bench.add()
    export_pack(bench.here.library, (card.id,), bench.target, lambda *_: None, Stop())
    assert len(import_pack(bench.library, bench.target, inspect_here, lambda *_: None, Stop()).cards) == 1
    move_store(bench.there.root, home / "moved", lambda *_: None, Stop(), switch=lambda _: None)
    assert verify(Library(home / "moved"), card.id, lambda *_: None, Stop()).usable


@pytest.mark.skipif(not Path("/sys/kernel").is_dir(), reason="needs a folder that no account can write to")
def test_q06_a_home_that_cannot_be_written_is_explained() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "edgeassist", "models", "list"],
        env={**os.environ, "EDGEASSIST_HOME": "/sys/kernel/edgeassist"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 7, done.stderr
    assert "cannot be used: " in done.stderr
    assert "EDGEASSIST_HOME" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_model_that_shrinks_while_it_is_verified_is_not_called_whole(bench: StoreBench) -> None:
    card = bench.take_in(bench.file())
    path = bench.library.path(card)

    def cut(_step: str, done: int, _total: int) -> None:
        if not done:
            os.truncate(path, 10)

    with pytest.raises(FileChanged):
        verify(bench.library, card.id, cut, Stop())
