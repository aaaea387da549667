# SPDX-License-Identifier: Apache-2.0
"""The gate without a door, as on Windows and macOS: it opens, counts, writes down, and permits nobody else."""

import json
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from edgeassist.net import wall
from edgeassist.net.attempts import FAILED, OPENED, REFUSED_OFFLINE, Attempts
from edgeassist.net.door import Door, DoorGone, _Keeper
from edgeassist.net.gate import Gate, NoDoor, may_connect, permitted
from edgeassist.net.switch import Switch, SwitchedOff


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as made:
        yield made


@pytest.fixture
def switch() -> Switch:
    return Switch()


@pytest.fixture
def gate(switch: Switch, tmp_path: Path) -> Gate:
    made = Gate(switch)
    made.log_to(tmp_path)
    return made


def port_of(listener: socket.socket) -> int:
    return int(listener.getsockname()[1])


def test_what_it_opens_is_written_down_with_what_came(gate: Gate, listener: socket.socket, tmp_path: Path) -> None:
    passage = gate.connect("127.0.0.1", port_of(listener), purpose="Fetching a model", timeout_s=5)
    passage.took(3)
    passage.took(4)
    passage.end()
    passage.end()
    passage.socket.close()
    (one,) = Attempts(tmp_path).read().attempts
    assert (one.outcome, one.bytes_in) == (OPENED, 7)


def test_what_it_cannot_open_is_written_down_too(gate: Gate, listener: socket.socket, tmp_path: Path) -> None:
    port = port_of(listener)
    listener.close()
    with pytest.raises(ConnectionRefusedError):
        gate.connect("127.0.0.1", port, purpose="Fetching a model", timeout_s=5)
    assert [one.outcome for one in Attempts(tmp_path).read().attempts] == [FAILED]


def test_switched_off_it_opens_nothing_and_says_who_asked(
    gate: Gate, switch: Switch, listener: socket.socket, tmp_path: Path
) -> None:
    switch.turn(on=True)
    with pytest.raises(SwitchedOff):
        gate.connect("127.0.0.1", port_of(listener), purpose="Searching for models", timeout_s=5)
    (one,) = Attempts(tmp_path).read().attempts
    assert (one.outcome, one.purpose) == (REFUSED_OFFLINE, "Searching for models")


def test_turned_while_it_opens_the_connection_is_closed_again(
    gate: Gate, switch: Switch, listener: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, connect = list[socket.socket](), socket.create_connection

    def turned_meanwhile(address: tuple[str, int], timeout: float) -> socket.socket:
        opened.append(connect(address, timeout))
        switch.turn(on=True)
        return opened[0]

    monkeypatch.setattr(socket, "create_connection", turned_meanwhile)
    with pytest.raises(SwitchedOff):
        gate.connect("127.0.0.1", port_of(listener), purpose="x", timeout_s=5)
    assert opened[0].fileno() == -1


def test_a_permit_ends_with_its_block_and_holds_for_one_thread() -> None:
    assert not may_connect()
    with permitted():
        with permitted():
            assert may_connect()
        assert may_connect()
    assert not may_connect()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no door there")
def test_a_door_that_has_ended_is_said_in_plain_words(gate: Gate) -> None:
    near, far = socket.socketpair()
    far.close()
    gate.use(Door(near, 0))
    with pytest.raises(NoDoor, match="Nothing was sent"):
        gate.connect("127.0.0.1", 9, purpose="x", timeout_s=1)
    near.close()
    with pytest.raises(DoorGone):
        Door(near, 0).browse("https://example.org")


@pytest.mark.parametrize(
    ("environment", "why"),
    [
        ({}, ""), ({"DISPLAY": ":0"}, ""), ({"DISPLAY": "unix:0"}, ""), ({"DISPLAY": "/tmp/x:0"}, ""),
        ({"DISPLAY": "far:10.0"}, "the screen itself"), ({"DISPLAY": "far:10", "WAYLAND_DISPLAY": "wayland-0"}, ""),
    ],
)  # fmt: skip
def test_the_wall_stays_down_where_the_screen_is_reached_over_the_network(
    environment: dict[str, str], why: str
) -> None:
    found = wall.why_not(environment)
    assert found.startswith(why)
    assert bool(found) == bool(why) or sys.platform != "linux"


class Told:
    """A door that does not answer by itself: what it was told is kept, and answered by who holds the far side."""

    def __init__(self) -> None:
        self.near, self.far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.door = Door(self.near, 0)

    def close(self) -> None:
        self.near.close()
        self.far.close()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no door there")
def test_a_door_that_does_not_answer_holds_the_switch_up_for_a_second_at_most(
    gate: Gate, switch: Switch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edgeassist.net.door._SWITCH_LIMIT_S", 0.05)
    told = Told()
    gate.use(told.door)
    switch.turn(on=True)
    assert switch.on
    messages = [json.loads(told.far.recv(4096)) for _ in range(2)]
    assert [one["switch"] for one in messages] == [False, True]
    assert messages[0]["turn"] < messages[1]["turn"]
    told.close()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no door there")
def test_the_door_keeps_to_the_last_turn_in_whatever_order_it_hears(tmp_path: Path) -> None:
    keeper = _Keeper(socket.socket(), Attempts(tmp_path))
    for asked in ({"switch": False, "turn": 1}, {"switch": True, "turn": 3}, {"switch": False, "turn": 2}):
        near, far = socket.socketpair()
        keeper._serve(json.dumps(asked).encode(), far)
        assert near.recv(10) == b"{}"
        near.close()
    near, far = socket.socketpair()
    keeper._serve(json.dumps({"host": "127.0.0.1", "port": 9, "for": "x", "timeout": 1}).encode(), far)
    assert json.loads(near.recv(4096))["error"] == "switch"
    near.close()
    keeper._line.close()
