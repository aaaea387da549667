# SPDX-License-Identifier: Apache-2.0
"""What a faithful translation keeps and a careless one loses: the same facts in sentences of many languages."""

from collections import Counter

import pytest

from edgeassist.documents.kept import addresses, dates, names, numbers, placeholders
from edgeassist.documents.months import MONTHS

WRITTEN_MONTHS = {
    "de": ("{d}. {m} {y}", "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"),
    "en": ("{d} {m} {y}", "January February March April May June July August September October November December"),
    "es": (
        "{d} de {m} de {y}",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    ),
    "fr": ("{d} {m} {y}", "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
    "it": (
        "{d} {m} {y}",
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    ),
    "nl": ("{d} {m} {y}", "januari februari maart april mei juni juli augustus september oktober november december"),
    "pt": (
        "{d} de {m} de {y}",
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    ),
}


@pytest.mark.parametrize("language", WRITTEN_MONTHS)
@pytest.mark.parametrize("change", [str, str.upper, str.title], ids=["plain", "upper", "title"])
def test_every_day_of_a_year_in_words_is_the_day_it_says(language: str, change: type[str]) -> None:
    form, months = WRITTEN_MONTHS[language]
    for number, month in enumerate(months.split(), 1):
        for day in (1, 9, 10, 28):
            written = change(form.format(d=day, m=month, y=1987))
            assert dates(f"({written})", language) == (f"1987-{number:02}-{day:02}",), written


@pytest.mark.parametrize("language", WRITTEN_MONTHS)
def test_a_month_alone_with_its_year_is_a_month(language: str) -> None:
    between = " de " if language in {"es", "pt"} else " "
    for number, month in enumerate(WRITTEN_MONTHS[language][1].split(), 1):
        assert dates(f"{month}{between}2024", language) == (f"2024-{number:02}",)
        assert dates(month, language) == (), "a month without day and year may be a name or a verb"


def test_month_names_are_months() -> None:
    assert set(MONTHS.values()) == set(range(1, 13))
    assert all(name == name.casefold() for name in MONTHS)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Jan 5, 2024 | Feb. 5, 2024 | Mar 5th 2024 | Sept. 5, 2024 | Dec 5 2024"),
        ("de", "5. Jan. 2024 | 5. Feb. 2024 | 5. Mrz. 2024 | 5. Sept. 2024 | 5. Dez. 2024"),
        ("es", "5 ene. 2024 | 5 feb. 2024 | 5 mar. 2024 | 5 sept. 2024 | 5 dic. 2024"),
        ("pt", "5 jan. 2024 | 5 fev. 2024 | 5 mar. 2024 | 5 sep. 2024 | 5 dez. 2024"),
    ],
)
def test_short_names_of_months_are_those_months(language: str, text: str) -> None:
    assert [int(date[5:7]) for date in dates(text, language)] == [1, 2, 3, 9, 12]
    assert {date[:4] + date[7:] for date in dates(text, language)} == {"2024-05"}


THE_DAY = "2023-11-30"
ONE_DAY = [
    ("en", "The lease ends on November 30, 2023."),
    ("en", "The lease ends on 11/30/2023."),
    ("en", "The lease ends on the 30th of November 2023."),
    ("es", "El contrato termina el 30 de noviembre de 2023."),
    ("es", "El contrato termina el 30/11/2023."),
    ("de", "Der Vertrag endet am 30. November 2023."),
    ("de", "Der Vertrag endet am 30.11.2023."),
    ("fr", "Le bail se termine le 30 novembre 2023."),
    ("it", "Il contratto termina il 30 novembre 2023."),
    ("pt", "O contrato termina em 30 de novembro de 2023."),
    ("nl", "Het contract eindigt op 30 november 2023."),
    ("ja", "契約は2023年11月30日に終了します。"),
    ("zh", "合同于2023年11月30日到期。"),
    ("ko", "계약은 2023년 11월 30일에 끝납니다."),
    ("ru", "Договор действует до 30.11.2023."),
    ("ar", "ينتهي العقد في ٣٠/١١/٢٠٢٣."),
    ("fa", "قرارداد در ۲۰۲۳-۱۱-۳۰ تمام می‌شود."),
    ("hi", "अनुबंध ३०/११/२०२३ को समाप्त होता है।"),
    ("ja", "２０２３年１１月３０日まで"),
]


