# SPDX-License-Identifier: Apache-2.0
"""What authors of panes lean on in their tests: the stand-ins keep the promises of the real thing, odd calls too."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from edgeassist.api import Handoff, ModelView, Notice, Offer, Task
from edgeassist.api.asking import ask, count
from edgeassist.core.stop import Stop, Stopped
from edgeassist.documents.refusals import EmptyDocument
from edgeassist.documents.rewriting import SameFile
from edgeassist.history.chat import ChatGone, QuestionNotSaved
from edgeassist.history.manner import Manner
from edgeassist.history.turns import Draft, SavedTurn
from edgeassist.testing import FakeContext, FakeConversation, FakeDocuments, FakeEngine, FakeHistory
from edgeassist.wire import AnyEvent, Cancelled, Count, Delta, Done, Failed, Generate, Started, Turn

ASKED = Generate(prompt="x")


def heard_by(engine: FakeEngine) -> list[AnyEvent]:
    """Ask once; return what the listener hears, as it comes."""
    heard: list[AnyEvent] = []
    engine.generate(ASKED, heard.append)
    return heard


@pytest.mark.parametrize(
    ("end", "kind"),
    [
        (lambda engine: engine.finish(), Done),
        (lambda engine: engine.fail(), Failed),
        (lambda engine: engine.cancel(1), Cancelled),
    ],
    ids=["finished", "failed", "cancelled"],
)
def test_after_its_one_end_a_job_says_nothing_more(end: Callable[[FakeEngine], None], kind: type[AnyEvent]) -> None:
    engine = FakeEngine()
    heard = heard_by(engine)
    engine.start()
    engine.stream("One ", "two")
    end(engine)
    for more in (engine.finish, engine.fail, engine.start, lambda: engine.stream("late"), lambda: engine.cancel(1)):
        more()
    assert [type(event) for event in heard] == [Started, Delta, Delta, kind]
    assert not engine.running


def test_events_come_from_a_thread_of_the_engine() -> None:
    engine, threads = FakeEngine(), set[str]()
    engine.generate(ASKED, lambda _event: threads.add(threading.current_thread().name))
    engine.stream("x")
    engine.finish()
    assert threads == {"fake-engine"}


def test_what_is_said_goes_to_the_newest_job_that_runs() -> None:
    engine = FakeEngine()
    first, second = heard_by(engine), heard_by(engine)
    engine.stream("to the second")
    engine.finish()
    engine.stream("to the first")
    engine.finish()
    assert [event.text for event in (*first, *second) if isinstance(event, Delta)] == ["to the first", "to the second"]
    assert not engine.running


def test_cancelling_what_never_was_is_noted_and_hurts_nobody() -> None:
    engine = FakeEngine()
    heard = heard_by(engine)
    engine.cancel(7)
    assert (engine.cancelled, heard, engine.running) == ([7], [], True)
    engine.finish()


@pytest.mark.parametrize(
    ("request_of", "tokens"),
    [
        (Count(prompt="one two  three\n"), 3),
        (Count(prompt=""), 0),
        (Count(), 0),
        (Count(turns=(Turn("user", "one two"), Turn("assistant", "three"))), 3),
    ],
)
def test_a_token_is_a_word_unless_the_test_says_otherwise(request_of: Count, tokens: int) -> None:
    context = FakeContext()
    assert count(context, request_of, Stop()) == tokens
    context.engine.tokens = lambda _request: 77
    assert count(context, request_of, Stop()) == 77
    assert context.engine.counts == [request_of] * 2


def test_requests_are_kept_in_their_order_with_all_they_asked_for() -> None:
    context = FakeContext(engine=FakeEngine(reply=lambda _request: "yes"))
    requests = [Generate(prompt=str(at), max_tokens=at + 1, stop=("\n",)) for at in range(5)]
    for request in requests:
        ask(context, request, Stop())
    assert context.engine.requests == requests


def test_a_reply_may_fail_once_and_serve_the_next() -> None:
    replies: list[str | Failed] = [Failed(code="out-of-memory", message="It ran out."), "fine"]
    context = FakeContext(engine=FakeEngine(reply=lambda _request: replies.pop(0)))
    with pytest.raises(Exception, match="It ran out"):
        ask(context, ASKED, Stop())
    assert ask(context, ASKED, Stop()).text == "fine"


TALK = [
    SavedTurn("user", "q1"),
    SavedTurn("assistant", "a1"),
    SavedTurn("user", "q2"),
    SavedTurn("assistant", "a", True),
]


def test_a_history_may_begin_with_what_was_said() -> None:
    kept = FakeHistory(TALK)
    assert kept.latest().said == TALK
    assert kept.latest().calls == [], "what was there before is no call of the pane"
    assert kept.latest().title == "q1"
    assert [hit.title for hit in kept.finder.search("q2") if hit.message] == ["q1"]


def test_looking_at_what_was_said_moves_no_answer() -> None:
    kept = FakeHistory(TALK)
    talk = kept.latest()
    kept.open(talk.id or 0).add_question("q3")
    assert talk.said[-1].text == "q3"
    talk.said = [SavedTurn("assistant", "a3"), SavedTurn("user", "q4")]
    assert [turn.text for turn in talk.said] == ["q1", "a1", "q2", "a", "q3", "a3", "q4"]


def test_the_calls_that_write_are_noted_with_their_threads_and_those_that_read_are_not() -> None:
    talk = FakeHistory(TALK).latest()
    last = talk.path()[-1]
    reads: tuple[object, ...] = (talk.turns(), talk.manner(), talk.draft(), talk.siblings(last.id), talk.title, talk.id)
    assert all(one is not None for one in reads)
    assert (talk.calls, talk.threads) == ([], set())
    with ThreadPoolExecutor(1, thread_name_prefix="storing") as pool:
        pool.submit(talk.save_answer, "ab", partial=True).result(20)
        pool.submit(talk.save_answer, "abc", partial=False).result(20)
        pool.submit(talk.edit, talk.path()[0].id, "q1b").result(20)
        pool.submit(talk.keep_manner, Manner("tiny")).result(20)
        pool.submit(talk.keep_draft, Draft("x")).result(20)
    assert talk.calls == ["partial", "answer", "edit", "manner", "draft"]
    assert {name.partition("_")[0] for name in talk.threads} == {"storing"}
    assert (talk.manner(), talk.draft()) == (Manner("tiny"), Draft("x"))


WRITES: dict[str, Callable[[FakeConversation], object]] = {
    "question": lambda talk: talk.add_question("x"),
    "answer": lambda talk: talk.save_answer("x", partial=False),
    "edit": lambda talk: talk.edit(talk.path()[0].id, "x"),
    "regenerate": lambda talk: talk.regenerate(),
    "choose": lambda talk: talk.choose(talk.path()[0].id),
    "manner": lambda talk: talk.keep_manner(Manner("x")),
    "draft": lambda talk: talk.keep_draft(Draft("x")),
}


@pytest.mark.parametrize("name", WRITES)
def test_a_fault_stops_every_call_that_writes_before_it_writes(name: str) -> None:
    talk = FakeHistory(TALK).latest()
    before = (talk.path(), talk.manner(), talk.draft())
    talk.fault = OSError(28, "No space left on device")
    with pytest.raises(OSError, match="No space left"):
        WRITES[name](talk)
    assert (talk.path(), talk.manner(), talk.draft()) == before
    talk.fault = None
    WRITES[name](talk)
    assert talk.calls == [name, name]


def test_the_refusals_are_the_real_ones() -> None:
    kept = FakeHistory(TALK)
    with pytest.raises(ChatGone):
        kept.open(4711)
    talk, other = kept.latest(), FakeHistory().start()
    with pytest.raises((ChatGone, QuestionNotSaved)):
        other.save_answer("to nothing", partial=False)
    kept.shelf.delete(talk.id or 0)
    with pytest.raises(ChatGone):
        talk.add_question("too late")


def test_a_conversation_handed_out_again_is_the_same_one_and_knows_its_calls() -> None:
    kept = FakeHistory()
    first, second = kept.start(), kept.start()
    assert first is not second or first.id is None
    second.add_question("here")
    assert kept.open(second.id or 0) is second
    assert kept.latest() is second
    assert kept.conversations[-1] is second


def test_what_goes_out_of_one_history_comes_into_another(tmp_path: Path) -> None:
    kept, other = FakeHistory(TALK), FakeHistory()
    assert kept.export(tmp_path / "all.json") == 1
    assert other.take_in(tmp_path / "all.json").messages == 4
    assert other.latest().said == TALK
    assert kept.backups.make().size_bytes > 0


def test_settings_are_the_real_defaults_unless_the_test_chose_others() -> None:
    context = FakeContext(chosen={"theme": "dark"})
    assert context.setting("theme") == "dark"
    assert FakeContext().setting("theme") != "dark"
    with pytest.raises(KeyError):
        context.setting("no such setting")


@pytest.mark.parametrize("model", [None, ModelView("own", "Own", 8192)])
def test_the_models_are_the_one_in_use_and_the_others(model: ModelView | None) -> None:
    context = FakeContext(model=model)
    assert context.model == model
    assert [one.id for one in context.models()] == (["own"] if model else []) + ["starter"]
    context.use_model("starter")
    assert context.model == model, "the test changes the model, and not the wish"


def test_a_refused_task_says_why_and_the_rest_goes() -> None:
    context = FakeContext(offer=Offer(True), refused={"translate": "Only English and Spanish."})
    assert [context.offers(Task(kind)).ok for kind in ("chat", "summarize", "translate")] == [True, True, False]
    assert FakeContext(offer=Offer(False, "No model.")).offers(Task("chat")).why == "No model."


def test_what_is_told_and_handed_over_is_kept_in_order() -> None:
    context = FakeContext(served=frozenset({"chat"}))
    notices = [Notice("one"), Notice("two", tone="danger", hint="Try again.")]
    for notice in notices:
        context.tell(notice)
    assert context.told == notices
    for wish in ("chat", "sing", "chat"):
        assert context.hand_off(Handoff("text", wish)) is context.can_hand_off(wish)
    assert [one.wish for one in context.handed] == ["chat", "chat"]


def test_two_contexts_share_nothing() -> None:
    one, other = FakeContext(), FakeContext()
    (one.folder / "kept.txt").write_text("x")
    one.history.latest().add_question("mine")
    one.tell(Notice("x"))
    assert list(other.folder.iterdir()) == []
    assert other.history.latest().said == []
    assert (other.told, other.engine.requests) == ([], [])
    assert one.folder != one.cache


@pytest.mark.parametrize(
    ("name", "content", "texts"),
    [
        ("a.txt", "One.\n\nTwo.\n", ["One.", "Two."]),
        ("a.md", "# One\n\n- two\n- three\n", ["One", "two", "three"]),
        ("a.html", "<h1>One</h1><p>Two <b>three</b>.</p>", ["One", "Two three."]),
        ("a.srt", "1\n00:00:01,000 --> 00:00:02,000\nOne\n", ["One"]),
    ],
)
def test_documents_of_each_kind_are_read_in_this_very_process(
    tmp_path: Path, name: str, content: str, texts: list[str]
) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    papers = FakeDocuments()
    reports: list[tuple[str, int, int]] = []
    document = papers.read(path, lambda *report: reports.append(report), Stop())
    assert [block.text for block in document.blocks] == texts
    assert papers.texts(path, Stop())
    papers.write(path, papers.texts(path, Stop()), tmp_path / f"out-{name}", Stop())
    again = papers.read(tmp_path / f"out-{name}", lambda *_report: None, Stop())
    assert [block.text for block in again.blocks] == texts


def test_a_document_is_never_written_over_itself(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("One.\n")
    with pytest.raises(SameFile, match=r"a\.txt"):
        FakeDocuments().write(path, ["Two."], path, Stop())
    assert path.read_text() == "One.\n"


def test_a_wish_ends_every_call_of_the_documents(tmp_path: Path) -> None:
    path, papers, stop = tmp_path / "a.txt", FakeDocuments(), Stop()
    path.write_text("One.\n\nTwo.\n")
    stop.wish()
    calls: tuple[Callable[[], object], ...] = (
        lambda: papers.read(path, lambda *_report: None, stop),
        lambda: list(papers.read_stream(path, stop)),
        lambda: papers.texts(path, stop),
        lambda: papers.write(path, ["One."], tmp_path / "out.txt", stop),
        lambda: papers.language("One.", stop),
        lambda: papers.rank(["One."], "en", stop),
    )
    for call in calls:
        with pytest.raises(Stopped):
            call()
    assert not (tmp_path / "out.txt").exists()
    assert papers.asked == []


def test_an_empty_document_and_one_that_is_not_there_are_refused_by_their_own_names(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("  \n")
    with pytest.raises(EmptyDocument):
        FakeDocuments().read(tmp_path / "empty.txt", lambda *_report: None, Stop())
    with pytest.raises(Exception, match=r"gone\.txt"):
        FakeDocuments().read(tmp_path / "gone.txt", lambda *_report: None, Stop())
