# SPDX-License-Identifier: Apache-2.0
"""Actions at the door: ours, a stranger's, and those that cannot be used, which are rows with a reason."""

import subprocess
import sys
import textwrap
from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType
from typing import Any, cast

import pytest

from edgeassist.api.actions import Action, ActionContext, ActionSpec, BaseAction, Intent, Named, Names, Outcome, Preview
from edgeassist.intents.acting import Acting, FoundAction, discover
from edgeassist.intents.declared import SLOTS
from edgeassist.intents.performing import UNDO
from tests.support.commanding import Place, intent

ROOT = Path(__file__).resolve().parents[2]
STRANGER = ROOT / "tests" / "support" / "third_party_action"


class Plants(BaseAction):
    """Waters plants; breaks where it is told to."""

    def __init__(self, context: ActionContext, breaks: str = "") -> None:
        self.context, self._breaks = context, breaks

    def preview(self, intent: Intent) -> Preview:
        self._maybe("preview")
        return Preview("Water the **plants**", "undoable", "plants", "Water")

    def perform(self, intent: Intent) -> Outcome:
        self._maybe("perform")
        return Outcome("The plants are watered.", undo="dry")

    def undo(self, token: str) -> Outcome:
        self._maybe("undo")
        return super().undo(token)

    def names(self) -> Names:
        self._maybe("names")
        return Names(areas=(Named("garden", "Garden"),))

    def close(self) -> None:
        self._maybe("close")

    def _maybe(self, call: str) -> None:
        if self._breaks == call:
            raise ZeroDivisionError("pump")


def spec(spec_id: str = "plants", intents: tuple[str, ...] = ("WaterPlants",), order: int = 100) -> ActionSpec:
    return ActionSpec(spec_id, "Plants", intents, Plants, order)


def odd(**values: Any) -> ActionSpec:
    """Return a spec with values that no type checker would let pass."""
    return replace(spec(), **values)


def found(*specs: ActionSpec) -> tuple[FoundAction, ...]:
    return tuple(FoundAction(one.id, "stranger", "1.0", one) for one in specs)


@pytest.fixture
def entry(monkeypatch: pytest.MonkeyPatch) -> Callable[..., EntryPoint]:
    """Return a function that makes an entry point to a module holding `value` as SPEC."""

    def made(name: str, value: object) -> EntryPoint:
        module = ModuleType(f"strange_{name}")
        module.__dict__["SPEC"] = value
        monkeypatch.setitem(sys.modules, module.__name__, module)
        return EntryPoint(name, f"{module.__name__}:SPEC", "edgeassist.actions")

    return made


def test_our_own_actions_come_by_the_same_door() -> None:
    own = discover()
    assert [one.fault for one in own if one.package == "edgeassist"] == [""] * 8
    assert {one.id for one in own} >= {"timers", "lists", "notes", "clock", "sums", "home", "report", "panes"}
    served = [name for one in own if one.spec for name in one.spec.intents if one.package == "edgeassist"]
    assert len(served) == len(set(served))


def test_what_a_model_may_propose_is_served_by_somebody() -> None:
    served = {name for one in discover() if one.spec for name in one.spec.intents} | {UNDO}
    assert set(SLOTS) <= served


def test_a_faulty_action_is_a_row_with_its_reason(entry: Callable[..., EntryPoint]) -> None:
    good = spec()
    rows = discover(
        [
            EntryPoint("gone", "module_that_is_not_there:SPEC", "edgeassist.actions"),
            entry("text", "no spec"),
            entry("old", replace(good, api=7)),
            entry("named", replace(good, id="Not/An Id")),
            entry("idle", replace(good, intents=())),
            entry("numbers", odd(intents=(1,))),
            entry("order", odd(order="first")),
            entry("build", odd(build=None)),
            entry("good", good),
            entry("twin", good),
        ]
    )
    assert [(one.id, one.fault) for one in rows if one.spec] == [("plants", "")]
    faults = {one.id: one.fault for one in rows if one.spec is None}
    assert faults["gone"].startswith("It cannot be imported: ModuleNotFoundError")
    assert faults["text"].endswith("is not an ActionSpec.")
    assert faults["plants"] in (
        "It was made for action API 7; this program has 1.",
        "Another action is already called 'plants'.",
    )
    assert faults["idle"] == faults["numbers"] == "Its spec must name the intents that it serves."
    assert faults["order"] == "The order of its spec is no int."
    assert faults["build"] == "The build of its spec cannot be called."
    assert faults["named"].startswith("Its id must be made of small letters")


def test_of_two_actions_for_an_intent_the_lower_order_serves(tmp_path: Path) -> None:
    late, early = spec("late", ("A", "B"), 50), spec("early", ("B",), 10)
    ordered = tuple(sorted(found(late, early), key=lambda one: one.spec.order if one.spec else 0))
    acting = Acting(ordered, lambda _id, _package: Place(tmp_path))
    assert dict(acting.serving) == {"B": "early", "A": "late"}


