# SPDX-License-Identifier: Apache-2.0
"""What stands in the simulated home at first, and what a new device of each kind is like. Knows no command."""

import sqlite3

import msgspec

from edgeassist.intents.home.door import DeviceState

KINDS = ("light", "switch", "cover", "fan", "climate", "lock", "media_player", "vacuum")
FORMS = ("garage", "gate", "door", "blind", "curtain", "shutter", "shade", "awning", "window")
"""What a cover may be, by a word of its name."""
_FRESH = {
    "light": DeviceState(on=False, brightness=100, colour="", kelvin=2700),
    "switch": DeviceState(on=False),
    "cover": DeviceState(position=100, form="blind"),
    "fan": DeviceState(on=False, speed=50),
    "climate": DeviceState(on=True, target=20.0, measured=20.5),
    "lock": DeviceState(locked=True),
    "media_player": DeviceState(on=False, volume=30, muted=False, doing="idle"),
    "vacuum": DeviceState(doing="docked"),
}
_ROOMS = (
    ("living-room", "Living room", ("lounge", "sitting room")),
    ("kitchen", "Kitchen", ()),
    ("bedroom", "Bedroom", ()),
    ("hall", "Hall", ("hallway",)),
    ("bathroom", "Bathroom", ()),
    ("office", "Office", ("study",)),
)
_DEVICES: tuple[tuple[str, tuple[str, ...], str, str], ...] = (
    ("Living room light", (), "light", "living-room"),
    ("Floor lamp", ("reading lamp",), "light", "living-room"),
    ("Living room blinds", (), "cover", "living-room"),
    ("TV", ("television",), "media_player", "living-room"),
    ("Thermostat", ("heating",), "climate", "living-room"),
    ("Vacuum", ("vacuum cleaner", "robot"), "vacuum", "living-room"),
    ("Kitchen light", (), "light", "kitchen"),
    ("Coffee machine", (), "switch", "kitchen"),
    ("Bedroom light", (), "light", "bedroom"),
    ("Bedside lamp", ("night light",), "light", "bedroom"),
    ("Bedroom fan", ("fan",), "fan", "bedroom"),
    ("Bedroom curtains", (), "cover", "bedroom"),
    ("Hall light", ("hallway light",), "light", "hall"),
    ("Front door", ("front door lock",), "lock", "hall"),
    ("Garage door", ("garage",), "cover", "hall"),
    ("Bathroom light", (), "light", "bathroom"),
    ("Office light", (), "light", "office"),
    ("Desk lamp", (), "light", "office"),
)


def fresh_state(kind: str, name: str) -> DeviceState:
    """Return how a new device called `name` is at first; a garage door, a gate or a door is shut."""
    state = _FRESH[kind]
    if kind != "cover":
        return state
    words = name.casefold()
    form = next((form for form in FORMS if form in words), "blind")
    return msgspec.structs.replace(state, form=form, position=0 if form in ("garage", "gate", "door") else 100)


def code_of(name: str) -> str:
    """Return the id that a thing called `name` gets: its letters and digits, joined by hyphens."""
    words = "".join(letter if letter.isalnum() else " " for letter in name.casefold()).split()
    return "-".join(words)


def furnish(connection: sqlite3.Connection) -> None:
    """Put the rooms and devices of the first day into empty tables."""
    rooms = [(code, name, msgspec.json.encode(aliases).decode()) for code, name, aliases in _ROOMS]
    connection.executemany("INSERT INTO rooms (code, name, aliases) VALUES (?, ?, ?)", rooms)
    for name, aliases, kind, room in _DEVICES:
        put(connection, (code_of(name), name, aliases, kind, room))


def put(connection: sqlite3.Connection, device: tuple[str, str, tuple[str, ...], str, str]) -> None:
    """Add one device, given as its code, name, other names, kind and room."""
    code, name, aliases, kind, room = device
    state = msgspec.json.encode(fresh_state(kind, name)).decode()
    row = (code, name, msgspec.json.encode(aliases).decode(), kind, room, state)
    query = "INSERT INTO devices (code, name, aliases, kind, room, state) VALUES (?, ?, ?, ?, ?, ?)"
    connection.execute(query, row)
