# SPDX-License-Identifier: Apache-2.0
"""Fetching by name: what a name stands for, pins, sign-in, what is here already, repairs. The hub's client is real."""

import hashlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from edgeassist.app.downloads import NoModelInRepo, NotARef, SplitOnHub
from edgeassist.app.store_place import StoreAway
from edgeassist.app.works import Arrivals
from edgeassist.core import chunk_sums
from edgeassist.core.errors import EdgeError
from edgeassist.core.stop import Report, Stop, Stopped
from edgeassist.net.fetch import POOR
from edgeassist.net.hub_names import UnsafeName
from edgeassist.net.refusals import DidNotMatch
from edgeassist.store.card import ModelCard, Origin
from edgeassist.store.fetching import Fetchings, FetchPlan, NoDigest
from edgeassist.store.pins import PINS_NAME, PinChanged
from edgeassist.store.verifying import verify
from tests.support.byte_server import Fault
from tests.support.hub import GOOD_TOKEN, FakeHub
from tests.support.pack_bench import SMALL_CHUNK, large
from tests.support.store_journey import FILE, REF, REPO, Journey, entry, model

Start = Callable[..., Journey]


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    with FakeHub() as made:
        yield made


@pytest.fixture
def start(hub: FakeHub, tmp_path: Path) -> Iterator[Start]:
    """Return a function that starts the program once more, in the same home."""
    begun: list[Journey] = []

    def made(token: str = "") -> Journey:
        begun.append(Journey(tmp_path / "home", hub, token))
        begun[-1].services.change_settings(proxy="none")
        return begun[-1]

    yield made
    for one in begun:
        one.services.close()


def blob(content: bytes) -> str:
    """Return the name under which the hub's other server keeps `content`."""
    return f"blobs/{hashlib.sha256(content).hexdigest()}"


