# SPDX-License-Identifier: Apache-2.0
"""Compound commands cut and completed: the likeliest way first, few ways in all, free text never cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.intents.splitting import MOST_CANDIDATES, MOST_PARTS, split

LIKELIEST: list[tuple[str, str, tuple[str, ...]]] = [
    ("en", "turn on the kitchen and the hall lights", ("turn on the kitchen lights", "turn on the hall lights")),
    ("en", "turn the fan off and the light on", ("turn the fan off", "turn the light on")),
    (
        "en",
        "set a timer for 5 minutes and another for ten",
        ("set a timer for 5 minutes", "set a timer for ten minutes"),
    ),
    ("en", "turn on the lamp and the fan", ("turn on the lamp", "turn on the fan")),
    (
        "en",
        "turn on the lights in the kitchen and the hall",
        ("turn on the lights in the kitchen", "turn on the lights in the hall"),
    ),
    (
        "en",
        "add milk, eggs and bread to the shopping list",
        ("add milk to the shopping list", "add eggs to the shopping list", "add bread to the shopping list"),
    ),
    ("en", "turn off the light and then lock the door", ("turn off the light", "lock the door")),
    (
        "en",
        "set the kitchen lights to 50% and the hall lights to 20%",
        ("set the kitchen lights to 50%", "set the hall lights to 20%"),
    ),
    ("en", "take a note buy milk and eggs", ()),
    (
        "en",
        "turn off the light and remind me to buy milk and eggs",
        ("turn off the light", "remind me to buy milk and eggs"),
    ),
    ("en", "set a timer for two hours and five minutes", ()),
    ("en", "play rock and roll", ("play rock", "roll")),
    (
        "en",
        "turn on the living room lights and set them to 50% brightness",
        ("turn on the living room lights", "set them to 50% brightness"),
    ),
    ("en", "turn the fan and the light off", ("turn the fan off", "turn the light off")),
    (
        "en",
        "open the blinds, close the door and turn on the light",
        ("open the blinds", "close the door", "turn on the light"),
    ),
    ("en", 'say "one and two"', ()),
    ("en", "hello", ()),
    (
        "en",
        "turn on the lights and set a timer for ten minutes then open the blinds",
        ("turn on the lights", "set a timer for ten minutes", "open the blinds"),
    ),
    ("en", "pause the music and dim the bedroom lights", ("pause the music", "dim the bedroom lights")),
    ("en", "what time is it and what day is it", ("what time is it", "what day is it")),
    ("en", "set an alarm for 7 and another for 8", ("set an alarm for 7", "set an alarm for 8")),
    ("en", "lock the door; turn off the lights", ("lock the door", "turn off the lights")),
    ("en", "cancel the timer and the alarm", ("cancel the timer", "cancel the alarm")),
    (
        "en",
        "turn on the kitchen, hall and bedroom lights",
        ("turn on the kitchen lights", "turn on hall lights", "turn on bedroom lights"),
    ),
    ("en", "ask what is the difference between bread and butter", ()),
    (
        "en",
        "turn the heating off and the fan and the lamp on",
        ("turn the heating off", "turn the fan on", "turn the lamp on"),
    ),
    (
        "de",
        "schalte das Licht in der Küche und im Flur ein",
        ("schalte das Licht in der Küche ein", "schalte das Licht im Flur ein"),
    ),
    ("de", "mach das Licht an und die Heizung aus", ("mach das Licht an", "mach die Heizung aus")),
    ("de", "schalte das Licht ein und stelle es auf 50 Prozent", ("schalte das Licht ein", "stelle es auf 50 Prozent")),
    (
        "de",
        "stelle einen Timer auf 5 Minuten und noch einen auf zehn",
        ("stelle einen Timer auf 5 Minuten", "stelle einen Timer auf zehn Minuten"),
    ),
    ("de", "schalte die Lampe und den Ventilator aus", ("schalte die Lampe aus", "schalte den Ventilator aus")),
    ("de", "schalte das Licht ein, dann öffne die Rollläden", ("schalte das Licht ein", "öffne die Rollläden")),
    ("de", "notiere Milch und Brot kaufen", ()),
    (
        "de",
        "füge Milch und Brot zur Einkaufsliste hinzu",
        ("füge Milch zur Einkaufsliste hinzu", "füge Brot zur Einkaufsliste hinzu"),
    ),
    ("de", "wie spät ist es und welcher Tag ist heute", ("wie spät ist es", "welcher Tag ist heute")),
    ("es", "enciende la luz de la cocina y del salón", ("enciende la luz de la cocina", "enciende la luz del salón")),
    ("es", "enciende la luz y apaga el ventilador", ("enciende la luz", "apaga el ventilador")),
    ("es", "pon una alarma a las siete y media y apaga la luz", ("pon una alarma a las siete y media", "apaga la luz")),
    ("es", "enciende las luces y ponlas al 50 por ciento", ("enciende las luces", "ponlas al 50 por ciento")),
    ("es", "apunta pan y leche", ()),
    ("es", "añade leche y pan a la lista", ("añade leche a la lista", "añade pan a la lista")),
    (
        "es",
        "quita la leche y el zumo de naranja de la lista",
        ("quita la leche de la lista", "quita el zumo de naranja de la lista"),
    ),
    (
        "de",
        "entferne Salz und Pfeffer von der Liste",
        ("entferne Salz von der Liste", "entferne Pfeffer von der Liste"),
    ),
    (
        "fr",
        "enlève du pain et de la farine de la liste",
        ("enlève du pain de la liste", "enlève de la farine de la liste"),
    ),
    ("es", "qué hora es y qué día es hoy", ("qué hora es", "qué día es hoy")),
    (
        "es",
        "pon un temporizador de 5 minutos y otro de diez",
        ("pon un temporizador de 5 minutos", "pon un temporizador de diez minutos"),
    ),
    (
        "fr",
        "allume la lumière de la cuisine et du salon",
        ("allume la lumière de la cuisine", "allume la lumière du salon"),
    ),
    ("fr", "allume la lumière puis éteins la télé", ("allume la lumière", "éteins la télé")),
    ("fr", "allume les lumières du salon et mets-les à 50 %", ("allume les lumières du salon", "mets-les à 50 %")),
    (
        "fr",
        "mets un minuteur de 5 minutes et un autre de dix",
        ("mets un minuteur de 5 minutes", "mets un minuteur de dix minutes"),
    ),
    ("fr", "note pain et lait", ()),
    ("fr", "ajoute du lait et du pain à la liste", ("ajoute du lait à la liste", "ajoute du pain à la liste")),
    ("fr", "quelle heure est-il et quel jour sommes-nous", ("quelle heure est-il", "quel jour sommes-nous")),
    ("fr", "éteins la lampe et le ventilateur", ("éteins la lampe", "éteins le ventilateur")),
]
AMONG: list[tuple[str, str, tuple[str, ...]]] = [
    ("en", "turn on the lamp and the kitchen lights", ("turn on the lamp", "turn on the kitchen lights")),
    (
        "en",
        "turn off the lights in the kitchen and the fan",
        ("turn off the lights in the kitchen", "turn off the fan"),
    ),
    ("en", "turn on the kitchen lights and the fan", ("turn on the kitchen lights", "turn on the fan")),
    (
        "de",
        "schalte das Licht im Flur und den Ventilator aus",
        ("schalte das Licht im Flur aus", "schalte den Ventilator aus"),
    ),
    ("es", "enciende la lámpara y el ventilador", ("enciende la lámpara", "enciende el ventilador")),
    ("fr", "allume la lampe et le ventilateur", ("allume la lampe", "allume le ventilateur")),
]
WHOLE = [
    ("en", "turn on the light"),
    ("en", "take a note buy milk and eggs"),
    ("en", "remind me to feed the cat and the dog, then sleep"),
    ("en", "translate bread and butter to German"),
    ("en", 'say "salt and pepper"'),
    ("en", "set a timer for two hours and five minutes"),
    ("en", "what is a hundred and five plus three"),
    ("es", "recuérdame comprar pan y leche"),
    ("es", "pon una alarma a las siete y media"),
    ("de", "erinnere mich an Brot und Butter"),
    ("fr", "rappelle-moi le pain et le lait"),
    ("pl", "wlacz lampe"),
    ("en", ""),
    ("en", " and "),
]


@pytest.mark.parametrize(("language", "text", "parts"), LIKELIEST)
def test_the_first_way_is_what_people_mean(language: str, text: str, parts: tuple[str, ...]) -> None:
    ways = split(text, language)
    assert (ways[0] if ways else ()) == parts


@pytest.mark.parametrize(("language", "text", "parts"), AMONG)
def test_a_way_that_may_be_meant_is_among_the_candidates(language: str, text: str, parts: tuple[str, ...]) -> None:
    assert parts in split(text, language)


@pytest.mark.parametrize(("language", "text"), WHOLE)
def test_one_command_and_free_text_stay_whole(language: str, text: str) -> None:
    assert split(text, language) == ()


def test_free_text_after_a_command_is_cut_off_once() -> None:
    ways = split("turn off the light and remind me to buy milk, eggs and bread", "en")
    assert ways == (("turn off the light", "remind me to buy milk, eggs and bread"),)


def test_a_long_sentence_and_one_full_of_joints_have_few_ways() -> None:
    assert split("and " * 200, "en") == ()
    ways = split("turn on the lamp " + "and the fan " * 20, "en")
    assert 0 < len(ways) <= MOST_CANDIDATES
    assert all(len(parts) <= MOST_PARTS for parts in ways)


@given(st.text(max_size=120), st.sampled_from(("en", "es", "de", "fr", "pl")))
def test_no_text_makes_splitting_fail(text: str, language: str) -> None:
    for parts in split(text, language):
        assert 2 <= len(parts) <= MOST_PARTS


@given(
    st.lists(
        st.sampled_from(["turn", "on", "the", "light", "and", "then", ",", "off", "to", "50%", "another"]), max_size=14
    )
)
def test_words_of_commands_in_any_order_make_few_whole_parts(words: list[str]) -> None:
    ways = split(" ".join(words), "en")
    assert len(ways) <= MOST_CANDIDATES
    assert all(part.strip() for parts in ways for part in parts)
