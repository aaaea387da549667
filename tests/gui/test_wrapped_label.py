# SPDX-License-Identifier: Apache-2.0
"""Lines from right to left begin below each other, and no letter at their ends is cut off."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from edgeassist.kit.parts import words
from edgeassist.kit.wrapped_label import WrappedLabel, broken

Show = Callable[[QWidget], QWidget]
ARABIC = "لم يُصنع Starter لكتابة الملخصات، لذلك تُنتقى من النص حرفيًا الجمل الأكثر دلالة، ويتصل بعضها ببعض"


@pytest.fixture
def turned(app: QApplication) -> Iterator[None]:
    app.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield
    app.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def right_edges(label: QLabel) -> list[int]:
    """Return where the ink of each line begins, counted from the right."""
    picture = label.grab().toImage()
    paper, spacing = picture.pixelColor(0, 0).lightness(), label.fontMetrics().lineSpacing()
    width, height = picture.width(), picture.height()
    found = []
    for top in range(0, height - spacing // 2, spacing):
        rows = range(top, min(height, top + spacing))
        ink = [x for x in range(width) for y in rows if abs(picture.pixelColor(x, y).lightness() - paper) > 60]
        found.append(width - 1 - max(ink, default=width))
    return found


@pytest.mark.usefixtures("turned")
@pytest.mark.parametrize("width_px", [200, 240, 290, 300])
def test_every_line_begins_at_the_same_place_and_keeps_its_last_letter(width_px: int, shown: Show) -> None:
    label = words(ARABIC)
    label.setFixedWidth(width_px)
    shown(label)
    assert isinstance(label, WrappedLabel)
    edges = right_edges(label)
    assert len(edges) > 1
    assert max(edges) - min(edges) <= 2  # a letter may have some room of its own
    lines = list(broken(ARABIC, label.font(), width_px))
    assert " ".join(lines) == ARABIC
    assert max(label.fontMetrics().horizontalAdvance(line) for line in lines) <= width_px


@pytest.mark.usefixtures("turned")
def test_what_qt_paints_right_is_left_to_it(shown: Show) -> None:
    english = words("Do you work without internet, and how do you know?")
    english.setFixedWidth(120)
    shown(english)
    as_qt = QLabel(english.text())
    as_qt.setTextFormat(Qt.TextFormat.PlainText)
    as_qt.setWordWrap(True)
    as_qt.setFixedWidth(120)
    shown(as_qt)
    assert english.grab().toImage() == as_qt.grab().toImage()


@pytest.mark.usefixtures("turned")
def test_what_is_selected_is_seen_to_be(shown: Show) -> None:
    label = words(ARABIC)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setFixedWidth(240)
    shown(label)
    before = label.grab().toImage()
    label.setSelection(0, len(ARABIC))
    assert label.grab().toImage() != before


def test_a_window_from_left_to_right_has_plain_labels() -> None:
    assert type(words("Starter")) is QLabel


def test_lines_that_were_broken_by_hand_stay_broken(app: QApplication) -> None:
    assert list(broken("سطر\n\nسطر آخر", app.font(), 500)) == ["سطر", "", "سطر آخر"]
