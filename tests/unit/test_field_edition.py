# SPDX-License-Identifier: Apache-2.0
"""A field edition brings its models in at its first start, each once, and leaves its own folder as it is."""

import sys
from pathlib import Path

import pytest

from edgeassist.app import field_edition, freight
from edgeassist.app.services import Services
from edgeassist.cli import run
from edgeassist.core.paths import Places, places
from edgeassist.core.stop import Stop
from edgeassist.store.inspection import Inspection
from edgeassist.store.opened import Opened
from edgeassist.ui.ports import WorkEnded
from tests.support.pack_bench import named
from tests.support.store_bench import StoreBench, inspect_here
from tests.support.windowless_desk import WindowlessDesk


class Here(Services):
    """Real services that check files in this process."""

    def inspect(self, opened: Opened) -> Inspection:
        return inspect_here(opened)


def quiet(*_: object) -> None:
    """Hear of progress and say nothing."""


@pytest.fixture
def home(tmp_path: Path) -> Places:
    made = places({"EDGEASSIST_HOME": str(tmp_path / "home")})
    made.create()
    return made


@pytest.fixture
def packs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of packs of a bundle, with one pack in it, and be that bundle."""
    bench = StoreBench(tmp_path / "maker" / "data")
    bench.folder.mkdir(parents=True)
    bench.take_in(bench.file(named("One")))
    inside = tmp_path / "inside"
    folder = inside / "resources" / field_edition.FOLDER
    folder.mkdir(parents=True)
    with Here(places({"EDGEASSIST_HOME": str(tmp_path / "maker")})) as maker:
        freight.pack(maker, ("one-f32",), folder / "field", quiet, Stop())
    monkeypatch.setattr(sys, "_MEIPASS", str(inside), raising=False)
    return folder


def test_the_usual_edition_has_none(home: Places, tmp_path: Path) -> None:
    assert field_edition.waiting(home) == ()
    assert field_edition.waiting(home, tmp_path) == ()


def test_a_pack_inside_waits_until_it_was_taken_in(home: Places, packs: Path) -> None:
    assert field_edition.waiting(home) == (packs / "field.edgepack",)
    with Here(home) as services:
        done = freight.unpack(services, packs / "field.edgepack", quiet, Stop())
        assert [card.name for card in done.cards] == ["One"]
        assert field_edition.waiting(home) == ()


def test_the_programs_own_folder_is_left_as_it_is(home: Places, packs: Path) -> None:
    before = (packs / "field.edgepack").read_bytes()
    with Here(home) as services:
        freight.unpack(services, packs / "field.edgepack", quiet, Stop())
    assert [path.name for path in packs.iterdir()] == ["field.edgepack"]
    assert (packs / "field.edgepack").read_bytes() == before


def test_a_model_that_was_deleted_later_does_not_come_back(home: Places, packs: Path) -> None:
    with Here(home) as services:
        done = freight.unpack(services, packs / "field.edgepack", quiet, Stop())
        services.library.remove(done.cards[0].id)
    assert field_edition.waiting(home) == ()


def test_a_later_edition_with_another_pack_of_that_name_brings_it_in(home: Places, packs: Path) -> None:
    field_edition.note_taken_in(home, packs / "field.edgepack")
    assert field_edition.waiting(home) == ()
    with (packs / "field.edgepack").open("ab") as file:
        file.write(b"more")
    assert field_edition.waiting(home) == (packs / "field.edgepack",)


def test_a_pack_from_elsewhere_is_not_noted(home: Places, packs: Path, tmp_path: Path) -> None:
    stick = tmp_path / "field.edgepack"
    stick.write_bytes((packs / "field.edgepack").read_bytes())
    field_edition.note_taken_in(home, stick)
    assert field_edition.waiting(home) == (packs / "field.edgepack",)


def listed(home: Places, capsys: pytest.CaptureFixture[str]) -> str:
    assert run(["models", "list"], open_services=lambda: Here(home)) == 0
    return capsys.readouterr().out


def test_the_command_line_brings_it_in_at_its_first_command_that_wants_models(
    home: Places, packs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "one-f32" in listed(home, capsys)
    assert field_edition.waiting(home) == ()
    with Here(home) as services:
        services.library.remove("one-f32")
    assert "one-f32" not in listed(home, capsys)


def test_the_command_line_goes_on_without_a_pack_that_is_damaged(
    home: Places, packs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (packs / "field.edgepack").write_bytes(b"nothing of the kind")
    assert run(["models", "list"], open_services=lambda: Here(home)) == 0
    assert "field.edgepack: " in capsys.readouterr().err


def test_the_window_puts_it_on_the_board_once_and_takes_it_in(packs: Path, tmp_path: Path) -> None:
    desk = WindowlessDesk(
        tmp_path / "home", services=Here(places({"EDGEASSIST_HOME": str(tmp_path / "home")}))
    ).watched()
    try:
        desk.settled()
        desk.heard.until(lambda: any(isinstance(one, WorkEnded) for one in desk.heard.said), "end of the work")
        assert "one-f32" in [card.id for card in desk.services.library.cards()]
        desk.desk._resume_packs()
        assert desk.desk.works() == ()
    finally:
        desk.close()


@pytest.mark.parametrize("content", [b"", b"{", b"3", b"\xff", b"null"])
def test_notes_that_cannot_be_read_bring_the_pack_in_again(home: Places, packs: Path, content: bytes) -> None:
    (home.data / "packs-taken-in.json").write_bytes(content)
    assert field_edition.waiting(home) == (packs / "field.edgepack",)
