# SPDX-License-Identifier: Apache-2.0
"""Where a sentence comes from: the stretch that holds its words, what the source does not have, other languages."""

import pytest

from edgeassist.documents.blocks import Anchor, Block, Kind
from edgeassist.panes.summarize.summary import Proof
from edgeassist.panes.summarize.support import MOST_ACROSS, THRESHOLD, SourceIndex

REPORT = (
    "The pump in hall 3 was repaired on Monday by Anna Keller. It had leaked since 5 March 2024.",
    "The new valve costs 1,250 euros. Fifteen of the older valves stay in the store until autumn.",
    "Write to office@harbour.example about any of this. The crane was not inspected at all.",
    "The crane was inspected twice in the year before. Nobody found anything wrong with it then.",
)


def block(number: int, text: str, kind: Kind = "paragraph", page: int | None = None) -> Block:
    return Block(number, kind, text, Anchor(number, page))


def index(*texts: str, language: str = "en") -> SourceIndex:
    made = SourceIndex(language)
    for number, text in enumerate(texts):
        made.add(block(number, text, page=number + 1))
    return made


@pytest.fixture(scope="module")
def report() -> SourceIndex:
    return index(*REPORT)


def stretch(proof: Proof | None, texts: tuple[str, ...] = REPORT) -> str:
    assert proof is not None
    return texts[proof.span.block][proof.span.start : proof.span.end]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("On Monday the pump in hall 3 was repaired.", "The pump in hall 3 was repaired on Monday by Anna Keller."),
        ("A new valve costs 1250 euros.", "The new valve costs 1,250 euros."),
        ("Nobody found anything wrong then.", "Nobody found anything wrong with it then."),
        ("Pumps were repaired in the hall on Mondays.", "The pump in hall 3 was repaired on Monday by Anna Keller."),
    ],
)
def test_a_sentence_is_found_where_its_words_are(report: SourceIndex, said: str, found: str) -> None:
    assert stretch(report.prove(said, None, "en")) == found


def test_what_two_sentences_say_together_is_found_over_both(report: SourceIndex) -> None:
    proof = report.prove("Anna Keller repaired the pump, which had leaked since March 2024.", None, "en")
    assert stretch(proof) == REPORT[0]


def test_a_stretch_never_runs_from_one_paragraph_into_the_next() -> None:
    made = index("The tank is blue.", "The ladder is red.")
    proof = made.prove("The blue tank has a red ladder.", None, "en")
    assert proof is None or proof.span.end <= len("The ladder is red.")


def test_the_page_is_that_of_the_stretch_and_not_of_the_paragraph() -> None:
    text = "The tank holds nine litres. The ladder stands behind the northern door."
    made = SourceIndex("en")
    made.add(Block(0, "paragraph", text, Anchor(0, 7, turns=((28, 8),))))
    assert [
        proof.page
        for said in ("The tank holds nine litres.", "A ladder stands behind the northern door.")
        if (proof := made.prove(said, None, "en")) is not None
    ] == [7, 8]


@pytest.mark.parametrize(
    "said", ["Napoleon ate green cheeses on Elba.", "Valve.", "", "???", "The and of it was.", "x" * 5000]
)
def test_what_nobody_said_has_no_proof(report: SourceIndex, said: str) -> None:
    assert report.prove(said, None, "en") is None


def test_a_proof_is_at_least_the_mark_and_never_more_than_all(report: SourceIndex) -> None:
    scores = [
        proof.score
        for text in REPORT
        for said in text.split(". ")
        if (proof := report.prove(said, None, "en")) is not None
    ]
    assert len(scores) == 8
    assert all(THRESHOLD <= score <= 1.0 for score in scores)
    assert max(scores) == 1.0


def test_the_part_that_was_read_comes_first_and_another_only_when_clearly_better(report: SourceIndex) -> None:
    here = report.prove("The crane was inspected.", frozenset({3}), "en")
    assert stretch(here) == "The crane was inspected twice in the year before."
    elsewhere = report.prove("The pump in hall 3 was repaired on Monday.", frozenset({3}), "en")
    assert elsewhere is not None
    assert elsewhere.span.block == 0


def test_a_form_of_a_word_counts_for_the_word_and_a_near_miss_for_a_part() -> None:
    made = index("The colours of the harbour were painted anew by volunteers.")
    exact = made.prove("Volunteers painted the harbour colours anew.", None, "en")
    near = made.prove("Volunteers painted the harbor colors anew.", None, "en")
    assert exact is not None
    assert near is not None
    assert THRESHOLD < near.score < exact.score == 1.0


