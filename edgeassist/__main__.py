# SPDX-License-Identifier: Apache-2.0
"""The entry: the window by default, `--worker` for a child process, otherwise the command line. No logic."""

import sys


def main() -> int:
    """Run what `sys.argv` names and return the exit code."""
    arguments = sys.argv[1:]
    if arguments[:1] == ["--worker"]:
        from edgeassist.app.children import run_child

        return run_child(arguments[1:])
    if arguments:
        from edgeassist.cli import run

        return run(arguments)
    return window()


def window() -> int:
    """Open the window."""
    from edgeassist.app.window import run_window

    return run_window()


if __name__ == "__main__":
    sys.exit(main())
