# SPDX-License-Identifier: Apache-2.0
"""Commits that vanish from the hub: the same content is taken from the newest commit, another content never."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from edgeassist.core.stop import Stop
from edgeassist.net.refusals import NotOnHub
from edgeassist.store.catalogue import Catalogue, read_catalogue
from edgeassist.store.pins import PinChanged
from edgeassist.store.verifying import verify
from tests.support.hub import FakeHub
from tests.support.store_journey import FILE, REPO, Journey, entry, model

VANISHED = "f" * 40
Start = Callable[[], Journey]


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    with FakeHub() as made:
        yield made


@pytest.fixture
def start(hub: FakeHub, tmp_path: Path) -> Iterator[Start]:
    """Return a function that starts the program once more, in the same home."""
    begun: list[Journey] = []

    def made() -> Journey:
        begun.append(Journey(tmp_path / "home", hub))
        begun[-1].services.change_settings(proxy="none")
        return begun[-1]

    yield made
    for one in begun:
        one.services.close()


def confirmed(content: bytes) -> Catalogue:
    """Return a catalogue whose only file is `content`, confirmed at a commit that the hub has no more."""
    wanted = entry()
    file = msgspec.structs.replace(
        wanted.file,
        commit=VANISHED,
        sha256=hashlib.sha256(content).hexdigest(),
        size_bytes=len(content),
        confirmed=True,
    )
    family = msgspec.structs.replace(wanted.family, files=(file,))
    return msgspec.structs.replace(read_catalogue(), families=(family,))


def test_a_confirmed_file_is_taken_from_the_newest_commit(
    hub: FakeHub, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = confirmed(model())
    monkeypatch.setattr("edgeassist.app.downloads.read_catalogue", lambda: known)
    file = known.entries[0].file
    repo = hub.add(file.repo, {file.file: model(), "README.md": b"hello"})
    journey = start()
    card = journey.get(known.entries[0].ref)
    assert journey.content(card) == model()
    assert card.origin is not None
    assert (card.origin.commit, card.origin.sha256) == (repo.commits[0].sha, file.sha256)
    assert len(journey.questions()) == 1
    assert journey.left() == []


def test_another_content_under_its_name_is_refused(hub: FakeHub, start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    known = confirmed(model())
    monkeypatch.setattr("edgeassist.app.downloads.read_catalogue", lambda: known)
    hub.add(known.entries[0].file.repo, {known.entries[0].file.file: model("Another")})
    journey = start()
    with pytest.raises(PinChanged):
        journey.get(known.entries[0].ref)
    assert journey.services.library.cards() == ()
    assert hub.bytes.log == []


def test_what_is_gone_altogether_is_said(hub: FakeHub, start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    known = confirmed(model())
    monkeypatch.setattr("edgeassist.app.downloads.read_catalogue", lambda: known)
    hub.add(known.entries[0].file.repo, {"README.md": b"hello"})
    with pytest.raises(NotOnHub):
        start().get(known.entries[0].ref)


def test_a_pinned_file_is_taken_from_the_newest_commit(hub: FakeHub, start: Start) -> None:
    wanted = entry()
    repo = hub.add(wanted.file.repo, {wanted.file.file: model()})
    journey = start()
    first = journey.get(wanted.ref)
    hub.add(wanted.file.repo, {wanted.file.file: model(), "README.md": b"hello"})
    del repo.commits[0]
    journey.services.library.remove(first.id)
    again = start().get(wanted.ref)
    assert again.sha256 == first.sha256
    assert again.origin is not None
    assert again.origin.commit == repo.commits[0].sha

    hub.add(wanted.file.repo, {wanted.file.file: model("Another")})
    del repo.commits[0]
    journey.services.library.remove(again.id)
    with pytest.raises(PinChanged):
        start().get(wanted.ref)


def test_a_repair_finds_the_same_content_where_it_is_now(hub: FakeHub, start: Start) -> None:
    repo = hub.add(REPO, {FILE: model()})
    journey = start()
    card = journey.get()
    hub.add(REPO, {FILE: model(), "README.md": b"hello"})
    del repo.commits[0]
    journey.services.library.path(card).write_bytes(b"x" * card.size_bytes)
    damaged = verify(journey.services.library, card.id, journey.report, Stop())
    assert damaged.origin is not None
    mended = journey.downloads.repair(damaged, damaged.origin, journey.report, Stop())
    assert (mended.id, journey.content(mended)) == (card.id, model())
    assert mended.origin is not None
    assert mended.origin.commit == repo.commits[0].sha
    assert journey.left() == []


def test_a_file_that_only_its_bytes_server_lacks_is_not_asked_for_again(hub: FakeHub, start: Start) -> None:
    hub.add(REPO, {FILE: model()})
    hub.bytes.files.clear()
    journey = start()
    with pytest.raises(NotOnHub):
        journey.get()
    assert len(hub.bytes.log) == 1