@pytest.mark.parametrize("breaks", ["preview", "perform", "undo", "names", "close"])
def test_a_stranger_that_raises_never_stops_the_program(tmp_path: Path, breaks: str) -> None:
    broken = replace(spec(), build=lambda context: Plants(context, breaks))
    acting = Acting(found(broken, spec("fine", ("Fine",))), lambda _id, _package: Place(tmp_path))
    preview = acting.preview(intent("WaterPlants"))
    action_id, outcome = acting.perform(intent("WaterPlants"))
    taken = acting.undo("plants", "dry")
    names = acting.names()
    acting.close()
    failed = "The action “plants” failed: ZeroDivisionError: pump. Nothing else was done."
    assert preview.cannot == (failed if breaks == "preview" else "")
    assert (action_id, outcome.sentence) == ("plants", failed if breaks == "perform" else "The plants are watered.")
    assert taken.sentence == (failed if breaks == "undo" else "This cannot be taken back.")
    assert len(names.areas) == (1 if breaks == "names" else 2)
    assert acting.faults == ({"plants": failed} if breaks in ("names", "close") else {})
    assert acting.names() == Names()
    assert acting.preview(intent("WaterPlants")).cannot == "Nothing here can do that."


def test_taking_back_is_risky_where_an_action_cannot_tell(tmp_path: Path) -> None:
    class Untold:
        """A stranger's action of before."""

    untold = replace(spec("untold", ("Old",)), build=lambda _context: cast("Action", Untold()))
    acting = Acting(found(spec(), untold), lambda _id, _package: Place(tmp_path))
    assert acting.undo_risk("plants", "dry") == "undoable"
    assert acting.undo_risk("untold", "1") == "risky"
    assert "undo_risk" in acting.faults["untold"]


def test_an_action_that_cannot_be_built_says_so(tmp_path: Path) -> None:
    def build(context: ActionContext) -> Action:
        raise OSError("no pump")

    acting = Acting(found(replace(spec(), build=build)), lambda _id, _package: Place(tmp_path))
    assert "OSError: no pump" in acting.preview(intent("WaterPlants")).cannot
    assert acting.perform(intent("WaterPlants"))[1].done is False
    assert acting.names() == Names()


def test_what_nobody_serves_cannot_be_done(tmp_path: Path) -> None:
    acting = Acting((), lambda _id, _package: Place(tmp_path))
    assert acting.preview(intent("Fly")).cannot == "Nothing here can do that."
    assert acting.perform(intent("Fly")) == ("", Outcome("Nothing here can do that.", done=False))
    assert acting.undo("gone", "1").done is False


JOURNEY = """
import sys
from pathlib import Path
from tests.support.commanding import Bench, intent
bench = Bench(Path(sys.argv[1]), {"water the plants": (intent("StrangerWaterPlants", plant="fern"),)})
for one in bench.commander.actions:
    if one.package == "edgeassist-plants":
        print("row", one.id, one.version, one.fault)
(step,) = bench.do("water the plants")
print("done", step.state, step.outcome.sentence)
print("undone", bench.restart().undo(step.id).outcome.sentence)
from edgeassist.intents.understanding import Understander
english = Understander("en", bench.commander.names, tuple, bench.clock)
(meant,) = english.parse("please give the cactus some water").intents
print("means", meant.name, meant.value("plant"))
print("still", [one.name for one in english.parse("turn on the kitchen light").intents])
jsgf = bench.commander.grammar().jsgf
print("heard", "sprinkle" in jsgf and "cactus" in jsgf)
bench.close()
"""


def test_a_strangers_package_is_installed_and_serves(tmp_path: Path) -> None:
    site = tmp_path / "site"
    options = ["--no-deps", "--no-build-isolation", "--no-index", "--no-compile", "--disable-pip-version-check", "-q"]
    command = [sys.executable, "-m", "pip", "install", *options, "--target", str(site), str(STRANGER)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    code = f"import sys; sys.path.insert(0, {str(site)!r})\n{textwrap.dedent(JOURNEY)}"
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "home")],
        capture_output=True, text=True, timeout=60, cwd=ROOT, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    rows = done.stdout.splitlines()
    assert "row plants 0.2.0 " in rows
    assert any(row.startswith("row plants_broken 0.2.0 It cannot be imported: ModuleNotFoundError") for row in rows)
    assert "done done The fern was watered." in rows
    assert "undone The water was taken out of the fern again." in rows
    assert (tmp_path / "home" / "commands" / "actions" / "plants" / "watered.txt").exists()
    assert "means StrangerWaterPlants cactus" in rows, "it brings its own sentences"
    assert "still ['HassTurnOn']" in rows
    assert "heard True" in rows, "and they can be said aloud"
