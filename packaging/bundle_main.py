# SPDX-License-Identifier: Apache-2.0
"""The entry of both frozen programs: what a frozen start leaves behind is put right, then ours runs."""

import os
import sys
from pathlib import Path

OPEN_MARK = "EdgeAssist.Open"
"""The name that a started program holds on Windows; `windows/edgeassist.iss` asks for it."""
_SEARCHED = "LD_LIBRARY_PATH"
_OF_THE_START = "_PYI_"


def give_back_environment() -> None:
    """Undo what the frozen start put into the environment: a browser or a terminal must not load our libraries.

    A child of ours that found the start's own notes there would take itself for a part of this process, leave our
    folder out of where it looks for libraries, and load the machine's, or none where it has none.
    """
    for name in [one for one in os.environ if one.startswith(_OF_THE_START)]:
        del os.environ[name]
    before = os.environ.pop(f"{_SEARCHED}_ORIG", None)
    if before is not None:
        os.environ[_SEARCHED] = before
    else:
        os.environ.pop(_SEARCHED, None)


def speak_utf8() -> None:
    """Take UTF-8 where no language is set, as Python does by itself when it is not frozen; Qt complains otherwise."""
    set_for_all = os.environ.get("LC_ALL")
    wanted = set_for_all or os.environ.get("LC_CTYPE") or os.environ.get("LANG") or "C"
    if sys.platform == "linux" and wanted in ("C", "POSIX") and not set_for_all:
        os.environ["LC_CTYPE"] = "C.UTF-8"


def find_carried_libraries(inside: Path) -> None:
    """Have packages that ask the system for a library by name (sounddevice) find the one that we carry first."""
    import ctypes.util

    system_s = ctypes.util.find_library

    def found(name: str) -> str | None:
        carried = sorted(inside.glob(f"lib{name}.so*"))
        return str(carried[0]) if carried else system_s(name)

    ctypes.util.find_library = found


def mark_open() -> None:
    """Hold, until this process ends, what tells the Windows installer that the program is open."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.kernel32.CreateMutexW(None, False, OPEN_MARK)


if __name__ == "__main__":
    mark_open()
    give_back_environment()
    speak_utf8()
    if sys.platform == "linux" and sys.argv[1:2] == ["--worker"]:
        find_carried_libraries(Path(sys.executable).parent / "_internal")
    from edgeassist.__main__ import main

    sys.exit(main())
