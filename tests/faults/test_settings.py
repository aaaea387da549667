# SPDX-License-Identifier: Apache-2.0
"""H09: a settings file that is cut, rotten, wrong, from the future or no file costs its bad keys, and nothing else.

Each is met by the real services; the chats and models beside it are as they were.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from edgeassist.app.services import Services
from edgeassist.core.paths import Places, places
from edgeassist.core.settings import Settings, load, options, save
from tests.support.scripted_services import card, stored

Break = Callable[[Path], None]
GOOD = b'version = 1\ntheme = "dark"\nthreads = 2\nmodel = "tiny"\nzebra = "of a later one"\n'
OFFLINE = Settings(offline=True)
"""What a file that cannot be trusted means."""
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Places]:
    """A home with a conversation, a model and settings."""
    found = places({"EDGEASSIST_HOME": str(tmp_path / "home")})
    with Services(found) as services:
        services.chats.start().add_question("still here")
    stored(tmp_path / "home", card("tiny"))
    found.settings.write_bytes(GOOD)
    yield found
    if found.settings.is_symlink():
        found.settings.unlink()


def untouched(services: Services) -> bool:
    turns = [turn.text for turn in services.chats.latest().turns()]
    return turns == ["still here"] and [one.id for one in services.library.cards()] == ["tiny"]


def beside(here: Places) -> set[str]:
    return {one.name for one in here.config.iterdir()} - {".settings.lock"}


def test_h09_a_whole_file_is_used_and_no_copy_made(here: Places) -> None:
    with Services(here) as services:
        assert services.settings == Settings(theme="dark", threads=2, model="tiny")
        assert [one.key for one in services.problems] == ["zebra"]
        assert untouched(services)


@pytest.mark.parametrize(
    ("content", "used", "told"),
    [
        (GOOD[:20], OFFLINE, ["settings.toml"]),
        (GOOD[:30], OFFLINE, ["settings.toml"]),
        (GOOD + b"\x00", OFFLINE, ["settings.toml"]),
        (b"\x00" * 4096, OFFLINE, ["settings.toml"]),
        (b"\xff\xfe" + GOOD, OFFLINE, ["settings.toml"]),
        (b'theme = 7\nthreads = "two"\nnotify = 1\nmodel = "tiny"\n', Settings(model="tiny"),
         ["theme", "threads", "notify"]),
        (b'threads = 2\ntheme = ["dark"]\n[model]\nid = 1\n', Settings(threads=2), ["theme", "model"]),
        (b'version = 99\ntheme = "dark"\nthreads = -4\nwarp = 9\n', Settings(theme="dark", offline=True),
         ["settings.toml", "threads"]),
        (b'version = "later"\ntheme = "dark"\n', Settings(theme="dark"), []),
        (b"threads = 2\nthreads = 3\n", OFFLINE, ["settings.toml"]),
        (b"", Settings(), []),
        (b'offline = true\ntheme = "dar', OFFLINE, ["settings.toml"]),
        (b"offline = true\n# caf\xe9\n", OFFLINE, ["settings.toml"]),
        (b'offline = "yes"\n', OFFLINE, ["offline"]),
        (b"version = 99\noffline = false\n", Settings(), ["settings.toml"]),
    ],
    ids=["cut", "cut-in-a-key", "nul", "all-nul", "utf-16", "types", "tables", "future", "odd-version", "twice",
         "empty", "offline-cut", "offline-no-utf-8", "offline-as-text", "online-of-the-future"],
)  # fmt: skip
def test_h09_bad_keys_fall_back_the_copy_is_kept_and_told_once(
    here: Places, content: bytes, used: Settings, told: list[str]
) -> None:
    here.settings.write_bytes(content)
    with Services(here) as services:
        assert services.settings == used
        assert [one.key for one in services.fresh_problems] == told
        assert untouched(services)
    assert (here.config / "settings.toml.bad").is_file() is bool(told)
    if told:
        assert (here.config / "settings.toml.bad").read_bytes() == content
    assert here.settings.read_bytes() == content
    with Services(here) as again:
        assert again.fresh_problems == ()
        again.change_settings(notify=False)
    found, problems = load(here.settings)
    assert problems == () or told[0] == "settings.toml"
    assert not found.notify
    assert (found.theme, found.offline) == (used.theme, used.offline)


def test_h09_what_a_later_version_wrote_is_still_there_for_it(here: Places) -> None:
    later = b'version = 99\ntheme = "dark"\nwarp = 9\n[engine]\ncores = "all"\n'
    here.settings.write_bytes(later)
    with Services(here) as services:
        services.change_settings(threads=3)
    text = here.settings.read_text()
    assert all(part in text for part in ("version = 99", "warp = 9", '[engine]\ncores = "all"', "threads = 3"))
    assert (here.config / "settings.toml.version-99").read_bytes() == later


def _a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _in_a_circle(path: Path) -> None:
    path.unlink()
    path.symlink_to(path)


def _lost(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.parent / "gone.toml")


@pytest.mark.parametrize("spoil", [_a_folder, _in_a_circle], ids=["folder", "circle"])
def test_h09_a_file_that_cannot_be_read_means_defaults_for_this_run(here: Places, spoil: Break) -> None:
    spoil(here.settings)
    with Services(here) as services:
        assert services.settings == OFFLINE
        assert "could not be read" in services.problems[0].sentence
        services.change_settings(theme="dark")
        assert services.settings.theme == "dark"
        assert untouched(services)


def test_h09_a_link_to_nothing_is_no_file_yet(here: Places) -> None:
    _lost(here.settings)
    with Services(here) as services:
        assert (services.settings, services.problems) == (Settings(), ())
        services.change_settings(theme="dark")
    assert load(here.settings)[0] == Settings(theme="dark")


def test_h09_a_file_of_another_person_is_moved_aside_when_something_is_chosen(
    here: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(_path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("edgeassist.core.settings.file._read", denied)
    with Services(here) as services:
        assert "could not be read (Permission denied)" in services.problems[0].sentence
        services.change_settings(theme="dark")
    monkeypatch.undo()
    assert (here.config / "settings.toml.bad").read_bytes() == GOOD
    assert load(here.settings)[0] == Settings(theme="dark", offline=True)


@pytest.mark.skipif(sys.platform != "linux", reason="borrows a folder of /proc, in which nobody can write")
def test_h09_in_a_folder_that_cannot_be_written_choices_hold_for_this_run(
    here: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edgeassist.core.settings.file.LOCK_LIMIT_S", 0.05)  # /proc says that the folder is not there
    for one in here.config.iterdir():
        one.unlink()
    here.config.rmdir()
    here.config.symlink_to("/proc/self/fdinfo")
    with Services(here) as services:
        assert services.problems == ()
        services.change_settings(theme="dark")
        assert services.settings.theme == "dark"
        assert untouched(services)
    here.config.unlink()


_SAVER = """
import sys
from pathlib import Path
from edgeassist.core.settings import change
number = 0
print("begun", flush=True)
while True:
    number += 1
    change(Path(sys.argv[1]), {"threads": number % 200, "theme": ("dark", "light")[number % 2]})
