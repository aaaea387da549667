# SPDX-License-Identifier: Apache-2.0
"""Units beside numbers, and names, that did not come through are looked at; another spelling is fine."""

from dataclasses import dataclass, field

import pytest

from edgeassist.core.stop import Stop
from edgeassist.panes.translate.checks import flags
from edgeassist.panes.translate.facts import names_lost, unit_behind, units_lost
from edgeassist.panes.translate.mending import Mender
from edgeassist.panes.translate.protected import Rules, items
from edgeassist.panes.translate.remarks import said
from edgeassist.panes.translate.translation import Ask, Pair, Tone
from edgeassist.store.task import Offer


@dataclass
class Parrot:
    """Always gives the same answer, whatever it is asked."""

    answer: str
    firm: list[tuple[str, ...]] = field(default_factory=list)
    name: str = "parrot"

    def offers(self, _pair: Pair) -> Offer:
        return Offer(ok=True)

    def translate(self, _text: str, _pair: Pair, ask: Ask, _stop: Stop) -> str:
        self.firm.append(ask.firm)
        return self.answer


def mended(text: str, answer: str) -> tuple[list[str], Parrot]:
    engine = Parrot(answer)
    made = Mender(engine, Rules(Pair("en", "es")), Tone.AS_IS, Stop()).made(text)
    return [said(flag) for flag in made.flags], engine


def lost_units(source: str, target: str, pair: str) -> list[tuple[str, str]]:
    return [(one.wanted, one.got) for one in units_lost(source, target, Pair(pair[:2], pair[2:]))]


def lost_names(source: str, target: str, pair: str = "enes") -> list[str]:
    return [one.wanted for one in names_lost(source, target, Pair(pair[:2], pair[2:]))]


def test_a_dose_that_became_a_distance_is_said() -> None:
    told, engine = mended("Take two tablets of 500 mg at 8:30.", "Tome dos pasteles de 500 millas a las 8:30.")
    assert told == ["“500 mg” should stay as it is, but became “500 millas”."]
    assert ("500 mg", "8:30") in engine.firm


def test_a_patient_who_became_gentlemen_is_said() -> None:
    told, _ = mended("Mrs. Okello must not eat before the test.", "Los caballeros no pueden comer antes de la prueba.")
    assert told == ["“Okello” should stay as it is, but is missing."]


@pytest.mark.parametrize(
    ("source", "target", "pair"),
    [
        ("Take 500 mg.", "Tome 500 mg.", "enes"),
        ("Take 500mg.", "Tome 500 miligramos.", "enes"),
        ("Nehmen Sie 2,5 ml.", "Take 2.5 millilitres.", "deen"),
        ("It is 5 km away.", "Está a 5 kilómetros.", "enes"),
        ("Add 20 % of it.", "Añada el 20 por ciento.", "enes"),
        ("Add 1,000 g of salt.", "Füge 1.000 Gramm Salz hinzu.", "ende"),
        ("Take 500 mg.", "Примите 500 мг.", "enru"),
    ],
)
def test_a_unit_written_as_the_language_writes_it_is_fine(source: str, target: str, pair: str) -> None:
    assert lost_units(source, target, pair) == []


@pytest.mark.parametrize(
    ("source", "target", "got"),
    [
        ("Take 5 mg now.", "Tome 5 g ahora.", [("5 mg", "5 g")]),
        ("Take 5 ml now.", "Tome 5 ahora.", [("5 ml", "5 ahora")]),
        ("Take 5 mcg and 10 ml.", "Tome 5 mg y 10 ml.", [("5 mcg", "5 mg")]),
        ("Take 5 ml now.", "Tome 5.", [("5 ml", "5")]),
        ("Take 5 ml now.", "Tome seis.", []),
    ],
)
def test_another_unit_is_looked_at(source: str, target: str, got: list[tuple[str, str]]) -> None:
    assert lost_units(source, target, "enes") == got


def test_a_unit_is_among_the_flags_that_a_try_is_weighed_by() -> None:
    rules = Rules(Pair("en", "es"))
    source = "Take 5 ml now."
    assert flags(source, "Tome 5 millas ahora.", items(source, rules), rules)
    assert not flags(source, "Tome 5 ml ahora.", items(source, rules), rules)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Please call Peter in London on Monday.", "Llame a Peter a Londres el lunes, por favor."),
        ("She speaks English and lives in Germany.", "Habla inglés y vive en Alemania."),
        ("Dr. Ana Weiss is here.", "La doctora Weiss está aquí."),
        ("He came in March with the NHS.", "Llegó en marzo con el servicio."),
        ("Annual Report Of The Board", "Informe anual del consejo"),
        ("I think I can.", "Creo que puedo."),
    ],
)
def test_names_that_came_through_and_words_that_are_none_are_fine(source: str, target: str) -> None:
    assert lost_names(source, target) == []


def test_a_name_in_the_middle_of_a_sentence_is_looked_at() -> None:
    assert lost_names("Please call Okello before you leave.", "Llame al caballero antes de irse.") == ["Okello"]
    assert lost_names("Bring it to Frau Weber today.", "Tráigalo hoy.") == ["Weber"]
    assert lost_names("Please call Okello.", "Позвоните Окелло.", "enru") == []


def test_only_a_short_unit_is_held_with_its_number() -> None:
    assert unit_behind("500 mg daily", 3) == " mg"
    assert unit_behind("500mg daily", 3) == "mg"
    assert unit_behind("500 tablets", 3) == ""
