# SPDX-License-Identifier: Apache-2.0
"""Sentences as readers of each language part them: abbreviations, numbers, quotations, scripts without spaces."""

import pytest

from edgeassist.documents.sentences import sentences


def parted(text: str, language: str = "") -> list[str]:
    return [text[start:end] for start, end in sentences(text, language)]


SPACED = [
    ("en", ["Prof. Lee works at St. Mary's.", "She lives on 5th Ave. near the park.", "It is quiet."]),
    ("en", ["Use e.g. oil or i.e. fat.", "Then stir."]),
    ("en", ["It weighs 3.5 kg.", "It costs $4.99!", "Is that much?"]),
    ("en", ["See www.a.example/x.html for more.", "Or ask."]),
    ("en", ["The file is a.txt.", "Open it."]),
    ("en", ["J. R. R. Tolkien wrote it.", "People read it."]),
    ("en", ["“I know.”", "She left."]),
    ("en", ["He (Dr. No) came.", "They fought."]),
    ("en", ["Wait… what?", "Yes!"]),
    ("es", ["El Sr. Ruiz y la Dra. Paz hablan.", "¿Vienen hoy?", "¡Claro que sí!"]),
    ("es", ["Cuesta 3.500,50 €.", "Es caro."]),
    ("es", ["Vive en la Avda. Sol núm. 4.", "Es alta."]),
    ("fr", ["Mme Roy est là.", "Où est-elle ?", "Ici !"]),
    ("fr", ["Le prix est de 3,50 €.", "C’est peu."]),
    ("fr", ["Voir p. 12 du livre.", "Merci."]),
    ("de", ["Hr. Dr. Klein kommt ca. um 8 Uhr.", "Gut."]),
    ("de", ["Das kostet 3,50 €.", "Das ist d. h. wenig.", "Ja!"]),
    ("de", ["Am 24. Dezember ist Heiligabend.", "Am 1. Januar ist Neujahr."]),
    ("it", ["Il sig. Rossi è qui.", "Che ore sono?", "Le due."]),
    ("pt", ["O Sr. Silva chegou.", "Que horas são?", "Duas."]),
    ("nl", ["Dhr. Jansen komt.", "Hoe laat is het?", "Twee uur."]),
    ("pl", ["To jest np. kot.", "Czy śpi?", "Tak."]),
    ("da", ["Den 3. maj kom han.", "Så gik han."]),
    ("cs", ["Dne 5. května přišel.", "Pak odešel."]),
    ("fi", ["Hän tuli 3. toukokuuta.", "Sitten hän lähti."]),
    ("ru", ["Он живёт на ул. Мира.", "Где это?", "Тут."]),
    ("uk", ["Він прийшов.", "Хто?", "Він!"]),
    ("el", ["Τι κάνεις;", "Καλά είμαι."]),
    ("tr", ["Dr. Kaya geldi.", "Nerede?", "Burada."]),
    ("ar", ["وصل القطار.", "متى؟", "الآن!"]),
    ("fa", ["قطار رسید.", "کی؟", "حالا!"]),
    ("ur", ["گاڑی آ گئی۔", "کب؟"]),
    ("he", ["הרכבת הגיעה.", "מתי?", "עכשיו!"]),
    ("hi", ["ट्रेन आ गई।", "कब?", "अभी!"]),
    ("bn", ["ট্রেন এসেছে।", "কখন?"]),
    ("ko", ["기차가 왔다.", "언제?", "지금!"]),
    ("am", ["ባቡሩ መጣ።", "መቼ?"]),
    ("hy", ["Գնացքը եկավ։", "Հիմա։"]),
    ("vi", ["Tàu đã đến.", "Khi nào?", "Bây giờ!"]),
    ("sw", ["Treni limefika.", "Lini?", "Sasa!"]),
]


