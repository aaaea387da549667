# SPDX-License-Identifier: Apache-2.0
"""The languages that commands can be in, and each one's sentence templates: Home Assistant's with ours beside them.

Loads and merges; knows neither names nor how a sentence is matched.
"""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import home_assistant_intents
import yaml

from edgeassist.core.errors import BadInput, BadUsage
from edgeassist.core.language import later, tr
from edgeassist.core.paths import resource
from edgeassist.core.units import elided
from edgeassist.intents.acting import discover
from edgeassist.intents.offered import OfferedBroken, fitting, read

_log = logging.getLogger(__name__)
NOT_OURS = frozenset({"HassBroadcast", "HassLawnMowerDock", "HassLawnMowerStartMowing", "HassMediaSearchAndPlay"})
"""What Home Assistant understands and nothing here could do; to it, any words after "put" may be music."""

_PERCENT = "{brightness}[([ ]%)| percent]"
_TAMED = {
    **{
        f"[<numeric_value_set>] [<the>] {one} [to] {_PERCENT}{rest}": (
            f"<numeric_value_set> [<the>] {one} to {_PERCENT}",
            f"[<numeric_value_set>] [<the>] {one} [to] {{brightness}}(([ ]%)| percent) [brightness]",
        )
        for one, rest in (("{area}", ""), ("{name}", " [brightness]"))
    },
    "go back [to the (previous|last) <track>]": ("go back to the (previous|last) <track>",),
    "go back [to the (previous|last) (song|track)] [in] [<the>] {area}": (
        "go back to the (previous|last) (song|track) [in] [<the>] {area}",
    ),
    "[<artikel_bestimmt> ]{name}[ (auf|zu)] <brightness>[ dimmen]": (
        "[<artikel_bestimmt> ]{name} (auf|zu) <brightness>[ dimmen]",
        "[<artikel_bestimmt> ]{name} {brightness} (Prozent|%)[ dimmen]",
    ),
}
"""Sentences of Home Assistant's that take "the bedroom one" for a brightness or "go back" for music; and ours."""

_DELAYED = "conversation_command"
_NAMES = {
    "af": "Afrikaans", "ar": "العربية", "bg": "Български", "bn": "বাংলা", "ca": "Català", "cs": "Čeština",
    "cy": "Cymraeg", "da": "Dansk", "de": "Deutsch", "de-CH": "Deutsch (Schweiz)", "el": "Ελληνικά", "en": "English",
    "es": "Español", "et": "Eesti", "eu": "Euskara", "fa": "فارسی", "fi": "Suomi", "fr": "Français", "ga": "Gaeilge",
    "gl": "Galego", "gu": "ગુજરાતી", "he": "עברית", "hi": "हिन्दी", "hr": "Hrvatski", "hu": "Magyar", "hy": "Հայերեն",
    "id": "Bahasa Indonesia", "is": "Íslenska", "it": "Italiano", "ja": "日本語", "ka": "ქართული", "kn": "ಕನ್ನಡ",
    "ko": "한국어", "kw": "Kernewek", "lb": "Lëtzebuergesch", "lt": "Lietuvių", "lv": "Latviešu", "ml": "മലയാളം",
    "mn": "Монгол", "ms": "Bahasa Melayu", "nb": "Norsk bokmål", "ne": "नेपाली", "nl": "Nederlands", "pa": "ਪੰਜਾਬੀ",
    "pl": "Polski", "pt": "Português", "pt-BR": "Português (Brasil)", "ro": "Română", "ru": "Русский",
    "sk": "Slovenčina", "sl": "Slovenščina", "sr": "Српски", "sr-Latn": "Srpski", "sv": "Svenska", "sw": "Kiswahili",
    "ta": "தமிழ்", "te": "తెలుగు", "th": "ไทย", "tr": "Türkçe", "uk": "Українська", "ur": "اردو", "vi": "Tiếng Việt",
    "zh-CN": "中文 (简体)", "zh-HK": "中文 (香港)", "zh-TW": "中文 (台灣)",
}  # fmt: skip


_POLITE = {
    "en": (
        "thanks", "thank you", "many thanks", "thanks a lot", "hey", "ok", "okay", "well", "now please", "will you",
        "kindly", "i would like to", "i would like", "i want you to", "i need you to", "be so kind and", "go ahead and",
        "can you please", "could you please", "would you please", "would you mind", "just",
    ),
    "es": ("hola", "muchas gracias", "oye", "bueno", "quiero que", "quisiera que", "me gustaría que"),
    "de": ("hallo", "hey", "bitte schön", "vielen dank", "danke schön", "ok", "okay", "sei so gut und"),
    "fr": (
        "s'il vous plaît", "s'il te plait", "s'il vous plait", "svp", "merci beaucoup", "ok", "pourrais-tu",
        "pouvez-vous", "pourriez-vous", "peux-tu", "tu peux", "tu pourrais", "je voudrais que tu", "j'aimerais que tu",
    ),
}  # fmt: skip
"""What people say to be kind, beyond what Home Assistant's templates pass over."""


