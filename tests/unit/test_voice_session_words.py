# SPDX-License-Identifier: Apache-2.0
"""How the voice pane says things: states, sources, questions, guesses, times, and the list of before."""

import json
from datetime import datetime, timedelta, timezone

import pytest

from edgeassist.core.language import LANGUAGES, use
from edgeassist.intents.action import Outcome, Preview, Risk
from edgeassist.intents.commands import State, Step
from edgeassist.intents.intent import Intent, Parsed, Slot, Source
from edgeassist.intents.samples import SAMPLES, samples_in
from edgeassist.panes.voice import earlier, phrasing
from edgeassist.panes.voice.ear import EarLook, Show
from edgeassist.panes.voice.session import Card, Ignored, Look
from edgeassist.speech.heard import Heard
from edgeassist.speech.lines import Ready

ZONE = timezone(timedelta(hours=1))
NOW = datetime(2026, 11, 21, 14, 30, tzinfo=ZONE)
KITCHEN = Slot("name", "kitchen_lights", "kitchen lights")
ON = Intent("HassTurnOn", (KITCHEN,), "turn on the kitchen lights")


def step(number: int = 1, state: State = "done", at: str = "", risk: Risk = "undoable", verb: str = "") -> Step:
    made = Preview("Turn on the **kitchen lights**", risk, verb=verb)
    return Step(number, ON, made, state, Outcome("The **kitchen lights** are on.", undo="back"), at=at)


@pytest.mark.parametrize(
    ("show", "hold", "said"),
    [
        ("closed", False, "Hold Space to speak, or click"),
        ("opening", False, "Opening the microphone…"),
        ("listening", True, "Speak now, then let go"),
        ("listening", False, "Speak now; it stops by itself"),
        ("speech", True, "Listening… let go when you are done"),
        ("speech", False, "Listening…"),
        ("thinking", False, "Working out what was said…"),
        ("lost", False, phrasing.KEPT),
        ("none", False, "No microphone was found. Type a command instead."),
        ("elsewhere", False, "The microphone is open for dictation."),
    ],
)
def test_every_state_has_its_words(show: Show, hold: bool, said: str) -> None:
    assert phrasing.state(EarLook(show=show, hold=hold)) == said


def test_the_recognizer_is_named_in_plain_words() -> None:
    embedded = EarLook(ready=Ready("embedded", "en", dictates=False))
    assert phrasing.recognizer(embedded, "en") == "Heard by the built-in recognizer, in English"
    vosk = EarLook(ready=Ready("vosk-model-small-de", "de", dictates=True))
    assert phrasing.recognizer(vosk, "de") == "Heard by vosk-model-small-de, in German"
    assert phrasing.recognizer(EarLook(), "en") == ""


def test_a_recognizer_of_another_language_says_what_to_do() -> None:
    said = phrasing.recognizer(EarLook(ready=Ready("embedded", "en", dictates=False)), "de")
    assert said == "Speak in English; type in German or English. To speak German, add a voice model."


def test_a_regional_code_is_the_same_language() -> None:
    ready = EarLook(ready=Ready("embedded", "en", dictates=False))
    assert phrasing.recognizer(ready, "en-GB") == "Heard by the built-in recognizer, in English"


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("", ""),
        ("No microphone was found.", ""),
        ("The sound system does not answer.", "The sound system does not answer."),
    ],
)
def test_no_microphone_says_more_only_where_more_is_known(why: str, said: str) -> None:
    look = EarLook(show="none", why_none=why, ready=Ready("embedded", "en", dictates=False))
    assert phrasing.recognizer(look, "en") == said


@pytest.mark.parametrize(
    ("source", "said"),
    [("template", "template"), ("taught", "taught by you"), ("loose", "close to a template")],
)
def test_the_small_line_says_how_it_was_found(source: Source, said: str) -> None:
    intent = Intent("HassTurnOn", source=source)
    assert phrasing.detail(intent, Parsed("x", "en", took_ms=11.2)) == f"HassTurnOn · {said} · 0.01 s"
    assert phrasing.detail(intent, None) == f"HassTurnOn · {said}"