def cut_short(journey: Journey, content: bytes, fetch: Callable[[Report, Stop], ModelCard]) -> None:
    """Run `fetch` until the line breaks in the middle of `content`, and have a person pause it then."""
    journey.hub.bytes.fault(blob(content), Fault("truncate", at=len(content) // 2))
    stop = Stop()

    def report(step: str, done: int, _total: int) -> None:
        if step == POOR and done:
            stop.wish()

    with pytest.raises(Stopped):
        fetch(report, stop)
    journey.hub.bytes.heal()


def test_a_file_of_a_repository_comes_by_its_name(hub: FakeHub, start: Start) -> None:
    journey = start()
    repo = hub.add(REPO, {FILE: model(), "README.md": b"hello"})
    card = journey.get()
    assert card.state == "probing"
    assert card.origin == Origin(
        repo=REPO, commit=repo.commits[0].sha, file=FILE, sha256=hashlib.sha256(model()).hexdigest()
    )
    assert card.licence == "apache-2.0"
    assert journey.content(card) == model()
    assert journey.left() == []
    assert journey.steps[0][0] == "Asking the hub"
    assert len(journey.questions()) == 1


def test_a_repository_alone_stands_for_the_file_most_people_want(hub: FakeHub, start: Start) -> None:
    files = {f"small-{kind}.gguf": model(kind) for kind in ("F16", "Q8_0", "q4-k-m", "IQ1_S")}
    hub.add(REPO, files)
    card = start().get(REPO)
    assert card.origin is not None
    assert card.origin.file == "small-q4-k-m.gguf"


@pytest.mark.parametrize(
    ("ref", "refusal"),
    [
        ("nonsense", NotARef),
        ("", NotARef),
        ("   ", NotARef),
        (f"{REPO}/README.md", NotARef),
        (f"{REPO}/../../etc/passwd.gguf", UnsafeName),
        ("owner/..", UnsafeName),
        ("http://example.com/m.gguf", UnsafeName),
        (f"{REPO}/big-00001-of-00002.gguf", SplitOnHub),
        ("acme/empty", NoModelInRepo),
        ("acme/parts", NoModelInRepo),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words(
    hub: FakeHub, start: Start, ref: str, refusal: type[EdgeError]
) -> None:
    hub.add(REPO, {FILE: model(), "big-00001-of-00002.gguf": model("One")})
    hub.add("acme/empty", {"README.md": b"hello"})
    hub.add("acme/parts", {"big-00001-of-00002.gguf": model("One"), "big-00002-of-00002.gguf": model("Two")})
    journey = start()
    with pytest.raises(refusal) as caught:
        journey.get(ref)
    assert caught.value.hint
    assert journey.left() == []
    assert journey.services.library.cards() == ()


def test_a_word_of_the_catalogue_leads_to_what_it_may_have_meant(start: Start) -> None:
    journey = start()
    with pytest.raises(NotARef, match="smollm2") as caught:
        journey.get("smollm2 135")
    assert "Did you mean" in caught.value.hint
    assert journey.questions() == []


@pytest.mark.parametrize("ref", ["acme/absent", "acme/absent/m.gguf", f"{REPO}/absent.gguf"])
def test_what_the_hub_does_not_have_is_said(hub: FakeHub, start: Start, ref: str) -> None:
    hub.add(REPO, {FILE: model()})
    with pytest.raises(EdgeError) as caught:
        start(GOOD_TOKEN).get(ref)
    assert caught.value.code == "not-on-hub"
    assert caught.value.exit_code == 4


def test_a_file_nobody_vouches_for_is_not_used(hub: FakeHub, start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "tests.support.hub._lfs", lambda content: {"size": len(content), "sha256": "", "pointerSize": 1}
    )
    hub.add(REPO, {FILE: model()})
    journey = start()
    with pytest.raises(NoDigest):
        journey.get()
    assert journey.services.library.cards() == ()


def test_an_unconfirmed_entry_is_pinned_to_what_the_hub_says_the_first_time(hub: FakeHub, start: Start) -> None:
    wanted = entry()
    hub.add(wanted.file.repo, {wanted.file.file: model("First")})
    journey = start()
    first = journey.get(wanted.ref)
    assert first.licence == wanted.family.licence
    assert journey.downloads.name_of(wanted.ref) == wanted.name
    again = journey.get(wanted.ref)
    assert (again.id, "was here already" in again.remark) == (first.id, True)

    hub.add(wanted.file.repo, {wanted.file.file: model("Another")})
    later = start()
    assert later.get(wanted.ref).sha256 == first.sha256  # the pinned commit is asked for, not what is newest

    pins = later.services.places.data / PINS_NAME
    pins.write_text(pins.read_text().replace(first.sha256, "0" * 64))
    with pytest.raises(PinChanged) as caught:
        start().get(wanted.ref)
    assert caught.value.code == "catalogue-pin-changed"
    assert [one.id for one in journey.services.library.cards()] == [first.id]
    assert journey.content(first) == model("First")
    assert journey.left() == []


def test_a_gated_model_wants_a_sign_in_and_comes_with_the_token(hub: FakeHub, start: Start) -> None:
    hub.add(REPO, {FILE: model()}, gated=True)
    with pytest.raises(EdgeError) as caught:
        start().get()
    assert caught.value.code == "sign-in-needed"
    assert "signed in" in str(caught.value)
    with pytest.raises(EdgeError) as refused:
        start("hf_" + "x" * 34).get()
    assert refused.value.code == "no-access"
    journey = start(GOOD_TOKEN)
    assert journey.content(journey.get()) == model()
    assert all("authorization" not in one.headers for one in hub.bytes.log)


def test_the_same_content_under_another_name_is_here_already(hub: FakeHub, start: Start) -> None:
    hub.add(REPO, {FILE: model(), "copy.gguf": model()})
    journey = start()
    first, fetched = journey.get(), len(hub.bytes.log)
    second = journey.get(f"{REPO}/copy.gguf")
    assert (first.remark, second.id) == ("", first.id)
    assert "was here already" in second.remark
    assert len(hub.bytes.log) == fetched
    assert journey.left() == []


def test_a_fetch_that_was_paused_goes_on_at_the_next_start_and_asks_nothing_again(hub: FakeHub, start: Start) -> None:
    content = large(mib=3).made()
    hub.add(REPO, {FILE: content})
    journey = start()
    cut_short(journey, content, lambda report, stop: journey.downloads.get(REF, report, stop))
    assert [one.plan.ref for one in journey.downloads.unfinished()] == [REF]
    hub.add(REPO, {FILE: model("Newer")})  # what was begun stays what it was

    again = start()
    asked = len(journey.questions())
    assert again.content(again.get()) == content
    assert len(again.questions()) == asked
    assert hub.bytes.gets(blob(content))[-1].start > 0
    assert again.downloads.unfinished() == ()


def test_what_was_discarded_leaves_nothing(hub: FakeHub, start: Start) -> None:
    content = large(mib=3).made()
    hub.add(REPO, {FILE: content})
    journey = start()
    cut_short(journey, content, lambda report, stop: journey.downloads.get(REF, report, stop))
    assert len(journey.left()) == 1
    journey.downloads.discard("acme/something-else")
    assert len(journey.left()) == 1
    journey.downloads.discard(REF)
    assert journey.left() == []


def test_bytes_that_do_not_match_never_become_a_model(hub: FakeHub, start: Start) -> None:
    hub.add(REPO, {FILE: model()})
    hub.bytes.fault(blob(model()), Fault("corrupt", at=100))
    journey = start()
    with pytest.raises(DidNotMatch):
        journey.get()
    assert journey.services.library.cards() == ()
    hub.bytes.heal()
    assert journey.content(journey.get()) == model()


def test_a_mirror_supplies_the_bytes_and_a_proxy_of_none_is_none(
    hub: FakeHub, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.add(REPO, {FILE: model()}, gated=True)
    hub.bytes.files[f"mirror/{REPO}/resolve/{hub.repos[REPO].commits[0].sha}/{FILE}"] = model()
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    journey = start(GOOD_TOKEN)
    journey.services.change_settings(mirror=hub.bytes.url("mirror"), proxy="none")
    assert journey.content(journey.get()) == model()
    assert not [one for one in hub.log if "/resolve/" in one.path]
    assert all("authorization" not in one.headers for one in hub.bytes.log)


def test_a_limit_that_a_person_set_is_kept(hub: FakeHub, start: Start) -> None:
    content = large(mib=1).made()
    hub.add(REPO, {FILE: content})
    journey = start()
    journey.services.change_settings(download_limit=2_000)
    plain = journey.downloads._means(hub.endpoint).terms
    assert plain is not None
    assert plain.limit_bytes_s == 2_000_000
    assert journey.content(journey.get()) == content


def test_while_the_drive_of_the_models_is_away_nothing_is_fetched_and_nothing_made(
    hub: FakeHub, start: Start, tmp_path: Path
) -> None:
    hub.add(REPO, {FILE: model()})
    drive = tmp_path / "stick" / "models"
    start().services.change_settings(models_folder=str(drive))
    with pytest.raises(StoreAway):
        start().get()
    assert not drive.exists()
    assert hub.log == []


def test_a_damaged_model_is_mended_in_its_place(hub: FakeHub, start: Start) -> None:
    hub.add(REPO, {FILE: model()})
    journey = start()
    whole = journey.get()
    journey.services.change_settings(model=whole.id)
    damaged = spoilt(journey, whole)
    assert damaged.failure_code == "model-damaged"
    asked = len(journey.questions())
    assert damaged.origin is not None
    mended = journey.downloads.repair(damaged, damaged.origin, journey.report, Stop())
    assert (mended.id, mended.state) == (whole.id, "probing")
    assert journey.content(mended) == model()
    assert [one.id for one in journey.services.library.cards()] == [journey.services.settings.model]
    assert len(journey.questions()) == asked
    assert journey.left() == []


def test_a_repair_asks_for_the_bad_chunk_only(hub: FakeHub, start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunk_sums, "CHUNK_BYTES", SMALL_CHUNK)
    content = large(mib=3).made()
    hub.add(REPO, {FILE: content})
    journey = start()
    damaged = spoilt(journey, journey.get())
    last = len(content) // SMALL_CHUNK * SMALL_CHUNK
    assert f"from MiB {last // SMALL_CHUNK} to MiB {last // SMALL_CHUNK + 1}" in damaged.failure
    assert damaged.origin is not None
    before = len(hub.bytes.gets(blob(content)))
    mended = journey.downloads.repair(damaged, damaged.origin, journey.report, Stop())
    asked = hub.bytes.gets(blob(content))[before:]
    assert [one.headers["range"] for one in asked] == [f"bytes={last}-{len(content) - 1}"]
    assert sum(one.sent for one in asked) <= len(content) - last
    assert journey.content(mended) == content
    assert journey.services.library.sums(mended) is not None
    assert journey.left() == []


def test_a_repair_that_was_cut_short_is_still_one_at_the_next_start(hub: FakeHub, start: Start) -> None:
    content = large(mib=3).made()
    hub.add(REPO, {FILE: content})
    journey = start()
    damaged = spoilt(journey, journey.get())
    origin = damaged.origin
    assert origin is not None
    cut_short(journey, content, lambda report, stop: journey.downloads.repair(damaged, origin, report, stop))

    again = start()
    came: list[tuple[ModelCard, ...]] = []
    (left,) = again.downloads.unfinished()
    task = again.downloads.task_again(left, Arrivals(lambda: None, came.append))
    assert task.card_id == damaged.id
    assert task.progress == left.progress
    assert task.progress[1] == len(content)
    card_id, notice = task.run(again.report, Stop())
    assert card_id == damaged.id
    assert notice is not None
    assert "whole again" in notice.text
    assert [one.id for one in again.services.library.cards()] == [damaged.id]
    assert again.content(again.services.library.get(damaged.id)) == content


def test_getting_a_model_of_which_a_damaged_copy_is_here_makes_that_whole(hub: FakeHub, start: Start) -> None:
    hub.add(REPO, {FILE: model()})
    journey = start()
    whole = journey.get()
    journey.services.change_settings(model=whole.id)
    spoilt(journey, whole)
    again = journey.get()
    assert (again.id, again.state, again.remark) == (whole.id, "probing", "")
    assert journey.content(again) == model()
    assert [one.id for one in journey.services.library.cards()] == [whole.id]
    journey.services.library.path(again).unlink()
    assert journey.get().id == whole.id
    assert journey.left() == []


def test_a_repair_beside_a_whole_copy_says_that_the_damaged_one_went(hub: FakeHub, start: Start) -> None:
    hub.add(REPO, {FILE: model()})
    journey = start()
    damaged = journey.get()
    journey.services.change_settings(model=damaged.id)
    twin = second_copy(journey, damaged)
    damaged = spoilt(journey, damaged)
    came: list[tuple[ModelCard, ...]] = []
    assert damaged.origin is not None
    task = journey.downloads.repair_task(damaged, damaged.origin, Arrivals(lambda: None, came.append))
    card_id, notice = task.run(journey.report, Stop())
    assert card_id == twin.id
    assert notice is not None
    assert notice.text == f"The same model is here as {twin.id}; the damaged copy {damaged.id} was removed."
    assert [one.id for one in journey.services.library.cards()] == [twin.id] == [journey.services.settings.model]
    assert journey.content(twin) == model()


def test_a_model_that_is_whole_again_by_itself_is_not_removed_by_its_repair(hub: FakeHub, start: Start) -> None:
    hub.add(REPO, {FILE: model()})
    journey = start()
    whole = journey.get()
    assert whole.origin is not None
    mended = journey.downloads.repair(whole, whole.origin, journey.report, Stop())
    assert (mended.id, mended.remark) == (whole.id, "")
    assert journey.content(mended) == model()


def second_copy(journey: Journey, card: ModelCard) -> ModelCard:
    """Put a copy of a model beside it, as if inspected here."""
    library = journey.services.library
    folder = library.root / f"{card.id}-twin"
    shutil.copytree(library.path(card).parent, folder)
    twin = library.get(folder.name)
    library.mark_checked(twin)
    return twin


def test_a_task_tells_of_new_models_only(hub: FakeHub, start: Start) -> None:
    hub.add(REPO, {FILE: model()})
    journey = start()
    came: list[tuple[ModelCard, ...]] = []
    task = journey.downloads.task(REF, "Small", Arrivals(lambda: None, came.append))
    assert (task.kind, task.can_pause, task.ref) == ("fetch", True, REF)
    card_id, notice = task.run(journey.report, Stop())
    again_id, again = task.run(journey.report, Stop())
    assert (card_id, [one.id for one in came[0]], came[1]) == (again_id, [card_id], ())
    assert notice is not None
    assert again is not None
    assert notice.text.endswith("is here.")
    assert "was here already" in again.text


def test_a_plan_that_names_another_server_gets_no_token(hub: FakeHub, start: Start) -> None:
    hub.bytes.files["m.gguf"] = model()
    journey = start(GOOD_TOKEN)
    plan = FetchPlan(
        ref=REF,
        repo=REPO,
        commit="0" * 40,
        file=FILE,
        url=hub.bytes.url("m.gguf"),
        sha256=hashlib.sha256(model()).hexdigest(),
    )
    Fetchings(journey.services.models_folder).add(msgspec.structs.replace(plan, name="Small"))
    assert journey.content(journey.get()) == model()
    assert all("authorization" not in one.headers for one in hub.bytes.log)


def spoilt(journey: Journey, card: ModelCard) -> ModelCard:
    """Flip a byte of the model's file and have that found out."""
    path = journey.services.library.path(card)
    content = bytearray(path.read_bytes())
    content[-10] ^= 1
    path.write_bytes(content)
    return verify(journey.services.library, card.id, journey.report, Stop())
