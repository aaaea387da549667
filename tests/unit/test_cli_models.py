# SPDX-License-Identifier: Apache-2.0
"""`models`, `panes` and `doctor`: tables for people, one JSON object for machines."""

import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from edgeassist.api import PaneSpec
from edgeassist.api.discovery import FoundPane
from edgeassist.app.checks import Check, display, folder, quick_checks, settings
from edgeassist.cli import run
from edgeassist.core.errors import EngineTrouble
from edgeassist.worker.variants import VariantRow
from tests.support.scripted_services import ScriptedServices, card, stored

Run = Callable[..., int]
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EDGEASSIST_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def services(home: Path) -> ScriptedServices:
    return ScriptedServices(home)


@pytest.fixture
def edge(services: ScriptedServices) -> Run:
    return lambda *argv: run(list(argv), open_services=lambda: services)


def test_import_shows_its_steps_and_what_was_measured(edge: Run, services: ScriptedServices, capsys: Capture) -> None:
    services.imported = card("tiny")
    assert edge("models", "import", "tiny.gguf") == 0
    printed = capsys.readouterr()
    assert printed.err == "Checking…\nCopying…\nMeasuring…\n"
    assert "writes 24.6 tok/s, reads 300 tok/s, 9.0 MB of memory" in printed.out
    assert "edgeassist ask --model tiny" in printed.out


def test_import_json_is_the_whole_card(edge: Run, services: ScriptedServices, capsys: Capture) -> None:
    services.imported = card("tiny")
    assert edge("models", "import", "--json", "tiny.gguf") == 0
    printed = capsys.readouterr()
    kept = json.loads(printed.out)
    assert (kept["id"], kept["state"], kept["measured"]["answer_rate"], kept["deaths"]) == ("tiny", "ready", 24.6, 0)
    assert printed.err == ""


def test_a_model_that_cannot_be_run_says_so_and_ends_with_6(
    edge: Run, services: ScriptedServices, capsys: Capture
) -> None:
    services.imported = card("tiny").failed("probe-failed", "The engine died.")
    assert edge("models", "import", "tiny.gguf") == 6
    assert "could not be run: The engine died." in capsys.readouterr().err


