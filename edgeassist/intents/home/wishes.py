# SPDX-License-Identifier: Apache-2.0
"""What each command of the home changes: an intent becomes kinds, a change and words. Does nothing itself."""

from collections.abc import Callable, Mapping

import msgspec

from edgeassist.intents.home.door import DeviceState
from edgeassist.intents.home.furnishing import GUARDS, SHADES, form_of
from edgeassist.intents.intent import Intent
from edgeassist.intents.kept_action import number_of, text_of
from edgeassist.intents.names import Appliance
from edgeassist.intents.wording import bold

SWITCHED = ("light", "switch", "fan", "media_player")
"""What "everything" means: never a lock, a door, a heating."""
ALL_KINDS = (*SWITCHED, "cover", "climate", "lock", "vacuum")
_STEP = 10


class Wish(msgspec.Struct, frozen=True):
    """What is to become of the devices. `words` has a place for what they are called: "Turn on {}".

    `by_kind` has other words where all devices are of one kind.
    `to` gives the change for one device in its state of now; None where it cannot do that.
    """

    kinds: tuple[str, ...]
    words: str
    done: str
    to: Callable[[Appliance, DeviceState], DeviceState | None]
    cannot: str = ""
    by_kind: tuple[tuple[str, str, str], ...] = ()

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
    return _not_possible("The home cannot do that.") if reader is None else reader(intent)


def _not_possible(sentence: str) -> Wish:
    return Wish((), "", "", lambda _device, _state: None, sentence)


_ON = (("lock", "Lock {}", "locked"), ("cover", "Open {}", "open"), ("vacuum", "Start {}", "cleaning"))
_OFF = (
    ("lock", "Unlock {}", "unlocked"),
    ("cover", "Close {}", "closed"),
    ("vacuum", "Send {} back to its base", "on its way"),
)


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

    word = "on" if on else "off"
    kinds = ALL_KINDS if named or kind else SWITCHED
    return Wish(kinds, f"Turn {word} {{}}", f"turned {word}", to, by_kind=_ON if on else _OFF)


def _position(percent: int) -> Wish:
    words = {100: ("Open {}", "open"), 0: ("Close {}", "closed")}
    wording, done = words.get(percent, (f"Set {{}} to {bold(f'{percent}%')}", f"at {percent}%"))
    return Wish(("cover",), wording, done, lambda _device, _state: DeviceState(position=percent))


def _set_position(intent: Intent) -> Wish:
    percent = _per_cent(intent, "position")
    return _not_possible("Say how far: from 0 to 100 per cent.") if percent is None else _position(percent)


def _toggle(_intent: Intent) -> Wish:
    def to(device: Appliance, state: DeviceState) -> DeviceState | None:
        if device.kind == "cover":
            return DeviceState(position=0 if state.position else 100)
        return DeviceState(on=not state.on)

    return Wish((*SWITCHED, "cover"), "Switch {} over", "switched over", to)


def _light(intent: Intent) -> Wish:
    percent, colour, kelvin = _per_cent(intent, "brightness"), text_of(intent, "color"), _kelvin(intent)
    parts = ([f"{percent}% brightness"] if percent is not None else []) + ([colour] if colour else [])
    parts += [f"{kelvin} kelvin"] if kelvin else []
    if not parts:
        return _not_possible("Say a brightness from 0 to 100 per cent, or a colour.")
    change = DeviceState(
        on=percent != 0,
        brightness=percent or None,
        colour=colour or ("" if kelvin else None),
        kelvin=kelvin or (0 if colour else None),
    )
    what = " and ".join(parts)
    return Wish(("light",), f"Set {{}} to {bold(what)}", f"set to {what}", lambda _device, _state: change)


def _kelvin(intent: Intent) -> int | None:
    value = number_of(intent, "temperature")
    return round(value) if value is not None and 1000 <= value <= 10_000 else None


def _climate(intent: Intent) -> Wish:
    degrees = number_of(intent, "temperature")
    if degrees is None or not 5 <= degrees <= 35:
        return _not_possible("Say a temperature from 5 to 35 degrees Celsius.")
    what = f"{degrees:g} °C"
    change = DeviceState(target=degrees, on=True)
    return Wish(("climate",), f"Set {{}} to {bold(what)}", f"set to {what}", lambda _device, _state: change)


def _fan(intent: Intent) -> Wish:
    percent = _per_cent(intent, "percentage")
    if percent is None:
        return _not_possible("Say a speed from 0 to 100 per cent.")
    change = DeviceState(speed=percent or None, on=percent > 0)
    return Wish(("fan",), f"Set {{}} to {bold(f'{percent}%')}", f"set to {percent}%", lambda _device, _state: change)


def _volume(intent: Intent) -> Wish:
    percent = _per_cent(intent, "volume_level")
    if percent is None:
        return _not_possible("Say a volume from 0 to 100 per cent.")
    change = DeviceState(volume=percent, muted=False)
    words = f"Set the volume of {{}} to {bold(f'{percent}%')}"
    return Wish(("media_player",), words, f"set to {percent}% volume", lambda _device, _state: change)


def _volume_step(intent: Intent) -> Wish:
    step = {"up": _STEP, "down": -_STEP}.get(text_of(intent, "volume_step")) or number_of(intent, "volume_step")
    if not step:
        return _not_possible("Say whether louder or quieter.")
    louder = round(step)

    def to(_device: Appliance, state: DeviceState) -> DeviceState:
        return DeviceState(volume=max(0, min(100, (state.volume or 0) + louder)), muted=False)

    word = "louder" if louder > 0 else "quieter"
    return Wish(("media_player",), f"Make {{}} {bold(word)}", f"made {word}", to)


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
    "HassMediaPlayerMute": _fixed(_PLAYER, "Mute {}", "muted", DeviceState(muted=True)),
    "HassMediaPlayerUnmute": _fixed(_PLAYER, "Unmute {}", "no longer muted", DeviceState(muted=False)),
    "HassMediaPause": _fixed(_PLAYER, "Pause {}", "paused", DeviceState(doing="paused")),
    "HassMediaUnpause": _fixed(_PLAYER, "Let {} play on", "playing", _PLAYING),
    "HassMediaNext": _fixed(_PLAYER, "Play what comes next on {}", "playing what comes next", _PLAYING),
    "HassMediaPrevious": _fixed(_PLAYER, "Play what came before on {}", "playing what came before", _PLAYING),
    "HassVacuumStart": _fixed(_VACUUM, "Start {}", "cleaning", DeviceState(doing="cleaning")),
    "HassVacuumReturnToBase": _fixed(_VACUUM, "Send {} back to its base", "on its way", DeviceState(doing="returning")),
    "HassVacuumCleanArea": _fixed(_VACUUM, "Start {}", "cleaning", DeviceState(doing="cleaning")),
}
WISHES = tuple(_READERS)
