# SPDX-License-Identifier: Apache-2.0
"""From an error to a sentence and an exit code; the traceback of an unexpected one goes into a file."""

import traceback
from pathlib import Path

from edgeassist.cli.screen import Screen
from edgeassist.core.errors import BadInput, EdgeError, EngineTrouble, NoRoom, NotFound
from edgeassist.core.files import replace_file
from edgeassist.core.installation import InstallationDamaged, altered, program_folder
from edgeassist.core.paths import places

LOOK = 8
STOPPED = 130
READER_GONE = 141

EXIT_CODES = """\b
Exit codes:
  0    done
  1    an error nobody expected; the message names a file with the details
  2    the command cannot be meant like this
  3    a file, a text or a value is not what it must be
  4    a model or a file is not there
  5    too little memory or disk
  6    the engine died, hung or refused
  7    this computer lacks what the job needs
  8    done, and something is to be looked at (only with --strict)
  130  stopped with Ctrl-C (at the empty prompt of chat it only leaves: 0)
  141  the program that read the output has gone
"""

_FROM_ENGINE = {
    "bad-grammar": BadInput.exit_code,
    "bad-schema": BadInput.exit_code,
    "context-too-small": BadInput.exit_code,
    "grammar-stuck": BadInput.exit_code,
    "model-changed": BadInput.exit_code,
    "model-refused": BadInput.exit_code,
    "model-unreadable": BadInput.exit_code,
    "nothing-to-answer": BadInput.exit_code,
    "no-model": NotFound.exit_code,
    "file-not-found": NotFound.exit_code,
    "microphone-absent": NotFound.exit_code,
    "not-a-regular-file": BadInput.exit_code,
    "sound-file-broken": BadInput.exit_code,
    "sound-file-too-big": BadInput.exit_code,
    "file-unreadable": BadInput.exit_code,
    "voice-model-damaged": BadInput.exit_code,
    "context-refused": NoRoom.exit_code,
}
"""What an error that crossed the wire was before: only its code came along."""


def exit_code(error: EdgeError) -> int:
    """Return the exit code for `error`."""
    return _FROM_ENGINE.get(error.code, error.exit_code)


def show(error: EdgeError, screen: Screen) -> int:
    """Print `error`, or the damage that may have caused it, and return its exit code."""
    code = exit_code(error)
    if code == EngineTrouble.exit_code and (damages := altered(program_folder())):
        error = InstallationDamaged(damages)
        code = error.exit_code
    screen.problem(error.code, str(error), error.hint, code)
    return code


def show_unexpected(error: Exception, screen: Screen) -> int:
    """Keep the traceback in the logs folder, say where in one sentence, and return 1."""
    if damages := altered(program_folder()):
        return show(InstallationDamaged(damages), screen)
    message = f"Something went wrong that EdgeAssist did not expect ({type(error).__name__})."
    details = "".join(traceback.format_exception(error))
    try:
        hint = f"Your models and conversations are safe. The details are in {_kept(details)}."
    except OSError:
        hint = f"Your models and conversations are safe. The details could not be saved; they are:\n{details}"
    screen.problem(EdgeError.code, message, hint, EdgeError.exit_code)
    return EdgeError.exit_code


def _kept(details: str) -> Path:
    folder = places().logs
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / "last-error.txt"
    replace_file(path, details.encode("utf-8", "backslashreplace"))
    return path
