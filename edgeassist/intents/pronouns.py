# SPDX-License-Identifier: Apache-2.0
"""Pronouns of a command put into words: `set them to 50%` after the living room's lights were meant.

Says what the command before was about, as a template hears it; whether the sentence then means anything is found
elsewhere.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from edgeassist.intents.intent import Intent
from edgeassist.intents.joint_words import joint_words
from edgeassist.intents.names import Named, Names

_LONGEST = 400
_PLAIN = str.maketrans("áéíóú", "aeiou")


@dataclass(frozen=True, slots=True)
class _Pronouns:
    """How one language stands for things and places, and how it names them; `{0}` is the room's or the list's name."""

    thing: re.Pattern[str]
    place: re.Pattern[str]
    inside: str
    kinds: Mapping[str, str]
    own: Mapping[str, str]
    a_list: str
    shopping: str


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


_TABLES: Mapping[str, _Pronouns] = {
    "en": _Pronouns(
        _pattern(r"\b(?:(?:all|both) of )?(?:them|those|these|it|that one|that|this)\b(?! (?:light|lamp|fan|room))"),
        _pattern(r"\b(?:in |over )?there\b"),
        "in the {0}",
        {
            "light": "the {0} lights",
            "fan": "the {0} fan",
            "cover": "the {0} blinds",
            "climate": "the {0} thermostat",
            "lock": "the {0} lock",
            "media_player": "the {0} media player",
            "vacuum": "the {0} vacuum",
        },
        {"Timer": "the timer", "Alarm": "the alarm", "Reminder": "the reminder", "Note": "the note"},
        "the {0} list",
        "the shopping list",
    ),
    "es": _Pronouns(
        _pattern(
            r"\b(?:todas ellas|todos ellos|ellas|ellos|eso|esas|esos|los|las|lo|la)\b(?=\s*(?:al?\b|en\b|de\b|$))"
        ),
        _pattern(r"\b(?:allí|ahí|allá)\b"),
        "en {0}",
        {
            "light": "las luces de {0}",
            "fan": "el ventilador de {0}",
            "cover": "las persianas de {0}",
            "climate": "el termostato de {0}",
            "lock": "la cerradura de {0}",
            "media_player": "el reproductor de {0}",
            "vacuum": "la aspiradora de {0}",
        },
        {"Timer": "el temporizador", "Alarm": "la alarma", "Reminder": "el recordatorio", "Note": "la nota"},
        "la lista de {0}",
        "la lista de la compra",
    ),
    "de": _Pronouns(
        _pattern(r"\b(?:sie alle|sie|ihn|ihm|ihr|es|diese|dieses|diesen)\b"),
        _pattern(r"\b(?:dort drin|da drin|dort|da)\b"),
        "im {0}",
        {
            "light": "das {0} Licht",
            "fan": "den {0} Ventilator",
            "cover": "die {0} Rollläden",
            "climate": "den {0} Thermostat",
            "lock": "das {0} Schloss",
            "media_player": "den {0} Player",
            "vacuum": "den {0} Sauger",
        },
        {"Timer": "den Timer", "Alarm": "den Wecker", "Reminder": "die Erinnerung", "Note": "die Notiz"},
        "die {0} Liste",
        "die Einkaufsliste",
    ),
    "fr": _Pronouns(
        _pattern(r"(?<=\w)-(?:les|le|la)\b|\b(?:ceux-là|celles-là|celui-là|celle-là)\b"),
        _pattern(r"(?<=\w)-y\b|\b(?:là-bas|là)\b"),
        "dans {0}",
        {
            "light": "les lumières de {0}",
            "fan": "le ventilateur de {0}",
            "cover": "les volets de {0}",
            "climate": "le thermostat de {0}",
            "lock": "la serrure de {0}",
            "media_player": "le lecteur de {0}",
            "vacuum": "l'aspirateur de {0}",
        },
        {"Timer": "le minuteur", "Alarm": "l'alarme", "Reminder": "le rappel", "Note": "la note"},
        "la liste {0}",
        "la liste de courses",
    ),
}
_KIND_OF_INTENT = {
    "HassLightSet": "light",
    "HassFanSetSpeed": "fan",
    "HassSetPosition": "cover",
    "HassClimateSetTemperature": "climate",
    "HassClimateGetTemperature": "climate",
}


def resolve(text: str, before: Intent, names: Names, language: str) -> str | None:
    """Return `text` with its pronouns replaced by what `before` was about; None where it has none, or that had no name.

    Covers them, it, those, there; los, las (also at a verb's end: `apágalas`), allí; sie, ihn, es, dort; -les, -la, y.
    """
    table = _TABLES.get(language[:2].lower())
    if table is None or len(text) > _LONGEST:
        return None
    plain = _detached(text, language) if language[:2] == "es" else text
    thing, room = _thing(before, names, table), _room(before, names)
    found = plain
    if room:
        found = _replaced(table.place, table.inside.format(room), found)
    if thing:
        found = _replaced(table.thing, thing, found)
    return found if found != plain else None


def _replaced(pattern: re.Pattern[str], words: str, text: str) -> str:
    """Return `text` with the first such pronoun replaced; one that hung at a verb's hyphen stands free."""
    return pattern.sub(lambda match: f" {words}" if match[0].startswith("-") else words, text, count=1)


def _detached(text: str, language: str) -> str:
    """Return `ponlas al 50%` as `pon las al 50%`, where what stays is a verb."""
    found = re.match(r"(\w{2,}?)(los|las|lo|la)\b", text, re.IGNORECASE)
    if found is None:
        return text
    verb = found[1].lower().translate(_PLAIN)
    return f"{verb} {found[2]}{text[found.end() :]}" if verb in joint_words(language).openers else text


def _thing(before: Intent, names: Names, table: _Pronouns) -> str:
    own = next((words for part, words in table.own.items() if part in before.name), "")
    if own:
        return own
    if "ShoppingList" in before.name:
        return table.shopping
    of_list = before.value("list") if before.name.startswith("Edge") else before.value("name")
    a_list = _named(of_list, names.lists) if "List" in before.name else ""
    if a_list:
        return table.a_list.format(a_list)
    appliance = _named(before.value("name"), names.appliances)
    if appliance:
        return f"the {appliance}" if table is _TABLES["en"] else appliance
    area = _named(before.value("area"), names.areas)
    kind = str(before.value("domain") or _KIND_OF_INTENT.get(before.name, ""))
    return table.kinds[kind].format(area) if area and kind in table.kinds else area


def _room(before: Intent, names: Names) -> str:
    area = _named(before.value("area"), names.areas)
    if area:
        return area
    device = before.value("name")
    home = next((one.area for one in names.appliances if one.id == device), "")
    return _named(home, names.areas)


def _named(wanted: object, known: Sequence[Named]) -> str:
    return next((one.name for one in known if one.id == wanted), "") if wanted else ""
