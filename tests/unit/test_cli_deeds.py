# SPDX-License-Identifier: Apache-2.0
"""`intent`: what is asked of the model, what is printed, what is refused."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from edgeassist.cli import run
from edgeassist.cli.deeds import Deed
from edgeassist.core.instructions import INTENT_SCHEMA, parse_command
from edgeassist.wire import Failed
from tests.support.scripted_services import ScriptedServices, card, said, stored

Run = Callable[..., int]
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def services(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ScriptedServices:
    monkeypatch.setenv("EDGEASSIST_HOME", str(tmp_path))
    monkeypatch.setattr("edgeassist.cli.errand._first_start", lambda services: False)
    stored(tmp_path, card("tiny"))
    return ScriptedServices(tmp_path)


@pytest.fixture
def edge(services: ScriptedServices) -> Run:
    return lambda *argv: run(list(argv), open_services=lambda: services)


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (("intent", ""), "There is no text."),
    ],
)
def test_what_cannot_be_meant_is_refused_before_a_model_is_loaded(
    edge: Run, services: ScriptedServices, capsys: Capture, argv: tuple[str, ...], words: str
) -> None:
    assert edge(*argv) == 2
    assert words in capsys.readouterr().err
    assert services.loads == []


def test_a_text_that_does_not_fit_is_refused_and_never_cut(
    edge: Run, services: ScriptedServices, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"word " * 400), encoding="utf-8"))
    assert edge("intent", "-") == 3
    printed = capsys.readouterr()
    assert "fit beside the answer, as this model reads and writes 512 at once. Nothing was cut off" in printed.err
    assert services.engine.asked == []


def test_the_longest_text_that_is_told_fits_beside_its_answer() -> None:
    assert [Deed.most_tokens(context) for context in (8, 120, 512)] == [0, 24, 416]


def test_a_command_is_one_line_of_json(edge: Run, services: ScriptedServices, capsys: Capture) -> None:
    command = {"intent": "HassTurnOn", "slots": {"name": "kitchen light"}}
    services.engine.scripts = [said(' {"intent":"HassTurnOn",', '"slots":{"name":"kitchen light"}}') for _ in range(2)]
    assert edge("intent", "turn on the kitchen light") == 0
    assert json.loads(capsys.readouterr().out) == command
    asked = services.engine.asked[0]
    assert (asked.turns[0].text, asked.json_schema) == (parse_command(), INTENT_SCHEMA)
    assert edge("intent", "--json", "turn on the kitchen light") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["intent"], told["model"]["name"]) == ("HassTurnOn", "Tiny")


def test_half_a_command_is_no_command(edge: Run, services: ScriptedServices, capsys: Capture) -> None:
    services.engine.scripts = [said('{"intent":"Hass', reason="length")]
    assert edge("intent", "turn on the light") == 6
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "did not finish" in printed.err


def test_a_failure_is_told(edge: Run, services: ScriptedServices, capsys: Capture) -> None:
    services.engine.scripts = [[Failed(code="engine-crashed", message="The engine stopped.")]]
    assert edge("intent", "Hello") == 6
    assert "The engine stopped." in capsys.readouterr().err
