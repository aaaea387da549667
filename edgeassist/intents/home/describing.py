# SPDX-License-Identifier: Apache-2.0
"""How a device is, said to people, and the answers to questions about several. Changes nothing."""

from collections.abc import Callable, Mapping

from edgeassist.intents.home.door import DeviceState, Home
from edgeassist.intents.home.targeting import Target, listed, noun
from edgeassist.intents.names import Appliance

_WORDS: Mapping[str, Callable[[DeviceState], bool]] = {
    "on": lambda state: state.on is True or (state.position or 0) > 0,
    "off": lambda state: state.on is False or state.position == 0,
    "open": lambda state: (state.position or 0) > 0,
    "closed": lambda state: state.position == 0,
    "locked": lambda state: state.locked is True,
    "unlocked": lambda state: state.locked is False,
}


def describe(device: Appliance, state: DeviceState) -> str:
    """Return how a device is: "on, at 50% brightness, red"."""
    match device.kind:
        case "cover":
            return {0: "closed", 100: "open"}.get(state.position or 0, f"{state.position}% open")
        case "lock":
            return "locked" if state.locked else "unlocked"
        case "climate":
            return f"set to {state.target:g} °C; it is {state.measured:g} °C"
        case "vacuum":
            return {"docked": "at its base", "returning": "on its way to its base"}.get(state.doing or "", "cleaning")
        case "media_player":
            return _player(state)
    return ", ".join(_light(state)) if device.kind == "light" and state.on else _switched(state)


def _switched(state: DeviceState) -> str:
    return f"on, at {state.speed}%" if state.on and state.speed is not None else "on" if state.on else "off"


def _light(state: DeviceState) -> list[str]:
    parts = ["on"]
    if state.brightness is not None:
        parts.append(f"at {state.brightness}% brightness")
    if state.colour:
        parts.append(state.colour)
    return parts


def _player(state: DeviceState) -> str:
    if not state.on:
        return "off"
    doing = "" if state.doing in (None, "idle") else f", {state.doing}"
    return f"on{doing}, {'muted' if state.muted else f'at {state.volume}% volume'}"


def answer(home: Home, target: Target, wanted: str) -> str:
    """Return which of the devices are `wanted` ("on", "closed"); without that, how each is."""
    is_so = _WORDS.get(wanted)
    if is_so is None:
        return " ".join(f"{one.name}: {describe(one, home.state(one.id))}." for one in target.devices)
    those = tuple(one for one in target.devices if is_so(home.state(one.id)))
    kinds = {one.kind for one in target.devices}
    what = noun(kinds.pop(), many=len(target.devices) > 1) if len(kinds) == 1 else "devices"
    if not those:
        return f"No: none of the {what} is {wanted}." if len(target.devices) > 1 else f"No, it is not {wanted}."
    if len(target.devices) == 1:
        return f"Yes, it is {wanted}."
    if len(those) == len(target.devices):
        return f"Yes, all {len(those)} {what} are {wanted}."
    names = listed(those)
    return f"{names[:1].upper()}{names[1:]} {'is' if len(those) == 1 else 'are'} {wanted}."


def temperatures(home: Home, target: Target) -> str:
    """Return what the thermostats measure."""
    return " ".join(
        f"{one.name}: it is {state.measured:g} °C, and set to {state.target:g} °C."
        for one in target.devices
        if (state := home.state(one.id)).measured is not None
    )
