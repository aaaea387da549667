# SPDX-License-Identifier: Apache-2.0
"""The settings as the window changes them: at once in this run, on the disk behind its back, told to who watches."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from edgeassist.api import Notice
from edgeassist.app.kept_settings import KeptSettings
from edgeassist.app.preferences import KeptPreferences
from edgeassist.app.services import Services
from edgeassist.core.paths import places
from edgeassist.core.settings import Settings, Value, change, options, save, values
from edgeassist.ui.settings_ports import Taken
from edgeassist.ui.settings_told import taken_notice


class Bench:
    """Preferences on real services in a home of their own; `done` waits for what is under way."""

    def __init__(self, home: Path) -> None:
        self.services = Services(places({"EDGEASSIST_HOME": str(home)}))
        self.told: list[Notice] = []
        self.heard: list[dict[str, Value]] = []
        self.preferences = KeptPreferences(self.services, self.told.append)
        self.leave = self.preferences.watch(self.heard.append)

    @property
    def file(self) -> Path:
        return self.services.places.settings

    def take_in(self, path: Path) -> None:
        self.preferences.take_in(path, lambda taken: self.told.append(taken_notice(taken)))

    def settled(self) -> None:
        """Wait for what was asked for so far."""
        heard = Event()
        self.preferences._later(heard.set)
        assert heard.wait(60)

    def done(self) -> dict[str, object]:
        self.preferences.close()
        return tomllib.loads(self.file.read_text()) if self.file.is_file() else {}


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path / "home")
    yield made
    made.preferences.close()
    made.services.close()


def test_a_change_holds_at_once_is_told_and_lies_on_the_disk(bench: Bench) -> None:
    assert bench.preferences.change("theme", "dark") == ""
    assert bench.preferences.values()["theme"] == "dark"
    assert bench.services.settings.theme == "dark"
    assert bench.heard == [{"theme": "dark"}]
    assert bench.done() == {"version": 1, "theme": "dark"}


def test_what_cannot_be_is_refused_with_its_reason(bench: Bench) -> None:
    assert bench.preferences.change("theme", "pink") == "must be one of system, light, dark"
    assert bench.preferences.change("zebra", 1) == "is no setting of this version"
    assert bench.heard == []
    assert bench.done() == {}


def test_the_same_value_is_no_news(bench: Bench) -> None:
    bench.preferences.change("theme", "system")
    assert bench.heard == []


def test_nobody_hears_after_leaving(bench: Bench) -> None:
    bench.leave()
    bench.leave()
    bench.preferences.change("theme", "dark")
    assert bench.heard == []


def test_a_reset_leaves_nothing_in_the_file(bench: Bench) -> None:
    bench.preferences.change("theme", "dark")
    bench.preferences.change("threads", 3)
    bench.preferences.reset(("theme",))
    assert bench.preferences.values()["theme"] == "system"
    assert bench.done() == {"version": 1, "threads": 3}


def test_all_can_be_reset(bench: Bench) -> None:
    bench.services.change_settings(theme="dark", threads=2)
    bench.preferences.reset()
    assert bench.preferences.values() == values(Settings())
    assert bench.done() == {"version": 1}


def test_to_reset_all_goes_neither_online_nor_to_other_models(bench: Bench) -> None:
    bench.services.change_settings(theme="dark", model="qwen", models_folder="/elsewhere", offline=True)
    bench.preferences.reset()
    kept = Settings(model="qwen", models_folder="/elsewhere", offline=True)
    assert bench.preferences.values() == values(kept)
    bench.preferences.reset(("offline",))
    assert not bench.services.settings.offline


def test_who_watches_hears_of_every_cause(bench: Bench) -> None:
    bench.services.change_settings(offline=True)
    assert bench.heard == [{"offline": True}]


def test_what_another_program_changed_is_noticed_when_looked_for(bench: Bench) -> None:
    change(bench.file, {"threads": 3, "theme": "dark", "zebra": 1})
    bench.preferences.look()
    bench.done()
    assert bench.heard == [{"threads": 3, "theme": "dark"}]
    assert bench.services.settings.threads == 3


def test_what_waits_for_the_next_start_is_left_till_then(bench: Bench) -> None:
    assert options()["models_folder"].restart_needed
    change(bench.file, {"models_folder": "/elsewhere"})
    bench.preferences.look()
    bench.done()
    assert bench.services.settings.models_folder == ""


def test_a_look_takes_back_nothing_that_was_chosen_here(bench: Bench) -> None:
    save(bench.file, Settings())
    bench.preferences.change("theme", "dark")
    change(bench.file, {"threads": 3})
    bench.preferences.look()
    bench.done()
    assert (bench.services.settings.theme, bench.services.settings.threads) == ("dark", 3)


def test_a_damaged_file_found_by_a_look_changes_nothing(bench: Bench) -> None:
    bench.services.change_settings(theme="dark")
    bench.file.write_bytes(b"\x00")
    bench.preferences.look()
    bench.preferences.close()
    assert bench.services.settings.theme == "dark"


def test_a_folder_that_cannot_be_written_is_told_once(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("edgeassist.core.settings.change", refuse)
    bench.preferences.change("theme", "dark")
    bench.preferences.change("threads", 3)
    bench.preferences.close()
    assert [one.text for one in bench.told] == ["Settings cannot be written to the disk: Read-only file system."]
    assert bench.services.settings.theme == "dark"


def test_what_could_not_be_written_comes_with_the_next_write(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    tries = list[str]()

    def fail_once(path: Path, changes: dict[str, Value], **rest: tuple[str, ...]) -> None:
        tries.append(",".join(changes))
        if len(tries) in (1, 3):
            raise OSError(28, "No space left on device")
        change(path, changes, **rest)

    monkeypatch.setattr("edgeassist.core.settings.change", fail_once)
    wanted: dict[str, Value] = {"offline": True, "theme": "dark", "threads": 3, "notify": False}
    for name, value in wanted.items():
        bench.preferences.change(name, value)
        bench.settled()
    assert bench.done() == {"version": 1, "offline": True, "theme": "dark", "threads": 3, "notify": False}
    assert tries == ["offline", "offline,theme", "threads", "notify,threads"]
    assert len(bench.told) == 2


def test_changes_that_wait_are_written_at_once(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    writes, go = list[dict[str, Value]](), Event()

    def slow(path: Path, changes: dict[str, Value], **rest: tuple[str, ...]) -> None:
        go.wait(60)
        writes.append(changes)
        change(path, changes, **rest)

    monkeypatch.setattr("edgeassist.core.settings.change", slow)

    def wait() -> None:
        go.wait(60)

    bench.preferences._later(wait)
    for size in (110, 120, 130):
        bench.preferences.change("text_percent", size)
    bench.preferences.change("theme", "dark")
    go.set()
    assert bench.done() == {"version": 1, "text_percent": 130, "theme": "dark"}
    assert writes == [{"text_percent": 130, "theme": "dark"}]


def test_to_close_tries_once_more(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr("edgeassist.core.settings.change", refuse)
        bench.services.change_settings(offline=True)
    assert bench.done() == {"version": 1, "offline": True}


@pytest.mark.parametrize("now", ["", 'theme = "light"\n', "[[[", "version = 99\n", "offline = 1\n", None])
def test_nothing_but_the_word_itself_turns_the_switch_off(bench: Bench, now: str | None) -> None:
    bench.services.change_settings(offline=True)
    bench.file.unlink() if now is None else bench.file.write_text(now)
    bench.services.kept.look()
    assert bench.services.settings.offline
    bench.file.write_text("offline = false\n")
    bench.services.kept.look()
    assert not bench.services.settings.offline


def test_a_bad_word_for_the_switch_turns_it_on_and_is_told(bench: Bench) -> None:
    bench.file.write_text('offline = "yes"\n')
    bench.preferences.look()
    bench.preferences.close()
    assert bench.services.settings.offline
    assert [one.text for one in bench.told] == ["offline in settings.toml must be true or false; true is used."]


def test_an_open_window_obeys_others_where_a_later_version_wrote_the_file(tmp_path: Path) -> None:
    ours = places({"EDGEASSIST_HOME": str(tmp_path / "home")})
    ours.create()
    ours.settings.write_text("version = 99\noffline = false\n")
    made = Bench(tmp_path / "home")
    other = KeptSettings(ours.settings)
    other.take({"offline": True})
    other.write(("offline",))
    assert made.services.kept.look()
    assert made.services.settings.offline
    made.preferences.close()
    made.services.close()


def test_the_switch_given_its_default_stands_in_the_file(bench: Bench) -> None:
    bench.services.change_settings(offline=True)
    bench.preferences.reset(("offline",))
    assert bench.done() == {"version": 1, "offline": False}


def test_settings_go_to_a_file_and_come_back(bench: Bench, tmp_path: Path) -> None:
    bench.preferences.change("theme", "dark")
    bench.preferences.export(tmp_path / "mine.toml")
    bench.preferences.reset()
    bench.take_in(tmp_path / "mine.toml")
    bench.preferences.close()
    assert [one.text for one in bench.told] == [
        f"The settings are in {tmp_path / 'mine.toml'}.",
        "1 setting is changed by mine.toml.",
    ]
    assert bench.services.settings.theme == "dark"
    assert tomllib.loads(bench.file.read_text()) == {"version": 1, "theme": "dark"}


def test_what_is_wrong_in_a_file_is_told_and_left(bench: Bench, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs.toml"
    theirs.write_text("threads = 2\n" + "\n".join(f"zebra{number} = 1" for number in range(7)))
    bench.take_in(theirs)
    bench.preferences.close()
    assert bench.told[0].text == "1 setting is changed by theirs.toml."
    assert bench.told[0].hint.startswith("Left out: zebra0 is no setting of this version; zebra1 ")
    assert bench.told[0].hint.endswith("; and 2 more.")


def test_a_file_that_changes_nothing_says_so(bench: Bench, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs.toml"
    theirs.write_text("threads = 0\n")
    bench.take_in(theirs)
    bench.preferences.close()
    assert bench.told[0].text == "theirs.toml changes nothing: all of it holds already."


@pytest.mark.parametrize("content", [b'theme = "light\n garbage', b"\xff\xfe", b"\x00" * 10])
def test_a_damaged_file_is_named_itself_and_once(bench: Bench, tmp_path: Path, content: bytes) -> None:
    theirs = tmp_path / "damaged.toml"
    theirs.write_bytes(content)
    bench.take_in(theirs)
    bench.preferences.close()
    assert [(one.text, one.hint) for one in bench.told] == [("damaged.toml is damaged (line 1) and was not used.", "")]
    assert bench.heard == []


def test_what_is_left_out_goes_by_the_words_of_its_row(bench: Bench, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs.toml"
    theirs.write_text('theme = "dark"\ntext_percent = 7\nthreads = "many"\n')
    bench.take_in(theirs)
    bench.preferences.close()
    assert bench.told[0].text == "1 setting is changed by theirs.toml."
    assert bench.told[0].hint == "Left out: “Size” must be between 80 and 200; “Threads” must be a whole number."


def test_a_file_of_a_later_version_is_named_itself(bench: Bench, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs.toml"
    theirs.write_text('version = 99\ntheme = "dark"\n')
    bench.take_in(theirs)
    bench.preferences.close()
    assert bench.told[0].hint == (
        "theirs.toml is of a later EdgeAssist (version 99), so only what is known here is used."
    )


def test_who_takes_a_file_in_hears_of_it_before_what_changes_does(bench: Bench, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs.toml"
    theirs.write_text('theme = "dark"\nthreads = 2\n')
    heard: list[object] = []
    bench.preferences.watch(heard.append)
    bench.preferences.take_in(theirs, heard.append)
    bench.preferences.close()
    changed: dict[str, Value] = {"theme": "dark", "threads": 2}
    assert heard == [Taken("theirs.toml", {"theme": "system", "threads": 0}, changed), changed]


def test_files_that_cannot_be_used_are_told(bench: Bench, tmp_path: Path) -> None:
    bench.take_in(tmp_path / "gone.toml")
    bench.preferences.export(tmp_path / "not" / "there.toml")
    bench.preferences.close()
    assert [one.tone for one in bench.told] == ["warn", "warn"]
    assert bench.told[0].text == f"{tmp_path / 'gone.toml'} could not be read: No such file or directory."


def test_the_languages_of_commands_come_after_the_first_question(bench: Bench) -> None:
    assert bench.preferences.choices("voice_language") == ()
    bench.done()
    assert ("en", "English") in bench.preferences.choices("voice_language")
    assert bench.heard == [{"voice_language": ""}]
    assert bench.preferences.choices("theme") == ()


BY, A = "Downloads go by this address now:", "http://a.example:1"


@pytest.mark.parametrize(
    ("words", "hint", "tone"),
    [
        ('mirror = "https://me:secret@mirror.example"', f"{BY} https://mirror.example.", "warn"),
        ('proxy = "http://a.example:1"\nmirror = "https://b.example"', f"{BY} {A}, https://b.example.", "warn"),
        ('proxy = "none"', "", "info"),
        (f'proxy = "{A}"\nzebra = 1', f"{BY} {A}. Left out: zebra is no setting of this version.", "warn"),
    ],
)
def test_a_file_that_leads_downloads_elsewhere_is_told_with_the_address(
    bench: Bench, tmp_path: Path, words: str, hint: str, tone: str
) -> None:
    theirs = tmp_path / "theirs.toml"
    theirs.write_text(words)
    bench.take_in(theirs)
    bench.done()
    assert [(one.hint, one.tone) for one in bench.told] == [(hint, tone)]
