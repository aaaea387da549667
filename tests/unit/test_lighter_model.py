# SPDX-License-Identifier: Apache-2.0
"""The offer of a lighter model on battery: of the same family only, once, taken by a press, undone on mains."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import pytest

from edgeassist.api import Notice
from edgeassist.app.lighter_model import LighterModel, lighter
from edgeassist.app.services import Services
from edgeassist.core.paths import Places
from edgeassist.store.card import ModelCard, write_card
from edgeassist.telemetry.governor import Situation
from edgeassist.ui.governor_ports import Suggested
from tests.support.scripted_services import LOADED, ScriptedEngine

LIMIT_S = 60.0
BATTERY, MAINS = Situation(cores=4, on_battery=True, percent=60.0), Situation(cores=4)
LARGE = ModelCard(id="large", file="m.gguf", name="Large", size_bytes=1000, state="ready")
SMALL = ModelCard(id="small", file="m.gguf", name="Small", size_bytes=400, state="ready", parent="large")


def card(**changes: object) -> ModelCard:
    known = {name: getattr(SMALL, name) for name in SMALL.__struct_fields__}
    return ModelCard(**{**known, **changes})


@pytest.mark.parametrize(
    "other",
    [
        card(parent=""),
        card(size_bytes=900),
        card(state="probing"),
        card(deaths=1),
        card(id="another", parent="elsewhere"),
    ],
)
def test_only_what_was_made_much_smaller_from_the_same_is_lighter(other: ModelCard) -> None:
    assert lighter((LARGE, other), LARGE, lambda _card: True) is None
    assert lighter((LARGE, other, card(id="fine")), LARGE, lambda _card: True) == card(id="fine")


def test_what_does_not_fit_and_what_is_larger_is_not_offered() -> None:
    assert lighter((LARGE, SMALL), LARGE, lambda _card: False) is None
    assert lighter((LARGE, SMALL), SMALL, lambda _card: True) is None


@dataclass
class Bench:
    """A store with a model and a smaller copy, and what the offer's owner hears."""

    services: Services
    engine: ScriptedEngine
    said: list[Suggested | Notice] = field(default_factory=list)
    used: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        for one in (LARGE, SMALL):
            folder = self.services.library.root / one.id
            folder.mkdir(parents=True)
            (folder / one.file).write_bytes(b"x" * one.size_bytes)
            write_card(folder, one)
        self.use("large")
        self.used.clear()
        self.lighter = LighterModel(self.services, self.said.append, self.use)

    def use(self, card_id: str) -> None:
        self.used.append(card_id)
        self.engine.resident = str(self.services.library.root / card_id / "m.gguf"), LOADED

    def decide(self, *situations: Situation) -> None:
        """Let the governor decide, and what follows from each be done."""
        for now in situations:
            self.services.governing.decide(now)
            done = Event()
            self.services.till.later(done.set)
            assert done.wait(LIMIT_S)

    @property
    def texts(self) -> list[str]:
        return [one.notice.text if isinstance(one, Suggested) else one.text for one in self.said]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    services = Services(Places(tmp_path / "data", tmp_path / "config", tmp_path / "cache", tmp_path / "logs"))
    engine = ScriptedEngine()
    vars(services)["engine"] = engine
    services.change_settings(profile="auto")
    yield Bench(services, engine)
    services.close()


def test_on_battery_it_is_offered_once_and_nothing_is_taken_by_itself(bench: Bench) -> None:
    bench.decide(MAINS, BATTERY, MAINS, BATTERY)
    assert bench.texts == ["To save the battery, Small could answer: it is smaller and draws less."]
    assert bench.used == []


def test_what_was_taken_goes_back_on_mains_by_itself_and_says_so(bench: Bench) -> None:
    bench.decide(MAINS, BATTERY)
    bench.lighter.take()
    assert bench.used == ["small"]
    bench.decide(MAINS)
    assert bench.used == ["small", "large"]
    assert bench.texts[-1] == "On mains again: Large answers again."
    assert bench.services.settings.model == ""


def test_who_chose_another_model_meanwhile_keeps_it(bench: Bench) -> None:
    bench.decide(MAINS, BATTERY)
    bench.lighter.take()
    bench.use("large")
    bench.decide(MAINS)
    assert bench.used == ["small", "large"]
    assert len(bench.said) == 1


def test_who_chose_the_profile_goes_back_by_choosing_the_model(bench: Bench) -> None:
    bench.services.change_settings(profile="battery")
    bench.decide(MAINS)
    bench.lighter.take()
    (offer,) = bench.said
    assert isinstance(offer, Suggested)
    assert (offer.action, offer.notice.hint) == ("Use it", "The conversation goes on with it.")
    bench.services.change_settings(profile="balanced")
    bench.decide(MAINS)
    assert bench.used == ["small"]


def test_without_a_model_in_use_nothing_is_offered(bench: Bench) -> None:
    bench.engine.resident = str(bench.services.library.root / "gone" / "m.gguf"), LOADED
    bench.decide(BATTERY)
    bench.lighter.take()
    assert (bench.said, bench.used) == ([], [])
