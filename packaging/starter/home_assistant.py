# SPDX-License-Identifier: Apache-2.0
"""Maps public commands to our intents: Home Assistant's tests, HWU64 and SLURP, Snips, CLINC150's small talk.

A slot's value is what the sentence says, so a row whose values are not in its sentence is left out. Device domains are
the exception; they stand last. Knows the formats of these sets; knows nothing of shares or tokens.
"""

import gzip
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starter.documents import Document
from starter.own_commands import NONE, reply
from starter.pairs import key

MOST_NONE = 2000
_OURS = {
    "HassStartTimer": "StartTimer", "HassCancelTimer": "CancelTimer", "HassPauseTimer": "PauseTimer",
    "HassUnpauseTimer": "ResumeTimer", "HassTimerStatus": "TimerStatus", "HassGetCurrentTime": "TellTime",
    "HassGetCurrentDate": "TellDate", "HassListAddItem": "AddToList",
}  # fmt: skip
_LEFT_OUT = {"HassIncreaseTimer", "HassDecreaseTimer", "HassNevermind", "HassRespond", "HassBroadcast"}
_UNITS = {"hours", "minutes", "seconds", "start_hours", "start_minutes", "start_seconds"}
_UNIT = r"(?:hour|minute|second|hora|minuto|segundo|heure|seconde|stunde|sekunde)(?:n|s)?\b|minuten?\b"
_DURATION = re.compile(
    r"\b(?:\d+|one|half an?|medi[ao]|(?:an?|una?|une?|eine[rn]?|halbe) (?=half|hor|heure|minut|second|segund|stunde))\b"
    rf".*(?:{_UNIT})(?: y (?:medi[oa]|cuarto))?",
    re.IGNORECASE,
)
_ONE_DEVICE = r"(?:light|lamp|bulb|fan|lock)\b"
_COLORS = {
    "white": "blanc", "black": "negr", "red": "roj", "orange": "naranja", "yellow": "amarill", "green": "verde",
    "blue": "azul", "purple": "morad", "brown": "marrón", "pink": "rosa", "turquoise": "turquesa",
}  # fmt: skip
_SMALL_TALK = {
    "oos", "greeting", "goodbye", "thank_you", "yes", "maybe", "tell_joke", "meaning_of_life", "what_is_your_name",
    "how_old_are_you", "are_you_a_bot", "do_you_have_pets", "where_are_you_from", "fun_fact", "what_are_your_hobbies",
    "who_made_you",
}  # fmt: skip
_MUSIC = {"artist", "track", "album", "playlist", "song_name", "artist_name", "playlist_name", "music_genre"}


def documents(data: Path, languages: Sequence[str]) -> Iterator[Document]:
    """Yield what can be mapped, in the languages asked for; only Home Assistant has other languages than English."""
    for row in _rows(data / "intents_home_assistant/tests.jsonl.gz"):
        if row["lang"] in languages and (mapped := home_assistant(row)):
            yield _document(f"intents_home_assistant/{row['file']}", row["text"], *mapped)
    if "en" not in languages:
        return
    for name, mapping in (("intents_hwu_slurp", hwu), ("intents_snips", snips)):
        for row in _rows(data / name / "utterances.jsonl.gz"):
            slots = {one["slot"]: one["value"] for one in row["slots"]}
            if len(slots) == len(row["slots"]) and (mapped := mapping(row["intent"], slots, row["text"])):
                yield _document(f"{name}/{key(row['text'])}", row["text"], *mapped)
    yield from _small_talk(data)


