# SPDX-License-Identifier: Apache-2.0
"""Which devices are meant, what changes, and how a device is told: the parts of the home, one by one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from edgeassist.intents.home.describing import answer, describe
from edgeassist.intents.home.door import Change, DeviceState, merged
from edgeassist.intents.home.furnishing import FORMS, KINDS, OTHER, SHADES, code_of, fresh_state
from edgeassist.intents.home.simulated import SimulatedHome
from edgeassist.intents.home.targeting import all_named, noun, target_of
from edgeassist.intents.home.wishes import ALL_KINDS, SWITCHED, VERBS, WISHES, is_risky, wish_of
from edgeassist.intents.intent import Slot
from edgeassist.intents.names import Appliance
from edgeassist.intents.wording import the
from tests.support.commanding import intent

LAMP = Appliance("lamp", "Lamp", kind="light")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[SimulatedHome]:
    made = SimulatedHome(tmp_path)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("slots", "called", "ids"),
    [
        ({"name": "tv"}, "the TV", {"tv"}),
        ({"name": "TELEVISION"}, "the TV", {"tv"}),
        ({"name": "night light", "area": "bedroom"}, "the bedside lamp", {"bedside-lamp"}),
        ({"domain": "light", "area": "kitchen"}, "the kitchen light", {"kitchen-light"}),
        ({"domain": "light", "area": "Office"}, "all lights in the office", {"office-light", "desk-lamp"}),
        ({"domain": "light", "area": "study"}, "all lights in the office", {"office-light", "desk-lamp"}),
        ({"area": "bedroom"}, "all devices in the bedroom",
         {"bedroom-light", "bedside-lamp", "bedroom-fan", "bedroom-curtains"}),
        ({"device_class": "curtain"}, "the bedroom curtains", {"bedroom-curtains"}),
        ({"domain": "cover"}, "all covers", {"living-room-blinds", "bedroom-curtains", "garage-door"}),
        ({"domain": "lock", "name": "all"}, "the front door", {"front-door"}),
    ],
)  # fmt: skip
def test_slots_mean_devices(home: SimulatedHome, slots: dict[str, str], called: str, ids: set[str]) -> None:
    target = target_of(intent("HassTurnOn", **slots), home, ALL_KINDS)
    assert (target.called, target.lacking) == (called, "")
    assert {one.id for one in target.devices} == ids


def test_everything_is_what_is_switched(home: SimulatedHome) -> None:
    for name in ("all", "Everything", "*"):
        target = target_of(intent("HassTurnOff", name=name), home, SWITCHED)
        assert target.called == "everything"
        assert {one.kind for one in target.devices} == set(SWITCHED)


def test_what_is_lacking_is_named_as_it_was_said(home: SimulatedHome) -> None:
    wanted = intent("HassTurnOn")
    for slot, said in (("name", "the big Lamp"), ("area", "the Attic")):
        asked = type(wanted)(wanted.name, (Slot(slot, "unknown-id", said),))
        assert f"“{said}”" in target_of(asked, home, ALL_KINDS).lacking


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_noun_a_first_state_and_words(kind: str) -> None:
    state = fresh_state(kind, "Thing")
    assert noun(kind) != "device"
    assert noun(kind, many=True).endswith("s") or noun(kind, many=True).endswith("es")
    assert describe(Appliance("x", "X", kind=kind), state)
    assert merged(state, DeviceState()) == state


@pytest.mark.parametrize(("form", "word"), [(form, word) for form, words in FORMS.items() for word in words])
def test_covers_know_their_form_by_their_name_and_ways_in_are_shut(form: str, word: str) -> None:
    state = fresh_state("cover", f"Old {word.title()} left")
    assert state.form == form
    assert state.position == (100 if form in SHADES else 0)


@pytest.mark.parametrize(
    ("name", "form"),
    [("Window blinds", "blind"), ("Garagentor", "garage"), ("Hoftor", "door"), ("Haustür", "door"), ("Luke", OTHER)],
)
def test_a_cover_that_is_no_shade_for_certain_is_a_way_in(name: str, form: str) -> None:
    state = fresh_state("cover", name)
    assert state.form == form
    risky = is_risky(Appliance("x", "Renamed", kind="cover"), state, DeviceState(position=100))
    assert risky is (form not in SHADES)


@pytest.mark.parametrize(
    ("kind", "state", "said"),
    [
        ("light", DeviceState(on=True, brightness=30, colour="red"), "on, at 30% brightness, red"),
        ("light", DeviceState(on=True), "on"),
        ("light", DeviceState(on=False, brightness=30), "off"),
        ("fan", DeviceState(on=True, speed=20), "on, at 20%"),
        ("fan", DeviceState(on=False, speed=20), "off"),
        ("switch", DeviceState(on=True), "on"),
        ("cover", DeviceState(position=40), "40% open"),
        ("cover", DeviceState(position=0), "closed"),
        ("lock", DeviceState(locked=False), "unlocked"),
        ("vacuum", DeviceState(doing="returning"), "on its way to its base"),
        ("media_player", DeviceState(on=True, volume=5, muted=False, doing="paused"), "on, paused, at 5% volume"),
        ("media_player", DeviceState(on=True, volume=5, muted=True, doing="idle"), "on, muted"),
    ],
)
def test_states_are_said(kind: str, state: DeviceState, said: str) -> None:
    assert describe(Appliance("x", "X", kind=kind), state) == said


@pytest.mark.parametrize("name", WISHES)
def test_every_wish_is_words_or_a_reason(name: str) -> None:
    wish = wish_of(
        intent(name, brightness=10, temperature=20, percentage=5, volume_level=5, volume_step="up", position=5)
    )
    assert wish.cannot == ""
    assert "{device}" in wish.words
    said = (wish.words, *(words for _kind, words, _done in wish.by_kind))
    assert {words.partition("{device}")[0].strip() for words in said} <= VERBS
    assert wish.done
    assert wish.kinds
    bare = wish_of(intent(name))
    assert bare.cannot or "{device}" in bare.words


def test_an_unknown_wish_is_refused() -> None:
    assert wish_of(intent("HassFly")).cannot == "The home cannot do that."


@pytest.mark.parametrize(
    ("kind", "name", "state", "to", "risky"),
    [
        ("lock", "Front door", DeviceState(locked=True), DeviceState(locked=False), True),
        ("lock", "Front door", DeviceState(locked=False), DeviceState(locked=True), False),
        ("cover", "Blinds", DeviceState(position=0, form="blind"), DeviceState(position=100), False),
        ("cover", "Hatch", DeviceState(position=0, form="garage"), DeviceState(position=1), True),
        ("cover", "Back gate", DeviceState(position=0), DeviceState(position=100), True),
        ("cover", "Garage", DeviceState(position=50, form="garage"), DeviceState(position=20), False),
        ("light", "Door lamp", DeviceState(on=False), DeviceState(on=True), False),
    ],
)
def test_risky_is_what_lets_somebody_in(kind: str, name: str, state: DeviceState, to: DeviceState, risky: bool) -> None:
    assert is_risky(Appliance("x", name, kind=kind), state, to) is risky


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Kitchen light", "the kitchen light"),
        ("TV", "the TV"),
        ("USB hub", "the USB hub"),
        ("X", "the x"),
        ("日本", "the 日本"),
    ],
)
def test_names_are_said_with_an_article(name: str, said: str) -> None:
    assert the(name) == said


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Living room light", "living-room-light"),
        ("  TV! ", "tv"),
        ("Küche 2", "küche-2"),
        ("...", ""),
        ("日本", "日本"),
    ],
)
def test_ids_are_made_of_names(name: str, code: str) -> None:
    assert code_of(name) == code


def test_answers_about_several_are_counted(home: SimulatedHome) -> None:
    lights = target_of(intent("HassGetState", domain="light", area="office"), home, ALL_KINDS)
    assert answer(home, lights, "on") == "No: none of the lights is on."
    home.apply(Change("desk-lamp", DeviceState(on=True)))
    assert answer(home, lights, "on") == "The desk lamp is on."
    home.apply(Change("office-light", DeviceState(on=True)))
    assert answer(home, lights, "on") == "Yes, all 2 lights are on."
    assert answer(home, lights, "purple").startswith("Office light: on, at 100% brightness.")
    assert all_named((LAMP,)) == "the lamp"


def test_a_change_returns_what_was_before_and_leaves_the_rest(home: SimulatedHome) -> None:
    before = home.apply(Change("desk-lamp", DeviceState(on=True, brightness=5)))
    assert before == DeviceState(on=False, brightness=100, colour="", kelvin=2700)
    assert home.state("desk-lamp") == DeviceState(on=True, brightness=5, colour="", kelvin=2700)
    assert home.apply(Change("desk-lamp", before)).brightness == 5
    assert home.state("desk-lamp") == before
