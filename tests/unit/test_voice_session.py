# SPDX-License-Identifier: Apache-2.0
"""The voice pane's session: what is shown of a sentence, what may be done at once, and what never is."""

from dataclasses import dataclass

import msgspec
import pytest

from edgeassist.core.errors import BadInput
from edgeassist.intents.action import Outcome, Preview
from edgeassist.intents.commands import Command, State, Step
from edgeassist.intents.intent import Intent, Parsed
from edgeassist.panes.voice.session import Card, VoiceSession
from edgeassist.speech.heard import Heard, Verdict

ON = Intent("HassTurnOn", text="turn on the lights")
DELETE = Intent("EdgeDeleteList", text="delete night shift")


@dataclass
class Clock:
    """A clock that the test moves."""

    seconds: float = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def session(clock: Clock) -> VoiceSession:
    return VoiceSession(clock, lambda: "2026-11-21T10:00:00+00:00")


def step(number: int, state: State = "ready", intent: Intent = ON, wait_s: float = 10.0) -> Step:
    asks = state == "asking"
    preview = Preview("Do **it**", "risky" if asks else "undoable", "Night shift" if asks else "", "Delete")
    say = "yes, delete Night shift" if asks else ""
    return Step(number, intent, preview, state, say=say, wait_s=wait_s if asks else 0.0)


def done(one: Step, state: State = "done") -> Step:
    return msgspec.structs.replace(one, state=state, outcome=Outcome("It is done.", undo="back"))


def command(*steps: Step, heard: Heard | None = None, **parsed: object) -> Command:
    made = msgspec.structs.replace(Parsed("do it", "en", tuple(one.intent for one in steps)), **parsed)
    return Command(made, steps, heard)


def states(session: VoiceSession) -> list[tuple[int, str]]:
    return [(card.step.id, card.step.state) for card in session.look.cards]


def heard_as(verdict: Verdict, text: str = "turn on the lights") -> Heard:
    return Heard(text, verdict, 0.9)


def test_a_new_session_is_empty(session: VoiceSession) -> None:
    assert session.look.phase == "empty"
    assert session.look.cards == ()
    assert session.open_questions == ()
    assert not session.counting


def test_a_sentence_is_shown_while_it_is_worked_out(session: VoiceSession) -> None:
    session.begin("turn on the lights")
    assert (session.look.phase, session.look.sentence, session.look.spoken) == ("working", "turn on the lights", False)
    session.ask_model()
    assert session.look.phase == "asking-model"


def test_what_was_heard_is_shown_as_spoken(session: VoiceSession) -> None:
    session.begin("turn on the lights", heard_as("accepted"))
    assert session.look.spoken


def test_ready_steps_are_to_be_done_in_their_order(session: VoiceSession) -> None:
    turn = session.begin("do it")
    assert session.understood(command(step(1), step(2)), turn) == (1, 2)
    assert states(session) == [(1, "ready"), (2, "ready")]
    assert session.look.phase == "shown"


def test_what_asks_is_not_done(session: VoiceSession) -> None:
    turn = session.begin("do it")
    assert session.understood(command(step(1), step(2, "asking", DELETE)), turn) == (1,)
    assert session.open_questions == (2,)
    assert session.counting


def test_what_cannot_be_done_is_shown_and_left(session: VoiceSession) -> None:
    turn = session.begin("do it")
    assert session.understood(command(step(1, "cannot")), turn) == ()
    assert states(session) == [(1, "cannot")]


def test_v06_what_was_heard_unsurely_waits_for_a_click(session: VoiceSession) -> None:
    heard = heard_as("unsure")
    turn = session.begin(heard.text, heard)
    assert session.understood(command(step(1), heard=heard), turn) == ()
    assert states(session) == [(1, "asking")]
    assert session.open_questions == (1,)
    assert not session.counting
    assert session.look.cards[0].left_s == 0


