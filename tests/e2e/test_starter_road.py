# SPDX-License-Identifier: Apache-2.0
"""A starter's road to an answer through the real worker and its locks, with a stand-in that says nonsense."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from edgeassist.app.services import Services
from edgeassist.cli import run
from edgeassist.cli.starter import STANDS_IN
from edgeassist.core.paths import places
from edgeassist.store.starter import Starter
from tests.support.starters import stand_in
from tests.support.workshop_bench import engine_cache

Edge = Callable[..., int]
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def shipped(tmp_path: Path, tiny_gguf: Path) -> Path:
    """A starter in a folder of its own, which no model is read from otherwise."""
    return stand_in(tmp_path / "shipped" / "starter", tiny_gguf).folder


@pytest.fixture
def edge(tmp_path: Path, shipped: Path) -> Iterator[Edge]:
    """Run commands as on a fresh install, each as a new start of the program."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "cache").symlink_to(engine_cache())

    def command(*argv: str) -> int:
        folders = places({"EDGEASSIST_HOME": str(home)})
        return run([*argv], open_services=lambda: Services(folders, starter=Starter(shipped)))

    yield command
    assert not list(home.rglob("*.gguf")), "the starter was copied"


def test_the_first_question_is_answered_with_nothing_imported(edge: Edge, capsys: Capture) -> None:
    assert edge("ask", "--max-tokens", "8", "--temperature", "0", "Hello?") == 0
    printed = capsys.readouterr()
    assert printed.out.strip()
    assert STANDS_IN in printed.err


def test_its_context_is_its_own_and_not_the_setting_s(edge: Edge, capsys: Capture) -> None:
    assert edge("ask", "--json", "--max-tokens", "2", "Hello?") == 0
    assert json.loads(capsys.readouterr().out)["model"]["context_tokens"] == 512


def test_a_translation_goes_through(edge: Edge, capsys: Capture) -> None:
    assert edge("translate", "--json", "--from", "en", "--to", "es", "Hello.") == 0
    told = json.loads(capsys.readouterr().out)
    assert [one["source"] for one in told["sentences"]] == ["Hello."]
    assert told["model"]["context_tokens"] == 512


def test_a_text_longer_than_its_context_is_refused_whole(edge: Edge, capsys: Capture) -> None:
    assert edge("intent", "word " * 600) == 3
    assert "too long for a command" in capsys.readouterr().err


def test_a_changed_file_never_reaches_the_engine(edge: Edge, capsys: Capture, shipped: Path) -> None:
    file = shipped / "starter.gguf"
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)
    assert edge("ask", "Hello?") == 3
    assert "not what it was when it was made" in capsys.readouterr().err


def test_it_answers_as_it_was_measured_unless_another_way_is_wished(edge: Edge, capsys: Capture) -> None:
    said = []
    for _ in range(2):
        assert edge("ask", "--max-tokens", "12", "Hello?") == 0
        said.append(capsys.readouterr().out)
    assert said[0] == said[1]
