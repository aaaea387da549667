# SPDX-License-Identifier: Apache-2.0
"""Set-up: pins are read strictly, system packages are asked for politely, a finished set-up is recognised."""

import subprocess
import sys
from pathlib import Path

import pins
import pytest
import setup_env
import steps
import system_packages
from steps import SetupFailed

from tests.support.source_tree import ROOT

DPKG_DOUBLE = """#!/bin/sh
for name in "$@"; do
  case " {present} " in *" $name "*) echo "ii  $name";; esac
  case " {removed} " in *" $name "*) echo "rc  $name";; esac
done
exit 1
"""


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the only folder on PATH: a machine with dpkg, apt-get and no sudo, that has two packages."""
    tools = tmp_path / "tools"
    tools.mkdir()
    script(tools / "dpkg-query", DPKG_DOUBLE.format(present="one two-new", removed="gone"))
    script(tools / "apt-get", f'#!/bin/sh\necho "$@" >> {tools}/asked\n')
    monkeypatch.setenv("PATH", str(tools))
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    return tools


def script(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o755)


def test_pins_are_read_under_one_spelling(tmp_path: Path) -> None:
    file = tmp_path / "constraints.txt"
    file.write_text("# words\nTyping_Extensions==4.16.0\n\nruff==0.17.5  # why\n")
    assert pins.pinned(file) == {"typing-extensions": "4.16.0", "ruff": "0.17.5"}


@pytest.mark.parametrize("line", ["ruff", "ruff>=1", "--index-url x", "ruff==1 --hash=x", "ruff @ file:x", "r u==1"])
def test_anything_but_a_pin_is_an_error(tmp_path: Path, line: str) -> None:
    file = tmp_path / "constraints.txt"
    file.write_text(f"mypy==1\n{line}\n")
    with pytest.raises(ValueError, match=r"constraints\.txt:2 is not `name==version`"):
        pins.pinned(file)


@pytest.mark.parametrize(
    ("requirement", "name"),
    [
        ("PySide6-Essentials>=6.9,<6.12", "pyside6-essentials"),
        ("msgspec", "msgspec"),
        ("typing_extensions", "typing-extensions"),
    ],
)
def test_a_requirement_begins_with_its_name(requirement: str, name: str) -> None:
    assert pins.named(requirement) == name


def test_a_requirement_without_a_name_is_an_error() -> None:
    with pytest.raises(ValueError, match="not a requirement"):
        pins.named(">=1")


def test_the_project_says_what_it_wants() -> None:
    wanted = pins.wants(ROOT / "pyproject.toml")
    assert "llama-cpp-python==0.3.36" in wanted.runtime
    assert any(requirement.startswith("hatchling") for requirement in wanted.build)
    assert any(requirement.startswith("mypy") for requirement in wanted.develop)


def test_missing_packages_are_found_under_either_name(machine: Path) -> None:
    assert system_packages.missing(["one", "two|two-new", "three", "gone"]) == ["three", "gone"]


def test_without_rights_the_line_to_type_is_printed(machine: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert not system_packages.ensure(["one", "three", "four"], try_apt=True)
    assert capfd.readouterr().out == "set-up: system packages are missing; type: sudo apt-get install three four\n"
    assert not (machine / "asked").exists()


def test_nothing_is_said_when_all_is_there(machine: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert system_packages.ensure(["one", "two|two-new"], try_apt=True)
    assert capfd.readouterr().out == ""


def test_with_rights_apt_is_asked_for_the_missing_ones_only(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 0)
    script(machine / "env", '#!/bin/sh\nshift\nexec "$@"\n')
    assert not system_packages.ensure(["one", "three"], try_apt=True)
    asked = (machine / "asked").read_text()
    assert "install -y --no-install-recommends three" in asked
    assert " one" not in asked


def test_a_fresh_machine_gets_its_package_lists_first(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 0)
    script(machine / "env", '#!/bin/sh\nshift\nexec "$@"\n')
    known = f'case "$*" in *update) : > {machine}/lists;; *) [ -e {machine}/lists ];; esac'
    script(machine / "apt-get", f'#!/bin/sh\necho "$@" >> {machine}/asked\n{known}\n')
    system_packages.ensure(["three"], try_apt=True)
    words = [line.split()[3] for line in (machine / "asked").read_text().splitlines()]
    assert words == ["install", "update", "install"]


def test_a_system_without_apt_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert system_packages.ensure(["one"], try_apt=False)


def test_a_finished_set_up_is_recognised_until_something_changes(tmp_path: Path) -> None:
    python = setup_env.environment_python(tmp_path)
    python.parent.mkdir()
    python.touch()
    for stamp in setup_env.stamps(tmp_path, tests=True):
        stamp.write_text("key")
    assert setup_env.is_done(tmp_path, "key", tests=True)
    assert not setup_env.is_done(tmp_path, "other", tests=True)
    python.unlink()
    assert not setup_env.is_done(tmp_path, "key", tests=True)


def test_what_serves_a_run_does_not_serve_the_tests(tmp_path: Path) -> None:
    python = setup_env.environment_python(tmp_path)
    python.parent.mkdir()
    python.touch()
    for stamp in setup_env.stamps(tmp_path, tests=False):
        stamp.write_text("key")
    assert setup_env.is_done(tmp_path, "key", tests=False)
    assert not setup_env.is_done(tmp_path, "key", tests=True)


def test_a_finished_set_up_starts_nothing_but_one_question_to_dpkg(
    machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = setup_env.environment_python(tmp_path)
    python.parent.mkdir()
    python.touch()
    for stamp in setup_env.stamps(tmp_path, tests=True):
        stamp.write_text(setup_env.fingerprint())
    script(machine / "dpkg-query", f'#!/bin/sh\necho asked >> {machine}/asked\nfor name; do echo "ii  $name"; done\n')
    monkeypatch.setattr(setup_env, "ENVIRONMENT", tmp_path)
    monkeypatch.setattr(setup_env, "run", lambda *_, **__: pytest.fail("a tool was started"))
    setup_env.set_up(tests=True)
    assert (machine / "asked").read_text() == "asked\n"


def test_a_failing_tool_ends_in_a_sentence_and_the_end_of_its_log(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with pytest.raises(SetupFailed, match=r"(?s)broken\nThe cake fell\. \(sh ended with code 3\)"):
        steps.run(["sh", "-c", "echo broken; exit 3"], failure="The cake fell.", log=log)


def test_tools_get_no_stdin() -> None:
    steps.run(["sh", "-c", "! read line"], failure="A tool could read our stdin.")


def test_the_lock_lets_one_in_and_frees_itself_with_its_holder(tmp_path: Path) -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT / 'packaging')!r})\n"
        "import steps, pathlib\n"
        f"with steps.only_one(pathlib.Path({str(tmp_path / 'lock')!r}), waiting_for='the other'):\n"
        "    print('in', flush=True); sys.stdin.read()\n"
    )
    first, second = (
        subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    )
    assert first.stdout is not None
    assert second.stdout is not None
    lines = {first: first.stdout.readline(), second: second.stdout.readline()}
    assert sorted(lines.values()) == ["in\n", "set-up: waiting for the other\n"]
    holder = next(child for child, line in lines.items() if line == "in\n")
    waiter = second if holder is first else first
    holder.kill()
    assert waiter.communicate(timeout=120)[0] == "in\n"
    holder.communicate(timeout=120)
    assert waiter.returncode == 0


def test_the_cache_can_be_moved(tmp_path: Path) -> None:
    assert steps.cache_folder({"EDGEASSIST_CACHE": str(tmp_path)}) == tmp_path
    assert steps.cache_folder({}) == Path.home() / ".cache" / "edgeassist"


def test_an_old_python_gets_a_sentence() -> None:
    code = (
        "import sys, runpy; sys.version_info = (3, 9, 2)\n"
        f"runpy.run_path({str(ROOT / 'packaging' / 'setup_env.py')!r}, run_name='__main__')"
    )
    outcome = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert outcome.stderr.startswith("EdgeAssist needs Python 3.11 or newer; this is ")
    assert outcome.returncode == 1