@pytest.mark.parametrize(("language", "text"), ONE_DAY, ids=range(len(ONE_DAY)))
def test_the_same_day_is_found_in_every_language(language: str, text: str) -> None:
    assert dates(text, language) == (THE_DAY,)


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("from 2024-02-01 to 2024-02-29", "en", ["2024-02-01", "2024-02-29"]),
        ("2024-02-01/2024-02-29", "", ["2024-02-01", "2024-02-29"]),
        ("on 5/6/2024, not 6/5/2024", "en", ["2024-05-06", "2024-06-05"]),
        ("el 5/6/2024, no el 6/5/2024", "es", ["2024-06-05", "2024-05-06"]),
        ("1.2.2024,3.4.2024", "de", ["2024-02-01", "2024-04-03"]),
        ("Version 1.2.2024.5", "de", []),
        ("chapter 12-2024", "en", []),
        ("2024-00-10", "", []),
        ("2024-02-00", "", []),
        ("May I come in?", "en", []),
        ("We march at 5.", "en", []),
        ("Mar. 3 and Apr. 4", "en", ["--03-03", "--04-04"]),
        ("le 14 juillet", "fr", ["--07-14"]),
        ("d'août 2020", "fr", ["2020-08"]),
        ("7月4日", "ja", []),
        ("tel. 12/34/5678", "en", []),
        ("born 29 February 2000 in Rome", "en", ["2000-02-29"]),
        ("September 2001, then 11 September 2001", "en", ["2001-09", "2001-09-11"]),
    ],
)
def test_only_what_is_a_day_or_a_month_is_taken_for_one(text: str, language: str, found: list[str]) -> None:
    assert list(dates(text, language)) == found


AMOUNTS = [
    ("en", "Revenue rose 12.5% to $3,456,789.10 in 2023."),
    ("es", "Los ingresos subieron un 12,5 % hasta 3.456.789,10 $ en 2023."),
    ("de", "Der Umsatz stieg um 12,5 % auf 3.456.789,10 $ im Jahr 2023."),
    ("fr", "Le chiffre d’affaires a augmenté de 12,5 % à 3\u202f456\u202f789,10 $ en 2023."),
    ("fr", "Le chiffre d’affaires a augmenté de 12,5 % à 3 456 789,10 $ en 2023."),
    ("it", "I ricavi sono saliti del 12,5% a 3.456.789,10 $ nel 2023."),
    ("pt", "A receita subiu 12,5% para US$ 3.456.789,10 em 2023."),
    ("nl", "De omzet steeg 12,5% naar $ 3.456.789,10 in 2023."),
    ("sv", "Intäkterna steg 12,5 % till 3\u00a0456\u00a0789,10 dollar 2023."),
    ("pl", "Przychody wzrosły o 12,5% do 3\u00a0456\u00a0789,10 USD w 2023 r."),
    ("ru", "Выручка выросла на 12,5 % до 3\u00a0456\u00a0789,10 долл. в 2023 году."),
    ("tr", "Gelir %12,5 artarak 3.456.789,10 dolara 2023’te ulaştı."),
    ("ja", "売上高は12.5%増の3,456,789.10ドル(2023年)。"),
    ("zh", "收入增长12.5%，达到3,456,789.10美元（2023年）。"),
    ("ko", "매출은 12.5% 늘어 3,456,789.10달러였다(2023)."),
    ("hi", "राजस्व १२.५% बढ़कर ३,४५६,७८९.१० डॉलर (२०२३)।"),
    ("ar", "ارتفعت الإيرادات ١٢٫٥٪ إلى ٣٬٤٥٦٬٧٨٩٫١٠ دولار في ٢٠٢٣."),
    ("fa", "درآمد ۱۲٫۵٪ افزایش یافت و به ۳٬۴۵۶٬۷۸۹٫۱۰ دلار در ۲۰۲۳ رسید."),
    ("th", "รายได้เพิ่มขึ้น ๑๒.๕% เป็น ๓,๔๕๖,๗๘๙.๑๐ ดอลลาร์ในปี ๒๐๒๓"),
    ("de", "In der Schweiz: 12.5 %, 3’456’789.10 Franken, 2023"),
]


@pytest.mark.parametrize(("language", "text"), AMOUNTS, ids=range(len(AMOUNTS)))
def test_the_same_amounts_are_found_in_every_language(language: str, text: str) -> None:
    assert numbers(text, language) == ("12.5", "3456789.1", "2023")


