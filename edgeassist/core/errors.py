# SPDX-License-Identifier: Apache-2.0
"""The root of every error EdgeAssist raises on purpose, and the exit codes the CLI derives from it.

    EdgeError
    ├── BadUsage            the person asked for something that cannot be meant      exit 2
    ├── BadInput            a file, a text or a value is not what it must be         exit 3
    ├── NotFound            a model, a chat or a file is not there                   exit 4
    ├── NoRoom              too little memory or disk for the job                    exit 5
    ├── EngineTrouble       the child process died, hung or refused                  exit 6
    └── Unavailable         this machine lacks what the job needs (display, folder)  exit 7

A concrete error lives in the module that detects its cause and subclasses one of these.
It refuses to know who shows it.
"""

from typing import ClassVar


class EdgeError(Exception):
    """Say what happened (`str(error)`), what to do (`hint`) and under which stable name (`code`)."""

    code: str = "unexpected"
    exit_code: ClassVar[int] = 1
    hint: str = ""

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        if hint is not None:
            self.hint = hint


class BadUsage(EdgeError):
    """A request that cannot be meant."""

    code, exit_code = "bad-usage", 2


class BadInput(EdgeError):
    """A file, text or value that is not what it must be."""

    code, exit_code = "bad-input", 3


class NotFound(EdgeError):
    """Something named is not there."""

    code, exit_code = "not-found", 4


class NoRoom(EdgeError):
    """Too little memory or disk."""

    code, exit_code = "no-room", 5


class EngineTrouble(EdgeError):
    """The engine process died, hung, refused or spoke nonsense."""

    code, exit_code = "engine-trouble", 6


class Unavailable(EdgeError):
    """This machine lacks what the job needs."""

    code, exit_code = "unavailable", 7
