# SPDX-License-Identifier: Apache-2.0
"""Any commands in any order: taken back in reverse, everything is as it was; killed or crowded, nothing is lost."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edgeassist.intents.commands import Step
from edgeassist.intents.intent import Intent
from edgeassist.intents.kept import FILE
from tests.support.commanding import Bench, intent

ROOT = Path(__file__).resolve().parents[2]
TABLES = ("moments", "notes", "lists", "items", "devices")
DEEDS: tuple[Intent, ...] = (
    intent("HassStartTimer", minutes=5),
    intent("HassStartTimer", minutes=7, name="tea"),
    intent("HassCancelTimer", name="tea"),
    intent("HassCancelAllTimers"),
    intent("HassPauseTimer"),
    intent("HassUnpauseTimer"),
    intent("HassIncreaseTimer", minutes=1),
    intent("HassDecreaseTimer", seconds=30),
    intent("EdgeSetAlarm", time="07:00"),
    intent("EdgeCancelAlarm"),
    intent("EdgeSetReminder", text="call Ann", seconds=600),
    intent("EdgeCancelReminder"),
    intent("EdgeTakeNote", text="a note"),
    intent("EdgeDeleteLastNote"),
    intent("EdgeDeleteAllNotes"),
    intent("HassShoppingListAddItem", item="milk"),
    intent("HassShoppingListAddItem", item="bread"),
    intent("HassShoppingListCompleteItem", item="milk"),
    intent("HassListRemoveItem", item="milk", name="shopping"),
    intent("EdgeClearList", list="shopping"),
    intent("EdgeCreateList", list="packing"),
    intent("HassListAddItem", item="socks", name="packing"),
    intent("EdgeDeleteList", list="packing"),
    intent("HassTurnOn", domain="light"),
    intent("HassTurnOff", name="all"),
    intent("HassLightSet", name="desk-lamp", color="red"),
    intent("HassTurnOff", name="front-door"),
    intent("HassTurnOn", name="garage-door"),
    intent("HassGetCurrentTime"),
    intent("Fly"),
)
KNOWN: dict[str, tuple[Intent, ...]] = {str(number): (one,) for number, one in enumerate(DEEDS)}


def kept(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return the things that commands keep, but for marks that only say that a list was touched."""
    columns = {"lists": "id, code, name"}
    with closing(sqlite3.connect(folder / "commands" / FILE)) as connection:
        return {
            table: connection.execute(" ".join(("SELECT", columns.get(table, "*"), "FROM", table))).fetchall()
            for table in TABLES
        }


def done_in(bench: Bench, text: str) -> Step:
    """Do a sentence whatever it asks, as a person who always clicks."""
    (step,) = bench.type(text).steps
    return bench.commander.perform(step.id)


@settings(max_examples=12)
@given(st.lists(st.sampled_from(sorted(KNOWN)), min_size=1, max_size=12), st.integers(0, 11))
def test_all_taken_back_in_reverse_leaves_everything_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], restart_at: int
) -> None:
    bench = Bench(tmp_path_factory.mktemp("random"), KNOWN)
    bench.commander.names()  # the home is furnished
    before = kept(bench.folder)
    images = [before]
    steps: list[Step] = []
    for text in texts:
        step = done_in(bench, text)
        assert step.state in ("done", "cannot")
        if step.state == "done" and step.outcome is not None and step.outcome.undo:
            steps.append(step)
            images.append(kept(bench.folder))
        else:
            assert kept(bench.folder) == images[-1]
    for number, step in enumerate(reversed(steps)):
        if number == restart_at:
            bench.restart()
        undone = bench.commander.undo(step.id)
        images.pop()
        # A list that something was put on in between stays: it was touched.
        if undone.state == "undone":
            assert kept(bench.folder) == images[-1]
        else:
            assert step.intent.name in ("EdgeCreateList", "EdgeDeleteList")
            break
    bench.close()