@pytest.mark.parametrize(
    ("said", "strange"),
    [
        ("The pump in hall 3 was repaired.", ()),
        ("The pump in hall 4 was repaired.", ("4",)),
        ("The valve costs 1.250 euros.", ("1.25",)),
        ("The valve costs 1250 euros.", ()),
        ("It leaked since 5 March 2024.", ()),
        ("It leaked since March 2024.", ()),
        ("It leaked since 5 March.", ()),
        ("It leaked since 6 March 2024.", ("6", "2024-03-06")),
        ("15 of the valves stay.", ()),
        ("Write to office@harbour.example.", ()),
        ("Write to boss@harbour.example.", ("boss@harbour.example",)),
        ("It was done by Anna Keller.", ()),
        ("It was done by Bruno Keller.", ("Bruno Keller",)),
        ("See https://evil.example/x now.", ("https://evil.example/x",)),
    ],
)
def test_numbers_days_addresses_and_names_are_held_against_the_source(
    report: SourceIndex, said: str, strange: tuple[str, ...]
) -> None:
    assert report.strange(said, "en") == strange


@pytest.mark.parametrize(
    ("language", "source", "said"),
    [
        ("en", "Twelve men and twenty women came; ninety stayed away.", "12 men and 20 women came, 90 stayed away."),
        ("de", "Fünfzehn Pumpen und dreißig Ventile wurden bestellt.", "15 Pumpen und 30 Ventile wurden bestellt."),
        ("es", "Se compraron dieciséis bombas y cuarenta válvulas.", "Se compraron 16 bombas y 40 válvulas."),
        ("fr", "Il y a seize pompes et cinquante vannes ici.", "Il y a 16 pompes et 50 vannes ici."),
        ("it", "Ci sono diciotto pompe e settanta valvole qui.", "Ci sono 18 pompe e 70 valvole qui."),
        ("pt", "Há dezoito bombas e oitenta válvulas aqui.", "Há 18 bombas e 80 válvulas aqui."),
    ],
)
def test_a_number_spelled_out_is_the_same_number(language: str, source: str, said: str) -> None:
    assert index(source, language=language).strange(said, language) == ()
    assert index(source, language=language).strange("99999", language) == ("99999",)


def test_a_number_said_twice_is_named_once(report: SourceIndex) -> None:
    assert report.strange("77 and 77 and again 77.", "en") == ("77",)


def test_a_minus_sign_makes_no_number_strange(report: SourceIndex) -> None:
    assert report.strange("It fell by -3.", "en") == ()


def test_another_language_is_traced_by_numbers_and_names_with_half_a_proof_at_most(report: SourceIndex) -> None:
    proof = report.prove("La válvula cuesta 1.250 euros.", frozenset({0, 1}), "es")
    assert proof is not None
    assert (proof.span.block, proof.score) == (1, MOST_ACROSS)
    named = report.prove("La reparó Anna Keller.", frozenset({0, 1}), "es")
    assert named is not None
    assert named.span.block == 0
    assert 0 < named.score <= MOST_ACROSS


def test_another_language_without_anything_in_common_has_a_place_and_no_score(report: SourceIndex) -> None:
    proof = report.prove("Nada de esto importa.", frozenset({2}), "es")
    assert proof is not None
    assert (proof.span.block, proof.score) == (2, 0.0)
    assert report.prove("Nada de esto importa.", None, "es") is None
    assert report.prove("Nada de esto importa.", frozenset(), "es") is None


def test_another_language_has_its_numbers_checked_and_its_names_left_alone(report: SourceIndex) -> None:
    assert report.strange("La bomba de Juan costó 4711 euros.", "es") == ("4711",)


@pytest.mark.parametrize("kind", ["table", "code"])
def test_a_line_of_a_table_is_a_stretch_of_its_own(kind: Kind) -> None:
    made = SourceIndex("en")
    table = "Part | Price | Store\nPump motor | 370 euros | hall nine\nValve seat | 80 euros | hall two"
    made.add(block(0, table, kind))
    assert stretch(made.prove("The pump motor costs 370 euros.", None, "en"), (table,)).startswith("Pump motor | 370")


@pytest.mark.parametrize(
    ("language", "source", "said"),
    [
        ("zh", "泵在三号大厅。阀门的价格是一千元。", "阀门价格是一千元。"),
        ("ar", "تم إصلاح المضخة في القاعة الثالثة يوم الاثنين.", "تم إصلاح المضخة يوم الاثنين."),
        ("ru", "Насос в третьем зале отремонтировали в понедельник.", "В понедельник отремонтировали насос."),
        ("xx", "Zzyx gribble fnord quux zonk.", "Fnord quux zonk."),
    ],
)
def test_any_script_is_compared_by_its_own_words(language: str, source: str, said: str) -> None:
    proof = index(source, language=language).prove(said, None, language)
    assert proof is not None
    assert proof.score >= THRESHOLD


def test_a_word_that_stands_everywhere_costs_no_search_of_everything() -> None:
    made = index(*(f"Pump number {number} runs." for number in range(3_200)))
    proof = made.prove("Pump number 3100 runs.", None, "en")
    assert proof is not None
    assert proof.span.block == 3100


def test_an_empty_source_proves_nothing() -> None:
    made = SourceIndex("")
    assert made.prove("The pump runs well today.", None, "") is None
    assert made.strange("5 pumps", "") == ("5",)
