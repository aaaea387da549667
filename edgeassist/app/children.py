# SPDX-License-Identifier: Apache-2.0
"""How a child process of ours is started, and what it runs. The same for source tree, installed package and bundle."""

import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

_MODES = {
    "infer": "edgeassist.worker.serve",
    "selftest": "edgeassist.worker.selftest",
    "inspect": "edgeassist.store.inspect",
    "document": "edgeassist.documents.child",
    "rewrite": "edgeassist.documents.rewrite_child",
    "text": "edgeassist.documents.text_child",
    "keyring": "edgeassist.core.keyring_child",
    "job": "edgeassist.worker.job",
    "voice-check": "edgeassist.store.voice_check",
    "hear": "edgeassist.speech.child",
    "chime": "edgeassist.speech.chime_child",
    "load": "edgeassist.core.loading_child",
    "display": "edgeassist.app.display_child",
}


def child_command(mode: str) -> tuple[str, ...]:
    """Return the argv that starts a child in `mode`; the bundle has a console executable beside the window's."""
    if getattr(sys, "frozen", False):
        here = Path(sys.executable)
        return (str(here.with_name(f"edgeassist-worker{here.suffix}")), "--worker", mode)
    # -P: a child never imports from the folder that the program happens to be started in.
    return (sys.executable, "-P", "-m", "edgeassist", "--worker", mode)


def run_child(arguments: list[str]) -> int:
    """Run the child mode that `arguments` begins with, and return its exit code."""
    mode = arguments[0] if arguments else ""
    if mode not in _MODES:
        modes = ", ".join(_MODES)
        sys.stderr.write(f"edgeassist: --worker needs one of {modes}; it is started by EdgeAssist itself.\n")
        return 2
    main: Callable[[list[str]], int] = import_module(_MODES[mode]).main
    return main(arguments[1:])
