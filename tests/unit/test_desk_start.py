# SPDX-License-Identifier: Apache-2.0
"""The start of the window: what was left, the list, the model of the last time; no step waits for another's luck."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from edgeassist.store.begun import FETCHING
from edgeassist.store.intake import StoreTrouble
from edgeassist.ui.ports import Resumed
from tests.support.scripted_services import card, stored
from tests.support.windowless_desk import WindowlessDesk

Open = Callable[..., WindowlessDesk]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    """Open a desk that is watched; every further one is another start of the program on the same folders."""
    made: list[WindowlessDesk] = []

    def open_desk() -> WindowlessDesk:
        made.append(WindowlessDesk(tmp_path / "home").watched())
        return made[-1]

    yield open_desk
    for one in made:
        one.close()


@pytest.mark.parametrize("model", ["", "nobody", "..", "torn"])
def test_a_start_without_a_usable_model_starts_no_worker(model: str, opened: Open, tmp_path: Path) -> None:
    stored(tmp_path / "home", card("torn"))
    (tmp_path / "home/data/models/torn/torn.gguf").unlink()
    first = opened()
    first.services.change_settings(model=model)
    first.close()
    desk = opened()
    desk.settled()
    assert desk.heard.notices == []
    assert desk.services.engine.worker_pid is None


def test_broken_settings_and_history_are_told_at_the_start(opened: Open, tmp_path: Path) -> None:
    first = opened()
    places = first.services.places
    first.close()
    places.settings.write_text('theme = "pink"\ncontext_tokens = 1\n')
    places.history.write_bytes(b"this is no database" * 100)
    desk = opened()
    assert (
        desk.heard.notice("theme in settings.toml must be one of system, light, dark; system is used.").tone == "warn"
    )
    assert desk.heard.notice("context_tokens in settings.toml must be between")
    desk.settled()
    assert len(desk.heard.notices) == 3
    assert all(notice.text.endswith(".") for notice in desk.heard.notices)
    assert desk.desk.preferences().values()["theme"] == "system"


def no_way(*_args: object) -> None:
    raise ValueError("no way")


def something_was_fetched(folder: Path) -> None:
    """Leave the folder of downloads behind, for which the start looks."""
    (folder / "home" / "data" / "models" / FETCHING).mkdir(parents=True, exist_ok=True)


def no_place(*_args: object) -> None:
    raise StoreTrouble("There is no place.")


@pytest.mark.parametrize(
    "step",
    [
        "edgeassist.store.library.Library.empty_trash",
        "edgeassist.app.downloads.Downloads.unfinished",
        "edgeassist.app.downloads.Downloads.wished",
        "edgeassist.app.workshop.Workshop.unfinished",
        "edgeassist.app.freight.unfinished_packs",
        "edgeassist.app.desk.ServiceDesk._say_problems",
    ],
)
def test_a_step_of_the_start_that_fails_is_told_and_the_model_is_loaded_all_the_same(
    opened: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, step: str
) -> None:
    first = opened()
    something_was_fetched(tmp_path)
    card_id = first.brought("First")
    first.close()
    first.services.change_settings(model=card_id)
    with monkeypatch.context() as broken:
        broken.setattr(step, no_place)
        again = opened()
        again.until_in_use(card_id)
        again.heard.notice("There is no place.")
        assert [one.id for one in again.desk.cards()] == [card_id]
        again.settled()
    assert len([one for one in again.heard.notices if "no place" in one.text]) == 1


def test_what_nobody_expected_at_the_start_is_told_too(
    opened: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, expects_log: list[logging.LogRecord]
) -> None:
    something_was_fetched(tmp_path)
    with monkeypatch.context() as broken:
        broken.setattr("edgeassist.app.downloads.Downloads.wished", no_way)
        desk = opened()
        desk.heard.notice("did not expect")
        desk.settled()
    assert any(isinstance(one, Resumed) for one in desk.heard.said)
    assert [one.getMessage() for one in expects_log] == ["a step of the start failed"]


def test_conversations_are_copied_once_a_day_at_the_start(opened: Open) -> None:
    first = opened()
    first.services.chats.start().add_question("Where is the well?")
    first.close()
    desk = opened()
    desk.settled()
    assert [one.path.exists() for one in desk.services.chats.backups.kept()] == [True]
