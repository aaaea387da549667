# SPDX-License-Identifier: Apache-2.0
"""A summary in another language of the window: its figures, reasons and remarks are said anew, its sentences stay."""

from collections.abc import Iterator

import pytest

from edgeassist.api import ModelView
from edgeassist.core import language
from edgeassist.core.stop import Stop
from edgeassist.panes.summarize.session import SummarySession
from edgeassist.panes.summarize.summarizer import Summarizer
from edgeassist.panes.summarize.summary import Coverage, Source, Summary, Told, Way, Wish
from edgeassist.panes.summarize.why import NO_MODEL, WISHED
from edgeassist.testing import FakeContext

FACTS = "\n\n".join(f"Pump {number} of London costs {number * 10 + 7} euros a year." for number in range(3))
SOURCE = Source("Pumps", text=f"{FACTS}\u200b")
PICKED = Wish(picked=True)


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    language.use("en")


def speak_other() -> None:
    language.use("xx", lambda text, many, n: f"«{many if many and n != 1 else text}»")


def summed_up(context: FakeContext, wish: Wish = PICKED) -> Summary:
    told: list[Told] = []
    return Summarizer(context).run(SOURCE, wish, told.append, Stop())


def test_how_much_was_read_is_said_anew_with_the_same_figures() -> None:
    made = summed_up(FakeContext(model=None))
    speak_other()
    again = made.said_anew
    assert (made.coverage.line, again.coverage.line) == ("Paragraphs 1-3 of 3 read", "«Paragraphs 1-3 of 3 read»")
    assert again.sentences == made.sentences
    assert (again.coverage.read, again.coverage.total) == (3, 3)


def test_a_remark_is_said_anew() -> None:
    made = summed_up(FakeContext(model=None))
    speak_other()
    assert made.said_anew.notes == tuple(f"«{note}»" for note in made.notes) != ()


@pytest.mark.parametrize(("wish", "why"), [(PICKED, WISHED), (Wish(), NO_MODEL)])
def test_why_nobody_wrote_it_is_said_anew(wish: Wish, why: str) -> None:
    made = summed_up(FakeContext(model=None), wish)
    speak_other()
    assert made.said_anew.why_picked == f"«{why}»"


def test_why_the_model_did_not_write_it_is_said_anew() -> None:
    context = FakeContext(model=ModelView("starter", "Starter", 900))
    context.refused = {"summarize": "Its ROUGE score is 3.1."}
    made = summed_up(context, Wish())
    speak_other()
    assert made.said_anew.why_picked == "«Starter does not sum texts up well enough; a bigger model can.»"


def test_another_model_is_not_blamed_for_what_the_first_one_could_not() -> None:
    context = FakeContext(model=None)
    made = summed_up(context, Wish())
    context.model = ModelView("qwen", "Qwen2.5 0.5B", 900)
    speak_other()
    assert made.said_anew.why_picked == NO_MODEL


def test_it_can_be_said_anew_again_and_again() -> None:
    made = summed_up(FakeContext(model=None))
    speak_other()
    other = made.said_anew
    language.use("en")
    assert other.said_anew == made


def test_a_session_that_goes_on_in_another_language_shows_it() -> None:
    session = SummarySession()
    session.begin(SOURCE, PICKED)
    session.hear(summed_up(FakeContext(model=None)))
    speak_other()
    session.say_anew()
    assert session.look.line.startswith("«Paragraphs 1-3 of 3 read» · «")
    assert session.look.why == f"«{WISHED}»"
    assert all(note.startswith("«") for note in session.look.left_out)


def test_a_summary_that_nobody_can_say_anew_stays_as_it_is() -> None:
    made = Summary("Pumps", (), Coverage(1, 1, "page", "Page 1 of 1 read"), Way.PICKED)
    assert made.said_anew is made
