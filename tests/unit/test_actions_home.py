# SPDX-License-Identifier: Apache-2.0
"""The simulated home: what commands mean in it, what is asked about first, what comes back, and how it is changed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from edgeassist.core.errors import EdgeError
from edgeassist.intents.action import Action
from edgeassist.intents.actions.home import SPEC, HomeAction
from edgeassist.intents.home.door import Change, DeviceGone, DeviceState, Home
from edgeassist.intents.home.simulated import MOST_DEVICES, NoSuchThing, SimulatedHome
from edgeassist.intents.intent import Intent
from edgeassist.intents.kept_action import CHANGED, USED
from edgeassist.intents.names import Appliance, Names
from tests.support.commanding import Place, acting, do, intent, refusal

IN = "In the simulated home, "
DOORS = "There is the front door and the garage door."


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.fixture
def action(place: Place) -> Iterator[Action]:
    with acting(SPEC, place) as made:
        yield made


@pytest.fixture
def home(place: Place) -> Iterator[SimulatedHome]:
    made = SimulatedHome(place.folder)
    yield made
    made.close()


def on(home: Home) -> set[str]:
    return {one.id for one in home.names().appliances if home.state(one.id).on and one.kind != "climate"}


def test_the_home_is_furnished_and_says_that_it_is_simulated(action: Action, home: SimulatedHome) -> None:
    names = action.names()
    assert {one.id for one in names.areas} == {"living-room", "kitchen", "bedroom", "hall", "bathroom", "office"}
    assert {one.kind for one in names.appliances} == {
        *("light", "switch", "cover", "fan", "climate", "lock", "media_player", "vacuum")
    }
    assert all(one.area in {area.id for area in names.areas} for one in names.appliances)
    preview = action.preview(intent("HassTurnOn", name="kitchen-light"))
    assert (preview.sentence, preview.risk) == ("Turn on **the kitchen light** in the simulated home", "undoable")
    assert on(home) == set()


@pytest.mark.parametrize(
    ("name", "slots", "done", "after"),
    [
        ("HassTurnOn", {"name": "kitchen-light"}, "the kitchen light is turned on.", DeviceState(on=True)),
        ("HassTurnOn", {"name": "Reading lamp"}, "the floor lamp is turned on.", DeviceState(on=True)),
        ("HassLightSet", {"name": "floor-lamp", "brightness": 50}, "the floor lamp is set to 50% brightness.",
         DeviceState(on=True, brightness=50)),
        ("HassLightSet", {"name": "floor-lamp", "color": "red"}, "the floor lamp is set to red.",
         DeviceState(on=True, colour="red", kelvin=0)),
        ("HassLightSet", {"name": "floor-lamp", "temperature": 4000}, "the floor lamp is set to 4000 kelvin.",
         DeviceState(on=True, colour="", kelvin=4000)),
        ("HassSetPosition", {"name": "living-room-blinds", "position": 30}, "the living room blinds are at 30%.",
         DeviceState(position=30)),
        ("HassTurnOff", {"name": "living-room-blinds"}, "the living room blinds are closed.", DeviceState(position=0)),
        ("HassClimateSetTemperature", {"temperature": 21.5}, "the thermostat is set to 21.5 °C.",
         DeviceState(target=21.5)),
        ("HassFanSetSpeed", {"name": "bedroom-fan", "percentage": 80}, "the bedroom fan is set to 80%.",
         DeviceState(on=True, speed=80)),
        ("HassSetVolume", {"volume_level": 10}, "the TV is set to 10% volume.", DeviceState(volume=10)),
        ("HassSetVolumeRelative", {"volume_step": "up"}, "the TV is made louder.", DeviceState(volume=40)),
        ("HassSetVolumeRelative", {"volume_step": -50}, "the TV is made quieter.", DeviceState(volume=0)),
        ("HassMediaPlayerMute", {}, "the TV is muted.", DeviceState(muted=True)),
        ("HassMediaUnpause", {}, "the TV is playing.", DeviceState(doing="playing", on=True)),
        ("HassVacuumStart", {}, "the vacuum is cleaning.", DeviceState(doing="cleaning")),
        ("HassVacuumCleanArea", {"area": "kitchen"}, "the vacuum is cleaning.", DeviceState(doing="cleaning")),
        ("HassToggle", {"name": "coffee-machine"}, "the coffee machine is switched over.", DeviceState(on=True)),
    ],
)  # fmt: skip
def test_a_command_changes_one_device_and_is_taken_back(
    action: Action, home: SimulatedHome, name: str, slots: dict[str, str], done: str, after: DeviceState
) -> None:
    before = {one.id: home.state(one.id) for one in home.names().appliances}
    outcome = do(action, name, **slots)
    assert outcome.sentence == IN + done
    changed = {one: home.state(one) for one in before if home.state(one) != before[one]}
    assert len(changed) == 1
    (state,) = changed.values()
    wanted = {field: value for field in after.__struct_fields__ if (value := getattr(after, field)) is not None}
    assert {field: getattr(state, field) for field in wanted} == wanted
    assert action.undo(outcome.undo).done
    assert {one: home.state(one) for one in before} == before


def test_a_kind_in_a_room_all_of_a_kind_and_everything(action: Action, home: SimulatedHome) -> None:
    lit = do(action, "HassTurnOn", domain="light", area="living-room")
    assert lit.sentence == IN + "all lights in the living room are turned on."
    assert on(home) == {"living-room-light", "floor-lamp"}
    do(action, "HassTurnOn", domain="light")
    assert len(on(home)) == 9
    do(action, "HassTurnOn", name="coffee-machine")
    locked = home.state("front-door")
    everything = do(action, "HassTurnOff", name="all")
    assert (
        everything.sentence == IN + "everything are turned off." or "everything is turned off." in everything.sentence
    )
    assert on(home) == set()
    assert home.state("front-door") == locked
    assert action.undo(everything.undo).done
    assert len(on(home)) == 10


@pytest.mark.parametrize(
    ("name", "slots", "words"),
    [
        ("HassTurnOff", {"name": "front-door"}, "Unlock **the front door**"),
        ("HassTurnOff", {"domain": "lock"}, "Unlock **the front door**"),
        ("HassTurnOn", {"name": "garage-door"}, "Open **the garage door**"),
        ("HassTurnOn", {"domain": "cover", "device_class": "garage"}, "Open **the garage door**"),
        ("HassSetPosition", {"name": "garage-door", "position": 20}, "Set **the garage door** to **20%**"),
        ("HassToggle", {"name": "garage-door"}, "Switch **the garage door** over"),
        ("HassTurnOn", {"domain": "cover"}, "Open **all covers**"),
    ],
)
def test_what_lets_somebody_in_is_risky(action: Action, name: str, slots: dict[str, str], words: str) -> None:
    preview = action.preview(intent(name, **slots))
    assert preview.risk == "risky"
    assert preview.sentence == f"{words} in the simulated home"
    assert preview.object


@pytest.mark.parametrize(
    ("name", "slots"),
    [
        ("HassTurnOn", {"name": "front-door"}),
        ("HassTurnOff", {"name": "garage-door"}),
        ("HassTurnOn", {"name": "bedroom-curtains"}),
        ("HassTurnOn", {"name": "all"}),
        ("HassTurnOn", {"area": "hall"}),
    ],
)
def test_what_shuts_or_lets_nobody_in_is_not(action: Action, name: str, slots: dict[str, str]) -> None:
    assert action.preview(intent(name, **slots)).risk == "undoable"


@pytest.mark.parametrize(
    ("name", "slots", "why"),
    [
        ("HassTurnOn", {"name": "moon"}, "The home has no device called “moon”."),
        ("HassTurnOn", {"area": "attic", "domain": "light"}, "The home has no room called “attic”."),
        ("HassTurnOn", {"floor": "first", "domain": "light"}, "The home has no floors; name a room."),
        ("HassTurnOn", {"domain": "light", "area": "moon"}, "The home has no room called “moon”."),
        ("HassTurnOn", {"name": "desk-lamp", "area": "kitchen"}, "Desk lamp is not in the kitchen."),
        ("HassTurnOn", {"domain": "fan", "area": "kitchen"}, "There are no fans in the kitchen."),
        ("HassTurnOn", {"device_class": "gate"}, f"There are no gates in the home. {DOORS}"),
        ("HassTurnOn", {"device_class": "door"}, "Say which door by its name: the front door or the garage door."),
        ("HassTurnOn", {"device_class": "door", "area": "hall"},
         f"There are no doors in the hall. {DOORS}"),
        ("HassSetVolume", {"name": "desk-lamp", "volume_level": 5}, "Desk lamp cannot do that: it is a light."),
        ("HassSetVolume", {"volume_level": 500}, "Say a volume from 0 to 100 per cent."),
        ("HassSetVolumeRelative", {}, "Say whether louder or quieter."),
        ("HassLightSet", {"name": "desk-lamp"}, "Say a brightness from 0 to 100 per cent, or a colour."),
        ("HassLightSet", {"brightness": 101}, "Say a brightness from 0 to 100 per cent, or a colour."),
        ("HassClimateSetTemperature", {"temperature": 90}, "Say a temperature from 5 to 35 degrees Celsius."),
        ("HassFanSetSpeed", {}, "Say a speed from 0 to 100 per cent."),
        ("HassSetPosition", {"name": "garage-door"}, "Say how far: from 0 to 100 per cent."),
        ("HassMediaSearchAndPlay", {}, "The home has no music and no films to play."),
    ],
)  # fmt: skip
def test_what_the_home_cannot_do_it_says(action: Action, name: str, slots: dict[str, str], why: str) -> None:
    assert refusal(action, name, **slots) == why


def test_what_is_so_already_is_said_and_leaves_nothing_to_take_back(action: Action) -> None:
    again = do(action, "HassTurnOff", name="kitchen-light")
    assert (again.sentence, again.undo) == (IN + "the kitchen light is turned off already.", "")


@pytest.mark.parametrize(
    ("slots", "said"),
    [
        ({"name": "front-door"}, "Front door: locked."),
        ({"name": "front-door", "state": "locked"}, "Yes, it is locked."),
        ({"name": "front-door", "state": "unlocked"}, "No, it is not unlocked."),
        ({"domain": "light", "state": "on"}, "The kitchen light and the desk lamp are on."),
        ({"domain": "light", "area": "bedroom", "state": "off"}, "Yes, all 2 lights are off."),
        ({"domain": "light", "area": "bedroom", "state": "on"}, "No: none of the lights is on."),
        ({"name": "garage-door"}, "Garage door: closed."),
        ({"name": "bedroom-curtains"}, "Bedroom curtains: open."),
        ({"name": "kitchen-light"}, "Kitchen light: on, at 100% brightness."),
        ({"name": "tv"}, "TV: off."),
        ({"name": "vacuum"}, "Vacuum: at its base."),
        ({"name": "thermostat"}, "Thermostat: set to 20 °C; it is 20.5 °C."),
        ({"name": "coffee-machine"}, "Coffee machine: off."),
    ],
)
def test_questions_are_answered_without_a_change(action: Action, slots: dict[str, str], said: str) -> None:
    do(action, "HassTurnOn", name="kitchen-light")
    do(action, "HassTurnOn", name="desk-lamp")
    answer = do(action, "HassGetState", **slots)
    assert (answer.sentence, answer.undo) == (f"In the simulated home: {said}", "")
    assert action.preview(intent("HassGetState", **slots)).risk == "none"


def test_the_temperature_is_read(action: Action) -> None:
    assert do(action, "HassClimateGetTemperature").sentence == (
        "In the simulated home: Thermostat: it is 20.5 °C, and set to 20 °C."
    )


def test_taking_back_works_after_a_restart_once_and_only_unchanged(place: Place) -> None:
    with acting(SPEC, place) as action:
        first = do(action, "HassLightSet", name="desk-lamp", color="red").undo
        second = do(action, "HassTurnOff", name="desk-lamp").undo
    with acting(SPEC, place) as action:
        assert (action.undo(first).sentence, action.undo(first).done) == (CHANGED, False)
        assert action.undo(second).sentence == IN + "the desk lamp is as before."
        assert action.undo(first).done
        assert action.undo(first).sentence == USED
        assert do(action, "HassGetState", name="desk-lamp").sentence.endswith("Desk lamp: off.")


def test_taking_back_what_a_removed_device_did_says_so(action: Action, home: SimulatedHome) -> None:
    token = do(action, "HassTurnOn", name="desk-lamp").undo
    home.remove("Desk lamp")
    gone = action.undo(token)
    assert (gone.sentence, gone.done) == ("The home has no device 'desk-lamp'.", False)


def test_rooms_and_devices_are_added_renamed_and_removed(home: SimulatedHome) -> None:
    room = home.add_room("Wine cellar")
    shutter = home.add_device("Cellar gate", "cover", "wine cellar")
    assert (room.id, shutter.area, shutter.kind) == ("wine-cellar", "wine-cellar", "cover")
    assert home.state("cellar-gate") == DeviceState(position=0, form="gate")
    home.rename("Cellar gate", "Bottle hatch")
    assert [one.id for one in home.names().appliances if one.name == "Bottle hatch"] == ["cellar-gate"]
    with pytest.raises(EdgeError, match="There are still devices in “wine cellar”"):
        home.remove("wine cellar")
    home.remove("bottle hatch")
    home.remove("Wine cellar")
    assert "wine-cellar" not in {one.id for one in home.names().areas}


@pytest.mark.parametrize(
    ("name", "kind", "room", "code"),
    [
        ("Kitchen light", "light", "kitchen", "name-taken"),
        ("television", "light", "kitchen", "name-taken"),
        ("  ", "light", "kitchen", "no-name"),
        ("x" * 61, "light", "kitchen", "no-name"),
        ("Lamp", "laser", "kitchen", "unknown-kind"),
        ("Lamp", "light", "attic", "no-such-thing"),
    ],
)
def test_a_device_that_could_not_be_spoken_of_is_refused(
    home: SimulatedHome, name: str, kind: str, room: str, code: str
) -> None:
    before = home.names()
    with pytest.raises(EdgeError) as refused:
        home.add_device(name, kind, room)
    assert refused.value.code == code
    assert refused.value.hint
    assert home.names() == before


def test_what_was_removed_comes_back_as_it_was(home: SimulatedHome) -> None:
    home.apply(Change("floor-lamp", DeviceState(on=True, brightness=40)))
    before, state = home.names(), home.state("floor-lamp")
    lamp = home.remove("reading lamp")
    assert lamp.name == "Floor lamp"
    home.put_back(lamp)
    assert sorted(one.id for one in home.names().appliances) == sorted(one.id for one in before.appliances)
    assert next(one for one in home.names().appliances if one.id == "floor-lamp").aliases == ("reading lamp",)
    assert home.state("floor-lamp") == state
    home.add_room("Attic")
    attic = home.remove("Attic")
    home.put_back(attic)
    assert "attic" in {one.id for one in home.names().areas}


def test_what_was_removed_does_not_come_back_beside_its_namesake_or_without_its_room(home: SimulatedHome) -> None:
    home.add_room("Attic")
    home.add_device("Skylight", "cover", "Attic")
    skylight = home.remove("Skylight")
    home.add_device("Skylight", "light", "kitchen")
    with pytest.raises(EdgeError, match="called “Skylight” already"):
        home.put_back(skylight)
    home.remove("Skylight")
    home.remove("Attic")
    with pytest.raises(NoSuchThing, match="nothing called “attic”"):
        home.put_back(skylight)
    assert all(one.name != "Skylight" for one in home.names().appliances)


def test_a_home_takes_so_many_devices(home: SimulatedHome) -> None:
    here = len(home.names().appliances)
    with home._kept.writing() as connection:  # 500 transactions of one would take seconds
        connection.executemany(
            "INSERT INTO devices (code, name, kind, room, state) VALUES (?, ?, 'light', 'hall', '{}')",
            [(f"d{number}", f"d{number}") for number in range(here, MOST_DEVICES)],
        )
    with pytest.raises(EdgeError, match="500 devices at most"):
        home.add_device("One more", "light", "hall")


def test_nothing_is_there_by_an_unknown_name(home: SimulatedHome) -> None:
    with pytest.raises(NoSuchThing, match="nothing called “moon”"):
        home.rename("moon", "sun")
    with pytest.raises(NoSuchThing):
        home.remove("moon")
    with pytest.raises(DeviceGone):
        home.apply(Change("moon", DeviceState(on=True)))


class Hub:
    """A stranger's home behind the same door: one lamp that answers in memory."""

    kind = "hub"

    def __init__(self) -> None:
        self.lamp = DeviceState(on=False)

    def names(self) -> Names:
        return Names(appliances=(Appliance("light.lamp", "Lamp", kind="light"),))

    def state(self, device_id: str) -> DeviceState:
        return self.lamp

    def apply(self, change: Change) -> DeviceState:
        before, self.lamp = self.lamp, change.to
        return before


