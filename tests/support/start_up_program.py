# SPDX-License-Identifier: Apache-2.0
"""The real window, opened and closed at once: says as JSON what was loaded when it was painted and when it was usable.

`EDGEASSIST_HOME` holds the folders. Imports nothing of the window before the program itself does.
"""

import gc
import json
import linecache
import sys
from typing import Any

MOMENTS: dict[str, dict[str, Any]] = {}


def note(moment: str) -> None:
    """Keep what is loaded now."""
    sources = [name for name in linecache.cache if name.endswith(".py")]
    MOMENTS[moment] = {"modules": sorted(sys.modules), "sources": sources, "collects": gc.isenabled()}


def main() -> int:
    """Open the window, close it as soon as it is filled, and tell."""
    from edgeassist.app import window

    make_desk = window._make_desk

    def noted(*arguments: Any) -> Any:
        note("painted")
        desk = make_desk(*arguments)
        note("desk")

        from PySide6.QtCore import QTimer
        from PySide6.QtWidgets import QApplication

        def close() -> None:
            note("open")
            QApplication.closeAllWindows()

        QTimer.singleShot(0, close)
        return desk

    vars(window)["_make_desk"] = noted
    code = window.run_window()
    sys.stdout.write(json.dumps(MOMENTS))
    return code


if __name__ == "__main__":
    sys.exit(main())
