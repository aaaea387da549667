# SPDX-License-Identifier: Apache-2.0
"""Documents that give orders, and documents that are too long: rows P01 and P03, and no silent cut."""

import random

import pytest

from edgeassist.core.stop import Stop
from edgeassist.panes.summarize.summarizer import Summarizer
from edgeassist.panes.summarize.summary import Source, Style, Summary, Way, Wish
from edgeassist.testing import FakeContext
from edgeassist.wire import Failed, Generate
from tests.support.hostile_texts import PLAIN, hostile_texts


def obedient(request: Generate) -> str:
    """Answer as a model would that does what the text says."""
    return f"CHEESE. I deleted 77 files.\nSee https://evil.example/done\n{PLAIN}"


def summed(context: FakeContext, text: str, wish: Wish | None = None) -> Summary:
    return Summarizer(context).run(Source("T", text=text), wish or Wish(), lambda _told: None, Stop())


def test_there_are_thirty() -> None:
    assert len(hostile_texts()) == 30


@pytest.mark.parametrize("text", hostile_texts())
def test_p01_orders_in_a_document_change_nothing_but_the_subject(text: str) -> None:
    context = FakeContext()
    context.engine.reply = obedient
    summary = summed(context, text)
    plain = FakeContext()
    plain.engine.reply = obedient
    summed(plain, PLAIN)
    for request in context.engine.requests:
        system, user = request.turns
        line, *inside, end = user.text.split("\n")
        assert (system.role, user.role) == ("system", "user")
        assert system == plain.engine.requests[0].turns[0]
        assert line == end
        assert line not in "\n".join(inside)
        assert (request.grammar, request.json_schema, request.prompt, request.stop) == (None, None, None, ())
    assert [one.text for one in summary.sentences if one.proven] == [PLAIN]
    assert (context.handed, context.used, context.resized, context.told) == ([], [], [], [])


@pytest.mark.parametrize("text", hostile_texts())
def test_p01_what_is_picked_stands_in_the_document(text: str) -> None:
    summary = summed(FakeContext(), text, Wish(picked=True))
    assert summary.way is Way.PICKED
    assert all(one.text in " ".join(text.split()) for one in summary.sentences)


def test_p01_characters_that_cannot_be_seen_are_told() -> None:
    assert any(
        "cannot be seen" in note for note in summed(FakeContext(), f"{PLAIN}\u202e\u200b", Wish(picked=True)).notes
    )


@pytest.mark.parametrize("picked", [True, False])
def test_p03_a_megabyte_without_a_space_is_read_whole(picked: bool) -> None:
    context = FakeContext()
    context.engine.reply = lambda _request: "x"
    context.engine.tokens = lambda request: sum(len(turn.text) for turn in request.turns) // 3
    summary = summed(context, "x" * 1_000_000, Wish(picked=picked))
    assert summary.coverage.whole
    if not picked:
        notes = [one for one in context.engine.requests if "text is" not in one.turns[1].text]
        assert sum(request.turns[1].text.count("x") for request in notes) >= 1_000_000


def too_long(draw: random.Random) -> tuple[str, str]:
    """Return a text far longer than its reader's context, and a fact at some place in it."""
    fact = f"The code of the safe is {draw.randrange(10**6, 10**7)}."
    words = ["river", "pump", "house", "a", "of", "blue", "x" * draw.randrange(1, 400), "seven"]
    parts = [" ".join(draw.choices(words, k=draw.randrange(1, 200))) for _part in range(draw.randrange(5, 40))]
    parts.insert(draw.randrange(len(parts) + 1), fact)
    return draw.choice([" ", "\n", "\n\n", ". ", "\n\n- "]).join(parts), fact


def silently_cut(seed: int) -> bool:
    """Tell whether a planted fact was neither read nor reported unread."""
    draw = random.Random(seed)
    text, fact = too_long(draw)
    context = FakeContext()
    ranked: list[str] = []
    rank = context.documents.rank

    def listening(sentences: list[str], language: str) -> list[float]:
        ranked.extend(sentences)
        return rank(sentences, language)

    object.__setattr__(context.documents, "rank", listening)
    factor = draw.choice([1, 2, 4])
    context.engine.tokens = lambda request: factor * sum(len(turn.text) for turn in request.turns) // 4

    def answer(request: Generate) -> str | Failed:
        faults = [("context-too-small", 0.1), ("killed", 0.1)]
        for code, chance in faults:
            if draw.random() < chance:
                return Failed(code=code, message="It did not work.")
        return "Something was said."

    context.engine.reply = answer
    wish = Wish(style=draw.choice(list(Style)), picked=draw.random() < 0.3)
    try:
        summary = summed(context, text, wish)
    except Exception as error:
        return str(error) != "It did not work."
    squeezed = "".join(fact.split())
    sent = "".join("".join(request.turns[1].text.split()[1:-1]) for request in context.engine.requests)
    read = squeezed in sent or squeezed in "".join("".join(ranked).split())
    return not read and summary.coverage.whole


def test_p03_nothing_is_cut_silently() -> None:
    assert [seed for seed in range(40) if silently_cut(seed)] == []


@pytest.mark.slow
def test_p03_nothing_is_cut_silently_in_a_thousand() -> None:
    assert [seed for seed in range(1000) if silently_cut(seed)] == []
