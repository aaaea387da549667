# SPDX-License-Identifier: Apache-2.0
"""How states, sources and times are said, in plain words. Pure; knows no widget and asks no clock."""

import json
import re
from datetime import datetime
from functools import reduce

from edgeassist.core.language import later, listed, tr, with_colon
from edgeassist.core.units import human_seconds
from edgeassist.intents.action import Preview
from edgeassist.intents.commands import Step
from edgeassist.intents.intent import Intent, Parsed, as_json
from edgeassist.intents.wording import clock_time, short_date
from edgeassist.panes.voice.ear import EarLook
from edgeassist.speech.heard import Heard

_NONE_FOUND = later("No microphone was found.")
NO_MICROPHONE = later("No microphone was found. Type a command instead.")
KEPT = later("The microphone is gone. What you said is kept; it goes on when it is back.")
LOUD = later("Too loud: hold the microphone a little farther away.")
_STATES = {
    "opening": later("Opening the microphone…"),
    "speech": later("Listening…"),
    "thinking": later("Working out what was said…"),
    "lost": KEPT,
    "none": NO_MICROPHONE,
    "elsewhere": later("The microphone is open for dictation."),
}
_SOURCES = {
    "template": later("template"),
    "taught": later("taught by you"),
    "loose": later("close to a template"),
    "model": later("language model"),
    "pronoun": later("from before"),
}
_IGNORED = {
    "noise": later("(noise) ignored"),
    "silence": later("(no speech) ignored"),
    "not-a-command": later("(music or talk) ignored"),
    "too-long": later("(long talk) ignored"),
}
_REASONS = {
    "noise": later("only noise"),
    "silence": later("nothing was said"),
    "not-a-command": later("not a command"),
    "too-long": later("too long for a command"),
}
_LANGUAGES = {
    "en": later("English"),
    "ar": later("Arabic"),
    "de": later("German"),
    "es": later("Spanish"),
    "fr": later("French"),
    "it": later("Italian"),
    "pt": later("Portuguese"),
}
_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
_CAPITALS = re.compile(r"(?<=[a-z])(?=[A-Z])")


def plain(sentence: str) -> str:
    """Return `sentence` without the marks of bold details."""
    return _BOLD.sub(r"\1", sentence)


def language_name(code: str) -> str:
    """Return the name of a language, or its code."""
    name = _LANGUAGES.get(code.split("-", maxsplit=1)[0])
    return tr(name) if name else code


def understood_in(code: str) -> str:
    """Return the languages that may be typed where commands are in the language of `code`."""
    own, beside = language_name(code), language_name("en")
    return own if own == beside else listed((own, beside))


def state(look: EarLook) -> str:
    """Return what the microphone does, as a sentence."""
    if look.show == "listening":
        return tr("Speak now, then let go") if look.hold else tr("Speak now; it stops by itself")
    if look.show == "speech" and look.hold:
        return tr("Listening… let go when you are done")
    return tr(_STATES.get(look.show, later("Hold Space to speak, or click")))


def recognizer(look: EarLook, language: str) -> str:
    """Return who hears, and in which language; with what does not fit to the commands' `language`.

    Where no microphone is, return what more is known of that.
    """
    ready = look.ready
    if look.show == "none":
        return look.why_none.removeprefix(tr(_NONE_FOUND)).strip()
    if ready is None:
        return ""
    who = tr("the built-in recognizer") if ready.recognizer == "embedded" else ready.recognizer
    heard = language_name(ready.language)
    if ready.language.split("-")[0] == language.split("-", maxsplit=1)[0]:
        return tr("Heard by {recognizer}, in {language}", recognizer=who, language=heard)
    return tr(
        "Speak in {language}; type in {other_language} or {language}. To speak {other_language}, add a voice model.",
        language=heard,
        other_language=language_name(language),
    )


