# SPDX-License-Identifier: Apache-2.0
"""Commands in people's own words: what is taken, what is only guessed, and what stays nothing."""

from functools import cache
from pathlib import Path

import pytest
from msgspec.structs import replace

from edgeassist.intents.intent import Intent, Slot
from edgeassist.intents.loose import MOST_WORDS, Loose, LooseUnderstander
from edgeassist.intents.loose_frames import closest
from edgeassist.intents.loose_rewriting import Rewriter
from edgeassist.intents.loose_spotting import Spotter, folded
from edgeassist.intents.loose_values import values_of
from edgeassist.intents.loose_words import LooseWords, loose_words
from edgeassist.intents.names import Named, Names
from edgeassist.intents.slots import Normalizing
from tests.support.paraphrases import NOW, names, plain, read, right

OWN = Path(__file__).parents[1] / "data" / "paraphrases_own.txt"
LEAST_RIGHT = {"en": 0.92, "es": 0.95, "de": 0.9, "fr": 0.88}
UNRELATED = """
What do you like to do in your free time?
How old are you?
I still haven't gotten my new card. When will it get here?
How long does it take for a purchase to go from pending to authorised?
can you tell me how to compute price per ounce
I told you not to do that.
Buy whatever you require, even though you have to pay three times the value of it.
If you met such a cow, what would you do?
That's the point.
Can you wait a bit?
I like you a ton
I need to change a transfer.
make a list of all sites in the us where spirits have been seen at night
He turned to the window and looked down at the dark street.
She has never seen the lights of the city at night.
Why is the light on in the kitchen of my neighbour?
Who turned the radio on while we were sleeping?
Don't turn on the kitchen light
"""


@cache
def understander(language: str) -> LooseUnderstander:
    made = LooseUnderstander(language, lambda: names(language), now=lambda: NOW)
    made.prepare()
    return made


def words_of(language: str) -> LooseWords:
    words = loose_words(language)
    assert words is not None
    return words


def meaning(sentence: str, language: str = "en") -> list[object]:
    return [plain(one) for one in understander(language).parse(sentence).intents]


@pytest.mark.parametrize("language", list(LEAST_RIGHT))
@pytest.mark.parametrize("every", [8, pytest.param(1, marks=pytest.mark.slow)])
def test_most_of_what_people_say_in_their_own_words_is_exactly_understood(language: str, every: int) -> None:
    wanted = [one for one in read(OWN) if one.language == language][::every]
    missed = [one.sentence for one in wanted if not right(understander(language).parse(one.sentence).intents, one)]
    assert len(missed) <= (1 - LEAST_RIGHT[language]) * len(wanted), missed


@pytest.mark.parametrize("sentence", UNRELATED.strip().splitlines())
def test_talk_about_something_else_is_no_command(sentence: str) -> None:
    assert meaning(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "source", "least"),
    [
        ("turn on the kitchen light", "template", 1.0),
        ("could you be a dear and turn on the kitchen light, love", "loose", 0.9),
        ("kill the kitchen light", "loose", 0.9),
        ("give me some light in the kitchen", "loose", 0.8),
    ],
)
def test_the_nearer_to_a_template_the_surer(sentence: str, source: str, least: float) -> None:
    (intent,) = understander("en").parse(sentence).intents
    assert intent.source == source
    assert intent.score >= least
    assert (intent.score == 1.0) == (source == "template")


def test_what_was_said_is_kept_as_the_text_of_a_loose_intent() -> None:
    (intent,) = understander("en").parse("kill the kitchen light").intents
    assert intent.text == "kill the kitchen light"


def test_commands_in_a_row_are_read_each_in_its_own_words() -> None:
    assert meaning("kill the TV and lock the front door") == [
        ("HassTurnOff", (("name", "tv"),)),
        ("HassTurnOn", (("name", "front-door"),)),
    ]


def test_a_reason_beside_a_command_is_left_out_for_a_price() -> None:
    parsed = understander("en").parse("the sun is blinding me, shut the living room blinds")
    assert [plain(one) for one in parsed.intents] == [("HassTurnOff", (("name", "living-room-blinds"),))]
    assert parsed.intents[0].score < 0.96


def test_a_question_about_a_light_does_not_switch_it() -> None:
    assert meaning("did I leave the kitchen light on") == [
        ("HassGetState", (("name", "kitchen-light"), ("state", "on")))
    ]


def test_a_word_with_a_slip_in_it_is_guessed() -> None:
    assert meaning("kill the lights in the bedrom") in (
        [],
        [("HassTurnOff", (("area", "bedroom"), ("domain", "light")))],
    )
    assert meaning("scrap all the timmers please") == meaning("cancel all timers") == [("HassCancelAllTimers", ())]


def test_a_long_sentence_is_not_read_loosely() -> None:
    asked: list[str] = []

    def exact(text: str) -> tuple[Intent, ...]:
        asked.append(text)
        return ()

    loose = Loose("en", lambda: names("en"), lambda: NOW)
    assert loose("kill " * MOST_WORDS + "lights", exact) == ()
    assert asked == []
    loose("kill the lights", exact)
    assert asked


def test_a_language_without_words_of_its_own_is_read_strictly() -> None:
    assert Loose("pl", Names, lambda: NOW)("zgaś światło", lambda _: (Intent("EdgeStop"),)) == ()


