# SPDX-License-Identifier: Apache-2.0
"""The throw-away child that tries what Qt opens windows with: Qt ends the whole process where it cannot.

`load NAME` loads the library of a platform plug-in and says why it cannot, `open NAME` makes an application on it.
What Qt itself says goes to stderr. Shows no window.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

ABSENT = 3
"""Exit code: no such plug-in is among the files."""


def main(arguments: list[str]) -> int:
    """Try the one plug-in that `arguments` name; return 0 where it works."""
    deed, name = arguments
    return _opened(name) if deed == "open" else _loaded(name)


def _loaded(name: str) -> int:
    from PySide6.QtCore import QPluginLoader

    paths = _paths(name)
    for path in paths:
        loader = QPluginLoader(str(path))
        if not loader.load():
            sys.stdout.write(" ".join(loader.errorString().split()) + "\n")
            return 1
    return 0 if paths else ABSENT


def _opened(name: str) -> int:
    os.environ["QT_QPA_PLATFORM"] = name
    from PySide6.QtGui import QGuiApplication

    application = QGuiApplication([])
    return 0 if application.platformName().startswith(name) else 1


def _paths(name: str) -> Sequence[Path]:
    """Return the files of the plug-in: `wayland` has had one for each way to draw."""
    from PySide6.QtCore import QCoreApplication

    forms = (f"libq{name}.*", f"libq{name}-*", f"q{name}.dll")
    folders = [Path(folder) / "platforms" for folder in QCoreApplication.libraryPaths()]
    return sorted({path.resolve() for folder in folders for form in forms for path in folder.glob(form)})