"""


def test_h09_killed_while_it_saves_the_file_is_the_old_or_the_new_one(here: Places) -> None:
    save(here.settings, Settings(theme="dark"))
    for _ in range(4):
        saver = subprocess.Popen(
            [sys.executable, "-c", _SAVER, str(here.settings)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert saver.stdout is not None
        saver.stdout.readline()
        before = here.settings.stat().st_ino
        while here.settings.stat().st_ino == before:
            os.sched_yield() if hasattr(os, "sched_yield") else None
        saver.kill()
        saver.communicate()
        assert [one for one in load(here.settings)[1] if one.key != "zebra"] == []


@settings(max_examples=60)
@given(some.integers(0, 2**32), some.sampled_from(["cut", "flip", "nul", "swap"]))
def test_h09_however_it_rots_it_is_read_and_can_be_changed(
    tmp_path_factory: pytest.TempPathFactory, seed: int, how: str
) -> None:
    draw = Random(seed)
    file = tmp_path_factory.mktemp("rot") / "settings.toml"
    whole = bytearray(GOOD)
    at = draw.randrange(len(whole))
    if how == "cut":
        del whole[at:]
    elif how == "flip":
        whole[at] ^= 1 << draw.randrange(8)
    elif how == "nul":
        whole[at : at + 8] = bytes(8)
    else:
        draw.shuffle(whole)
    file.write_bytes(whole)
    found, problems = load(file)
    assert [name for name, one in options().items() if one.fault(getattr(found, name))] == []
    assert not problems or file.with_suffix(".toml.bad").read_bytes() == bytes(whole)
    save(file, Settings(threads=5))
    assert load(file)[0] == Settings(threads=5)
