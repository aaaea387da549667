# SPDX-License-Identifier: Apache-2.0
"""The rooms and devices of the first day are called as in the language of commands; a renamed one as its person did."""

from pathlib import Path

import pytest

from edgeassist.intents.actions.home import SPEC
from edgeassist.intents.home.first_names import called_in, name_in
from edgeassist.intents.home.simulated import SimulatedHome
from edgeassist.intents.names import Names
from edgeassist.intents.understanding import Understander
from tests.support.commanding import Place, acting, intent


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Names:
    home = SimulatedHome(tmp_path_factory.mktemp("home"))
    names = home.names()
    home.close()
    return names


@pytest.mark.parametrize("language", ["es", "de", "fr"])
def test_every_thing_has_names_of_its_own_in_each_language(language: str, first: Names) -> None:
    names = called_in(language, first)
    things = (*names.areas, *names.appliances)
    spoken = [name.casefold() for one in things for name in one.spoken]
    assert len(spoken) == len(set(spoken))
    assert all(name_in(language, one) for one in things)
    changed = [now.id for now, then in zip(things, (*first.areas, *first.appliances), strict=True) if now == then]
    assert set(changed) <= {"thermostat"}, "the same word in German"


def test_english_and_unknown_languages_add_nothing(first: Names) -> None:
    assert called_in("en-GB", first) == called_in("it", first) == first


@pytest.mark.parametrize(
    ("language", "text", "slot", "meant"),
    [
        ("de", "schalte das Licht in der Küche ein", "area", "kitchen"),
        ("de", "mach die Stehlampe an", "name", "floor-lamp"),
        ("es", "enciende la luz de la cocina", "name", "kitchen-light"),
        ("es", "baja las persianas del salón", "name", "living-room-blinds"),
        ("fr", "éteins le salon", "area", "living-room"),
        ("fr", "allume la lampe de chevet", "name", "bedside-lamp"),
    ],
)
def test_the_home_can_be_spoken_to_at_once(first: Names, language: str, text: str, slot: str, meant: str) -> None:
    (found,) = Understander(language, lambda: called_in(language, first)).parse(text).intents
    assert found.value(slot) == meant


def test_a_renamed_thing_keeps_the_name_it_was_given(tmp_path: Path) -> None:
    home = SimulatedHome(tmp_path)
    home.rename("Kitchen", "Galley")
    names = called_in("de", home.names())
    home.close()
    assert next(one for one in names.areas if one.id == "kitchen").spoken == ("Galley",)


def test_the_question_names_the_door_as_it_is_called_there(tmp_path: Path) -> None:
    with acting(SPEC, Place(tmp_path, language="de")) as action:
        assert action.preview(intent("HassTurnOff", name="front-door")).object == "Haustür"
        assert "Haustür" in next(one for one in action.names().appliances if one.id == "front-door").aliases
