# SPDX-License-Identifier: Apache-2.0
"""What stands in the simulated home at first, and what a new device of each kind is like. Knows no command."""

import sqlite3

import msgspec

from edgeassist.intents.home.door import DeviceState

KINDS = ("light", "switch", "cover", "fan", "climate", "lock", "media_player", "vacuum")
GUARDS = ("garage", "gate", "door", "window")
"""Covers that somebody could come in by."""
SHADES = ("blind", "curtain", "shutter", "shade", "awning")
FORMS: dict[str, tuple[str, ...]] = {
    "garage": ("garage", "garaje", "cochera"),
    "gate": ("gate", "portón", "verja", "portail", "portillon"),
    "door": ("door", "puerta", "porte", "tür", "tor"),
    "blind": ("blind", "persiana", "estor", "jalousie", "rollo", "store"),
    "curtain": ("curtain", "cortina", "vorhang", "vorhänge", "gardine", "rideau"),
    "shutter": ("shutter", "contraventana", "rollladen", "rolladen", "rollläden", "fensterladen", "volet"),
    "shade": ("shade",),
    "awning": ("awning", "toldo", "markise"),
    "window": ("window", "ventana", "fenster", "fenêtre"),
}
"""What a cover is by a word of its name, in the languages that commands are best at; the first that fits counts."""
OTHER = "cover"
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
    """Return how a new device called `name` is at first; a cover that is not known to be a mere shade is shut."""
    state = _FRESH[kind]
    if kind != "cover":
        return state
    form = form_of(name)
    return msgspec.structs.replace(state, form=form, position=100 if form in SHADES else 0)


def form_of(name: str) -> str:
    """Return what a cover called `name` is; `OTHER` where its name does not say so."""
    said = name.casefold().split()
    known = [(form, word) for form, words in FORMS.items() for word in words]
    whole = (form for form, word in known if word in said or f"{word}s" in said)
    compound = (form for form, word in known for one in said if one.startswith(word) or one.endswith(word))
    return next(whole, next(compound, OTHER))


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
