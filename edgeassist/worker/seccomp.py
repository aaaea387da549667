# SPDX-License-Identifier: Apache-2.0
"""A small Linux seccomp filter: no sockets, no other programs, no reaching into other processes or the kernel.

Classic BPF: load the architecture and the call's number, compare, answer. x86-64 and 64-bit ARM only; elsewhere
`restrict` says so by returning False.
"""

import ctypes
import errno
import platform
import struct

from edgeassist.worker.landlock import libc

_PR_SET_SECCOMP, _MODE_FILTER = 22, 2
_ALLOW, _NOTIFY, _ERRNO, _KILL_PROCESS = 0x7FFF0000, 0x7FC00000, 0x00050000, 0x80000000
_NEW_LISTENER = 1 << 3
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER_AT, _ARCH_AT, _FIRST_ARGUMENT_AT = 0, 4, 16  # the argument's low half: both machines are little-endian
_AF_UNIX = 1
_X32_BIT = 0x40000000

_SECCOMP = {"x86_64": 317, "aarch64": 277}
_ARCHES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

# The refused calls with their numbers in the order of `_ARCHES` (asm/unistd_64.h and asm-generic/unistd.h).
_SOCKETS = {"socket": (41, 198), "socketpair": (53, 199)}
_PROGRAMS = {"execve": (59, 221), "execveat": (322, 281)}
_REACHING = {  # what could lead round the refusal of sockets: another process' sockets, or the kernel's other way in
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "pidfd_getfd": (438, 438),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
}
_KERNEL = {
    "unshare": (272, 97),
    "setns": (308, 268),
    "chroot": (161, 51),
    "pivot_root": (155, 41),
    "mount": (165, 40),
    "umount2": (166, 39),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsmount": (432, 432),
    "mount_setattr": (442, 442),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
}


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def _instruction(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("=HBBI", code, yes, no, value)


def program(machine: str, *, local_sockets: bool = False, programs: bool = False, told: bool = False) -> bytes | None:
    """Return the filter for `machine` (`platform.machine()`), None where it is not known.

    Refused: sockets (EACCES); other programs, reaching into other processes, io_uring, name spaces and mounts, the
    kernel's keys, its programs and its counters (EPERM).
    Another architecture's calls (32-bit on x86-64), which would carry other numbers, end the process. With
    `local_sockets` those of the family AF_UNIX are allowed, and no other. With `programs` (the window, which starts
    children and a web browser) only sockets and what leads round their refusal are refused, and nothing ends. `told`:
    a socket call that would be refused is given to whoever listens (`listen`).
    """
    if machine not in _ARCHES:
        return None
    at = tuple(_ARCHES).index(machine)
    lines = [
        _instruction(_LOAD, _ARCH_AT),
        _instruction(_EQUAL, _ARCHES[machine], yes=1),
        _instruction(_RETURN, _ERRNO | errno.EPERM if programs else _KILL_PROCESS),
        _instruction(_LOAD, _NUMBER_AT),
    ]
    if machine == "x86_64":
        lines += [_instruction(_AT_LEAST, _X32_BIT, no=1), _instruction(_RETURN, _ERRNO | errno.EPERM)]
    for numbers in (_REACHING if programs else {**_PROGRAMS, **_REACHING, **_KERNEL}).values():
        lines += [_instruction(_EQUAL, numbers[at], no=1), _instruction(_RETURN, _ERRNO | errno.EPERM)]
    for name, numbers in _SOCKETS.items():
        refusal = [_instruction(_RETURN, _NOTIFY if told and name == "socket" else _ERRNO | errno.EACCES)]
        if local_sockets:
            refusal = [
                _instruction(_LOAD, _FIRST_ARGUMENT_AT),
                _instruction(_EQUAL, _AF_UNIX, no=1),
                _instruction(_RETURN, _ALLOW),
                *refusal,
            ]
        lines += [_instruction(_EQUAL, numbers[at], no=len(refusal)), *refusal]
    return b"".join([*lines, _instruction(_RETURN, _ALLOW)])


def restrict(*, local_sockets: bool = False, programs: bool = False) -> bool:
    """Put the filter on this thread and those it starts; False where the kernel or the machine cannot.

    Needs `forbid_new_privileges` first. `local_sockets` and `programs` as in `program`.
    """
    code = program(platform.machine(), local_sockets=local_sockets, programs=programs)
    if code is None:
        return False
    filter_ = _filter(code)
    return int(libc().prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(filter_), 0, 0)) == 0


def listen() -> int | None:
    """Put the window's filter on, as `restrict` with both wishes does; None where it cannot be listened to.

    Return a descriptor that gives each network socket this thread, those it starts and its children ask for from now
    on; each call waits for its answer there, and fails once the descriptor is closed everywhere.
    """
    machine = platform.machine()
    code = program(machine, local_sockets=True, programs=True, told=True)
    if code is None:
        return None
    made = int(libc().syscall(_SECCOMP[machine], 1, _NEW_LISTENER, ctypes.byref(_filter(code))))
    return made if made >= 0 else None


def _filter(code: bytes) -> _Program:
    buffer = ctypes.create_string_buffer(code, len(code))
    return _Program(len(code) // 8, ctypes.cast(buffer, ctypes.c_void_p))
