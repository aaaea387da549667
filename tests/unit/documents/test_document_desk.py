# SPDX-License-Identifier: Apache-2.0
"""The desk of documents with its real children: languages, ranks, and what a child that misbehaves costs (one call)."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import psutil
import pytest

from edgeassist.app.children import child_command
from edgeassist.core.stop import Stop, Stopped
from edgeassist.documents.desk import DocumentDesk
from edgeassist.documents.questions import Ranks, TellLanguage, TellRank, Tongue
from edgeassist.documents.text_asking import TextChild, TextTrouble
from edgeassist.documents.text_child import answer_to

PUMP = (
    "The pump in hall three is loud.",
    "A worn bearing makes the pump loud.",
    "Lunch is at noon.",
    "The bearing of the pump was worn and was changed in hall three.",
)
TEXTS = {
    "en": "The pump was checked on Monday and will be repaired next week by the supplier.",
    "es": "La bomba se revisó el lunes y el proveedor la reparará la semana que viene.",
    "de": "Die Pumpe wurde am Montag geprüft und wird nächste Woche vom Lieferanten repariert.",
    "ru": "Насос проверили в понедельник, и на следующей неделе поставщик его отремонтирует.",
    "ja": "ポンプは月曜日に点検され、来週業者によって修理される予定です。",
}
ECHO = "import sys\nfor line in sys.stdin:\n    print({0}, flush=True)\n"


@pytest.fixture(scope="module")
def desk() -> Iterator[DocumentDesk]:
    with closing(DocumentDesk(child_command)) as made:
        yield made


@pytest.mark.parametrize("code", TEXTS)
def test_languages_are_told_from_a_sentence(desk: DocumentDesk, code: str) -> None:
    assert desk.language(TEXTS[code]) == code


def test_a_text_that_says_nothing_has_no_language(desk: DocumentDesk) -> None:
    assert [desk.language(text) for text in ("", "  \n", "12.5 %", "\ud800 ok")] == [""] * 4


def test_the_sentence_that_says_most_of_the_others_ranks_first(desk: DocumentDesk) -> None:
    scores = desk.rank(PUMP, "en")
    assert sum(scores) == pytest.approx(1)
    assert scores.index(max(scores)) in (1, 3)
    assert scores.index(min(scores)) == 2
    assert desk.rank(("", "!", "…"), "") == pytest.approx([1 / 3] * 3)
    assert desk.rank((), "en") == []


def test_400_sentences_are_ranked_and_more_are_refused(desk: DocumentDesk) -> None:
    many = [f"Pump {number} in hall {number % 7} has a worn bearing of type {number % 13}." for number in range(400)]
    assert len(desk.rank(many, "en")) == 400
    with pytest.raises(ValueError, match="401 sentences"):
        desk.rank([*many, "one more"], "en")


def test_documents_are_read_and_written_through_the_same_desk(desk: DocumentDesk, tmp_path: Path) -> None:
    page, out = tmp_path / "page.md", tmp_path / "out.md"
    page.write_text("# Pump\n\nThe pump is loud.\n")
    assert [block.text for block in desk.read(page, lambda *_: None, Stop()).blocks] == ["Pump", "The pump is loud."]
    desk.write(page, [text.upper() for text in desk.texts(page, Stop())], out, Stop())
    assert out.read_text() == "# PUMP\n\nTHE PUMP IS LOUD.\n"


def test_one_child_answers_one_question_after_the_other_and_is_replaced_when_it_was_killed() -> None:
    with closing(TextChild(child_command("text"))) as child, ThreadPoolExecutor(4) as threads:
        question = TellRank(list(PUMP), "en")
        asked = [threads.submit(child.ask, question) for _ in range(4)]
        answers = [one.result() for one in asked]
        first = child.pid
        assert first is not None
        assert isinstance(answers[0], Ranks)
        assert answers == [answers[0]] * 4
        if sys.platform == "linux":
            assert "Seccomp:\t2" in Path(f"/proc/{first}/status").read_text()
        psutil.Process(first).kill()
        psutil.Process(first).wait()
        assert child.ask(question) == answers[0]
        assert child.pid != first
        last = child.pid
    assert last is not None
    assert not psutil.pid_exists(last)


def test_a_child_that_nobody_asks_leaves_by_itself() -> None:
    with closing(TextChild(child_command("text"), idle_s=0.05)) as child:
        assert child.ask(TellRank(["one"], "en")) == Ranks([1.0])
        first = child.pid
        assert first is not None
        assert psutil.Process(first).wait(60) in (0, None)
        assert child.ask(TellRank(["one"], "en")) == Ranks([1.0])
        assert child.pid != first


@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        (ECHO.format("'nonsense'"), "answered with nonsense"),
        (ECHO.format('\'{"type":"ranks","scores":3}\''), "answered with nonsense"),
        (ECHO.format('\'{"type":"could-not","reason":"x"}\''), "could not be weighed"),
        ("import sys; sys.stdin.readline(); sys.exit('it broke')", "ended early"),
        ("import os; os.kill(os.getpid(), 9)", "ended early"),
        ("import sys; sys.stdin.readline(); sys.stdin.readline()", "took too long"),
    ],
)
def test_a_child_that_misbehaves_costs_one_call_and_a_clear_sentence(script: str, sentence: str) -> None:
    with closing(TextChild((sys.executable, "-c", script), limit_s=0.2 if "long" in sentence else 20.0)) as child:
        with pytest.raises(TextTrouble, match=sentence) as trouble:
            child.ask(TellLanguage("Which?"))
        assert trouble.value.code == "text-child-died"
        assert ("it broke" in trouble.value.detail) == ("it broke" in script)


def test_an_answer_to_another_question_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    script = ECHO.format('\'{"type":"ranks","scores":[1.0]}\'')
    with closing(DocumentDesk(lambda _mode: (sys.executable, "-c", script))) as desk:
        with pytest.raises(TextTrouble, match="another question"):
            desk.language("Which?")
        with pytest.raises(TextTrouble, match="another question"):
            desk.rank(("one", "two"), "en")


def test_closing_ends_a_question_under_way_and_answers_none_after() -> None:
    mute = "import sys; print('up', file=sys.stderr, flush=True); sys.stdin.read()"
    child = TextChild((sys.executable, "-c", mute))
    with ThreadPoolExecutor(1) as threads:
        asked = threads.submit(child.ask, TellLanguage("Which?"))
        while child.pid is None and not asked.done():
            pass  # the question is under way in a moment
        child.close()
        with pytest.raises(Stopped):
            asked.result(20)
    with pytest.raises(Stopped):
        child.ask(TellLanguage("Which?"))
    child.close()


def test_a_program_that_cannot_be_started_is_named() -> None:
    with pytest.raises(TextTrouble, match="could not be started"):
        TextChild(("/no/such/program",)).ask(TellLanguage("Which?"))


def test_the_child_answers_every_line_there_can_be() -> None:
    assert answer_to(b'{"type":"language","text":"12"}') == Tongue("")
    for line in (b"", b"[]", b"{}", b'{"type":"rank","sentences":[1],"language":"en"}', b"\xff"):
        assert type(answer_to(line)).__name__ == "CouldNot"
