# SPDX-License-Identifier: Apache-2.0
"""Sentences written by hand without a look at the templates, each with what it means; and whether that was understood.

The file has sections by language and lines `sentence | Intent slot=value ... & Intent ...`.
"""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from edgeassist.intents.intent import Intent
from edgeassist.intents.names import Appliance, Named, Names

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
"""The Saturday on which the sentences are said."""

_ROOMS = {
    "living-room": ("living room", "salón", "Wohnzimmer", "salon"),
    "kitchen": ("kitchen", "cocina", "Küche", "cuisine"),
    "bedroom": ("bedroom", "dormitorio", "Schlafzimmer", "chambre"),
    "hall": ("hall", "pasillo", "Flur", "entrée"),
    "bathroom": ("bathroom", "baño", "Bad", "salle de bain"),
    "office": ("office", "despacho", "Büro", "bureau"),
}
_SHOPPING = ("Shopping list", "Compra", "Einkaufsliste", "Courses")
_LANGUAGES = ("en", "es", "de", "fr")
_DEVICES = (
    ("living-room-light", "Living room light", "light", "living-room"),
    ("floor-lamp", "Floor lamp", "light", "living-room"),
    ("living-room-blinds", "Living room blinds", "cover", "living-room"),
    ("tv", "TV", "media_player", "living-room"),
    ("thermostat", "Thermostat", "climate", "living-room"),
    ("vacuum", "Vacuum", "vacuum", "living-room"),
    ("kitchen-light", "Kitchen light", "light", "kitchen"),
    ("coffee-machine", "Coffee machine", "switch", "kitchen"),
    ("bedroom-light", "Bedroom light", "light", "bedroom"),
    ("bedside-lamp", "Bedside lamp", "light", "bedroom"),
    ("bedroom-fan", "Bedroom fan", "fan", "bedroom"),
    ("bedroom-curtains", "Bedroom curtains", "cover", "bedroom"),
    ("hall-light", "Hall light", "light", "hall"),
    ("front-door", "Front door", "lock", "hall"),
    ("garage-door", "Garage door", "cover", "hall"),
    ("bathroom-light", "Bathroom light", "light", "bathroom"),
    ("office-light", "Office light", "light", "office"),
    ("desk-lamp", "Desk lamp", "light", "office"),
)
_ALIASES = {"tv": ("television", "telly"), "coffee-machine": ("coffee maker",)}


@dataclass(frozen=True, slots=True)
class Paraphrase:
    """A sentence and what it means: for each intent its name and its slots as text."""

    language: str
    sentence: str
    means: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


def names(language: str) -> Names:
    """Return a home whose rooms have names in `language`; its devices have some in English only."""
    at = _LANGUAGES.index(language)
    devices = _DEVICES if language == "en" else ()
    return Names(
        areas=tuple(Named(code, said[at]) for code, said in _ROOMS.items()),
        appliances=tuple(Appliance(*one[:2], _ALIASES.get(one[0], ()), kind=one[2], area=one[3]) for one in devices),
        lists=(Named("shopping", _SHOPPING[at], ("shopping",)), Named("night-shift", "Night shift")),
        panes=tuple(Named(one, one.title()) for one in ("chat", "summarize", "translate", "voice")),
    )


def read(path: Path) -> Iterator[Paraphrase]:
    """Yield what the file holds."""
    language = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            language = line[3:].strip()
        elif line and not line.startswith("#"):
            sentence, _bar, meaning = line.partition(" | ")
            yield Paraphrase(language, sentence, tuple(_intent(part) for part in meaning.split(" & ")))


def _intent(text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    name, *slots = shlex.split(text)
    return name, _timed(dict(_slot(slot) for slot in slots))


def _slot(text: str) -> tuple[str, str]:
    name, _equals, value = text.partition("=")
    return name, value


def plain(intent: Intent) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return an intent as the file writes it: what follows from other slots is left out."""
    slots = {slot.name: _text(slot.value) for slot in intent.slots if slot.value not in ("", "all")}
    slots.pop("device_class", None)
    if "name" in slots and intent.name != "HassStartTimer":
        for follows in ("domain", "area"):
            slots.pop(follows, None)
    if intent.name in ("HassLightSet", "HassClimateSetTemperature"):
        slots.pop("domain", None)
    return _SAME.get(intent.name, intent.name), _timed(slots)


def _timed(slots: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """Return the slots with a length of time as seconds, however it was split."""
    parts = {name: float(slots.pop(name)) for name in _SECONDS if name in slots}
    if parts:
        slots["seconds"] = _text(sum(count * _SECONDS[name] for name, count in parts.items()))
    return tuple(sorted(slots.items()))


_SAME = {"HassNevermind": "EdgeStop"}
_SECONDS = {"hours": 3600, "minutes": 60, "seconds": 1}
_ARTICLES = re.compile(r"\b(?:the|a|an|my|el|la|los|las|der|die|das|le|les)\b ?", re.IGNORECASE)


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()


def right(found: tuple[Intent, ...], wanted: Paraphrase) -> bool:
    """Tell whether `found` is exactly what the sentence means; case, blanks and articles of free text do not count."""

    def folded(meaning: tuple[str, tuple[tuple[str, str], ...]]) -> str:
        return _ARTICLES.sub("", repr(meaning)).casefold().replace(" ", "")

    return [folded(plain(one)) for one in found] == [folded(one) for one in wanted.means]


def as_json(wanted: Paraphrase) -> str:
    """Return what is meant, for a report."""
    return msgspec.json.encode(wanted.means).decode()
