# SPDX-License-Identifier: Apache-2.0
"""What a language model says of a sentence is taken whole and in order, or not at all."""

import json
from datetime import UTC, datetime

import pytest

from edgeassist.core.instructions import INTENT_SCHEMA, parse_command
from edgeassist.intents.model_reader import MOST_CHARACTERS, ModelReader
from edgeassist.wire import Generate
from tests.support.paraphrases import NOW, names, plain

HOME = names("en")
Plain = tuple[str, tuple[tuple[str, str], ...]]


def reads(answer: object, *, starter: bool) -> list[Plain]:
    text = answer if isinstance(answer, str) else json.dumps(answer)
    return [plain(one) for one in ModelReader(lambda _: text, starter, lambda: NOW).read("do it", HOME)]


def starter_says(intent: str, **slots: str) -> list[Plain]:
    return reads({"intent": intent, "slots": slots}, starter=True)


@pytest.mark.parametrize(
    ("intent", "slots", "meant"),
    [
        ("StartTimer", {"duration": "ten minutes", "name": "pasta"}, "HassStartTimer name=pasta seconds=600"),
        ("SetAlarm", {"time": "7:30 am"}, "EdgeSetAlarm time=07:30"),
        ("CancelAlarm", {"time": "7 am"}, "EdgeCancelAlarm time=07:00"),
        ("AddReminder", {"what": "call Anna", "when": "at 5 pm"}, "EdgeSetReminder text=call Anna time=17:00"),
        ("AddNote", {"text": "the gate is open"}, "EdgeTakeNote text=the gate is open"),
        ("AddToList", {"item": "tea", "list": "night shift"}, "HassListAddItem item=tea name=night-shift"),
        ("ReadList", {"list": "shopping"}, "EdgeReadList list=shopping"),
        ("Calculate", {"expression": "2 plus 3"}, "EdgeCalculate expression=2+3"),
        ("TellDate", {}, "HassGetCurrentDate"),
        ("TellDate", {"day": "tomorrow"}, "EdgeTellDate date=2026-11-22"),
        ("Translate", {"text": "good night", "target": "german"}, "EdgeTranslate language=de text=good night"),
        ("ReportBattery", {}, "EdgeReport what=battery"),
        ("HassTurnOn", {"name": "Desk lamp"}, "HassTurnOn name=desk-lamp"),
        ("HassTurnOff", {"area": "kitchen", "domain": "light"}, "HassTurnOff area=kitchen domain=light"),
        ("HassLightSet", {"name": "desk lamp", "brightness": "forty"}, "HassLightSet brightness=40 name=desk-lamp"),
        ("HassLightSet", {"area": "kitchen", "color": "red"}, "HassLightSet area=kitchen color=red"),
        ("OpenPane", {"pane": "chat"}, "EdgeOpenPane pane=chat"),
        ("CancelTimer", {"duration": "ten minutes"}, "HassCancelTimer start_minutes=10"),
    ],
)  # fmt: skip
def test_the_words_of_the_starter_become_values(intent: str, slots: dict[str, str], meant: str) -> None:
    ((name, values),) = starter_says(intent, **slots)
    assert " ".join((name, *(f"{slot}={value}" for slot, value in values))) == meant


@pytest.mark.parametrize(
    ("intent", "slots"),
    [
        ("None", {}),
        ("FlyAway", {}),
        ("HassTurnOn", {"name": "moon lamp"}),
        ("HassTurnOn", {"wings": "two"}),
        ("HassTurnOn", {"name": " "}),
        ("StartTimer", {"duration": "soon"}),
        ("Translate", {"text": "hi", "target": "klingon"}),
        ("HassLightSet", {"name": "desk lamp", "brightness": "4.5"}),
        ("HassLightSet", {"name": "desk lamp", "brightness": "400"}),
        ("HassTurnOff", {"area": "kitchen", "domain": "rocket"}),
    ],
)
def test_an_answer_of_the_starter_that_cannot_be_read_whole_is_nothing(intent: str, slots: dict[str, str]) -> None:
    assert starter_says(intent, **slots) == []


@pytest.mark.parametrize(
    "answer", ["", "turn it on", "[]", '{"intent": "Stop"}', '{"intent": "Stop", "slots": {}, "x": 1}']
)
def test_what_is_not_json_by_the_schema_is_nothing(answer: str) -> None:
    assert reads(answer, starter=True) == []
    assert reads(answer, starter=False) == []


def bigger(*intents: tuple[str, dict[str, object]]) -> list[Plain]:
    return reads({"intents": [{"intent": name, "slots": slots} for name, slots in intents]}, starter=False)


def test_a_bigger_model_may_say_several_intents_with_ids() -> None:
    assert bigger(("HassTurnOn", {"name": "desk-lamp"}), ("HassStartTimer", {"minutes": 5})) == [
        ("HassTurnOn", (("name", "desk-lamp"),)),
        ("HassStartTimer", (("seconds", "300"),)),
    ]
    assert bigger() == []


@pytest.mark.parametrize(
    ("name", "slots"),
    [
        ("FlyAway", {}),
        ("HassTurnOn", {"name": "moon-lamp"}),
        ("HassTurnOn", {"text": "x"}),
        ("HassLightSet", {"name": "desk-lamp", "brightness": 400}),
        ("EdgeSetAlarm", {"time": "25:00"}),
    ],
)
def test_one_intent_that_is_out_of_order_spoils_the_whole_answer(name: str, slots: dict[str, object]) -> None:
    assert bigger(("HassGetCurrentTime", {}), (name, slots)) == []


def test_an_intent_that_no_action_serves_is_not_taken() -> None:
    answer = json.dumps({"intents": [{"intent": "EdgeDeleteChats", "slots": {}}]})
    reader = ModelReader(lambda _: answer, starter=False, served=("EdgeStop",))
    assert reader.read("wipe it all", HOME) == ()


def test_each_kind_of_model_is_asked_in_its_own_way() -> None:
    asked: list[Generate] = []

    def ask(request: Generate) -> str:
        asked.append(request)
        return ""

    now = datetime(2026, 11, 21, 10, tzinfo=UTC)
    for starter in (True, False):
        assert ModelReader(ask, starter, lambda: now).read("lamp please", HOME) == ()
    small, big = asked
    assert [turn.text for turn in small.turns] == [parse_command(), "lamp please"]
    assert small.json_schema == INTENT_SCHEMA
    assert "desk-lamp" in big.turns[0].text
    assert "Saturday 2026-11-21" in big.turns[0].text
    assert "desk-lamp" in (big.json_schema or "")
    assert {one.sampling.temperature for one in asked} == {0.0}


@pytest.mark.parametrize("text", ["", "  ", "x" * (MOST_CHARACTERS + 1)])
def test_no_model_is_asked_about_nothing_or_a_long_text(text: str) -> None:
    def never(_: Generate) -> str:
        raise AssertionError

    assert ModelReader(never, starter=True).read(text, HOME) == ()
