# SPDX-License-Identifier: Apache-2.0
"""`edgeassist summarize` without a process: what may be typed, what is printed where, and Ctrl-C at any moment."""

import json
from collections.abc import Callable
from dataclasses import replace
from io import StringIO
from queue import SimpleQueue

import pytest

from edgeassist.app.services import Services
from edgeassist.cli.errand import Errand
from edgeassist.cli.screen import Screen
from edgeassist.cli.summarize import awaited, line_of, table, wish_of
from edgeassist.core.errors import BadUsage, EngineTrouble
from edgeassist.core.stop import Stop
from edgeassist.documents.blocks import Anchor, Block, Span, Unit
from edgeassist.panes.summarize.summary import (
    BlocksCame,
    Coverage,
    CoverageGrew,
    Length,
    Proof,
    Sentence,
    StepTold,
    Style,
    Summary,
    Told,
    Way,
    Wish,
)

CUE = Block(0, "cue", "The pump leaks.", Anchor(0, start_ms=65_000))
PARAGRAPH = Block(1, "paragraph", "It was repaired.", Anchor(1))


def said(text: str, block: int = 0, page: int | None = None, role: str = "") -> Sentence:
    return Sentence(text, Proof(Span(block, 0, len(text)), page, 0.75), role=role)


def summary(*sentences: Sentence, unit: Unit = "page", style: Style = Style.KEY_POINTS) -> Summary:
    coverage = Coverage(2, 3, unit, "Pages 1-2 of 3 read", ("Page 3: no text, just a picture.",))
    return Summary("T", sentences, coverage, Way.PICKED, why_picked="Why.", wish=Wish(style), language="en")


class Terminal:
    """Where a run prints."""

    def __init__(self) -> None:
        self.out, self.err = StringIO(), StringIO()
        self.errand = Errand(self._none, Screen(self.out, self.err, {}))

    def _none(self) -> Services:
        raise AssertionError("no services are needed here")


@pytest.fixture
def terminal() -> Terminal:
    return Terminal()


class Interrupted(SimpleQueue[Told | Exception]):
    """A queue at which a person presses Ctrl-C before some of its answers."""

    def __init__(self, *answers: Told | Exception | type[KeyboardInterrupt]) -> None:
        self.answers = list(answers)

    def get(self, block: bool = True, timeout: float | None = None) -> Told | Exception:
        answer = self.answers.pop(0)
        if isinstance(answer, type):
            raise KeyboardInterrupt
        return answer


@pytest.mark.parametrize(
    ("style", "length", "language", "wish"),
    [
        ("key-points", "medium", "", Wish()),
        ("BRIEF", "Short", "", Wish(Style.BRIEF, Length.SHORT)),
        ("by-section", "long", "es", Wish(Style.BY_SECTION, Length.LONG, "es")),
        ("plain", "medium", "Spanish", Wish(Style.PLAIN, Length.MEDIUM, "es")),
    ],
)
def test_a_wish_is_read_as_it_is_typed(style: str, length: str, language: str, wish: Wish) -> None:
    assert wish_of(style, length, language, picked=False) == wish
    assert wish_of(style, length, language, picked=True) == replace(wish, picked=True)


@pytest.mark.parametrize(
    ("style", "length", "named", "listed"),
    [
        ("haiku", "medium", "no style haiku", "brief, key-points, minutes, plain, by-section"),
        ("brief", "huge", "no length huge", "short, medium, long"),
        ("x" * 500, "medium", "no style xxx", "brief"),
    ],
)
def test_what_cannot_be_meant_is_named_alone(style: str, length: str, named: str, listed: str) -> None:
    with pytest.raises(BadUsage) as caught:
        wish_of(style, length, "", picked=False)
    assert named in str(caught.value)
    assert "medium" not in str(caught.value)
    assert len(str(caught.value)) < 100
    assert listed in caught.value.hint


