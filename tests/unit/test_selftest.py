# SPDX-License-Identifier: Apache-2.0
"""The self-test's frame: each step is tried whatever became of the one before, and libraries die alone."""

import io
import re
import sys
from pathlib import Path

import pytest

from edgeassist.app.native_parts import MODULES, Unloadable, libraries_in, optional, unloadable
from edgeassist.app.selftest import Bench, Outcome, Step, StepFailed, throw_away_bench, tried
from edgeassist.app.selftest_steps import STEPS
from edgeassist.core.errors import BadInput
from edgeassist.core.paths import places
from tests.support.source_tree import ROOT


@pytest.fixture
def bench() -> Bench:
    with throw_away_bench() as made:
        return made


def _outcomes(bench: Bench, *steps: Step) -> list[tuple[str, bool, str]]:
    return [(one.name, one.ok, one.says) for one in tried(bench, steps)]


def test_what_a_step_returns_is_what_is_said(bench: Bench) -> None:
    assert _outcomes(bench, Step("One", lambda _bench: "12 of them")) == [("One", True, "12 of them")]


def test_a_step_that_fails_does_not_keep_the_next_from_being_tried(bench: Bench) -> None:
    def refuse(_bench: Bench) -> str:
        raise BadInput("It is no book.", hint="Bring a book.")

    def stumble(_bench: Bench) -> str:
        return str(1 // 0)

    first, second, third = tried(
        bench, (Step("A", refuse), Step("B", stumble), Step("C", lambda one: one.folder.name[:10]))
    )
    assert first == Outcome("A", ok=False, says="It is no book.", hint="Bring a book.", took_ms=first.took_ms)
    assert (second.ok, second.says) == (False, "ZeroDivisionError: integer division or modulo by zero")
    assert second.hint == StepFailed.hint
    assert (third.ok, third.says) == (True, "edgeassist")


def test_the_home_is_a_new_one_and_gone_afterwards() -> None:
    with throw_away_bench() as made:
        assert made.services.places.data.is_dir()
        assert made.folder in made.services.places.data.parents
        assert made.services.places.data != places().data
        assert made.services.starter is not None
    assert not made.folder.exists()


def test_each_step_has_a_name_of_its_own_that_fits_the_column() -> None:
    names = [step.name for step in STEPS]
    assert len({*names}) == len(names)
    assert max(map(len, names)) <= 18


def test_every_module_with_native_parts_that_the_program_imports_is_loaded() -> None:
    tops = {path.relative_to(_site()).parts[0] for path in _site().rglob("*.so")}
    installed = {
        top.partition(".")[0]
        for top in tops
        if not (_site() / top).is_dir() or (_site() / top / "__init__.py").exists()
    }
    wanted = {name.partition(".")[0] for name in MODULES}
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "edgeassist").rglob("*.py"))
    imported = {name for name in installed if re.search(rf"^ *(import|from) {name}\b", source, re.MULTILINE)}
    assert imported - wanted == set()


def test_modules_load_and_what_does_not_says_why() -> None:
    missed = unloadable(["json", "no_such_module_here", "math"])
    assert missed == (Unloadable("no_such_module_here", "No module named 'no_such_module_here'"),)


def test_a_library_that_is_no_library_says_so(tmp_path: Path) -> None:
    broken = tmp_path / "libbroken.so"
    broken.write_bytes(b"\x7fELF but not really")
    (missed,) = unloadable([str(broken)])
    assert missed.name == str(broken)
    assert "libbroken.so" in missed.why


def test_one_that_ends_the_process_is_named_and_the_rest_is_tried(tmp_path: Path) -> None:
    (tmp_path / "deadly.py").write_text("import os\nos._exit(9)\n")
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from edgeassist.core.loading_child import main; main([])"
    )
    missed = unloadable(["json", "deadly", "nowhere", "math"], (sys.executable, "-c", code))
    assert [one.name for one in missed] == ["deadly", "nowhere"]
    assert missed[0].why == "ended the process (code 9)"


def test_without_a_child_nothing_is_loaded_and_that_is_said(tmp_path: Path) -> None:
    missed = unloadable(["json"], (str(tmp_path / "gone"),))
    assert missed[0].why.startswith("the process that loads it could not be started")


def test_libraries_of_a_bundle_are_found_once_each(tmp_path: Path) -> None:
    for name in ("liba.so.1.2", "sub/b.cpython-311.so", "c.txt", "d.dll", "somewhere.sofar"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "liba.so").symlink_to("liba.so.1.2")
    names = [Path(one).name for one in libraries_in(tmp_path)]
    assert names == ["d.dll", "liba.so", "b.cpython-311.so"]


def test_only_parts_of_qt_may_miss_something_for_its_modules_are_imported_anyway() -> None:
    assert optional("x/PySide6/Qt/plugins/platformthemes/libqgtk3.so")
    assert optional("x/PySide6/Qt/lib/libQt6WaylandClient.so.6")
    assert not optional("x/vosk/libvosk.so")
    assert {"PySide6.QtCore", "PySide6.QtGui", "PySide6.QtWidgets"} < {*MODULES}


def test_what_a_library_prints_while_it_loads_is_no_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from edgeassist.core.loading_child import main

    (tmp_path / "chatty_one.py").write_text("print('=all is lost')\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "stdin", io.StringIO("chatty_one\n"))
    monkeypatch.setattr(sys, "stdout", sys.stdout)
    assert main([]) == 0
    said = capsys.readouterr()
    assert said.out.splitlines() == ["?chatty_one", "="]
    assert said.err == "=all is lost\n"


def _site() -> Path:
    import msgspec

    return Path(msgspec.__file__).parent.parent
