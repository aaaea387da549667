# SPDX-License-Identifier: Apache-2.0
"""The guard around both ways into a bundle: damage is named, at once or when something of it cannot be loaded.

Refuses to stop a start by itself: what still works goes on working. Source trees pass unlooked at.
"""

import sys
from collections.abc import Callable, Sequence
from contextlib import suppress

from edgeassist.core.installation import Damage, InstallationDamaged, altered, program_folder, resized
from edgeassist.core.language import tr

_TITLE = "EdgeAssist"
_DIALOGS = (
    ("zenity", "--error", "--no-markup", "--title={title}", "--text={text}"),
    ("kdialog", "--title", "{title}", "--error", "{text}"),
    ("xmessage", "-title", "{title}", "{text}"),
)
_ICON_ERROR = 0x10


def guarded(run: Callable[[], int], *, windowed: bool) -> int:
    """Return what `run` returns. Where parts cannot be loaded and the bundle is damaged, say so and return 7."""
    inside = program_folder()
    if inside is None:
        return run()
    damages = resized(inside)
    if damages:
        _write(_sentences(damages))
    try:
        return run()
    except (ImportError, OSError) as error:
        damages = damages or altered(inside)
        if not damages:
            raise
        text = f"{_sentences(damages)} ({error})"
        _write(text)
        if windowed:
            show(text)
        return InstallationDamaged.exit_code


def show(text: str) -> None:
    """Show `text` in a dialog of the system, if there is one; waits only where the system offers nothing else."""
    with suppress(OSError):
        if sys.platform == "win32":
            import ctypes

            ctypes.windll.user32.MessageBoxW(None, text, _TITLE, _ICON_ERROR)
        else:
            import shutil
            import subprocess

            if command := dialog(text, sys.platform, shutil.which):
                subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)


def dialog(text: str, platform: str, which: Callable[[str], str | None]) -> Sequence[str]:
    """Return the command that shows `text`; nothing where the system has none."""
    if platform == "darwin":
        quoted = text.replace("\\", "\\\\").replace('"', '\\"')
        return ("osascript", "-e", f'display alert "{_TITLE}" message "{quoted}" as critical')
    for name, *rest in _DIALOGS:
        if which(name):
            return (name, *(part.format(title=_TITLE, text=text) for part in rest))
    return ()


def _sentences(damages: tuple[Damage, ...]) -> str:
    error = InstallationDamaged(damages)
    return f"{error} {tr(error.hint)}"


def _write(text: str) -> None:
    if sys.stderr is not None:
        sys.stderr.write(f"edgeassist: {text}\n")
        sys.stderr.flush()
