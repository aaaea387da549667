# SPDX-License-Identifier: Apache-2.0
"""`edgeassist.testing`: what pane authors test with behaves as the real thing does. Runs with Qt absent."""

from pathlib import Path

import pytest

from edgeassist.api import Conversation, Documents, Handoff, History, PaneContext, Task
from edgeassist.api.asking import AskFailed, ask, count
from edgeassist.core.stop import Stop, Stopped
from edgeassist.documents.refusals import EmptyDocument
from edgeassist.testing import USAGE, FakeContext, FakeDocuments, FakeEngine, FakeHistory, history
from edgeassist.wire import AnyEvent, Cancelled, Count, Delta, Done, Failed, Generate, Turn


def test_the_fakes_are_what_the_contract_says() -> None:
    context: PaneContext = FakeContext()
    stored: History = context.history
    conversation: Conversation = stored.latest()
    papers: Documents = context.documents
    assert (conversation.turns(), papers.language("  ")) == ((), "")


def test_an_engine_with_a_reply_serves_calls_that_block() -> None:
    context = FakeContext(engine=FakeEngine(reply=lambda request: f"You said {request.turns[-1].text}."))
    pieces: list[str] = []
    reply = ask(context, Generate(turns=(Turn("user", "hello"),)), Stop(), pieces.append)
    assert (reply.text, reply.reason, reply.usage) == ("You said hello.", "stop", USAGE)
    assert "".join(pieces) == reply.text
    assert count(context, Count(prompt="one two three"), Stop()) == 3
    context.engine.reply = lambda _request: Failed(code="killed", message="It was ended.")
    with pytest.raises(AskFailed, match=r"It was ended\.") as refused:
        ask(context, Generate(prompt="x"), Stop())
    assert refused.value.code == "killed"


def test_an_engine_streams_on_demand_and_ends_each_job_once() -> None:
    engine, heard = FakeEngine(), list[AnyEvent]()
    job = engine.generate(Generate(prompt="x"), heard.append)
    engine.stream("Hel", "lo")
    engine.cancel(job)
    engine.finish()
    assert heard == [Delta(job=1, text="Hel"), Delta(job=1, text="lo"), Cancelled(job=1, usage=USAGE)]
    second = engine.generate(Generate(prompt="y"), heard.append)
    engine.finish()
    assert isinstance(heard[-1], Done)
    assert (second, engine.running) == (2, False)


def test_the_history_is_real_down_to_its_branches() -> None:
    kept = FakeHistory()
    talk = kept.latest()
    talk.add_question("What is a pump?")
    talk.save_answer("A machine.", partial=False)
    talk.regenerate()
    talk.save_answer("It moves water.", partial=False)
    answer = talk.path()[-1]
    assert (answer.text, answer.sibling, answer.siblings) == ("It moves water.", 2, 2)
    talk.choose(talk.siblings(answer.id)[0])
    assert [turn.text for turn in talk.said] == ["What is a pump?", "A machine."]
    assert talk.calls == ["question", "answer", "regenerate", "answer", "choose"]
    assert kept.latest() is talk is kept.open(talk.id or 0)
    assert kept.start() is not talk
    assert [one.title for one in kept.shelf.entries()] == ["What is a pump?"]


def test_a_fault_is_raised_by_the_next_call_that_writes() -> None:
    talk = FakeHistory().latest()
    talk.fault = OSError("no space left")
    with pytest.raises(OSError, match="no space left"):
        talk.add_question("Kept?")
    assert talk.turns() == ()


def test_conversations_in_a_folder_of_the_test(tmp_path: Path) -> None:
    kept = history(tmp_path)
    kept.start().add_question("Kept?")
    kept.close()
    again = history(tmp_path)
    assert again.latest().title == "Kept?"
    again.close()


def test_documents_are_read_and_written_for_real(tmp_path: Path) -> None:
    page, out = tmp_path / "page.md", tmp_path / "out.md"
    page.write_text("# Pump\n\nThe pump is loud.\n")
    papers = FakeDocuments(spoken="es")
    document = papers.read(page, lambda *_: None, Stop())
    assert ([block.text for block in document.blocks], document.language) == (["Pump", "The pump is loud."], "es")
    papers.write(page, [text.upper() for text in papers.texts(page, Stop())], out, Stop())
    assert out.read_text() == "# PUMP\n\nTHE PUMP IS LOUD.\n"
    out.write_text("")
    with pytest.raises(EmptyDocument):
        papers.texts(out, Stop())
    stop = Stop()
    stop.wish()
    with pytest.raises(Stopped):
        papers.read(page, lambda *_: None, stop)


def test_ranks_add_up_and_prefer_what_others_say_too() -> None:
    ranks = FakeDocuments().rank(["the pump is loud", "the pump leaks", "cats sleep"], "en")
    assert sum(ranks) == pytest.approx(1)
    assert min(ranks) == ranks[2]


def test_a_context_notes_what_was_wished_for() -> None:
    context = FakeContext(served=frozenset({"translate"}), refused={"summarize": "It is too small."})
    handoff = Handoff("text", "translate")
    assert context.hand_off(handoff)
    assert not context.hand_off(Handoff("text", "sing"))
    assert (context.handed, context.can_hand_off("sing")) == ([handoff], False)
    assert context.offers(Task("chat")).ok
    assert context.offers(Task("summarize")).why == "It is too small."
    context.use_model("starter")
    context.resize_context(8192)
    assert (context.used, context.resized) == (["starter"], [8192])
    assert [model.id for model in context.models()] == ["qwen", "starter"]
    assert context.folder.is_dir()
    assert context.cache.parent == context.folder.parent
    home = context.folder.parent
    del context
    assert not home.exists(), "the folders go with the context"