def test_no_such_language_is_a_wrong_use() -> None:
    with pytest.raises(BadUsage):
        wish_of("brief", "short", "tlh", picked=False)


def test_ctrl_c_is_a_wish_to_stop_and_what_was_done_still_comes(terminal: Terminal) -> None:
    stop, blocks, ended = Stop(), list[Block](), replace(summary(said("It leaks.")), stopped=True)
    queue = Interrupted(BlocksCame((CUE,)), KeyboardInterrupt, BlocksCame((PARAGRAPH,)), KeyboardInterrupt, ended)
    assert awaited(terminal.errand, queue, stop, blocks) is ended
    assert stop.wished
    assert blocks == [CUE, PARAGRAPH]


def test_without_ctrl_c_nothing_is_stopped(terminal: Terminal) -> None:
    stop = Stop()
    awaited(terminal.errand, Interrupted(StepTold("Reading pages", 1, 9), summary()), stop, [])
    assert not stop.wished
    assert terminal.err.getvalue() == "Reading pages…\n"
    assert terminal.out.getvalue() == ""


def test_an_error_is_raised_where_it_is_waited_for(terminal: Terminal) -> None:
    queue = Interrupted(StepTold("Summing up part 1", 0, 0), EngineTrouble("It died."))
    with pytest.raises(EngineTrouble, match="It died"):
        awaited(terminal.errand, queue, Stop(), [])


def test_a_step_is_told_once_and_without_its_number(terminal: Terminal) -> None:
    steps = [StepTold(f"Summing up part {part}", part, 0) for part in range(5)]
    grown = CoverageGrew(Coverage(1, 3, "page", "Page 1 of 3 read"))
    awaited(terminal.errand, Interrupted(*steps, grown, summary()), Stop(), [])
    assert terminal.err.getvalue() == "Summing up…\n"


@pytest.mark.parametrize(
    ("one", "unit", "style", "line"),
    [
        (said("It leaks.", page=12), "page", Style.KEY_POINTS, "- It leaks. [p. 12]"),
        (said("It leaks.", page=2), "chapter", Style.KEY_POINTS, "- It leaks. [ch. 2]"),
        (said("It leaks."), "cue", Style.BRIEF, "It leaks. [1:05]"),
        (said("It leaks.", block=1), "paragraph", Style.BRIEF, "It leaks. [par. 2]"),
        (said("It leaks.", block=9), "paragraph", Style.BRIEF, "It leaks. [in the text]"),
        (said("It stays.", page=1, role="decision"), "page", Style.MINUTES, "- Decision: It stays. [p. 1]"),
        (said("Ann calls.", page=1, role="action"), "page", Style.MINUTES, "- Action: Ann calls. [p. 1]"),
        (Sentence("Made up.", None, ("42", "Rome")), "page", Style.KEY_POINTS,
         "- Made up. (no proof found) (not in the text: 42, Rome)"),
    ],
)  # fmt: skip
def test_each_sentence_says_where_it_stands(one: Sentence, unit: Unit, style: Style, line: str) -> None:
    find: Callable[[int], Block | None] = {0: CUE, 1: PARAGRAPH}.get
    assert line_of(one, summary(one, unit=unit, style=style), find) == line


def test_a_machine_gets_everything_as_json() -> None:
    made = summary(said("It leaks.", page=12), Sentence("Made up.", None, ("42",)))
    told = json.loads(json.dumps(table(made)))
    assert [one["proof"] for one in told["sentences"]] == [
        {"block": 0, "start": 0, "end": 9, "page": 12, "score": 0.75}, None,
    ]  # fmt: skip
    assert [one["proven"] for one in told["sentences"]] == [True, False]
    assert told["sentences"][1]["strange"] == ["42"]
    assert told["coverage"]["unread"] == ["Page 3: no text, just a picture."]
    assert (told["coverage"]["whole"], told["way"], told["language"], told["stopped"]) == (False, "picked", "en", False)
