# SPDX-License-Identifier: Apache-2.0
"""Arabic sums that begin with what to do, parts of numbers, and the eleven that is spelled like "and one"."""

import pytest

from edgeassist.intents.arabic import in_digits, words_apart
from edgeassist.intents.arabic_sums import with_signs
from edgeassist.intents.names import Names
from edgeassist.intents.sums_text import expression, value
from edgeassist.intents.understanding import Understander


@pytest.mark.parametrize(
    ("text", "signs", "result"),
    [
        ("اقسم مئة على أربعة", "100/4", 25),
        ("اضرب سبعة في ثمانية", "7*8", 56),
        ("اجمع خمسة وستة", "5+6", 11),
        ("اجمع خمسة وعشرين وستة", "25+6", 31),
        ("اجمع ٥ و ٦ و ٧", "5+6+7", 18),
        ("اجمع خمسة إلى ستة", "5+6", 11),
        ("اطرح خمسة من عشرة", "10-5", 5),
        ("ثلث التسعين", "(1/3)*90", 30),
        ("ثلث من تسعين", "(1/3)*90", 30),
        ("ثلثي التسعين", "(2/3)*90", 60),
        ("نصف المئة", "(1/2)*100", 50),
        ("ثلاثة أرباع المئتين", "(3/4)*200", 150),
        ("ألف ومئة وأحد عشر زائد تسعة وتسعين", "1111+99", 1210),
        ("ربع زائد ربع", "0.25+0.25", 0.5),
    ],
)
def test_a_sum_is_read_and_comes_out(text: str, signs: str, result: float) -> None:
    assert expression(text, "ar") == signs
    assert value(signs) == result


@pytest.mark.parametrize(
    "text", ["خمسة وستة", "اجمع خمسة", "اجمع مئة وستة", "اقسم خمسة زائد ستة", "اطرح خمسة", "نصف ساعة", "ثلث", "اجمع"]
)
def test_what_is_no_sum(text: str) -> None:
    assert expression(text, "ar") is None


@pytest.mark.parametrize(
    ("text", "signs"),
    [("اقسم مئة على أربعة", "100/4"), ("كم ثلث التسعين", "(1/3)*90"), ("اطرح خمسة من عشرة", "10-5")],
)
def test_a_sum_is_a_command(text: str, signs: str) -> None:
    (found,) = Understander("ar", Names).parse(text).intents
    assert (found.name, found.value("expression")) == ("EdgeCalculate", signs)


def test_taking_minutes_from_a_timer_is_no_sum() -> None:
    (found,) = Understander("ar", Names).parse("اطرح دقيقتين من المؤقت").intents
    assert found.name == "HassDecreaseTimer"


def test_eleven_after_a_number_is_told_from_and_one() -> None:
    assert words_apart(("ميه", "واحد", "عشر")) == ("111",)
    assert in_digits("الف وميه واحد عشر") == "1111"
    assert words_apart(("ميه", "واحد")) == ("100", "1")
    assert words_apart(("خبز", "واحد", "عشر")) == ("خبز", "1", "10")


def test_words_without_numbers_stay_as_they_are() -> None:
    assert with_signs(()) == ()
    assert with_signs(("اطرح", "من", "من")) == ("اطرح", "من", "من")
    assert with_signs(("نصف", "ساعه")) == ("نصف", "ساعه")
