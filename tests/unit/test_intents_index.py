# SPDX-License-Identifier: Apache-2.0
"""What templates cannot do without, names as lists, and the time that a search may take."""

from typing import Any

import pytest
from hassil.intents import RangeSlotList, TextSlotList, WildcardSlotList
from hassil.parse_expression import parse_sentence

from edgeassist.intents.matching import Allowance, Metered, TimeUp, matches
from edgeassist.intents.name_lists import name_lists
from edgeassist.intents.names import Appliance, Named, Names
from edgeassist.intents.phrasebook import phrasebook
from edgeassist.intents.said import Said, cleaned, said
from edgeassist.intents.slots import Normalizing
from edgeassist.intents.template_index import Needs, number_words
from tests.support.spoken_home import HOME
from tests.unit.test_intents_understanding import NOW

LISTS = {
    "colour": TextSlotList.from_strings(["red", "dark green"], name="colour"),
    "level": RangeSlotList(name="level", start=0, stop=10),
    "words": WildcardSlotList(name="words"),
}
RULES = {
    "the": parse_sentence("(the|my)"),
    "light": parse_sentence("[<the>] (light|lamp)[s]"),
    "ring": parse_sentence("<ring> around"),
}


def needed(template: str) -> set[frozenset[str]]:
    return set(Needs(RULES, LISTS).of(parse_sentence(template)))


@pytest.mark.parametrize(
    ("template", "needs"),
    [
        ("turn on", [{"turn"}, {"on"}]),
        ("[please] turn", [{"turn"}]),
        ("(on|off)", [{"on", "off"}]),
        ("(on|[off])", []),
        ("<light> on", [{"light", "lamp"}, {"on"}]),
        ("set {colour}", [{"set"}, {"{colour}"}]),
        ("say {words}", [{"say"}]),
        ("{words}", []),
        ("[to] {level:value} now", [{"{level}"}, {"now"}]),
        ("(a;b)", [{"a"}, {"b"}]),
        ("wait: now", [{"now"}]),
        ("<missing> x", [{"x"}]),
        ("Große TÜR", [{"grosse"}, {"tür"}]),
    ],
)
def test_a_template_needs_what_all_its_sentences_hold(template: str, needs: list[set[str]]) -> None:
    assert needed(template) == {frozenset(one) for one in needs}


def test_a_rule_that_names_itself_ends() -> None:
    assert frozenset({"around"}) in needed("<ring> it")


def test_what_fewest_sentences_hold_comes_first() -> None:
    needs = Needs(RULES, LISTS).of(parse_sentence("(on|off|up) to extraordinary"))
    assert [len(one) for one in needs] == [1, 1, 3]
    assert needs[0] == {"extraordinary"}


@pytest.mark.parametrize(
    ("language", "word"), [("en", "twenty"), ("de", "zwanzig"), ("es", "quinientos"), ("fr", "vingt"), ("zh-CN", "五")]
)
def test_numbers_are_known_by_their_words(language: str, word: str) -> None:
    assert word in number_words(language)
    assert set("0123456789") <= set(number_words(language))


def test_a_language_without_number_words_has_digits() -> None:
    assert sorted(number_words("xx-nowhere")) == list("0123456789")


@pytest.fixture(scope="module")
def book() -> Any:
    return phrasebook("en", HOME, (), Allowance())


def candidates(book: Any, text: str) -> set[str]:
    return {one.intent for one in book.index.candidates(said(cleaned(text), book.skipped).haystack)}


def test_few_templates_are_tried(book: Any) -> None:
    assert len(book.index) > 900
    assert len(book.index.candidates("turn on the ceiling light ")) < 60
    assert "HassTurnOn" in candidates(book, "turn on the ceiling light")
    assert "HassClimateSetTemperature" not in candidates(book, "turn on the ceiling light")


def test_a_name_in_no_template_is_needed_where_a_template_names_one(book: Any) -> None:
    lists = {"name", "area"}
    found = book.index.candidates("turn on the zebra ")
    assert all(not lists & {piece.strip("{}") for need in one.needs for piece in need} for one in found)