def _small_talk(data: Path) -> Iterator[Document]:
    rows = [row for row in _rows(data / "intents_clinc150/utterances.jsonl.gz") if row["intent"] in _SMALL_TALK]
    out_of_scope = [row for row in rows if row["intent"] == "oos"][:MOST_NONE]
    rest = sorted((row for row in rows if row["intent"] != "oos"), key=lambda row: key(row["text"]))
    room = MOST_NONE - len(out_of_scope)
    for row in out_of_scope + rest[:: max(1, -(-len(rest) // max(1, room)))][:room]:
        yield _document(f"intents_clinc150/{key(row['text'])}", row["text"], NONE, {})


def home_assistant(row: dict[str, Any]) -> tuple[str, dict[str, str]] | None:
    """Return our intent and slots of a test sentence of Home Assistant, or None where it says them in other words."""
    intent, slots, text = row["intent"], dict(row["slots"]), row["text"]
    if intent in _LEFT_OUT or "conversation_command" in slots:
        return None
    if slots.get("name") == "all":
        del slots["name"]
    domain = slots.pop("domain", "")
    slots.pop("device_class", None)
    found = _found(slots, text)
    if found is None:
        return None
    if intent == "HassListAddItem" and "name" in found:
        found["list"] = found.pop("name")
    if set(found) == {"area"} and (one := re.search(f"{found['area']} {_ONE_DEVICE}", text, re.IGNORECASE)):
        found, domain = {"name": one.group().lower()}, ""
    if domain and ("name" not in found or (domain == "lock" and intent != "HassGetState")):
        return _OURS.get(intent, intent), _ordered(found, text) | {"domain": domain}
    return _OURS.get(intent, intent), _ordered(found, text)


def _found(slots: dict[str, Any], text: str) -> dict[str, str] | None:
    """Return the slots as the sentence says them, a time as one; None where one is not in it, unless it is the area."""
    units = _UNITS & slots.keys()
    span = _DURATION.search(text) if units else None
    if units and not span:
        return None
    found = {"duration": span.group()} if span else {}
    for slot in (one for one in slots if one not in units):
        said = _said(slot, slots[slot], text)
        if not said and slot != "area":
            return None
        found |= {slot: said} if said else {}
    return found


def _said(slot: str, value: Any, text: str) -> str:
    """Return a value as the sentence has it, or nothing."""
    wanted = str(value[0] if isinstance(value, list) else value).strip()
    stem = _COLORS.get(wanted, "") if slot == "color" else ""
    patterns = [rf"\b{re.escape(wanted)}\b"] + ([rf"\b{stem}\w*"] if stem else [])
    spans = [span for pattern in patterns if (span := re.search(pattern, text, re.IGNORECASE))]
    return spans[0].group().lower() if spans else ""


def _ordered(slots: dict[str, str], text: str) -> dict[str, str]:
    plain = text.lower()
    return dict(sorted(slots.items(), key=lambda slot: plain.find(slot[1].lower())))


@dataclass(frozen=True, slots=True)
class Rule:
    """Sentences of HWU64 with these `slots` (and no others), one of `words` and none of `never` mean `ours`."""

    ours: str
    slots: dict[str, str] = field(default_factory=dict)
    always: dict[str, str] = field(default_factory=dict)
    words: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()


_LIGHTS, _DAYS, _ALARMS = frozenset({"lights"}), frozenset({"date", "day", "month"}), frozenset({"alarm", "alarms"})
_DARK = frozenset({"off", "out", "down"})
_RULES: dict[str, list[Rule]] = {
    "alarm_set": [Rule("SetAlarm", {"time": "time"})],
    "alarm_remove": [
        Rule("CancelAlarm", words=_ALARMS, never=frozenset({"set"})),
        Rule("CancelAlarm", {"time": "time"}, words=_ALARMS, never=frozenset({"set"})),
    ],
    "iot_hue_lightoff": [
        Rule("HassTurnOff", always={"domain": "light"}, words=_LIGHTS),
        Rule("HassTurnOff", {"house_place": "area"}, {"domain": "light"}, _LIGHTS),
    ],
    "iot_hue_lighton": [
        Rule("HassTurnOn", always={"domain": "light"}, words=_LIGHTS, never=_DARK),
        Rule("HassTurnOn", {"house_place": "area"}, {"domain": "light"}, _LIGHTS, _DARK),
    ],
    "iot_wemo_off": [Rule("HassTurnOff", {"device_type": "name"})],
    "iot_wemo_on": [Rule("HassTurnOn", {"device_type": "name"})],
    "iot_cleaning": [Rule("HassVacuumStart", {"house_place": "area"})],
    "lists_query": [Rule("ReadList", {"list_name": "list"}, words=frozenset({"list"}))],
    "datetime_query": [
        Rule("TellTime", words=frozenset({"time"}), never=_DAYS | {"zone"}),
        Rule("TellTime", {"place_name": "place"}, words=frozenset({"time"}), never=_DAYS | {"zone"}),
        Rule("TellDate", words=_DAYS, never=frozenset({"time"})),
    ],
    "weather_query": [
        Rule("HassGetWeather", words=frozenset({"weather"})),
        Rule("HassGetWeather", {"place_name": "name"}, words=frozenset({"weather"})),
    ],
    "general_commandstop": [Rule("Stop")],
}


def hwu(intent: str, slots: dict[str, str], text: str) -> tuple[str, dict[str, str]] | None:
    """Return our intent and slots of a HWU64 or SLURP sentence, or None where none corresponds."""
    words = frozenset(text.lower().split())
    for rule in _RULES.get(intent, ()):
        if rule.slots.keys() == slots.keys() and (not rule.words or words & rule.words) and not words & rule.never:
            ours = {rule.slots[name]: value.removesuffix(" list") for name, value in slots.items()}
            return rule.ours, ours | rule.always
    return _played(slots, text) if intent == "play_music" else None


def snips(intent: str, slots: dict[str, str], text: str) -> tuple[str, dict[str, str]] | None:
    """Return our intent and slots of a Snips sentence, or None where none corresponds."""
    if intent == "GetWeather" and slots.keys() <= {"city"} and "weather" in text.lower():
        return "HassGetWeather", {"name": slots["city"]} if slots else {}
    return _played(slots, text) if intent == "PlayMusic" else None


def _played(slots: dict[str, str], text: str) -> tuple[str, dict[str, str]] | None:
    """Return what is to be played where the sentence asks for it and for nothing else."""
    what = next(iter(slots.values()), "")
    asked = {f"play {what}".lower(), f"play some {what}".lower(), f"play me {what}".lower()}
    if len(slots) == 1 and slots.keys() <= _MUSIC and text.lower().strip(" .!") in asked:
        return "HassMediaSearchAndPlay", {"search_query": what}
    return None


def _document(origin: str, text: str, intent: str, slots: dict[str, str]) -> Document:
    said = " ".join(text.split())
    return Document("intent", origin, ((said, reply(intent, {name: value.lower() for name, value in slots.items()})),))


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)
