# SPDX-License-Identifier: Apache-2.0
"""All alarms, or all reminders, go together where the sentence says all, and come back together."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from edgeassist.intents.action import Action
from edgeassist.intents.actions.timers import SPEC
from edgeassist.intents.intent import Intent
from edgeassist.intents.loose import LooseUnderstander
from tests.support.commanding import NOON, Place, acting, do, intent, refusal
from tests.support.spoken_home import HOME


@pytest.fixture
def timers(tmp_path: Path) -> Iterator[Action]:
    with acting(SPEC, Place(tmp_path)) as action:
        yield action


@cache
def understander(language: str) -> LooseUnderstander:
    return LooseUnderstander(language, lambda: HOME, now=lambda: NOON)


def meant(language: str, text: str) -> Intent:
    (found,) = understander(language).parse(text).intents
    return found


def test_all_alarms_are_cancelled_and_come_back_together(timers: Action) -> None:
    do(timers, "EdgeSetAlarm", time="07:00")
    do(timers, "EdgeSetAlarm", time="08:00", name="work")
    every = intent("EdgeCancelAlarm", which="all")
    preview = timers.preview(every)
    assert (preview.sentence, preview.object) == ("Cancel **all 2 alarms**", "2 alarms")
    gone = timers.perform(every)
    assert (gone.sentence, do(timers, "EdgeListAlarms").sentence) == ("2 alarms cancelled.", "There is no alarm.")
    assert timers.undo(gone.undo).sentence == "2 alarms are set again."
    assert "work" in do(timers, "EdgeListAlarms").sentence


def test_all_reminders_are_cancelled_and_come_back_together(timers: Action) -> None:
    do(timers, "EdgeSetReminder", text="tea", time="17:00")
    do(timers, "EdgeSetReminder", text="post", time="18:00")
    every = intent("EdgeCancelReminder", which="all")
    preview = timers.preview(every)
    assert (preview.sentence, preview.object) == ("Cancel **all 2 reminders**", "2 reminders")
    gone = timers.perform(every)
    assert (gone.sentence, do(timers, "EdgeListReminders").sentence) == (
        "2 reminders cancelled.",
        "There is no reminder.",
    )
    assert timers.undo(gone.undo).sentence == "2 reminders are set again."


def test_the_only_one_is_named_and_one_of_several_is_asked_for(timers: Action) -> None:
    do(timers, "EdgeSetAlarm", time="07:00")
    every = intent("EdgeCancelAlarm", which="all")
    assert timers.preview(every).sentence == "Cancel **the alarm tomorrow at 7 am**"
    do(timers, "EdgeSetAlarm", time="08:00")
    assert refusal(timers, "EdgeCancelAlarm").startswith("Say which one.")


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("de", "lösch alle Wecker", "EdgeCancelAlarm"),
        ("de", "alle Wecker löschen", "EdgeCancelAlarm"),
        ("de", "lösche alle Erinnerungen", "EdgeCancelReminder"),
        ("de", "alle meine Erinnerungen löschen", "EdgeCancelReminder"),
        ("ar", "ألغ جميع المنبهات", "EdgeCancelAlarm"),
        ("en", "cancel every alarm", "EdgeCancelAlarm"),
        ("en", "cancel every reminder", "EdgeCancelReminder"),
        ("en", "cancel all of my reminders", "EdgeCancelReminder"),
        ("es", "borra todas las alarmas", "EdgeCancelAlarm"),
        ("es", "borra todos los recordatorios", "EdgeCancelReminder"),
        ("fr", "supprime tous les réveils", "EdgeCancelAlarm"),
        ("fr", "supprime tous mes rappels", "EdgeCancelReminder"),
    ],
)
def test_all_can_be_said_in_five_languages(timers: Action, language: str, text: str, name: str) -> None:
    kind = {"EdgeCancelAlarm": "EdgeSetAlarm", "EdgeCancelReminder": "EdgeSetReminder"}[name]
    for time in ("17:00", "18:00"):
        do(timers, kind, time=time, **({"text": "tea"} if kind == "EdgeSetReminder" else {}))
    found = meant(language, text)
    assert (found.name, found.value("which")) == (name, "all")
    assert timers.preview(found).sentence.startswith("Cancel **all 2 ")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "delete all alarms on Monday"),
        ("en", "delete all the alarms for Monday"),
        ("en", "scrap every alarm on Monday"),
        ("de", "lösch alle Wecker am Montag"),
        ("es", "borra todas las alarmas del lunes"),
        ("fr", "annule tous les réveils de lundi"),
    ],
)
def test_all_of_one_day_are_not_all(timers: Action, language: str, text: str) -> None:
    for day in ("2026-03-09", "2026-03-10"):
        do(timers, "EdgeSetAlarm", time="07:00", date=day)
    do(timers, "EdgeSetAlarm", time="08:00", date="2026-03-09")
    sentence = timers.preview(meant(language, text)).sentence
    assert "Monday at 7 am" in sentence
    assert "Monday at 8 am" in sentence
    assert "Tuesday" not in sentence


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "cancel the alarm for Tuesday"),
        ("en", "get rid of the alarm on Tuesday"),
        ("en", "don't wake me on Tuesday"),
        ("de", "lösch den Wecker am Dienstag"),
        ("de", "weck mich am Dienstag nicht"),
        ("es", "cancela la alarma del martes"),
        ("fr", "annule le réveil de mardi"),
    ],
)
def test_the_alarm_of_another_day_is_not_the_one(timers: Action, language: str, text: str) -> None:
    do(timers, "EdgeSetAlarm", time="07:00", date="2026-03-09")
    assert timers.preview(meant(language, text)).cannot.startswith("There is no such alarm.")
    do(timers, "EdgeSetAlarm", time="09:00", date="2026-03-10")
    assert "Tuesday at 9 am" in timers.preview(meant(language, text)).sentence


def test_an_alarm_for_a_day_and_a_time_is_that_one(timers: Action) -> None:
    do(timers, "EdgeSetAlarm", time="07:00", date="2026-03-09")
    do(timers, "EdgeSetAlarm", time="08:00", date="2026-03-09")
    assert "Monday at 8 am" in timers.preview(meant("en", "cancel the alarm for Monday at eight")).sentence
    assert timers.preview(meant("en", "cancel the alarm in two hours")).cannot.startswith("There is no such alarm.")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "cancel all reminders about tea"),
        ("de", "lösch alle Erinnerungen an tea"),
        ("es", "borra todos los recordatorios de tea"),
        ("fr", "supprime tous les rappels pour tea"),
    ],
)
def test_all_reminders_of_one_thing_are_not_all(timers: Action, language: str, text: str) -> None:
    for thing in ("tea", "post", "more tea"):
        do(timers, "EdgeSetReminder", text=thing, time="17:00")
    assert timers.preview(meant(language, text)).sentence == "Cancel the reminder **tea** and **more tea**"


@pytest.mark.parametrize(
    ("language", "text", "says"),
    [
        ("en", "wake me on Mondays at seven", "An alarm rings once"),
        ("de", "weck mich montags um sieben", "An alarm rings once"),
        ("de", "erinnere mich freitags um acht an den Müll", "A reminder comes once"),
        ("en", "remind me every day at five to drink", "A reminder comes once"),
    ],
)
def test_what_repeats_is_not_set_once(tmp_path: Path, language: str, text: str, says: str) -> None:
    with acting(SPEC, Place(tmp_path, language=language)) as action:
        assert action.preview(meant(language, text)).cannot.startswith(says)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "remind me at five to write the weekly report for every boss"),
        ("de", "erinnere mich um fünf an jeden Brief"),
        ("es", "recuérdame a las cinco llamar a todos los niños"),
    ],
)
def test_what_one_is_reminded_of_may_repeat(tmp_path: Path, language: str, text: str) -> None:
    with acting(SPEC, Place(tmp_path, language=language)) as action:
        assert action.preview(meant(language, text)).cannot == ""


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "turn off the alarm tomorrow morning"),
        ("de", "lösch den Wecker morgen früh"),
        ("es", "cancela la alarma de mañana por la mañana"),
        ("fr", "annule le réveil de demain matin"),
    ],
)
def test_an_alarm_is_told_by_the_part_of_its_day(tmp_path: Path, language: str, text: str) -> None:
    with acting(SPEC, Place(tmp_path, language=language)) as action:
        do(action, "EdgeSetAlarm", time="19:00", date="2026-03-07")
        assert action.preview(meant(language, text)).cannot.startswith("There is no such alarm.")
        do(action, "EdgeSetAlarm", time="07:00", date="2026-03-07")
        assert "tomorrow at 7 am" in action.preview(meant(language, text)).sentence
