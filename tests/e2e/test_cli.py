# SPDX-License-Identifier: Apache-2.0
"""The real program as a person starts it: a real child process, a real model, folders of its own."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests.support.threads import HANG_S

Done = subprocess.CompletedProcess[str]
Edge = Callable[..., Done]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One home for the module: the processor is tried once, the model is imported once."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def environ(home: Path) -> dict[str, str]:
    return {**os.environ, "EDGEASSIST_HOME": str(home), "NO_COLOR": "1"}


@pytest.fixture(scope="module")
def edge(environ: dict[str, str]) -> Edge:
    def run(*argv: str, stdin: str = "") -> Done:
        command = [sys.executable, "-m", "edgeassist", *argv]
        return subprocess.run(command, input=stdin, capture_output=True, text=True, env=environ, timeout=600)

    return run


@pytest.fixture(scope="module")
def examined(edge: Edge) -> Done:
    """Return what `doctor --json` says at the very first start; the processor code that it finds serves all tests."""
    return edge("doctor", "--json")


@pytest.fixture(scope="module")
def tiny(edge: Edge, examined: Done, tiny_gguf: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the id of the imported tiny model."""
    source = tmp_path_factory.mktemp("stick") / "my model.gguf"
    shutil.copy(tiny_gguf, source)
    done = edge("models", "import", "--json", str(source))
    assert done.returncode == 0, done.stderr
    card = json.loads(done.stdout)
    assert card["state"] == "ready"
    assert card["measured"]["answer_rate"] > 0
    return str(card["id"])


def files_below(home: Path) -> list[Path]:
    return list((home / "data" / "models").rglob("*.gguf"))


def error_of(done: Done) -> str:
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    return done.stderr


def test_list_and_show_know_the_imported_model(edge: Edge, tiny: str) -> None:
    listed = json.loads(edge("models", "list", "--json").stdout)["models"]
    assert [one["id"] for one in listed if not one["built_in"]] == [tiny]
    shown = json.loads(edge("models", "show", tiny, "--json").stdout)
    assert shown["sha256"] == listed[0]["sha256"]
    assert shown["fit"]["fits"]


def test_importing_it_again_copies_nothing(edge: Edge, tiny: str, tiny_gguf: Path, home: Path) -> None:
    done = edge("models", "import", str(tiny_gguf))
    assert done.returncode == 0
    assert "was here already" in done.stderr
    assert len(files_below(home)) == 1


def test_a_greedy_answer_is_the_same_twice(edge: Edge, tiny: str) -> None:
    asked = ("ask", "--json", "--temperature", "0", "--max-tokens", "12", "Why?")
    first, second = (json.loads(edge(*asked).stdout) for _ in range(2))
    assert first["answer"] == second["answer"] != ""
    assert 0 < first["usage"]["answer_tokens"] <= 12


def test_a_model_file_need_not_be_imported(edge: Edge, tiny_gguf: Path) -> None:
    done = edge("ask", "--model", str(tiny_gguf), "--max-tokens", "4", "--temperature", "0", "Why?")
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_a_schema_is_followed(edge: Edge, tiny: str, tmp_path: Path) -> None:
    schema = tmp_path / "schema.json"
    colour = {"enum": ["red", "green", "blue"]}
    schema.write_text(json.dumps({"type": "object", "properties": {"colour": colour}, "required": ["colour"]}))
    done = edge("ask", "--schema", str(schema), "--max-tokens", "200", "--seed", "1", "A colour?")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["colour"] in colour["enum"]


def test_a_grammar_is_followed(edge: Edge, tiny: str, tmp_path: Path) -> None:
    grammar = tmp_path / "answer.gbnf"
    grammar.write_text('root ::= "yes" | "no"')
    assert edge("ask", "--grammar", str(grammar), "Well?").stdout in ("yes\n", "no\n")


def test_a_broken_grammar_is_an_input_error(edge: Edge, tiny: str, tmp_path: Path) -> None:
    grammar = tmp_path / "answer.gbnf"
    grammar.write_text("root ::= (((")
    done = edge("ask", "--grammar", str(grammar), "Well?")
    assert done.returncode == 3, done.stderr
    assert "rammar" in error_of(done)


def test_a_question_from_a_pipe(edge: Edge, tiny: str) -> None:
    done = edge("ask", "--max-tokens", "4", "--json", "-", stdin="Grüße, 世界?")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["reason"] in ("stop", "length")


