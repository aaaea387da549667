# SPDX-License-Identifier: Apache-2.0
"""What each command of the home changes: an intent becomes kinds, a change and words. Does nothing itself."""

from collections.abc import Callable, Mapping

import msgspec

from edgeassist.core.language import later, listed, tr
from edgeassist.intents.home.door import DeviceState
from edgeassist.intents.home.furnishing import GUARDS, SHADES, form_of
from edgeassist.intents.intent import Intent
from edgeassist.intents.kept_action import number_of, text_of
from edgeassist.intents.names import Appliance

SWITCHED = ("light", "switch", "fan", "media_player")
"""What "everything" means: never a lock, a door, a heating."""
ALL_KINDS = (*SWITCHED, "cover", "climate", "lock", "vacuum")
_STEP = 10


class Wish(msgspec.Struct, frozen=True):
    """What is to become of the devices. `words` and `done` are English, with gaps for `device` and `value`.

    `by_kind` has other words where all devices are of one kind. `value` is what stands in that gap: "50%".
    `to` gives the change for one device in its state of now; None where it cannot do that.
    """

    kinds: tuple[str, ...]
    words: str
    done: str
    to: Callable[[Appliance, DeviceState], DeviceState | None]
    cannot: str = ""
    by_kind: tuple[tuple[str, str, str], ...] = ()
    value: str = ""

    def wording(self, kinds: set[str]) -> tuple[str, str]:
        """Return `words` and `done` as they are said of devices of `kinds`."""
        special = [(words, done) for kind, words, done in self.by_kind if kinds == {kind}]
        return special[0] if special else (self.words, self.done)


def is_risky(device: Appliance, state: DeviceState, to: DeviceState) -> bool:
    """Tell whether the change lets somebody in: a lock that opens, or a cover that is not known to be a mere shade."""
    if to.locked is False:
        return True
    opens = to.position is not None and to.position > (state.position or 0)
    return device.kind == "cover" and opens and (state.form not in SHADES or form_of(device.name) in GUARDS)


def wish_of(intent: Intent) -> Wish:
    """Return what `intent` wishes; `cannot` says why it cannot be, where that does not depend on the devices."""
    reader = _READERS.get(intent.name)
    return _not_possible(tr("The home cannot do that.")) if reader is None else reader(intent)


def _not_possible(sentence: str) -> Wish:
    return Wish((), "", "", lambda _device, _state: None, sentence)


_ON = (
    ("lock", later("Lock {device}"), later("locked")),
    ("cover", later("Open {device}"), later("open")),
    ("vacuum", later("Start {device}"), later("cleaning")),
)
_OFF = (
    ("lock", later("Unlock {device}"), later("unlocked")),
    ("cover", later("Close {device}"), later("closed")),
    ("vacuum", later("Send {device} back to its base"), later("on its way")),
)
_SET, _SET_TO = later("Set {device} to {value}"), later("set to {value}")


def _switch(intent: Intent, *, on: bool) -> Wish:
    kind, named = text_of(intent, "domain"), text_of(intent, "name").casefold() not in ("", "all", "everything", "*")
    if kind == "cover" or text_of(intent, "device_class"):
        return _position(100 if on else 0)

    def to(device: Appliance, _state: DeviceState) -> DeviceState | None:
        match device.kind:
            case "cover":
                return DeviceState(position=100 if on else 0)
            case "lock":
                return DeviceState(locked=on)
            case "vacuum":
                return DeviceState(doing="cleaning" if on else "returning")
        return DeviceState(on=on)

    kinds = ALL_KINDS if named or kind else SWITCHED
    if on:
        return Wish(kinds, later("Turn on {device}"), later("turned on"), to, by_kind=_ON)
    return Wish(kinds, later("Turn off {device}"), later("turned off"), to, by_kind=_OFF)


def _position(percent: int) -> Wish:
    words = {100: (later("Open {device}"), later("open")), 0: (later("Close {device}"), later("closed"))}
    wording, done = words.get(percent, (_SET, later("at {value}")))
    change = DeviceState(position=percent)
    return Wish(("cover",), wording, done, lambda _device, _state: change, value=f"{percent}%")


def _set_position(intent: Intent) -> Wish:
    percent = _per_cent(intent, "position")
    return _not_possible(tr("Say how far: from 0 to 100 per cent.")) if percent is None else _position(percent)


def _toggle(_intent: Intent) -> Wish:
    def to(device: Appliance, state: DeviceState) -> DeviceState | None:
        if device.kind == "cover":
            return DeviceState(position=0 if state.position else 100)
        return DeviceState(on=not state.on)

    return Wish((*SWITCHED, "cover"), later("Switch {device} over"), later("switched over"), to)


def _light(intent: Intent) -> Wish:
    percent, colour, kelvin = _per_cent(intent, "brightness"), text_of(intent, "color"), _kelvin(intent)
    parts = [tr("{percent}% brightness", percent=percent)] if percent is not None else []
    parts += [colour] if colour else []
    parts += [tr("{count} kelvin", count=kelvin)] if kelvin else []
    if not parts:
        return _not_possible(tr("Say a brightness from 0 to 100 per cent, or a colour."))
    change = DeviceState(
        on=percent != 0,
        brightness=percent or None,
        colour=colour or ("" if kelvin else None),
        kelvin=kelvin or (0 if colour else None),
    )
    return Wish(("light",), _SET, _SET_TO, lambda _device, _state: change, value=listed(parts))