@pytest.mark.parametrize(
    ("text", "language", "values"),
    [
        ("-40 °C is -40 °F", "en", ["-40", "-40"]),
        ("between -5 and +5", "en", ["-5", "5"]),
        ("(−12,5)", "de", ["-12.5"]),
        ("F-16, B-52 and COVID-19", "en", ["16", "52", "19"]),
        ("x-1", "en", ["1"]),
        ("2019-2021", "en", ["2019", "2021"]),
        ("1:30:05", "en", ["1", "30", "5"]),
        ("3/4 cup", "en", ["3", "4"]),
        ("10×15 cm", "en", ["10", "15"]),
        ("ISBN 978-3-16-148410-0", "en", ["978", "3", "16", "148410", "0"]),
        ("+49 30 1234567", "de", ["49", "30", "1234567"]),
        ("§ 12.3.4", "de", ["12.3.4"]),
        ("10.0.0.255", "de", ["10.0.0.255"]),
        ("1.000", "es", ["1000"]),
        ("1.000", "en", ["1"]),
        ("1,000", "en", ["1000"]),
        ("1,000", "es", ["1"]),
        ("1000.0 and 1000.00", "en", ["1000", "1000"]),
        ("0.0001", "en", ["0.0001"]),
        ("1234,5678", "de", ["1234.5678"]),
        ("1234.567", "de", ["1234.567"]),
        ("12,345,67", "en", ["12", "345", "67"]),
        ("1.5e10", "en", ["1.5", "10"]),
        ("H2O and CO2", "en", ["2", "2"]),
        ("第3章", "zh", ["3"]),
        ("Ⅻ ½ ² 三", "zh", []),
        ("1\u00a0000", "en", ["1000"]),
        ("9" * 60, "en", ["9" * 60]),
        ("000", "en", ["0"]),
        ("0,00", "de", ["0"]),
        ("1'234.50", "", ["1234.5"]),
        ("No. 1. No. 2.", "en", ["1", "2"]),
        ("5,6 und 7,8", "de", ["5.6", "7.8"]),
        ("3.5.", "en", ["3.5"]),
    ],
)
def test_what_stands_around_a_number_does_not_change_it(text: str, language: str, values: list[str]) -> None:
    assert list(numbers(text, language)) == values


@pytest.mark.parametrize(
    ("original", "translation"),
    [
        ("Hello {name}, you have %d new messages.", "Hola {name}, tienes %d mensajes nuevos."),
        ("%1$s sent %2$s to you", "%2$s wurde dir von %1$s geschickt"),
        ("Click <b>Save</b> or press {key}.", "Cliquez sur <b>Enregistrer</b> ou appuyez sur {key}."),
        ("{{count}} files in ${FOLDER}", "${FOLDER} 内の {{count}} 個のファイル"),
        ("%(used).1f GB of %(all).1f GB", "%(used).1f ГБ из %(all).1f ГБ"),
        ('<a href="https://a.example/x?y=1">terms</a>', '<a href="https://a.example/x?y=1">الشروط</a>'),
        ("Set $HOME before %s", "قبل %s اضبط $HOME"),
        ("{0:.2f} km", "{0:.2f} किमी"),
        ("{user.name}: {items[0]}", "{user.name}：{items[0]}"),
        ("Line<br/>break", "Zeilen<br/>umbruch"),
        ("%lld bytes, %zu left", "%lld Bytes, noch %zu"),
    ],
)
def test_a_faithful_translation_has_the_same_placeholders(original: str, translation: str) -> None:
    assert placeholders(original)
    assert Counter(placeholders(original)) == Counter(placeholders(translation))


@pytest.mark.parametrize(
    ("original", "translation"),
    [
        ("Hello {name}!", "Hola {nombre}!"),
        ("%d files", "% d Dateien"),
        ("<b>Save</b>", "<b>Enregistrer<b>"),
        ("%s and %s", "%s"),
        ("${HOME}", "$ {HOME}"),
        ("{{x}}", "{x}"),
        ("%(n)d", "%(n) d"),
    ],
)
def test_a_placeholder_that_a_model_changed_is_noticed(original: str, translation: str) -> None:
    assert Counter(placeholders(original)) != Counter(placeholders(translation))


