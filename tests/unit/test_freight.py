# SPDX-License-Identifier: Apache-2.0
"""Packing, unpacking, moving, verifying and adopting as the command line and the window ask for them."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from edgeassist.app import freight
from edgeassist.app.services import Services
from edgeassist.app.store_place import StoreAway
from edgeassist.cli import run
from edgeassist.core.paths import FolderUnavailable, places
from edgeassist.core.stop import Stop, Stopped
from edgeassist.store.inspection import Inspection
from edgeassist.store.opened import Opened
from edgeassist.store.pack import part_of
from edgeassist.store.pack_intake import open_pack
from tests.support.pack_bench import StopAfter, named
from tests.support.store_bench import StoreBench, inspect_here

Edge = Callable[..., int]
Capture = pytest.CaptureFixture[str]


class Here(Services):
    """Real services that check files in this process."""

    def inspect(self, opened: Opened) -> Inspection:
        return inspect_here(opened)


def quiet(*_: object) -> None:
    """Hear of progress and say nothing."""


@pytest.fixture
def bench(tmp_path: Path) -> StoreBench:
    made = StoreBench(tmp_path / "home" / "data")
    made.folder.mkdir(parents=True)
    made.take_in(made.file(named("One")))
    return made


@pytest.fixture
def services(bench: StoreBench, tmp_path: Path) -> Iterator[Services]:
    with Here(places({"EDGEASSIST_HOME": str(tmp_path / "home")})) as made:
        yield made


@pytest.fixture
def edge(bench: StoreBench, tmp_path: Path) -> Edge:
    home = places({"EDGEASSIST_HOME": str(tmp_path / "home")})
    return lambda *argv: run(list(argv), open_services=lambda: Here(home))


def test_a_pack_gets_our_suffix_and_is_taken_in_elsewhere(services: Services, tmp_path: Path) -> None:
    path, size_bytes = freight.pack(services, ("one-f32",), tmp_path / "stick", quiet, Stop())
    assert (path.name, path.stat().st_size) == ("stick.edgepack", size_bytes)
    assert [one.card.name for one in open_pack(path).models] == ["One"]
    with Here(places({"EDGEASSIST_HOME": str(tmp_path / "other")})) as other:
        with pytest.raises(Stopped):
            freight.unpack(other, path, quiet, StopAfter(0))
        assert freight.unfinished_packs(other) == (path,)
        assert [one.name for one in freight.unpack(other, path, quiet, Stop()).cards] == ["One"]
        assert freight.unfinished_packs(other) == ()


def test_a_name_with_a_dot_gets_our_suffix_as_well(services: Services, tmp_path: Path) -> None:
    path, _size = freight.pack(services, ("one-f32",), tmp_path / "Qwen2.5", quiet, Stop())
    assert path.name == "Qwen2.5.edgepack"


def test_one_model_that_cannot_be_read_does_not_keep_the_others_from_being_judged(
    services: Services, bench: StoreBench
) -> None:
    lost = bench.take_in(bench.file(named("Two")))
    services.library.path(lost).unlink()
    services.library.path(lost).mkdir()
    cards = {card.id: card for card in freight.verify(services, ("two-f32", "one-f32"), quiet, Stop())}
    assert cards["one-f32"].state != "failed"
    assert cards["two-f32"].state == "failed"


def test_a_pack_that_was_given_up_leaves_nothing(services: Services, tmp_path: Path) -> None:
    with pytest.raises(Stopped):
        freight.pack(services, ("one-f32",), tmp_path / "stick", quiet, StopAfter(0))
    assert part_of(tmp_path / "stick.edgepack").exists()
    freight.discard_pack(tmp_path / "stick")
    assert not list(tmp_path.glob("stick*"))


def test_after_a_move_the_setting_and_the_list_are_those_of_the_new_folder(services: Services, tmp_path: Path) -> None:
    assert freight.move(services, tmp_path / "big drive", quiet, Stop()) == ()
    assert services.library.root == tmp_path / "big drive"
    assert freight.finish(services) == ()
    with Here(services.places) as again:
        assert [one.name for one in again.library.cards()] == ["One"]


def test_a_moved_store_leaves_no_empty_folder_behind(services: Services, tmp_path: Path) -> None:
    old_root = services.library.root
    freight.move(services, tmp_path / "big drive", quiet, Stop())
    assert not old_root.exists()
    assert [one.name for one in services.library.cards()] == ["One"]


def test_a_setting_that_cannot_be_kept_leaves_the_models_where_they_are(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edgeassist.core.settings.change", lambda *_, **__: None)
    with pytest.raises(FolderUnavailable, match="could not be noted"):
        freight.move(services, tmp_path / "big drive", quiet, Stop())
    with Here(services.places) as again:
        assert [one.name for one in again.library.cards() if one.usable] == ["One"]


def test_all_models_are_verified_when_none_is_named(services: Services) -> None:
    assert [one.id for one in freight.verify(services, (), quiet, Stop())] == ["one-f32"]
    assert [one.id for one in freight.verify(services, ("One",), quiet, Stop())] == ["one-f32"]


def test_what_was_copied_in_is_adopted_and_what_is_unfit_is_told(services: Services, bench: StoreBench) -> None:
    bench.file(named("Two")).rename(bench.root / "two.gguf")
    (bench.root / "bad.gguf").write_bytes(b"<html>")
    cards, refused = freight.adopt(services, quiet, Stop())
    assert [one.name for one in cards] == ["Two"]
    assert [(one.name, one.error.code) for one in refused] == [("bad.gguf", "file-is-web-page")]
    assert refused[0].sentence.startswith("bad.gguf: ")


def test_what_was_written_to_a_moment_ago_and_what_was_refused_before_is_left(
    services: Services, bench: StoreBench
) -> None:
    path = bench.file(named("Two")).rename(bench.root / "two.gguf")
    bad = bench.root / "bad.gguf"
    bad.write_bytes(b"<html>")
    os.utime(bad, (1000, 1000))
    assert [len(one) for one in freight.adopt(services, quiet, Stop(), rest_s=3600)] == [0, 1]
    os.utime(path, (1000, 1000))
    cards, refused = freight.adopt(services, quiet, Stop(), again=False, rest_s=3600)
    assert ([one.name for one in cards], refused) == (["Two"], ())


def test_adopt_names_what_it_refuses_and_ends_with_3_when_that_was_all(
    edge: Edge, bench: StoreBench, capsys: Capture
) -> None:
    (bench.root / "bad.gguf").write_bytes(b"<html>")
    assert edge("models", "adopt") == 3
    assert "bad.gguf: " in capsys.readouterr().err
    assert edge("models", "adopt", "--json") == 3
    printed = capsys.readouterr()
    assert json.loads(printed.out)["refused"][0]["name"] == "bad.gguf"
    assert json.loads(printed.err)["error"]["code"] == "nothing-fit"


def test_a_models_folder_on_a_drive_that_is_gone_is_said_and_made_by_nobody(services: Services, tmp_path: Path) -> None:
    assert services.store_away is None
    drive = tmp_path / "drive"
    freight.move(services, drive / "models", quiet, Stop())
    assert services.store_away is None
    drive.rename(tmp_path / "unplugged")
    with Here(services.places) as again:
        missing = again.store_away
        assert missing is not None
        assert "drive" in f"{missing} {missing.hint}"
        assert again.library.cards() == ()
        with pytest.raises(StoreAway):
            freight.unpack(again, tmp_path / "any.edgepack", quiet, Stop())
    assert not drive.exists()


def test_a_models_folder_that_is_new_is_made_but_not_in_what_may_be_the_place_of_a_drive(
    services: Services, tmp_path: Path
) -> None:
    around = tmp_path / "around"
    around.mkdir()
    services.change_settings(models_folder=str(around / "models"))
    with Here(services.places) as again:
        assert "The folder with the models is missing" in str(again.store_away)
    assert not (around / "models").exists()
    (around / "letter.txt").write_text("mine")
    with Here(services.places) as again:
        assert again.store_away is None
    assert (around / "models").is_dir()


def test_the_commands_say_what_they_did(edge: Edge, tmp_path: Path, capsys: Capture) -> None:
    pack = tmp_path / "my.edgepack"
    assert edge("models", "pack", "one-f32", "--to", str(pack)) == 0
    assert "1 model" in capsys.readouterr().out
    assert edge("models", "pack", "one-f32", "--to", str(pack)) == 2
    assert "is there already" in capsys.readouterr().err
    assert edge("models", "pack", "one-f32", "--to", str(pack), "--force", "--json") == 0
    assert json.loads(capsys.readouterr().out)["models"] == ["one-f32"]
    assert edge("models", "unpack", str(pack)) == 0
    assert "was here already" in capsys.readouterr().err
    assert edge("models", "unpack", "--json", str(pack)) == 0
    assert json.loads(capsys.readouterr().out)["models"] == []
    assert edge("models", "verify") == 0
    assert "whole" in capsys.readouterr().out
    assert edge("models", "move", str(tmp_path / "new")) == 0
    assert f"1 model now in {tmp_path / 'new'}" in capsys.readouterr().out
    assert edge("models", "move", "--json", str(tmp_path / "newer")) == 0
    assert json.loads(capsys.readouterr().out)["stayed_behind"] == []


def test_a_damaged_model_ends_verify_with_3_and_its_name(edge: Edge, bench: StoreBench, capsys: Capture) -> None:
    path = bench.root / "one-f32" / "one-f32.gguf"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    assert edge("models", "verify", "--json") == 3
    printed = capsys.readouterr()
    assert json.loads(printed.out)["models"][0]["failure_code"] == "model-damaged"
    assert json.loads(printed.err)["error"]["message"] == "1 model is damaged: one-f32."
