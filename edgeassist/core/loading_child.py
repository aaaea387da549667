# SPDX-License-Identifier: Apache-2.0
"""The throw-away child that loads native libraries one after the other: it may die of one, and only it will.

Reads one name per line on stdin: a module to import, or the path of a library. Prints each name before it is tried and
what came of it after: nothing, or why it cannot be loaded.
"""

import sys
from importlib import import_module
from typing import TextIO

TRYING, DONE = "?", "="


def main(arguments: list[str]) -> int:
    """Load all that stdin names; return 0 whatever became of them."""
    del arguments
    names = sys.stdin.read().splitlines()
    out, sys.stdout = sys.stdout, sys.stderr
    for name in names:
        _say(out, f"{TRYING}{name}")
        _say(out, f"{DONE}{' '.join(_fault(name).split())}")
    return 0


def _say(out: TextIO, line: str) -> None:
    out.write(f"{line}\n")
    out.flush()


def _fault(name: str) -> str:
    try:
        if "/" in name or "\\" in name:
            import ctypes

            ctypes.CDLL(name)
        else:
            import_module(name)
    except Exception as error:  # whatever keeps it from loading is what is asked for
        return str(error) or type(error).__name__
    return ""
