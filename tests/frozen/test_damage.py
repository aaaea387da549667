# SPDX-License-Identifier: Apache-2.0
"""Row I05: one file of the bundle is altered or missing. It is said, and what a person has is as it was."""

import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from edgeassist.core.installation import Damage, altered, resized
from edgeassist.core.paths import places
from edgeassist.core.settings import Settings, save
from edgeassist.history.chats import Chats
from tests.support.frozen import DAMAGED, UNTOUCHED, Frozen, flipped, libraries

Damager = Callable[..., Frozen]
QUESTION = ("ask", "--max-tokens", "8", "Hello, how are you?")
NEEDED = {
    "the engine": ("llama_cpp/lib/libllama.so", QUESTION),
    "the engine's ground": ("llama_cpp/lib/libggml-base.so.0", QUESTION),
    "what reads messages": ("msgspec/_core*.so", QUESTION),
    "the database": ("**/_sqlite3*.so", ("history", "list")),
    "the starter model": ("resources/models/starter/starter.gguf", QUESTION),
}
"""What a command needs: a pattern below the inner folder, and the command."""
BEFORE_US = ("libpython3",)
"""What is loaded before any line of ours: the frozen start itself has to say that it is missing."""


def _one(folder: Path, pattern: str) -> str:
    return sorted((folder / "_internal").glob(pattern))[0].relative_to(folder).as_posix()


@pytest.fixture(scope="session")
def tried_out(bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the cache of a home in which the processor code was chosen."""
    whole = Frozen(bundle, tmp_path_factory.mktemp("whole"))
    done = whole.run(*QUESTION)
    assert done.returncode == 0, done.stderr
    return whole.home / "cache"


@pytest.fixture
def home(tried_out: Path, tmp_path: Path) -> dict[str, str]:
    """Return what is in a home with a conversation and a setting."""
    folders = places({"EDGEASSIST_HOME": str(tmp_path / "home")})
    folders.create()
    save(folders.settings, Settings(theme="dark"))
    with closing(Chats(folders.history)) as chats:
        chats.start().add_question("Is it all there?")
    shutil.copytree(tried_out, folders.cache, dirs_exist_ok=True)
    whole = Frozen(Path(), tmp_path / "home").data()
    assert len(whole) == 2
    return whole


def _lost(program: Frozen, home: dict[str, str]) -> set[str]:
    """Return which of a person's files are gone or different."""
    now = program.data()
    return {name for name, digest in home.items() if now.get(name) != digest}


def test_I05_the_list_names_every_library_that_is_missing_or_altered(spare: Path) -> None:
    names = libraries(spare)
    assert len(names) > 80
    inside = spare / "_internal"
    assert altered(inside) == ()
    for name in names:
        path, aside = spare / name, spare / "aside"
        path.rename(aside)
        assert _named(resized(inside), name, missing=True)
        path.write_bytes(b"\x7fELF")
        assert _named(resized(inside), name, missing=False)
        aside.replace(path)


def _named(damages: tuple[Damage, ...], name: str, *, missing: bool) -> bool:
    """Tell whether all damages are of that file, which a link may give a second name."""
    return Damage(name, missing) in damages and {Path(one.path).name for one in damages} == {Path(name).name}


@pytest.mark.parametrize("what", NEEDED)
def test_I05_a_missing_file_is_named_by_the_command_that_needs_it(
    damaged: Damager, spare: Path, home: dict[str, str], what: str
) -> None:
    pattern, command = NEEDED[what]
    name = _one(spare, pattern)
    program = damaged(name)
    done = program.run(*command)
    assert done.returncode != 0
    assert DAMAGED in done.stderr
    assert Path(name).name in done.stderr
    assert UNTOUCHED in done.stderr
    assert "Traceback" not in done.stderr
    assert _lost(program, home) == set()


@pytest.mark.parametrize("what", NEEDED)
def test_I05_an_altered_file_is_named_by_the_command_that_needs_it(
    damaged: Damager, spare: Path, home: dict[str, str], what: str
) -> None:
    pattern, command = NEEDED[what]
    name = _one(spare, pattern)
    program = damaged(name, flipped((spare / name).read_bytes(), 0))
    done = program.run(*command)
    assert done.returncode != 0
    assert Path(name).name in done.stderr or "starter model" in done.stderr
    assert "nstall EdgeAssist again" in done.stderr
    assert "Traceback" not in done.stderr
    assert _lost(program, home) == set()


def test_I05_what_a_command_does_not_need_is_named_and_it_works(
    damaged: Damager, spare: Path, home: dict[str, str]
) -> None:
    name = _one(spare, "vosk/libvosk*")
    done = damaged(name).run("history", "list")
    assert done.returncode == 0
    assert done.stderr.startswith(f"edgeassist: {DAMAGED}: {name} is missing.")


@pytest.mark.parametrize("content", [None, b"not a library"], ids=["missing", "altered"])
def test_I05_the_window_says_so_before_it_could_open(
    damaged: Damager, spare: Path, home: dict[str, str], content: bytes | None
) -> None:
    name = _one(spare, "PySide6/Qt/lib/libQt6Widgets.so.6")
    program = damaged(name, content)
    done = program.run_as(program.window)
    assert done.returncode == 7
    assert DAMAGED in done.stderr
    assert UNTOUCHED in done.stderr
    assert "Traceback" not in done.stderr
    assert _lost(program, home) == set()


@pytest.mark.slow
def test_I05_the_self_test_finds_one_changed_bit_anywhere(damaged: Damager, spare: Path) -> None:
    name = _one(spare, "soxr/*.so")
    content = (spare / name).read_bytes()
    done = damaged(name, flipped(content, len(content) - 1)).run("selftest", "--json")
    assert done.returncode == 1
    assert f"{DAMAGED}: {name} was altered." in done.stdout


def test_I05_what_the_frozen_start_itself_lacks_is_named_by_it(damaged: Damager, spare: Path) -> None:
    name = next(one for one in libraries(spare) if Path(one).name.startswith(BEFORE_US))
    program = damaged(name)
    for command in (program.worker, program.window):
        done = program.run_as(command, *(["doctor"] if command == program.worker else []))
        assert done.returncode not in (0, None)
        assert Path(name).name in done.stderr
    assert program.data() == {}