@pytest.mark.parametrize("seed", range(4))
def test_a_step_is_never_taken_back_twice_in_any_order(tmp_path: Path, seed: int) -> None:
    chance, bench = random.Random(seed), Bench(tmp_path, KNOWN)
    steps = [done_in(bench, chance.choice(sorted(KNOWN))) for _ in range(12)]
    undone: dict[int, Step] = {}
    for _ in range(20):
        step = chance.choice(steps)
        taken = bench.commander.undo(step.id)
        if step.id in undone:
            assert taken == undone[step.id]
        elif taken.state == "undone":
            undone[step.id] = taken
    assert {one.id for one in bench.commander.earlier() if one.state == "undone"} == set(undone)
    bench.close()


def crowd(calls: list[Callable[[], object]]) -> list[BaseException]:
    """Make all calls at once, each on its thread; return what they raised."""
    raised: list[BaseException] = []
    start = threading.Barrier(len(calls))

    def run(call: Callable[[], object]) -> None:
        start.wait()
        try:
            call()
        except BaseException as error:
            raised.append(error)

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_many_threads_do_a_step_once(tmp_path: Path) -> None:
    bench = Bench(tmp_path, KNOWN)
    (step,) = bench.type("15").steps
    assert crowd([lambda: bench.commander.perform(step.id)] * 8) == []
    assert [row[2] for row in kept(tmp_path)["items"]] == ["milk"]
    assert crowd([lambda: bench.commander.undo(step.id)] * 8) == []
    assert kept(tmp_path)["items"] == []
    bench.close()


def test_many_threads_and_two_programs_lose_nothing(tmp_path: Path) -> None:
    known: dict[str, tuple[Intent, ...]] = {
        f"note {number}": (intent("EdgeTakeNote", text=f"n{number}"),) for number in range(12)
    }
    one, other = Bench(tmp_path, known), Bench(tmp_path, known)
    calls = [(lambda text=text, bench=bench: bench.do(text)) for text in known for bench in (one, other)]
    assert crowd(list(calls)) == []
    texts = sorted(str(row[1]) for row in kept(tmp_path)["notes"])
    assert texts == sorted([f"n{number}" for number in range(12)] * 2)
    assert len(one.commander.earlier()) == len(other.commander.earlier()) == 24
    one.close()
    other.close()


CHILD = """
import sys
from pathlib import Path
from tests.support.commanding import Bench, intent
known = {str(number): (intent("EdgeTakeNote", text=f"n{number}"),) for number in range(10_000)}
bench = Bench(Path(sys.argv[1]), known)
for text in known:
    (step,) = bench.do(text)
    print(step.id, text, flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="kills as POSIX does")
@pytest.mark.parametrize("lines", [2, 17])
def test_a_killed_program_keeps_its_list_of_commands_and_can_take_each_back(tmp_path: Path, lines: int) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, str(tmp_path)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as child:
        assert child.stdout is not None
        said = [child.stdout.readline() for _ in range(lines)]
        child.send_signal(signal.SIGKILL)
        said += [line for line in child.stdout.read().splitlines(keepends=True) if line.endswith("\n")]
    acknowledged = {int(line.split()[0]): f"n{line.split()[1]}" for line in said}
    bench = Bench(tmp_path, {})
    assert bench.commander.problem == ""
    listed = {one.id: one for one in bench.commander.earlier(20_000)}
    assert set(acknowledged) <= set(listed)
    assert {listed[number].state for number in acknowledged} == {"done"}
    for number, text in acknowledged.items():
        taken = bench.commander.undo(number)
        assert (taken.state, taken.outcome and taken.outcome.sentence) == ("undone", f"The note is gone again: {text}")
    assert len(kept(tmp_path)["notes"]) <= 1  # the one it was killed over
    bench.close()


def test_what_is_kept_of_a_command_is_readable_json_without_sound(tmp_path: Path) -> None:
    bench = Bench(tmp_path, KNOWN)
    bench.say("15")
    with closing(sqlite3.connect(tmp_path / "commands" / FILE)) as connection:
        (row,) = connection.execute("SELECT step FROM steps").fetchone()
    assert set(json.loads(row)) >= {"intent", "preview", "state", "at"}
    assert "heard" not in json.loads(row)
    bench.close()
