# SPDX-License-Identifier: Apache-2.0
"""Stand-ins: what stands for what, that only a sure answer is taken back, and parts that fit together again."""

import pytest

from edgeassist.panes.translate import shielding
from edgeassist.panes.translate.protected import Rules, items
from edgeassist.panes.translate.shielding import Shielded, Unit
from edgeassist.panes.translate.stand_ins import NAMES, days, nouns
from edgeassist.panes.translate.translation import Pair

EN_ES = Pair("en", "es")
RULES = Rules(EN_ES, (("valve", "válvula"), ("engine", "motor")))


def units(text: str, rules: Rules = RULES) -> tuple[Unit, ...]:
    return shielding.units(items(text, rules))


def shielded(text: str, turn: int = 0, rules: Rules = RULES) -> Shielded:
    found = [(unit, unit.item.target) for unit in units(text, rules)]
    made = shielding.shield(text, found, rules.pair, turn)
    assert made is not None
    return made


def spans(text: str) -> list[str]:
    return [text[unit.start : unit.end] for unit in units(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A <b>big</b> house", ["<b>big</b>"]),
        ("A <b>big <b>old</b></b> house", ["<b>big <b>old</b></b>"]),
        ("A <b>big house", ["<b>"]),
        ("One<br/>two", ["<br/>"]),
        ("See [the page](http://a.b/c) and **this** one", ["[the page](http://a.b/c)", "**this**"]),
        ("~~Old~~ *and* _new_", ["~~Old~~", "*and*", "_new_"]),
        ("`a` {b} c@d.org", ["`a`", "{b}", "c@d.org"]),
    ],
)
def test_tags_that_belong_together_are_one(text: str, expected: list[str]) -> None:
    assert spans(text) == expected


def test_each_thing_has_a_stand_in_of_its_own_and_numbers_stay() -> None:
    made = shielded("Tell {name} to see a@b.org at 06:40.")
    assert made.text == "Tell Tom to see Mary at 06:40."
    assert made.firm == ("06:40",)
    assert shielded("Tell {name} to see a@b.org at 06:40.", turn=1).text == "Tell Mary to see Boston at 06:40."


def test_a_name_that_is_in_the_text_stands_for_nothing() -> None:
    assert shielded("Tom writes to a@b.org.").text == "Tom writes to Mary."


def test_there_are_only_so_many_stand_ins() -> None:
    text = " ".join(f"{{n{letter}}}" for letter in "abcdefg") + " and more"
    found = [(unit, unit.item.target) for unit in units(text)]
    assert len(found) > len(NAMES)
    assert shielding.shield(text, found, EN_ES, 0) is None


@pytest.mark.parametrize(
    ("said", "back"),
    [
        ("Dile a Tom que vea a Mary a las 06:40.", "Dile a {name} que vea a a@b.org a las 06:40."),
        ("Mary y Tom.", "a@b.org y {name}."),
        ("Dile a Tom.", None),
        ("Tom, Tom y Mary.", None),
        ("Tomás y Mary.", None),
    ],
)
def test_only_an_answer_with_every_stand_in_once_is_taken(said: str, back: str | None) -> None:
    made = shielded("Tell {name} to see a@b.org at 06:40.")
    assert shielding.unshield(said, made, "es") == back


def test_a_term_is_stood_for_by_a_word_of_its_gender_and_number() -> None:
    assert shielded("The valve is new.").text == "The house is new."
    assert shielded("The engines are new.").text == "The dogs are new."
    assert shielding.unshield("La casa es nueva.", shielded("The valve is new."), "es") == "La válvula es nueva."
    assert shielding.unshield("Los perros son nuevos.", shielded("The engines are new."), "es") == (
        "Los motores son nuevos."
    )


def test_english_gets_the_article_that_fits() -> None:
    rules = Rules(Pair("es", "en"), (("motor", "engine"), ("factura", "invoice"), ("bomba", "pump")))
    made = shielded("Un motor es nuevo.", rules=rules)
    assert made.text == "Un perro es nuevo."
    assert shielding.unshield("A dog is new.", made, "en") == "An engine is new."
    assert shielding.unshield("That is a dog.", made, "en") == "That is an engine."
    assert shielding.unshield("Is it an old dog?", shielded("¿Una bomba vieja?", rules=Rules(rules.pair)), "en")


def test_a_word_at_the_start_takes_its_capital() -> None:
    made = shielded("Valves are new.")
    assert made.text == "Houses are new."
    assert shielding.unshield("Casas son nuevas.", made, "es") == "Válvulas son nuevas."


@pytest.mark.parametrize(("pair", "stands"), [(EN_ES, "Monday"), (EN_ES.swapped, "lunes"), (Pair("de", "fr"), "Tom")])
def test_a_date_is_stood_for_by_a_day(pair: Pair, stands: str) -> None:
    assert days(pair)[0].source == stands


@pytest.mark.parametrize(
    ("source", "target", "stands"),
    [("key", "llave", "dog"), ("city", "ciudad", "house"), ("problem", "problema", "dog"),
     ("nuts", "tuercas", "houses"), ("motors", "motores", "dogs"), ("shift lead", "jefe de turno", "dog")],
)  # fmt: skip
def test_nouns_fit_what_they_stand_for(source: str, target: str, stands: str) -> None:
    assert nouns(EN_ES, source, target)[0].source == stands
    assert nouns(Pair("en", "fr"), source, target) == NAMES


@pytest.mark.parametrize(
    ("said", "source", "opens", "expected"),
    [
        ("Ve.", "See", True, "Ve"),
        ("Para más.", "for more", False, "para más"),
        ("¿Dónde?", "where?", False, "dónde?"),
        ("«Sí».", "yes", False, "sí"),
        ("USB y más", "usb and more", False, "USB y más"),
        ("{a} y b", "{a} and b", False, "{a} y b"),
    ],
)
def test_a_part_has_no_full_stop_and_capital_of_its_own(said: str, source: str, opens: bool, expected: str) -> None:
    assert shielding.fitted(said, source, opens=opens) == expected


def test_edges_are_what_is_no_word() -> None:
    assert shielding.edges(" (a word), ") == (" (", "a word", "), ")
    assert shielding.edges("...") == ("...", "", "")
