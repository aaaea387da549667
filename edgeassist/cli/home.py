# SPDX-License-Identifier: Apache-2.0
"""`edgeassist home`: the simulated home on the command line. Knows no command that is spoken."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from edgeassist.cli.errand import Errand
from edgeassist.intents.home.describing import describe
from edgeassist.intents.home.simulated import SimulatedHome
from edgeassist.intents.names import Appliance

_NOTE = "This home is simulated: commands switch these devices inside EdgeAssist only."


def commands_folder(data: Path) -> Path:
    """Return the folder in which commands keep things."""
    return data / "commands"


@contextmanager
def _home(errand: Errand) -> Iterator[SimulatedHome]:
    with errand.services() as services:
        home = SimulatedHome(commands_folder(services.places.data))
        if home.problem:
            errand.screen.note(home.problem, "warn")
        try:
            yield home
        finally:
            home.close()


def list_home(errand: Errand) -> None:
    """Print the rooms and devices."""
    with _home(errand) as home:
        names = home.names()
        states = {one.id: describe(one, home.state(one.id)) for one in names.appliances}
    rooms = {one.id: one.name for one in names.areas}
    if errand.screen.as_json:
        errand.screen.result(
            {
                "simulated": True,
                "rooms": [{"id": one.id, "name": one.name, "aliases": list(one.aliases)} for one in names.areas],
                "devices": [_as_table(one, states[one.id]) for one in names.appliances],
            }
        )
        return
    errand.screen.note(_NOTE)
    rows = [(one.name, one.kind, rooms.get(one.area, "-"), states[one.id]) for one in names.appliances]
    used = {one.area for one in names.appliances}
    rows += [("-", "-", one.name, "no device") for one in names.areas if one.id not in used]
    errand.screen.table(("DEVICE", "KIND", "ROOM", "STATE"), rows)


def _as_table(one: Appliance, state: str) -> dict[str, object]:
    return {
        "id": one.id,
        "name": one.name,
        "aliases": list(one.aliases),
        "kind": one.kind,
        "room": one.area,
        "state": state,
    }


def add_room(errand: Errand, name: str) -> None:
    """Add a room."""
    with _home(errand) as home:
        room = home.add_room(name)
    _done(errand, {"id": room.id, "name": room.name}, f"{room.name} is there.")


def add_device(errand: Errand, name: str, kind: str, room: str) -> None:
    """Add a device."""
    with _home(errand) as home:
        device = home.add_device(name, kind, room)
    _done(errand, {"id": device.id, "name": device.name, "kind": kind, "room": device.area}, f"{device.name} is there.")


def rename(errand: Errand, name: str, new_name: str) -> None:
    """Call something else."""
    with _home(errand) as home:
        home.rename(name, new_name)
    _done(errand, {"name": new_name}, f"It is called {new_name} now.")


def remove(errand: Errand, name: str) -> None:
    """Take a device or an empty room away."""
    with _home(errand) as home:
        home.remove(name)
    _done(errand, {"removed": name}, f"{name} is gone.")


def _done(errand: Errand, result: dict[str, object], sentence: str) -> None:
    if errand.screen.as_json:
        errand.screen.result(result)
    else:
        errand.screen.note(sentence)
