# SPDX-License-Identifier: Apache-2.0
"""`ask`, `chat` and `bench`: what is asked of the engine, what is printed where, how they end."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from edgeassist.cli import run
from edgeassist.core.errors import NoRoom
from edgeassist.history.manner import Manner
from edgeassist.wire import Delta, Failed, Sampling, Turn
from tests.support.scripted_services import LOADED, ScriptedServices, card, said, stored

Run = Callable[..., int]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EDGEASSIST_HOME", str(tmp_path))
    monkeypatch.setattr("edgeassist.cli.errand._first_start", lambda services: False)
    stored(tmp_path, card("tiny"))
    return tmp_path


@pytest.fixture
def services(home: Path) -> ScriptedServices:
    return ScriptedServices(home)


@pytest.fixture
def edge(services: ScriptedServices) -> Run:
    return lambda *argv: run(list(argv), open_services=lambda: services)


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], None]:
    def give(content: bytes) -> None:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content), encoding="utf-8"))

    return give


Capture = pytest.CaptureFixture[str]


def test_ask_prints_the_answer_and_nothing_else_on_stdout(
    edge: Run, services: ScriptedServices, capsys: Capture
) -> None:
    services.engine.scripts = [said("Hel", "lo")]
    assert edge("ask", "Hi?") == 0
    assert capsys.readouterr().out == "Hello\n"
    assert services.engine.asked[0].turns == (Turn("user", "Hi?"),)
    assert services.loads == [("tiny", 0, 0, False)]


def test_ask_passes_every_option_on(edge: Run, services: ScriptedServices, tmp_path: Path) -> None:
    services.engine.scripts = [said("{}")]
    schema = tmp_path / "schema.json"
    schema.write_text('{"type": "object"}')
    how = [
        "--temperature",
        "0",
        "--seed",
        "7",
        "--max-tokens",
        "9",
        "--stop",
        "A",
        "--stop",
        "B",
        "--system",
        "Be brief.",
    ]
    where = ["--model", "x.gguf", "--context", "1024", "--threads", "2", "--anyway", "--schema", str(schema)]
    assert edge("ask", *how, *where, "Hi?") == 0
    asked = services.engine.asked[0]
    assert asked.turns == (Turn("system", "Be brief."), Turn("user", "Hi?"))
    assert asked.sampling == Sampling(temperature=0, seed=7)
    assert (asked.max_tokens, asked.stop, asked.json_schema) == (9, ("A", "B"), '{"type": "object"}')
    assert services.loads == [("x.gguf", 1024, 2, True)]


def test_a_shortened_context_is_told(edge: Run, services: ScriptedServices, capsys: Capture) -> None:
    services.engine.scripts = [said("a") for _ in range(4)]
    note = "This model was trained for 512 tokens; the context is set to that."
    assert edge("ask", "--context", "1048576", "Hi?") == 0
    assert note in capsys.readouterr().err
    assert edge("bench", "--runs", "1", "--context", "1024") == 0
    assert note in capsys.readouterr().err
    assert edge("ask", "--context", "512", "Hi?") == 0
    assert edge("ask", "--json", "--context", "1024", "Hi?") == 0
    assert "trained" not in capsys.readouterr().err


def test_ask_reads_a_grammar(edge: Run, services: ScriptedServices, tmp_path: Path) -> None:
    services.engine.scripts = [said("yes")]
    (tmp_path / "yes.gbnf").write_text('root ::= "yes"')
    assert edge("ask", "--grammar", str(tmp_path / "yes.gbnf"), "Well?") == 0
    assert services.engine.asked[0].grammar == 'root ::= "yes"'


def test_ask_json_is_one_object(edge: Run, services: ScriptedServices, capsys: Capture) -> None:
    services.engine.scripts = [said("Hel", "lo", reason="length")]
    assert edge("ask", "--json", "Hi?") == 0
    printed = capsys.readouterr()
    answer = json.loads(printed.out)
    assert (answer["answer"], answer["reason"], answer["model"]["name"]) == ("Hello", "length", "Tiny")
    assert answer["usage"]["prompt_rate"] == 200.0
    assert answer["usage"]["answer_rate"] == 20.0
    assert printed.err == ""


def test_ask_reads_standard_input(edge: Run, services: ScriptedServices, typed: Callable[[bytes], None]) -> None:
    services.engine.scripts = [said("ok")]
    typed("Grüße\nzwei".encode())
    assert edge("ask", "-") == 0
    assert services.engine.asked[0].turns[0].text == "Grüße\nzwei"


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [(b"", 2, "no question"), (b" \n", 2, "no question"), (b"\xff\xfe", 3, "not UTF-8")],
)
def test_ask_refuses_input_that_is_no_question(
    edge: Run, typed: Callable[[bytes], None], capsys: Capture, content: bytes, code: int, words: str
) -> None:
    typed(content)
    assert edge("ask", "-") == code
    assert words in capsys.readouterr().err


def test_ask_tells_when_the_answer_was_cut(edge: Run, services: ScriptedServices, capsys: Capture) -> None:
    services.engine.scripts = [said("Once upon", reason="length")]
    edge("ask", "A tale?")
    assert "--max-tokens raises it" in capsys.readouterr().err


class Pressed(Delta, frozen=True):
    """A piece of an answer during which the person presses Ctrl-C."""


def pressing(monkeypatch: pytest.MonkeyPatch) -> None:
    from edgeassist.cli.answer import Answer

    take = Answer.take

    def listen(self: Answer, event: Delta) -> None:
        take(self, event)
        if isinstance(event, Pressed):
            raise KeyboardInterrupt

    monkeypatch.setattr(Answer, "take", listen)


def test_ctrl_c_cancels_the_job_and_keeps_what_came(
    edge: Run, services: ScriptedServices, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    pressing(monkeypatch)
    services.engine.scripts = [[Delta(text="Hel"), Pressed(text="lo"), *said(" there")]]
    assert edge("ask", "Hi?") == 130
    printed = capsys.readouterr()
    assert printed.out == "Hel\n"
    assert "Stopped." in printed.err
    assert services.engine.cancelled == [1]


def test_ctrl_c_with_json_still_gives_the_object(
    edge: Run, services: ScriptedServices, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    pressing(monkeypatch)
    services.engine.scripts = [[Delta(text="Hel"), Pressed(text="lo")]]
    assert edge("ask", "--json", "Hi?") == 130
    answer = json.loads(capsys.readouterr().out)
    assert (answer["answer"], answer["reason"]) == ("Hello", "cancelled")


@pytest.mark.parametrize(("code", "exit_code"), [("bad-schema", 3), ("decode-failed", 6), ("no-model", 4)])
def test_a_failed_job_decides_the_exit_code(
    edge: Run, services: ScriptedServices, capsys: Capture, code: str, exit_code: int
) -> None:
    services.engine.scripts = [[Delta(text="He"), Failed(code=code, message="It broke.", hint="Mend it.")]]
    assert edge("ask", "Hi?") == exit_code
    assert capsys.readouterr().err.endswith("edgeassist: It broke.\nMend it.\n")


def test_a_model_that_does_not_fit_is_explained(edge: Run, services: ScriptedServices, capsys: Capture) -> None:
    services.refuse = NoRoom("Too big.", hint="Choose a smaller one.")
    assert edge("ask", "Hi?") == 5
    assert capsys.readouterr().err == "edgeassist: Too big.\nChoose a smaller one.\n"


def test_errors_are_json_too(edge: Run, services: ScriptedServices, capsys: Capture) -> None:
    services.refuse = NoRoom("Too big.", hint="Choose a smaller one.")
    assert edge("ask", "--json", "Hi?") == 5
    error = {"code": "no-room", "message": "Too big.", "hint": "Choose a smaller one.", "exit_code": 5}
    assert json.loads(capsys.readouterr().err) == {"error": error}


def test_a_schema_and_a_grammar_contradict_each_other(edge: Run, tmp_path: Path, capsys: Capture) -> None:
    both = tmp_path / "both"
    both.write_text("{}")
    assert edge("ask", "--schema", str(both), "--grammar", str(both), "Hi?") == 2
    assert "not both" in capsys.readouterr().err


@pytest.mark.parametrize(("content", "exit_code"), [(None, 4), (b"{", 3), (b"\xff", 3)])
def test_a_schema_that_cannot_be_read_is_named(
    edge: Run, tmp_path: Path, capsys: Capture, content: bytes | None, exit_code: int
) -> None:
    path = tmp_path / "schema.json"
    if content is not None:
        path.write_bytes(content)
    assert edge("ask", "--schema", str(path), "Hi?") == exit_code
    assert str(path) in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--schema", "--grammar"])
def test_a_file_that_may_not_be_read_is_told_in_our_words(
    edge: Run, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch, option: str
) -> None:
    path = tmp_path / "mine"
    path.write_text("{}")

    def refuse(self: Path, **_how: str) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.access", lambda *_asked: False)
    monkeypatch.setattr(Path, "read_text", refuse)
    assert edge("ask", option, str(path), "Hi?") == 3
    assert capsys.readouterr().err.startswith(f"edgeassist: {path} cannot be read: Permission denied.")


def test_without_a_model_it_says_how_to_get_one(edge: Run, services: ScriptedServices, capsys: Capture) -> None:
    services.library.remove("tiny")
    assert edge("ask", "Hi?") == 4
    assert "models import" in capsys.readouterr().err


def test_with_several_models_it_asks_which(edge: Run, home: Path, capsys: Capture) -> None:
    stored(home, card("small"))
    assert edge("ask", "Hi?") == 2
    said_so = capsys.readouterr().err
    assert "--model small (or tiny)" in said_so
    assert "edgeassist models use" in said_so


def test_the_model_in_the_settings_is_the_default(edge: Run, services: ScriptedServices, home: Path) -> None:
    stored(home, card("small"))
    services.change_settings(model="small")
    services.engine.scripts = [said("ok")]
    assert edge("ask", "Hi?") == 0
    assert services.loads[0][0] == "small"


def test_chat_answers_each_line_and_keeps_the_conversation(
    edge: Run, services: ScriptedServices, typed: Callable[[bytes], None], capsys: Capture, home: Path
) -> None:
    services.engine.scripts = [said("One."), said("Two.")]
    typed(b"first\n\nsecond\n")
    assert edge("chat", "--system", "Be brief.") == 0
    assert capsys.readouterr().out == "One.\nTwo.\n"
    texts = [turn.text for turn in services.engine.asked[1].turns]
    assert texts == ["Be brief.", "first", "One.", "second"]
    again = ScriptedServices(home)
    assert [turn.text for turn in again.chats.latest().turns()] == ["first", "One.", "second", "Two."]
    again.close()


def test_chat_new_forgets_and_quit_leaves(
    edge: Run, services: ScriptedServices, typed: Callable[[bytes], None], capsys: Capture
) -> None:
    services.engine.scripts = [said("One."), said("Two.")]
    typed(b"first\n/help\n/new\nsecond\n/quit\nnever\n")
    assert edge("chat") == 0
    assert [turn.text for turn in services.engine.asked[1].turns] == ["second"]
    assert "/quit leaves" in capsys.readouterr().err


def test_chat_sends_no_mistyped_command_to_the_model(
    edge: Run, services: ScriptedServices, typed: Callable[[bytes], None], capsys: Capture
) -> None:
    services.engine.scripts = [said("One.")]
    typed(b"/bogus\n/neu jetzt\n/etc/fstab: what is it?\n")
    assert edge("chat") == 0
    assert [turn.text for turn in services.engine.asked[0].turns] == ["/etc/fstab: what is it?"]
    told = capsys.readouterr().err
    assert "There is no command /bogus; /help lists them." in told
    assert "There is no command /neu; /help lists them." in told


def test_chat_goes_on_with_the_last_conversation(
    services: ScriptedServices, typed: Callable[[bytes], None], home: Path
) -> None:
    services.engine.scripts = [said("One.")]
    typed(b"first\n")
    run(["chat"], open_services=lambda: services)
    later = ScriptedServices(home)
    later.engine.scripts = [said("Two.")]
    typed(b"second\n")
    assert run(["chat", "--continue"], open_services=lambda: later) == 0
    assert [turn.text for turn in later.engine.asked[0].turns] == ["first", "One.", "second"]


def test_chat_goes_on_with_the_conversation_of_that_number_in_its_role(
    services: ScriptedServices, typed: Callable[[bytes], None], home: Path, capsys: Capture
) -> None:
    first = services.chats.start()
    first.add_question("old")
    first.save_answer("Old.", partial=False)
    first.keep_manner(Manner(persona="You are terse.", parameters={"temperature": 0.1}))
    services.chats.start().add_question("newer")
    services.engine.scripts = [said("Two.")]
    typed(b"second\n")
    assert run(["chat", "--chat", str(first.id)], open_services=lambda: services) == 0
    asked = services.engine.asked[0]
    assert [turn.text for turn in asked.turns] == ["You are terse.", "old", "Old.", "second"]
    assert asked.sampling.temperature == 0.1
    assert run(["chat", "--chat", "77"], open_services=lambda: ScriptedServices(home)) == 4
    assert "`edgeassist history list` tells their numbers." in capsys.readouterr().err


def test_chat_survives_a_failed_answer_and_reports_it_at_the_end(
    edge: Run, services: ScriptedServices, typed: Callable[[bytes], None], capsys: Capture
) -> None:
    services.engine.scripts = [[Failed(code="engine-crashed", message="It died.", hint="Again.")], said("Two.")]
    typed(b"first\nsecond\n")
    assert edge("chat") == 6
    printed = capsys.readouterr()
    assert printed.out == "Two.\n"
    assert "It died." in printed.err


def test_chat_ends_with_the_code_of_the_last_failure(
    edge: Run, services: ScriptedServices, typed: Callable[[bytes], None]
) -> None:
    services.engine.scripts = [[Failed(code=code, message="It broke.")] for code in ("engine-crashed", "no-model")]
    typed(b"first\nsecond\n")
    assert edge("chat") == 4


def test_chat_keeps_a_stopped_answer_as_partial(
    edge: Run,
    services: ScriptedServices,
    typed: Callable[[bytes], None],
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pressing(monkeypatch)
    services.engine.scripts = [[Delta(text="Hel"), Pressed(text="lo")], said("Two.")]
    typed(b"first\nsecond\n")
    assert edge("chat") == 0
    again = ScriptedServices(home)
    kept = again.chats.latest().turns()[1]
    again.close()
    assert (kept.partial, kept.text[:3]) == (True, "Hel")


def test_chat_goes_on_unsaved_when_history_cannot_be_opened(
    edge: Run, services: ScriptedServices, typed: Callable[[bytes], None], capsys: Capture
) -> None:
    services.places.history.mkdir()
    services.engine.scripts = [said("One.")]
    typed(b"first\n")
    assert edge("chat") == 0
    printed = capsys.readouterr()
    assert printed.out == "One.\n"
    assert "not saved" in printed.err


def test_chat_json_is_one_object_for_each_answer(
    edge: Run, services: ScriptedServices, typed: Callable[[bytes], None], capsys: Capture
) -> None:
    services.engine.scripts = [said("One."), said("Two.")]
    typed(b"first\nsecond\n")
    assert edge("chat", "--json") == 0
    assert [json.loads(line)["answer"] for line in capsys.readouterr().out.splitlines()] == ["One.", "Two."]


def test_chat_skips_a_line_that_is_not_text(
    edge: Run, services: ScriptedServices, typed: Callable[[bytes], None], capsys: Capture
) -> None:
    services.engine.scripts = [said("Two.")]
    typed(b"\xff\xfe\nsecond\n")
    assert edge("chat") == 0
    printed = capsys.readouterr()
    assert printed.out == "Two.\n"
    assert "not UTF-8" in printed.err


def test_bench_measures_a_prompt_of_the_wanted_length(edge: Run, services: ScriptedServices, capsys: Capture) -> None:
    services.engine.scripts = [said("a", "b", "c") for _ in range(3)]
    assert edge("bench", "--json", "--prompt-tokens", "40", "--tokens", "8") == 0
    table = json.loads(capsys.readouterr().out)
    assert services.loads == [("tiny", 80, 0, False)]
    prompts = [(one.prompt or "").split() for one in services.engine.asked]
    assert [len(prompt) for prompt in prompts] == [20, 20, 20]
    assert len({prompt[0] for prompt in prompts}) == 3
    assert all(one.ignore_end and one.max_tokens == 8 for one in services.engine.asked)
    assert (table["median"]["prompt_rate"], table["median"]["peak_bytes"], len(table["runs"])) == (200.0, 5_000_000, 3)
    assert table["variant"] == "haswell"


def test_bench_takes_the_context_it_is_given(edge: Run, services: ScriptedServices) -> None:
    services.engine.scripts = [said("a")]
    assert edge("bench", "--runs", "1", "--context", "2048") == 0
    assert services.loads == [("tiny", 2048, 0, False)]


def test_bench_prints_a_table_for_a_person(edge: Run, services: ScriptedServices, capsys: Capture) -> None:
    services.engine.scripts = [said("a")]
    assert edge("bench", "--runs", "1") == 0
    out = capsys.readouterr().out
    assert "Time to first token:" in out
    assert "5.0 MB" in out


def test_bench_reports_a_failure(edge: Run, services: ScriptedServices, capsys: Capture) -> None:
    services.engine.scripts = [[Failed(code="decode-failed", message="It broke.")]]
    assert edge("bench", "--runs", "1") == 6
    assert capsys.readouterr().out == ""


def test_a_full_context_is_only_to_be_raised_where_it_can_be() -> None:
    from edgeassist.cli.ask import remark

    short = msgspec.structs.replace(LOADED, context_tokens=256, context_trained_tokens=512)
    assert "--context raises it" in remark("context", short)
    assert "--context" not in remark("context", LOADED)
    assert "bigger model" in remark("context", LOADED)
    assert remark("stop", LOADED) == ""
