# SPDX-License-Identifier: Apache-2.0
"""The end of the window waits for nothing without a limit, and loses nothing that was chosen."""

import threading
import time
from pathlib import Path

import pytest
from filelock import FileLock

from edgeassist.app import desk as module
from edgeassist.core import settings
from tests.support.windowless_desk import LIMIT_S, WindowlessDesk


def test_settings_that_cannot_be_written_now_hold_up_no_window_and_are_written_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CLOSE_LIMIT_S", 0.6)
    monkeypatch.setattr(module, "LEAVE_LIMIT_S", 0.3)
    monkeypatch.setattr("edgeassist.core.settings.file.LOCK_LIMIT_S", LIMIT_S)  # a busy computer may close slowly
    desk = WindowlessDesk(tmp_path / "home").watched()
    file = desk.services.places.settings
    with FileLock(file.with_name(".settings.lock")):
        for percent in (110, 120, 130):
            desk.desk.preferences().change("text_percent", percent)
        began_s = time.monotonic()
        desk.close()
        took_s = time.monotonic() - began_s
    assert took_s < LIMIT_S / 2
    for thread in threading.enumerate():
        if thread.name == "closing":
            thread.join(LIMIT_S)
    assert settings.load(file)[0].text_percent == 130, "what was chosen is lost"
