# SPDX-License-Identifier: Apache-2.0
"""The offline switch: what it refuses, whom it cuts, how another process of ours turns it."""

from collections.abc import Callable

import pytest

from edgeassist.core.errors import Unavailable
from edgeassist.net.switch import Switch, SwitchedOff, wished_by


def test_off_it_admits_everyone() -> None:
    Switch().check("hub.example")


def test_on_it_says_what_happened_and_how_to_turn_it_off() -> None:
    switch = Switch()
    switch.turn(on=True)
    with pytest.raises(SwitchedOff) as caught:
        switch.check("hub.example", kept=False)
    assert str(caught.value) == "The offline switch is on, so hub.example was not asked. Nothing was sent."
    assert "edgeassist network offline off" in caught.value.hint
    assert (caught.value.code, caught.value.exit_code) == ("offline-switch", Unavailable.exit_code)


def test_a_download_hears_that_what_came_is_kept() -> None:
    assert SwitchedOff("hub.example").hint.endswith("start it again to go on from there.")


def test_forced_it_stays_on_and_says_how_it_was_forced() -> None:
    switch = Switch()
    switch.force()
    switch.turn(on=False)
    with pytest.raises(SwitchedOff) as caught:
        switch.check("hub.example", kept=False)
    assert "--offline" in caught.value.hint
    assert "network offline off" not in caught.value.hint


def test_turning_it_on_cuts_what_is_open_and_nothing_that_has_ended() -> None:
    switch, cut = Switch(), list[str]()
    switch.guard(lambda: cut.append("open"))
    leave = switch.guard(lambda: cut.append("ended"))
    leave()
    leave()
    switch.turn(on=True)
    switch.turn(on=True)
    switch.turn(on=False)
    assert cut == ["open"]


def test_who_watches_hears_of_each_change_once() -> None:
    switch, seen = Switch(), list[bool]()
    leave = switch.watch(lambda: seen.append(switch.on))
    for on in (True, True, False, False, True):
        switch.turn(on=on)
    leave()
    switch.turn(on=False)
    assert seen == [True, False, True]


def test_another_process_turns_it_at_the_next_look_and_is_asked_once_a_second() -> None:
    now, asked = [0.0], list[float]()
    switch = Switch(lambda: now[0])

    def find_out() -> None:
        asked.append(now[0])
        switch.turn(on=True)

    switch.follow(find_out)
    with pytest.raises(SwitchedOff):
        switch.check("hub.example")
    for now[0] in (0.2, 0.9, 1.1, 1.5):
        switch.look()
    assert asked == [0.0, 1.1]


@pytest.mark.parametrize(
    ("variable", "arguments", "wished"),
    [
        ("", (), False), ("0", (), False), ("off", (), False), ("1", (), True), ("yes", (), True),
        ("", ("--offline",), True), ("", ("--json",), False),
    ],
)  # fmt: skip
def test_a_run_is_forced_by_the_variable_or_the_option(variable: str, arguments: tuple[str, ...], wished: bool) -> None:
    assert wished_by(variable, arguments) is wished


@pytest.mark.usefixtures("expects_log")
def test_a_cut_that_fails_leaves_no_other_connection_open_and_nobody_untold() -> None:
    switch, done = Switch(), list[str]()

    def closed_already() -> None:
        raise ValueError("I/O operation on closed file")

    switch.guard(closed_already)
    switch.guard(lambda: done.append("cut"))
    switch.watch(closed_already)
    switch.watch(lambda: done.append("told"))
    switch.turn(on=True)
    assert switch.on
    assert done == ["cut", "told"]


def test_carried_out_by_another_it_refuses_at_once_and_cuts_when_that_comes_to_it() -> None:
    switch, waiting, cut = Switch(), list[Callable[[], None]](), list[str]()
    switch.guard(lambda: cut.append("open"))
    switch.carry(waiting.append)
    switch.turn(on=True)
    with pytest.raises(SwitchedOff):
        switch.check("hub.example")
    assert cut == []
    waiting[0]()
    switch.carry(None)
    assert cut == ["open"]
