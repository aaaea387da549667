# SPDX-License-Identifier: Apache-2.0
"""What the translate pane shows while a text is typed, translated, changed, stopped, checked and edited by hand."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from edgeassist.api import ModelView
from edgeassist.core.stop import Stop, Stopped
from edgeassist.panes.translate.aligned import Aligned, splice, step
from edgeassist.panes.translate.choices import NO_MODEL, able, pairs, sources, targets
from edgeassist.panes.translate.draft import MOST_BYTES, Draft, keep, kept
from edgeassist.panes.translate.remarks import said
from edgeassist.panes.translate.runs import Refused, Thinned, counted_back, translated, with_one_checked
from edgeassist.panes.translate.session import AGAIN, UNSURE, Detected, Phase, TranslateSession
from edgeassist.panes.translate.translation import Flag, Pair, Tone, Trouble
from edgeassist.testing.context import SMALL
from tests.support.translating import WHY_NOT, ScriptedEngine, ScriptedTranslator, translation

EN_ES = Pair("en", "es")
SMALL_KEPT = "all kept, but this small model often translates wrongly"
TEXT = "One is here. Two is there. Three is gone."


class Typing:
    """A session as a person who types drives it."""

    def __init__(self) -> None:
        self.model: ModelView | None = SMALL
        self.session = TranslateSession(ScriptedEngine().offers, lambda: self.model)

    def translate(self, text: str, *, flagged: str = "") -> TranslateSession:
        self.session.put(text)
        job = self.session.begin()
        assert job is not None
        self.session.on_detected(Detected("en", "es"))
        self.session.on_ended(translation(job.text, EN_ES, flagged=flagged))
        return self.session

    def grow(self, sentences: int) -> None:
        self.session.on_grown(translation(self.session.text, EN_ES, upto=sentences))


@pytest.fixture
def typing() -> Typing:
    return Typing()


def test_a_text_is_translated_and_both_sides_know_their_sentences(typing: Typing) -> None:
    shown = typing.translate(TEXT).shown
    assert shown.text == TEXT.upper()
    assert [shown.at_source(place) for place in (0, 12, 13, 30, 39)] == [0, 0, 1, 2, 2]
    assert [TEXT[slice(*shown.source_span(n))] for n in range(3)] == ["One is here.", "Two is there.", "Three is gone."]
    assert [shown.text[slice(*shown.target_span(n))] for n in (1, 2)] == ["TWO IS THERE.", "THREE IS GONE."]
    assert typing.session.length == "3 sentences"
    assert typing.session.describe_source() == "English detected"


def test_what_did_not_change_stays_put_while_its_neighbour_is_translated_anew(typing: Typing) -> None:
    session = typing.translate(TEXT)
    session.put(TEXT.replace("Two is", "Two was never"))
    assert [line.stale for line in session.shown.lines] == [False, True, False]
    assert session.shown.text == TEXT.upper(), "the old words stay until new ones come"
    assert session.text[slice(*session.shown.source_span(2))] == "Three is gone."
    session.begin()
    typing.grow(1)
    assert session.shown.text == TEXT.upper()
    assert session.line == "Translating… sentence 2 of 3"
    typing.grow(2)
    assert session.shown.text == "ONE IS HERE. TWO WAS NEVER THERE. THREE IS GONE."
    assert not any(line.stale for line in session.shown.lines)


def test_typing_on_after_a_sentence_leaves_it_as_it_is_and_into_it_does_not(typing: Typing) -> None:
    session = typing.translate("Hello there.")
    session.put("Hello there. And")
    assert [line.stale for line in session.shown.lines] == [False]
    session.put("Hello there.! And")
    assert [line.stale for line in session.shown.lines] == [True]


def test_what_comes_of_a_text_that_was_changed_meanwhile_is_not_shown(typing: Typing) -> None:
    session = typing.translate(TEXT)
    session.begin()
    late = translation(TEXT, EN_ES)
    session.put("Another text.")
    session.on_grown(late)
    session.on_ended(late)
    assert session.phase is Phase.WAITING
    assert all(line.stale for line in session.shown.lines)


def test_an_emptied_text_leaves_nothing(typing: Typing) -> None:
    session = typing.translate(TEXT)
    session.put("  ")
    assert (session.phase, session.shown.length, session.describe_source()) == (Phase.EMPTY, 0, "")
    assert session.begin() is None


def test_stopping_and_failing_keep_what_is_there_and_say_so(typing: Typing) -> None:
    session = typing.session
    session.put(TEXT)
    session.begin()
    session.on_ended(replace(translation(TEXT, EN_ES, upto=1), stopped=True))
    assert (session.phase, session.line) == (Phase.STOPPED, "Stopped after 1 of 3 sentences.")
    assert session.shown.text == "ONE IS HERE. "
    assert session.checkable is None
    session.begin()
    session.on_failed(RuntimeError("boom"))
    assert (session.phase, session.hint) == (Phase.FAILED, AGAIN)
    assert session.shown.length
    session.begin()
    session.on_failed(Stopped("x"))
    assert session.phase is Phase.STOPPED


def test_without_a_model_the_text_waits_and_the_way_out_is_told(typing: Typing) -> None:
    typing.model = None
    typing.session.put(TEXT)
    assert typing.session.begin() is None
    assert (typing.session.phase, typing.session.line) == (Phase.REFUSED, NO_MODEL)
    typing.model = SMALL
    typing.session.model_changed()
    assert typing.session.begin() is not None


def test_a_hand_edit_lasts_until_its_source_changes(typing: Typing) -> None:
    session = typing.translate(TEXT, flagged="Two")
    assert session.checks.counts == "numbers 0 of 1 · 1 sentence to look at"
    start, end = session.shown.target_span(1)
    session.edit(start, end - start, "DOS.")
    assert session.shown.text == "ONE IS HERE. DOS. THREE IS GONE."
    assert session.checks.counts == SMALL_KEPT
    typing.model = ModelView("big", "Big", 4096)
    assert session.checks.fine, "a bigger model is not warned about"
    typing.translate(TEXT + " Four.", flagged="Two")
    assert session.shown.text == "ONE IS HERE. DOS. THREE IS GONE. FOUR."
    session.use_own(1)
    assert "TWO IS THERE." in session.shown.text
    assert [remark.line for remark in session.checks.remarks] == [1]
    session.use(1, "¡Dos!")
    typing.translate(TEXT.replace("Two", "2"))
    assert session.shown.text == "ONE IS HERE. 2 IS THERE. THREE IS GONE."


def test_an_edit_across_sentences_is_kept_to_the_letter(typing: Typing) -> None:
    chance = random.Random(5)
    for _ in range(60):
        session = Typing().translate(TEXT)
        before = session.shown.text
        start = chance.randrange(len(before))
        removed = chance.randrange(len(before) - start)
        session.edit(start, removed, "x y")
        wanted = before[:start] + "x y" + before[start + removed :]
        assert session.shown.text == wanted
        assert session.begin() is not None
        session.on_ended(translation(TEXT, EN_ES))
        assert session.shown.text == wanted


def test_two_like_sentences_are_edited_apart(typing: Typing) -> None:
    session = typing.translate("Stop. Stop.")
    session.use(1, "Alto.")
    typing.translate("Stop. Stop. Go.")
    assert session.shown.text == "STOP. Alto. GO."


def test_swapping_makes_the_translation_the_text(typing: Typing) -> None:
    session = typing.translate(TEXT)
    assert session.swap() == TEXT.upper()
    assert (session.source, session.target, session.phase) == ("es", "en", Phase.WAITING)
    assert session.shown.length == 0


def test_another_language_marks_all_as_out_of_date_and_one_that_cannot_be_had_says_why(typing: Typing) -> None:
    session = typing.translate(TEXT)
    session.choose(source="en", target="fr")
    assert all(line.stale for line in session.shown.lines)
    assert session.begin() is None
    assert session.line == WHY_NOT
    session.choose(source="es")
    assert session.target == "en", "a target that can be had is taken"


def test_checking_back_marks_and_never_overwrites_newer_work(typing: Typing) -> None:
    session = typing.translate(TEXT)
    whole = session.checkable
    assert whole is not None
    doubt = whole.rendered[0].flagged(Flag(Trouble.BACK, "One is here.", "One was here."))
    checked = replace(whole, rendered=(doubt, *whole.rendered[1:]))
    session.on_checked(checked)
    assert [remark.line for remark in session.checks.remarks] == [0]
    assert session.checks.remarks[0].text == "“One is here.” came back as “One was here.”"
    session.on_checked(whole, whole=True)
    assert session.checks.counts == f"{SMALL_KEPT} · it came back saying the same"
    session.put("Something new.")
    session.on_checked(checked)
    assert session.phase is Phase.WAITING
    assert session.checkable is None


@pytest.mark.parametrize(
    ("flag", "sentence"),
    [
        (Flag(Trouble.NUMBER, "4,500", "450"), "The number “4,500” became “450”."),
        (Flag(Trouble.PLACEHOLDER, "{name}"), "The placeholder “{name}” is missing."),
        (Flag(Trouble.ADDRESS, "", "x.org"), "The address “x.org” was added."),
        (Flag(Trouble.TERM, "rodamiento"), "Your glossary says “rodamiento”; the translation does not."),
        (Flag(Trouble.KEPT_WORD, "EdgeAssist", "Borde"), "“EdgeAssist” should stay as it is, but became “Borde”."),
        (Flag(Trouble.EMPTY, ""), "The model gave no answer for this sentence."),
    ],
)
def test_flags_are_said_in_plain_words(flag: Flag, sentence: str) -> None:
    assert said(flag) == sentence


def test_every_trouble_has_words() -> None:
    assert all(said(Flag(trouble, "x")).strip(" “”x") for trouble in Trouble)


def test_painting_in_steps_ends_with_the_same_text() -> None:
    chance = random.Random(7)
    words = [f"Sentence {number} is here. " for number in range(40)]
    painted, paper = Aligned(), ""
    for _ in range(30):
        typing = Typing()
        wanted = typing.translate("".join(chance.sample(words, chance.randrange(1, 40)))).shown
        for _ in range(100):
            then = step(painted, wanted, 120)
            if (change := splice(painted, then)) is not None:
                assert len(change.text) <= 200
                paper = paper[: change.start] + change.text + paper[change.end :]
            painted = then
            assert paper == painted.text
            if painted is wanted:
                break
        assert paper == wanted.text


def test_a_run_finds_the_language_out_and_refuses_what_cannot_be_had() -> None:
    translator = ScriptedTranslator()
    told: list[object] = []
    typing = Typing()
    typing.session.put(TEXT)
    job = typing.session.begin()
    assert job is not None
    made = translated(translator, job, told.append, Stop(), lambda: 0.0)
    assert told[0] == Detected("en", "es")
    assert not isinstance(made, Refused)
    assert made.text == TEXT.upper()
    translator.language = "fr"
    assert translated(translator, job, told.append, Stop(), lambda: 0.0) == Refused(WHY_NOT)
    translator.language = ""
    assert translated(translator, job, told.append, Stop(), lambda: 0.0) == Refused(UNSURE)


def test_what_is_told_is_thinned_out() -> None:
    clock, told = iter([0.0, 0.01, 0.02, 0.06, 0.07]), list[int]()
    thinned = Thinned(told.append, lambda: next(clock))
    for value in range(5):
        thinned(value)
    assert told == [0, 3]


def test_a_model_says_what_it_can_do() -> None:
    offers = ScriptedEngine().offers
    assert able(SMALL, pairs(offers)) == "Starter translates between English and Spanish."
    assert able(None, ()) == NO_MODEL
    assert [one.code for one in sources("es", offers) if not one.why_not] == ["en"]
    assert targets("en", offers)[0].code == "es"
    assert targets("en", offers)[1].why_not == WHY_NOT


def test_a_draft_survives_and_an_endless_one_does_no_harm(tmp_path: Path) -> None:
    draft = Draft("Hello “you” 🙂", "en", "es", Tone.FORMAL)
    keep(tmp_path, draft)
    assert kept(tmp_path) == draft
    keep(tmp_path, replace(draft, text="x" * (MOST_BYTES + 1)))
    assert kept(tmp_path) == replace(draft, text="")
    assert kept(tmp_path / "nowhere") == Draft()


@pytest.mark.parametrize("seed", range(12))
def test_typing_running_and_editing_in_any_order_end_in_the_translation_with_the_edits(seed: int) -> None:
    chance = random.Random(seed)
    session, paper, done = Typing().session, "", Aligned()
    for _ in range(60):
        deed = chance.choice(("type", "begin", "grow", "edit", "end"))
        if deed == "type":
            place = chance.randrange(len(session.text) + 1)
            session.put(session.text[:place] + chance.choice(("New one. ", "x", ". ")) + session.text[place:])
        elif deed == "begin":
            session.begin()
        elif deed == "grow":
            whole = translation(session.text, EN_ES)
            session.on_grown(replace(whole, rendered=whole.rendered[: chance.randrange(len(whole.rendered) + 1)]))
        elif deed == "edit" and session.shown.length:
            session.edit(chance.randrange(session.shown.length), 0, "!")
        elif deed == "end":
            session.on_ended(translation(session.text, EN_ES))
        if (change := splice(done, session.shown)) is not None:
            paper = paper[: change.start] + change.text + paper[change.end :]
        done = session.shown
        assert paper == done.text
    session.begin()
    session.on_ended(translation(session.text, EN_ES))
    assert "".join(one for one in session.shown.text if one != "!") == session.text.upper().replace("!", "")
    assert not any(line.stale for line in session.shown.lines)


def test_a_check_of_one_sentence_leaves_the_others_alone() -> None:
    whole = translation(TEXT, EN_ES, flagged="Three")
    doubt = Flag(Trouble.BACK, "Two is there.", "Two was there.")
    one = replace(whole, rendered=(whole.rendered[1].flagged(doubt),), total=1)
    checked = with_one_checked(whole, 1, one)
    assert [len(each.flags) for each in checked.rendered] == [0, 1, 1]
    assert checked.text == whole.text
    told: list[tuple[object, int]] = []
    count = counted_back(whole, told.append)
    for _ in range(4):
        count(checked)
    assert [number for _, number in told] == [1, 2, 3, 3]
