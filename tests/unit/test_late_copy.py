# SPDX-License-Identifier: Apache-2.0
"""The copy that could not be made at the start: tried again, but not at every look, and in nobody's way."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from edgeassist import __version__
from edgeassist.app import late_copy
from edgeassist.app.bringing_back import wish_put_back
from edgeassist.app.late_copy import REST_S, LateCopy
from edgeassist.app.saved_data import databases, save
from edgeassist.app.services import Services
from edgeassist.app.upgrading import Beginning, begin
from edgeassist.app.version_note import Note, read_note
from edgeassist.core.paths import Places, places
from edgeassist.core.sqlite_file import uncopied
from edgeassist.history.chats import Chats
from tests.support.older_data import OLDER, older_history


@pytest.fixture
def here(tmp_path: Path) -> Places:
    made = places({"EDGEASSIST_HOME": str(tmp_path / "home")})
    made.create()
    return made


class Tries:
    """Stands for `begin`: counts, and lets each try take as long as the test says."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count, self.now_s, self.took_s = 0, 0.0, 0.0
        monkeypatch.setattr(late_copy, "begin", self)

    def __call__(self, _here: Places, *, wishes: bool) -> Beginning:
        assert not wishes
        self.count += 1
        self.now_s += self.took_s
        return Beginning(before=str(self.count))


@pytest.fixture
def tries(monkeypatch: pytest.MonkeyPatch) -> Tries:
    return Tries(monkeypatch)


def test_where_no_copy_is_due_nothing_is_tried(here: Places, tries: Tries) -> None:
    late = LateCopy(here, lambda: tries.now_s)
    tries.now_s = REST_S
    late.make()
    assert tries.count == 0


def test_many_looks_are_one_try(here: Places, tries: Tries) -> None:
    uncopied(here.history).touch()
    late = LateCopy(here, lambda: tries.now_s)
    for at_s, count in ((0.0, 0), (REST_S, 1), (REST_S, 1), (2 * REST_S - 0.1, 1), (2 * REST_S, 2)):
        tries.now_s = at_s
        late.make()
        assert tries.count == count


def test_any_database_may_be_what_waits_for_its_copy(here: Places, tries: Tries) -> None:
    for count, path in enumerate(databases(here), 1):
        path.parent.mkdir(exist_ok=True)
        late = LateCopy(here, lambda: tries.now_s)
        tries.now_s += REST_S
        uncopied(path).touch()
        late.make()
        assert tries.count == count
        uncopied(path).unlink()


def test_whoever_cannot_wait_is_let_go_while_the_one_try_goes_on(here: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on, tried, heard = Event(), list[Places](), Event()

    def slow(places_now: Places, **_how: bool) -> Beginning:
        tried.append(places_now)
        assert go_on.wait(30)
        return Beginning()

    monkeypatch.setattr(late_copy, "begin", slow)
    monkeypatch.setattr(late_copy, "GRACE_S", 0.0)
    uncopied(here.history).touch()
    now_s = [0.0]
    late = LateCopy(here, lambda: now_s[0], heard=lambda _found: heard.set())
    now_s[0] = REST_S
    late.soon()
    late.soon()
    assert not heard.is_set()
    go_on.set()
    assert heard.wait(30)
    monkeypatch.setattr(late_copy, "GRACE_S", 30.0)
    late.soon()
    assert tried == [here]


def test_whoever_can_wait_a_moment_finds_the_copy_made(
    here: Places, tries: Tries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(late_copy, "GRACE_S", 30.0)
    uncopied(here.history).touch()
    heard: list[Beginning] = []
    late = LateCopy(here, lambda: tries.now_s, heard=heard.append)
    late.soon()
    assert heard == []
    tries.now_s = REST_S
    late.soon()
    late.soon()
    assert heard == [Beginning(before="1")]


def test_how_each_try_went_is_heard(here: Places, tries: Tries) -> None:
    uncopied(here.history).touch()
    heard: list[Beginning] = []
    late = LateCopy(here, lambda: tries.now_s, heard=heard.append)
    for at_s in (0.0, REST_S, REST_S, 2 * REST_S):
        tries.now_s = at_s
        late.make()
    assert heard == [Beginning(before="1"), Beginning(before="2")]


@pytest.mark.parametrize(("took_s", "rest_s"), [(0.1, REST_S), (3.0, 30.0), (90.0, 120.0)])
def test_the_longer_a_try_took_the_later_is_the_next(here: Places, tries: Tries, took_s: float, rest_s: float) -> None:
    uncopied(here.history).touch()
    late = LateCopy(here, lambda: tries.now_s)
    tries.now_s, tries.took_s = REST_S, took_s
    late.make()
    ended_s = tries.now_s
    tries.now_s = ended_s + rest_s - 0.5
    late.make()
    assert tries.count == 1
    tries.now_s = ended_s + rest_s
    late.make()
    assert tries.count == 2


def test_documents_and_the_end_wait_for_no_copy(here: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    copying, go_on = Event(), Event()

    def slow(_here: Places, **_how: bool) -> Beginning:
        copying.set()
        assert go_on.wait(30)
        uncopied(here.history).unlink()
        return Beginning()

    def look(services: Services) -> Chats:
        return services.chats

    monkeypatch.setattr(late_copy, "begin", slow)
    monkeypatch.setattr(late_copy, "REST_S", 0.0)
    uncopied(here.history).touch()
    with ThreadPoolExecutor(2) as pool, Services(here) as services:
        looking = pool.submit(look, services)
        assert copying.wait(30)
        try:
            assert pool.submit(lambda: services.documents).result(30) is services.documents
        finally:
            go_on.set()
        assert looking.result(30).latest() is not None


def test_what_is_to_be_brought_back_waits_for_the_next_start(here: Places) -> None:
    older_history(here)
    made = save(here, OLDER, __version__)
    assert made is not None
    uncopied(here.history).touch()
    wish_put_back(here, made.name, __version__)
    now_s, heard = [0.0], list[Beginning]()
    late = LateCopy(here, lambda: now_s[0], heard=heard.append)
    now_s[0] = REST_S
    late.make()
    ((sentence, _hint),) = heard[0].told
    assert sentence.startswith("This is EdgeAssist")
    assert list(here.data.glob("*before-going-back*")) == []
    assert read_note(here) == Note(__version__, OLDER, made.name, __version__)
    assert begin(here).told[0][0].startswith("Your data is as it was on")
