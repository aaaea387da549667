# SPDX-License-Identifier: Apache-2.0
"""Lists in Arabic: several things in one sentence, the "and" that is one letter, colloquial prepositions, reading."""

from functools import lru_cache

import pytest

from edgeassist.intents.actions.lists import LONGEST_ITEM
from edgeassist.intents.arabic_items import MOST_ITEMS, things
from edgeassist.intents.letters import as_written
from edgeassist.intents.names import Named, Names
from edgeassist.intents.understanding import Understander

ADD, REMOVE = "HassShoppingListAddItem", "HassListRemoveItem"


@lru_cache
def asked() -> Understander:
    lists = (Named("shopping", "Shopping list", ("Shopping",)), Named("gifts", "الهدايا"))
    return Understander("ar", lambda: Names(lists=lists))


def meant(text: str) -> list[tuple[str, dict[str, object]]]:
    return [(one.name, {slot.name: slot.value for slot in one.slots}) for one in asked().parse(text).intents]


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("أضف الحليب والخبز والأرز إلى قائمة التسوق", ["الحليب", "الخبز", "الأرز"]),
        ("أضف خبز، حليب، بيض إلى قائمة التسوق", ["خبز", "حليب", "بيض"]),
        ("أضف الخبز، والحليب إلى قائمة التسوق", ["الخبز", "الحليب"]),
        ("أضف خبز و حليب إلى قائمة التسوق", ["خبز", "حليب"]),
        ("أضف طماطم وخيار إلى قائمة التسوق", ["طماطم", "خيار"]),
        ("أضف إلى قائمة التسوق: الحليب والخبز", ["الحليب", "الخبز"]),
        ("أضف ورق عنب ووسادة إلى قائمة التسوق", ["ورق عنب", "وسادة"]),
        ("أضف مناديل ورقية ورز إلى قائمة التسوق", ["مناديل ورقية", "رز"]),
        ("أضف هدية والدي إلى قائمة التسوق", ["هدية والدي"]),
        ("أضف خمسة وعشرين بيضة إلى قائمة التسوق", ["خمسة وعشرين بيضة"]),
        ("أضف كيلو ونصف لحم وثلاث تفاحات إلى قائمة التسوق", ["كيلو ونصف لحم", "ثلاث تفاحات"]),
        ("أضف خبز و3 تفاحات إلى قائمة التسوق", ["خبز", "3 تفاحات"]),
        ("أضف 1,5 لتر حليب إلى قائمة التسوق", ["1,5 لتر حليب"]),
        ("أضف خبز، إلى قائمة التسوق", ["خبز"]),
    ],
)
def test_each_thing_is_one_item_as_it_was_written(text: str, items: list[str]) -> None:
    assert meant(text) == [(ADD, {"item": item}) for item in items]


def test_each_thing_is_shown_as_a_command_of_its_own() -> None:
    shown = [one.text for one in asked().parse("أضف الحليب والأرز إلى قائمة التسوق").intents]
    assert shown == ["أضف الحليب إلى قائمة التسوق", "أضف الأرز إلى قائمة التسوق"]


def test_several_things_go_on_a_list_of_another_name() -> None:
    named = [("HassListAddItem", {"item": item, "name": "gifts"}) for item in ("العطر", "الكتاب")]
    assert meant("أضف العطر والكتاب إلى قائمة الهدايا") == named


def test_more_things_than_are_told_apart_are_too_long_for_a_list() -> None:
    many = " و".join(["رز"] * (MOST_ITEMS + 1))
    assert len(things(many)) == MOST_ITEMS + 1
    assert meant(f"أضف {many} إلى قائمة التسوق") == [(ADD, {"item": many})]
    assert len(many) > LONGEST_ITEM


def test_words_after_the_letter_for_and_are_found_as_they_were_written() -> None:
    assert as_written("الارز", "أضف الحليب والأرز") == "الأرز"
    assert as_written("الارز الابيض", "أضف الحليب و«الأرز الأبيض»") == "الأرز الأبيض"
    assert as_written("رد", "وردة") == "رد"


@pytest.mark.parametrize(
    ("text", "intent", "slots"),
    [
        ("ضيف طماطم عالقائمة", ADD, {"item": "طماطم"}),
        ("حطي حليب ع القائمة", ADD, {"item": "حليب"}),
        ("ما الذي في قائمة التسوق", "EdgeReadList", {"list": "shopping"}),
        ("ماذا يوجد في قائمة المشتريات؟", "EdgeReadList", {"list": "shopping"}),
        ("شو في عالقائمة", "EdgeReadList", {"list": "shopping"}),
        ("شو في على القائمة", "EdgeReadList", {"list": "shopping"}),
        ("اقرأ قائمة التسوق", "EdgeReadList", {"list": "shopping"}),
        ("امسح قائمة التسوق", "EdgeClearList", {"list": "shopping"}),
        ("احذف كل شيء من قائمة التسوق", "EdgeClearList", {"list": "shopping"}),
        ("احذف الحليب من قائمة التسوق", REMOVE, {"item": "الحليب", "name": "shopping"}),
        ("شيل الأرز من القائمة", REMOVE, {"item": "الأرز", "name": "shopping"}),
        ("اشطب الحليب من قائمة التسوق", "HassShoppingListCompleteItem", {"item": "الحليب"}),
    ],
)
def test_the_shopping_list_is_read_cleared_and_changed(text: str, intent: str, slots: dict[str, object]) -> None:
    assert meant(text) == [(intent, slots)]


def test_several_things_are_taken_off_and_put_on_in_colloquial_words() -> None:
    assert meant("ضيف طماطم وخيار عالقائمة") == [(ADD, {"item": item}) for item in ("طماطم", "خيار")]
    taken = [(REMOVE, {"item": item, "name": "shopping"}) for item in ("الحليب", "الخبز")]
    assert meant("احذف الحليب والخبز من القائمة") == taken


@pytest.mark.parametrize(
    "text", ["ضيف طماطم عالقائمتي", "ضيف طماطم عالسقف", "سجل الدخول في القائمة", "اقرأ القصة", "امسح الطاولة"]
)
def test_no_word_is_cut_in_two_and_talk_is_no_list(text: str) -> None:
    assert meant(text) == []


def test_a_note_about_a_list_keeps_its_words() -> None:
    assert meant("اكتب ملاحظة: طماطم عالقائمة") == [("EdgeTakeNote", {"text": "طماطم عالقائمة"})]
