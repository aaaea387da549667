# SPDX-License-Identifier: Apache-2.0
"""The clock, the report, the panes, the sums and the chats: what they answer, what they want, what they refuse."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from edgeassist.core import language
from edgeassist.intents.action import Action, Preview, Wanted
from edgeassist.intents.actions import clock, home, panes, report, sums
from edgeassist.intents.intent import Intent, Slot
from edgeassist.intents.kept_action import USED
from edgeassist.intents.wording import bold, clock_time, day_beside, duration, either, short_date, until, when
from tests.support.commanding import NOON, Place, acting, do, intent, refusal


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = Place(tmp_path)
    yield made
    made.leave()


@pytest.fixture
def window(place: Place) -> Iterator[Action]:
    with acting(panes.SPEC, place) as action:
        yield action


def test_the_clock_tells_time_day_and_distance(place: Place) -> None:
    place.clock.pass_by(7 * 3600 + 5 * 60)
    with acting(clock.SPEC, place) as action:
        assert do(action, "HassGetCurrentTime").sentence == "It is 7:05 pm."
        assert do(action, "HassGetCurrentDate").sentence == "It is Friday, 6 March 2026."
        assert do(action, "EdgeTellDate", date="2026-03-06").sentence == "That is today: Friday, 6 March 2026."
        assert do(action, "EdgeTellDate", date="2026-12-24").sentence.endswith("24 December 2026, in 293 days.")
        assert do(action, "EdgeTellDate", date="2026-03-05").sentence.endswith("5 March 2026, 1 day ago.")
        assert refusal(action, "EdgeTellDate", date="soon").startswith("Say which day")
        assert action.preview(intent("HassGetCurrentTime")).risk == "none"


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        ("battery", "Battery: 80%, not charging."),
        ("Memory", "Memory: 3.1 GB free."),
        ("temperature", "Nothing is known of the temperature of this computer."),
        ("all", "Memory: 3.1 GB free. Battery: 80%, not charging. Disk: 120 GB free. Model: none."),
    ],
)
def test_the_report_says_what_is_known(place: Place, what: str, sentence: str) -> None:
    with acting(report.SPEC, place) as action:
        assert do(action, "EdgeReport", what=what).sentence == sentence


def test_a_report_of_nothing_and_the_weather_say_so(place: Place) -> None:
    place.rows = ()
    with acting(report.SPEC, place) as action:
        assert do(action, "EdgeReport").sentence == "Nothing is known of this computer now."
        assert refusal(action, "HassGetWeather").endswith("does not know the weather.")


@pytest.mark.parametrize(
    ("name", "slots", "wanted"),
    [
        ("EdgeOpenPane", {"pane": "voice"}, Wanted(pane="voice")),
        ("EdgeOpenPane", {"pane": "Microphone"}, Wanted(pane="voice")),
        ("EdgeOpenPane", {"pane": "settings"}, Wanted(pane="settings")),
        ("EdgeOpenPane", {"pane": "models"}, Wanted(pane="models")),
        ("EdgeOpenPane", {"pane": "guide"}, Wanted(pane="guide")),
        ("EdgeOpenPane", {"pane": "home"}, Wanted(pane="home")),
        ("EdgeSummarizeThis", {}, Wanted(wish="summarize", focused=True)),
        ("EdgeTranslate", {"language": "es"}, Wanted(wish="translate", language="es", focused=True)),
        ("EdgeTranslate", {"language": "de", "text": "hi"}, Wanted(wish="translate", text="hi", language="de")),
        ("EdgeAsk", {"text": "why?"}, Wanted(wish="chat", text="why?")),
        ("EdgeStop", {}, Wanted(stop=True)),
        ("HassNevermind", {}, None),
        ("HassRespond", {}, None),
    ],
)
def test_what_only_the_window_can_do_is_wanted_of_it(
    window: Action, name: str, slots: dict[str, str], wanted: Wanted | None
) -> None:
    outcome = do(window, name, **slots)
    assert (outcome.wanted, outcome.undo) == (wanted, "")
    assert window.preview(intent(name, **slots)).risk == "none"


@pytest.mark.parametrize(
    ("name", "slots", "why"),
    [
        ("EdgeOpenPane", {"pane": "moon"}, "There is no pane “moon”. There is Chat and Voice."),
        ("EdgeTranslate", {"text": "hi"}, "Say into which language: “translate this to Spanish”."),
        ("EdgeAsk", {}, "Say what to ask."),
        ("EdgeDeleteChats", {}, "There is no chat to delete."),
    ],
)
def test_what_the_window_could_not_do_is_refused(window: Action, name: str, slots: dict[str, str], why: str) -> None:
    assert refusal(window, name, **slots) == why


@pytest.mark.parametrize(
    ("name", "slots", "said"),
    [
        ("EdgeCalculate", {"expression": "12*7"}, "12 × 7 = 84"),
        ("EdgeCalculate", {"expression": "20%*50"}, "20 % × 50 = 10"),
        ("EdgeCalculate", {"expression": "1/3"}, "1 ÷ 3 ≈ 0.3333333333"),
        ("EdgeCalculate", {"expression": "1000*1000"}, "1,000 × 1,000 = 1,000,000"),
        ("EdgeCalculate", {"expression": "1000000-0.5"}, "1,000,000 − 0.5 = 999,999.5"),
        ("EdgeCalculate", {"expression": "123456.789+1"}, "123,456.789 + 1 = 123,457.789"),
        ("EdgeCalculate", {"expression": "1000000/3"}, "1,000,000 ÷ 3 ≈ 333,333.3333"),
        ("EdgeCalculate", {"expression": "1/3*3"}, "1 ÷ 3 × 3 = 1"),
        ("EdgeCalculate", {"expression": "√2*√2"}, "√2 × √2 ≈ 2"),
        ("EdgeCalculate", {"expression": "10--3"}, "10 − (−3) = 13"),
        ("EdgeConvert", {"amount": 5, "from_unit": "mi", "to_unit": "km"}, "5 mi are about 8.047 km."),
        ("EdgeConvert", {"amount": 10, "from_unit": "mi", "to_unit": "km"}, "10 mi are about 16.09 km."),
        ("EdgeConvert", {"amount": 1, "from_unit": "h", "to_unit": "min"}, "1 h is 60 min."),
        ("EdgeConvert", {"amount": 0.5, "from_unit": "mg", "to_unit": "µg"}, "0.5 mg is 500 µg."),
        ("EdgeConvert", {"amount": 1, "from_unit": "µg", "to_unit": "kg"}, "1 µg is 0.000000001 kg."),
        ("EdgeConvert", {"amount": 1, "from_unit": "gal", "to_unit": "l"}, "1 US gal is about 3.785 l."),
        ("EdgeConvert", {"amount": 98.6, "from_unit": "°F", "to_unit": "°C"}, "98.6 °F is 37 °C."),
        ("EdgeConvert", {"amount": 180, "from_unit": "cm", "to_unit": "ft"}, "180 cm are about 5.906 ft (5 ft 11 in)."),
        ("EdgeConvert", {"amount": 100, "from_unit": "mi", "to_unit": "m"}, "100 mi are about 160,934 m."),
        ("EdgeCalculate", {"expression": "100-58*2"}, "100 − 58 × 2 = −16"),
    ],
)
def test_sums_and_units_are_worked_out(place: Place, name: str, slots: dict[str, str], said: str) -> None:
    with acting(sums.SPEC, place) as action:
        assert do(action, name, **slots).sentence == said
        assert action.preview(intent(name, **slots)).risk == "none"


@pytest.mark.parametrize(
    ("name", "slots"),
    [
        ("EdgeCalculate", {}),
        ("EdgeCalculate", {"expression": "1/0"}),
        ("EdgeCalculate", {"expression": "9^9^9^9"}),
        ("EdgeCalculate", {"expression": "__import__('os')"}),
        ("EdgeConvert", {"amount": 5, "from_unit": "km", "to_unit": "kg"}),
        ("EdgeConvert", {"amount": 5, "from_unit": "moons", "to_unit": "kg"}),
        ("EdgeConvert", {"from_unit": "km", "to_unit": "mi"}),
    ],
)
def test_sums_without_an_answer_say_why(place: Place, name: str, slots: dict[str, str]) -> None:
    with acting(sums.SPEC, place) as action:
        assert refusal(action, name, **slots).endswith((".", "”"))


def test_units_that_are_unlike_are_named_as_they_were_said(place: Place) -> None:
    miles = Intent(
        "EdgeConvert", (Slot("amount", 3), Slot("from_unit", "mi", "miles"), Slot("to_unit", "kg", "kilograms"))
    )
    with acting(sums.SPEC, place) as action:
        assert action.preview(miles).cannot == "Length (miles) cannot be converted to mass (kilograms)."


@pytest.mark.parametrize(
    ("asked", "amount", "from_unit", "to_unit", "answer"),
    [
        ("5 Meilen in Kilometern", 5, ("mi", "Meilen"), ("km", "Kilometern"), "5 Meilen are about 8.047 Kilometer."),
        ("2 Kilometer in Metern", 2, ("km", "Kilometern"), ("m", "Metern"), "2 Kilometer are 2,000 Meter."),
        ("36 Stunden in Tagen", 36, ("h", "Stunden"), ("d", "Tagen"), "36 Stunden are 1.5 Tage."),
        ("336 Stunden in Wochen", 336, ("h", "Stunden"), ("wk", "Wochen"), "336 Stunden are 2 Wochen."),
    ],
)
def test_units_are_told_without_the_n_that_german_adds_to_them(
    place: Place, asked: str, amount: int, from_unit: tuple[str, str], to_unit: tuple[str, str], answer: str
) -> None:
    slots = (Slot("amount", amount, asked), Slot("from_unit", *from_unit), Slot("to_unit", *to_unit))
    with acting(sums.SPEC, place) as action:
        assert action.perform(Intent("EdgeConvert", slots)).sentence == answer


def test_an_amount_of_two_units_is_told_as_it_was_said(place: Place) -> None:
    height = Intent(
        "EdgeConvert",
        (
            Slot("amount", 5.833333333333333, "5 feet 10 inches"),
            Slot("from_unit", "ft", "feet"),
            Slot("to_unit", "cm", "cm"),
        ),
    )
    with acting(sums.SPEC, place) as action:
        assert action.perform(height).sentence == "5 feet 10 inches are 177.8 cm."


def test_what_is_colder_than_can_be_is_named_as_people_write_it(place: Place) -> None:
    with acting(sums.SPEC, place) as action:
        why = refusal(action, "EdgeConvert", amount=-1300.5, from_unit="°C", to_unit="°F")
    assert why == "−1,300.5 °C is below absolute zero."


def chats_on(place: Place, number: int) -> list[int]:
    for one in range(number):
        place.chats().start().add_question(f"question {one}")
    return [entry.id for entry in place.chats().shelf.entries()]


def test_all_chats_go_to_the_bin_and_the_same_ones_come_back(place: Place, window: Action) -> None:
    numbers = chats_on(place, 3)
    place.chats().shelf.delete(numbers[0])
    assert window.preview(intent("EdgeDeleteChats")) == Preview(
        "Delete **all chats** (2 chats). They stay in the bin for 30 days", "risky", "all chats", "Delete"
    )
    gone = do(window, "EdgeDeleteChats")
    assert gone.sentence == "2 chats are in the bin."
    assert place.chats().shelf.entries() == ()
    assert window.undo(gone.undo).sentence == "2 chats are back."
    assert {one.id for one in place.chats().shelf.entries()} == set(numbers[1:])
    assert [one.id for one in place.chats().shelf.entries("bin")] == [numbers[0]]
    assert (window.undo(gone.undo).sentence, window.undo(gone.undo).done) == (USED, False)


def test_chats_that_were_purged_meanwhile_do_not_come_back(place: Place, window: Action) -> None:
    chats_on(place, 1)
    token = do(window, "EdgeDeleteChats").undo
    place.chats().shelf.purge(everything=True)
    refused = window.undo(token)
    assert (refused.sentence, refused.done) == ("None of these chats is in the bin any more.", False)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "0 seconds"), (1, "1 second"), (59.6, "1 minute"), (61, "1 minute 1 second"), (3600, "1 hour")],
)
def test_durations_are_said_in_two_units(seconds: float, said: str) -> None:
    assert duration(seconds) == said
    assert duration(90061) == "25 hours 1 minute"


@pytest.mark.parametrize(
    ("hour", "minute", "said"),
    [
        (0, 0, "midnight"),
        (12, 0, "noon"),
        (0, 5, "12:05 am"),
        (12, 30, "12:30 pm"),
        (7, 0, "7 am"),
        (23, 59, "11:59 pm"),
    ],
)
def test_times_are_said_as_people_say_them(hour: int, minute: int, said: str) -> None:
    assert clock_time(datetime(2026, 3, 6, hour, minute, tzinfo=UTC)) == said


@pytest.mark.parametrize(
    ("days", "said"),
    [(-1, "yesterday"), (0, "today"), (1, "tomorrow"), (6, "on Thursday"), (7, "on 13 March"), (-3, "on 3 March")],
)
def test_days_are_said_from_today(days: int, said: str) -> None:
    assert day_beside(NOON.date() + timedelta(days=days), NOON.date()) == said
    assert day_beside(date(2027, 3, 6), NOON.date()) == "on 6 March 2027"


def test_small_words_fit_their_number() -> None:
    assert (either([]), either(["a"]), either(["a", "b"]), either(["a", "b", "c"])) == ("", "a", "a or b", "a, b or c")
    assert bold("a**b*") == "**ab**"
    assert when(NOON + timedelta(hours=1), NOON) == "at 1 pm"
    assert [until(NOON + timedelta(hours=hours), NOON) for hours in (1, 24, 48)] == [
        "1 pm",
        "tomorrow at noon",
        "Sunday at noon",
    ]
    assert short_date(NOON) == "06 Mar"


@pytest.mark.parametrize(
    ("language", "about"),
    [("en", "all chats"), ("es", "todos los chats"), ("de-CH", "alle Chats"), ("fr", "toutes les conversations")],
)
def test_what_is_to_be_named_aloud_is_in_the_language_that_is_spoken(tmp_path: Path, language: str, about: str) -> None:
    place = Place(tmp_path, language=language)
    chats_on(place, 1)
    with acting(panes.SPEC, place) as window:
        assert window.preview(intent("EdgeDeleteChats")).object == about
    place.leave()
    with acting(home.SPEC, place) as rooms:
        door = rooms.preview(intent("HassTurnOff", name="front-door"))
        own = {"en": "the front door", "es": "Puerta de entrada", "de-CH": "Haustür", "fr": "Porte d'entrée"}
        assert door.object == own[language]


def test_the_parts_of_the_computer_are_named_in_the_language_of_the_window(tmp_path: Path) -> None:
    words = {"Memory": "Arbeitsspeicher", "Battery": "Akku", "Disk": "Datenträger", "Model": "Modell"}
    language.use("de", lambda text, _many, _n: words.get(text, text))
    try:
        with acting(report.SPEC, Place(tmp_path)) as action:
            said = do(action, "EdgeReport").sentence
    finally:
        language.use("en")
    assert [name for name in words.values() if f"{name}: " in said] == list(words.values())
    assert not any(f"{name}: " in said for name in words)