def test_new_names_are_known_at_once() -> None:
    known = [Names()]
    made = LooseUnderstander("en", lambda: known[0], now=lambda: NOW)
    assert made.parse("give me some light in the barn").intents == ()
    known[0] = Names(areas=(Named("barn", "barn"),))
    (intent,) = made.parse("give me some light in the barn").intents
    assert intent.value("area") == "barn"


def test_equal_meanings_are_one_and_a_fuller_one_takes_the_place_of_a_lesser() -> None:
    loose = Loose("en", lambda: names("en"), lambda: NOW)
    full = Intent("EdgeCancelAlarm", (Slot("time", "07:00"),))
    bare = Intent("EdgeCancelAlarm")

    def exact(text: str) -> tuple[Intent, ...]:
        return (full,) if "7 am" in text else (bare,) if text == "cancel the alarm" else ()

    found = loose("kill the 7 am alarm", exact)
    assert [replace(one, score=1.0, text="", source="template") for (one,) in found] == [full]


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("could you please stop that right now, thanks", "stop that"),
        ("stop", "stop"),
        ("please", "please"),
        ("I'd like you to hurry", "hurry"),
        ("ok so please, please turn it off for me", "turn it off"),
    ],
)
def test_politeness_around_a_command_is_taken_off(text: str, bare: str) -> None:
    assert Rewriter(words_of("en"), Names()).bare(text) == bare


def test_clauses_are_offered_the_last_first_and_cost() -> None:
    found = list(Rewriter(words_of("en"), Names()).clauses("it is late, the baby sleeps, lights off"))
    assert [one.say for one in found] == ["lights off", "the baby sleeps", "it is late"]
    assert {round(one.score, 2) for one in found} == {0.92}
    assert list(Rewriter(words_of("en"), Names()).clauses("lights off")) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("forty", {"number": "forty", "percent": "40"}),
        ("7", {"number": "7", "hour": "7", "percent": "7"}),
        ("ten minutes", {"duration": "ten minutes", "quantity": "ten minutes"}),
        ("21 degrees", {"degrees": "21"}),
        ("half past six", {"moment": "half past six", "time": "half past six"}),
        ("tomorrow", {"moment": "tomorrow", "date": "tomorrow"}),
        ("2 plus 3", {"sum": "2 plus 3"}),
        ("5 miles", {"quantity": "5 miles"}),
        ("kilometers", {"unit": "kilometers"}),
        ("red", {"colour": "red"}),
        ("cheese", {}),
    ],
)
def test_words_are_read_as_every_value_that_they_can_be(text: str, value: dict[str, str]) -> None:
    found = values_of(text, Normalizing("en", NOW), numeric=text[0].isdigit() or text in ("forty", "ten minutes"))
    assert value.items() <= found.items()
    assert bool(found) == bool(value)


@pytest.mark.parametrize(
    ("language", "text", "concepts"),
    [
        ("en", "the kitchen light", [{"fill"}, {"name", "is-light"}]),
        ("en", "garage", [{"name", "is-cover", "part"}]),
        ("de", "Wohnzimmerlicht", [{"area"}, {"light"}]),
        ("fr", "l'entrée", [{"fill"}, {"area"}]),
        ("en", "xyzzy", [set()]),
    ],
)
def test_names_and_words_are_spotted(language: str, text: str, concepts: list[set[str]]) -> None:
    spotter = Spotter(words_of(language), names(language))
    found = [set(piece.stands_for) for piece in spotter.pieces(text, Normalizing(language, NOW))]
    assert len(found) == len(concepts)
    assert all(wanted <= there for wanted, there in zip(concepts, found, strict=True))


def test_what_is_said_beyond_a_command_costs() -> None:
    words, spotter = words_of("en"), Spotter(words_of("en"), names("en"))

    def best(text: str) -> float:
        pieces = spotter.pieces(text, Normalizing("en", NOW))
        return max((one.score for one in closest(pieces, words) if one.say == "turn off the TV"), default=0.0)

    assert best("kill the TV") > best("kill the TV xyzzy") > best("kill the TV xyzzy plugh")
    assert best("do not kill the TV") == 0.0
    assert best("how do I kill the TV") == 0.0


def test_text_is_folded_to_one_form() -> None:
    assert folded(" CAFÉ’s ") == "café's"


@pytest.mark.slow
def test_sentences_written_later_are_read_as_well() -> None:
    wanted = list(read(OWN.with_name("paraphrases_later.txt")))
    missed = [one.sentence for one in wanted if not right(understander("en").parse(one.sentence).intents, one)]
    assert len(missed) <= 0.08 * len(wanted), missed


@pytest.mark.parametrize(
    "sentence",
    [
        "delete every single thing I own",
        "unlock your potential",
        "open your heart",
        "lock him up",
        "kill the messenger",
    ],
)
def test_a_figure_of_speech_does_nothing_risky(sentence: str) -> None:
    assert meaning(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "language", "meant"),
    [
        ("échame luz en la cocina", "es", "HassTurnOn"),
        ("mach mal das Licht im Flur aus", "de", "HassTurnOff"),
        ("coupe la lumière dans la chambre s'il te plaît", "fr", "HassTurnOff"),
        ("nos falta leche", "es", "HassListAddItem"),
        ("Milch ist alle", "de", "HassListAddItem"),
        ("il n'y a plus de lait", "fr", "HassListAddItem"),
    ],
)
def test_other_languages_have_words_of_their_own(sentence: str, language: str, meant: str) -> None:
    assert [one.name for one in understander(language).parse(sentence).intents] == [meant]
