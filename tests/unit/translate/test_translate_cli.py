# SPDX-License-Identifier: Apache-2.0
"""`edgeassist translate`: what goes to standard output, what into a file, what is said beside it, exit codes."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from edgeassist.cli import run
from edgeassist.core.instructions import translate
from edgeassist.runtime.jobs import Listener
from edgeassist.store.task import Task
from edgeassist.wire import AnyCommand, Failed
from tests.support.scripted_services import ScriptedServices, card, said, stored
from tests.support.starters import stand_in

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


def test_a_text_is_all_that_is_printed(edge: Run, services: ScriptedServices, capsys: Capture) -> None:
    services.engine.scripts = [said(" ", " Buenos", " días."), said("¿Dónde está?")]
    assert edge("translate", "--to", "es", "--from", "English", "Good morning.\nWhere is it?") == 0
    assert capsys.readouterr().out == "Buenos días.\n¿Dónde está?\n"
    assert services.engine.asked[0].turns[0].text.startswith(translate("es", "en"))
    assert services.loads[0][0] == "tiny"


def test_a_text_from_a_pipe_for_machines(
    edge: Run, services: ScriptedServices, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.engine.scripts = [said("Hola 4."), said("Hola 4."), said("Hola 4.")]
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"Hello 3."), encoding="utf-8"))
    assert edge("translate", "--to", "es", "--json", "-") == 0
    printed = capsys.readouterr()
    told = json.loads(printed.out)
    assert (told["answer"], told["from"], told["to"], told["flagged"]) == ("Hola 3.", "en", "es", 0)
    assert told["model"] == {"name": "Tiny", "context_tokens": 512}
    assert printed.err == ""


@pytest.mark.parametrize(
    ("argv", "code", "words"),
    [
        (("--to", "xx", "Hello"), 2, "no language xx"),
        (("--to", "es", "--from", "Spanish", "Hola"), 2, "its own language"),
        (("--to", "es", "  "), 2, "There is no text."),
        (("--to", "es", "--tone", "rude", "Hi"), 2, "no tone rude"),
        (("--to", "es", "absent.docx"), 4, "absent.docx is not there."),
        (("--to", "es", "--glossary", "absent.csv", "Hi"), 4, "absent.csv is not there."),
        (("Hello",), 2, "--to"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_a_model_is_loaded(
    edge: Run, services: ScriptedServices, capsys: Capture, argv: tuple[str, ...], code: int, words: str
) -> None:
    assert edge("translate", *argv) == code
    assert words in capsys.readouterr().err
    assert services.loads == []


def test_what_to_look_at_is_said_with_its_line(edge: Run, services: ScriptedServices, capsys: Capture) -> None:
    services.engine.scripts = [said("Hola."), said("the red house"), said("Hola."), said("the red house")]
    text = "Hello.\nthe red house"
    assert edge("translate", "--to", "es", "--from", "en", text) == 0
    printed = capsys.readouterr()
    assert printed.out == "Hola.\nthe red house\n"
    assert "line 2: not translated — the red house" in printed.err
    assert edge("translate", "--to", "es", "--from", "en", "--strict", text) == 8


def test_a_failure_is_told(edge: Run, services: ScriptedServices, capsys: Capture) -> None:
    services.engine.scripts = [[Failed(code="engine-crashed", message="The engine stopped.")]]
    assert edge("translate", "--to", "es", "--from", "en", "Hello") == 6
    assert "The engine stopped." in capsys.readouterr().err


def test_the_starter_translates_what_it_may(
    edge: Run, services: ScriptedServices, capsys: Capture, tmp_path: Path
) -> None:
    services.starter = stand_in(tmp_path / "shipped" / "starter")
    services.engine.scripts = [said("Hola.")]
    assert edge("translate", "--model", "starter", "--to", "es", "--tone", "formal", "Hello.") == 0
    assert "--tone changes nothing" in capsys.readouterr().err
    assert services.engine.asked[0].turns[0].text == translate("es", "en")
    assert edge("translate", "--model", "Starter", "--to", "de", "Hello") == 7
    assert "Starter cannot translate to German" in capsys.readouterr().err
    assert len(services.loads) == 1


def test_a_document_is_written_beside_and_never_over(
    edge: Run, services: ScriptedServices, capsys: Capture, tmp_path: Path
) -> None:
    (tmp_path / "g.csv").write_text("bearing;rodamiento\n;x\n")
    path, out = tmp_path / "notes.md", tmp_path / "notes.es.md"
    path.write_text("# Hello\n\nA bearing.\n")
    services.engine.scripts = [said("Hola"), said("Un rodamiento.")]
    asked = ("translate", "--to", "es", "--from", "en", "--glossary", str(tmp_path / "g.csv"), str(path))
    assert edge(*asked) == 0
    printed = capsys.readouterr()
    assert printed.out == f"{out}\n"
    assert "Glossary: line 2 has no term" in printed.err
    assert out.read_text() == "# Hola\n\nUn rodamiento.\n"
    assert edge(*asked) == 2
    assert "is there already" in capsys.readouterr().err
    services.engine.scripts = [said("Buenas"), said("Un rodamiento.")]
    assert edge(*asked, "--force") == 0
    assert out.read_text().startswith("# Buenas")


def test_ctrl_c_keeps_what_is_done_and_says_how_to_go_on(
    edge: Run, services: ScriptedServices, capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Good morning.\n\nGood night.\n")
    asked = ("translate", "--to", "es", "--from", "en", str(path))
    services.engine.scripts = [said("Buenos días.")]
    submit = services.engine.submit

    def pressed(command: AnyCommand, listener: Listener) -> int:
        if not services.engine.scripts:
            raise KeyboardInterrupt
        return submit(command, listener)

    monkeypatch.setattr(services.engine, "submit", pressed)
    assert edge(*asked) == 130
    assert "Stopped after 1 of 2. Run the same command again" in capsys.readouterr().err
    assert not (tmp_path / "notes.es.txt").exists()
    services.engine.scripts = [said("Buenas noches.")]
    assert edge(*asked) == 0
    assert "1 of them by an earlier run" in capsys.readouterr().err
    assert (tmp_path / "notes.es.txt").read_text() == "Buenos días.\n\nBuenas noches.\n"


def test_its_task_covers_a_language_that_is_not_known_yet() -> None:
    assert Task("translate", "", "es").covers(Task("translate", "en", "es"))
