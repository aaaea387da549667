# SPDX-License-Identifier: Apache-2.0
"""Linux Landlock through raw system calls: after `restrict`, this thread and those it starts reach what is listed.

See https://docs.kernel.org/userspace-api/landlock.html; the numbers are those of <linux/landlock.h>, the same on
every architecture.
"""

import ctypes
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION_FLAG = 1
_RULE_PATH_BENEATH = 1
_WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 1, 1 << 2, 1 << 3
_REMOVE_FILE, _MAKE_FILE, _TRUNCATE, _IOCTL_DEVICE = 1 << 5, 1 << 8, 1 << 14, 1 << 15
_REFER = 1 << 13  # move or link to another folder: from version 2, and refused by every ruleset that does not grant it
_WITH_REFER = 2
_FILE_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
_NET_RIGHTS = 0b11  # bind and connect TCP, from version 4
_SCOPES = 0b11  # abstract unix sockets and signals to others, from version 6
_PR_SET_NO_NEW_PRIVS = 38


class _Ruleset(ctypes.Structure):
    _fields_ = (("fs", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def libc() -> ctypes.CDLL:
    """Return the C library, errno kept."""
    return ctypes.CDLL(None, use_errno=True)


def forbid_new_privileges() -> None:
    """Set what both Landlock and seccomp ask of an ordinary user first."""
    if libc().prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_NO_NEW_PRIVS)")


def version() -> int:
    """Return the kernel's Landlock version, 0 when it has none or it is off."""
    if sys.platform != "linux":
        return 0
    return max(0, int(libc().syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _VERSION_FLAG)))


def restrict(readable: Iterable[Path], writable: Iterable[Path] = (), devices: Iterable[Path] = ()) -> bool:
    """Allow reading below `readable`, files of our own below `writable`, and writing to /dev/null; nothing else.

    The `devices`, or those in such a folder, may be used in every way, but none may be made.
    False where the kernel cannot.
    """
    found = version()
    if not found:
        return False
    rules = _Ruleset(
        fs=_FILE_RIGHTS[min(found, max(_FILE_RIGHTS))],
        net=_NET_RIGHTS if found >= 4 else 0,
        scoped=_SCOPES if found >= 6 else 0,
    )
    size = 24 if found >= 6 else 16 if found >= 4 else 8
    ruleset = _call(_CREATE_RULESET, ctypes.byref(rules), ctypes.c_size_t(size), 0)
    try:
        for path in readable:
            _allow(ruleset, path, _READ_FILE | (_READ_DIR if path.is_dir() else 0))
        own = _READ_FILE | _READ_DIR | _WRITE_FILE | _REMOVE_FILE | _MAKE_FILE | _TRUNCATE
        for folder in writable:
            _allow(ruleset, folder, own & rules.fs)
        for device in devices:
            of_folder = _READ_DIR if device.is_dir() else 0
            _allow(ruleset, device, (_READ_FILE | _WRITE_FILE | _IOCTL_DEVICE | of_folder) & rules.fs)
        _allow(ruleset, Path("/dev/null"), _READ_FILE | _WRITE_FILE)
        _call(_RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)
    return True


def keep_out_of_others() -> bool:
    """Keep this thread and those it starts out of processes that they did not start; files stay as they are.

    Who is under Landlock, whatever that grants, may trace nobody outside of it nor open their memory (/proc/PID/mem),
    which seccomp cannot tell from a file. False without Landlock, and with its first version: that lets nobody move a
    file to another folder.
    """
    if version() < _WITH_REFER:
        return False
    ruleset = _call(_CREATE_RULESET, ctypes.byref(_Ruleset(fs=_REFER)), ctypes.c_size_t(8), 0)
    try:
        _allow(ruleset, Path("/"), _REFER)
        _call(_RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)
    return True


def _allow(ruleset: int, path: Path, rights: int) -> None:
    with suppress(FileNotFoundError, PermissionError):
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            rule = _PathBeneath(rights, descriptor)
            _call(_ADD_RULE, ruleset, _RULE_PATH_BENEATH, ctypes.byref(rule), 0)
        finally:
            os.close(descriptor)


def _call(number: int, *arguments: object) -> int:
    result = int(libc().syscall(number, *arguments))
    if result < 0:
        raise OSError(ctypes.get_errno(), f"landlock system call {number}")
    return result
