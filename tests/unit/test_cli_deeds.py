# SPDX-License-Identifier: Apache-2.0
"""`intent` and `listen`: what is printed, what is done only when asked, what is refused."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from edgeassist.cli import run
from edgeassist.intents.action import Outcome, Preview, Wanted
from edgeassist.intents.intent import Intent, Slot
from edgeassist.speech.heard import Heard, Verdict
from edgeassist.speech.lines import Ended, Partial, Utterance
from edgeassist.testing import FakeCommands, FakeHearing
from tests.support.scripted_services import ScriptedServices, card, stored

Run = Callable[..., int]
Capture = pytest.CaptureFixture[str]
LIGHT = Intent("HassTurnOn", (Slot("area", "kitchen", "the kitchen"),), "turn on the kitchen lights")
DELETE = Intent("EdgeDeleteList", (Slot("list", "night", "night shift"),), "delete night shift")


@pytest.fixture
def commands() -> FakeCommands:
    return FakeCommands(
        known={
            "turn on the kitchen lights": ((LIGHT, Preview("Turn on the lights in the **kitchen**", "undoable")),),
            "delete night shift": (
                (DELETE, Preview("Delete the list **Night shift**", "risky", "Night shift", "Delete")),
            ),
            "open the garage": (
                (Intent("HassTurnOn"), Preview("Open the garage", cannot="There is no garage in the home.")),
            ),
        },
        guesses={"lights": ((LIGHT,), (Intent("HassTurnOff", (Slot("area", "hall", "the hall"),)),))},
    )


@pytest.fixture
def hearing() -> FakeHearing:
    return FakeHearing()


@pytest.fixture
def services(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, commands: FakeCommands, hearing: FakeHearing
) -> ScriptedServices:
    monkeypatch.setenv("EDGEASSIST_HOME", str(tmp_path))
    monkeypatch.setattr("edgeassist.cli.errand._first_start", lambda services: False)
    stored(tmp_path, card("tiny"))
    made = ScriptedServices(tmp_path)
    made.spoken._commands, made.spoken._commands_in, made.spoken._hearing = commands, "en", hearing
    return made


@pytest.fixture
def edge(services: ScriptedServices) -> Run:
    return lambda *argv: run(list(argv), open_services=lambda: services)


def heard(text: str, verdict: Verdict = "accepted") -> tuple[Partial, Utterance, Ended]:
    """Return the news of one command."""
    return Partial(1, text[:4]), Utterance(1, Heard(text, verdict, 0.9)), Ended(1, "done")


def test_a_command_is_told_and_not_done(edge: Run, commands: FakeCommands, capsys: Capture) -> None:
    assert edge("intent", "turn on the kitchen lights") == 0
    assert capsys.readouterr().out.splitlines() == [
        "Turn on the lights in the kitchen",
        "  HassTurnOn · template · 11 ms",
    ]
    assert commands.performed == []


def test_no_model_is_loaded_unless_one_is_named(edge: Run, services: ScriptedServices) -> None:
    assert edge("intent", "turn on the kitchen lights") == 0
    assert services.loads == []
    assert edge("intent", "--model", "tiny", "turn on the kitchen lights") == 0
    assert len(services.loads) == 1


def test_do_carries_it_out(edge: Run, commands: FakeCommands, capsys: Capture) -> None:
    assert edge("intent", "--do", "turn on the kitchen lights") == 0
    assert commands.performed == [1]
    assert "HassTurnOn is done." in capsys.readouterr().out


def test_where_a_timer_rings_is_said(edge: Run, commands: FakeCommands, capsys: Capture) -> None:
    commands.known["set a timer"] = ((Intent("HassStartTimer"), Preview("Start a timer", "undoable")),)
    assert edge("intent", "set a timer") == 0
    assert "rings in" not in capsys.readouterr().err, "it was not set"
    assert edge("intent", "--do", "set a timer") == 0
    assert "rings in EdgeAssist's window" in capsys.readouterr().err


def test_what_asks_first_needs_yes(edge: Run, commands: FakeCommands, capsys: Capture) -> None:
    assert edge("intent", "--do", "delete night shift") == 0
    assert commands.performed == []
    assert "Add --yes" in capsys.readouterr().err
    assert edge("intent", "--do", "--yes", "delete night shift") == 0
    assert commands.performed == [2]


def test_what_cannot_be_done_says_so(edge: Run, commands: FakeCommands, capsys: Capture) -> None:
    assert edge("intent", "--do", "--yes", "open the garage") == 0
    assert "There is no garage in the home." in capsys.readouterr().out
    assert commands.performed == []


def test_json_tells_intents_slots_and_steps(edge: Run, capsys: Capture) -> None:
    assert edge("intent", "--json", "turn on the kitchen lights") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["intents"] == [
        {
            "intent": "HassTurnOn",
            "slots": {"area": "kitchen"},
            "text": "turn on the kitchen lights",
            "source": "template",
            "score": 1.0,
        }
    ]
    assert [(one["risk"], one["state"], one["preview"]) for one in told["steps"]] == [
        ("undoable", "ready", "Turn on the lights in the kitchen")
    ]
    assert "heard" not in told


def test_a_miss_has_its_exit_status_for_machines_too(edge: Run, capsys: Capture) -> None:
    assert edge("intent", "--json", "sing a song") == 3
    printed = capsys.readouterr()
    assert json.loads(printed.out)["missed"]
    assert json.loads(printed.err)["error"]["code"] == "not-understood"
    assert edge("intent", "sing a song") == 3
    assert "Nothing was done." in capsys.readouterr().err


def test_two_meanings_are_both_named(edge: Run, commands: FakeCommands, capsys: Capture) -> None:
    assert edge("intent", "--do", "lights") == 3
    assert "Did you mean “Turn on the kitchen” or “Turn off the hall”?" in capsys.readouterr().err
    assert commands.performed == []


def test_no_sentence_is_refused(edge: Run, capsys: Capture) -> None:
    assert edge("intent", "") == 2
    assert "There is no text." in capsys.readouterr().err


def test_what_only_the_window_can_do_names_the_command_for_it(
    edge: Run, commands: FakeCommands, capsys: Capture
) -> None:
    commands.outcome = lambda _intent: Outcome("Summarizing.", wanted=Wanted(wish="summarize", focused=True))
    assert edge("intent", "--do", "turn on the kitchen lights") == 7
    printed = capsys.readouterr()
    assert "nothing was done" in printed.err
    assert "`edgeassist summarize FILE`" in printed.err
    assert "Summarizing." not in printed.out, "what did not happen is not said"
    commands.outcome = lambda _intent: Outcome("Asking.", wanted=Wanted(wish="chat", text="why is the sky blue"))
    assert edge("intent", "--do", "turn on the kitchen lights") == 7
    assert '`edgeassist ask "why is the sky blue"`' in capsys.readouterr().err


def test_a_file_is_heard_and_understood(edge: Run, hearing: FakeHearing, capsys: Capture, tmp_path: Path) -> None:
    hearing.script = heard("turn on the kitchen lights")
    file = tmp_path / "order.wav"
    assert edge("listen", "--file", str(file)) == 0
    assert capsys.readouterr().out.splitlines()[:2] == [
        "“turn on the kitchen lights”",
        "Turn on the lights in the kitchen",
    ]
    assert hearing.listened[1].path == file
    assert len(hearing.grammars) == 1, "the recognizer knows what may be said"


def test_the_microphone_is_the_one_that_was_named(edge: Run, hearing: FakeHearing, services: ScriptedServices) -> None:
    hearing.script = heard("turn on the kitchen lights")
    services.change_settings(microphone="USB headset")
    assert edge("listen", "--device", "Built-in microphone") == 0
    assert edge("listen") == 0
    assert [wish.device for wish in hearing.listened.values()] == ["Built-in microphone", "USB headset"]


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        ("silence", "Nothing was said."),
        ("noise", "Only noise was heard."),
        ("not-a-command", "This was no command."),
        ("too-long", "too long"),
    ],
)
def test_a_ghost_does_nothing(
    edge: Run, hearing: FakeHearing, commands: FakeCommands, capsys: Capture, verdict: Verdict, words: str
) -> None:
    hearing.script = heard("turn on the kitchen lights", verdict)
    assert edge("listen", "--do", "--yes") == 3
    assert words in capsys.readouterr().err
    assert commands.performed == []


def test_a_ghost_has_its_exit_status_for_machines_too(edge: Run, hearing: FakeHearing, capsys: Capture) -> None:
    hearing.script = heard("", "noise")
    assert edge("listen", "--json") == 3
    assert json.loads(capsys.readouterr().out)["heard"]["verdict"] == "noise"


def test_what_was_not_heard_for_sure_asks_first(edge: Run, hearing: FakeHearing, commands: FakeCommands) -> None:
    hearing.script = heard("turn on the kitchen lights", "unsure")
    assert edge("listen", "--do") == 0
    assert commands.performed == []


def test_json_tells_what_was_heard(edge: Run, hearing: FakeHearing, capsys: Capture) -> None:
    hearing.script = heard("turn on the kitchen lights")
    assert edge("listen", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["heard"]["text"], told["heard"]["verdict"]) == ("turn on the kitchen lights", "accepted")
    assert told["intents"][0]["intent"] == "HassTurnOn"


def test_dictation_prints_every_sentence(edge: Run, hearing: FakeHearing, capsys: Capture) -> None:
    said = (Utterance(1, Heard(text, "accepted")) for text in ("first.", "", "second."))
    hearing.script = (*said, Ended(1, "done"))
    assert edge("listen", "--dictate") == 0
    assert capsys.readouterr().out == "first.\nsecond.\n"
    assert hearing.listened[1].purpose == "dictation"


def test_without_a_microphone_the_way_out_is_named(edge: Run, hearing: FakeHearing, capsys: Capture) -> None:
    hearing.microphones = ()
    assert edge("listen") == 7
    printed = capsys.readouterr().err
    assert "No microphone was found." in printed
    assert "Typing works everywhere." in printed
    assert edge("listen", "--devices") == 0
    assert "No microphone was found." in capsys.readouterr().err


def test_microphones_are_listed(edge: Run, capsys: Capture) -> None:
    assert edge("listen", "--devices") == 0
    assert "USB headset" in capsys.readouterr().out
    assert edge("listen", "--devices", "--json") == 0
    assert json.loads(capsys.readouterr().out)["devices"][0] == {"name": "Built-in microphone", "chosen": True}


@pytest.mark.parametrize(("code", "exit_code"), [("file-not-found", 4), ("sound-file-broken", 3), ("no-microphone", 7)])
def test_what_is_wrong_with_the_sound_decides_the_exit_code(
    edge: Run, hearing: FakeHearing, code: str, exit_code: int, tmp_path: Path
) -> None:
    hearing.script = (Ended(1, "failed", code, "It cannot be heard.", "Take another."),)
    assert edge("listen", "--file", str(tmp_path / "order.wav")) == exit_code


def test_a_file_speaks_of_no_microphone(edge: Run, hearing: FakeHearing, capsys: Capture, tmp_path: Path) -> None:
    hearing.script = heard("", "noise")
    assert edge("listen", "--file", str(tmp_path / "order.wav")) == 3
    assert "icrophone" not in capsys.readouterr().err


def test_what_was_heard_badly_is_said_to_be(edge: Run, hearing: FakeHearing, capsys: Capture) -> None:
    hearing.script = heard("turn on the kitchen lights", "unsure")
    assert edge("listen") == 0
    assert capsys.readouterr().out.splitlines()[0] == "“turn on the kitchen lights” (not heard clearly)"


def test_sound_is_kept_only_where_that_was_asked_for(edge: Run, hearing: FakeHearing, tmp_path: Path) -> None:
    hearing.script = heard("turn on the kitchen lights")
    assert edge("listen") == 0
    assert edge("listen", "--keep", str(tmp_path / "said.wav")) == 0
    assert [wish.keep_as for wish in hearing.listened.values()] == [None, tmp_path / "said.wav"]