@pytest.mark.parametrize("verdict", ["silence", "noise", "not-a-command", "too-long"])
def test_no_verdict_but_accepted_lets_a_step_be_done(session: VoiceSession, verdict: Verdict) -> None:
    heard = heard_as(verdict)
    turn = session.begin(heard.text, heard)
    assert session.understood(command(step(1), step(2), heard=heard), turn) == ()


@pytest.mark.parametrize(
    ("verdict", "remark"),
    [
        ("silence", "(no speech) ignored · nothing was said"),
        ("noise", "(noise) ignored · only noise"),
        ("not-a-command", "(music or talk) ignored · not a command"),
        ("too-long", "(long talk) ignored · too long for a command"),
    ],
)
def test_what_is_ignored_is_a_quiet_line(session: VoiceSession, verdict: Verdict, remark: str) -> None:
    session.ignore(heard_as(verdict))
    assert session.look.remark == remark
    assert session.look.cards == ()
    assert session.look.sentence == ""
    assert [one.at for one in session.look.ignored] == ["2026-11-21T10:00:00+00:00"]


def test_the_newest_ignored_stands_first_and_twenty_are_kept(session: VoiceSession) -> None:
    for _ in range(25):
        session.ignore(heard_as("noise"))
    session.ignore(heard_as("silence"))
    assert len(session.look.ignored) == 20
    assert session.look.ignored[0].what == "(no speech) ignored"
    session.forget_ignored()
    assert session.look.ignored == ()


def test_noise_leaves_an_open_question_in_sight(session: VoiceSession) -> None:
    turn = session.begin("do it")
    session.understood(command(step(1, "asking", DELETE)), turn)
    session.ignore(heard_as("noise"))
    assert session.open_questions == (1,)
    assert session.look.phase == "shown"


def test_a_step_that_was_done_says_so(session: VoiceSession) -> None:
    turn = session.begin("do it")
    session.understood(command(step(1)), turn)
    assert session.settled(done(step(1))) == ()
    assert states(session) == [(1, "done")]


def test_a_step_of_another_sentence_changes_nothing_here(session: VoiceSession) -> None:
    assert session.settled(done(step(7))) == ()
    assert session.look.cards == ()


def test_a_new_sentence_clears_what_is_done_and_keeps_what_asks(session: VoiceSession) -> None:
    turn = session.begin("do it")
    session.understood(command(step(1), step(2, "asking", DELETE)), turn)
    session.settled(done(step(1)))
    session.begin("something else")
    assert states(session) == [(2, "asking")]


def test_a_spoken_answer_settles_the_question(session: VoiceSession) -> None:
    turn = session.begin("do it")
    session.understood(command(step(1, "asking", DELETE)), turn)
    turn = session.begin("yes, delete night shift", heard_as("accepted"))
    answer = Command(Parsed("yes, delete night shift", "en"), answers=done(step(1, intent=DELETE)))
    assert session.understood(answer, turn) == ()
    assert states(session) == [(1, "done")]
    assert session.look.missed == ""


def test_a_late_answer_about_a_sentence_before_is_done_but_not_shown(session: VoiceSession) -> None:
    turn = session.begin("first")
    session.begin("second")
    assert session.understood(command(step(1)), turn) == (1,)
    assert session.look.cards == ()
    assert session.look.sentence == "second"


def test_a_late_question_is_shown_all_the_same(session: VoiceSession) -> None:
    turn = session.begin("first")
    session.begin("second")
    assert session.understood(command(step(1, "asking", DELETE)), turn) == ()
    assert session.open_questions == (1,)


def test_the_seconds_count_down_and_no_answer_is_a_no(session: VoiceSession, clock: Clock) -> None:
    turn = session.begin("do it")
    session.understood(command(step(1, "asking", DELETE)), turn)
    left = []
    for _ in range(4):
        left.append(session.look.cards[0].left_s)
        clock.seconds += 3
    assert left == [10, 7, 4, 1]
    assert session.time_out() == (1,)
    assert states(session) == [(1, "timed-out")]
    assert not session.counting
    assert session.time_out() == ()


