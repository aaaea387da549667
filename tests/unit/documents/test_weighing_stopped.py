# SPDX-License-Identifier: Apache-2.0
"""A person who stops waits for no child: a question under way ends at once, and the next one starts a fresh child."""

import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psutil
import pytest

from edgeassist.core.stop import Stop, Stopped
from edgeassist.documents.desk import DocumentDesk
from edgeassist.documents.questions import Ranks, TellLanguage, TellRank
from edgeassist.documents.ranking import ranked
from edgeassist.documents.rewriting import SameFile
from edgeassist.documents.stems import stems
from edgeassist.documents.text_asking import TextChild
from edgeassist.testing import FakeDocuments

MUTE = "import sys; print('heard', sys.stdin.readline(), file=sys.stderr, flush=True); sys.stdin.read()"
ONCE = """
import sys
from pathlib import Path
seen = Path(sys.argv[1])
for line in sys.stdin:
    if seen.exists():
        print('{"type":"ranks","scores":[1.0]}', flush=True)
    else:
        seen.touch()
"""


@pytest.fixture
def mute() -> Iterator[TextChild]:
    with closing(TextChild((sys.executable, "-c", MUTE))) as child:
        yield child


def wished() -> Stop:
    stop = Stop()
    stop.wish()
    return stop


def test_a_wish_ends_a_question_under_way_at_once(mute: TextChild) -> None:
    stop = Stop()
    threading.Timer(0.1, stop.wish).start()
    with pytest.raises(Stopped, match="stopped as you asked"):
        mute.ask(TellLanguage("Which?"), stop)
    assert mute.pid is None, "the child that was stopped is gone"


def test_after_an_earlier_wish_no_child_is_started(mute: TextChild) -> None:
    with pytest.raises(Stopped):
        mute.ask(TellLanguage("Which?"), wished())
    assert mute.pid is None


def test_the_next_question_is_answered_by_a_fresh_child(tmp_path: Path) -> None:
    with closing(TextChild((sys.executable, "-c", ONCE, str(tmp_path / "seen")))) as child:
        stop, seen = Stop(), tmp_path / "seen"

        def stop_once_heard() -> None:
            while not seen.exists():
                pass
            stop.wish()

        watcher = threading.Thread(target=stop_once_heard)
        watcher.start()
        with pytest.raises(Stopped):
            child.ask(TellRank(["one"], "en"), stop)
        watcher.join()
        assert child.ask(TellRank(["one"], "en"), Stop()) == Ranks([1.0])


def test_a_wish_after_the_answer_hurts_nobody(tmp_path: Path) -> None:
    (tmp_path / "seen").touch()
    with closing(TextChild((sys.executable, "-c", ONCE, str(tmp_path / "seen")))) as child:
        stop = Stop()
        assert child.ask(TellRank(["one"], "en"), stop) == Ranks([1.0])
        stop.wish()
        pid = child.pid
        assert pid is not None
        assert psutil.pid_exists(pid)
        assert child.ask(TellRank(["two"], "en")) == Ranks([1.0])
        assert child.pid == pid


def test_the_desk_passes_the_wish_on() -> None:
    with closing(DocumentDesk(lambda _mode: (sys.executable, "-c", MUTE))) as desk:
        with pytest.raises(Stopped):
            desk.language("Which?", wished())
        with pytest.raises(Stopped):
            desk.rank(("one", "two"), "en", wished())
        assert desk.language("  ", wished()) == "", "what needs no child needs no stop"


def test_the_stand_in_refuses_what_the_desk_refuses(tmp_path: Path) -> None:
    papers, page = FakeDocuments(), tmp_path / "page.md"
    page.write_text("Words.\n")
    with pytest.raises(Stopped):
        papers.rank(["one"], "en", wished())
    with pytest.raises(ValueError, match="401 sentences"):
        papers.rank(["one"] * 401, "en")
    with pytest.raises(SameFile) as caught:
        papers.write(page, ["Other."], page, Stop())
    assert (caught.value.code, page.read_text()) == ("target-is-source", "Words.\n")


@pytest.mark.parametrize(
    ("sentences", "best"),
    [
        (["cats sleep", "the pump is loud", "the loud pump leaks oil", "pumps leak"], 2),
        (["x"], 0),
        (["same words", "same words"], None),
        (["nothing", "shared", "here"], None),
        (["", "", ""], None),
        (["12", "the pump", "a pump"], None),
    ],
)
def test_ranks_add_up_whatever_the_sentences_are(sentences: list[str], best: int | None) -> None:
    scores = ranked(sentences, "en")
    assert sum(scores) == pytest.approx(1)
    assert min(scores) >= 0
    if best is not None:
        assert scores.index(max(scores)) == best


def test_nothing_is_ranked_among_none() -> None:
    assert ranked([], "en") == []


def test_the_order_of_the_sentences_does_not_change_their_ranks() -> None:
    told = ["The pump is loud.", "The bearing of the pump is worn.", "Cats sleep.", "A worn bearing is loud."]
    there, back = ranked(told, "en"), ranked(told[::-1], "en")
    assert there == pytest.approx(back[::-1])


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("The pumps were leaking", "a pump leaks", "en"),
        ("Las bombas grandes", "la bomba grande", "es"),
        ("die Häuser", "des Hauses", "de"),
        ("les chevaux rapides", "le cheval rapide", "fr"),
        ("PUMP", "pump", "en"),
        ("don't", "DON’T", "en"),
    ],
)
def test_forms_of_a_word_share_a_stem(one: str, other: str, language: str) -> None:
    assert set(stems(one, language)) & set(stems(other, language)) or stems(one, language) == stems(other, language)


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("", "en", ()),
        ("the of and", "en", ()),
        ("l'eau d'Évian", "fr", ("eau", "évian")),
        ("l’acqua dell'albero", "it", None),
        ("it's we'll", "en", ()),
        ("12 345", "en", ("12", "345")),
        ("한국어 문장", "ko", None),
        ("ภาษาไทย", "th", None),
        ("字", "zh", ("字",)),
        ("x" * 500, "en", ("x" * 64,)),
    ],
)
def test_what_says_nothing_has_no_stem_and_a_long_word_a_bounded_one(
    text: str, language: str, found: tuple[str, ...] | None
) -> None:
    made = stems(text, language)
    assert made == found if found is not None else made
    assert all(0 < len(stem) <= 64 for stem in made)
