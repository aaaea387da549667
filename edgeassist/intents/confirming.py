# SPDX-License-Identifier: Apache-2.0
"""The question before something risky: what to say, what counts as yes or no, and when it is over. Default: no.

A bare "yes" never counts: whoever says it must name the object. Knows no action and no clock.
"""

import re
import unicodedata
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from edgeassist.intents.action import Preview

WAIT_S = 10.0
_MOST_WORDS = 8
Answer = Literal["yes", "no", "bare-yes", "other"]
_YES = {"en": ("yes",), "es": ("si",), "de": ("ja",), "fr": ("oui",)}
_NO = {
    "en": ("no", "cancel", "never mind", "nevermind", "stop", "dont", "do not"),
    "es": ("no", "cancela", "cancelar", "dejalo"),
    "de": ("nein", "abbrechen", "lass es", "nicht"),
    "fr": ("non", "annule", "annuler", "laisse tomber"),
}
_SAY_YES = {"en": "yes", "es": "sí", "de": "ja", "fr": "oui"}
_FILLERS = {
    "en": frozenset({"the", "a", "an", "my", "please", "that", "it", "and"}),
    "es": frozenset({"el", "la", "los", "las", "un", "una", "mi", "por", "favor"}),
    "de": frozenset({"der", "die", "das", "den", "dem", "ein", "eine", "mein", "meine", "bitte"}),
    "fr": frozenset({"le", "la", "les", "un", "une", "mon", "ma", "mes", "s", "il", "te", "plait"}),
}
_THANKS = ("thanks", "thank", "you", "gracias", "danke", "merci")


class Question(msgspec.Struct, frozen=True):
    """One that is open: the step it is about, its object and verb, and when it was asked and ends."""

    step_id: int
    object: str
    verb: str
    asked: datetime
    until: datetime

    def is_open(self, now: datetime) -> bool:
        """Tell whether an answer still counts; a clock that was set back ends it too."""
        return self.asked <= now < self.until


def asked_about(step_id: int, preview: Preview, now: datetime) -> Question:
    """Return the question about a step that is asked `now`."""
    return Question(step_id, preview.object, preview.verb, now, now + timedelta(seconds=WAIT_S))


def words_to_say(preview: Preview, language: str) -> str:
    """Return what to say for yes, naming the object; empty where there is none, or too long a one: then click."""
    if not 0 < len(_words(preview.object, language)) <= _MOST_WORDS:
        return ""
    own = _language(language) == "en" and not preview.verb.endswith((" it", " me"))  # "yes, cancel it the timer"
    verb = f" {preview.verb.casefold()}" if preview.verb and own else ""
    return f"{_SAY_YES[_language(language)]},{verb} {preview.object}"


def spoken_words(say: str, language: str) -> tuple[str, ...]:
    """Return what a recognizer is to listen for while `say` is asked for: the yes with and without its verb, and no."""
    words = _plain(say)
    if not words:
        return ()
    whole, short = " ".join(words), " ".join((words[0], *words[2:])) if len(words) > 2 else ""
    return (whole, *((short,) if short and _language(language) == "en" else ()), *_NO[_language(language)][:2])


def answer_of(text: str, question: Question, language: str) -> Answer:
    """Return what `text` says to `question`. Articles, case, accents and marks do not matter; the object does."""
    code = _language(language)
    words = _words(text, language)
    if not words:
        return "other"
    if _is_no(text, words, code):
        return "no"
    if words[0] not in _YES[code]:
        return "other"
    rest, wanted = words[1:], _words(question.object, language)
    if not rest:
        return "bare-yes"
    at = _position(rest, wanted)
    if at < 0:
        return "other"
    others = [word for word in (*rest[:at], *rest[at + len(wanted) :]) if word not in _YES[code] + _THANKS]
    verb = _plain(question.verb) if code == "en" else []
    strange = [word for word in others if word not in verb]
    # In other languages the verb is the person's own: one word of theirs may stand there, if it refuses nothing.
    refuses = any(word in _refusing(code) for word in strange)
    return "other" if refuses or len(strange) > (0 if code == "en" else 1) else "yes"


def is_answer(text: str, language: str) -> bool:
    """Tell whether `text` begins as a yes does, or is a no: nothing else may be taught to mean that."""
    words, code = _words(text, language), _language(language)
    return bool(words) and (words[0] in _YES[code] or _is_no(text, words, code))


def _is_no(text: str, words: list[str], code: str) -> bool:
    """Tell whether every word is one of refusal: "cancel the timer" is another command, not a no."""
    if " ".join(_plain(text)) in _NO[code]:
        return True
    return words[0] in _NO[code] and all(word in _refusing(code) or word in _THANKS for word in words)


def _refusing(code: str) -> set[str]:
    return {word for phrase in _NO[code] for word in phrase.split()}


def _position(words: list[str], wanted: list[str]) -> int:
    """Return where `wanted` begins within `words`; -1 where it does not occur, or is nothing."""
    size = len(wanted)
    return next((at for at in range(len(words) - size + 1) if size and words[at : at + size] == wanted), -1)


def _words(text: str, language: str) -> list[str]:
    fillers = _FILLERS[_language(language)]
    plain = _plain(text)
    return [word for word in plain if word not in fillers] or plain


def _plain(text: str) -> list[str]:
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return re.findall(r"\w+", bare.casefold().replace("'", "").replace("’", ""))


def _language(language: str) -> str:
    code = language.partition("-")[0]
    return code if code in _YES else "en"