def test_another_home_fits_the_same_door(place: Place) -> None:
    hub, closed = Hub(), list[bool]()
    action = HomeAction(place, hub, lambda: closed.append(True))
    outcome = do(action, "HassTurnOn", name="light.lamp")
    assert (outcome.sentence, hub.lamp.on) == ("In the hub, the lamp is turned on.", True)
    assert action.undo(outcome.undo).done
    assert hub.lamp == DeviceState(on=False)
    action.close()
    assert closed == [True]


def test_a_name_that_was_given_up_is_free_again(home: SimulatedHome) -> None:
    home.rename("Floor lamp", "Big lamp")
    assert home.add_device("Floor lamp", "light", "office").id == "floor-lamp-2"
    home.rename("Floor lamp", "Small lamp")
    names = {one.id: one.name for one in home.names().appliances}
    assert (names["floor-lamp"], names["floor-lamp-2"]) == ("Big lamp", "Small lamp")


def test_what_is_unlocked_already_is_not_asked_about(action: Action) -> None:
    assert action.preview(intent("HassTurnOff", name="front-door")).risk == "risky"
    assert do(action, "HassTurnOff", name="front-door").undo
    assert action.preview(intent("HassTurnOff", name="front-door")).risk == "undoable"


def said_as(text: str, **slots: str) -> Intent:
    return replace(intent("HassTurnOn", domain="light", **slots), text=text)


def test_the_lamp_is_one_lamp_and_not_all_lights(action: Action) -> None:
    bedside = action.preview(said_as("turn on the lamp in the bedroom", area="bedroom"))
    assert bedside.sentence == "Turn on **the bedside lamp** in the simulated home"
    which = action.preview(said_as("turn on the lamp")).cannot
    assert which == "Which one: the floor lamp, the bedside lamp or the desk lamp? Say its name, or “all lights”."
    assert action.preview(said_as("turn on the light")).cannot.startswith("Which one: the living room light, ")
    assert action.preview(said_as("turn on the lights")).cannot == ""
    assert action.preview(said_as("turn on the light in the kitchen", area="kitchen")).cannot == ""
