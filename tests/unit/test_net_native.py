# SPDX-License-Identifier: Apache-2.0
"""Whose native code asked for a network socket: the Python on its thread, the thread, or another program."""

import os
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from edgeassist.net.askers import Asker
from edgeassist.net.attempts import REFUSED_FOREIGN, Attempts
from edgeassist.net.native import Attendant, answer

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the kernel's listener is Linux's")


class Pair:
    """Both ends of the line on which the door asks the window, and what the window would write down."""

    def __init__(self) -> None:
        self.window, self.door = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.noted: list[Asker] = []

    def answers(self) -> None:
        answer(self.window, self.noted.append)

    def close(self) -> None:
        self.door.close()
        for thread in threading.enumerate():
            if thread.name == "native-askers":
                thread.join(60)
        self.window.close()


@pytest.fixture
def pair() -> Iterator[Pair]:
    made = Pair()
    yield made
    made.close()


def attendant(pair: Pair, log: Path, listener: int = -1) -> Attendant:
    return Attendant(listener, pair.door, os.getpid(), Attempts(log))


def test_the_window_names_the_python_code_that_called_into_native_code(pair: Pair, tmp_path: Path) -> None:
    pair.answers()
    assert attendant(pair, tmp_path)._named(threading.get_native_id()) == ""
    (asked,) = pair.noted
    assert asked.who.endswith(" by native code")
    assert "tests" in asked.callers


def test_what_tries_again_and_again_is_noted_once(pair: Pair, tmp_path: Path) -> None:
    pair.answers()
    door = attendant(pair, tmp_path)
    for _ in range(5):
        assert door._named(threading.get_native_id()) == ""
    assert len(pair.noted) == 1
    assert [door._is_news(by) for by in ("a", "b", "a")] == [True, True, False]


def test_a_window_that_does_not_answer_costs_a_moment_and_the_door_names_the_thread(pair: Pair, tmp_path: Path) -> None:
    door = attendant(pair, tmp_path)
    assert door._named(threading.get_native_id()).startswith("native code, thread ")
    pair.answers()  # what it asked before is answered now, too late
    assert door._named(threading.get_native_id()) == ""


def test_a_thread_without_python_code_is_named_by_the_door(pair: Pair, tmp_path: Path) -> None:
    pair.door.settimeout(5)
    pair.answers()
    pair.door.send(struct.pack("=I", 2**22 + 1))
    assert struct.unpack("=I?", pair.door.recv(16)) == (2**22 + 1, False)
    assert pair.noted == []


def test_another_program_is_named_as_such(pair: Pair, tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        named = attendant(pair, tmp_path)._named(child.pid)
        child.communicate(b"\n")
    assert named.endswith(", a program that EdgeAssist started")
    gone = attendant(pair, tmp_path)._named(child.pid)
    assert gone == "a thread that has ended, a program that EdgeAssist started"


def test_without_a_listener_there_is_nothing_to_attend(pair: Pair, tmp_path: Path) -> None:
    with (tmp_path / "no listener").open("wb") as file:
        attendant(pair, tmp_path, file.fileno()).serve()
    assert Attempts(tmp_path).read().attempts == ()


LISTENS = """
import os, socket, sys, threading
from pathlib import Path
from edgeassist.net.attempts import Attempts
from edgeassist.net.native import Attendant
from edgeassist.worker import landlock, seccomp
landlock.forbid_new_privileges()
near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
ours, theirs = socket.socketpair()
if not os.fork():
    near.close()
    _, (listener,), _, _ = socket.recv_fds(theirs, 10, 1)
    Attendant(listener, far, int(sys.argv[2]) or os.getppid(), Attempts(Path(sys.argv[1]))).serve()
    print("over")
    sys.stdout.flush()
    os._exit(0)
theirs.close()
far.close()
listener = seccomp.listen()
socket.send_fds(ours, [b"x"], [listener])
os.close(listener)
for family in (socket.AF_INET, socket.AF_UNIX):
    try:
        socket.socket(family).close()
        print("made")
    except OSError as error:
        print(error.strerror, flush=True)
"""


@pytest.mark.parametrize("other", [0, 1])
def test_the_kernels_calls_are_refused_and_written_down(tmp_path: Path, other: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LISTENS, str(tmp_path), str(other)], capture_output=True, text=True, timeout=30
    )
    assert sorted(done.stdout.split()) == ["Permission", "denied", "made", "over"], done.stderr
    (one,) = Attempts(tmp_path).read().attempts
    assert one.outcome == REFUSED_FOREIGN
    assert one.by.endswith("a program that EdgeAssist started") == bool(other)