def test_the_least_wild_templates_come_first(book: Any) -> None:
    wild = [len(one.wild) for one in book.index.candidates("add a timer for five minutes to the list in the kitchen ")]
    assert wild == sorted(wild)
    assert wild[-1] > 0


def values(lists: dict[str, Any], name: str) -> list[tuple[str, str, str]]:
    return [(one.text_in.text, one.value_out, (one.context or {}).get("domain", "")) for one in lists[name].values]


def test_names_become_lists_with_ids_and_kinds() -> None:
    lists = name_lists(HOME, {})
    assert ("Ceiling light", "ceiling", "light") in values(lists, "name")
    assert ("big light", "ceiling", "light") in values(lists, "name")
    assert ("Groceries", "food", "todo") in values(lists, "name")
    assert values(lists, "edge_list") == [one for one in values(lists, "name") if one[2] == "todo"]
    assert [one[1] for one in values(lists, "area")] == ["kitchen", "lounge", "lounge", "bed"]
    assert values(lists, "floor") == []
    assert values(lists, "edge_pane") == [("Workbench", "workbench", "")]


def test_panes_there_come_after_those_that_are_shipped() -> None:
    shipped = TextSlotList.from_tuples([("chat", "chat")], name="edge_pane")
    assert [one[1] for one in values(name_lists(HOME, {"edge_pane": shipped}), "edge_pane")] == ["chat", "workbench"]


def test_brackets_in_a_name_are_no_template() -> None:
    names = Names(areas=(Named("a", "Room (old) [x] {y}"),), appliances=(Appliance("e", "...", ("", " ")),))
    lists = name_lists(names, {})
    assert values(lists, "area") == [("Room (old) [x] {y}", "a", "")]
    assert values(lists, "name") == []


def test_an_allowance_counts_until_it_is_lifted() -> None:
    allowance = Allowance()
    allowance.check()
    allowance.grant(-1.0)
    with pytest.raises(TimeUp):
        allowance.check()
    with pytest.raises(TimeUp):
        Metered({"a": 1}, allowance)["a"]
    allowance.lift()
    assert Metered({"a": 1}, allowance)["a"] == 1


def test_a_search_ends_when_its_time_is_up() -> None:
    allowance = Allowance()
    book = phrasebook("en", HOME, (), allowance)
    allowance.grant(-1.0)
    words = said("turn on the ceiling light", book.skipped)
    with pytest.raises(TimeUp):
        matches(words, book.index, allowance, Normalizing("en", NOW))


def test_matches_come_best_first(book: Any) -> None:
    words = said("add oat milk to my shopping list", book.skipped)
    found = matches(words, book.index, Allowance(), Normalizing("en", NOW))
    assert [one.rank for one in found] == sorted(one.rank for one in found)
    assert found[0].intent.name == "HassListAddItem"
    assert "HassShoppingListAddItem" in {one.intent.name for one in found}
    assert found[0].free == ("item",)


def test_writing_without_spaces_is_read_without_them() -> None:
    assert said("打开 厨房 的 灯", (), without_spaces=True).plain == "打开厨房的灯"
    assert said("turn on", ()) == Said("turn on ", "turn on ", "turn on ")


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("a\x00b", "a b"),
        ("a\u200bb", "ab"),
        ("l'entrée d’or", "l'entrée d’or"),
        ("'a b'", "a b"),
        ("«a»", "a"),
        ("20 °C", "20 °C"),
        ("2*3", "2 × 3"),
        ("(2 + 1) * -3", "(2 + 1) × -3"),
        ("add *milk*", "add milk"),
        ("y at-'il d' store", "y at-'il d' store"),
        ("say ('yes')", "say (yes)"),
        ("👍🏽 ok ❤️", "🏽 ok"),
        ("e\u0301", "é"),
    ],
)
def test_a_text_is_cleaned_of_what_no_template_says(typed: str, clean: str) -> None:
    assert cleaned(typed) == clean
