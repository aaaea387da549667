# SPDX-License-Identifier: Apache-2.0
"""The window's wishes for the store: fetch, find, make smaller, repair, carry. All but the worker is real."""

import hashlib
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from shutil import which

import pytest

from edgeassist.core.secrets import HUB_ENTRY
from edgeassist.runtime.state import Phase
from edgeassist.store.card import ModelCard
from edgeassist.store.fetching import PART_NAME, Fetchings, FetchPlan
from edgeassist.store.making import FOLDER
from edgeassist.store.prune_plan import most_to_prune
from edgeassist.ui.ports import Imported, Removed, WorkChanged, WorkEnded
from edgeassist.ui.views import QuantizeChoices, QuantizeWish
from tests.support.byte_server import Fault
from tests.support.hub import GOOD_TOKEN, FakeHub
from tests.support.pack_bench import large
from tests.support.store_journey import FILE, REF, REPO, JourneyDesk, entry, model
from tests.support.windowless_desk import LIMIT_S

Open = Callable[..., JourneyDesk]


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    with FakeHub() as made:
        yield made


@pytest.fixture
def opened(hub: FakeHub, tmp_path: Path) -> Iterator[Open]:
    """Open a desk that is watched; every further one of that home is another start of the program."""
    made: list[JourneyDesk] = []

    def open_desk(home: str = "home", token: str = "") -> JourneyDesk:
        made.append(JourneyDesk(tmp_path / home, hub, token))
        made[-1].watched()
        return made[-1]

    yield open_desk
    for one in made:
        one.close()


def blob(content: bytes) -> str:
    return f"blobs/{hashlib.sha256(content).hexdigest()}"


def library_ids(desk: JourneyDesk) -> list[str]:
    return [one.id for one in desk.services.library.cards()]


def brought_source(desk: JourneyDesk, tiny_f16: Path) -> ModelCard:
    """Import the full-precision tiny model."""
    end = desk.bring(tiny_f16).end()
    assert isinstance(end, Imported), end
    return desk.services.library.get(end.id)


def spoil(desk: JourneyDesk, card: ModelCard) -> None:
    """Flip a byte, keep the time of the file, and have it verified."""
    path = desk.services.library.path(card)
    content = bytearray(path.read_bytes())
    content[-10] ^= 1
    path.write_bytes(content)
    desk.desk.verify_models((card.id,))


def test_a_wished_model_is_fetched_measured_and_in_use(hub: FakeHub, opened: Open) -> None:
    hub.add(REPO, {FILE: model()})
    desk = opened()
    desk.desk.get_model(REF)
    end = desk.end()
    assert (end.kind, end.notice and end.notice.text) == ("fetch", "Small is here.")
    desk.until_in_use(end.card_id)
    assert desk.services.library.get(end.card_id).measured is not None
    at = desk.heard.said.index(end)
    before = [one for one in desk.heard.said[:at] if isinstance(one, WorkChanged)]
    assert all(one.works for one in before[1:])
    assert before[-1].works[0].ref == REF


def test_g06_a_flipped_byte_is_found_said_and_repaired_in_place(hub: FakeHub, opened: Open) -> None:
    hub.add(REPO, {FILE: model()})
    desk = opened()
    desk.desk.get_model(REF)
    card_id = desk.end().card_id
    desk.until_in_use(card_id)
    spoil(desk, desk.services.library.get(card_id))
    told = desk.end(2).notice
    assert told is not None
    assert (told.text, told.tone) == ("Damaged: Small.", "danger")
    desk.settled()
    assert (desk.shown(card_id).damaged, desk.shown(card_id).usable) == (True, False)
    assert desk.until_phase(Phase.IDLE).path == ""  # what is damaged is not in use any more
    desk.desk.repair_model(card_id)
    mended = desk.end(3)
    assert (mended.card_id, mended.notice and mended.notice.text) == (card_id, "Small is whole again.")
    desk.settled()
    assert not desk.shown(card_id).damaged
    assert desk.services.library.path(desk.services.library.get(card_id)).read_bytes() == model()
    assert desk.services.settings.model == card_id


def test_a_damaged_file_of_unknown_origin_is_said_to_be_so(opened: Open) -> None:
    desk = opened()
    card_id = desk.brought("First")
    desk.desk.repair_model(card_id)
    assert "Import its file again" in desk.heard.notice("not known").hint


def test_a_failure_stays_on_the_board_until_it_is_tried_again(hub: FakeHub, opened: Open) -> None:
    desk = opened(token=GOOD_TOKEN)
    desk.desk.get_model(REF)
    problem = desk.until_state("failed").problem
    assert problem is not None
    assert "The hub has no" in problem.text
    assert problem.hint
    hub.add(REPO, {FILE: model()})
    desk.desk.resume_work(desk.work().id)
    assert desk.end().card_id


