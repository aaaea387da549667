# SPDX-License-Identifier: Apache-2.0
"""Talking to the voice pane: hold, tap, let go, lose the microphone, have none; and the indicator tells the truth."""

from collections.abc import Iterator
from threading import Event

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from edgeassist.core.stop import Stop
from edgeassist.panes.voice import phrasing
from edgeassist.panes.voice.ear import EarLook
from edgeassist.panes.voice.microphone_button import MicrophoneButton
from edgeassist.panes.voice.pane import Clocks, VoicePane
from edgeassist.speech.heard import Grammar
from edgeassist.speech.lines import Device, EarState, Level, Ready
from edgeassist.testing.commands import FakeCommands
from edgeassist.testing.hearing import FakeHearing, Listened
from tests.gui.conftest import settle, until
from tests.gui.voicing import DELETE, LIGHTS, NOON, PSI, Show, VoiceDesk


@pytest.fixture
def desk(shown: Show) -> Iterator[VoiceDesk]:
    made = VoiceDesk().open(shown)
    yield made
    made.pane.close()


def test_at_first_it_is_closed_and_says_how_to_talk(desk: VoiceDesk) -> None:
    assert desk.said == "Hold Space to speak, or click"
    assert desk.talk.shows == "ready"
    assert desk.talk.hasFocus()
    assert desk.hearing.listened == {}


def test_a_held_mouse_listens_until_it_is_let_go(desk: VoiceDesk) -> None:
    desk.press_mouse()
    settle()
    assert desk.hearing.listened[1] == Listened("command", hold=True)
    assert (desk.said, desk.talk.shows) == ("Speak now, then let go", "open")
    desk.release_mouse()
    assert desk.hearing.finished == [1]


def test_a_short_click_listens_until_the_end_of_speech(desk: VoiceDesk) -> None:
    desk.press_mouse()
    settle()
    desk.release_mouse(after_s=0.1)
    settle()
    assert desk.hearing.listened[2] == Listened("command", hold=False)
    assert desk.said == "Speak now; it stops by itself"
    assert desk.hearing.finished == []


def test_a_press_beside_the_round_does_nothing(desk: VoiceDesk) -> None:
    QTest.mousePress(desk.talk, Qt.MouseButton.LeftButton, pos=QPoint(1, 1))
    QTest.mousePress(desk.talk, Qt.MouseButton.RightButton, pos=desk.talk.rect().center())
    assert desk.hearing.listened == {}


def test_enter_taps_and_taps_again_to_finish(desk: VoiceDesk) -> None:
    desk.press(Qt.Key.Key_Return)
    settle()
    assert not desk.hearing.listened[1].hold
    desk.press(Qt.Key.Key_Return)
    assert desk.hearing.finished == [1]


def test_space_is_held_whatever_the_keyboard_repeats(desk: VoiceDesk) -> None:
    QTest.keyPress(desk.talk, Qt.Key.Key_Space)
    for kind in (QEvent.Type.KeyRelease, QEvent.Type.KeyPress) * 3:
        repeat = QKeyEvent(kind, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, " ", autorep=True)
        QApplication.sendEvent(desk.talk, repeat)
    settle()
    assert list(desk.hearing.listened) == [1]
    desk.clock.seconds += 2
    QTest.keyRelease(desk.talk, Qt.Key.Key_Space)
    until(lambda: desk.hearing.finished == [1])


def test_a_repetition_that_was_taken_apart_does_not_cut_the_sentence(desk: VoiceDesk) -> None:
    QTest.keyPress(desk.talk, Qt.Key.Key_Space)
    settle()
    desk.clock.seconds += 2
    QTest.keyRelease(desk.talk, Qt.Key.Key_Space)
    QTest.keyPress(desk.talk, Qt.Key.Key_Space)
    settle()
    assert desk.talk.is_held
    assert list(desk.hearing.listened) == [1]
    assert desk.hearing.finished == []
    QTest.keyRelease(desk.talk, Qt.Key.Key_Space)
    until(lambda: desk.hearing.finished == [1])


def test_space_talks_from_anywhere_but_a_text_and_a_button(desk: VoiceDesk) -> None:
    desk.view.page.setFocus()
    desk.view.setFocus()
    QTest.keyPress(desk.view, Qt.Key.Key_Space)
    settle()
    assert desk.hearing.listened[1].hold
    desk.clock.seconds += 2
    QTest.keyRelease(desk.view, Qt.Key.Key_Space)
    until(lambda: desk.hearing.finished == [1])
    desk.hearing.end()
    settle()


def test_space_in_the_line_is_a_space(desk: VoiceDesk) -> None:
    desk.line.setFocus()
    QTest.keyClicks(desk.line, "turn on")
    assert desk.line.text() == "turn on"
    assert desk.hearing.listened == {}


