# SPDX-License-Identifier: Apache-2.0
"""How states, sources and times are said, in plain words. Pure; knows no widget and asks no clock."""

import json
import re
from datetime import datetime

from edgeassist.intents.action import Preview
from edgeassist.intents.commands import Step
from edgeassist.intents.intent import Intent, Parsed, as_json
from edgeassist.intents.wording import clock_time
from edgeassist.panes.voice.ear import EarLook
from edgeassist.speech.heard import Heard

EXAMPLES = {
    "en": ("set a timer for ten minutes", "turn on the kitchen lights", "what is 45 psi in bar"),
    "de": ("stelle einen Timer auf zehn Minuten", "schalte alle Lichter aus", "wie viel sind 45 psi in bar"),
    "es": ("pon un temporizador de diez minutos", "apaga todas las luces", "cuánto son 45 psi en bar"),
    "fr": ("mets un minuteur de dix minutes", "éteins toutes les lumières", "combien font 45 psi en bar"),
}
_NONE_FOUND = "No microphone was found."
NO_MICROPHONE = f"{_NONE_FOUND} Type a command instead."
KEPT = "The microphone is gone. What you said is kept; it goes on when it is back."
LOUD = "Too loud: hold the microphone a little farther away."
_STATES = {
    "opening": "Opening the microphone…",
    "speech": "Listening…",
    "thinking": "Working out what was said…",
    "lost": KEPT,
    "none": NO_MICROPHONE,
    "elsewhere": "The microphone is open for dictation.",
}
_SOURCES = {
    "template": "template",
    "taught": "taught by you",
    "loose": "close to a template",
    "model": "language model",
    "pronoun": "from before",
}
_IGNORED = {
    "noise": "(noise) ignored",
    "silence": "(no speech) ignored",
    "not-a-command": "(music or talk) ignored",
    "too-long": "(long talk) ignored",
}
_REASONS = {
    "noise": "only noise",
    "silence": "nothing was said",
    "not-a-command": "not a command",
    "too-long": "too long for a command",
}
_LANGUAGES = {"en": "English", "de": "German", "es": "Spanish", "fr": "French", "it": "Italian", "pt": "Portuguese"}
_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
_CAPITALS = re.compile(r"(?<=[a-z])(?=[A-Z])")


def plain(sentence: str) -> str:
    """Return `sentence` without the marks of bold details."""
    return _BOLD.sub(r"\1", sentence)


def language_name(code: str) -> str:
    """Return the English name of a language, or its code."""
    return _LANGUAGES.get(code.split("-", maxsplit=1)[0], code)


def state(look: EarLook) -> str:
    """Return what the microphone does, as a sentence."""
    if look.show == "listening":
        return "Speak now, then let go" if look.hold else "Speak now; it stops by itself"
    if look.show == "speech" and look.hold:
        return "Listening… let go when you are done"
    return _STATES.get(look.show, "Hold Space to speak, or click")


def recognizer(look: EarLook, language: str) -> str:
    """Return who hears, and in which language; with what does not fit to the commands' `language`.

    Where no microphone is, return what more is known of that.
    """
    ready = look.ready
    if look.show == "none":
        return look.why_none.removeprefix(_NONE_FOUND).strip()
    if ready is None:
        return ""
    who = "the built-in recognizer" if ready.recognizer == "embedded" else ready.recognizer
    said = f"Heard by {who}, in {language_name(ready.language)}"
    if ready.language.split("-")[0] != language.split("-", maxsplit=1)[0]:
        said += f"; commands are in {language_name(language)}: type them, or add a voice model for it"
    return said


def ignored(heard: Heard) -> tuple[str, str]:
    """Return what was ignored, and why."""
    if heard.is_too_short:
        return "(too short) ignored", "too short to be sure: say it again"
    return _IGNORED.get(heard.verdict, "(music or talk) ignored"), _REASONS.get(heard.verdict, "not a command")


def detail(intent: Intent, parsed: Parsed | None) -> str:
    """Return the small line: the intent, how it was found, and how long that took."""
    parts = [intent.name, _SOURCES.get(intent.source, intent.source)]
    if intent.source == "pronoun":
        parts[1] = next((f"“{slot.text}” from before" for slot in intent.slots if slot.text), parts[1])
    if parsed is not None:
        took = parsed.model_ms if intent.source == "model" and parsed.model_ms else parsed.took_ms
        parts.append(f"{took / 1000:.1f} s" if took >= 1000 else f"{took:.0f} ms")
    return " · ".join(parts)


def as_text(intent: Intent) -> str:
    """Return the JSON of one intent, for reading."""
    whole = as_json(Parsed(intent.text, "", (intent,)))["intents"]
    found = whole[0] if isinstance(whole, list) else whole
    return json.dumps(found, indent=2, ensure_ascii=False)


def in_words(intents: tuple[Intent, ...], said: str = "") -> str:
    """Return what a guess means: its own words where they are not just what was `said`, else its name and details."""
    own = " and ".join(one.text for one in intents if one.text)
    if own and own.casefold() != said.casefold():
        return own
    return " and ".join(_named(one) for one in intents)


def offered(
    guesses: tuple[tuple[Intent, ...], ...], offers: tuple[tuple[Preview, ...], ...], said: str
) -> tuple[str, ...]:
    """Return what each guess would do; where that is not told, or told of two alike, the words of the guess."""
    told = [" and ".join(plain(one.sentence) for one in previews) for previews in offers]
    if len(told) == len(guesses) == len(set(told)) and all(told):
        return tuple(told)
    return tuple(in_words(guess, said) for guess in guesses)


def _named(intent: Intent) -> str:
    name = intent.name.removeprefix("Hass").removeprefix("Edge")
    words = _CAPITALS.sub(" ", name).lower()
    details = ", ".join(slot.text or str(slot.value) for slot in intent.slots)
    return f"{words[:1].upper()}{words[1:]}: {details}" if details else words[:1].upper() + words[1:]


def question(preview: Preview) -> str:
    """Return what is asked before a step is done."""
    said = preview.sentence.strip()
    return said if said.endswith("?") else f"{said.rstrip('.')}?"


def waiting(say: str, left_s: int) -> str:
    """Return how to answer, and what comes of no answer."""
    how = f"This needs a click, or say “{say}”." if say else "This needs a click."
    return f"{how} Waiting {left_s} s, then no." if left_s > 0 else f"{how} Nothing is done until then."


def waiting_aloud(say: str) -> str:
    """Return how to answer, for a screen reader: the words that do it are never said by the computer itself."""
    how = "Press the button, or say yes and its name." if say else "This needs a click."
    return f"{how} No answer means no."


def verb(step: Step) -> str:
    """Return the word on the button that does it."""
    return step.preview.verb or "Do it"


def when(at: str, now: datetime) -> str:
    """Return the time of day of an ISO moment, with the date where that is another one; empty for no moment."""
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return ""
    moment = moment.astimezone(now.tzinfo) if moment.tzinfo and now.tzinfo else moment.replace(tzinfo=now.tzinfo)
    clock = clock_time(moment)
    return clock if moment.date() == now.date() else f"{moment:%d %b}, {clock}"
