# SPDX-License-Identifier: Apache-2.0
"""All alarms, or all reminders, go together where the sentence says all, and come back together."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from edgeassist.intents.action import Action
from edgeassist.intents.actions.timers import SPEC
from edgeassist.intents.intent import Intent
from edgeassist.intents.understanding import Understander
from tests.support.commanding import NOON, Place, acting, do, refusal
from tests.support.spoken_home import HOME


@pytest.fixture
def timers(tmp_path: Path) -> Iterator[Action]:
    with acting(SPEC, Place(tmp_path)) as action:
        yield action


def meant(language: str, text: str) -> Intent:
    (found,) = Understander(language, lambda: HOME, now=lambda: NOON).parse(text).intents
    return found


def test_all_alarms_are_cancelled_and_come_back_together(timers: Action) -> None:
    do(timers, "EdgeSetAlarm", time="07:00")
    do(timers, "EdgeSetAlarm", time="08:00", name="work")
    every = Intent("EdgeCancelAlarm", text="delete all my alarms")
    preview = timers.preview(every)
    assert (preview.sentence, preview.object) == ("Cancel **all 2 alarms**", "2 alarms")
    gone = timers.perform(every)
    assert (gone.sentence, do(timers, "EdgeListAlarms").sentence) == ("2 alarms cancelled.", "There is no alarm.")
    assert timers.undo(gone.undo).sentence == "2 alarms are set again."
    assert "work" in do(timers, "EdgeListAlarms").sentence


def test_all_reminders_are_cancelled_and_come_back_together(timers: Action) -> None:
    do(timers, "EdgeSetReminder", text="tea", time="17:00")
    do(timers, "EdgeSetReminder", text="post", time="18:00")
    every = Intent("EdgeCancelReminder", text="forget all reminders")
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
    every = Intent("EdgeCancelAlarm", text="delete all alarms")
    assert timers.preview(every).sentence == "Cancel **the alarm tomorrow at 7 am**"
    do(timers, "EdgeSetAlarm", time="08:00")
    assert refusal(timers, "EdgeCancelAlarm").startswith("Say which one.")
    assert timers.preview(Intent("EdgeCancelAlarm", text="no alarm, all is well")).cannot.startswith("Say which one.")


@pytest.mark.parametrize(
    ("language", "text", "intent"),
    [
        ("de", "lösch alle Wecker", "EdgeCancelAlarm"),
        ("de", "alle Wecker löschen", "EdgeCancelAlarm"),
        ("de", "lösche alle Erinnerungen", "EdgeCancelReminder"),
        ("de", "alle meine Erinnerungen löschen", "EdgeCancelReminder"),
        ("en", "cancel all of my reminders", "EdgeCancelReminder"),
        ("es", "borra todas las alarmas", "EdgeCancelAlarm"),
        ("es", "borra todos los recordatorios", "EdgeCancelReminder"),
        ("fr", "supprime tous les réveils", "EdgeCancelAlarm"),
        ("fr", "supprime tous mes rappels", "EdgeCancelReminder"),
    ],
)
def test_all_can_be_said_in_four_languages(timers: Action, language: str, text: str, intent: str) -> None:
    kind = {"EdgeCancelAlarm": "EdgeSetAlarm", "EdgeCancelReminder": "EdgeSetReminder"}[intent]
    for time in ("17:00", "18:00"):
        do(timers, kind, time=time, **({"text": "tea"} if kind == "EdgeSetReminder" else {}))
    found = meant(language, text)
    assert (found.name, found.slots) == (intent, ())
    assert timers.preview(found).sentence.startswith("Cancel **all 2 ")