def test_losing_the_focus_lets_go(desk: VoiceDesk) -> None:
    QTest.keyPress(desk.talk, Qt.Key.Key_Space)
    settle()
    desk.clock.seconds += 2
    QApplication.sendEvent(desk.talk, QFocusEvent(QEvent.Type.FocusOut))
    assert desk.hearing.finished == [1]


def test_an_assistive_click_is_a_tap(desk: VoiceDesk) -> None:
    desk.talk.click()
    settle()
    assert not desk.hearing.listened[1].hold


def test_the_words_follow_the_news(desk: VoiceDesk) -> None:
    desk.press(Qt.Key.Key_Return)
    settle()
    said = [desk.said]
    desk.hearing.say(EarState(1, "speech"))
    settle()
    said.append(desk.said)
    desk.hearing.say(EarState(1, "thinking"))
    settle()
    said.append(desk.said)
    assert said == ["Speak now; it stops by itself", "Listening…", "Working out what was said…"]
    assert desk.talk.shows == "busy"


def test_the_lamp_is_lit_only_while_the_microphone_is_open(desk: VoiceDesk) -> None:
    lit = [desk.talk.shows == "open"]
    desk.press(Qt.Key.Key_Return)
    settle()
    lit.append(desk.talk.shows == "open")
    desk.hearing.say(EarState(1, "thinking"))
    settle()
    lit.append(desk.talk.shows == "open")
    desk.hearing.end()
    settle()
    lit.append(desk.talk.shows == "open")
    assert lit == [False, True, False, False]


def test_a_microphone_opened_by_another_part_is_shown(desk: VoiceDesk) -> None:
    desk.hearing.listen("dictation", lambda _news: None)
    settle()
    assert (desk.said, desk.talk.shows) == ("The microphone is open for dictation.", "open")
    desk.hearing.end()
    settle()
    assert desk.talk.shows == "ready"


def test_partial_text_is_shown_as_it_comes(desk: VoiceDesk) -> None:
    desk.press(Qt.Key.Key_Return)
    desk.hearing.partial("turn on the")
    settle()
    assert desk.sentence == "turn on the …"
    assert desk.view.page.sentence.property("role") == "partial"


def test_the_level_moves_and_lies_flat_when_closed(desk: VoiceDesk) -> None:
    desk.press(Qt.Key.Key_Return)
    settle()
    level = desk.view.page.talk.level
    for loud in (-50.0, -20.0, -6.0):
        desk.hearing.level(loud)
        settle()
    heights = level.heights
    assert list(heights) == sorted(heights)
    assert heights[-1] == 1.0
    desk.hearing.end()
    settle()
    assert level.heights == ()


def test_a_flood_of_levels_loses_none_that_is_too_loud(desk: VoiceDesk) -> None:
    desk.press(Qt.Key.Key_Return)
    desk.hearing.say(*(Level(1, -30.0, -20.0) for _ in range(50)), Level(1, -1.0, 0.0, True))
    settle()
    assert desk.said == phrasing.LOUD
    assert len(desk.view.page.talk.level.heights) == 51


def test_v02_a_lost_microphone_is_said_and_the_text_is_kept(desk: VoiceDesk) -> None:
    desk.press(Qt.Key.Key_Return)
    desk.hearing.partial("turn on the")
    desk.hearing.lose()
    settle()
    assert (desk.said, desk.talk.shows, desk.sentence) == (phrasing.KEPT, "off", "turn on the …")
    desk.hearing.say(EarState(1, "speech"))
    desk.hearing.partial("turn on the kitchen lights")
    settle()
    assert (desk.said, desk.sentence) == ("Listening…", "turn on the kitchen lights …")
    desk.hearing.hears(LIGHTS)
    desk.answered()
    assert desk.states == ["done"]


def test_a_microphone_that_never_comes_back_leaves_the_text(desk: VoiceDesk) -> None:
    desk.press(Qt.Key.Key_Return)
    desk.hearing.partial("turn on the")
    desk.hearing.fail(hint="Plug it in and try again.")
    settle()
    assert desk.view.page.trouble is not None
    assert desk.view.page.trouble.text == "The microphone is gone."
    assert desk.sentence == "turn on the …"
    assert desk.line.text() == "turn on the"
    desk.press(Qt.Key.Key_Return)
    settle()
    assert desk.view.page.trouble is None


def test_what_is_being_typed_is_not_written_over(desk: VoiceDesk) -> None:
    desk.press(Qt.Key.Key_Return)
    desk.hearing.partial("turn on the")
    desk.line.setText("what is")
    desk.hearing.fail()
    settle()
    assert desk.line.text() == "what is"


