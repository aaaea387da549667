# SPDX-License-Identifier: Apache-2.0
"""Public command sets: what a row becomes, and which rows are left out, on rows in each set's own format."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from starter.home_assistant import documents, home_assistant, hwu, snips


def row(text: str, intent: str, **slots: Any) -> dict[str, Any]:
    return {"lang": "en", "text": text, "intent": intent, "slots": slots, "file": "tests/en/x.yaml"}


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (
            row("can you switch off the kitchen lights?", "HassTurnOff", area="Kitchen", domain="light"),
            ("HassTurnOff", {"area": "kitchen", "domain": "light"}),
        ),
        (
            row("turn off the kitchen light", "HassTurnOff", area="Kitchen", domain="light"),
            ("HassTurnOff", {"name": "kitchen light"}),
        ),
        (
            row("lock the front door", "HassTurnOn", domain="lock", name="Front Door"),
            ("HassTurnOn", {"name": "front door", "domain": "lock"}),
        ),
        (
            row("turn on all fans", "HassTurnOn", area="Office", domain="fan", name="all"),
            ("HassTurnOn", {"domain": "fan"}),
        ),
        (
            row("set bedroom lamp to red", "HassLightSet", color="red", name="Bedroom Lamp"),
            ("HassLightSet", {"name": "bedroom lamp", "color": "red"}),
        ),
        (
            row("pon el salón en rojo", "HassLightSet", color="red", area="Salón"),
            ("HassLightSet", {"area": "salón", "color": "rojo"}),
        ),
        (
            row("set timer called pizza for 5 minutes", "HassStartTimer", minutes=5, name=["pizza ", "pizza"]),
            ("StartTimer", {"name": "pizza", "duration": "5 minutes"}),
        ),
        (
            row("add milk to my chores list", "HassListAddItem", item="milk", name="Chores"),
            ("AddToList", {"item": "milk", "list": "chores"}),
        ),
        (row("pause", "HassMediaPause", area="Living Room"), ("HassMediaPause", {})),
        (row("set brightness to max", "HassLightSet", brightness=100), None),
        (row("add 5 minutes to timer", "HassIncreaseTimer", minutes=5), None),
        (row("open it in 5 minutes", "HassStartTimer", minutes=5, conversation_command="open it"), None),
    ],
)
def test_a_home_assistant_sentence_says_its_slots(
    given: dict[str, Any], wanted: tuple[str, dict[str, str]] | None
) -> None:
    found = home_assistant(given)
    assert found == wanted
    assert found is None or wanted is None or list(found[1]) == list(wanted[1])


def test_hwu_rows_that_correspond_are_taken_and_others_left() -> None:
    assert hwu("alarm_set", {"time": "seven am"}, "wake me at seven am") == ("SetAlarm", {"time": "seven am"})
    assert hwu("lists_query", {"list_name": "to do list"}, "read my to do list") == ("ReadList", {"list": "to do"})
    assert hwu("iot_hue_lightoff", {"house_place": "hall"}, "hall lights off") == (
        "HassTurnOff",
        {"area": "hall", "domain": "light"},
    )
    assert hwu("alarm_remove", {}, "phones") is None
    assert hwu("email_query", {}, "any mail") is None


def test_snips_music_is_taken_where_nothing_else_is_asked() -> None:
    assert snips("PlayMusic", {"artist": "Bach"}, "Play Bach.") == ("HassMediaSearchAndPlay", {"search_query": "Bach"})
    assert snips("PlayMusic", {"artist": "Bach"}, "Play the newest of Bach") is None
    assert snips("BookRestaurant", {"city": "Rome"}, "book in Rome") is None


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True)
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(one) + "\n" for one in rows)


def test_documents_of_a_folder_are_split_by_file_and_by_language(tmp_path: Path) -> None:
    spanish = row("enciende las luces", "HassTurnOn", domain="light") | {"lang": "es"}
    _write(
        tmp_path / "intents_home_assistant/tests.jsonl.gz", [row("lights on", "HassTurnOn", domain="light"), spanish]
    )
    _write(
        tmp_path / "intents_hwu_slurp/utterances.jsonl.gz",
        [{"text": "stop", "intent": "general_commandstop", "slots": []}],
    )
    _write(tmp_path / "intents_snips/utterances.jsonl.gz", [])
    _write(
        tmp_path / "intents_clinc150/utterances.jsonl.gz",
        [{"text": "a show", "intent": "oos"}, {"text": "pay", "intent": "bill"}],
    )
    made = list(documents(tmp_path, ("en",)))
    assert [(one.turns[0][0], json.loads(one.turns[0][1])["intent"]) for one in made] == [
        ("lights on", "HassTurnOn"),
        ("stop", "Stop"),
        ("a show", "None"),
    ]
    assert made[0].origin == "intents_home_assistant/tests/en/x.yaml"
    assert [one.turns[0][0] for one in documents(tmp_path, ("es",))] == ["enciende las luces"]
