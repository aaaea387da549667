# SPDX-License-Identifier: Apache-2.0
"""The older part of a long chat: summing it up piece by piece, and keeping with the chat what stands for it."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from edgeassist.api import PaneContext
from edgeassist.api.asking import ask
from edgeassist.core import instructions
from edgeassist.core.errors import EngineTrouble
from edgeassist.core.language import later, tr
from edgeassist.core.stop import Stop
from edgeassist.history.manner import Manner
from edgeassist.panes.chat.attaching import fenced_text
from edgeassist.panes.chat.exchange import Exchange
from edgeassist.panes.chat.reading import Older, answer_room, estimate
from edgeassist.panes.chat.thinking import parted
from edgeassist.wire import Generate, Sampling, Turn

_SUMMARY, _SUMMED, _DROPPED = "older.summary", "older.summed", "older.dropped"
_KEYS = (_SUMMARY, _SUMMED, _DROPPED)
_SUM_TOKENS = 300
_FENCE_TOKENS = 80
_CALM = Sampling(temperature=0.2)


class SummaryCut(EngineTrouble):
    """The model did not come to the end of a summary: what it left out would be lost unseen."""

    code = "summary-cut"
    hint = later("Drop the oldest questions instead, or use another model.")

    def __init__(self) -> None:
        super().__init__(tr("The model did not finish the summary."))


def older_in(manner: Manner, exchanges: Sequence[Exchange]) -> Older:
    """Return what was put aside of a stored chat. A branch without the questions meant is read whole."""

    def count(key: str) -> int:
        last = manner.parameters.get(key)
        places = [at for at, said in enumerate(exchanges, 1) if said.asked is not None and said.asked.id == last]
        return places[0] if places else 0

    summed = count(_SUMMED)
    summary = str(manner.parameters.get(_SUMMARY, "")) if summed else ""
    return Older(summary, summed if summary else 0, count(_DROPPED))


def with_older(manner: Manner, older: Older, exchanges: Sequence[Exchange]) -> Manner:
    """Return `manner` with what was put aside, known by the last question of each kind."""

    def last(count: int) -> int:
        asked = exchanges[count - 1].asked if 0 < count <= len(exchanges) else None
        return asked.id if asked is not None else 0

    kept = {name: value for name, value in manner.parameters.items() if name not in _KEYS}
    if older.summary and last(older.summed):
        kept |= {_SUMMARY: older.summary, _SUMMED: last(older.summed)}
    if last(older.dropped):
        kept[_DROPPED] = last(older.dropped)
    return replace(manner, parameters=kept)


def to_sum(costs: Sequence[int], limit_tokens: int) -> int:
    """Return how many of the oldest exchanges, of `costs` tokens each, to sum up: the rest takes half the room."""
    kept = 0
    for count in range(len(costs) - 1, -1, -1):
        kept += costs[count]
        if 2 * kept > limit_tokens:
            return count + 1
    return len(costs) - 1 if len(costs) > 1 else len(costs)


def sum_up(
    context: PaneContext, exchanges: Sequence[Exchange], before: str, stop: Stop, tell: Callable[[str], None]
) -> str:
    """Return a summary of `exchanges` and of the summary `before` them. Blocks.

    Raises `AskFailed`, `SummaryCut` or `Stopped`. Every word is read, files too: what is too long for one request goes
    in pieces, each with the summary so far.
    """
    model = context.model
    tokens = model.context_tokens if model is not None else 0
    room = tokens - answer_room(tokens, _SUM_TOKENS) - _SUM_TOKENS - _FENCE_TOKENS if tokens else 4096
    answered = [said for said in exchanges if said.said]
    texts = [text for said in answered for text in (*(p.given for p in said.papers), _talk(said)) if text]
    summary, pieces = before, _pieces("\n\n".join(texts), max(64, room))
    for number, piece in enumerate(pieces, 1):
        tell(tr("Summing up older turns: {number} of {count}", number=number, count=len(pieces)))
        text = f"Summary so far: {summary}\n\n{piece}" if summary else piece
        turns = (Turn("system", instructions.summarize()), Turn("user", fenced_text(text)))
        reply = ask(context, Generate(turns=turns, max_tokens=_SUM_TOKENS, sampling=_CALM), stop)
        said = parted(reply.text).said.strip()
        if reply.reason != "stop" or not said:
            raise SummaryCut
        summary = said
    return summary


def _talk(said: Exchange) -> str:
    return f"Question: {said.question}\nAnswer: {said.said}"


def _pieces(text: str, tokens: int) -> list[str]:
    """Return `text` in pieces of about `tokens`, broken between paragraphs, lines or words where that is possible."""
    pieces: list[str] = []
    while estimate(text) > tokens:
        reach = max(16, len(text) * tokens // estimate(text))
        cut = next((at for mark in ("\n\n", "\n", " ") if (at := text.rfind(mark, reach // 2, reach)) > 0), reach)
        pieces.append(text[:cut])
        text = text[cut:]
    return [*pieces, text] if text.strip() or not pieces else pieces
