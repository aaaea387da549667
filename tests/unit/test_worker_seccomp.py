# SPDX-License-Identifier: Apache-2.0
"""The system call filter, read instruction by instruction as the kernel reads it."""

import errno
import struct
import sys

import pytest

from edgeassist.worker import alarm, landlock, sandbox, seccomp
from edgeassist.worker.seccomp import program

ALLOWED, KILLED = 0x7FFF0000, 0x80000000
ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
SOCKET = {"x86_64": 41, "aarch64": 198}
EXECVE = {"x86_64": 59, "aarch64": 221}
READ = {"x86_64": 0, "aarch64": 63}


def verdict(code: bytes, number: int, arch: int, argument: int = 0) -> int:
    lines = list(struct.iter_unpack("=HBBI", code))
    at = loaded = 0
    while True:
        operation, yes, no, value = lines[at]
        match operation:
            case 0x20:
                loaded = {0: number, 4: arch, 16: argument}[value]
            case 0x15:
                at += yes if loaded == value else no
            case 0x35:
                at += yes if loaded >= value else no
            case 0x06:
                return int(value)
        at += 1


def refused(error: int) -> int:
    return 0x00050000 | error


@pytest.mark.parametrize("machine", ARCH)
def test_sockets_and_programs_are_refused_and_reading_is_not(machine: str) -> None:
    code = program(machine)
    assert code is not None
    assert verdict(code, SOCKET[machine], ARCH[machine]) == refused(errno.EACCES)
    assert verdict(code, EXECVE[machine], ARCH[machine]) == refused(errno.EPERM)
    assert verdict(code, 425, ARCH[machine]) == refused(errno.EPERM)
    assert verdict(code, READ[machine], ARCH[machine]) == ALLOWED


REACHING_OUT = {
    "ptrace": (101, 117),
    "process_vm_writev": (311, 271),
    "pidfd_getfd": (438, 438),
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "keyctl": (250, 219),
    "bpf": (321, 280),
}


@pytest.mark.parametrize("call", REACHING_OUT)
def test_reaching_out_of_the_process_is_refused(call: str) -> None:
    for machine, number in zip(("x86_64", "aarch64"), REACHING_OUT[call], strict=True):
        code = program(machine)
        assert code is not None
        assert verdict(code, number, ARCH[machine]) == refused(errno.EPERM)


@pytest.mark.parametrize("machine", ARCH)
def test_watching_the_parent_is_allowed(machine: str) -> None:
    code = program(machine)
    assert code is not None
    assert verdict(code, 434, ARCH[machine]) == ALLOWED


@pytest.mark.parametrize("machine", ARCH)
def test_calls_of_another_architecture_end_the_process(machine: str) -> None:
    code = program(machine)
    assert code is not None
    assert verdict(code, READ[machine], 0x40000003) == KILLED


@pytest.mark.parametrize("machine", ARCH)
def test_a_sound_server_may_be_spoken_to_and_no_network(machine: str) -> None:
    code = program(machine, local_sockets=True)
    assert code is not None
    local, network = 1, 2
    assert verdict(code, SOCKET[machine], ARCH[machine], local) == ALLOWED
    assert verdict(code, SOCKET[machine], ARCH[machine], network) == refused(errno.EACCES)
    assert verdict(code, SOCKET[machine], ARCH[machine], 10) == refused(errno.EACCES)
    assert verdict(code, EXECVE[machine], ARCH[machine], local) == refused(errno.EPERM)
    assert verdict(code, READ[machine], ARCH[machine]) == ALLOWED


def test_the_second_numbering_of_x86_is_no_way_round() -> None:
    code = program("x86_64")
    assert code is not None
    assert verdict(code, 0x40000000 + 41, ARCH["x86_64"]) == refused(errno.EPERM)


def test_an_unknown_machine_has_no_filter() -> None:
    assert program("riscv64") is None


def test_a_lock_that_fails_keeps_no_other_from_being_tried(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object) -> bool:
        raise OSError(errno.EINVAL, "landlock system call 445")

    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(landlock, "forbid_new_privileges", lambda: None)
    monkeypatch.setattr(landlock, "restrict", refuse)
    monkeypatch.setattr(seccomp, "restrict", lambda **_: True)
    monkeypatch.setattr(alarm, "ring", lambda _alarm: None)
    assert sandbox.lock([]) == ("seccomp", "audit")
    assert "(landlock)" in capsys.readouterr().err


@pytest.mark.parametrize("machine", ARCH)
def test_the_windows_filter_leaves_programs_and_local_sockets_and_refuses_all_others(machine: str) -> None:
    code = program(machine, local_sockets=True, programs=True)
    assert code is not None
    assert verdict(code, EXECVE[machine], ARCH[machine]) == ALLOWED
    for family, expected in ((1, ALLOWED), (2, refused(errno.EACCES)), (10, refused(errno.EACCES)), (16, refused(13))):
        assert verdict(code, SOCKET[machine], ARCH[machine], family) == expected
    for number in (425, 438):  # io_uring_setup, pidfd_getfd: ways round the refusal of sockets
        assert verdict(code, number, ARCH[machine]) == refused(errno.EPERM)
    assert verdict(code, READ[machine], 0x40000003) == refused(errno.EPERM)  # a 32-bit call ends no window


@pytest.mark.parametrize("machine", ARCH)
def test_a_filter_that_is_listened_to_gives_away_network_sockets_and_refuses_the_rest_itself(machine: str) -> None:
    code = program(machine, local_sockets=True, programs=True, told=True)
    assert code is not None
    socketpair = {"x86_64": 53, "aarch64": 199}[machine]
    assert verdict(code, SOCKET[machine], ARCH[machine], argument=2) == 0x7FC00000
    assert verdict(code, SOCKET[machine], ARCH[machine], argument=1) == ALLOWED
    assert verdict(code, socketpair, ARCH[machine], argument=2) == refused(errno.EACCES)
    assert verdict(code, 425, ARCH[machine]) == refused(errno.EPERM)


def test_an_unknown_machine_is_not_listened_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    assert seccomp.listen() is None
