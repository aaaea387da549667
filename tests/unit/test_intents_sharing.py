# SPDX-License-Identifier: Apache-2.0
"""Words that two intents share mean the one that stands first, in every language; others are asked about."""

from datetime import UTC, datetime

import pytest

from edgeassist.intents.intent import Intent, Slot
from edgeassist.intents.sharing import MEANT_FIRST, settled
from edgeassist.intents.understanding import Understander
from tests.support.spoken_home import EVERY_KIND

NOW = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)


def only(intent: str, **slots: str) -> tuple[Intent, ...]:
    return (Intent(intent, tuple(Slot(slot, value) for slot, value in slots.items())),)


@pytest.mark.parametrize(
    ("first", "behind"), [(first, one) for first, rest in MEANT_FIRST.items() for one in sorted(rest)]
)
def test_the_first_of_two_is_left_in_any_order(first: str, behind: str) -> None:
    assert settled((only(first), only(behind))) == (only(first),)
    assert settled((only(behind), only(first))) == (only(first),)


def test_what_is_not_settled_stays() -> None:
    lamps = (only("HassTurnOn", name="a"), only("HassTurnOn", name="b"))
    assert settled(lamps) == lamps
    assert settled((only("EdgeStop"), only("EdgeUndo"))) == (only("EdgeStop"), only("EdgeUndo"))
    assert settled(()) == ()


def test_several_commands_stand_behind_none() -> None:
    both = (*only("HassNevermind"), *only("HassTurnOn"))
    assert settled((only("EdgeStop"), both)) == (only("EdgeStop"), both)


def test_none_stands_behind_itself_or_before_what_it_stands_behind() -> None:
    for first, rest in MEANT_FIRST.items():
        assert first not in rest
        assert all(first not in MEANT_FIRST.get(one, ()) for one in rest)


@pytest.mark.parametrize(
    ("language", "text", "intent"),
    [
        ("en", "stop", "EdgeStop"),
        ("en", "all lights on", "HassTurnOn"),
        ("en", "every fan off", "HassTurnOff"),
        ("es", "para", "EdgeStop"),
        ("es", "pon mi temporizador en 10 minutos", "HassStartTimer"),
        ("es", "pon el temporizador 10 minutos", "HassStartTimer"),
        ("es", "muéstrame el modelo", "EdgeReport"),
        ("de", "streich Brot von meiner Weekend tripsliste", "HassListCompleteItem"),
        ("es", "detén mi temporizador", "HassCancelTimer"),
        ("es", "pon música", "HassMediaUnpause"),
        ("es", "pon algo de música", "HassMediaSearchAndPlay"),
        ("es", "pon música de Bach", "HassMediaSearchAndPlay"),
        ("de", "Abbruch", "EdgeStop"),
        ("fr", "chut", "EdgeStop"),
        ("fr", "supprime mes minuteurs", "HassCancelAllTimers"),
        ("fr", "mets musique", "HassMediaUnpause"),
        ("fr", "mets de la musique", "HassMediaSearchAndPlay"),
    ],
)
def test_shared_words_have_one_meaning(language: str, text: str, intent: str) -> None:
    parsed = Understander(language, lambda: EVERY_KIND, now=lambda: NOW).parse(text)
    assert [one.name for one in parsed.intents] == [intent]
