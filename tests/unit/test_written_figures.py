# SPDX-License-Identifier: Apache-2.0
"""Figures are written with the signs of the person's language: what parts thousands, what comes before decimals."""

from collections.abc import Iterator

import pytest

from edgeassist.core.language import in_english, use
from edgeassist.core.units import dotted, grouped, human_bytes, human_rate, human_seconds, written


@pytest.fixture(params=["en", "ar", "de", "es", "fr"])
def spoken(request: pytest.FixtureRequest) -> Iterator[str]:
    code: str = request.param
    use(code, lambda text, _many, _n: text)
    yield code
    use("en")


THIN = "\N{NARROW NO-BREAK SPACE}"
MILLION = {"en": "1,234,567", "ar": "1,234,567", "de": "1.234.567", "es": "1.234.567", "fr": f"1{THIN}234{THIN}567"}


def test_thousands_stand_apart_as_the_language_has_it(spoken: str) -> None:
    assert grouped(1_234_567) == MILLION[spoken]
    assert grouped(999) == "999"
    assert grouped(12.4) == "12"
    assert grouped(-1200) == f"-{written('1,200')}"


def test_decimals_follow_the_sign_of_the_language(spoken: str) -> None:
    sign = "." if spoken in ("en", "ar") else ","
    assert written("24.6") == f"24{sign}6"
    assert human_rate(24.61) == f"24{sign}6"
    assert human_bytes(1_100_000_000).endswith(f"1{sign}1 GB")
    assert human_seconds(0.18) == f"0{sign}18 s"


def test_parts_stand_beside_each_other_each_in_its_own_place(spoken: str) -> None:
    line = dotted("Starter", "", "24 tokens")
    assert line.replace("\N{RIGHT-TO-LEFT MARK}", "") == "Starter · 24 tokens"
    assert line.count("\N{RIGHT-TO-LEFT MARK}") == (2 if spoken == "ar" else 0)
    assert dotted() == dotted("") == ""


def test_what_must_be_english_stays_english(spoken: str) -> None:
    assert in_english(grouped, 1_234_567) == "1,234,567"
    assert in_english(human_rate, 24.6) == "24.6"
