# SPDX-License-Identifier: Apache-2.0
"""A small Linux seccomp filter: no sockets, no other programs, no io_uring, no reaching into other processes.

Classic BPF: load the architecture and the call's number, compare, answer. x86-64 and 64-bit ARM only; elsewhere
`restrict` says so by returning False.
"""

import ctypes
import errno
import platform
import struct

from edgeassist.worker.landlock import libc

_PR_SET_SECCOMP, _MODE_FILTER = 22, 2
_ALLOW, _ERRNO, _KILL_PROCESS = 0x7FFF0000, 0x00050000, 0x80000000
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER_AT, _ARCH_AT = 0, 4
_X32_BIT = 0x40000000

# audit architecture, then the numbers of the refused calls (asm/unistd_64.h and asm-generic/unistd.h)
_ARCHES = {
    "x86_64": (
        0xC000003E,
        {errno.EACCES: (41, 53), errno.EPERM: (59, 322, 101, 310, 311, 425, 426, 427)},
    ),
    "aarch64": (
        0xC00000B7,
        {errno.EACCES: (198, 199), errno.EPERM: (221, 281, 117, 270, 271, 425, 426, 427)},
    ),
}


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def _instruction(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("=HBBI", code, yes, no, value)


def program(machine: str) -> bytes | None:
    """Return the filter for `machine` (`platform.machine()`), None where it is not known.

    Refused: socket and socketpair (EACCES); execve, execveat, ptrace, process_vm_readv and -writev, io_uring_* (EPERM).
    Another architecture's calls (32-bit on x86-64), which would carry other numbers, end the process.
    """
    if machine not in _ARCHES:
        return None
    arch, refused = _ARCHES[machine]
    lines = [
        _instruction(_LOAD, _ARCH_AT),
        _instruction(_EQUAL, arch, yes=1),
        _instruction(_RETURN, _KILL_PROCESS),
        _instruction(_LOAD, _NUMBER_AT),
    ]
    if machine == "x86_64":
        lines += [_instruction(_AT_LEAST, _X32_BIT, no=1), _instruction(_RETURN, _ERRNO | errno.EPERM)]
    for error, numbers in refused.items():
        for number in numbers:
            lines += [_instruction(_EQUAL, number, no=1), _instruction(_RETURN, _ERRNO | error)]
    return b"".join([*lines, _instruction(_RETURN, _ALLOW)])


def restrict() -> bool:
    """Put the filter on this thread and those it starts; False where the kernel or the machine cannot.

    Needs `forbid_new_privileges` first.
    """
    code = program(platform.machine())
    if code is None:
        return False
    buffer = ctypes.create_string_buffer(code, len(code))
    filter_ = _Program(len(code) // 8, ctypes.cast(buffer, ctypes.c_void_p))
    return int(libc().prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(filter_), 0, 0)) == 0
