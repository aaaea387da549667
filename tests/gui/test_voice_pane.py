# SPDX-License-Identifier: Apache-2.0
"""Commands in the voice pane: typed and spoken, done and taken back, asked about, guessed, missed, left alone."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from edgeassist.api import Handoff, ModelView
from edgeassist.core.stop import Stopped
from edgeassist.intents.commands import Command
from edgeassist.intents.intent import Parsed
from edgeassist.panes.voice.ask_card import AskCard
from edgeassist.panes.voice.command_line import MOST_LETTERS
from edgeassist.panes.voice.doubt_card import GuessCard, MissedCard
from edgeassist.panes.voice.step_card import StepCard
from edgeassist.speech.heard import Heard, Verdict
from edgeassist.speech.lines import Ended, Utterance
from tests.gui.conftest import settle, until
from tests.gui.voicing import BOTH, DELETE, LIGHTS, PSI, TIMER, WEATHER, Show, VoiceDesk


@pytest.fixture
def desk(shown: Show) -> Iterator[VoiceDesk]:
    made = VoiceDesk().open(shown)
    yield made
    made.pane.close()


def card_of(desk: VoiceDesk) -> StepCard:
    return desk.step_card()


def test_at_first_three_examples_work_with_one_click(desk: VoiceDesk) -> None:
    examples = desk.view.page.examples
    assert examples.isVisible()
    desk.view.page.example_chosen.emit(LIGHTS)
    desk.answered()
    assert desk.states == ["done"]
    assert not examples.isVisible()


def test_a_typed_command_is_done_and_says_so(desk: VoiceDesk) -> None:
    desk.type(LIGHTS)
    card = card_of(desk)
    assert desk.sentence == f"“{LIGHTS}”"
    assert card.sentence.text() == "Turn on the <b>kitchen lights</b>"
    assert card.state.text() == "Done"
    assert card.fold.toggle.text() == "▸ How it was understood"
    assert card.fold.toggle.toolTip() == "HassTurnOn · template · 0.01 s"
    assert card.fold.text.startswith("HassTurnOn · template · 0.01 s\n")
    assert desk.line.text() == ""
    assert desk.commands.performed == [1]


def test_a_spoken_command_is_done(desk: VoiceDesk) -> None:
    desk.speak(LIGHTS)
    assert desk.states == ["done"]
    assert desk.sentence == f"“{LIGHTS}”"


def test_an_answer_stands_out_and_has_nothing_to_take_back(desk: VoiceDesk) -> None:
    desk.type(PSI)
    card = card_of(desk)
    assert card.answer.text() == "45 psi is <b>3.10 bar</b>."
    assert card.answer.property("role") == "name"
    assert not card.undo.isVisible()
    assert not card.state.isVisible()


def test_the_json_is_one_click_away(desk: VoiceDesk) -> None:
    desk.type(LIGHTS)
    fold = card_of(desk).fold
    assert not fold.unfolded
    fold.toggle.click()
    assert '"intent": "HassTurnOn"' in fold.text
    assert fold.body.isVisible()


def test_what_was_done_is_taken_back(desk: VoiceDesk) -> None:
    desk.type(LIGHTS)
    card_of(desk).undo.click()
    until(lambda: desk.states == ["undone"])
    assert card_of(desk).state.text() == "Taken back"
    assert not card_of(desk).undo.isVisible()


def test_what_cannot_be_done_says_why(desk: VoiceDesk) -> None:
    desk.type(WEATHER)
    card = card_of(desk)
    assert (card.state.text(), card.answer.text()) == ("Cannot", "No weather is known offline.")
    assert desk.commands.performed == []


def test_two_steps_are_numbered_and_the_risky_one_asks(desk: VoiceDesk) -> None:
    desk.type(BOTH)
    assert desk.states == ["done", "asking"]
    assert card_of(desk).place.text() == "1"
    ask = desk.ask_card()
    assert ask.question.text() == "Delete the list <b>“Night shift”</b>?"
    assert "say or type “yes, delete Night shift”. Waiting 10 s, then no." in ask.waiting.text()
    assert (ask.keep.text(), ask.do.text()) == ("Keep", "Delete")
    assert desk.commands.performed == [1]


def test_v04_nothing_risky_is_done_without_an_answer(desk: VoiceDesk) -> None:
    desk.speak(DELETE)
    assert desk.commands.performed == []
    desk.clock.seconds += 11
    desk.pane._on_second_over()
    until(lambda: desk.states == ["declined"])
    assert desk.commands.performed == []


def test_the_seconds_are_counted_down_in_sight(desk: VoiceDesk) -> None:
    desk.type(DELETE)
    desk.clock.seconds += 3
    desk.pane._on_second_over()
    assert "Waiting 7 s" in desk.ask_card().waiting.text()
    assert desk.pane._second.isActive()
    assert desk.pane._second.isSingleShot()


def test_no_timer_runs_when_nothing_asks(desk: VoiceDesk) -> None:
    desk.type(LIGHTS)
    assert not desk.pane._second.isActive()


def test_a_click_does_what_was_asked(desk: VoiceDesk) -> None:
    desk.type(DELETE)
    desk.ask_card().do.click()
    until(lambda: desk.states == ["done"])
    assert desk.commands.performed == [1]
    assert isinstance(desk.cards[0], StepCard)


def test_keep_leaves_it(desk: VoiceDesk) -> None:
    desk.type(DELETE)
    desk.ask_card().keep.click()
    until(lambda: desk.states == ["declined"])
    assert card_of(desk).state.text() == "Left undone"
    assert desk.commands.performed == []


def test_the_focus_goes_to_the_safe_answer_and_enter_presses_it(desk: VoiceDesk) -> None:
    desk.type(DELETE)
    assert desk.ask_card().keep.hasFocus()
    desk.press(Qt.Key.Key_Return)
    until(lambda: desk.states == ["declined"])


def test_who_spoke_keeps_the_talk_button_to_answer_aloud(desk: VoiceDesk) -> None:
    desk.speak(DELETE)
    assert desk.talk.hasFocus()
    assert isinstance(desk.cards[0], AskCard)


def test_escape_is_a_no(desk: VoiceDesk) -> None:
    desk.type(DELETE)
    desk.press(Qt.Key.Key_Escape)
    until(lambda: desk.states == ["declined"])


def test_a_spoken_yes_that_names_the_object_is_shown_as_done(desk: VoiceDesk) -> None:
    desk.speak(DELETE)
    answered = desk.commands.perform(1)
    desk.commands.performed.clear()
    said = Command(Parsed("yes, delete night shift", "en"), heard=Heard("yes", "accepted"), answers=answered)
    desk.pane.commands._show(desk.pane.session.begin("yes, delete night shift"), said)
    settle()
    assert desk.states == ["done"]
    assert desk.commands.performed == []


def test_an_open_question_stays_in_sight_in_a_low_window(shown: Show) -> None:
    desk = VoiceDesk().open(shown, (564, 404))
    desk.type(BOTH)
    area, ask = desk.view.page.area, desk.ask_card()
    bottom = ask.mapTo(area.viewport(), ask.rect().bottomLeft()).y()
    assert 0 < bottom <= area.viewport().height()
    desk.pane.close()


def test_time_that_ran_out_while_covered_is_a_no_on_return(desk: VoiceDesk) -> None:
    desk.type(DELETE)
    desk.pane.hidden()
    assert not desk.pane._second.isActive()
    desk.clock.seconds += 60
    desk.pane.shown()
    until(lambda: desk.states == ["declined"])
    assert desk.commands.performed == []


def test_v06_what_was_heard_unsurely_asks_first(desk: VoiceDesk) -> None:
    desk.speak(LIGHTS, "unsure")
    assert desk.states == ["asking"]
    assert desk.commands.performed == []


def test_what_was_heard_unsurely_asks_even_where_commands_do_not(desk: VoiceDesk) -> None:
    ready = desk.commands.understand(LIGHTS)
    heard = Heard(LIGHTS, "unsure")
    desk.pane.commands._show(desk.pane.session.begin(LIGHTS, heard), replace_heard(ready, heard))
    settle()
    assert desk.states == ["asking"]
    assert desk.commands.performed == []
    desk.ask_card().do.click()
    until(lambda: desk.commands.performed == [1])


def replace_heard(command: Command, heard: Heard) -> Command:
    return Command(command.parsed, command.steps, heard)


@pytest.mark.parametrize("verdict", ["silence", "noise", "not-a-command", "too-long"])
def test_v03_no_ghost_command_comes_of_sound(desk: VoiceDesk, verdict: Verdict) -> None:
    desk.press(Qt.Key.Key_Return)
    settle()
    desk.hearing.say(Utterance(1, Heard(LIGHTS, verdict)), Ended(1, "done"))
    settle()
    assert desk.commands.asked == []
    assert desk.cards == []
    assert "ignored" in desk.view.page.remark.text()
    assert "ignored" in desk.rows[0][0]


def test_an_accepted_utterance_without_words_is_ignored(desk: VoiceDesk) -> None:
    desk.speak("  ")
    assert desk.commands.asked == []


def test_the_words_that_a_question_shows_can_be_typed(desk: VoiceDesk) -> None:
    desk.type(DELETE)
    assert desk.ask_card().keep.hasFocus()
    for letter in "yes, delete Night shift":
        QTest.keyClicks(desk.focused(), letter)
    assert desk.line.hasFocus()
    assert desk.line.text() == "yes, delete Night shift"
    assert desk.states == ["asking"]


def test_letters_go_into_the_line_but_keys_of_commands_do_not(desk: VoiceDesk) -> None:
    desk.talk.setFocus()
    QTest.keyClick(desk.talk, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(desk.talk, Qt.Key.Key_F4)
    assert (desk.talk.hasFocus(), desk.line.text()) == (True, "")
    QTest.keyClicks(desk.talk, "É")
    assert (desk.line.hasFocus(), desk.line.text()) == (True, "É")
    desk.view.earlier.home.click()
    desk.view.home.back.setFocus()
    QTest.keyClicks(desk.view.home.back, "x")
    assert desk.line.text() == "É"


def test_guesses_are_buttons(desk: VoiceDesk) -> None:
    desk.type("turn the light")
    card = desk.view.page.doubt
    assert isinstance(card, GuessCard)
    assert [one.text() for one in card.buttons] == ["Turn on kitchen lights", "Turn off kitchen lights"]
    assert desk.commands.performed == []
    card.buttons[0].click()
    desk.answered()
    assert desk.states == ["done"]
    assert desk.view.page.doubt is None


def test_neither_leads_on(desk: VoiceDesk) -> None:
    desk.type("turn the light")
    card = desk.view.page.doubt
    assert isinstance(card, GuessCard)
    card.neither.click()
    assert isinstance(desk.view.page.doubt, MissedCard)
    assert desk.commands.performed == []


def test_what_was_missed_goes_to_chat(desk: VoiceDesk) -> None:
    desk.type("sing me a song")
    card = desk.view.page.doubt
    assert isinstance(card, MissedCard)
    assert card.why.text() == "Nothing that can be done here was found in this."
    card.chat.click()
    assert desk.context.handed == [Handoff("sing me a song", "chat", "Voice", "")]


def test_what_was_missed_can_be_taught(desk: VoiceDesk) -> None:
    desk.type("tea time")
    card = desk.view.page.doubt
    assert isinstance(card, MissedCard)
    card.teach.click()
    assert not desk.view.talking
    assert desk.view.teach.phrase.text() == "tea time"
    assert desk.view.teach.like.hasFocus()


def test_without_chat_it_is_not_offered(shown: Show) -> None:
    desk = VoiceDesk()
    desk.context.served = frozenset()
    desk.open(shown)
    desk.type("sing me a song")
    card = desk.view.page.doubt
    assert isinstance(card, MissedCard)
    assert not card.chat.isVisible()
    desk.pane.close()


def test_the_model_is_asked_only_where_there_is_one_and_nothing_fits(desk: VoiceDesk) -> None:
    desk.type("sing me a song")
    assert desk.commands.asked == ["sing me a song"]
    desk.context.model = ModelView("qwen", "Qwen", 4096)
    desk.type("sing me a song")
    assert desk.commands.asked == ["sing me a song"] * 3
    desk.type(LIGHTS)
    assert desk.commands.asked[3:] == [LIGHTS]


def test_two_commands_in_a_hurry_are_both_done(desk: VoiceDesk) -> None:
    desk.pane.commands.run(LIGHTS)
    desk.pane.commands.run(TIMER)
    until(lambda: len(desk.commands.performed) == 2)
    settle()
    assert desk.sentence == f"“{TIMER}”"
    assert [row[0] for row in desk.rows] == ["Turn on the **kitchen lights**"]


def test_what_was_done_before_is_listed_with_its_time_and_undo(desk: VoiceDesk) -> None:
    desk.type(LIGHTS)
    desk.type(PSI)
    assert desk.rows == [("Turn on the **kitchen lights**", "10 am")]
    view = desk.view.earlier.views[0]
    assert view.undo.isVisible()
    view.undo.click()
    until(lambda: desk.rows == [("Turn on the **kitchen lights**", "taken back · 10 am")])
    assert not desk.view.earlier.views[0].undo.isVisible()


def test_the_list_is_there_after_a_restart(shown: Show) -> None:
    first = VoiceDesk()
    for step in first.commands.understand(BOTH).steps[:1]:
        first.commands.perform(step.id)
    first.open(shown)
    until(lambda: bool(first.rows))
    first.view.earlier.views[0].undo.click()
    until(lambda: "taken back" in first.rows[0][1])
    first.pane.close()


def test_clear_empties_the_list_and_nothing_else(desk: VoiceDesk) -> None:
    desk.type(LIGHTS)
    desk.speak("", "noise")
    desk.type(PSI)
    assert len(desk.rows) == 2
    desk.view.earlier.clear.click()
    until(lambda: desk.rows == [])
    assert desk.view.earlier.empty.isVisible()
    assert not desk.view.earlier.clear.isVisible()


def test_up_brings_back_what_was_typed(desk: VoiceDesk) -> None:
    for text in (LIGHTS, PSI):
        desk.type(text)
    desk.line.setFocus()
    QTest.keyClick(desk.line, Qt.Key.Key_Up)
    QTest.keyClick(desk.line, Qt.Key.Key_Up)
    assert desk.line.text() == LIGHTS
    for _ in range(2):
        QTest.keyClick(desk.line, Qt.Key.Key_Down)
    assert desk.line.text() == ""


def test_an_empty_line_runs_nothing(desk: VoiceDesk) -> None:
    desk.line.setText("   ")
    desk.view.page.line.on_submitted()
    assert desk.commands.asked == []
    assert not desk.view.page.line.run.isEnabled()


def test_a_command_from_elsewhere_is_run(desk: VoiceDesk) -> None:
    desk.pane.take(Handoff(f" {LIGHTS} ", "command"))
    desk.answered()
    assert desk.states == ["done"]


def test_a_command_from_elsewhere_asks_as_any_other(desk: VoiceDesk) -> None:
    desk.pane.take(Handoff(DELETE, "command"))
    desk.answered()
    assert desk.states == ["asking"]
    desk.pane.take(Handoff("  ", "command"))
    assert desk.commands.asked == [DELETE]


def test_a_whole_book_from_elsewhere_is_no_command(desk: VoiceDesk) -> None:
    desk.pane.take(Handoff("turn it on " * 5_000, "command"))
    settle()
    assert desk.commands.asked == []
    assert len(desk.line.text()) == 54_999
    assert desk.view.page.line.limit.text() == f"54,999 letters: a command has {MOST_LETTERS:,} at most."


def test_what_is_too_long_is_said_and_never_cut(desk: VoiceDesk) -> None:
    line = desk.view.page.line
    desk.line.setText("x" * (MOST_LETTERS + 1))
    assert line.limit.isVisible()
    assert not line.run.isEnabled()
    QTest.keyClick(desk.line, Qt.Key.Key_Return)
    assert (desk.commands.asked, len(desk.line.text())) == ([], MOST_LETTERS + 1)
    desk.line.backspace()
    assert (line.limit.isVisible(), line.run.isEnabled()) == (False, True)
    QTest.keyClick(desk.line, Qt.Key.Key_Return)
    until(lambda: [len(text) for text in desk.commands.asked] == [MOST_LETTERS])


def test_after_an_answer_the_keyboard_is_where_it_was_asked_from(desk: VoiceDesk) -> None:
    desk.type(DELETE)
    desk.ask_card().keep.click()
    until(lambda: desk.states == ["declined"])
    assert desk.line.hasFocus()
    desk.speak(DELETE)
    desk.ask_card().keep.setFocus()
    desk.press(Qt.Key.Key_Return)
    until(lambda: desk.states == ["declined"])
    assert desk.talk.hasFocus()


def test_the_words_that_do_it_are_not_said_by_the_computer(desk: VoiceDesk) -> None:
    desk.type(DELETE)
    ask = desk.ask_card()
    aloud = "Press the button, or say yes and its name. No answer means no."
    assert (ask.accessibleDescription(), ask.waiting.accessibleName()) == (aloud, aloud)
    desk.clock.seconds += 3
    desk.pane._on_second_over()
    assert ask.accessibleDescription() == aloud, "the seconds are not read out"


def test_a_model_that_was_stopped_is_no_trouble_of_the_next_sentence(desk: VoiceDesk) -> None:
    desk.pane.commands._model_failed(Stopped("Stopped."))
    assert desk.pane.session.look.trouble == ""
    desk.pane.commands._model_failed(ValueError("broken"))
    assert desk.pane.session.look.trouble == "broken"


def test_a_miss_says_which_languages_are_understood_and_offers_another(shown: Show) -> None:
    desk = VoiceDesk()
    desk.context.chosen["voice_language"] = "de"
    desk.open(shown)
    desk.type("pon la mesa")
    card = desk.view.page.doubt
    assert isinstance(card, MissedCard)
    assert card.languages.text() == "Commands are understood in German and English."
    card.language.click()
    assert not desk.view.talking
    until(lambda: bool(desk.view.voices.language.choices))
    assert desk.view.voices.language.text() == "Deutsch ▾"
    desk.pane.close()


def test_a_question_still_open_says_whose_it_is_and_stands_below_the_new_sentence(desk: VoiceDesk) -> None:
    desk.type(DELETE)
    card = desk.ask_card()
    assert not card.before.isVisible()
    desk.type("call my mother")
    assert desk.ask_card() is card
    assert card.before.text() == f"Still open, from “{DELETE}”:"
    assert card.before.isVisible()
    assert card.accessibleName().startswith("Still open, from")
    doubt = desk.view.page.doubt
    assert doubt is not None
    settle()
    assert desk.view.page.sentence.y() < doubt.y() < card.y()