def test_v01_without_a_microphone_it_says_so_and_typing_works(shown: Show) -> None:
    desk = VoiceDesk()
    desk.context.hearing = FakeHearing(microphones=())
    desk.open(shown)
    assert (desk.said, desk.talk.shows) == (phrasing.NO_MICROPHONE, "off")
    desk.press(Qt.Key.Key_Return)
    settle()
    assert desk.said == phrasing.NO_MICROPHONE
    assert desk.view.page.trouble is None
    desk.type(LIGHTS)
    assert desk.states == ["done"]
    desk.pane.close()


def test_why_there_is_no_microphone_is_said_where_it_is_known(shown: Show) -> None:
    desk = VoiceDesk()
    desk.context.hearing = FakeHearing(microphones=(), trouble="The sound system does not answer.")
    desk.open(shown)
    assert desk.view.page.talk.recognizer.text() == "The sound system does not answer."
    desk.pane.close()


def test_a_microphone_that_is_plugged_in_is_found_again(shown: Show) -> None:
    desk = VoiceDesk()
    desk.context.hearing = FakeHearing(microphones=())
    desk.open(shown)
    desk.hearing.microphones = (Device("USB headset", chosen=True),)
    desk.view.page.talk.microphone.look_wished.emit()
    settle()
    assert desk.said == "Hold Space to speak, or click"
    assert desk.view.page.talk.microphone.text() == "USB headset ▾"
    desk.pane.close()


def test_without_a_microphone_the_line_has_the_keyboard(shown: Show) -> None:
    desk = VoiceDesk()
    desk.context.hearing = FakeHearing(microphones=())
    desk.open(shown)
    assert desk.line.hasFocus()
    desk.view.earlier.teach.click()
    desk.view.teach.back.click()
    assert desk.line.hasFocus()
    desk.pane.hidden()
    desk.pane.shown()
    assert desk.line.hasFocus()
    desk.hearing.microphones = (Device("USB headset", chosen=True),)
    desk.view.page.talk.microphone.look_wished.emit()
    settle()
    assert desk.line.hasFocus()  # nobody's typing is broken off
    desk.view.show_talk()
    assert desk.talk.hasFocus()
    desk.pane.close()


def test_a_microphone_that_goes_leaves_the_keyboard_where_it_is_used(desk: VoiceDesk) -> None:
    desk.view.page.talk.microphone.setFocus()
    desk.hearing.microphones = ()
    desk.view.page.talk.microphone.look_wished.emit()
    settle()
    assert desk.said == phrasing.NO_MICROPHONE
    assert desk.view.page.talk.microphone.hasFocus()


def test_what_hears_and_what_understands_are_made_ready_when_the_pane_is_shown(shown: Show) -> None:
    desk = VoiceDesk()
    desk.pane = VoicePane(desk.context, Clocks(desk.clock, lambda: NOON))
    shown(desk.view)
    settle()
    assert (desk.hearing.warmed, desk.commands.prepared) == (0, 0)
    desk.pane.shown()
    until(lambda: desk.commands.prepared == 1)
    assert desk.hearing.warmed == 1
    desk.pane.hidden()
    desk.pane.shown()
    settle()
    until(lambda: desk.hearing.warmed == 2)
    assert desk.commands.prepared == 1
    until(lambda: desk.commands.prepared_beside == 1)
    desk.pane.close()


def test_closing_ends_the_reading_of_the_language_beside(shown: Show) -> None:
    desk = VoiceDesk()
    begun, ended = Event(), Event()

    class Reading(FakeCommands):
        def prepare_beside(self, stop: Stop) -> None:
            stop.guard(ended.set)
            begun.set()
            assert ended.wait(60)
            stop.check()

    desk.context.commands = Reading()
    desk.pane = VoicePane(desk.context, Clocks(desk.clock, lambda: NOON))
    shown(desk.view)
    desk.pane.shown()
    until(begun.is_set)
    desk.pane.close()
    assert ended.is_set()


def test_a_microphone_that_opens_after_all_is_looked_for(shown: Show) -> None:
    desk = VoiceDesk()
    desk.context.hearing = FakeHearing(microphones=())
    desk.open(shown)
    desk.hearing.microphones = (Device("USB headset", chosen=True),)
    QTest.keyClick(desk.talk, Qt.Key.Key_Return)
    settle()
    desk.hearing.end()
    settle()
    assert desk.said == "Hold Space to speak, or click"
    desk.pane.close()


def test_after_a_failure_it_is_looked_which_microphones_are_left(desk: VoiceDesk) -> None:
    desk.press(Qt.Key.Key_Return)
    settle()
    desk.hearing.microphones = ()
    desk.hearing.fail()
    settle()
    assert desk.said == phrasing.NO_MICROPHONE


