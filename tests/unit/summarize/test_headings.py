# SPDX-License-Identifier: Apache-2.0
"""A short line above a paragraph is a heading: no sentence of a summary, and where a section and a place begin."""

from collections.abc import Sequence

import pytest

from edgeassist.core.stop import Stop
from edgeassist.documents.blocks import Anchor, Block, Kind
from edgeassist.panes.summarize.headings import Headings
from edgeassist.panes.summarize.summarizer import Summarizer
from edgeassist.panes.summarize.summary import Length, Source, Style, Summary, Wish
from edgeassist.testing import FakeContext, FakeDocuments

BODY = "Two nurses check every dose of insulin. The doctor on call is told at once."
PARTS = {
    "Hand hygiene on the ward": (
        "Staff wash their hands before and after every contact with a patient. Soap and water are used when hands are "
        "dirty. In all other cases an alcohol rub is enough. Rings and watches are taken off before the shift begins. "
        "Gloves do not replace washing."
    ),
    "Giving medicine": (
        "Two nurses check every dose of insulin and heparin. The name and the date of birth are read aloud. A dose "
        "that was missed is written down at once. No medicine is given from an unmarked syringe. Keys to the cupboard "
        "stay with the nurse in charge."
    ),
    "When a patient falls": (
        "Every patient over 65 is checked for the risk of a fall. After a fall the patient is not moved until a nurse "
        "has looked at the neck and the hips. Each fall is reported on form F12. The family is told on the same day. "
        "In 2025 the ward had 41 falls, 9 fewer than in 2024."
    ),
}
WARD = "\n\n".join(f"{title}\n\n{body}" for title, body in PARTS.items())


class LastPageFirst(FakeDocuments):
    """Finds that the end of a text says most of it."""

    def rank(self, sentences: Sequence[str], language: str, stop: Stop | None = None) -> list[float]:
        return [float(place) for place, _ in enumerate(sentences, 1)]


def block(number: int, text: str, kind: Kind = "paragraph") -> Block:
    return Block(number, kind, text, Anchor(number), level=1 if kind == "heading" else 0)


def kinds(*texts: str | Block) -> list[Kind]:
    blocks = [one if isinstance(one, Block) else block(number, one) for number, one in enumerate(texts)]
    return [one.kind for one in Headings().take(blocks, is_last=True)]


def summed(wish: Wish, text: str = WARD) -> Summary:
    context = FakeContext()
    context.documents = LastPageFirst()
    return Summarizer(context).run(Source("Ward", text=text), wish, lambda _told: None, Stop())


@pytest.mark.parametrize(
    ("line", "following", "kind"),
    [
        ("Giving medicine", BODY, "heading"),
        ("3 Giving medicine", BODY, "heading"),
        ("إعطاء الدواء", "يفحص ممرضان كل جرعة من الأنسولين قبل أن تُعطى للمريض.", "heading"),
        ("Giving medicine.", BODY, "paragraph"),
        ("These are needed:", BODY, "paragraph"),
        ("and what follows", BODY, "paragraph"),
        ("Giving\nmedicine", BODY, "paragraph"),
        ("• Giving medicine", BODY, "paragraph"),
        ("Giving medicine", "Two nurses check", "paragraph"),
        ("Giving medicine", "Go.", "paragraph"),
        ("Giving medicine to somebody who sleeps and cannot be asked who he is or why", BODY, "paragraph"),
    ],
)
def test_a_heading_is_told_by_its_shape_and_by_what_follows(line: str, following: str, kind: Kind) -> None:
    assert kinds(line, following) == [kind, "paragraph"]


def test_a_document_that_marks_its_headings_is_believed() -> None:
    assert kinds(block(0, "Title", "heading"), "Giving medicine", BODY) == ["heading", "paragraph", "paragraph"]


def test_nothing_is_lost_or_changed_in_its_words_however_it_comes() -> None:
    blocks = [block(number, text) for number, text in enumerate(("Giving medicine", BODY, "Falls", BODY))]
    headings, told = Headings(), list[Block]()
    for one in blocks:
        told += headings.take([one])
    told += headings.take([], is_last=True)
    assert [(one.number, one.text, one.anchor) for one in told] == [
        (one.number, one.text, one.anchor) for one in blocks
    ]
    assert [one.kind for one in told] == ["heading", "paragraph"] * 2


@pytest.mark.parametrize("style", [Style.KEY_POINTS, Style.BY_SECTION])
def test_a_heading_is_no_sentence_of_a_summary(style: Style) -> None:
    said = [one.text for one in summed(Wish(style=style, length=Length.LONG, picked=True)).sentences]
    assert said
    assert not {*PARTS} & {*said}


def test_by_section_each_part_has_its_heading_and_a_longer_one_says_more() -> None:
    counts = []
    for length in Length:
        sentences = summed(Wish(style=Style.BY_SECTION, length=length, picked=True)).sentences
        assert list(dict.fromkeys(one.heading for one in sentences)) == list(PARTS)
        counts.append(len(sentences))
    assert counts == sorted(set(counts))


def test_a_short_summary_draws_from_every_part_whatever_says_most() -> None:
    sentences = summed(Wish(length=Length.SHORT, picked=True)).sentences
    assert [next(title for title, body in PARTS.items() if one.text in body) for one in sentences] == list(PARTS)


def test_minutes_take_what_was_settled_wherever_it_stands() -> None:
    settled = " ".join(f"It was decided to buy pump {number} for hall {number} today." for number in range(3))
    text = f"{WARD}\n\nDecisions of the day\n\n{settled}"
    sentences = summed(Wish(Style.MINUTES, Length.SHORT, picked=True), text).sentences
    assert [one.role for one in sentences] == ["decision"] * 3