def test_the_time_of_the_model_is_said_for_what_it_found() -> None:
    parsed = Parsed("x", "en", took_ms=12.0, model_ms=2340.0)
    assert phrasing.detail(Intent("HassTurnOn", source="model"), parsed) == "HassTurnOn · language model · 2.34 s"


def test_a_pronoun_says_which_word_it_was() -> None:
    intent = Intent("HassLightSet", (Slot("name", "x", "them"),), source="pronoun")
    assert phrasing.detail(intent, None) == "HassLightSet · “them” from before"
    assert phrasing.detail(Intent("HassLightSet", source="pronoun"), None) == "HassLightSet · from before"


def test_the_json_is_that_of_the_intent() -> None:
    assert json.loads(phrasing.as_text(ON)) == {
        "intent": "HassTurnOn",
        "slots": {"name": "kitchen_lights"},
        "text": "turn on the kitchen lights",
        "source": "template",
        "score": 1.0,
    }


def test_the_json_keeps_letters_readable() -> None:
    assert "Küche" in phrasing.as_text(Intent("HassTurnOn", (Slot("area", "Küche"),)))


def test_a_guess_has_its_own_words() -> None:
    assert phrasing.in_words((ON,), "turn the light") == "turn on the kitchen lights"


def test_a_guess_without_words_of_its_own_is_described() -> None:
    said = Intent("HassTurnOn", (KITCHEN,), "turn the light")
    assert phrasing.in_words((said,), "Turn the light") == "Turn on: kitchen lights"
    assert phrasing.in_words((Intent("EdgeTellDate"),), "x") == "Tell date"
    assert phrasing.in_words((Intent("EdgeOpenPane", (Slot("pane", "chat"),)),)) == "Open pane: chat"


def test_a_guess_of_two_intents_names_both() -> None:
    off = Intent("HassTurnOff", (KITCHEN,), "turn off the kitchen lights")
    assert phrasing.in_words((ON, off)) == "turn on the kitchen lights and turn off the kitchen lights"


def test_a_guess_says_what_it_would_do() -> None:
    guesses, on, off = ((ON,), (ON, ON)), Preview("Turn on **the lamp**"), Preview("Turn off **the TV**")
    assert phrasing.offered(guesses, ((on,), (off, on)), "x") == (
        "Turn on the lamp",
        "Turn off the TV and Turn on the lamp",
    )


@pytest.mark.parametrize("offers", [(), ((Preview("Same"),), (Preview("Same"),)), ((), ())])
def test_guesses_whose_offers_do_not_tell_them_apart_keep_their_words(offers: tuple[tuple[Preview, ...], ...]) -> None:
    off = Intent("HassTurnOff", (KITCHEN,), "turn off the kitchen lights")
    assert phrasing.offered(((ON,), (off,)), offers, "x") == (
        "turn on the kitchen lights",
        "turn off the kitchen lights",
    )


def test_a_question_is_marked_as_the_language_marks_one() -> None:
    use("es", lambda text, _many, _n: "¿{said}?" if text == "{said}?" else text)
    try:
        assert phrasing.question(Preview("Delete it.")) == "¿Delete it?"
    finally:
        use("en")


@pytest.mark.parametrize("sentence", ["Delete the list **X**", "Delete the list **X**.", "Delete the list **X**?"])
def test_a_question_ends_as_one(sentence: str) -> None:
    assert phrasing.question(Preview(sentence)) == "Delete the list **X**?"


def test_how_to_answer_names_the_words_and_the_time() -> None:
    said = phrasing.waiting("yes, delete Night shift", 8)
    assert said == "This needs a click, or say or type “yes, delete Night shift”. Waiting 8 s, then no."
    assert phrasing.waiting("", 0) == "This needs a click. Nothing is done until then."


