# SPDX-License-Identifier: Apache-2.0
"""The step of the self-test that tries what opens windows: what is excused, what is not, and what is said."""

import sys
from pathlib import Path

import pytest

from edgeassist.app.display_child import ABSENT
from edgeassist.app.selftest import StepFailed
from edgeassist.app.selftest_display import WANTED, Tried, judged, tried

FINE = Tried("offscreen", here=True)
NO_LIBRARY = "libwayland-client.so.0: cannot open shared object file"


@pytest.fixture
def child(tmp_path: Path) -> tuple[str, ...]:
    """Return a child that works but for `open xcb`, of which it dies as Qt does, and `load odd`."""
    program = tmp_path / "child.py"
    program.write_text(
        "import os, sys\n"
        "if sys.argv[1:] == ['open', 'xcb']:\n"
        "    print('no display :9', file=sys.stderr, flush=True); os.abort()\n"
        "if sys.argv[2] == 'odd': print('libodd.so:  is odd\\nmore'); sys.exit(1)\n"
        f"if sys.argv[2] == 'gone': sys.exit({ABSENT})\n"
        "if sys.argv[2] == 'mute': sys.exit(9)\n"
    )
    return (sys.executable, str(program))


@pytest.mark.parametrize(
    ("name", "environ", "wanted"),
    [
        ("offscreen", {}, Tried("offscreen", here=True)),
        ("windows", {}, Tried("windows", here=True)),
        ("xcb", {}, Tried("xcb")),
        ("xcb", {"DISPLAY": ""}, Tried("xcb")),
        ("xcb", {"DISPLAY": ":9"}, Tried("xcb", "no display :9", here=True)),
        ("wayland", {"DISPLAY": ":9"}, Tried("wayland")),
        ("wayland", {"WAYLAND_DISPLAY": "wayland-0"}, Tried("wayland", here=True)),
        ("odd", {}, Tried("odd", "libodd.so:  is odd", here=True)),
        ("gone", {}, Tried("gone", "no such plug-in is among the files", here=True)),
        ("mute", {}, Tried("mute", "ended the process (code 9)", here=True)),
    ],
)
def test_a_plug_in_is_loaded_and_opened_where_its_display_is(
    child: tuple[str, ...], name: str, environ: dict[str, str], wanted: Tried
) -> None:
    assert tried(name, environ, child) == wanted


def test_a_child_that_cannot_be_started_is_said(tmp_path: Path) -> None:
    assert tried("xcb", {}, (str(tmp_path / "gone"),)).fault.startswith(
        "the process that tries it could not be started"
    )


def test_what_works_is_told() -> None:
    assert judged([FINE, Tried("xcb", here=True), Tried("wayland")]) == "offscreen opened, xcb opened, wayland loaded"


def test_another_desktops_plug_in_may_lack_what_this_system_has_not() -> None:
    said = judged([FINE, Tried("xcb"), Tried("wayland", NO_LIBRARY)])
    assert said == f"offscreen opened, xcb loaded; not on this system: wayland ({NO_LIBRARY})"


@pytest.mark.parametrize(
    ("plugins", "told"),
    [
        ([Tried("offscreen", "broken", here=True), Tried("xcb")], "offscreen: broken"),
        ([FINE, Tried("xcb", "no cursor"), Tried("wayland", NO_LIBRARY)], f"xcb: no cursor; wayland: {NO_LIBRARY}"),
        ([FINE, Tried("xcb", "no cursor", here=True), Tried("wayland")], "xcb: no cursor"),
        ([FINE, Tried("windows", "damaged", here=True)], "windows: damaged"),
    ],
    ids=["nothing can be drawn", "none is left", "the one of this desktop", "the only one"],
)
def test_where_no_window_could_be_opened_it_fails(plugins: list[Tried], told: str) -> None:
    with pytest.raises(StepFailed) as failure:
        judged(plugins)
    assert str(failure.value) == told


def test_each_system_has_a_way_to_open_a_window() -> None:
    assert {*WANTED} == {"darwin", "win32", "linux"}
    assert all(WANTED.values())