def test_a_microphone_is_chosen_by_name_and_kept(desk: VoiceDesk) -> None:
    menu = desk.view.page.talk.microphone.open()
    texts = [action.text() for action in menu.actions() if action.text()]
    assert texts == [
        "The system's choice (Built-in microphone)", "Built-in microphone", "USB headset", "Look for microphones again",
    ]  # fmt: skip
    menu.actions()[2].trigger()
    menu.close()
    assert desk.context.chosen == {"microphone": "USB headset"}
    assert desk.view.page.talk.microphone.text() == "USB headset ▾"
    desk.press(Qt.Key.Key_Return)
    assert desk.hearing.listened[1].device == "USB headset"


def test_a_kept_microphone_that_is_not_there_is_not_asked_for(shown: Show) -> None:
    desk = VoiceDesk()
    desk.context.chosen["microphone"] = "Old headset"
    desk.open(shown)
    desk.press(Qt.Key.Key_Return)
    assert desk.hearing.listened[1].device == ""
    menu = desk.view.page.talk.microphone.open()
    assert "Old headset is not connected" in [action.text() for action in menu.actions()]
    menu.close()
    desk.pane.close()


def test_looking_again_is_in_the_menu(desk: VoiceDesk) -> None:
    desk.hearing.microphones = (Device("Webcam"),)
    menu = desk.view.page.talk.microphone.open()
    menu.actions()[-1].trigger()
    menu.close()
    settle()
    assert desk.view.page.talk.microphone.accessibleName() == "Microphone: Webcam"


def test_before_the_first_look_no_microphone_is_missed(desk: VoiceDesk) -> None:
    button = MicrophoneButton()
    button.show_look(EarLook())
    assert button.text() == "Looking for microphones… ▾"
    button.deleteLater()


def test_who_hears_is_said(desk: VoiceDesk) -> None:
    assert desk.view.page.talk.recognizer.text() == "Heard by the built-in recognizer, in English"


def test_a_recognizer_of_another_language_is_said(shown: Show) -> None:
    desk = VoiceDesk()
    desk.context.chosen["voice_language"] = "de"
    desk.context.hearing = FakeHearing(ready=Ready("embedded", "en", dictates=False))
    desk.open(shown)
    assert "Speak in English; type in German" in desk.view.page.talk.recognizer.text()
    desk.pane.close()


def test_escape_forgets_what_is_being_said(desk: VoiceDesk) -> None:
    desk.press(Qt.Key.Key_Return)
    desk.hearing.partial("delete all")
    settle()
    desk.press(Qt.Key.Key_Escape)
    settle()
    assert (desk.talk.shows, desk.sentence) == ("ready", "")
    assert desk.commands.asked == []


def test_covering_the_pane_closes_the_microphone_at_once(desk: VoiceDesk) -> None:
    desk.press(Qt.Key.Key_Return)
    settle()
    assert desk.hearing.job == 1
    desk.pane.hidden()
    assert desk.hearing.job == 0
    assert desk.talk.shows == "ready"
    settle()
    desk.pane.shown()
    settle()
    assert desk.talk.shows == "ready"


def test_a_covered_pane_acts_on_nothing_that_was_said(desk: VoiceDesk) -> None:
    desk.press_mouse()
    settle()
    desk.hearing.say(EarState(1, "thinking"))
    desk.pane.hidden()
    settle()
    assert desk.commands.asked == []


def test_who_talks_before_the_grammar_is_there_is_heard_once_it_is(shown: Show) -> None:
    desk = VoiceDesk().open(shown)
    desk.pane.microphone._grammar = None
    desk.press(Qt.Key.Key_Return)
    assert desk.hearing.listened == {}
    desk.pane.microphone.use_grammar(desk.hearing.grammars[0])
    assert list(desk.hearing.listened) == [1]
    desk.pane.close()


def test_who_gave_up_before_the_grammar_was_there_is_not_listened_to(shown: Show) -> None:
    desk = VoiceDesk().open(shown)
    desk.pane.microphone._grammar = None
    desk.press_mouse()
    desk.release_mouse()
    desk.pane.microphone.use_grammar(desk.hearing.grammars[0])
    assert desk.hearing.listened == {}
    desk.pane.close()


def test_the_grammar_is_told_once_while_it_stays_the_same(desk: VoiceDesk) -> None:
    desk.type(LIGHTS)
    desk.type(LIGHTS)
    assert len(desk.hearing.grammars) == 1


def test_the_grammar_is_built_anew_only_when_other_things_may_be_said(
    desk: VoiceDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[int] = []
    build = desk.commands.grammar

    def counted() -> Grammar:
        built.append(1)
        return build()

    monkeypatch.setattr(desk.commands, "grammar", counted)
    for text in (LIGHTS, PSI, LIGHTS):
        desk.type(text)
    assert built == []
    desk.type(DELETE)
    until(lambda: len(built) == 1)  # the answers to the question may be said now
    desk.ask_card().keep.click()
    until(lambda: len(built) == 2)
    desk.commands.teach("tea time", LIGHTS)
    desk.pane.commands.refresh()
    until(lambda: len(built) == 3)
