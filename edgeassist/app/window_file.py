# SPDX-License-Identifier: Apache-2.0
"""Keeps how the window stood in `window.json` in the data folder. Missing or damaged, it knows nothing; no error."""

import logging
from contextlib import suppress
from pathlib import Path

from edgeassist.core.files import read_small, replace_file
from edgeassist.ui.window_state import WindowState, decoded, encoded

NAME = "window.json"
_MOST_BYTES = 16_384

_log = logging.getLogger(__name__)


class WindowFile:
    """A `KeptState` in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME

    def read(self) -> WindowState:
        """Return what was written last, as far as it makes sense."""
        with suppress(OSError):
            return decoded(read_small(self._path, _MOST_BYTES))
        return WindowState()

    def write(self, state: WindowState) -> None:
        """Write it, unless that is what is there."""
        if state == self.read():
            return
        try:
            replace_file(self._path, encoded(state))
        except OSError as error:
            _log.info("how the window stands could not be kept: %s", error)