def test_the_button_has_the_verb_of_the_step() -> None:
    assert phrasing.verb(step(verb="Delete")) == "Delete"
    assert phrasing.verb(step()) == "Do it"


def test_bold_details_are_plain_for_a_screen_reader() -> None:
    assert phrasing.plain("**Turn on** the **lights**") == "Turn on the lights"
    assert phrasing.plain("2 ** 3") == "2 ** 3"
    assert phrasing.plain("Write **one\ntwo**") == "Write one\ntwo"


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2026-11-21T14:05:00+01:00", "2:05 pm"),
        ("2026-11-21T13:05:00+00:00", "2:05 pm"),
        ("2026-11-20T09:00:00+01:00", "20 Nov, 9 am"),
        ("2026-11-21T14:05:00", "2:05 pm"),
        ("", ""),
        ("yesterday", ""),
    ],
)
def test_a_moment_is_a_time_of_day_here(at: str, said: str) -> None:
    assert phrasing.when(at, NOW) == said


def test_every_language_of_examples_has_three() -> None:
    assert {len(texts) for texts in SAMPLES.values()} == {3}
    assert set(LANGUAGES) <= set(SAMPLES), "every language of the window has its own"
    assert (samples_in("de-CH"), samples_in("nl")) == (SAMPLES["de"], SAMPLES["en"])


def test_languages_are_named() -> None:
    assert phrasing.language_name("de-AT") == "German"
    assert phrasing.language_name("nl") == "nl"


def test_the_list_has_the_newest_first_and_not_what_stands_on_the_page() -> None:
    old, new = step(1, at="2026-11-21T10:00:00+01:00"), step(2, at="2026-11-21T12:00:00+01:00")
    noise = Ignored("(music or noise) ignored", "not a command", "2026-11-21T11:00:00+01:00")
    look = Look(earlier=(new, old), ignored=(noise,))
    assert earlier.entries(look) == (new, noise, old)
    on_page = Look(cards=(Card(new),), earlier=(new, old), ignored=(noise,))
    assert earlier.entries(on_page) == (noise, old)


def test_the_list_is_bounded_and_bears_a_moment_that_is_none() -> None:
    look = Look(earlier=tuple(step(number, at="?") for number in range(80)))
    assert len(earlier.entries(look)) == earlier.MOST


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("done", "2:05 pm"),
        ("undone", "taken back · 2:05 pm"),
        ("declined", "left undone · 2:05 pm"),
        ("timed-out", "no answer: left undone · 2:05 pm"),
        ("cannot", "cannot be done · 2:05 pm"),
        ("failed", "failed · 2:05 pm"),
    ],
)
def test_a_row_says_what_became_of_it_and_when(state: State, said: str) -> None:
    assert earlier.remark(step(state=state, at="2026-11-21T14:05:00+01:00"), NOW) == said


def test_a_row_of_what_was_ignored_says_why() -> None:
    one = Ignored("(talk) ignored", "not a command", "2026-11-21T14:05:00+01:00")
    assert (earlier.sentence(one), earlier.remark(one, NOW)) == ("(talk) ignored", "not a command · 2:05 pm")
    assert not earlier.may_undo(one)


def test_an_answer_stands_in_the_list_as_the_answer() -> None:
    assert earlier.sentence(step(risk="none")) == "The **kitchen lights** are on."
    assert earlier.sentence(step()) == "Turn on the **kitchen lights**"


def test_only_what_was_done_and_left_a_token_can_be_taken_back() -> None:
    assert earlier.may_undo(step())
    assert not earlier.may_undo(step(state="undone"))
    assert not earlier.may_undo(Step(1, ON, Preview("x"), "done", Outcome("y")))
    assert not earlier.may_undo(Step(1, ON, Preview("x"), "done"))


def test_what_was_too_short_is_asked_for_again() -> None:
    assert phrasing.ignored(Heard("", "noise", speech_s=0.1))[1] == "too short to be sure: say it again"
    assert phrasing.ignored(Heard("", "noise", speech_s=3.0))[1] == "only noise"
