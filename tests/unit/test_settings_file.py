# SPDX-License-Identifier: Apache-2.0
"""The settings file: changed key by key, by several processes at once, and by an older program than wrote it."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from edgeassist.core.files import replace_file
from edgeassist.core.settings import Settings, change, load, options, save, values
from edgeassist.core.settings.bad_copies import MOST_COPIES
from edgeassist.core.settings.exchange import exported, taken_in, without_login
from edgeassist.core.settings.migrations import STEPS, VERSION, VERSION_KEY, migrated, version_of
from edgeassist.core.settings.schema import OWN

ROOT = Path(__file__).resolve().parents[2]
WRITER = """
import sys
from pathlib import Path
from edgeassist.core.settings import change, file
file.LOCK_LIMIT_S = 60  # a busy computer may let one writer wait for long
for number in range(25):
    change(Path(sys.argv[1]), {sys.argv[2]: number + 1, sys.argv[3]: True})
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def there(file: Path) -> dict[str, object]:
    return tomllib.loads(file.read_text())


def test_only_what_was_changed_is_in_the_file(file: Path) -> None:
    change(file, {"theme": "dark"})
    assert there(file) == {VERSION_KEY: VERSION, "theme": "dark"}
    change(file, {"threads": 2})
    assert there(file) == {VERSION_KEY: VERSION, "theme": "dark", "threads": 2}
    change(file, {}, drop=("theme", "zebra"))
    assert there(file) == {VERSION_KEY: VERSION, "threads": 2}


def test_what_nobody_here_knows_survives_a_save(file: Path) -> None:
    file.write_text('zebra = [1, 2]\ntheme = "dark"\n[stripes]\nwide = true\n')
    change(file, {"threads": 2})
    save(file, Settings(theme="light"))
    kept = there(file)
    assert (kept["zebra"], kept["stripes"], kept["theme"]) == ([1, 2], {"wide": True}, "light")


def test_a_bad_value_is_gone_after_a_save_and_kept_beside(file: Path) -> None:
    file.write_text('theme = "pink"\nthreads = 2\n')
    load(file)
    change(file, {"notify": False})
    assert there(file) == {VERSION_KEY: VERSION, "threads": 2, "notify": False}
    assert file.with_suffix(".toml.bad").read_text() == 'theme = "pink"\nthreads = 2\n'
    assert load(file)[1] == ()


def test_what_is_wrong_is_news_only_once(file: Path) -> None:
    file.write_text('theme = "pink"\n')
    assert [one.again for one in load(file)[1]] == [False]
    assert [one.again for one in load(file)[1]] == [True]
    file.write_text('theme = "pink"\nthreads = "x"\n')
    assert [one.again for one in load(file)[1]] == [True, False]
    assert [one.again for one in load(file)[1]] == [True, True]
    assert file.with_suffix(".toml.bad").read_text() == 'theme = "pink"\n'
    assert file.with_suffix(".toml.bad-2").read_text() == file.read_text()


def test_a_look_that_tells_nobody_leaves_it_news(file: Path) -> None:
    file.write_text('theme = "pink"\n')
    load(file, note=False)
    assert [one.again for one in load(file)[1]] == [False]


def test_every_bad_value_is_in_a_copy_and_no_copy_is_written_over(file: Path) -> None:
    for bad in ('theme = "pink"', 'theme = "blue"', 'threads = "many"', 'theme = "pink"', "[[["):
        file.write_text(f"zebra = 1\n{bad}\n")
        change(file, {"notify": False})
    copies = sorted(one for one in file.parent.iterdir() if ".bad" in one.name)
    assert [one.name.rpartition(".")[2] for one in copies] == ["bad", "bad-2", "bad-3", "bad-4"]
    assert [one.read_text().splitlines()[1] for one in copies] == [
        'theme = "pink"', 'theme = "blue"', 'threads = "many"', "[[[",
    ]  # fmt: skip


