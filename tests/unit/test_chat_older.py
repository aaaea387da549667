# SPDX-License-Identifier: Apache-2.0
"""What stands for the older turns of a chat: summed up whole, kept with the chat, void on another branch."""

from edgeassist.api import ModelView
from edgeassist.core.stop import Stop
from edgeassist.history.manner import Manner
from edgeassist.panes.chat.exchange import Exchange, Version
from edgeassist.panes.chat.older import older_in, sum_up, to_sum, with_older
from edgeassist.panes.chat.reading import Older
from edgeassist.testing import FakeContext, FakeEngine
from edgeassist.wire import Generate


def exchanges(count: int, *, first: int = 1) -> list[Exchange]:
    return [Exchange(f"q{at}", f"a{at}", asked=Version(first + 2 * at)) for at in range(count)]


def test_what_was_put_aside_comes_back_with_the_chat_and_leaves_other_parameters_alone() -> None:
    said = exchanges(5)
    kept = with_older(Manner("m", "p", {"temperature": 0.2}), Older("In short.", 2, 3), said)
    assert older_in(kept, said) == Older("In short.", 2, 3)
    assert (kept.model, kept.persona, kept.parameters["temperature"]) == ("m", "p", 0.2)
    assert with_older(kept, Older(), said).parameters == {"temperature": 0.2}


def test_a_branch_without_the_questions_meant_is_read_whole() -> None:
    kept = with_older(Manner(), Older("In short.", 2, 3), exchanges(5))
    assert older_in(kept, exchanges(5, first=100)) == Older()


def test_the_newest_half_of_the_room_is_left_as_it_is() -> None:
    assert to_sum([100] * 10, 600) == 7
    assert to_sum([100], 600) == 1
    assert to_sum([1000, 10], 600) == 1
    assert to_sum([10, 1000], 600) == 2


def test_every_word_is_summed_up_piece_by_piece_with_the_summary_so_far() -> None:
    def reply(request: Generate) -> str:
        return f"<think>hm</think>S{len(engine.requests)}"

    engine = FakeEngine(reply=reply)
    context = FakeContext(engine=engine, model=ModelView("m", "M", 1200))
    said = [Exchange(f"question {at} " + "word " * 300, f"answer {at}.") for at in range(6)]
    told: list[str] = []
    assert sum_up(context, said, "Before.", Stop(), told.append) == f"S{len(engine.requests)}"
    read = "".join(request.turns[-1].text for request in engine.requests)
    assert all(f"question {at} " in read and f"answer {at}." in read for at in range(6))
    assert engine.requests[0].turns[-1].text.startswith("Summary so far: Before.")
    assert engine.requests[1].turns[-1].text.startswith("Summary so far: S1")
    assert len(told) == len(engine.requests) > 1