def test_a_model_file_is_judged_by_the_store_and_not_before(
    edge: Run, services: ScriptedServices, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.imported = card("tiny")
    (tmp_path / "locked.gguf").write_bytes(b"")
    monkeypatch.setattr("os.access", lambda *_asked: False)
    assert edge("models", "import", str(tmp_path / "locked.gguf")) == 0


def test_list_of_nothing_says_how_to_begin(edge: Run, capsys: Capture) -> None:
    assert edge("models", "list") == 0
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "models import" in printed.err


def test_list_is_a_table(edge: Run, home: Path, capsys: Capture) -> None:
    stored(home, card("small"), card("tiny", rate=141))
    (home / "data" / "models" / "small" / "small.gguf").unlink()
    assert edge("models", "list") == 0
    heads, small, tiny = capsys.readouterr().out.splitlines()
    assert heads.split() == ["ID", "NAME", "TYPE", "SIZE", "TOK/S", "MEMORY", "STATE"]
    assert small.endswith("The file of this model is missing. Import it again.")
    assert tiny.split() == ["tiny", "Model", "tiny", "Q4_0", "4", "B", "141", "9.0", "MB", "ready", "(the", "default)"]


def test_a_mixture_and_a_pruned_copy_are_called_that(edge: Run, home: Path, capsys: Capture) -> None:
    mixed = msgspec.structs.replace(card("mixed"), preset="Mixed", pruned_layers=(2, 3), parent="tiny")
    stored(home, mixed, msgspec.structs.replace(card("pruned"), pruned_layers=(2,)))
    assert edge("models", "list") == 0
    _heads, first, second = capsys.readouterr().out.splitlines()
    assert "Mixed -2 layers" in first
    assert "Q4_0 -1 layer " in second
    assert edge("models", "show", "mixed") == 0
    assert "Mixed -2 layers, mostly Q4_0" in capsys.readouterr().out


def test_list_json(edge: Run, home: Path, capsys: Capture) -> None:
    stored(home, card("tiny"))
    assert edge("models", "list", "--json") == 0
    assert [one["id"] for one in json.loads(capsys.readouterr().out)["models"]] == ["tiny"]


def test_show_tells_everything_and_the_memory_sum(edge: Run, home: Path, capsys: Capture) -> None:
    stored(home, card("tiny"))
    assert edge("models", "show", "tiny") == 0
    out = capsys.readouterr().out
    assert "fits into memory now: weights" in out
    assert "Licence" not in out
    assert edge("models", "show", "tiny", "--json") == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["fit"]["fits"] is True
    assert shown["path"].endswith("tiny.gguf")


def test_an_unknown_model_gets_a_suggestion(edge: Run, home: Path, capsys: Capture) -> None:
    stored(home, card("qwen-small"))
    assert edge("models", "show", "qwen-smal") == 4
    assert "Did you mean qwen-small?" in capsys.readouterr().err


def test_use_chooses_the_model_taken_when_none_is_named(edge: Run, home: Path, capsys: Capture) -> None:
    stored(home, card("small"), card("tiny"))
    assert edge("models", "use", "tiny") == 0
    assert "tiny is now the model" in capsys.readouterr().out
    assert ScriptedServices(home).settings.model == "tiny"
    assert edge("models", "use", "--json", "small") == 0
    assert json.loads(capsys.readouterr().out) == {"model": "small"}
    assert ScriptedServices(home).settings.model == "small"


def test_use_refuses_what_is_not_there_or_cannot_be_loaded(edge: Run, home: Path, capsys: Capture) -> None:
    stored(home, card("tiny").failed("card-damaged", "It is damaged."))
    assert edge("models", "use", "small") == 4
    assert edge("models", "use", "tiny") == 3
    assert "It is damaged." in capsys.readouterr().err
    assert ScriptedServices(home).settings.model == ""


def test_use_says_when_the_choice_cannot_be_kept(
    edge: Run, services: ScriptedServices, home: Path, capsys: Capture
) -> None:
    stored(home, card("tiny"))
    services.places.settings.mkdir()
    assert edge("models", "use", "tiny") == 7
    assert "EDGEASSIST_HOME" in capsys.readouterr().err


def test_remove_wants_a_yes_where_nobody_can_be_asked(
    edge: Run, home: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    stored(home, card("tiny"))
    assert edge("models", "remove", "tiny") == 2
    assert "--yes" in capsys.readouterr().err
    assert edge("models", "remove", "tiny", "--yes", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"removed": "tiny", "freed_bytes": 4}
    assert list((home / "data" / "models").rglob("*.gguf")) == []


class Keyboard(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("typed", "left"), [("n\n", 1), ("", 1), ("y\n", 0), ("yes\n", 0)])
def test_remove_asks_a_person(
    edge: Run, home: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch, typed: str, left: int
) -> None:
    monkeypatch.setattr("sys.stdin", Keyboard(typed))
    stored(home, card("tiny"))
    assert edge("models", "remove", "tiny") == 0
    assert len(list((home / "data" / "models").rglob("*.gguf"))) == left
    assert "for good?" in capsys.readouterr().err


def test_panes_show_the_usable_and_the_faulty(edge: Run, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = PaneSpec(id="chat", title="Chat", icon="chat", build=lambda context: pytest.fail("built"))
    odd_one = FoundPane("odd", "odd", "1", None, "It cannot be imported.")
    found = (FoundPane("chat", "edgeassist", "0.1.0", spec), odd_one)
    monkeypatch.setattr("edgeassist.cli.panes.discover", lambda: found)
    assert edge("panes") == 0
    _, chat, odd = capsys.readouterr().out.splitlines()
    assert chat.split() == ["chat", "Chat", "edgeassist", "0.1.0", "ready"]
    assert odd.endswith("not usable  It cannot be imported.")
    assert edge("panes", "--json") == 0
    told = json.loads(capsys.readouterr().out)["panes"]
    assert [(one["version"], one["state"], one["fault"]) for one in told] == [
        ("0.1.0", "ready", ""),
        ("1", "not usable", "It cannot be imported."),
    ]


ROWS = (
    VariantRow("sapphirerapids", 99, works=False, reason="died of SIGILL"),
    VariantRow("icelake", 80, works=True, reason="", prompt_rate=600, answer_rate=150, chosen=True),
    VariantRow("zen4", 0, works=False, reason="not for this processor"),
)


@pytest.fixture
def variants(monkeypatch: pytest.MonkeyPatch) -> Callable[[tuple[VariantRow, ...]], None]:
    def set_to(rows: tuple[VariantRow, ...]) -> None:
        monkeypatch.setattr("edgeassist.worker.variants.table", lambda cache, command: rows)

    return set_to


def test_doctor_shows_what_was_tried_and_chosen(
    edge: Run, variants: Callable[[tuple[VariantRow, ...]], None], capsys: Capture
) -> None:
    variants(ROWS)
    assert edge("doctor") == 0
    lines = capsys.readouterr().out.splitlines()
    rows = [line.split() for line in lines if line.startswith(("sapphirerapids", "icelake", "zen4"))]
    assert rows[0] == ["sapphirerapids", "yes", "no", "-", "died", "of", "SIGILL"]
    assert rows[1] == ["icelake", "yes", "yes", "150", "chosen"]
    assert rows[2] == ["zen4", "no", "-", "-", "not", "for", "this", "processor"]
    assert any("sapphirerapids advertised but not usable here" in line for line in lines)
    assert any("locked by no network" in line for line in lines)


def test_doctor_ends_with_7_when_nothing_works(
    edge: Run, variants: Callable[[tuple[VariantRow, ...]], None], capsys: Capture
) -> None:
    variants(ROWS[:1])
    assert edge("doctor", "--json") == 7
    told = json.loads(capsys.readouterr().out)
    states = {check["name"]: check["state"] for check in told["checks"]}
    assert states["Processor code"] == "bad"
    assert [row["reason"] for row in told["variants"]] == ["died of SIGILL"]


def test_doctor_reports_a_missing_engine(edge: Run, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(cache: Path, command: object) -> tuple[VariantRow, ...]:
        raise EngineTrouble("The engine is not installed.")

    monkeypatch.setattr("edgeassist.worker.variants.table", missing)
    assert edge("doctor") == 7
    assert "The engine is not installed." in capsys.readouterr().out


def test_doctor_names_what_is_odd(
    edge: Run,
    services: ScriptedServices,
    home: Path,
    variants: Callable[[tuple[VariantRow, ...]], None],
    capsys: Capture,
) -> None:
    variants(ROWS)
    stored(home, card("tiny").failed("card-damaged", "It is damaged."))
    services.places.history.write_bytes(b"not a database")
    services.places.settings.write_text("threads = 'many'")
    odd = ScriptedServices(home)
    assert run(["doctor"], open_services=lambda: odd) == 0
    printed = capsys.readouterr()
    assert "threads in settings.toml must be a whole number; the default is used." in printed.out
    assert "tiny: It is damaged." in printed.out
    assert "history.damaged-1.sqlite3" in printed.out


def test_doctor_names_a_models_folder_of_ones_own_and_one_that_is_away(
    services: ScriptedServices, home: Path, tmp_path: Path
) -> None:
    assert "Models folder" not in {check.name for check in quick_checks(services)}
    stick = tmp_path / "stick" / "models"
    services.change_settings(models_folder=str(stick))
    stick.mkdir(parents=True)
    told = {check.name: check for check in quick_checks(ScriptedServices(home))}
    assert (told["Models folder"].state, told["Models"].says) == ("ok", "none yet")
    assert told["Models folder"].says.startswith(f"{stick} (")
    shutil.rmtree(stick.parent)
    told = {check.name: check for check in quick_checks(ScriptedServices(home))}
    assert told["Models folder"].state == "note"
    assert f"{stick} is not there" in told["Models folder"].says
    assert "settings reset models_folder" in told["Models folder"].todo
    assert told["Models"] == Check("Models", "note", "away with their folder")


def test_doctor_tells_whether_there_is_a_settings_file(services: ScriptedServices) -> None:
    assert settings(services) == Check("Settings", "ok", "defaults; no settings file yet")
    services.change_settings(threads=2)
    assert settings(services) == Check("Settings", "ok", str(services.places.settings))


def test_the_command_line_says_once_what_a_damaged_settings_file_means(
    services: ScriptedServices, home: Path, variants: Callable[[tuple[VariantRow, ...]], None], capsys: Capture
) -> None:
    variants(ROWS)
    services.places.settings.write_text("[[[")
    followed = "The offline switch is on until you turn it off in Settings, under Network."
    for said_at_start in (1, 0):
        assert run(["doctor"], open_services=lambda: ScriptedServices(home)) == 0
        printed = capsys.readouterr()
        assert (printed.err.count(followed), printed.out.count(followed)) == (said_at_start, 1)


def test_a_folder_that_cannot_be_written_is_bad(tmp_path: Path) -> None:
    assert folder("Data", tmp_path / "gone").state == "bad"
    assert folder("Data", tmp_path).says.startswith(str(tmp_path))


def test_display_is_found_by_what_the_session_says() -> None:
    assert display({}, "linux").state == "note"
    assert display({"DISPLAY": ":0"}, "linux") == Check("Display", "ok", "DISPLAY=:0")
    assert display({}, "darwin").state == "ok"
