# SPDX-License-Identifier: Apache-2.0
"""What is wrong with a sentence that is nearly a command is named: what is not there, what is out of range."""

import pytest

from edgeassist.intents.missing import reason
from edgeassist.intents.names import Appliance, Named, Names

NAMES = Names(
    appliances=(
        Appliance("kitchen-light", "Kitchen light", kind="light", area="kitchen"),
        Appliance("desk-lamp", "Desk lamp", kind="light", area="office"),
    ),
    lists=(Named("shopping", "Shopping list", ("Shopping",)),),
)
TIMER = "Say how long: “set a timer for ten minutes”."


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (
            "Turn on the garden light.",
            "There is no garden light in the home. There is the kitchen light and the desk lamp.",
        ),
        ("switch off the ceiling fan", "There is no ceiling fan in the home. There is nothing of that kind."),
        (
            "put gauze on my supplies list",
            "There is no list called “supplies”. There is: Shopping list. You can say “make a supplies list”.",
        ),
        ("set the thermostat to 220 degrees", "Say a temperature from 5 to 35 degrees Celsius."),
        ("set the bedroom light to 300%", "Say a number from 0 to 100 per cent."),
        ("set a timer", TIMER),
        ("start a new timer", TIMER),
        ("set a timer for 10", "10 what? Say “set a timer for 10 minutes”."),
        (
            "set an alarm for 25:00",
            "“25:00” is no time of day. Say it like “set an alarm for seven in the morning”.",
        ),
        ("translate the text to klingon", "“klingon” is no language that is known here."),
        ("what's the square root of minus 4", "A negative number has no square root."),
    ],
)
def test_what_is_missing_is_named(text: str, why: str) -> None:
    assert reason(text, NAMES) == why


@pytest.mark.parametrize(
    "text",
    [
        "",
        "turn the light",
        "turn on the desk lamp",
        "add milk to the shopping list",
        "the timer is nice",
        "I love pizza",
    ],
)
def test_what_is_far_from_a_command_is_given_no_reason(text: str) -> None:
    assert reason(text, NAMES) == ""


def test_that_an_alarm_rings_once_is_said_in_every_language() -> None:
    for language, text in (("en", "wake me every day at six"), ("de", "weck mich jeden Tag"), ("ar", "أيقظني كل يوم")):
        assert reason(text, NAMES, language).startswith("An alarm rings once")
    assert reason("set a timer", NAMES, "de") == ""
