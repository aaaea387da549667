# SPDX-License-Identifier: Apache-2.0
"""How the window stood: kept and read back, and whatever else the file holds is as if there were none."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.app.window_file import NAME, WindowFile
from edgeassist.ui.window_state import WindowState, decoded, encoded, inside, rescaled, seen

STATE = WindowState(left=40, top=30, width=1280, height=800, maximized=True, page="translate", splits={"a 0": (3, 4)})
SCREEN = (0, 0, 1366, 768)


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    WindowFile(tmp_path).write(STATE)
    assert WindowFile(tmp_path).read() == STATE


def test_without_a_file_nothing_is_known(tmp_path: Path) -> None:
    assert WindowFile(tmp_path).read() == WindowState()


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\0" * 64, b"[]", b'{"width": "wide"}', b'{"width": 1e9, "height": 2}', b'{"width": 2000000000}',
        b'{"width": -5, "height": 10}', b'{"splits": {"a": [99999999]}}', encoded(STATE)[:-9], b"\xff\xfe", b"[" * 5000,
    ],
)  # fmt: skip
def test_a_damaged_file_is_as_if_there_were_none(content: bytes, tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(content)
    assert WindowFile(tmp_path).read() == WindowState()


def test_a_file_without_an_end_is_not_read_whole(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(encoded(STATE) + b" " * 100_000)
    assert WindowFile(tmp_path).read() in (STATE, WindowState())


def test_a_field_of_a_later_version_does_no_harm() -> None:
    assert decoded(b'{"width": 800, "height": 600, "tilt": 3}') == WindowState(width=800, height=600)


def test_the_same_state_is_not_written_again(tmp_path: Path) -> None:
    kept = WindowFile(tmp_path)
    kept.write(STATE)
    before = (tmp_path / NAME).stat().st_ino
    kept.write(STATE)
    assert (tmp_path / NAME).stat().st_ino == before


def test_a_folder_that_is_gone_keeps_nothing(tmp_path: Path) -> None:
    WindowFile(tmp_path / "gone").write(STATE)
    assert not (tmp_path / "gone").exists()


@given(st.binary(max_size=200))
def test_no_bytes_end_in_an_error(content: bytes) -> None:
    assert isinstance(decoded(content), WindowState)


@pytest.mark.parametrize(
    ("left", "top", "there"),
    [(40, 30, True), (-1200, 30, False), (-1180, 30, True), (1300, 30, False), (40, -5, False), (40, 700, False)],
)
def test_it_stands_there_again_only_where_it_can_be_grasped(left: int, top: int, there: bool) -> None:
    state = WindowState(left=left, top=top, width=1280, height=800)
    assert seen(state, [SCREEN]) is there


def test_a_second_screen_counts_and_a_screen_that_is_gone_does_not() -> None:
    state = WindowState(left=1500, top=20, width=900, height=600)
    assert seen(state, [SCREEN, (1366, 0, 1920, 1080)])
    assert not seen(state, [SCREEN])
    assert not seen(state, [])


def test_another_size_of_text_leaves_the_window_where_it_was_on_the_screen() -> None:
    state = WindowState(left=100, top=50, width=700, height=450, scale=2.0)
    usual = rescaled(state, 1.0)
    assert (usual.left, usual.top, usual.width, usual.height, usual.scale) == (200, 100, 1400, 900, 1.0)
    assert rescaled(usual, 2.0) == state


@pytest.mark.parametrize(
    ("left", "top", "moved"), [(10, 20, (10, 20)), (900, 20, (600, 20)), (10, 700, (10, 400)), (-50, -9, (0, 0))]
)
def test_it_is_pushed_inside_the_screen(left: int, top: int, moved: tuple[int, int]) -> None:
    state = WindowState(left=left, top=top, width=800, height=500)
    assert inside(state, (0, 0, 1400, 900)) == moved


def test_a_scale_that_makes_no_sense_is_none() -> None:
    assert decoded(b'{"width":800,"scale":0.0}') == WindowState()
