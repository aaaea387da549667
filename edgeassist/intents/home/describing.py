# SPDX-License-Identifier: Apache-2.0
"""How a device is, said to people, and the answers to questions about several. Changes nothing."""

from collections.abc import Callable, Mapping

from edgeassist.core.language import later, tr
from edgeassist.intents.home.door import DeviceState, Home
from edgeassist.intents.home.targeting import Target, all_named, noun
from edgeassist.intents.names import Appliance

_WORDS: Mapping[str, Callable[[DeviceState], bool]] = {
    "on": lambda state: state.on is True or (state.position or 0) > 0,
    "off": lambda state: state.on is False or state.position == 0,
    "open": lambda state: (state.position or 0) > 0,
    "closed": lambda state: state.position == 0,
    "locked": lambda state: state.locked is True,
    "unlocked": lambda state: state.locked is False,
}


_STATES = {
    "on": later("on"),
    "off": later("off"),
    "open": later("open"),
    "closed": later("closed"),
    "locked": later("locked"),
    "unlocked": later("unlocked"),
    "docked": later("at its base"),
    "returning": later("on its way to its base"),
    "cleaning": later("cleaning"),
    "playing": later("playing"),
    "paused": later("paused"),
}
"""What a device is or does, as it is said of it: "it is on", "it is playing"."""


def _state(word: str) -> str:
    return tr(_STATES[word]) if word in _STATES else word


def describe(device: Appliance, state: DeviceState) -> str:
    """Return how a device is: "on, at 50% brightness, red"."""
    match device.kind:
        case "cover":
            position = state.position or 0
            half = tr("{percent}% open", percent=state.position)
            return {0: _state("closed"), 100: _state("open")}.get(position, half)
        case "lock":
            return _state("locked") if state.locked else _state("unlocked")
        case "climate":
            return tr("set to {wanted} °C; it is {now} °C", wanted=f"{state.target:g}", now=f"{state.measured:g}")
        case "vacuum":
            return _state(state.doing if state.doing in ("docked", "returning") else "cleaning")
        case "media_player":
            return _player(state)
    return ", ".join(_light(state)) if device.kind == "light" and state.on else _switched(state)


def _switched(state: DeviceState) -> str:
    if state.on and state.speed is not None:
        return tr("on, at {percent}%", percent=state.speed)
    return _state("on") if state.on else _state("off")


def _light(state: DeviceState) -> list[str]:
    parts = [_state("on")]
    if state.brightness is not None:
        parts.append(tr("at {percent}% brightness", percent=state.brightness))
    if state.colour:
        parts.append(state.colour)
    return parts


def _player(state: DeviceState) -> str:
    if not state.on:
        return _state("off")
    doing = [] if state.doing in (None, "idle") else [_state(state.doing or "")]
    loud = tr("muted") if state.muted else tr("at {percent}% volume", percent=state.volume)
    return ", ".join([_state("on"), *doing, loud])


def answer(home: Home, target: Target, wanted: str) -> str:
    """Return which of the devices are `wanted` ("on", "closed"); without that, how each is."""
    is_so = _WORDS.get(wanted)
    if is_so is None:
        return " ".join(
            tr("{device}: {state}.", device=one.name, state=describe(one, home.state(one.id))) for one in target.devices
        )
    those = tuple(one for one in target.devices if is_so(home.state(one.id)))
    said, count = _state(wanted), len(target.devices)
    if count == 1:
        return tr("Yes, it is {state}.", state=said) if those else tr("No, it is not {state}.", state=said)
    kinds = {one.kind for one in target.devices}
    what = noun(kinds.pop(), many=count > 1) if len(kinds) == 1 else tr("devices")
    if not those:
        return tr("No: none of the {devices} is {state}.", devices=what, state=said)
    if len(those) == count:
        return tr("Yes, all {count} {devices} are {state}.", count=count, devices=what, state=said)
    names = all_named(those)
    names = names[:1].upper() + names[1:]
    if len(those) == 1:
        return tr("{device} is {state}.", device=names, state=said)
    return tr("{devices} are {state}.", devices=names, state=said)


def temperatures(home: Home, target: Target) -> str:
    """Return what the thermostats measure."""
    return " ".join(
        tr(
            "{device}: it is {now} °C, and set to {wanted} °C.",
            device=one.name,
            now=f"{state.measured:g}",
            wanted=f"{state.target:g}",
        )
        for one in target.devices
        if (state := home.state(one.id)).measured is not None
    )
