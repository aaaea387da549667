# SPDX-License-Identifier: Apache-2.0
"""Arabic reminders: what to be reminded of in the person's own letters, and when."""

from datetime import UTC, datetime
from functools import lru_cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.intents.arabic_moments import in_english, parted
from edgeassist.intents.names import Names
from edgeassist.intents.understanding import Understander

NOW = datetime(2026, 11, 21, 14, 30, tzinfo=UTC)
"""A Saturday."""
SET = "EdgeSetReminder"
BREAD = "بشراء الخبز"
WORDS = ("الساعة", "السابعة", "بعد", "غدا", "يوم", "الاثنين", "القادم", "ساعة", "بشراء", "و", "7", "صباحا")


@lru_cache
def asked() -> Understander:
    return Understander("ar", Names, now=lambda: NOW)


def meant(text: str) -> list[tuple[str, dict[str, object]]]:
    return [(one.name, {slot.name: slot.value for slot in one.slots}) for one in asked().parse(text).intents]


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("ذكرني الساعة السابعة بشراء الخبز", {"text": BREAD, "time": "19:00"}),
        ("ذكّرني بشراء الخبز الساعة السابعة مساءً", {"text": BREAD, "time": "19:00"}),
        ("ذكرني غدا الساعة 9 بشراء الخبز", {"text": BREAD, "time": "09:00", "date": "2026-11-22"}),
        ("ذكريني غدا بشراء الخبز الساعة الثامنة صباحا", {"text": BREAD, "time": "08:00", "date": "2026-11-22"}),
        ("ذكرني يوم الاثنين بشراء الخبز", {"text": BREAD, "date": "2026-11-23"}),
        ("ذكرني بعد غد بشراء الخبز", {"text": BREAD, "date": "2026-11-23"}),
        ("ذكرني بعد عشر دقائق بشراء الخبز", {"text": BREAD, "seconds": 600}),
        ("ذكرني بشراء الخبز بعد ساعة ونصف", {"text": BREAD, "seconds": 5400}),
        ("ذكرني بشراء 7 تفاحات", {"text": "بشراء 7 تفاحات"}),
        ("ذكرني الساعة السابعة", {"text": "", "time": "19:00"}),
        ("اضبط تذكيرا غدا بشراء الخبز", {"text": BREAD, "date": "2026-11-22"}),
    ],
)
def test_a_reminder_is_set(text: str, slots: dict[str, object]) -> None:
    assert meant(text) == [(SET, slots)]


@pytest.mark.parametrize(
    ("text", "name", "slots"),
    [
        ("ذكرني بعد عشر دقائق", "HassStartTimer", {"minutes": 10}),
        ("أيقظني يوم الاثنين الساعة السابعة", "EdgeSetAlarm", {"time": "07:00", "date": "2026-11-23"}),
        ("اضبط منبها الساعة السابعة صباحا", "EdgeSetAlarm", {"time": "07:00"}),
        ("ما هي تذكيراتي", "EdgeListReminders", {}),
        ("احذف كل التذكيرات", "EdgeCancelReminder", {"which": "all"}),
        ("لا تذكرني بشراء الخبز", "EdgeCancelReminder", {"text": BREAD}),
    ],
)
def test_what_is_near_a_reminder_is_what_it_says(text: str, name: str, slots: dict[str, object]) -> None:
    assert meant(text) == [(name, slots)]


def test_two_times_are_no_reminder() -> None:
    assert meant("ذكرني الساعة السابعة والثامنة بشراء الخبز") == []


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("يوم الجمعة", "Friday"),
        ("الخميس القادم", "next Thursday"),
        ("اليوم الساعة الثامنة مساء", "today at 8:00 pm"),
        ("الساعة الثامنة مساء يوم الأحد", "Sunday at 8:00 pm"),
        ("يوم", None),
        ("القادم", None),
    ],
)
def test_a_day_is_read(text: str, moment: str | None) -> None:
    assert in_english(text) == moment


@given(st.lists(st.sampled_from(WORDS), max_size=12))
def test_any_words_are_parted_or_left(words: list[str]) -> None:
    found = parted(" ".join(words))
    assert found is None or len(found[0].split()) <= len(words)
