# SPDX-License-Identifier: Apache-2.0
"""The whole recipe by its one command at the smoke size: every step runs; what is not good enough is not shipped."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.timeout(600)  # whichever test is first waits for the whole recipe
ROOT = Path(__file__).resolve().parents[2]
APP = Path(os.environ.get("EDGEASSIST_APP_PYTHON", ROOT / ".venv" / "bin" / "python"))


def recipe(step: str, work: Path, *more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "starter", step, "--config", "smoke", "--work", str(work), "--data", str(work)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "packaging")}
    return subprocess.run(
        [*command, "--app-python", str(APP), *more], env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a recipe that ran to its end; our own data are all it reads."""
    work = tmp_path_factory.mktemp("recipe")
    (work / "MANIFEST.jsonl").write_text("", encoding="utf-8")
    done = recipe("all", work, "--threads", "1", "--limit", "4", "--shipped", str(work / "shipped"))
    assert "NotShippable" in done.stderr, done.stderr[-2000:]
    return work


def test_every_step_leaves_its_files(made: Path) -> None:
    folder = made / "smoke"
    assert (folder / "starter-f16.gguf").read_bytes()[:4] == b"GGUF"
    assert json.loads((folder / "made" / "shrink.json").read_text("utf-8"))["best"]
    scores = json.loads((folder / "scores" / "scores.json").read_text("utf-8"))
    assert {"translate en-es", "translate es-en", "intent", "chat"} <= set(scores["tasks"])
    assert len(scores["prompts"]) == 40


def test_the_curve_goes_down(made: Path) -> None:
    lines = [json.loads(line) for line in (made / "smoke/run/log.jsonl").read_text("utf-8").splitlines()]
    assert lines[-1]["tokens"] >= 150_000
    assert lines[-1]["held"]["commands"] < lines[0]["held"]["commands"]


def test_a_model_that_is_no_better_than_the_baselines_is_not_shipped(made: Path) -> None:
    assert not (made / "shipped" / "card.json").exists()


def test_a_leg_that_is_too_short_says_that_there_is_more_to_do(made: Path, tmp_path: Path) -> None:
    (tmp_path / "smoke").mkdir()
    (tmp_path / "smoke" / "tokens").symlink_to(made / "smoke" / "tokens")
    assert recipe("train", tmp_path, "--minutes", "0.001", "--threads", "1").returncode == 75


def test_a_folder_without_a_manifest_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    done = recipe("mix", tmp_path)
    assert done.returncode == 1
    assert "MANIFEST.jsonl; nothing was written" in done.stderr
    assert not list((tmp_path / "smoke").iterdir())