class UnknownLanguage(BadUsage):
    """There are no templates for a language."""

    code = "unknown-command-language"
    hint = later("Choose one of the languages that the settings list for commands.")

    def __init__(self, language: str) -> None:
        self.language = language
        super().__init__(
            tr(
                "Commands cannot be given in “{language}”: there are no sentences for it.",
                language=elided(language, 20),
            )
        )


class BrokenTemplates(BadInput):
    """A shipped file of sentences cannot be read."""

    code = "broken-templates"
    hint = later("Install EdgeAssist again; commands in other languages still work.")

    def __init__(self, name: str, reason: str) -> None:
        self.name = name
        super().__init__(tr("The sentences in {name} cannot be read: {reason}", name=name, reason=reason))


def available() -> tuple[tuple[str, str], ...]:
    """Return code and own name of every language, in the order of the codes."""
    return tuple((code, _NAMES.get(code, code)) for code in sorted(home_assistant_intents.get_languages()))


def nearest(language: str) -> str:
    """Return the code that serves `language` (`en-GB` is served by `en`); raise `UnknownLanguage` where none does."""
    known = {code.casefold(): code for code, _ in available()}
    wanted = language.strip().replace("_", "-").casefold()
    for candidate in (wanted, wanted.partition("-")[0]):
        if candidate in known:
            return known[candidate]
    raise UnknownLanguage(language)


@lru_cache(maxsize=4)
def templates(language: str) -> dict[str, Any]:
    """Return all templates of `language` in the format of Home Assistant's; shared, so not to be changed.

    Beyond that format a list may have `normalizer` and `spoken`, and a block `metadata.rank` and `metadata.speech`.
    """
    code = nearest(language)
    merged = _home_assistants(code)
    for own in _own(code):
        _add(merged, own)
    for theirs in offered_in(code):
        with _passing_over_broken_ones():
            _add(merged, fitting(theirs, merged, code))
    return merged


@lru_cache(maxsize=4)
def offered_in(code: str) -> tuple[dict[str, Any], ...]:
    """Return the templates that actions of others bring for a language; what is installed stays so in this run."""
    specs = [one.spec for one in discover() if one.spec is not None and code in one.spec.templates]
    return tuple(read(spec, code, spec.templates[code]) for spec in specs)


@contextmanager
def _passing_over_broken_ones() -> Iterator[None]:
    try:
        yield
    except OfferedBroken as broken:
        _log.warning("an action of others: %s", broken)


def own_file(language: str) -> Path | None:
    """Return our own templates of `language`, or of what it is a variety of; None where there are none."""
    candidates = (resource("intents", f"{code}.yaml") for code in (language, language.partition("-")[0]))
    return next((path for path in candidates if path.is_file()), None)


def read_own(path: Path) -> dict[str, Any]:
    """Return what a file of templates holds; raise `BrokenTemplates` where it is none."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        read = loader(path.read_text(encoding="utf-8")).get_single_data()
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BrokenTemplates(path.name, " ".join(str(error).split())) from error
    if not isinstance(read, dict) or not isinstance(read.get("intents"), dict):
        raise BrokenTemplates(path.name, "there is no mapping called intents in it.")
    return read


def _own(code: str) -> list[dict[str, Any]]:
    path = own_file(code)
    return [] if path is None else [read_own(path)]


def _home_assistants(code: str) -> dict[str, Any]:
    whole = home_assistant_intents.get_intents(code, json_load=json.load)
    intents = {}
    for name, intent in whole["intents"].items():
        blocks = [_tamed(block) for block in intent["data"] if not _is_beyond_us(block)]
        if name not in NOT_OURS and blocks:
            intents[name] = {"data": blocks}
    polite = _POLITE.get(code.partition("-")[0], ())
    kept = {key: whole.get(key, {}) for key in ("lists", "expansion_rules", "settings")}
    return {**kept, "language": code, "intents": intents, "skip_words": [*whole.get("skip_words", ()), *polite]}


def _tamed(block: dict[str, Any]) -> dict[str, Any]:
    return {**block, "sentences": [one for said in block["sentences"] for one in _TAMED.get(said, (said,))]}


def _is_beyond_us(block: dict[str, Any]) -> bool:
    """Tell whether a block takes any words for a command to run later, or asks after people ("who is your boss")."""
    asks_for_people = block.get("slots", {}).get("domain") == "person"
    return asks_for_people or any(_DELAYED in sentence for sentence in block["sentences"])


def _add(merged: dict[str, Any], own: dict[str, Any]) -> None:
    for key in ("lists", "expansion_rules"):
        merged[key] = {**merged[key], **(own.get(key) or {})}
    for name, intent in own["intents"].items():
        merged["intents"].setdefault(name, {"data": []})["data"].extend(intent["data"])
    merged["skip_words"].extend(own.get("skip_words") or [])
