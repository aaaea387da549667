# SPDX-License-Identifier: Apache-2.0
"""Which slots each intent may have and of which kind: what a language model proposes must fit, or it is not taken.

Knows no action. An intent of a stranger's action is not in here, so a model cannot reach it.
"""

import re
from datetime import date, time

from edgeassist.intents.intent import Intent, Slot, Value
from edgeassist.intents.names import Names

MOST_TEXT = 500
_LARGEST = 10**9
_WHERE = {"name": "appliance", "area": "area", "domain": "domain", "device_class": "word"}
_LENGTH = {"hours": "number", "minutes": "number", "seconds": "number"}
_TIMER = {"name": "text", "start_hours": "number", "start_minutes": "number", "start_seconds": "number"}
_ITEM = {"item": "text", "name": "list"}
_PLAYER = {"name": "appliance", "area": "area"}

SLOTS: dict[str, dict[str, str]] = {
    **{name: dict(_WHERE) for name in ("HassTurnOn", "HassTurnOff", "HassToggle")},
    "HassLightSet": {**_WHERE, "brightness": "percent", "color": "word", "temperature": "kelvin"},
    "HassSetPosition": {**_WHERE, "position": "percent"},
    "HassClimateSetTemperature": {**_PLAYER, "temperature": "number"},
    "HassClimateGetTemperature": dict(_PLAYER),
    "HassFanSetSpeed": {**_PLAYER, "percentage": "percent"},
    "HassGetState": {**_WHERE, "state": "word"},
    **{name: dict(_PLAYER) for name in ("HassVacuumStart", "HassVacuumReturnToBase", "HassVacuumCleanArea")},
    **{name: dict(_PLAYER) for name in ("HassMediaPause", "HassMediaUnpause", "HassMediaNext", "HassMediaPrevious")},
    **{name: dict(_PLAYER) for name in ("HassMediaPlayerMute", "HassMediaPlayerUnmute")},
    "HassSetVolume": {**_PLAYER, "volume_level": "percent"},
    "HassSetVolumeRelative": {**_PLAYER, "volume_step": "step"},
    "HassStartTimer": {**_LENGTH, "name": "text"},
    **{name: dict(_TIMER) for name in ("HassCancelTimer", "HassPauseTimer", "HassUnpauseTimer", "HassTimerStatus")},
    **{name: {**_LENGTH, **_TIMER} for name in ("HassIncreaseTimer", "HassDecreaseTimer")},
    **{name: dict(_ITEM) for name in ("HassListAddItem", "HassListCompleteItem", "HassListRemoveItem")},
    "HassShoppingListAddItem": {"item": "text"},
    "HassShoppingListCompleteItem": {"item": "text"},
    **{name: {} for name in ("HassCancelAllTimers", "HassGetCurrentTime", "HassGetCurrentDate", "HassNevermind")},
    "HassGetWeather": {"name": "text"},
    "EdgeSetAlarm": {"time": "time", "date": "date", "name": "text"},
    "EdgeCancelAlarm": {"time": "time", "name": "text"},
    "EdgeSetReminder": {"text": "text", "time": "time", "date": "date", "seconds": "number"},
    "EdgeCancelReminder": {"text": "text"},
    "EdgeTakeNote": {"text": "text"},
    **{name: {} for name in ("EdgeListAlarms", "EdgeListReminders", "EdgeReadNotes", "EdgeDeleteLastNote")},
    **{name: {} for name in ("EdgeDeleteAllNotes", "EdgeSummarizeThis", "EdgeStop", "EdgeUndo", "EdgeDeleteChats")},
    **{name: {"list": "list"} for name in ("EdgeReadList", "EdgeDeleteList", "EdgeClearList")},
    "EdgeCreateList": {"list": "text"},
    "EdgeCalculate": {"expression": "text"},
    "EdgeConvert": {"amount": "number", "from_unit": "text", "to_unit": "text"},
    "EdgeTellDate": {"date": "date"},
    "EdgeOpenPane": {"pane": "pane"},
    "EdgeTranslate": {"text": "text", "language": "word"},
    "EdgeAsk": {"text": "text"},
    "EdgeReport": {"what": "part"},
}
_WORD = re.compile(r"[\w -]{1,40}")
_DOMAINS = frozenset(
    {"light", "switch", "cover", "fan", "climate", "lock", "media_player", "vacuum", "sensor", "scene"}
)


def fits(intent: Intent, names: Names) -> bool:
    """Tell whether an intent is one of ours and every slot is of its kind, with names that there are."""
    kinds = SLOTS.get(intent.name)
    if kinds is None or len({slot.name for slot in intent.slots}) != len(intent.slots):
        return False
    return all(slot.name in kinds and _is(kinds[slot.name], slot, names) for slot in intent.slots)


_RANGES = {"percent": (0, 100), "kelvin": (1000, 10_000), "number": (-_LARGEST, _LARGEST)}


def _is(kind: str, slot: Slot, names: Names) -> bool:
    value = slot.value
    if kind in _RANGES:
        return _between(value, *_RANGES[kind])
    match kind:
        case "appliance" | "area" | "list" | "pane":
            return value in _ids(kind, names)
        case "step":
            return value in ("up", "down") or _between(value, -100, 100)
        case "time" | "date":
            return isinstance(value, str) and _is_iso(value, kind)
    return isinstance(value, str) and _is_text(kind, value)


def _ids(kind: str, names: Names) -> set[str]:
    if kind == "appliance":
        return {"all", *(one.id for one in names.appliances)}
    return {one.id for one in {"area": names.areas, "list": names.lists, "pane": names.panes}[kind]}


def _is_text(kind: str, value: str) -> bool:
    if kind == "domain":
        return value in _DOMAINS
    if kind == "part":
        return value in ("battery", "memory", "disk", "model", "all")
    return bool(_WORD.fullmatch(value)) if kind == "word" else 0 < len(value.strip()) <= MOST_TEXT


def _between(value: Value, low: float, high: float) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high


def _is_iso(value: str, kind: str) -> bool:
    try:
        time.fromisoformat(value) if kind == "time" else date.fromisoformat(value)
    except ValueError:
        return False
    return True
