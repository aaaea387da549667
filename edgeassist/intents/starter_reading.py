# SPDX-License-Identifier: Apache-2.0
"""What the starter model's own intents and slots mean as ours: it copies words out of the sentence, here they are read.

Asks no model. A slot that cannot be read, or a name that there is none of, makes the whole answer nothing.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec

from edgeassist.core.errors import BadUsage
from edgeassist.core.instructions import language_code
from edgeassist.intents import normalizers, numbers
from edgeassist.intents.intent import Intent, Slot
from edgeassist.intents.names import Named, Names

LANGUAGE = "en"
_PLACE = {"name": "name", "area": "area", "domain": "domain"}
_TIMER = {"name": "title", "duration": "start"}
_READ: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "StartTimer": ("HassStartTimer", {"duration": "duration", "name": "title"}),
    "CancelTimer": ("HassCancelTimer", _TIMER),
    "PauseTimer": ("HassPauseTimer", _TIMER),
    "ResumeTimer": ("HassUnpauseTimer", _TIMER),
    "TimerStatus": ("HassTimerStatus", _TIMER),
    "HassCancelAllTimers": ("HassCancelAllTimers", {}),
    "SetAlarm": ("EdgeSetAlarm", {"time": "when", "name": "title"}),
    "CancelAlarm": ("EdgeCancelAlarm", {"time": "time"}),
    "AddReminder": ("EdgeSetReminder", {"what": "what", "when": "when"}),
    "AddNote": ("EdgeTakeNote", {"text": "text"}),
    "HassShoppingListAddItem": ("HassShoppingListAddItem", {"item": "item"}),
    "AddToList": ("HassListAddItem", {"item": "item", "list": "list-name"}),
    "HassListCompleteItem": ("HassListCompleteItem", {"item": "item", "name": "list-name"}),
    "ReadList": ("EdgeReadList", {"list": "list"}),
    "Calculate": ("EdgeCalculate", {"expression": "sum"}),
    "TellTime": ("HassGetCurrentTime", {}),
    "TellDate": ("EdgeTellDate", {"day": "date"}),
    "OpenPane": ("EdgeOpenPane", {"pane": "pane"}),
    "Summarize": ("EdgeSummarizeThis", {}),
    "Translate": ("EdgeTranslate", {"text": "text", "target": "language"}),
    "Ask": ("EdgeAsk", {"question": "question"}),
    "ReportBattery": ("EdgeReport", {}),
    "ReportMemory": ("EdgeReport", {}),
    "Stop": ("EdgeStop", {}),
    "HassGetWeather": ("HassGetWeather", {}),
    "HassTurnOn": ("HassTurnOn", _PLACE),
    "HassTurnOff": ("HassTurnOff", _PLACE),
    "HassLightSet": ("HassLightSet", {**_PLACE, "brightness": "percent", "color": "colour"}),
    "HassSetPosition": ("HassSetPosition", {**_PLACE, "position": "percent"}),
    "HassClimateSetTemperature": ("HassClimateSetTemperature", {"area": "area", "temperature": "number"}),
    "HassClimateGetTemperature": ("HassClimateGetTemperature", {"area": "area"}),
    "HassVacuumStart": ("HassVacuumStart", {"name": "name", "area": "area"}),
    "HassVacuumReturnToBase": ("HassVacuumReturnToBase", {"name": "name"}),
    "HassSetVolume": ("HassSetVolume", {"name": "name", "area": "area", "volume_level": "percent"}),
}
_BY_NORMALIZER = {
    "duration": "",
    "when": "",
    "title": "",
    "time": "",
    "date": "date",
    "sum": "expression",
    "colour": "",
}
_AS_SAID = {"what": "text", "question": "text", "text": "text", "item": "item", "domain": "domain"}
_ALWAYS = {"ReportBattery": Slot("what", "battery"), "ReportMemory": Slot("what", "memory")}


class StarterAnswer(msgspec.Struct, forbid_unknown_fields=True):
    """What the starter answers with: `core.instructions.INTENT_SCHEMA`."""

    intent: str
    slots: dict[str, str]


def read(answer: str, names: Names, now: datetime) -> tuple[Intent, ...]:
    """Return the intent in the starter's answer; none where it is another thing, or a slot of it cannot be read."""
    try:
        found = msgspec.json.decode(answer.encode(errors="replace"), type=StarterAnswer)
    except msgspec.MsgspecError:
        return ()
    name, kinds = _READ.get(found.intent, ("", {}))
    slots: list[Slot] = [_ALWAYS[found.intent]] if found.intent in _ALWAYS else []
    for slot, words in found.slots.items():
        read_as = _slots(kinds.get(slot, ""), slot, words, names, now)
        if not read_as:
            return ()
        slots.extend(read_as)
    if name == "EdgeTellDate" and not slots:
        name = "HassGetCurrentDate"
    return (Intent(name, tuple(slots), source="model"),) if name else ()


def _slots(kind: str, slot: str, words: str, names: Names, now: datetime) -> tuple[Slot, ...]:
    """Return what a slot's words mean; nothing where they cannot be read."""
    if not words.strip():
        return ()
    if kind in _BY_NORMALIZER:
        return normalizers.read(kind, _BY_NORMALIZER[kind] or slot, words, LANGUAGE, now) or ()
    if kind in _AS_SAID:
        return (Slot(_AS_SAID[kind], words, words),)
    if kind == "start":
        lengths = normalizers.read("duration", slot, words, LANGUAGE, now) or ()
        return tuple(Slot(f"start_{one.name}", one.value, one.text) for one in lengths)
    if kind in ("percent", "number"):
        return _number(slot, words)
    return _language(words) if kind == "language" else _named(kind, words, names)


def _number(slot: str, words: str) -> tuple[Slot, ...]:
    number = numbers.percent(words, LANGUAGE)
    number = numbers.number(words, LANGUAGE) if number is None else number
    whole = number is not None and number == number.to_integral_value()
    return (Slot(slot, int(number), words),) if number is not None and whole else ()


def _language(words: str) -> tuple[Slot, ...]:
    try:
        return (Slot("language", language_code(words), words),)
    except BadUsage:
        return ()


def _named(kind: str, words: str, names: Names) -> tuple[Slot, ...]:
    known: Mapping[str, Iterable[Named]] = {
        "name": names.appliances,
        "area": names.areas,
        "list": names.lists,
        "list-name": names.lists,
        "pane": names.panes,
    }
    said = words.casefold().strip()
    forms = {said, f"{said} list"} if kind.startswith("list") else {said}
    ids = {one.id for one in known.get(kind, ()) for spoken in one.spoken if spoken.casefold() in forms}
    return (Slot("name" if kind == "list-name" else kind, ids.pop(), words),) if len(ids) == 1 else ()
