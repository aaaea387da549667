# SPDX-License-Identifier: Apache-2.0
"""The names that commands may use: everybody's, at once when they change, and kept where they cannot be read."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from edgeassist.core.errors import EdgeError
from edgeassist.intents.acting import FoundAction
from edgeassist.intents.action import ActionSpec, BaseAction, Outcome, Preview
from edgeassist.intents.intent import Intent
from edgeassist.intents.names import Appliance, Names
from tests.support.commanding import Bench, actions_here, intent

LIGHT = intent("HassTurnOn", name="kitchen-light")
READ = intent("EdgeReadList", list="shopping")


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path, {"light on": (LIGHT,), "read": (READ,)})
    yield made
    made.close()


def test_what_is_added_to_the_home_is_among_the_names_at_once(bench: Bench) -> None:
    home = bench.commander.home()
    assert home is not None
    assert bench.commander.home() is home
    home.add_room("Attic")
    lamp = home.add_device("Reading nook", "light", "Attic")
    assert lamp in bench.commander.names().appliances
    gone = home.remove("Reading nook")
    assert lamp not in bench.commander.names().appliances
    home.put_back(gone)
    assert lamp in bench.commander.names().appliances


def test_a_home_of_somebody_elses_is_not_changed_from_here(tmp_path: Path) -> None:
    bench = Bench(tmp_path, {}, found=tuple(one for one in actions_here() if one.id != "home"))
    assert bench.commander.home() is None
    bench.close()


def test_names_are_those_of_all_actions_and_the_panes(bench: Bench) -> None:
    names = bench.commander.names()
    assert {one.id for one in names.panes} == {"chat", "voice"}
    assert {one.id for one in names.lists} == {"shopping"}
    assert "kitchen-light" in {one.id for one in names.appliances}


class Forgetful(BaseAction):
    """Knows its lamp until it is broken."""

    broken = False

    def names(self) -> Names:
        if Forgetful.broken:
            raise EdgeError("The plants cannot be read.", hint="Water them.")
        return Names(appliances=(Appliance("fern", "Fern", kind="light"),))

    def preview(self, intent: Intent) -> Preview:
        return Preview("Water it")

    def perform(self, intent: Intent) -> Outcome:
        return Outcome("Watered.")


def test_an_action_that_cannot_tell_its_names_now_keeps_them_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = ActionSpec(id="plants", title="Plants", intents=("Water",), build=lambda _context: Forgetful())
    bench = Bench(tmp_path, {}, found=(FoundAction("plants", "garden", "1", spec),))
    before = bench.commander.names().appliances
    monkeypatch.setattr(Forgetful, "broken", True)
    assert bench.commander.names().appliances == before != ()
    assert bench.type("light the fern").parsed.missed == "No command. The plants cannot be read. Water them."
    monkeypatch.setattr(Forgetful, "broken", False)
    bench.commander.names()
    assert bench.type("light the fern").parsed.missed == "No command."
    bench.close()
