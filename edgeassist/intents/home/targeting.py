# SPDX-License-Identifier: Apache-2.0
"""Which devices a command means: one by name, a kind in a room, or all of a kind. Changes nothing."""

import re

import msgspec

from edgeassist.core.language import in_english, later, listed, tr
from edgeassist.intents.home.door import Home
from edgeassist.intents.home.furnishing import GUARDS, form_of
from edgeassist.intents.intent import Intent
from edgeassist.intents.kept_action import said, text_of
from edgeassist.intents.names import Appliance, Named, Names
from edgeassist.intents.wording import either, the

EVERYTHING = frozenset({"all", "everything", "*"})
_NOUNS = {
    "light": (later("light"), later("lights")),
    "switch": (later("switch"), later("switches")),
    "cover": (later("cover"), later("covers")),
    "fan": (later("fan"), later("fans")),
    "climate": (later("thermostat"), later("thermostats")),
    "lock": (later("lock"), later("locks")),
    "media_player": (later("player"), later("players")),
    "vacuum": (later("vacuum"), later("vacuums")),
}
_ONE_LAMP = re.compile(r"(?<!all )(?<!every )\b(?:the|that|my|a|this) lamp\b", re.IGNORECASE)
_ONE_LIGHT = re.compile(r"(?<!all )\b(?:the|that|this|a) light\b", re.IGNORECASE)
_MOST_NAMED = 4
_FORMS = {
    "blind": later("blinds"),
    "curtain": later("curtains"),
    "garage": later("garage doors"),
    "door": later("doors"),
    "gate": later("gates"),
    "shutter": later("shutters"),
    "shade": later("shades"),
    "awning": later("awnings"),
    "window": later("windows"),
}


class Target(msgspec.Struct, frozen=True):
    """The devices that are meant, and what they are called together in English: "all lights in the kitchen".

    `shown` is that in the person's language. `lacking` says in a sentence why there is none.
    """

    devices: tuple[Appliance, ...] = ()
    called: str = ""
    lacking: str = ""
    shown: str = ""


def target_of(intent: Intent, home: Home, kinds: tuple[str, ...]) -> Target:
    """Return the devices among `kinds` that the slots name, area, floor, domain and device_class mean."""
    names = home.names()
    name, kind, form = text_of(intent, "name"), text_of(intent, "domain"), text_of(intent, "device_class")
    area = _named(names.areas, text_of(intent, "area"))
    if text_of(intent, "area") and area is None:
        return Target(lacking=tr("The home has no room called “{name}”.", name=said(intent, "area")))
    if text_of(intent, "floor"):
        return Target(lacking=tr("The home has no floors; name a room."))
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
    if not devices:
        return Target(lacking=_nothing(names, kind, form, area))
    called = in_english(_together, devices, kind, form, area)
    return Target(devices, called, shown=_together(devices, kind, form, area))


def _single(text: str, devices: tuple[Appliance, ...], area: Named | None) -> tuple[Appliance, ...]:
    """Return the devices that "the lamp", or "the light" without a room, may mean; none where all of them are meant."""
    lamps = tuple(one for one in devices if any("lamp" in spoken.casefold().split() for spoken in one.spoken))
    if _ONE_LAMP.search(text) and lamps:
        return lamps
    return devices if area is None and _ONE_LIGHT.search(text) else ()


def _only(few: tuple[Appliance, ...]) -> Target:
    if len(few) == 1:
        return _alone(few[0])
    names = either([*(the(one.name) for one in few[:_MOST_NAMED]), *_more(len(few))])
    return Target(lacking=tr("Which one: {devices}? Say its name, or “all lights”.", devices=names))


def _alone(device: Appliance) -> Target:
    return Target((device,), in_english(the, device.name), shown=the(device.name))


def _more(count: int) -> list[str]:
    return [tr("{count} more", count=count - _MOST_NAMED)] if count > _MOST_NAMED else []


def noun(kind: str, *, many: bool = False) -> str:
    """Return what a device of `kind` is called."""
    return tr(_NOUNS.get(kind, (later("device"), later("devices")))[many])


def _one(intent: Intent, names: Names, kinds: tuple[str, ...], area: Named | None) -> Target:
    found = _named(names.appliances, text_of(intent, "name"))
    if found is None:
        return Target(lacking=tr("The home has no device called “{name}”.", name=said(intent, "name")))
    device = next(one for one in names.appliances if one.id == found.id)
    if area is not None and device.area != area.id:
        return Target(lacking=tr("{device} is not in {room}.", device=device.name, room=the(area.name)))
    if device.kind not in kinds:
        kind = noun(device.kind)
        lacking = tr("{device} cannot do that: it is a {kind}.", device=device.name, kind=kind)
        return Target((), in_english(the, device.name), lacking, the(device.name))
    return _alone(device)


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
    what = _kind_of(form, kind, tr("devices"))
    if area:
        return tr("all {devices} in {room}", devices=what, room=the(area.name))
    return tr("all {devices}", devices=what) if kind or form else tr("everything")


def _kind_of(form: str, kind: str, otherwise: str) -> str:
    if form in _FORMS:
        return tr(_FORMS[form])
    return noun(kind, many=True) if kind else otherwise


def _nothing(names: Names, kind: str, form: str, area: Named | None) -> str:
    """Say that there is no such device, and which doors there are: one that locks, or a garage's, is no mere "door"."""
    what = _kind_of(form, kind, tr("devices of that kind"))
    ways = tuple(one for one in names.appliances if one.kind == "lock" or form_of(one.name) in GUARDS)
    if form == "door" and ways and area is None:
        return tr("Say which door by its name: {doors}.", doors=either([the(one.name) for one in ways]))
    if area:
        none = tr("There are no {devices} in {room}.", devices=what, room=the(area.name))
    else:
        none = tr("There are no {devices} in the home.", devices=what)
    if not (form in GUARDS and ways):
        return none
    there = tr("There is {devices}.", devices=all_named(ways))
    return f"{none} {there}"


def all_named(devices: tuple[Appliance, ...]) -> str:
    """Return the devices' names as part of a sentence."""
    return listed([the(one.name) for one in devices])