def _kelvin(intent: Intent) -> int | None:
    value = number_of(intent, "temperature")
    return round(value) if value is not None and 1000 <= value <= 10_000 else None


def _climate(intent: Intent) -> Wish:
    degrees = number_of(intent, "temperature")
    if degrees is None or not 5 <= degrees <= 35:
        return _not_possible(tr("Say a temperature from 5 to 35 degrees Celsius."))
    change = DeviceState(target=degrees, on=True)
    return Wish(("climate",), _SET, _SET_TO, lambda _device, _state: change, value=f"{degrees:g} °C")


def _fan(intent: Intent) -> Wish:
    percent = _per_cent(intent, "percentage")
    if percent is None:
        return _not_possible(tr("Say a speed from 0 to 100 per cent."))
    change = DeviceState(speed=percent or None, on=percent > 0)
    return Wish(("fan",), _SET, _SET_TO, lambda _device, _state: change, value=f"{percent}%")


def _volume(intent: Intent) -> Wish:
    percent = _per_cent(intent, "volume_level")
    if percent is None:
        return _not_possible(tr("Say a volume from 0 to 100 per cent."))
    change = DeviceState(volume=percent, muted=False)
    words, done = later("Set the volume of {device} to {value}"), later("set to {value} volume")
    return Wish(_PLAYER, words, done, lambda _device, _state: change, value=f"{percent}%")


def _volume_step(intent: Intent) -> Wish:
    step = {"up": _STEP, "down": -_STEP}.get(text_of(intent, "volume_step")) or number_of(intent, "volume_step")
    if not step:
        return _not_possible(tr("Say whether louder or quieter."))
    louder = round(step)

    def to(_device: Appliance, state: DeviceState) -> DeviceState:
        return DeviceState(volume=max(0, min(100, (state.volume or 0) + louder)), muted=False)

    if louder > 0:
        return Wish(_PLAYER, later("Make {device} **louder**"), later("made louder"), to)
    return Wish(_PLAYER, later("Make {device} **quieter**"), later("made quieter"), to)


def _fixed(kinds: tuple[str, ...], words: str, done: str, change: DeviceState) -> Callable[[Intent], Wish]:
    return lambda _intent: Wish(kinds, words, done, lambda _device, _state: change)


def _per_cent(intent: Intent, slot: str) -> int | None:
    value = number_of(intent, slot)
    return round(value) if value is not None and 0 <= value <= 100 else None


_PLAYER, _VACUUM = ("media_player",), ("vacuum",)
_PLAYING = DeviceState(doing="playing", on=True)
_READERS: Mapping[str, Callable[[Intent], Wish]] = {
    "HassTurnOn": lambda intent: _switch(intent, on=True),
    "HassTurnOff": lambda intent: _switch(intent, on=False),
    "HassToggle": _toggle,
    "HassOpenCover": lambda _intent: _position(100),
    "HassCloseCover": lambda _intent: _position(0),
    "HassSetPosition": _set_position,
    "HassLightSet": _light,
    "HassClimateSetTemperature": _climate,
    "HassFanSetSpeed": _fan,
    "HassSetVolume": _volume,
    "HassSetVolumeRelative": _volume_step,
    "HassMediaPlayerMute": _fixed(_PLAYER, later("Mute {device}"), later("muted"), DeviceState(muted=True)),
    "HassMediaPlayerUnmute": _fixed(
        _PLAYER, later("Unmute {device}"), later("no longer muted"), DeviceState(muted=False)
    ),
    "HassMediaPause": _fixed(_PLAYER, later("Pause {device}"), later("paused"), DeviceState(doing="paused")),
    "HassMediaUnpause": _fixed(_PLAYER, later("Let {device} play on"), later("playing"), _PLAYING),
    "HassMediaNext": _fixed(
        _PLAYER, later("Play what comes next on {device}"), later("playing what comes next"), _PLAYING
    ),
    "HassMediaPrevious": _fixed(
        _PLAYER, later("Play what came before on {device}"), later("playing what came before"), _PLAYING
    ),
    "HassVacuumStart": _fixed(_VACUUM, later("Start {device}"), later("cleaning"), DeviceState(doing="cleaning")),
    "HassVacuumReturnToBase": _fixed(
        _VACUUM, later("Send {device} back to its base"), later("on its way"), DeviceState(doing="returning")
    ),
    "HassVacuumCleanArea": _fixed(_VACUUM, later("Start {device}"), later("cleaning"), DeviceState(doing="cleaning")),
}
WISHES = tuple(_READERS)
VERBS = frozenset(
    {
        *(later("Turn on"), later("Turn off"), later("Lock"), later("Unlock"), later("Open"), later("Close")),
        *(later("Start"), later("Send"), later("Set"), later("Switch"), later("Set the volume of"), later("Make")),
        *(later("Mute"), later("Unmute"), later("Pause"), later("Let")),
        *(later("Play what comes next on"), later("Play what came before on")),
    }
)
"""The beginnings of all those words: they stand on the button that does it."""
