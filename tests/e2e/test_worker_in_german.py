# SPDX-License-Identifier: Apache-2.0
"""Real workers speak English, and a window in German says what they refuse in German, names and figures included."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from edgeassist.app.works import progress_line
from edgeassist.app.workshop import job_command
from edgeassist.core.pace import Pace
from edgeassist.core.stop import Stop
from edgeassist.runtime.blocking import JobFailed, finish
from edgeassist.runtime.one_shot import JobFileGone, JobRefused, run_job
from edgeassist.wire import Generate, Load, jobs
from tests.support.engine_probe import EngineProbe, probed
from tests.support.window_language import spoken
from tests.support.worker_process import INFER


@pytest.fixture(autouse=True)
def german() -> Iterator[None]:
    with spoken("de"):
        yield


@pytest.fixture
def probe(engine_cache: Path, tiny_gguf: Path, tmp_path: Path) -> Iterator[EngineProbe]:
    folders = (str(part) for folder in (tiny_gguf.parent, tmp_path) for part in ("--read", folder))
    with probed((*INFER, "--cache", str(engine_cache), *folders)) as made:
        yield made


def refused(cache: Path, job: jobs.AnyJob) -> JobRefused:
    with pytest.raises(JobRefused) as caught:
        run_job(job_command(cache), job, lambda *_step: None, Stop())
    return caught.value


def test_a_model_file_that_is_gone_is_told_in_german_with_its_name(probe: EngineProbe, tmp_path: Path) -> None:
    failure = probe.load(str(tmp_path / "gone.gguf")).failure()
    assert failure.code == "model-unreadable"
    gone = "es gibt diese Datei oder diesen Ordner nicht"
    assert failure.message == f"Die Modelldatei gone.gguf kann nicht geöffnet werden: {gone}."
    assert failure.hint.startswith("Prüfen Sie, ob die Datei noch da ist")
    trouble = probe.engine.state.trouble
    assert trouble is not None
    assert (trouble.message, trouble.hint) == (failure.message, failure.hint)
    assert "cannot be opened" in failure.detail


def test_sizes_in_a_refusal_are_written_the_german_way(probe: EngineProbe, tiny_gguf: Path) -> None:
    with pytest.raises(JobFailed) as caught:
        finish(probe.engine, Load(path=str(tiny_gguf), size_bytes=1_234_567))
    assert f"{tiny_gguf.stat().st_size:,}".replace(",", ".") in str(caught.value)
    assert "statt 1.234.567 Byte. Sie wurde nicht geladen." in str(caught.value)


def test_how_much_fits_is_told_in_german(probe: EngineProbe, tiny_gguf: Path) -> None:
    probe.load(str(tiny_gguf), context_tokens=256, size_bytes=tiny_gguf.stat().st_size).terminal()
    failure = probe.submit(Generate(prompt="word " * 2000)).failure()
    assert failure.code == "context-too-small"
    assert failure.message.endswith("Nichts wurde abgeschnitten.")
    assert "passen 256" in failure.message


def test_a_hint_that_names_a_figure_is_german(probe: EngineProbe, tiny_gguf: Path) -> None:
    longest = probe.load(str(tiny_gguf), context_tokens=10**6, size_bytes=tiny_gguf.stat().st_size)
    longest.terminal()
    failure = probe.submit(Generate(prompt="word " * 9000)).failure()
    assert failure.hint.startswith("Kürzen Sie den Text auf etwa ")
    assert failure.hint.endswith(
        " Token, beginnen Sie neu, oder wählen Sie ein größeres Modell: In dieses passt nicht mehr."
    )


def test_a_job_s_refusal_is_german(engine_cache: Path, tmp_path: Path) -> None:
    source = jobs.Source(path=str(tmp_path / "gone.gguf"), size_bytes=1)
    error = refused(engine_cache, jobs.Plan(source=source, types=("Q4_K_M",)))
    assert isinstance(error, JobFileGone)
    assert str(error).startswith("Die Modelldatei gone.gguf kann nicht geöffnet werden: ")
    assert error.hint.startswith("Prüfen Sie, ob die Datei noch da ist")


def test_a_text_within_a_text_is_german(engine_cache: Path, tiny_f16: Path, tmp_path: Path) -> None:
    picture = tmp_path / "picture.txt"
    picture.write_bytes(b"\x89PNG\0")
    source = jobs.Source(path=str(tiny_f16), size_bytes=tiny_f16.stat().st_size)
    job = jobs.Calibrate(source=source, text=str(picture), target=str(tmp_path / "made.gguf"))
    said = "Der Kalibrierungstext picture.txt kann nicht verwendet werden: er ist kein einfacher Text."
    assert str(refused(engine_cache, job)) == said


def test_why_a_type_cannot_be_planned_is_german(engine_cache: Path, tiny_f16: Path) -> None:
    source = jobs.Source(path=str(tiny_f16), size_bytes=tiny_f16.stat().st_size)
    job = jobs.Plan(source=source, types=("IQ2_XXS", "Q8_0"))
    planned = run_job(job_command(engine_cache), job, lambda *_step: None, Stop())
    assert isinstance(planned, jobs.Planned)
    why = "IQ2_XXS braucht eine Wichtigkeitsmatrix: Ohne sie würde das Modell Unsinn reden."
    assert planned.reasons == {"IQ2_XXS": why}
    assert planned.sizes["IQ2_XXS"] == 0 < planned.sizes["Q8_0"]


CHOOSING = """
from edgeassist.wire import Preparing, encode
from edgeassist.worker import serve
import os, sys
os.write(1, encode(Preparing(what=serve._CHOOSING)))
sys.stdin.read()
"""


def test_what_a_first_start_waits_for_is_told_in_german() -> None:
    with probed((sys.executable, "-c", CHOOSING)) as made:
        made.load()
        made.heard.wait(lambda: any(state.preparing for state in made.heard.states), "a reason to wait")
        told = made.engine.state.preparing
    assert told == "Der schnellste sichere Code für diesen Prozessor wird gewählt (einmalig)"


def test_the_steps_of_a_job_are_german_on_the_board() -> None:
    steps = {"Measuring the original": "Original wird gemessen", "Quantizing": "Quantisierung läuft"}
    lines = {step: progress_line("prove", step, 1, 2, Pace(lambda: 0.0)) for step in steps}
    assert lines == {step: f"{said} · 50 %" for step, said in steps.items()}


HOSTILE = """
import sys
sys.stdin.readline()
print('{"is":"refused","code":"x","message":"{name.__class__}","message_words":{"text":"{name.__class__}",'
      '"values":{"name":"a"}},"hint":"h","hint_words":{"text":"The model file {name} cannot be opened: {reason}.",'
      '"values":{"name":"{reason.__class__}","reason":{"text":"{name!r}","values":{"name":"b"}}}}}', flush=True)
"""


def test_a_hostile_worker_s_braces_stay_braces(tmp_path: Path) -> None:
    job = jobs.Plan(source=jobs.Source(path=str(tmp_path), size_bytes=1), types=())
    with pytest.raises(JobRefused) as caught:
        run_job((sys.executable, "-c", HOSTILE), job, lambda *_step: None, Stop())
    assert str(caught.value) == "{name.__class__}"
    assert caught.value.hint == "Die Modelldatei {reason.__class__} kann nicht geöffnet werden: {name!r}."
