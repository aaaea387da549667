# SPDX-License-Identifier: Apache-2.0
"""Which devices a command means: one by name, a kind in a room, or all of a kind. Changes nothing."""

import re

import msgspec

from edgeassist.intents.home.door import Home
from edgeassist.intents.home.furnishing import GUARDS, form_of
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
_ONE_LAMP = re.compile(r"(?<!all )(?<!every )\b(?:the|that|my|a|this) lamp\b", re.IGNORECASE)
_ONE_LIGHT = re.compile(r"(?<!all )\b(?:the|that|this|a) light\b", re.IGNORECASE)
_MOST_NAMED = 4
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
    if kind == "light" and len(devices) > 1 and (few := _single(intent.text, devices, area)):
        return _only(few)
    called = _together(devices, kind, form, area)
    return Target(devices, called) if devices else Target(lacking=_nothing(kind, form, area) + _doors(names, form))


def _single(text: str, devices: tuple[Appliance, ...], area: Named | None) -> tuple[Appliance, ...]:
    """Return the devices that "the lamp", or "the light" without a room, may mean; none where all of them are meant."""
    lamps = tuple(one for one in devices if any("lamp" in spoken.casefold().split() for spoken in one.spoken))
    if _ONE_LAMP.search(text) and lamps:
        return lamps
    return devices if area is None and _ONE_LIGHT.search(text) else ()


def _only(few: tuple[Appliance, ...]) -> Target:
    if len(few) == 1:
        return Target(few, the(few[0].name))
    names = joined([*(the(one.name) for one in few[:_MOST_NAMED]), *_more(len(few))], "or")
    return Target(lacking=f"Which one: {names}? Say its name, or “all lights”.")


def _more(count: int) -> list[str]:
    return [f"{count - _MOST_NAMED} more"] if count > _MOST_NAMED else []


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


def _doors(names: Names, form: str) -> str:
    """Return which doors there are after all where none is a mere "door": a front door that locks, a garage's."""
    ways = tuple(one for one in names.appliances if one.kind == "lock" or form_of(one.name) in GUARDS)
    return f" There is {listed(ways)}." if form in GUARDS and ways else ""


def listed(devices: tuple[Appliance, ...]) -> str:
    """Return the devices' names as part of a sentence."""
    return joined([the(one.name) for one in devices])