def ignored(heard: Heard) -> tuple[str, str]:
    """Return what was ignored, and why."""
    if heard.is_too_short:
        return tr("(too short) ignored"), tr("too short to be sure: say it again")
    verdict = heard.verdict if heard.verdict in _IGNORED else "not-a-command"
    return tr(_IGNORED[verdict]), tr(_REASONS[verdict])


def detail(intent: Intent, parsed: Parsed | None) -> str:
    """Return the small line: the intent, how it was found, and how long that took."""
    parts = [intent.name, tr(_SOURCES[intent.source]) if intent.source in _SOURCES else intent.source]
    if intent.source == "pronoun":
        parts[1] = next((tr("“{word}” from before", word=slot.text) for slot in intent.slots if slot.text), parts[1])
    if parsed is not None:
        took = parsed.model_ms if intent.source == "model" and parsed.model_ms else parsed.took_ms
        parts.append(human_seconds(took / 1000))
    return " · ".join(parts)


def as_text(intent: Intent) -> str:
    """Return the JSON of one intent, for reading."""
    whole = as_json(Parsed(intent.text, "", (intent,)))["intents"]
    found = whole[0] if isinstance(whole, list) else whole
    return json.dumps(found, indent=2, ensure_ascii=False)


def in_words(intents: tuple[Intent, ...], said: str = "") -> str:
    """Return what a guess means: its own words where they are not just what was `said`, else its name and details."""
    own = _joined([one.text for one in intents if one.text])
    if own and own.casefold() != said.casefold():
        return own
    return _joined([_named(one) for one in intents])


def offered(
    guesses: tuple[tuple[Intent, ...], ...], offers: tuple[tuple[Preview, ...], ...], said: str
) -> tuple[str, ...]:
    """Return what each guess would do; where that is not told, or told of two alike, the words of the guess."""
    told = [_joined([plain(one.sentence) for one in previews]) for previews in offers]
    if len(told) == len(guesses) == len(set(told)) and all(told):
        return tuple(told)
    return tuple(in_words(guess, said) for guess in guesses)


def _joined(parts: list[str]) -> str:
    """Return steps as one sentence, in their order."""
    return reduce(lambda first, then: tr("{first} and {then}", first=first, then=then), parts) if parts else ""


def _named(intent: Intent) -> str:
    name = intent.name.removeprefix("Hass").removeprefix("Edge")
    words = _CAPITALS.sub(" ", name).lower()
    details = ", ".join(slot.text or str(slot.value) for slot in intent.slots)
    return with_colon(words[:1].upper() + words[1:], details) if details else words[:1].upper() + words[1:]


def question(preview: Preview) -> str:
    """Return what is asked before a step is done."""
    said = preview.sentence.strip()
    return said if said.endswith("?") else tr("{said}?", said=said.rstrip("."))


def waiting(say: str, left_s: int) -> str:
    """Return how to answer, and what comes of no answer."""
    how = tr("This needs a click, or say or type “{words}”.", words=say) if say else tr("This needs a click.")
    then = tr("Waiting {seconds} s, then no.", seconds=left_s) if left_s > 0 else tr("Nothing is done until then.")
    return f"{how} {then}"


def waiting_aloud(say: str) -> str:
    """Return how to answer, for a screen reader: the words that do it are never said by the computer itself."""
    how = tr("Press the button, or say yes and its name.") if say else tr("This needs a click.")
    no_answer = tr("No answer means no.")
    return f"{how} {no_answer}"


def verb(step: Step) -> str:
    """Return the word on the button that does it: a preview's own is English, for a spoken yes is held against it."""
    return tr(step.preview.verb or later("Do it"))


def when(at: str, now: datetime) -> str:
    """Return the time of day of an ISO moment, with the date where that is another one; empty for no moment."""
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return ""
    moment = moment.astimezone(now.tzinfo) if moment.tzinfo and now.tzinfo else moment.replace(tzinfo=now.tzinfo)
    clock = clock_time(moment)
    return clock if moment.date() == now.date() else f"{short_date(moment)}, {clock}"
