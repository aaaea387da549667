# SPDX-License-Identifier: Apache-2.0
"""Arabic as people type it: number words of either gender, spellings with and without hamza and vowel signs."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache

import pytest
from hassil.numbers import get_rbnf_engine
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.core.paths import resource
from edgeassist.intents.arabic import each_counted, folded, folded_templates, in_digits, words_apart
from edgeassist.intents.durations import seconds
from edgeassist.intents.languages import read_own
from edgeassist.intents.names import Named, Names
from edgeassist.intents.numbers import number
from edgeassist.intents.sums_text import expression
from edgeassist.intents.template_index import Template
from edgeassist.intents.understanding import Understander
from tests.support.template_samples import Sample, Sampler

NOW = datetime(2026, 11, 21, 14, 30, tzinfo=UTC)
FREE = {
    "": ["شراء الخبز"],
    "edge_when": ["السابعة والنصف"],
    "edge_waking": ["7:30"],
    "edge_duration": ["خمس دقائق", "ساعة ونصف"],
    "edge_sum": ["خمسة زائد ثلاثة"],
}
START, MORE = "HassStartTimer", "HassIncreaseTimer"
SAID: list[tuple[str, str, dict[str, object]]] = [
    ("اضبط مؤقتا لمدة خمس دقائق", START, {"minutes": 5}),
    ("اضبط مؤقتاً لمدة خمسِ دقائق", START, {"minutes": 5}),
    ("إضبط موقت خمسة دقايق", START, {"minutes": 5}),
    ("اضبط مؤقت ١٠ دقائق", START, {"minutes": 10}),
    ("اضبط مؤقتا لخمس عشرة دقيقة", START, {"minutes": 15}),
    ("اضبط المؤقت على خمس وعشرين دقيقة", START, {"minutes": 25}),
    ("اضبط مؤقتا لمدة ساعة ونصف", START, {"hours": 1, "minutes": 30}),
    ("اضبط مؤقتا لمدة ساعتين وعشر دقائق", START, {"hours": 2, "minutes": 10}),
    ("ضع مؤقتا لمدة دقيقة", START, {"minutes": 1}),
    ("مؤقت ربع ساعة", START, {"minutes": 15}),
    ("من فضلك اضبط لي مؤقتا لمدة خمس دقائق", START, {"minutes": 5}),
    ("اضبط مؤقتا اسمه القهوة لمدة خمس دقائق", START, {"minutes": 5, "name": "القهوة"}),
    ("مؤقت البيض لسبع دقائق", START, {"minutes": 7, "name": "البيض"}),
    ("اضبط مؤقت البيض المسلوق لمدة سبع دقائق", START, {"minutes": 7, "name": "البيض المسلوق"}),
    ("ضع مؤقت جديد لعشر دقائق", START, {"minutes": 10}),
    ("مؤقت ساعة إلا خمس دقائق", START, {"minutes": 55}),
    ("نبهني بعد عشر دقائق", START, {"minutes": 10}),
    ("كم تبقى على المؤقت؟", "HassTimerStatus", {}),
    ("كم تبقى من الوقت", "HassTimerStatus", {}),
    ("ألغِ المؤقت", "HassCancelTimer", {}),
    ("الغي المؤقت", "HassCancelTimer", {}),
    ("أوقف المؤقت", "HassCancelTimer", {}),
    ("ألغ كل المؤقتات", "HassCancelAllTimers", {}),
    ("أوقف المؤقت مؤقتا", "HassPauseTimer", {}),
    ("استأنف المؤقت", "HassUnpauseTimer", {}),
    ("أضف خمس دقائق إلى المؤقت", MORE, {"minutes": 5}),
    ("زيد خمس دقائق عالمؤقت", MORE, {"minutes": 5}),
    ("زيد خمس دقائق على المؤقت", MORE, {"minutes": 5}),
    ("اطرح دقيقتين من المؤقت", "HassDecreaseTimer", {"minutes": 2}),
    ("كم الساعة الآن؟", "HassGetCurrentTime", {}),
    ("كم الساعه الان", "HassGetCurrentTime", {}),
    ("الساعة كم", "HassGetCurrentTime", {}),
    ("ما تاريخ اليوم", "HassGetCurrentDate", {}),
    ("ما هو اليوم", "HassGetCurrentDate", {}),
    ("كم يساوي خمسة زائد ثلاثة", "EdgeCalculate", {"expression": "5+3"}),
    ("كم حاصل ضرب سبعة في ثمانية", "EdgeCalculate", {"expression": "7*8"}),
    ("احسب ١٢ ضرب ٧", "EdgeCalculate", {"expression": "12*7"}),
    ("مئة ناقص سبعة وثلاثين", "EdgeCalculate", {"expression": "100-37"}),
    ("كم عشرون بالمئة من خمسين", "EdgeCalculate", {"expression": "20%*50"}),
    ("أضف تفاحة حمراء إلى قائمة التسوق", "HassShoppingListAddItem", {"item": "تفاحة حمراء"}),
    ("اكتب ملاحظة: شراء أربعة أقلام", "EdgeTakeNote", {"text": "شراء أربعة أقلام"}),
    ("اقرأ ملاحظاتي", "EdgeReadNotes", {}),
    ("احذف آخر ملاحظة", "EdgeDeleteLastNote", {}),
    ("امسح الملاحظة الأخيرة", "EdgeDeleteLastNote", {}),
    ("كم نسبة البطارية؟", "EdgeReport", {"what": "battery"}),
    ("أخبرني بحالة البطارية", "EdgeReport", {"what": "battery"}),
    ("لخص هذا النص", "EdgeSummarizeThis", {}),
    ("ترجم هذا إلى الإسبانية", "EdgeTranslate", {"language": "es"}),
    ("تراجع", "EdgeUndo", {}),
    ("شغل الاضواء في غرفه احمد", "HassTurnOn", {"area": "room", "domain": "light"}),
    ("شغّل الأضواء في غرفة أحمد", "HassTurnOn", {"area": "room", "domain": "light"}),
]
NO_COMMAND = (
    "الطقس جميل اليوم", "أحب البيتزا", "مؤقت جميل", "اضبط مؤقتا لمدة بيتزا", "خمسة", "ما هو الحب", "عندي خمس دقائق",
    "الساعة جميلة", "كم عمرك", "ملاحظة", "وقت سعيد", "كنت في السوق في الساعة الخامسة", "واحد واثنان", "ألغ",
    "لخص", "ترجم هذا إلى صديقي", "مؤقت جميل لصديقي", "مؤقت لي لصديقي", "البطارية جميلة", "احذف ملاحظة", "زيد صديقي",
)  # fmt: skip


@lru_cache
def asked() -> Understander:
    return Understander("ar", lambda: Names(areas=(Named("room", "غرفة أحمد"),)), now=lambda: NOW)


@pytest.mark.parametrize(("text", "intent", "slots"), SAID)
def test_a_sentence_means_what_it_says(text: str, intent: str, slots: dict[str, object]) -> None:
    (found,) = asked().parse(text).intents
    assert (found.name, {slot.name: slot.value for slot in found.slots}) == (intent, slots)
    assert found.text.rstrip("؟") == text.rstrip("؟"), "it is shown as it was typed"


def test_what_a_slot_was_said_with_is_shown_as_it_was_typed() -> None:
    (found,) = asked().parse("ترجم هذا إلى الإسبانية").intents
    assert [(slot.value, slot.text) for slot in found.slots] == [("es", "الإسبانية")]
    (timer,) = asked().parse("مؤقت ساعةٍ ونصف").intents
    assert {slot.text for slot in timer.slots} == {"ساعةٍ ونصف"}


@pytest.mark.parametrize("text", NO_COMMAND)
def test_talk_is_no_command(text: str) -> None:
    assert asked().parse(text).intents == ()


def own_samples() -> Iterator[tuple[Template, Sample]]:
    blocks = folded_templates({**read_own(resource("intents", "ar.yaml")), "skip_words": []})["intents"]
    own = {(name, said) for name, one in blocks.items() for block in one["data"] for said in block["sentences"]}
    sampler = Sampler(FREE)
    for template in asked().book().index:
        if any((template.intent, said) in own for said in template.data.sentence_texts):
            for sample in sampler.covering(template, 12):
                yield template, sample


def test_sentences_of_every_template_of_ours_mean_its_intent() -> None:
    tried = [(sample.text, template.intent, asked().parse(sample.text).intents) for template, sample in own_samples()]
    assert len(tried) > 150
    assert [(text, name) for text, name, found in tried if [one.name for one in found] != [name]] == []


def test_every_whole_number_is_read_in_either_gender() -> None:
    spelled = get_rbnf_engine("ar")
    for value in range(1_000):
        for words in spelled.format_number(value).text_by_ruleset.values():
            assert number(words, "ar") == value, words
            assert in_digits(folded(words)) == str(value), words


@pytest.mark.parametrize(
    ("text", "value"),
    [("ألف", 1000), ("ألفين", 2000), ("خمسة آلاف", 5000), ("خمسة آلاف وثلاثمائة وواحد وعشرون", 5321), ("مليون", 10**6),
     ("٣٫٥", 3.5), ("خمستاشر", 15), ("تلات مية", 300), ("ثلاثمئة", 300), ("أحد عشر", 11), ("اثنتا عشرة", 12)],
)  # fmt: skip
def test_larger_and_spoken_numbers(text: str, value: float) -> None:
    assert number(text, "ar") == value


@pytest.mark.parametrize("text", ["خبز", "عشرون عشرون", "خمسة وخبز", "وخمسة", ""])
def test_what_is_no_number(text: str) -> None:
    assert number(text, "ar") is None


@pytest.mark.parametrize(
    ("text", "length"),
    [("ثانية", 1), ("ثانيتان", 2), ("ثلاثون ثانية", 30), ("دقيقة واحدة", 60), ("دقيقة ونصف", 90), ("ثلث ساعة", 1200),
     ("نص ساعة", 1800), ("ساعة إلا ربع", 2700), ("ساعة إلا خمس دقائق", 3300),
     ("إلا خمس دقائق", None), ("دقيقة إلا ساعة", None), ("ثلاثة أرباع ساعة", 2700), ("ساعتان ونصف", 9000),
     ("يومين", 172_800),
     ("ساعة وخمس دقائق وعشر ثوانٍ", 3910), ("بيتزا", None), ("خمس", None), ("دقيقة ساعة", None)],
)  # fmt: skip
def test_how_long(text: str, length: int | None) -> None:
    assert seconds(text, "ar") == length


@pytest.mark.parametrize(
    ("text", "signs"),
    [("خمسة وعشرون على خمسة", "25/5"), ("الجذر التربيعي ل 16", "√16"), ("جذر ستة عشر", "√16"), ("5 × 3", "5*3"),
     ("عشرة مقسوم على اثنين", "10/2"), ("سبعة تربيع", "7^2"), ("خمسة وثلاثة", None), ("خمسة", None), ("حب", None),
     ("ثلث العدد 90", "1/3*90"), ("80 يورو زائد 19%", "80+19%")],
)  # fmt: skip
def test_sums(text: str, signs: str | None) -> None:
    assert expression(text, "ar") == signs


def test_one_spelling_for_all() -> None:
    assert folded("أَضِفْ إلى القائِمـة ١٢٪") == "اضف الي القايمه 12%"
    assert folded("plain, gänzlich") == "plain, gänzlich"
    assert words_apart(("وخمسه", "وعشرون", "خبز")) == ("و", "25", "خبز")
    assert each_counted(("ساعه", "و", "دقيقتين")) == ("1", "ساعه", "و", "2", "دقيقه")


@given(st.text(alphabet=st.sampled_from("خمسةوعشرون دقائقلبمؤقتا١2إلا"), max_size=60))
def test_reading_is_total_and_folding_settles(text: str) -> None:
    assert folded(folded(text)) == folded(text)
    assert in_digits(in_digits(folded(text))) == in_digits(folded(text))
    assert seconds(text, "ar") is None or number(text, "ar") is None
    asked().parse(text)