@pytest.mark.parametrize(
    "text",
    [
        "Costs rose by 5% during the year.",
        "20% of all, 30 % de todo",
        "$5.00, US$20 and A$7",
        "The set {1, 2, 3} is small.",
        "if a < 3 and b > 4",
        "x <- 5; y -> 6",
        "I <3 you",
        "100%",
        "{ }",
        "an open {bracket",
    ],
)
def test_prose_has_no_placeholders(text: str) -> None:
    assert placeholders(text) == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Voir https://fr.example/été, svp", ["https://fr.example/été"]),
        ("请看https://a.example/x。谢谢", ["https://a.example/x"]),
        ("「https://a.example/x」を見て", ["https://a.example/x"]),
        ("انظر https://a.example/س؟", ["https://a.example/س"]),
        ("https://a.example/a,b;c", ["https://a.example/a,b;c"]),
        ("[text](https://a.example/x)", ["https://a.example/x"]),
        ("[text](https://a.example/x_(1))", ["https://a.example/x_(1)"]),
        ("«www.a.example»", ["www.a.example"]),
        ("write to jo@a.example, ann@b.example; or bob@c.example.", ["jo@a.example", "ann@b.example", "bob@c.example"]),
        ("mailto:jo@a.example", ["jo@a.example"]),
        ("<jo@a.example>", ["jo@a.example"]),
        ("ssh://git@host.example:22/x.git", ["ssh://git@host.example:22/x.git"]),
        ("file:///srv/a.txt", ["file:///srv/a.txt"]),
        ("https://a.example/?q=%20x&y=#z", ["https://a.example/?q=%20x&y=#z"]),
        ("https://a.example and https://a.example", ["https://a.example", "https://a.example"]),
        ("看（https://a.example/x）！", ["https://a.example/x"]),
        ("देखें https://a.example/क।", ["https://a.example/क"]),
        ("at 10:30 // not an address", []),
        ("a.example", []),
        ("@someone and #topic", []),
    ],
)
def test_an_address_is_told_from_the_script_around_it(text: str, found: list[str]) -> None:
    assert list(addresses(text)) == found


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en", "Yesterday Ana Ruiz flew to New York with Tom.", ["Ana Ruiz", "New York", "Tom"]),
        ("es", "Ayer Ana Ruiz voló a Nueva York con Tom.", ["Ana Ruiz", "Nueva York", "Tom"]),
        ("fr", "Hier, Ana Ruiz est partie à New York avec Tom.", ["Ana Ruiz", "New York", "Tom"]),
        ("it", "Ieri Ana Ruiz è volata a New York con Tom.", ["Ana Ruiz", "New York", "Tom"]),
        ("pt", "Ontem Ana Ruiz voou para Nova York com Tom.", ["Ana Ruiz", "Nova York", "Tom"]),
        ("nl", "Gisteren vloog Ana Ruiz met Tom naar New York.", ["Ana Ruiz", "Tom", "New York"]),
        ("pl", "Wczoraj Ana Ruiz poleciała z Tomem nad Bałtyk.", ["Ana Ruiz", "Tomem", "Bałtyk"]),
        ("ru", "Вчера Анна Руис улетела в Москву.", ["Анна Руис", "Москву"]),
        ("el", "Χθες η Άννα Ρουίζ πήγε στην Αθήνα.", ["Άννα Ρουίζ", "Αθήνα"]),
        ("tr", "Dün Ana Ruiz İstanbul'a uçtu.", ["Ana Ruiz İstanbul'a"]),
        ("de", "Gestern flog Ana Ruiz mit der Maschine nach New York.", ["Ana Ruiz", "New York"]),
        ("de", "Der Vertrag mit IBM und SAP liegt auf dem Tisch.", ["IBM", "SAP"]),
        ("en", "the Ministry of Health of Spain said so", ["Ministry of Health of Spain"]),
        ("es", "según el Ministerio de Sanidad de España", ["Ministerio de Sanidad de España"]),
        ("en", "It was I. I'm sure I've seen I'd.", []),
        ("en", 'He asked: "Where is Bob?" and left.', ["Bob"]),
        ("en", "by Jean-Luc O’Neill-Smith, of course", ["Jean-Luc O’Neill-Smith"]),
        ("ja", "田中さんは東京に行った。", []),
        ("ar", "ذهبت مريم إلى القاهرة.", []),
    ],
)
def test_the_names_in_a_sentence_are_found_where_letters_have_capitals(
    language: str, text: str, found: list[str]
) -> None:
    assert list(names(text, language)) == found


def test_a_name_at_the_start_of_a_sentence_is_not_told_from_a_word_and_left_out() -> None:
    assert names("Rome is old. Rome fell.", "en") == ()
    assert names("Old Rome is old. We saw Rome fall.", "en") == ("Rome", "Rome")
