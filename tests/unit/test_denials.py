# SPDX-License-Identifier: Apache-2.0
"""What the engine's locks refused: in the Protection row, in the log, and anew for another worker."""

from pathlib import Path

import pytest

import edgeassist.app.protections as module
from edgeassist.app.denials import DeniedLog
from edgeassist.app.protections import protections, refused_words
from edgeassist.net.attempts import REFUSED_FOREIGN, Attempts
from edgeassist.net.gate import Gate
from edgeassist.net.switch import Switch
from edgeassist.runtime.state import EngineState, Phase
from edgeassist.wire import Denied, Stats

LINE = Denied(what="connection", name="127.0.0.1:9")
PROGRAM, FILE = Denied(what="program", name="/bin/true"), Denied(what="file", name="/data/.ssh/id")


@pytest.fixture
def gate(tmp_path: Path) -> Gate:
    made = Gate(Switch())
    made.log_to(tmp_path)
    return made


def test_a_refused_connection_of_the_engine_is_in_the_network_log_once(gate: Gate, tmp_path: Path) -> None:
    log = DeniedLog(gate)
    for state in ((), (LINE,), (LINE, PROGRAM), (LINE, PROGRAM)):
        log(EngineState(denied=state))
    log(Stats())
    (one,) = Attempts(tmp_path).read().attempts
    assert (one.host, one.port, one.outcome, one.by) == ("127.0.0.1", 9, REFUSED_FOREIGN, "Engine")


def test_a_port_that_is_none_is_no_number(gate: Gate, tmp_path: Path) -> None:
    DeniedLog(gate)(EngineState(denied=(Denied(what="connection", name="127.0.0.1:" + "9" * 9999),)))
    (one,) = Attempts(tmp_path).read().attempts
    assert one.port == 0


def test_another_worker_is_noted_anew(gate: Gate, tmp_path: Path) -> None:
    log = DeniedLog(gate)
    for state in ((LINE,), (), (LINE,), (Denied(what="connection", name="socket.__new__"),)):
        log(EngineState(denied=state))
    found = Attempts(tmp_path).read().attempts
    assert sorted((one.host, one.port) for one in found) == [("", 0), ("127.0.0.1", 9), ("127.0.0.1", 9)]


def test_the_row_of_the_engine_says_what_was_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_children", lambda: iter([("infer", 1)]))
    state = EngineState(phase=Phase.READY, sandbox=("landlock", "seccomp", "audit"), denied=(LINE, PROGRAM, FILE))
    rows = {one.name: one for one in protections(state)}
    assert rows["Engine"].refused == (
        "Refused since its start: the file /data/.ssh/id; starting /bin/true; a connection to 127.0.0.1:9."
    )
    assert rows["This program"].refused == ""


def test_many_refusals_are_counted() -> None:
    many = tuple(Denied(what="program", name=f"p{number}") for number in range(7))
    said = refused_words(many)
    assert said.startswith("Refused since its start: starting p6; ")
    assert said.endswith("starting p2. And 2 earlier things.")
    assert refused_words(()) == ""