def test_comments_and_order_of_a_person_stay(file: Path) -> None:
    file.write_text(
        '# mine: do not touch\nversion = 1\n\n# dark in the evening\ntheme = "light"  # or dark\n'
        "context_tokens = 2048\nzebra = [\n  1,  # one\n]\n\n[stripes]  # of a later one\nwide = true\n"
    )
    change(file, {"theme": "dark", "notify": False}, drop=("context_tokens",))
    assert file.read_text() == (
        '# mine: do not touch\nversion = 1\n\n# dark in the evening\ntheme = "dark"  # or dark\n'
        "zebra = [\n  1,  # one\n]\nnotify = false\n\n[stripes]  # of a later one\nwide = true\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        'a = """\ntheme = 7 # no\n"""\ntheme = "light"\n',
        "# x\n'theme' = 'light'\n",
        "theme = 'li\\u0067ht' # x\nthreads = 1 # \"x\"\n",
        "# x\r\ntheme = 'light'\r\n",
        "theme = 'light' # no end of line",
        "#\n[a]\ntheme = 1\n",
    ],
)
def test_whatever_its_lines_look_like_a_file_means_what_was_wanted(file: Path, text: str) -> None:
    file.write_bytes(text.encode())
    before = {key: value for key, value in there(file).items() if key in ("a", "threads")}
    change(file, {"theme": "dark", "notify": True})
    assert there(file) == {VERSION_KEY: VERSION, **before, "theme": "dark", "notify": True}


def test_only_so_many_copies_are_kept(file: Path) -> None:
    for number in range(MOST_COPIES + 2):
        file.write_text(f'theme = "pink {number}"\n')
        load(file)
    copies = [one for one in file.parent.iterdir() if ".bad" in one.name]
    assert len(copies) == MOST_COPIES
    assert file.with_suffix(".toml.bad").read_text() == 'theme = "pink 0"\n'


def test_what_was_written_over_a_damaged_file_is_still_offline(file: Path) -> None:
    for content in ("[[[", 'version = 1\noffline = "yes"\n', "version = 1\noffline = 0\n"):
        file.write_text(content)
        change(file, {"theme": "dark"})
        assert load(file) == (Settings(theme="dark", offline=True), ())
    change(file, {"offline": False})
    assert load(file) == (Settings(theme="dark"), ())


def test_a_file_of_a_later_version_is_believed_where_it_says_offline_well(file: Path) -> None:
    for word, offline in (("true", True), ("false", False), ("1", True)):
        file.write_text(f"{VERSION_KEY} = {VERSION + 1}\noffline = {word}\n")
        assert load(file)[0].offline is offline


def test_a_damaged_file_is_kept_even_where_nobody_had_read_it(file: Path) -> None:
    file.write_bytes(b"theme = \x00")
    change(file, {"threads": 2})
    assert there(file) == {VERSION_KEY: VERSION, "threads": 2, "offline": True}
    assert file.with_suffix(".toml.bad").read_bytes() == b"theme = \x00"


def test_two_processes_that_save_at_once_lose_nothing(file: Path) -> None:
    pairs = (("threads", "notify"), ("alert_watts", "offline"), ("download_limit", "keep_receipts"))
    running = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(file), number, switch], cwd=ROOT)
        for number, switch in pairs
    ]
    assert [one.wait(60) for one in running] == [0, 0, 0]
    wanted = {VERSION_KEY: VERSION, **{number: 25 for number, _ in pairs}, **{switch: True for _, switch in pairs}}
    assert there(file) == wanted
    assert sorted(one.name for one in file.parent.iterdir()) == [".settings.lock", "settings.toml"]


