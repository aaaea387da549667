# SPDX-License-Identifier: Apache-2.0
"""Documents that give orders, and documents that are too long: rows P01 and P03, and no silent cut."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from edgeassist.api.asking import AskFailed
from edgeassist.core.stop import Stop
from edgeassist.documents.blocks import Block
from edgeassist.documents.text_asking import TextTrouble
from edgeassist.panes.summarize import picking
from edgeassist.panes.summarize.plan import Chunk
from edgeassist.panes.summarize.summarizer import Summarizer
from edgeassist.panes.summarize.summary import BlocksCame, Source, Style, Summary, Told, Way, Wish
from edgeassist.panes.summarize.writing import SaidNothing
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


@dataclass
class Reader:
    """A context that fails now and then, and remembers what was read all the same."""

    draw: random.Random
    context: FakeContext = field(default_factory=FakeContext)
    read: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        factor, rank = self.draw.choice([1, 2, 4]), self.context.documents.rank
        self.context.engine.tokens = lambda request: factor * sum(len(turn.text) for turn in request.turns) // 4
        self.context.engine.reply = self.answer

        def listening(sentences: Sequence[str], language: str, stop: Stop) -> list[float]:
            if self.draw.random() < 0.05:
                raise TextTrouble("It did not work.")
            self.read.extend(sentences)
            return rank(sentences, language, stop)

        object.__setattr__(self.context.documents, "rank", listening)

    def answer(self, request: Generate) -> str | Failed:
        for code, chance in (("context-too-small", 0.1), ("killed", 0.1)):
            if self.draw.random() < chance:
                return Failed(code=code, message="It did not work.")
        if self.draw.random() < 0.1:
            return "<think>It never comes to an end"
        if request.turns[0].text.startswith(("Note the most", "The text is part")):
            self.read.append("\n".join(request.turns[1].text.split("\n")[1:-1]))
        return "Something was said."


def named_unread(summary: Summary, blocks: Sequence[Block]) -> bool:
    """Tell whether some line of what was not read names one of `blocks`."""
    named = [
        range(int(found[1].replace(",", "")), int((found[2] or found[1]).replace(",", "")) + 1)
        for line in summary.coverage.unread
        if (found := re.match(r"Paragraphs? ([\d,]+)(?:-([\d,]+))?", line))
    ]
    return any(block.number + 1 in places for block in blocks for places in named)


def silently_cut(seed: int) -> bool:
    """Tell whether a planted fact was neither in what was answered nor in a paragraph that is named as unread."""
    draw = random.Random(seed)
    text, fact = too_long(draw)
    reader, blocks = Reader(draw), list[Block]()

    def tell(told: Told) -> None:
        if isinstance(told, BlocksCame):
            blocks.extend(told.blocks)

    wish = Wish(style=draw.choice(list(Style)), picked=draw.random() < 0.3)
    try:
        summary = Summarizer(reader.context).run(Source("T", text=text), wish, tell, Stop())
    except (AskFailed, TextTrouble, SaidNothing):
        return False
    squeezed = "".join(fact.split())
    if squeezed in "".join("".join(reader.read).split()):
        return False
    letters = "".join("".join(block.text.split()) for block in blocks)
    at, passed, holding = letters.index(squeezed), 0, []
    for block in blocks:
        begins, passed = passed, passed + len("".join(block.text.split()))
        if begins < at + len(squeezed) and at < passed:
            holding.append(block)
    return not named_unread(summary, holding)


def test_p03_nothing_is_cut_silently() -> None:
    assert [seed for seed in range(25) if silently_cut(seed)] == []


@pytest.mark.slow
def test_p03_nothing_is_cut_silently_in_a_thousand() -> None:
    assert [seed for seed in range(1000) if silently_cut(seed)] == []


def test_p03_the_check_itself_finds_a_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Chunk, "text", property(lambda chunk: "".join(piece.text for piece in chunk.pieces)[:40]))
    monkeypatch.setattr(picking, "candidates", lambda _chunk, _language: [])
    assert any(silently_cut(seed) for seed in range(6))
