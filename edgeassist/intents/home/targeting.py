# SPDX-License-Identifier: Apache-2.0
"""Which devices a command means: one by name, a kind in a room, or all of a kind. Changes nothing."""

import msgspec

from edgeassist.intents.home.door import Home
from edgeassist.intents.intent import Intent
from edgeassist.intents.kept_action import said, text_of
from edgeassist.intents.names import Appliance, Named, Names
from edgeassist.intents.wording import joined, the

EVERYTHING = frozenset({"all", "everything", "*"})
_NOUNS = {
    "light": ("light", "lights"),
    "switch": ("switch", "switches"),
    "cover": ("cover", "covers"),
    "fan": ("fan", "fans"),
    "climate": ("thermostat", "thermostats"),
    "lock": ("lock", "locks"),
    "media_player": ("player", "players"),
    "vacuum": ("vacuum", "vacuums"),
}
_FORMS = {
    "blind": "blinds",
    "curtain": "curtains",
    "garage": "garage doors",
    "door": "doors",
    "gate": "gates",
    "shutter": "shutters",
    "shade": "shades",
    "awning": "awnings",
    "window": "windows",
}


class Target(msgspec.Struct, frozen=True):
    """The devices that are meant, and what they are called together: "all lights in the kitchen".

    `lacking` says in a sentence why there is none.
    """

    devices: tuple[Appliance, ...] = ()
    called: str = ""
    lacking: str = ""


def target_of(intent: Intent, home: Home, kinds: tuple[str, ...]) -> Target:
    """Return the devices among `kinds` that the slots name, area, floor, domain and device_class mean."""
    names = home.names()
    name, kind, form = text_of(intent, "name"), text_of(intent, "domain"), text_of(intent, "device_class")
    area = _named(names.areas, text_of(intent, "area"))
    if text_of(intent, "area") and area is None:
        return Target(lacking=f"The home has no room called “{said(intent, 'area')}”.")
    if text_of(intent, "floor"):
        return Target(lacking="The home has no floors; name a room.")
    if name and name.casefold() not in EVERYTHING:
        return _one(intent, names, kinds, area)
    wanted = (kind,) if kind else kinds
    devices = tuple(
        one
        for one in names.appliances
        if one.kind in wanted and (area is None or one.area == area.id) and _has_form(home, one, form)
    )
    called = _together(devices, kind, form, area)
    return Target(devices, called) if devices else Target(lacking=_nothing(kind, form, area))


def noun(kind: str, *, many: bool = False) -> str:
    """Return what a device of `kind` is called."""
    return _NOUNS.get(kind, ("device", "devices"))[many]


def _one(intent: Intent, names: Names, kinds: tuple[str, ...], area: Named | None) -> Target:
    found = _named(names.appliances, text_of(intent, "name"))
    if found is None:
        return Target(lacking=f"The home has no device called “{said(intent, 'name')}”.")
    device = next(one for one in names.appliances if one.id == found.id)
    if area is not None and device.area != area.id:
        return Target(lacking=f"{device.name} is not in {the(area.name)}.")
    if device.kind not in kinds:
        return Target((), the(device.name), f"{device.name} cannot do that: it is a {noun(device.kind)}.")
    return Target((device,), the(device.name))


def _named(things: tuple[Named, ...] | tuple[Appliance, ...], wanted: str) -> Named | None:
    """Return the thing with the id `wanted`, or else with that name."""
    by_id = next((one for one in things if wanted and one.id == wanted), None)
    spoken = wanted.casefold()
    return by_id or next((one for one in things if spoken in map(str.casefold, one.spoken)), None)


def _has_form(home: Home, device: Appliance, form: str) -> bool:
    return not form or home.state(device.id).form == form


def _together(devices: tuple[Appliance, ...], kind: str, form: str, area: Named | None) -> str:
    if len(devices) == 1:
        return the(devices[0].name)
    what = _FORMS.get(form) or (noun(kind, many=True) if kind else "devices")
    return f"all {what} in {the(area.name)}" if area else f"all {what}" if kind or form else "everything"


def _nothing(kind: str, form: str, area: Named | None) -> str:
    what = _FORMS.get(form) or (noun(kind, many=True) if kind else "devices of that kind")
    return f"There are no {what} in {the(area.name) if area else 'the home'}."


def listed(devices: tuple[Appliance, ...]) -> str:
    """Return the devices' names as part of a sentence."""
    return joined([the(one.name) for one in devices])
