# SPDX-License-Identifier: Apache-2.0
"""A person's own words outlive another language, another tone and a turn of direction; what was kept waits."""

import json
from pathlib import Path

import pytest

from edgeassist.panes.translate.draft import Draft, keep, kept
from edgeassist.panes.translate.own_words import MOST_GONE, Kind, OwnWords, Place, Words
from edgeassist.panes.translate.session import KEPT, Detected, Phase, TranslateSession
from edgeassist.panes.translate.translation import Pair, Tone
from edgeassist.store.task import Offer
from edgeassist.testing.context import SMALL
from tests.support.translating import translation

TEXT = "One is here. Two is there."
MINE = "ONE IS HERE. TWO is MINE."


def translate(session: TranslateSession) -> None:
    job = session.begin()
    assert job is not None
    session.on_detected(Detected("en", session.target))
    session.on_ended(translation(job.text, Pair("en", session.target)))


@pytest.fixture
def session() -> TranslateSession:
    """Return one whose second sentence is in a person's own words."""
    made = TranslateSession(lambda _pair: Offer(True), lambda: SMALL)
    made.choose(source="en", target="es")
    made.put(TEXT)
    translate(made)
    made.use(1, "TWO is MINE.")
    assert made.shown.text == MINE
    return made


def test_another_language_and_back_brings_them_again(session: TranslateSession) -> None:
    session.choose(target="de")
    translate(session)
    assert session.shown.text == TEXT.upper()
    assert session.line == "Your own words for 1 sentence are kept. Choose Spanish again to have them back."
    session.choose(target="es")
    translate(session)
    assert (session.shown.text, session.line) == (MINE, "")


def test_another_tone_and_back_brings_them_again(session: TranslateSession) -> None:
    session.choose(tone=Tone.FORMAL)
    translate(session)
    assert session.shown.text == TEXT.upper()
    assert session.line.endswith("Choose the tone from before to have them back.")
    session.choose(tone=Tone.AS_IS)
    translate(session)
    assert session.shown.text == MINE


def test_each_language_has_its_own(session: TranslateSession) -> None:
    session.choose(target="de")
    translate(session)
    session.use(0, "EINS.")
    session.choose(target="es")
    translate(session)
    assert session.shown.text == MINE
    assert "Choose German again" in session.line
    session.choose(target="de")
    translate(session)
    assert session.shown.text == "EINS. TWO IS THERE."


def test_a_sentence_that_changed_meanwhile_is_the_model_s_again(session: TranslateSession) -> None:
    session.choose(target="de")
    session.put("One is here. Three is there.")
    translate(session)
    assert session.line == "", "no sentence of this text has words of its own"
    session.choose(target="es")
    translate(session)
    assert session.shown.text == "ONE IS HERE. THREE IS THERE."


def test_turned_they_are_in_the_text_and_there_again_for_the_first_text(session: TranslateSession) -> None:
    assert session.swap() == MINE
    translate(session)
    session.put(TEXT)
    session.choose(source="en", target="es")
    translate(session)
    assert session.shown.text == MINE


def test_an_emptied_text_that_comes_back_brings_them_again(session: TranslateSession) -> None:
    session.choose(target="de")
    translate(session)
    session.use(0, "EINS.")
    session.put("")
    assert session.draft.own == (), "an emptied text leaves nothing on the disk"
    session.put(TEXT)
    translate(session)
    assert session.shown.text == "EINS. TWO IS THERE."
    session.choose(target="es")
    translate(session)
    assert session.shown.text == MINE


def test_a_sentence_taken_away_and_brought_back_has_them_again(session: TranslateSession) -> None:
    session.put("One is here.")
    translate(session)
    assert (session.shown.text, session.draft.own) == ("ONE IS HERE.", ())
    session.put(TEXT)
    translate(session)
    assert session.shown.text == MINE
    session.use_own(1)
    for text in ("One is here.", TEXT):
        session.put(text)
        translate(session)
    assert session.shown.text == TEXT.upper(), "the model's words were wished last"


def test_they_are_there_after_the_next_start_and_the_one_after(session: TranslateSession, tmp_path: Path) -> None:
    session.choose(target="de")
    translate(session)
    session.choose(target="es")
    translate(session)
    for _start in range(2):
        keep(tmp_path, session.draft)
        session = TranslateSession(lambda _pair: Offer(True), lambda: SMALL)
        session.restore(kept(tmp_path))
        assert session.phase is Phase.KEPT
    translate(session)
    assert session.shown.text == MINE
    assert [line.edited for line in session.shown.lines] == [False, True]


@pytest.mark.parametrize(
    "own", [7, [7], [[["es", "loud"], [TEXT, 0], {"text": "x", "gap": None}]], [[["es", ""], [TEXT], {"text": "x"}]]]
)
def test_words_that_make_no_sense_do_not_cost_the_text(tmp_path: Path, own: object) -> None:
    draft = {"text": TEXT, "source": "en", "target": "es", "tone": "", "own": own}
    (tmp_path / "draft.json").write_text(json.dumps(draft))
    assert kept(tmp_path) == Draft(TEXT, "en", "es")


def test_a_draft_of_an_earlier_version_is_read(tmp_path: Path) -> None:
    (tmp_path / "draft.json").write_text('{"text": "A.", "source": "", "target": "es", "tone": ""}')
    assert kept(tmp_path) == Draft("A.", "", "es")


def test_words_of_sentences_that_went_are_not_remembered_without_end() -> None:
    own, kind = OwnWords(), Kind("es", Tone.AS_IS)
    for number in range(MOST_GONE + 5):
        own.put(kind, Place("A.", number), Words(f"a {number}"))
    own.put_away()
    assert list(own) == []
    assert [own.find(kind, Place("A.", number)) for number in (4, 5)] == [None, Words("a 5")]


def test_what_was_kept_waits_until_it_is_wished_or_changed() -> None:
    session = TranslateSession(lambda _pair: Offer(True), lambda: SMALL)
    session.restore(Draft(TEXT, "en", "es"))
    assert (session.phase, session.line) == (Phase.KEPT, KEPT)
    phases = []
    for text in (TEXT, TEXT + " Three."):
        session.put(text)
        phases.append(session.phase)
    assert phases == [Phase.KEPT, Phase.WAITING]
    translate(session)
    assert session.shown.text == f"{TEXT} Three.".upper()


def test_nothing_kept_is_nothing() -> None:
    session = TranslateSession(lambda _pair: Offer(True), lambda: SMALL)
    session.restore(Draft())
    assert (session.phase, session.line) == (Phase.EMPTY, "")