@pytest.mark.parametrize(("language", "parts"), SPACED, ids=[f"{code}{at}" for at, (code, _parts) in enumerate(SPACED)])
@pytest.mark.parametrize("glue", [" ", "  ", "\n", "\n\n", " \t "], ids=["space", "two", "line", "gap", "tab"])
def test_sentences_are_parted_whatever_white_space_is_between(language: str, parts: list[str], glue: str) -> None:
    assert parted(glue.join(parts), language) == parts


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("zh", ["火车到了。", "什么时候？", "现在！"]),
        ("zh", ["他说：“火车到了。”", "我们走吧。"]),
        ("ja", ["電車が来た。", "いつ？", "今！"]),
        ("ja", ["「電車が来た。」", "彼は走った。"]),
        ("ja", ["3.5キロです。", "重い。"]),
    ],
)
def test_scripts_without_spaces_are_parted_at_their_stops(language: str, parts: list[str]) -> None:
    assert parted("".join(parts), language) == parts


@pytest.mark.parametrize(
    "text",
    [
        "no stop at all",
        "One, two; three: four - five",
        "3.14159",
        "192.168.0.1",
        "example.org",
        "?!",
        "...",
        "🎉🎉🎉",
        "\u202bשלום\u202c",
        "a\u00a0b",
        "price: 4.50",
        "( )",
    ],
)
def test_what_is_one_thing_stays_one(text: str) -> None:
    assert parted(text, "en") == [text]


@pytest.mark.parametrize(("language", "end"), [("de", "Wir waren 3."), ("da", "De var 3."), ("cs", "Bylo jich 3.")])
def test_an_ordinal_number_at_a_line_s_end_ends_its_sentence(language: str, end: str) -> None:
    assert parted(f"{end}\nX", language) == [end, "X"]
    assert parted(f"{end} X", language) == [f"{end} X"]


@pytest.mark.parametrize("language", ["en", "es", "fr", "zh"])
def test_a_number_at_the_end_ends_the_sentence_where_nobody_writes_ordinals_so(language: str) -> None:
    assert len(parted("X 1999. Yes it is.", language)) == 2


@pytest.mark.parametrize("language", ["", "xx", "zz-top", "EN", "en-GB", "tlh"])
def test_an_unknown_language_is_parted_at_what_ends_most_sentences(language: str) -> None:
    assert parted("It rains. Is it cold? Yes!", language) == ["It rains.", "Is it cold?", "Yes!"]


@pytest.mark.parametrize("window", [3_990, 3_995, 3_999, 4_000, 4_001, 4_010, 7_999, 8_001])
@pytest.mark.parametrize(("stop", "glue"), [(".", " "), ("。", ""), ("؟", " ")], ids=["latin", "han", "arabic"])
def test_no_sentence_is_cut_where_a_stretch_that_is_looked_at_ends(window: int, stop: str, glue: str) -> None:
    told = [f"{'A' * (window % 97 + 20)}{stop}"] * 30 + ["B" * (window % 61 + 9) + stop] * 150
    assert parted(glue.join(told), "zh" if stop == "。" else "ar" if stop == "؟" else "en") == told


def test_a_sentence_longer_than_any_window_loses_nothing() -> None:
    long = ", ".join(f"clause {number}" for number in range(2_000))
    text = f"It begins. {long}. It ends."
    found = parted(text, "en")
    assert found[0] == "It begins."
    assert found[-1] == "It ends."
    assert "".join("".join(found).split()) == "".join(text.split())


@pytest.mark.parametrize("mark", ["\ud800", "\0", "\ufeff", "\u200f", "\u2028"])
def test_marks_that_nobody_sees_change_no_sentence(mark: str) -> None:
    found = parted(f"It rains{mark} now. It is cold{mark}.", "en")
    assert "".join("".join(found).split()) == "".join(f"It rains{mark} now. It is cold{mark}.".split())
    assert found[0].startswith("It rains")
    assert found[-1].endswith(".")
