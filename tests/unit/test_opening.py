# SPDX-License-Identifier: Apache-2.0
"""Files handed over by a file manager: which command lines name them, and what a note of another start may say."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.app.opening import MOST_FILES, files_in, files_to_open, is_offline, note_of


@pytest.mark.parametrize("word", ["a.gguf", "My Model.GGUF", "field.edgepack", "Pack.EdgePack"])
def test_a_model_or_a_pack_is_for_the_window(word: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert files_to_open([word]) == (tmp_path / word,)
    assert files_to_open(["--offline", word]) == (tmp_path / word,)


def test_several_files_come_in_their_order(tmp_path: Path) -> None:
    names = [str(tmp_path / f"{number}.gguf") for number in range(3)]
    assert files_to_open(names) == tuple(Path(name) for name in names)
    assert len(files_to_open(names * 100) or ()) == MOST_FILES


@pytest.mark.parametrize(
    "line",
    [
        ["ask", "what is a.gguf"],
        ["chat", "--model", "a.gguf"],
        ["models", "import", "a.gguf"],
        ["--help"],
        ["--selftest"],
        ["letter.pdf"],
        ["-x.gguf"],
        ["a.gguf", "--offline"],
        ["--offline", "--offline", "a.gguf"],
        ["a.gguf", "ask"],
    ],
)
def test_everything_else_is_a_command_s(line: list[str]) -> None:
    assert files_to_open(line) is None


def test_no_file_at_all_is_the_bare_window() -> None:
    assert files_to_open([]) == ()
    assert files_to_open(["--offline"]) == ()


def test_a_note_tells_what_it_was_made_of() -> None:
    files = (Path("/models/Jérôme 田中.gguf"), Path(os.fsdecode(b"/odd/\xff\xfe.edgepack")))
    assert files_in(note_of(files)) == files
    assert files_in(note_of(())) == ()


@pytest.mark.parametrize(
    "told",
    [
        {"files": "/a.gguf"},
        {"files": [1, None, {}, ["/a.gguf"]]},
        {"files": ["relative.gguf", "/etc/passwd", "/a.gguf/../b", "/with\0zero.gguf"]},
        {"file": ["/a.gguf"]},
        ["/a.gguf"],
        1234,
        None,
    ],
)
def test_a_note_names_nothing_but_models_and_packs_by_whole_paths(told: object) -> None:
    assert files_in(json.dumps(told).encode()) == ()


def test_a_note_of_an_earlier_version_only_calls_forward() -> None:
    assert files_in(b"4711") == ()


def test_a_note_cut_short_is_none_of_ours() -> None:
    assert files_in(note_of((Path("/a.gguf"),))[:-3]) == ()


def test_a_note_nested_without_end_is_none_of_ours() -> None:
    assert files_in(b"[" * 100_000) == ()


@given(st.binary(max_size=200))
def test_no_bytes_break_the_window(note: bytes) -> None:
    assert isinstance(files_in(note), tuple)


def test_a_note_says_whether_the_start_was_one_without_the_network() -> None:
    assert is_offline(note_of((), offline=True))
    assert files_in(note_of((Path("/a.gguf"),), offline=True)) == (Path("/a.gguf"),)
    for note in (note_of(()), b"4711", b"", b'{"offline": 1}', b"[" * 100_000):
        assert not is_offline(note)
