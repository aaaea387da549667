# SPDX-License-Identifier: Apache-2.0
"""The report: every figure that was asked for, and a plain word where there is none."""

import json
import re
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from edgeassist.cli import run
from edgeassist.store.proof_report import ReportExists, ReportNotWritten, UnknownReportKind
from edgeassist.telemetry.reading import Gauge, Receipt
from edgeassist.telemetry.recorder import Recorder
from edgeassist.telemetry.report import Report, as_json, report_of, write
from edgeassist.telemetry.report_page import as_html
from edgeassist.telemetry.thinning import DAY_S, tallied
from tests.support.scripted_services import ScriptedServices, said
from tests.unit.test_telemetry_recorder import NOW_S, ONE, UNMEASURED
from tests.unit.test_telemetry_statistics import ABOVE_ONE, PROCESSOR_ONE, WHOLE_ONE

VOICE = replace(ONE, model_id="starter", model_name="Starter <b>", pane="voice", first_token_ms=50, joules=Gauge(2.0))
Run = Callable[..., int]
Capture = pytest.CaptureFixture[str]


def reported(*receipts: Receipt) -> Report:
    days = tallied(receipts).values()
    return report_of([one for day in days for one in day], NOW_S, 7)


def table(report: Report) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(as_json(report))
    return found


def test_json_has_every_figure_by_model_by_pane_and_by_both() -> None:
    found = table(reported(ONE, replace(ONE, outcome="failed", first_token_ms=0, joules=Gauge(why="it failed")), VOICE))
    assert (found["format"], found["version"], found["days"]) == ("edgeassist-report", 1, 7)
    assert found["all"]["answers"] == 3
    assert found["all"]["error_rate"] == pytest.approx(1 / 3, abs=1e-4)
    qwen = found["by_model"][0]
    assert (qwen["model"], qwen["answers"], qwen["failed"]) == ("Qwen", 2, 1)
    assert qwen["first_word_ms"] == {"average": 180.0, "p95": pytest.approx(180, rel=0.01), "of": 1}
    assert qwen["whole_answer_ms"]["average"] == 2000.0
    assert qwen["memory_bytes"] == {"average": 612_000_000, "peak": 612_000_000}
    figures = {
        "per_answer": 41.0,
        "total": 41.0,
        "error_per_answer": 3.0,
        "measured_answers": 1,
        "method": "battery counter",
    }
    assert qwen["energy_joules"] == figures | {"kind": "laptop", "kinds": {"laptop": figures}, "why_not": ""}
    assert qwen["power_watts"] == {"average": 20.5, "why_not": ""}
    assert [one["pane"] for one in found["by_pane"]] == ["chat", "voice"]
    assert [(one["model"], one["pane"]) for one in found["by_model_and_pane"]] == [
        ("Qwen", "chat"),
        ("Starter <b>", "voice"),
    ]


def test_what_was_not_measured_is_null_with_its_reason_in_json_and_a_word_on_the_page() -> None:
    found = table(reported(UNMEASURED))["all"]
    assert found["energy_joules"]["per_answer"] is None
    assert found["energy_joules"]["why_not"] == "this computer has no battery"
    assert found["power_watts"] == {"average": None, "why_not": "this computer has no battery"}
    page = as_html(reported(UNMEASURED))
    assert page.count("<td>not measured</td>") == 6
    assert "Energy and power: not measured (this computer has no battery)." in page


def test_without_an_answer_there_is_a_report_that_says_so() -> None:
    empty = reported()
    assert table(empty)["all"]["error_rate"] is None
    assert table(empty)["all"]["energy_joules"]["why_not"] == "no answer in this time"
    assert "No answer was given in this time." in as_html(empty)
    assert "<table>" not in as_html(empty)


def test_the_page_is_one_whole_file_without_script_address_or_colour_of_its_own() -> None:
    page = as_html(reported(ONE, VOICE))
    assert "<script" not in page
    assert not re.search(r"(?:src|href)=|https?:|url\(", page)
    assert "color-scheme: light dark" in page
    assert "@media print" in page
    assert "default-src 'none'" in page
    body = page[page.index("<body>") :].removesuffix("</html>\n")
    rows = ElementTree.fromstring(body).findall(".//tbody/tr")
    assert len(rows) == 6


def test_a_model_s_name_cannot_become_markup() -> None:
    page = as_html(reported(VOICE))
    assert "Starter <b>" not in page
    assert "Starter &lt;b&gt;" in page


def test_some_answers_without_energy_are_counted_and_explained() -> None:
    page = as_html(reported(ONE, UNMEASURED))
    assert "battery counter, to within 3.0 J an answer, measured for 1 answer." in page
    assert "1 answer could not be measured: this computer has no battery." in page


def test_a_report_tells_each_kind_of_energy_and_takes_power_from_the_whole_laptop_only() -> None:
    report = reported(*[WHOLE_ONE] * 5, *[ABOVE_ONE] * 4, PROCESSOR_ONE)
    found = table(report)["all"]
    assert (found["energy_joules"]["kind"], found["energy_joules"]["per_answer"]) == ("laptop", 200.0)
    kinds = found["energy_joules"]["kinds"]
    assert {kind: (one["per_answer"], one["measured_answers"]) for kind, one in kinds.items()} == {
        "laptop": (200.0, 5),
        "laptop-above-idle": (140.0, 4),
        "processor": (60.0, 1),
    }
    assert found["power_watts"] == {"average": 20.0, "why_not": ""}
    page = as_html(report)
    assert "200.0 J an answer" in page
    assert all(f"measured for {count} answer" in page for count in (5, 4, 1))