def test_a_lock_that_is_never_let_go_is_an_error_of_the_system(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from filelock import FileLock

    monkeypatch.setattr("edgeassist.core.settings.file.LOCK_LIMIT_S", 0.05)
    with FileLock(file.with_name(".settings.lock")), pytest.raises(OSError, match=r"settings\.lock"):
        change(file, {"threads": 2})
    assert not file.exists()


def test_a_file_of_a_later_version_is_used_and_kept(file: Path) -> None:
    text = f'{VERSION_KEY} = {VERSION + 6}\ntheme = "dark"\nzebra = 1\nprofile = "warp"\n'
    file.write_text(text)
    settings, problems = load(file)
    assert settings == Settings(theme="dark", offline=True)
    assert [one.sentence for one in problems] == [
        f"settings.toml is of a later EdgeAssist (version {VERSION + 6}), so only what is known here is used; "
        "a copy is kept as settings.toml.bad.",
        "profile in settings.toml must be one of quiet, balanced, fast, battery, auto; balanced is used.",
    ]
    assert [one.follows for one in problems] == [
        "The offline switch is on until you turn it off in Settings, under Network.",
        "",
    ]
    change(file, {"threads": 2})
    wanted = {VERSION_KEY: VERSION + 6, "theme": "dark", "zebra": 1, "threads": 2, "offline": True}
    assert there(file) == wanted
    assert file.with_suffix(f".toml.version-{VERSION + 6}").read_text() == text


def test_an_older_file_gets_its_number_at_the_next_save_and_is_kept(file: Path) -> None:
    file.write_text('theme = "dark"\n')
    assert load(file) == (Settings(theme="dark"), ())
    assert file.read_text() == 'theme = "dark"\n'
    change(file, {"threads": 2})
    assert there(file) == {VERSION_KEY: VERSION, "theme": "dark", "threads": 2}
    assert file.with_suffix(".toml.version-0").read_text() == 'theme = "dark"\n'


def test_every_migration_has_its_test() -> None:
    tests = [name for name in globals() if name.startswith("test_migration_from_")]
    assert len(tests) == len(STEPS)


def test_migration_from_0_changes_nothing_but_the_number() -> None:
    assert migrated({"theme": "dark", "zebra": 1}) == {"theme": "dark", "zebra": 1}


@pytest.mark.parametrize("told", [None, "7", True, -1, 1.5])
def test_nonsense_for_a_version_is_the_first(told: object) -> None:
    assert version_of({} if told is None else {VERSION_KEY: told}) == 0


def test_a_file_without_end_is_damaged(file: Path) -> None:
    file.write_bytes(b"# " + b"x" * 2_000_000)
    assert "is damaged (line 1)" in load(file)[1][0].sentence


def test_a_file_nested_without_end_is_damaged(file: Path) -> None:
    file.write_text("a = " + "[" * 100_000)
    assert "is damaged" in load(file)[1][0].sentence


def test_an_export_has_everything_but_what_is_this_computer_s_own(tmp_path: Path) -> None:
    out = tmp_path / "out.toml"
    mirror = "https://bob:hunter2@mirror.corp/x?token=hf_SECRET"
    here = Settings(theme="dark", model="qwen", microphone="mine", proxy="http://a:b@host:1", mirror=mirror)
    replace_file(out, exported(here))
    assert set(there(out)) == {VERSION_KEY, *options()} - set(OWN)
    changes, problems = taken_in(out)
    assert problems == ()
    assert changes["theme"] == "dark"
    assert (changes["proxy"], changes["mirror"]) == ("http://host:1", "https://mirror.corp/x")
    assert "SECRET" not in out.read_text()


def test_an_import_takes_no_model_or_folder_from_elsewhere_and_goes_not_online(tmp_path: Path) -> None:
    theirs = tmp_path / "theirs.toml"
    theirs.write_text('model = "x"\nmodels_folder = "/y"\noffline = false\nthreads = 2\n')
    assert taken_in(theirs) == ({"threads": 2}, ())


@pytest.mark.parametrize(
    ("proxy", "bare"),
    [
        ("http://a:b@host:1", "http://host:1"),
        ("a:b@host:1", "host:1"),
        ("http://host:1", "http://host:1"),
        ("http://bob:p@ss@proxy:3128", "http://proxy:3128"),
        ("http://bob:p?ss@proxy:3128/", "http://proxy:3128/"),
        ("http://bob:p#s:s@[::1]:3128", "http://[::1]:3128"),
        ("https://bob:hunter2@mirror.corp/x?token=hf_SECRET", "https://mirror.corp/x"),
        ("https://mirror.corp/x#hf_SECRET", "https://mirror.corp/x"),
        ("https://mirror.corp/a@v1/x", "https://mirror.corp/a@v1/x"),
        ("https://bob:hunter/2@mirror.corp/x", ""),
        ("https://bob:1234?x/2@mirror.corp/x", ""),
        ("bob:a@b://mirror.corp", ""),
        ("none", "none"),
        ("", ""),
    ],
)
def test_a_proxy_loses_its_login(proxy: str, bare: str) -> None:
    assert without_login(proxy) == bare


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("notify", "ON", True),
        ("notify", "0", False),
        ("notify", "maybe", None),
        ("threads", " 1 000 ", 1000),
        ("threads", "1.5", None),
        ("threads", "٣", None),
        ("theme", "dark", "dark"),
    ],
)
def test_what_a_person_types_is_read(name: str, text: str, value: object) -> None:
    assert options()[name].read(text) == value


def test_a_value_has_words_for_a_person() -> None:
    known = options()
    assert known["theme"].word("system") == "As the system"
    assert known["threads"].word(0) == "one per core"
    assert known["alert_watts"].word(20) == "20 W"
    assert known["notify"].word(False) == "Off"


def test_every_choice_has_a_title() -> None:
    assert [name for name, one in options().items() if len(one.titles) != len(one.one_of)] == []
    assert list(values(Settings())) == list(options())
