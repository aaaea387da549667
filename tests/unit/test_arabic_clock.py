# SPDX-License-Identifier: Apache-2.0
"""Arabic times of day, and the alarms that are set by them; what can mean two times makes no alarm."""

from datetime import UTC, datetime
from functools import lru_cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.intents.arabic_moments import in_english
from edgeassist.intents.names import Names
from edgeassist.intents.understanding import Understander

NOW = datetime(2026, 11, 21, 14, 30, tzinfo=UTC)
SET = "EdgeSetAlarm"


@lru_cache
def asked() -> Understander:
    return Understander("ar", Names, now=lambda: NOW)


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("السابعة والنصف", "7:30"),
        ("الساعة الثامنة صباحًا", "8:00 am"),
        ("الثامنة إلا ربعًا مساءً", "7:45 pm"),
        ("الواحدة إلا ربعا", "12:45"),
        ("الواحدة إلا ربعا ظهرا", "12:45 pm"),
        ("الثانية عشرة والنصف ظهرا", "12:30 pm"),
        ("الثانية عشرة ليلا", "12:00 am"),
        ("الحادية عشرة وخمس دقائق ليلا", "11:05 pm"),
        ("السابعة وخمس وعشرين دقيقة صباحا", "7:25 am"),
        ("السابعة إلا خمس دقائق", "6:55"),
        ("السابعة والثلث", "7:20"),
        ("٧:٣٠ مساء", "7:30 pm"),
        ("19:30", "7:30 pm"),
        ("0:30", "12:30 am"),
        ("7", "7:00"),
        ("غدا الساعة السادسة صباحا", "tomorrow at 6:00 am"),
        ("الثالثة بعد الظهر", "3:00 pm"),
        ("الثانية ليلا", "2:00 am"),
    ],
)
def test_a_time_is_read(text: str, clock: str) -> None:
    assert in_english(text) == clock


@pytest.mark.parametrize(
    "text",
    ["", "الساعة", "25", "7:75", "19:30 صباحا", "الثانية عشرة مساء", "السابعة بيتزا", "خمس دقائق", "السابعة وقطة",
     "السابعة إلا", "غدا غدا السابعة", "الثامنة ظهرا", "ثانية"],
)  # fmt: skip
def test_what_is_no_time_or_could_be_two(text: str) -> None:
    assert in_english(text) is None


@pytest.mark.parametrize(
    ("text", "intent", "slots"),
    [
        ("أيقظني في السابعة والنصف", SET, {"time": "07:30"}),
        ("أيقظني الساعة 7:30", SET, {"time": "07:30"}),
        ("أيقظني غدا في السادسة", SET, {"time": "06:00", "date": "2026-11-22"}),
        ("اضبط منبهًا على الساعة الثامنة صباحًا", SET, {"time": "08:00"}),
        ("اضبط منبها للساعة الثامنة مساء", SET, {"time": "20:00"}),
        ("منبه على الثامنة", SET, {"time": "20:00"}),
        ("أيقظني بعد ساعة", "HassStartTimer", {"hours": 1}),
        ("ألغ المنبه", "EdgeCancelAlarm", {}),
        ("ما هي منبهاتي؟", "EdgeListAlarms", {}),
        ("متى المنبه؟", "EdgeListAlarms", {}),
    ],
)
def test_an_alarm_is_set_cancelled_and_told(text: str, intent: str, slots: dict[str, object]) -> None:
    (found,) = asked().parse(text).intents
    assert (found.name, {slot.name: slot.value for slot in found.slots}) == (intent, slots)


@pytest.mark.parametrize(
    "text", ["أيقظني في الصباح", "أيقظني الحب", "اضبط المنبه على بيتزا", "المنبه على الطاولة", "منبه جميل"]
)
def test_talk_of_alarms_sets_none(text: str) -> None:
    assert asked().parse(text).intents == ()


@given(st.text(alphabet=st.sampled_from("السابعةوالنصف إلاربعا0127:صباحمء"), max_size=40))
def test_reading_a_time_is_total(text: str) -> None:
    found = in_english(text)
    assert found is None or ":" in found
