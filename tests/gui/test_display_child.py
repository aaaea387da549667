# SPDX-License-Identifier: Apache-2.0
"""The child that tries Qt's platform plug-ins, with Qt: it loads and opens them, and alone it dies of them."""

import os
import sys

import pytest

from edgeassist.app.selftest import StepFailed
from edgeassist.app.selftest_display import Tried, judged, tried
from tests.support.x_server import lacking, x_server

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="`xcb` is a plug-in of Linux")


def test_windows_that_nobody_sees_can_be_opened_everywhere() -> None:
    assert tried("offscreen", os.environ) == Tried("offscreen", here=True)


def test_one_that_is_not_there_is_said() -> None:
    assert tried("paper", {}).fault == "no such plug-in is among the files"


@linux_only
def test_xcb_is_loaded_without_a_display_and_opened_on_one(monkeypatch: pytest.MonkeyPatch) -> None:
    if why := lacking():
        pytest.skip(why)
    assert tried("xcb", {}) == Tried("xcb")
    with x_server() as display:
        monkeypatch.setenv("DISPLAY", display)
        assert tried("xcb", os.environ) == Tried("xcb", here=True)
    gone = tried("xcb", os.environ)
    assert display in gone.fault
    with pytest.raises(StepFailed, match="could not connect to display"):
        judged([tried("offscreen", {}), gone])
