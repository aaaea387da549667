# SPDX-License-Identifier: Apache-2.0
"""A "no" in four languages: an order not to do something does nothing, and what is only not wanted is asked about."""

import datetime as dt
from functools import cache

import pytest

from edgeassist.intents import normalizers
from edgeassist.intents.doubting import doubt_about
from edgeassist.intents.loose import LooseUnderstander
from edgeassist.intents.names import Names
from edgeassist.intents.negation import denies, forbids

NOW = dt.datetime(2026, 11, 21, 10, 20, tzinfo=dt.UTC)
FORBIDDEN = [
    ("en", "don't set a timer"),
    ("en", "please do not set a timer for ten minutes"),
    ("en", "Don’t cancel the timer"),
    ("en", "never set an alarm for seven"),
    ("es", "no pongas un temporizador"),
    ("es", "por favor, no pongas la alarma a las siete"),
    ("es", "no canceles el temporizador"),
    ("de", "stell keinen Timer"),
    ("de", "stell keinen Timer auf zehn Minuten"),
    ("de", "bitte keinen Timer stellen"),
    ("de", "lösch den Timer nicht"),
    ("de", "brich den Timer nicht ab"),
    ("de", "stell keinen Wecker"),
    ("fr", "ne mets pas de minuteur"),
    ("fr", "ne mets pas de minuteur de dix minutes"),
    ("fr", "s'il te plaît, ne mets surtout pas de réveil"),
    ("fr", "mets pas de minuteur"),
    ("fr", "ne supprime pas le réveil"),
    ("fr", "ne mets pas de réveil à sept heures"),
]
NOT_WANTED = [
    ("en", "I don't need the timer", "HassCancelTimer"),
    ("en", "no alarm tomorrow", "EdgeCancelAlarm"),
    ("es", "no quiero un temporizador", "HassCancelTimer"),
    ("es", "no necesito el temporizador", "HassCancelTimer"),
    ("es", "no necesito la alarma", "EdgeCancelAlarm"),
    ("de", "ich will keinen Timer", "HassCancelTimer"),
    ("de", "keinen Wecker morgen", "EdgeCancelAlarm"),
    ("fr", "je ne veux pas de minuteur", "HassCancelTimer"),
    ("fr", "je n'ai pas besoin du minuteur", "HassCancelTimer"),
    ("fr", "pas de réveil demain", "EdgeCancelAlarm"),
    ("fr", "plus de réveil demain", "EdgeCancelAlarm"),
]
STILL_DONE = [
    ("en", "don't let me forget to water the plants", "EdgeSetReminder"),
    ("en", "I don't need the timer any more", "HassCancelTimer"),
    ("en", "don't wake me at seven", "EdgeCancelAlarm"),
    ("en", "don't wake me tomorrow", "EdgeCancelAlarm"),
    ("en", "never mind", "HassNevermind"),
    ("es", "ya no necesito el temporizador", "HassCancelTimer"),
    ("es", "no me despiertes", "EdgeCancelAlarm"),
    ("es", "no sigas", "EdgeStop"),
    ("de", "ich brauche den Timer nicht mehr", "HassCancelTimer"),
    ("de", "weck mich nicht", "EdgeCancelAlarm"),
    ("fr", "je n'ai plus besoin du minuteur", "HassCancelTimer"),
    ("fr", "ne me réveille pas", "EdgeCancelAlarm"),
    ("fr", "il ne faut pas que j'oublie d'arroser les plantes", "EdgeSetReminder"),
]


@cache
def understander(language: str) -> LooseUnderstander:
    made = LooseUnderstander(language, Names, now=lambda: NOW)
    made.prepare()
    return made


@pytest.mark.parametrize(("language", "text"), FORBIDDEN)
def test_an_order_not_to_do_something_does_nothing(language: str, text: str) -> None:
    parsed = understander(language).parse(text)
    assert not parsed.intents
    assert not parsed.guesses


@pytest.mark.parametrize(("language", "text", "name"), NOT_WANTED)
def test_what_is_not_wanted_is_asked_about_before_it_is_cancelled(language: str, text: str, name: str) -> None:
    parsed = understander(language).parse(text)
    assert [one.name for one in parsed.intents] == [name]
    assert doubt_about(parsed, None) == "changes"
    assert denies(text, language)


@pytest.mark.parametrize(("language", "text", "name"), STILL_DONE)
def test_a_no_that_belongs_to_a_command_is_done(language: str, text: str, name: str) -> None:
    parsed = understander(language).parse(text)
    assert [one.name for one in parsed.intents] == [name]
    assert doubt_about(parsed, None) == "none"


def test_a_timer_that_is_wanted_is_started_without_a_question() -> None:
    for language, text in (("en", "set a timer for ten minutes"), ("de", "stell einen Timer auf zehn Minuten")):
        parsed = understander(language).parse(text)
        assert [one.name for one in parsed.intents] == ["HassStartTimer"]
        assert doubt_about(parsed, None) == "none"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "don't forget the milk"),
        ("en", "I don't want the timer"),
        ("es", "no se ve nada"),
        ("de", "mach die Musik nicht so laut"),
        ("de", "ich brauche den Timer nicht"),
        ("fr", "n'oublie pas de me rappeler le pain"),
        ("fr", "je n'y vois rien"),
        ("ar", "لا تضبط مؤقتا"),
    ],
)
def test_not_every_no_forbids(language: str, text: str) -> None:
    assert not forbids(text, language)


@pytest.mark.parametrize("text", ["keinen", "stell keinen", "no", "pas de"])
def test_none_of_it_is_no_name(text: str) -> None:
    assert normalizers.read("title", "name", text, "de", NOW) is None
    assert normalizers.read("title", "name", "nudeln", "de", NOW) is not None


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("en", "create a list called Never Ever", "Never Ever"),
        ("es", "crea una lista llamada Nada", "Nada"),
        ("de", "erstelle eine Liste namens Nicht vergessen", "Nicht vergessen"),
        ("fr", "crée une liste appelée Pas cher", "Pas cher"),
    ],
)
def test_a_list_may_be_called_by_a_no(language: str, text: str, name: str) -> None:
    (found,) = understander(language).parse(text).intents
    assert (found.name, found.value("list")) == ("EdgeCreateList", name)


@pytest.mark.parametrize(
    ("language", "text", "note"),
    [
        ("en", "take a note: don't forget the list", "don't forget the list"),
        ("en", "note that Ann is not on the list", "Ann is not on the list"),
        ("de", "Notiz: Einkauf nicht vergessen", "Einkauf nicht vergessen"),
        ("es", "toma nota: no comprar leche", "no comprar leche"),
        ("es", "apunta que no hay pan en la lista", "no hay pan en la lista"),
        ("fr", "note: ne pas oublier les courses", "ne pas oublier les courses"),
    ],
)
def test_what_is_called_a_note_may_say_no_of_a_list(language: str, text: str, note: str) -> None:
    (found,) = understander(language).parse(text).intents
    assert (found.name, found.value("text")) == ("EdgeTakeNote", note)


def test_nothing_is_no_thing_in_arabic() -> None:
    assert understander("ar").parse("أضف لا شيء إلى قائمة التسوق").intents == ()
    (note,) = understander("ar").parse("اكتب ملاحظة: لا تنس القائمة").intents
    assert note.value("text") == "لا تنس القائمة"
