# SPDX-License-Identifier: Apache-2.0
"""The entry: the window by default, `--worker` for a child process, otherwise the command line. No logic."""

import signal
import sys


def main() -> int:
    """Run what `sys.argv` names and return the exit code."""
    arguments = sys.argv[1:]
    if arguments[:1] == ["--worker"]:
        from edgeassist.app.children import run_child

        return run_child(arguments[1:])
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # until something is open, Ctrl-C ends us without a word
    from edgeassist.app.guarding import guarded
    from edgeassist.core.streams import ensure_streams

    ensure_streams()
    if arguments[:1] == ["--removal"]:
        from edgeassist.app.removal import answered

        return answered(arguments[1:])
    if arguments and arguments != ["--offline"] and not _names_files(arguments):
        return guarded(lambda: _command(arguments), windowed=False)
    return guarded(window, windowed=True)


def _command(arguments: list[str]) -> int:
    from edgeassist.app.fencing import fence_in
    from edgeassist.cli import run

    fence_in(arguments)
    return run(arguments)


def _names_files(arguments: list[str]) -> bool:
    from edgeassist.app.opening import files_to_open

    return bool(files_to_open(arguments))


def window() -> int:
    """Open the window, and in it the files that a file manager handed over."""
    from edgeassist.app.fencing import fence_in
    from edgeassist.app.opening import files_to_open

    fence_in(sys.argv[1:])
    from edgeassist.app.window import run_window

    return run_window(files_to_open(sys.argv[1:]) or ())


if __name__ == "__main__":
    sys.exit(main())