def test_what_waits_for_a_question_goes_on_once_its_time_is_up(session: VoiceSession, clock: Clock) -> None:
    turn = session.begin("unlock the door and set a timer")
    asks = step(1, "asking", DELETE)
    assert session.understood(command(asks, step(2)), turn) == (2,)
    clock.seconds += 11
    assert session.time_out() == (1,)
    assert session.settled(done(asks, "timed-out")) == (2,)
    assert session.settled(done(step(2))) == ()


def test_what_waits_for_a_question_goes_on_once_it_is_answered_in_words(session: VoiceSession) -> None:
    asks = step(1, "asking", DELETE)
    session.understood(command(asks, step(2), step(3)), session.begin("unlock the door and set two timers"))
    answer = msgspec.structs.replace(command(), answers=done(asks))
    assert session.understood(answer, session.begin("yes, delete night shift")) == (2, 3)
    assert states(session) == [(1, "done"), (2, "ready"), (3, "ready")]


def test_what_waits_for_a_question_goes_on_once_another_command_ended_it(session: VoiceSession) -> None:
    asks = step(1, "asking", DELETE)
    session.understood(command(asks, step(2)), session.begin("unlock the door and set a timer"))
    assert session.understood(command(step(3)), session.begin("turn on the lights")) == (3,)
    assert states(session) == [(1, "asking"), (2, "ready"), (3, "ready")]
    session.settled(done(step(3)))
    assert session.show_earlier((done(step(3)), done(asks, "declined"))) == (2,)
    assert session.show_earlier((done(asks, "declined"),)) == ()


def test_what_is_over_leaves_the_page_with_the_next_sentence(session: VoiceSession) -> None:
    session.understood(command(step(1)), session.begin("turn on the lights"))
    session.begin("turn them off")
    assert states(session) == []


def test_a_question_times_out_no_earlier_than_told(session: VoiceSession, clock: Clock) -> None:
    turn = session.begin("do it")
    session.understood(command(step(1, "asking", DELETE, wait_s=8.0)), turn)
    clock.seconds += 7.9
    assert session.time_out() == ()
    assert session.look.cards[0].left_s == 1


def test_what_comes_after_a_question_waits_for_its_answer(session: VoiceSession) -> None:
    turn = session.begin("do it")
    session.understood(command(step(1, "asking", DELETE), step(2)), turn)
    assert [card.waits for card in session.look.cards] == [False, True]
    session.settled(step(2))  # not performed: the question before it is open
    assert session.settled(done(step(1, intent=DELETE))) == (2,)
    assert [card.waits for card in session.look.cards] == [False, False]


def test_a_refusal_lets_the_commands_say_what_becomes_of_the_rest(session: VoiceSession) -> None:
    turn = session.begin("do it")
    session.understood(command(step(1, "asking", DELETE), step(2)), turn)
    assert session.settled(done(step(1, intent=DELETE), "declined")) == (2,)


def test_a_step_that_turns_risky_asks(session: VoiceSession) -> None:
    turn = session.begin("do it")
    session.understood(command(step(1)), turn)
    assert session.settled(step(1, "asking", DELETE)) == ()
    assert session.open_questions == (1,)
    assert session.counting


def test_a_question_settled_elsewhere_is_one_no_more(session: VoiceSession) -> None:
    turn = session.begin("do it")
    session.understood(command(step(1, "asking", DELETE)), turn)
    session.show_earlier((done(step(1, intent=DELETE), "declined"),))
    assert states(session) == [(1, "declined")]
    assert session.open_questions == ()


def test_earlier_does_not_take_back_what_the_page_knows(session: VoiceSession) -> None:
    turn = session.begin("do it")
    session.understood(command(step(1)), turn)
    session.settled(done(step(1), "undone"))
    session.show_earlier((done(step(1)),))
    assert states(session) == [(1, "undone")]


def test_guesses_are_offered_and_one_is_chosen(session: VoiceSession) -> None:
    turn = session.begin("turn the light")
    assert session.understood(command(guesses=((ON,), (DELETE,))), turn) == ()
    offered = [session.look]
    session.chosen()
    offered.append(session.look)
    assert [look.guesses for look in offered] == [((ON,), (DELETE,)), ()]
    assert [look.missed for look in offered] == ["", ""]
    assert [look.phase for look in offered] == ["shown", "working"]