def test_a_report_that_has_only_the_processor_s_energy_has_no_power_and_says_which_energy_it_is() -> None:
    report = reported(PROCESSOR_ONE)
    reason = "what the whole laptop drew was not measured"
    assert table(report)["all"]["power_watts"] == {"average": None, "why_not": reason}
    page = as_html(report)
    assert "<td>60.0 J (processor only)</td><td>not measured</td>" in page
    assert f"Power: {reason}." in page


def test_a_reason_is_not_said_twice() -> None:
    from edgeassist.telemetry.report_page import energy_note

    odd = replace(UNMEASURED, joules=Gauge(why="not measurable here: no battery"))
    assert energy_note(reported(odd).whole) == "Energy and power: not measured (no battery)."
    bare = replace(UNMEASURED, joules=Gauge(why="not measurable here"))
    assert energy_note(reported(bare).whole) == "Energy and power: not measured (not measurable here)."


def test_a_report_is_written_whole_and_replaces_nothing_unasked(tmp_path: Path) -> None:
    path = tmp_path / "costs.html"
    write(reported(ONE), path, page=True)
    assert path.read_text().startswith("<!doctype html>")
    with pytest.raises(ReportExists):
        write(reported(ONE), path, page=True)
    write(reported(), path, page=True, force=True)
    assert "No answer" in path.read_text()
    with pytest.raises(UnknownReportKind):
        write(reported(ONE), tmp_path / "costs.docx", page=False)
    with pytest.raises(ReportNotWritten):
        write(reported(ONE), tmp_path / "no" / "folder.json", page=False)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EDGEASSIST_HOME", str(tmp_path))
    monkeypatch.setattr("edgeassist.cli.errand._first_start", lambda services: False)
    return tmp_path


@pytest.fixture
def services(home: Path) -> ScriptedServices:
    return ScriptedServices(home)


@pytest.fixture
def edge(services: ScriptedServices) -> Run:
    return lambda *argv: run(list(argv), open_services=lambda: services)


@pytest.fixture
def answered(services: ScriptedServices) -> None:
    """Have an answer of a moment ago in the file."""
    recorder = Recorder(services.till.file)
    recorder.write(replace(ONE, at_s=time.time() - 60))
    recorder.write(replace(ONE, at_s=time.time() - 20 * DAY_S))
    recorder.close()


def test_the_command_shows_a_table_for_people(edge: Run, answered: None, capsys: Capture) -> None:
    assert edge("report") == 0
    head, row, _, note = capsys.readouterr().out.splitlines()
    assert head.split()[:3] == ["MODEL", "TASK", "ANSWERS"]
    assert row.split()[:4] == ["Qwen", "Chat", "1", "0"]
    assert note.startswith("Energy: battery counter, to within 3.0 J an answer")


def test_the_command_prints_json_and_counts_as_many_days_as_asked(edge: Run, answered: None, capsys: Capture) -> None:
    assert edge("report", "--json", "--days", "30") == 0
    assert json.loads(capsys.readouterr().out)["all"]["answers"] == 2


def test_the_command_prints_or_writes_a_page(edge: Run, answered: None, capsys: Capture, tmp_path: Path) -> None:
    assert edge("report", "--html") == 0
    assert capsys.readouterr().out.startswith("<!doctype html>")
    path = tmp_path / "out.html"
    assert edge("report", "--out", str(path)) == 0
    assert path.read_text().startswith("<!doctype html>")
    assert edge("report", "--out", str(path)) == 2
    assert edge("report", "--out", str(path), "--force") == 0
    assert edge("report", "--json", "--out", str(tmp_path / "out.json")) == 0
    assert json.loads((tmp_path / "out.json").read_text())["all"]["answers"] == 1


def test_without_receipts_the_command_says_so_and_makes_no_file(
    edge: Run, services: ScriptedServices, capsys: Capture
) -> None:
    assert edge("report") == 0
    assert "No answer was given in the last 7 days" in capsys.readouterr().out
    assert not services.till.file.exists()


def test_both_kinds_at_once_cannot_be_meant(edge: Run) -> None:
    assert edge("report", "--json", "--html") == 2


def test_an_answer_at_the_terminal_is_in_the_report(edge: Run, home: Path, capsys: Capture) -> None:
    from tests.support.scripted_services import card, stored

    stored(home, card("tiny"))
    first = ScriptedServices(home)
    first.engine.scripts = [said("Hello")]
    assert run(["ask", "Hi?"], open_services=lambda: first) == 0
    capsys.readouterr()
    assert edge("report", "--json") == 0
    (one,) = json.loads(capsys.readouterr().out)["by_model_and_pane"]
    assert (one["model"], one["pane"], one["answers"], one["tokens"]) == ("Tiny", "ask", 1, 3)