def test_too_little_disk_is_a_pause_with_its_sum(hub: FakeHub, opened: Open) -> None:
    desk = opened()
    plan = FetchPlan(
        ref=REF, repo=REPO, commit="0" * 40, file=FILE, url=hub.bytes.url("m"), size_bytes=2**50, sha256="0" * 64
    )
    Fetchings(desk.services.models_folder).add(plan)
    desk.desk.get_model(REF)
    problem = desk.until_state("paused").problem
    assert problem is not None
    assert (problem.tone, "more" in problem.text) == ("warn", True)
    assert hub.bytes.log == []


def test_d02_the_end_of_the_program_keeps_a_fetch_and_the_next_start_offers_to_go_on(
    hub: FakeHub, opened: Open
) -> None:
    content = large(mib=3).made()
    hub.add(REPO, {FILE: content})
    hub.bytes.fault(blob(content), Fault("gate", at=len(content) // 2))
    desk = opened()
    desk.desk.get_model(REF)
    assert hub.bytes.wait_held(LIMIT_S)
    desk.close()
    hub.bytes.heal()
    asked = [one.path for one in hub.log if one.path.startswith("/api/")]

    again = opened()
    view = again.until_state("unfinished")
    assert (view.ref, view.can_pause) == (REF, True)
    again.desk.resume_work(view.id)
    again.until_in_use(again.end().card_id)
    assert [one.path for one in hub.log if one.path.startswith("/api/")] == asked


@pytest.mark.skipif(which("fallocate") is None, reason="only Linux sets room aside")
def test_d02_the_next_start_gives_the_room_back_that_a_kill_left_set_aside(hub: FakeHub, opened: Open) -> None:
    before = opened()
    plan = FetchPlan(ref=REF, repo=REPO, commit="0" * 40, file=FILE, url=hub.bytes.url("m"), size_bytes=2**25)
    part = Fetchings(before.services.models_folder).add(plan).folder / PART_NAME
    before.close()
    part.write_bytes(b"some")
    came = part.stat()
    subprocess.run(["fallocate", "--keep-size", "--length", str(plan.size_bytes), str(part)], check=True)
    assert part.stat().st_blocks > came.st_blocks
    opened().until_state("unfinished")
    assert (part.stat().st_size, part.stat().st_blocks) == (came.st_size, came.st_blocks)


def test_a_fetch_is_paused_goes_on_and_is_thrown_away_when_cancelled(hub: FakeHub, opened: Open) -> None:
    content = large(mib=3).made()
    hub.add(REPO, {FILE: content})
    hub.bytes.fault(blob(content), Fault("gate", at=len(content) // 2))
    desk = opened()
    desk.desk.get_model(REF)
    assert hub.bytes.wait_held(LIMIT_S)
    desk.desk.pause_work(desk.work().id)
    desk.until_state("paused")
    desk.desk.resume_work(desk.work().id)
    assert hub.bytes.wait_held(LIMIT_S)
    desk.desk.cancel_work(desk.work().id)
    assert desk.end() == WorkEnded(f"fetch-{REF}", "fetch")
    folder = desk.services.models_folder / ".fetching"
    assert [one for one in folder.iterdir() if one.is_dir()] == []
    assert library_ids(desk) == []


def test_d28_without_a_network_the_catalogue_answers_and_the_trouble_is_part_of_it(hub: FakeHub, opened: Open) -> None:
    desk = opened()
    hub.http.server_close()
    found = desk.found("smollm2")
    assert found.problem is not None
    assert "offline" in found.problem.text
    assert "imported from a USB stick" in found.problem.hint
    assert found.offers
    calm = desk.found("smollm2", online=False)
    assert (calm.problem, len(calm.offers)) == (None, len(found.offers))


def test_the_hub_is_asked_only_where_that_is_wished(hub: FakeHub, opened: Open) -> None:
    hub.add("acme/tinyword-GGUF", {"tinyword-Q4_K_M.gguf": model(), "tinyword-Q8_0.gguf": model("Eight")})
    hub.add("acme/tinyword-gated", {"t.gguf": model()}, gated=True)
    desk = opened()
    assert desk.found("tinyword", online=False).offers == ()
    assert hub.log == []
    found = desk.found("tinyword")
    assert found.problem is None
    assert "2 models" in found.sentence
    by_ref = {one.ref: one for one in found.offers}
    assert by_ref["acme/tinyword-GGUF/tinyword-Q4_K_M.gguf"].verdict == "May fit"
    gated = by_ref["acme/tinyword-gated"]
    assert (gated.gated, gated.verdict, gated.tone) == (True, "Sign in needed", "warn")


def test_what_is_here_is_marked_in_a_search(hub: FakeHub, opened: Open) -> None:
    wanted = entry()
    hub.add(wanted.file.repo, {wanted.file.file: model()})
    desk = opened()
    desk.desk.get_model(wanted.ref)
    desk.end()
    marks = {one.ref: one.here for one in desk.found(wanted.name, online=False).offers}
    assert marks[wanted.ref]
    assert sum(marks.values()) == 1


def test_h10_without_a_keyring_the_token_lasts_for_the_session_and_stands_in_no_file(
    opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    desk = opened()
    desk.desk.sign_in(GOOD_TOKEN)
    desk.heard.notice("this session only")
    kept = desk.services.secrets.get(HUB_ENTRY)
    assert kept is not None
    assert kept.reveal() == GOOD_TOKEN
    desk.close()
    assert [one for one in tmp_path.rglob("*") if one.is_file() and GOOD_TOKEN.encode() in one.read_bytes()] == []
    assert opened().services.secrets.get(HUB_ENTRY) is None


def test_a_text_that_is_no_token_is_refused_without_showing_it(opened: Open) -> None:
    desk = opened()
    desk.desk.sign_in("two words")
    told = desk.heard.notice("not a token")
    assert "two words" not in f"{told}"


def test_choices_come_with_sizes_and_say_which_fits(opened: Open, tiny_f16: Path) -> None:
    desk = opened()
    source = brought_source(desk, tiny_f16)
    answer: Future[QuantizeChoices] = Future()
    desk.desk.quantize_choices(source.id, answer.set_result)
    found = answer.result(LIMIT_S)
    assert (found.problem, found.layers) == (None, source.layers)
    assert found.recommended in [one.preset for one in found.choices]
    assert all(0 < one.size_bytes < source.size_bytes for one in found.choices)
    assert found.most_pruned == most_to_prune(source.layers)


def test_choices_without_a_text_may_have_other_types(opened: Open, tiny_f16: Path) -> None:
    desk = opened()
    source = brought_source(desk, tiny_f16)
    told = []
    for calibrate in (True, False):
        answer: Future[QuantizeChoices] = Future()
        desk.desk.quantize_choices(source.id, answer.set_result, calibrate=calibrate)
        told.append([one.line for one in answer.result(LIMIT_S).choices])
    wanted = [
        [one.line for one in desk.services.workshop.choices(source, calibrate=calibrate)] for calibrate in (True, False)
    ]
    assert told == wanted


def test_g14_the_template_of_a_model_can_be_read(opened: Open, tiny_f16: Path) -> None:
    desk = opened()
    source = brought_source(desk, tiny_f16)
    answer: Future[str] = Future()
    desk.desk.view_template(source.id, answer.set_result)
    assert answer.result(LIMIT_S) == desk.services.template_of(source)


def test_a_template_that_cannot_be_read_is_said_to_be_so(opened: Open, tiny_f16: Path) -> None:
    desk = opened()
    source = brought_source(desk, tiny_f16)
    desk.services.library.path(source).unlink()
    desk.desk.view_template(source.id, lambda _: None)
    desk.heard.until(lambda: bool(desk.heard.notices), "notice")


def test_a_smaller_copy_is_proved_before_the_original_goes(opened: Open, tiny_f16: Path) -> None:
    desk = opened()
    source = brought_source(desk, tiny_f16)
    desk.until_in_use(source.id)
    desk.desk.quantize_model(QuantizeWish(source.id, "smallest", calibrate=False, keep_source=False))
    end = desk.end()
    assert end.notice is not None
    assert "original goes now" in end.notice.text
    lines = [view.line for one in desk.heard.said if isinstance(one, WorkChanged) for view in one.works]
    assert any("(5 of 5)" in line for line in lines)
    assert not any("(6 of" in line for line in lines)
    desk.until_in_use(end.card_id)
    made = desk.services.library.get(end.card_id)
    assert (made.parent, made.proof is not None, made.measured is not None) == (source.id, True, True)
    assert library_ids(desk) == [made.id]
    assert [one.card_id for one in desk.heard.said if isinstance(one, Removed)] == [source.id]
    desk.desk.restore_model(source.id)
    desk.settled()
    assert source.id in library_ids(desk)


def test_an_original_stays_when_what_it_cost_could_not_be_measured(
    opened: Open, tiny_f16: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edgeassist.app.proving.estimate", lambda *_, **__: _Huge)
    desk = opened()
    source = brought_source(desk, tiny_f16)
    desk.desk.quantize_model(QuantizeWish(source.id, "smallest", calibrate=False, keep_source=False))
    end = desk.end()
    assert end.notice is not None
    assert "The original stays." in end.notice.text
    assert set(library_ids(desk)) == {source.id, end.card_id}


class _Huge:
    weights_bytes = kv_bytes = compute_bytes = 2**50


def test_two_wishes_for_one_model_are_two_works(opened: Open, tiny_f16: Path) -> None:
    desk = opened()
    source = brought_source(desk, tiny_f16)
    for preset in ("smallest", "careful"):
        desk.desk.quantize_model(QuantizeWish(source.id, preset, calibrate=False))
    desk.end(2)
    kinds = {one.preset for one in desk.services.library.cards() if one.parent == source.id}
    assert kinds == {"Smallest", "Careful"}


def test_w07_a_quantization_called_off_leaves_the_original_and_nothing_else(opened: Open, tiny_f16: Path) -> None:
    desk = opened()
    source = brought_source(desk, tiny_f16)
    desk.desk.quantize_model(QuantizeWish(source.id))
    desk.heard.until(lambda: any(one.fraction for one in desk.desk.works()), "progress")
    desk.desk.cancel_work(desk.work().id)
    assert desk.end().card_id == ""
    assert library_ids(desk) == [source.id]
    makings = desk.services.models_folder / FOLDER
    assert not makings.exists() or [one for one in makings.rglob("*") if one.is_file()] == []
    assert hashlib.sha256(desk.services.library.path(source).read_bytes()).hexdigest() == source.sha256


def test_s06_a_model_that_is_used_and_quantized_can_be_removed_and_brought_back(opened: Open, tiny_f16: Path) -> None:
    desk = opened()
    source = brought_source(desk, tiny_f16)
    desk.until_in_use(source.id)
    desk.desk.quantize_model(QuantizeWish(source.id))
    desk.heard.until(lambda: any(one.fraction for one in desk.desk.works()), "progress")
    desk.desk.remove_model(source.id)
    desk.heard.until(lambda: any(isinstance(one, Removed) for one in desk.heard.said), "removal")
    desk.heard.until(lambda: bool(desk.ends()) or desk.work().state == "failed", "end in words")
    if not desk.ends():
        problem = desk.work().problem
        assert problem is not None
        assert problem.text
        assert "did not expect" not in problem.text
    assert desk.desk.state().model is None or desk.desk.state().path != str(desk.services.library.path(source))
    desk.desk.restore_model(source.id)
    desk.settled()
    assert hashlib.sha256(desk.services.library.path(source).read_bytes()).hexdigest() == source.sha256


def test_a_damaged_smaller_copy_is_made_again_in_its_place(opened: Open, tiny_f16: Path) -> None:
    desk = opened()
    source = brought_source(desk, tiny_f16)
    desk.desk.quantize_model(QuantizeWish(source.id, "smallest", calibrate=False))
    made = desk.services.library.get(desk.end().card_id)
    spoil(desk, made)
    desk.end(2)
    desk.desk.repair_model(made.id)
    assert desk.end(3).card_id == made.id
    again = desk.services.library.get(made.id)
    assert (again.parent, again.preset, again.usable) == (source.id, "Smallest", True)
    assert set(library_ids(desk)) == {source.id, made.id}


def test_a_field_pack_carries_a_model_to_another_home(opened: Open, tmp_path: Path) -> None:
    desk = opened()
    card_id = desk.brought("First")
    desk.desk.pack_models((card_id,), tmp_path / "stick")
    told = desk.end().notice
    assert told is not None
    assert "stick.edgepack is written" in told.text

    other = opened("other")
    other.desk.open_pack(tmp_path / "stick.edgepack")
    told = other.end().notice
    assert told is not None
    assert told.text == "From stick.edgepack: First."
    other.until_in_use(card_id)
    assert other.services.library.get(card_id).measured is not None


def test_an_unfit_pack_fails_in_words(opened: Open, tmp_path: Path) -> None:
    (tmp_path / "no.edgepack").write_bytes(b"no pack")
    desk = opened()
    desk.desk.open_pack(tmp_path / "no.edgepack")
    problem = desk.until_state("failed").problem
    assert problem is not None
    assert problem.hint
    desk.desk.pack_models(("absent",), tmp_path / "out")
    desk.heard.notice("absent")


def test_a_proof_that_is_not_there_is_not_written(opened: Open, tmp_path: Path) -> None:
    desk = opened()
    card_id = desk.brought("First")
    desk.desk.export_proof(card_id, tmp_path / "proof.html")
    desk.heard.notice("has not been measured yet")
    assert not (tmp_path / "proof.html").exists()


def test_after_a_move_the_list_and_the_engine_are_those_of_the_new_folder(opened: Open, tmp_path: Path) -> None:
    desk = opened()
    card_id = desk.brought("First")
    desk.until_in_use(card_id)
    desk.desk.move_store(tmp_path / "big drive")
    told = desk.end().notice
    assert told is not None
    assert "big drive" in told.text
    assert desk.services.library.root == tmp_path / "big drive"
    place = str(tmp_path / "big drive" / card_id)
    desk.heard.until(lambda: desk.desk.state().path.startswith(place) and desk.desk.state().model is not None, "use")