def test_neither_of_the_guesses_leads_on(session: VoiceSession) -> None:
    turn = session.begin("turn the light")
    session.understood(command(guesses=((ON,), (DELETE,))), turn)
    session.drop_guesses()
    assert session.look.guesses == ()
    assert session.look.missed == "Say it in other words, or teach it."


def test_what_was_missed_says_why(session: VoiceSession) -> None:
    turn = session.begin("sing")
    session.understood(command(missed="No song is known."), turn)
    assert session.look.missed == "No song is known."


def test_what_was_missed_without_a_reason_is_said_plainly(session: VoiceSession) -> None:
    turn = session.begin("sing")
    session.understood(command(), turn)
    assert session.look.missed == "Nothing here fits to that."


def test_a_failure_of_a_step_stays_on_its_card(session: VoiceSession) -> None:
    turn = session.begin("do it")
    session.understood(command(step(1), step(2)), turn)
    session.failed(BadInput("The list is gone.", hint="Look under Lists."), 1)
    failed = session.look.cards[0].step
    assert failed.state == "failed"
    assert failed.outcome == Outcome("The list is gone. Look under Lists.", done=False)
    assert states(session)[1] == (2, "ready")


def test_a_failure_of_a_sentence_is_said_with_what_to_do(session: VoiceSession) -> None:
    session.begin("do it")
    session.failed(BadInput("The file is damaged.", hint="Restore it."))
    assert (session.look.trouble, session.look.hint) == ("The file is damaged.", "Restore it.")
    assert session.look.phase == "shown"


def test_an_error_without_words_is_named(session: VoiceSession) -> None:
    session.failed(ValueError())
    assert (session.look.trouble, session.look.hint) == ("ValueError", "Try again.")


def test_a_new_sentence_forgets_the_trouble(session: VoiceSession) -> None:
    session.failed(ValueError("Odd."))
    session.begin("do it")
    assert (session.look.trouble, session.look.hint) == ("", "")


def test_giving_up_the_model_makes_its_answer_late(session: VoiceSession) -> None:
    turn = session.begin("sing")
    session.ask_model()
    session.gave_up()
    assert session.look.missed == "The language model was stopped. Nothing was done."
    assert turn != session.turn


@pytest.mark.parametrize(("focused", "why"), [(True, "There is no text in front"), (False, "Nothing here does “sing”")])
def test_what_nobody_takes_is_said(session: VoiceSession, focused: bool, why: str) -> None:
    session.refuse("sing", focused=focused)
    assert session.look.trouble.startswith(why)


def test_cards_of_one_sentence_share_how_it_was_understood(session: VoiceSession) -> None:
    turn = session.begin("do it")
    made = command(step(1), step(2), took_ms=11.0)
    session.understood(made, turn)
    assert session.look.cards == (Card(step(1), made.parsed), Card(step(2), made.parsed))


def test_a_question_that_is_open_still_says_which_sentence_it_came_of(session: VoiceSession) -> None:
    turn = session.begin("unlock the front door")
    session.understood(command(step(1, "asking")), turn)
    assert [card.before for card in session.look.cards] == [""]
    later = session.begin("call my mother")
    assert [card.before for card in session.look.cards] == ["unlock the front door"]
    session.understood(command(), later)
    assert [(card.step.id, card.before) for card in session.look.cards] == [(1, "unlock the front door")]
    assert session.look.missed
    session.settled(step(1, "ready"))
    assert session.look.cards[0].before == "unlock the front door"


def test_a_question_of_a_sentence_that_was_overtaken_names_its_own_words(session: VoiceSession) -> None:
    turn = session.begin("unlock it")
    session.begin("call my mother")
    session.understood(command(step(1, "asking")), turn)
    assert [card.before for card in session.look.cards] == ["do it"]
