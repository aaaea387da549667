# SPDX-License-Identifier: Apache-2.0
"""Gives a process the three streams that it was started without: windowed, or with its descriptors closed."""

import os
import sys

_STANDARD = 3


def ensure_streams() -> None:
    """Have stdin, stdout and stderr lead nowhere where they are missing; call it before anything is opened.

    A file opened under one of their numbers would take every line that a library prints.
    """
    if os.name != "nt":
        _fill_numbers()
    if sys.stdin is None:
        sys.stdin = os.fdopen(os.open(os.devnull, os.O_RDONLY), encoding="utf-8")
    if sys.stderr is None or sys.stdout is None:
        nowhere = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")
        sys.stdout, sys.stderr = sys.stdout or nowhere, sys.stderr or nowhere


def _fill_numbers() -> None:
    while (number := os.open(os.devnull, os.O_RDWR)) < _STANDARD:
        os.set_inheritable(number, True)
    os.close(number)
