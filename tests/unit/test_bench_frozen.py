# SPDX-License-Identifier: Apache-2.0
"""How the frozen program is measured beside the source: in turns that change places, told by the middle ratio."""

from pathlib import Path

import pytest

from tests.bench import frozen

OURS, SOURCE = ("frozen",), ("source",)


def test_both_are_warmed_and_then_take_turns_in_going_first() -> None:
    asked: list[str] = []

    def measured(command: frozen.Command) -> float:
        asked.append(command[0][0])
        return float(len(asked))

    pairs = frozen.in_turns((OURS, SOURCE), measured, 3)
    assert "".join(asked) == "fs" + "fs" + "sf" + "fs"
    assert pairs == [(3.0, 4.0), (6.0, 5.0), (7.0, 8.0)]


def test_a_machine_that_slows_down_on_the_way_gives_no_advantage() -> None:
    moment = iter(range(1, 100))
    pairs = frozen.in_turns((OURS, SOURCE), lambda _command: 1000.0 / next(moment), 4)
    assert frozen._share(pairs).value == pytest.approx(1.0, abs=0.03)


@pytest.mark.parametrize(("speed", "is_met"), [(1.0, True), (0.97, True), (0.96, False)])
def test_one_turn_that_was_disturbed_does_not_decide(speed: float, is_met: bool) -> None:
    figure = frozen._share([(100.0 * speed, 100.0), (100.0 * speed, 100.0), (20.0, 100.0)])
    assert figure.value == pytest.approx(speed)
    assert figure.met is is_met
    assert "SmolLM2-135M Q4_K_M, 128 tokens" in figure.conditions


def test_without_a_bundle_nothing_is_measured_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("EDGEASSIST_BUNDLE", str(tmp_path / "gone"))
    assert frozen.measure(quick=True) == []
    assert "`make bundle` makes it" in capsys.readouterr().err
