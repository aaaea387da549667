# SPDX-License-Identifier: Apache-2.0
"""What counts as a yes, what as a no, and what as neither: only a yes that names the object does something."""

from datetime import timedelta

import pytest

from edgeassist.intents.action import Preview
from edgeassist.intents.confirming import WAIT_S, answer_of, asked_about, is_answer, spoken_words, words_to_say
from tests.support.commanding import NOON

NIGHT_SHIFT = asked_about(1, Preview("Delete **Night shift**", "risky", "Night shift", "Delete"), NOON)
DOOR = asked_about(2, Preview("Unlock **the front door**", "risky", "the front door", "Unlock"), NOON)


@pytest.mark.parametrize(
    "text",
    [
        "yes, delete Night shift",
        "yes delete night shift",
        "Yes delete the Night Shift",
        "yes night shift",
        "yes, please delete the night shift",
        "YES DELETE NIGHT SHIFT!",
    ],
)
def test_a_yes_that_names_the_object_is_one(text: str) -> None:
    assert answer_of(text, NIGHT_SHIFT, "en") == "yes"


@pytest.mark.parametrize("text", ["yes front door", "yes unlock the front door", "yes, unlock a front door"])
def test_articles_do_not_matter(text: str) -> None:
    assert answer_of(text, DOOR, "en") == "yes"


@pytest.mark.parametrize("text", ["yes", "Yes.", "yes please", "yes yes"])
def test_a_bare_yes_never_is(text: str) -> None:
    assert answer_of(text, NIGHT_SHIFT, "en") in ("bare-yes", "other")
    assert answer_of(text, DOOR, "en") != "yes"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "...",
        "delete night shift",
        "night shift",
        "night shift yes",
        "yes, delete day shift",
        "yes delete knight shift",
        "yes night",
        "yes do not delete night shift",
        "yes never mind the night shift",
        "yes no night shift",
        "yes I worked the night shift with my brother last week",
        "yesterday night shift",
        "okay delete night shift",
    ],
)
def test_anything_else_is_no_answer(text: str) -> None:
    assert answer_of(text, NIGHT_SHIFT, "en") == "other"


@pytest.mark.parametrize("text", ["no", "No!", "cancel", "no cancel", "never mind", "stop", "no thanks", "no, don't"])
def test_a_no_is_a_no(text: str) -> None:
    assert answer_of(text, NIGHT_SHIFT, "en") == "no"


@pytest.mark.parametrize("text", ["cancel the timer", "stop the music", "no lights in the kitchen"])
def test_another_command_is_not_a_no(text: str) -> None:
    assert answer_of(text, NIGHT_SHIFT, "en") == "other"


@pytest.mark.parametrize(
    ("language", "yes", "no"),
    [
        ("es", "Sí, la puerta", "no"),
        ("es", "si puerta por favor", "cancela"),
        ("de", "Ja, die puerta", "Nein"),
        ("fr", "oui, la puerta s'il te plaît", "annule"),
        ("de-CH", "ja puerta", "abbrechen"),
        ("fi", "yes puerta", "no"),
    ],
)
def test_other_languages_have_their_own_words(language: str, yes: str, no: str) -> None:
    question = asked_about(3, Preview("", "risky", "Puerta", "Abrir"), NOON)
    assert answer_of(yes, question, language) == "yes"
    assert answer_of(no, question, language) == "no"


def test_what_to_say_names_the_object_and_is_understood() -> None:
    preview = Preview("Delete **all chats**", "risky", "all chats", "Delete")
    assert words_to_say(preview, "en") == "yes, delete all chats"
    assert words_to_say(preview, "es") == "sí, all chats"
    assert words_to_say(Preview("Stop", "risky"), "en") == ""
    for language in ("en", "es", "de", "fr"):
        say = words_to_say(preview, language)
        assert answer_of(say, asked_about(1, preview, NOON), language) == "yes"


def test_the_recognizer_listens_for_yes_with_the_object_and_for_no_but_never_for_a_bare_yes() -> None:
    assert spoken_words("yes, delete all chats", "en") == ("yes delete all chats", "yes all chats", "no", "cancel")
    assert spoken_words("ja, Haustür", "de") == ("ja haustur", "nein", "abbrechen")
    assert spoken_words("", "en") == ()


def test_a_question_ends_by_itself_and_when_the_clock_is_set_back() -> None:
    assert NIGHT_SHIFT.is_open(NOON)
    assert NIGHT_SHIFT.is_open(NOON + timedelta(seconds=WAIT_S - 0.1))
    assert not NIGHT_SHIFT.is_open(NOON + timedelta(seconds=WAIT_S))
    assert not NIGHT_SHIFT.is_open(NOON - timedelta(seconds=1))


@pytest.mark.parametrize(("text", "answers"), [("yes sir", True), ("no", True), ("good night", False), ("", False)])
def test_answers_are_kept_from_being_taught(text: str, answers: bool) -> None:
    assert is_answer(text, "en") is answers


def test_the_words_for_yes_can_be_said() -> None:
    assert (
        words_to_say(Preview("", object="the timer of 5 minutes", verb="Cancel it"), "en")
        == "yes, the timer of 5 minutes"
    )
    assert words_to_say(Preview("", object="the lamp", verb="Turn on"), "en") == "yes, turn on the lamp"
    assert words_to_say(Preview("", object="word " * 9, verb="Note it"), "en") == "", "too long to be said: a click"