@pytest.fixture
def hears_ctrl_c() -> Iterator[None]:
    """Undo an ignored SIGINT, which a suite started in the background would pass on to its children."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.skipif(sys.platform == "win32", reason="sends SIGINT to one process")
def test_ctrl_c_in_mid_answer_keeps_it_and_leaves_no_process(
    environ: dict[str, str], tiny: str, hears_ctrl_c: None
) -> None:
    command = [sys.executable, "-m", "edgeassist", "ask", "--context", "4096", "--max-tokens", "100000", "Tell."]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environ) as asking:
        assert asking.stdout is not None
        assert asking.stderr is not None
        first = asking.stdout.read(1)
        children = psutil.Process(asking.pid).children(recursive=True)
        asking.send_signal(signal.SIGINT)
        rest, errors = asking.stdout.read(), asking.stderr.read()
    assert asking.returncode == 130, errors
    assert first + rest
    assert b"Stopped." in errors
    assert b"Traceback" not in errors
    assert children
    _, alive = psutil.wait_procs(children, timeout=HANG_S)
    assert alive == []


def test_chat_from_a_pipe_answers_each_line_and_goes_on_later(edge: Edge, tiny: str) -> None:
    done = edge("chat", "--json", "--max-tokens", "4", stdin="One?\nTwo?\n/quit\n")
    assert done.returncode == 0, done.stderr
    first, second = [json.loads(line) for line in done.stdout.splitlines()]
    assert second["usage"]["reused_tokens"] > 0
    later = edge("chat", "--json", "--continue", "--max-tokens", "4", stdin="Three?\n")
    assert json.loads(later.stdout)["usage"]["prompt_tokens"] > second["usage"]["prompt_tokens"]
    assert first["usage"]["prompt_tokens"] < second["usage"]["prompt_tokens"]


def test_bench_measures_through_the_whole_product(edge: Edge, tiny: str) -> None:
    done = edge("bench", "--json", "--prompt-tokens", "64", "--tokens", "16", "--runs", "2")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert len(told["runs"]) == 2
    assert told["median"]["answer_tokens"] == 16
    assert abs(told["median"]["prompt_tokens"] - 64) <= 8
    assert told["median"]["prompt_rate"] > 0
    assert told["median"]["first_ms"] > 0


def test_a_context_beyond_the_training_is_cut_and_told(edge: Edge, tiny: str) -> None:
    done = edge("ask", "--context", "1048576", "--max-tokens", "2", "Why?")
    assert done.returncode == 0, done.stderr
    assert "This model was trained for 4,096 tokens; the context is set to that." in done.stderr


def test_an_unknown_model_gets_a_suggestion(edge: Edge, tiny: str) -> None:
    done = edge("ask", "--model", tiny[:-1], "Why?")
    assert done.returncode == 4
    assert f"Did you mean {tiny}?" in error_of(done)


def test_a_file_that_is_no_model_ends_with_3(edge: Edge, tmp_path: Path) -> None:
    page = tmp_path / "model.gguf"
    page.write_text("<!doctype html><html><body>Sign in to download</body></html>")
    done = edge("models", "import", "--json", str(page))
    assert done.returncode == 3
    assert json.loads(error_of(done))["error"]["code"] == "file-is-web-page"
    assert edge("ask", "--model", str(page), "Why?").returncode == 3


def test_a_file_that_is_not_there_ends_with_4(edge: Edge, tmp_path: Path) -> None:
    done = edge("models", "import", str(tmp_path / "gone.gguf"))
    assert done.returncode == 4
    assert "gone.gguf" in error_of(done)


def test_panes_finds_the_chat_pane(edge: Edge) -> None:
    found = json.loads(edge("panes", "--json").stdout)["panes"]
    assert ("chat", True) in [(pane["id"], pane["usable"]) for pane in found]


def test_doctor_tries_every_variant_and_names_the_chosen(examined: Done) -> None:
    assert examined.returncode == 0, examined.stdout + examined.stderr
    told = json.loads(examined.stdout)
    chosen = [row for row in told["variants"] if row["chosen"]]
    assert len(chosen) == 1
    assert chosen[0]["works"]
    assert chosen[0]["answer_rate"] > 0
    assert all(row["reason"] for row in told["variants"] if not row["works"])


def test_zz_a_removed_model_is_gone(edge: Edge, tiny: str, home: Path) -> None:
    assert edge("models", "remove", tiny).returncode == 2
    assert edge("models", "remove", tiny, "--yes").returncode == 0
    assert files_below(home) == []
    asked = edge("ask", "Why?")
    assert asked.returncode == 0
    assert "Starter answers" in asked.stderr
