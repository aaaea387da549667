# SPDX-License-Identifier: Apache-2.0
"""Where nothing may move, nothing does: bars, halo and fades stand still; and no file animates past this."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QProgressBar

import edgeassist
from edgeassist.kit.motion import choose_motion, reduced, show_busy
from edgeassist.kit.talk_button import STEADY, TalkButton
from edgeassist.ui.find_models import FindModels
from edgeassist.ui.imports import Import, ImportCard
from edgeassist.ui.ports import ImportProgress
from tests.gui.fakes import FakeDesk


@pytest.fixture(autouse=True)
def moving_again(app: QApplication) -> Iterator[None]:
    yield
    choose_motion("full")


def test_a_bar_of_unknown_length_runs_or_stands(app: QApplication) -> None:
    bar = QProgressBar()
    choose_motion("full")
    show_busy(bar, busy=True)
    assert (bar.minimum(), bar.maximum()) == (0, 0)
    choose_motion("reduced")
    show_busy(bar, busy=True)
    assert (bar.value(), bar.maximum()) == (1, 2)
    show_busy(bar, busy=False, most=1000)
    assert bar.maximum() == 1000
    bar.deleteLater()


def test_what_was_stopped_runs_again_and_what_the_system_had_off_stays_off(app: QApplication) -> None:
    whole, menu, tip = Qt.UIEffect.UI_General, Qt.UIEffect.UI_AnimateMenu, Qt.UIEffect.UI_AnimateTooltip
    before = [QApplication.isEffectEnabled(one) for one in (whole, menu, tip)]
    QApplication.setEffectEnabled(whole, True)
    QApplication.setEffectEnabled(menu, True)
    QApplication.setEffectEnabled(tip, False)
    for wish in ("reduced", "reduced", "full"):
        choose_motion(wish)
        assert QApplication.isEffectEnabled(menu) is (wish == "full")
        assert not QApplication.isEffectEnabled(tip)
    for one, was in zip((menu, tip, whole), before[1:] + before[:1], strict=True):
        QApplication.setEffectEnabled(one, was)


def test_reduced_takes_the_fades_away_too(app: QApplication) -> None:
    choose_motion("reduced")
    assert reduced()
    assert not QApplication.isEffectEnabled(Qt.UIEffect.UI_FadeMenu)


def test_as_the_system_has_it_things_move_where_it_says_nothing(
    app: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    choose_motion("system")
    assert not reduced()


@pytest.mark.parametrize(("wish", "levels"), [("full", [0.3, 0.9]), ("reduced", [STEADY, STEADY])])
def test_the_halo_is_as_wide_as_it_is_loud_or_steady(wish: str, levels: list[float], app: QApplication) -> None:
    choose_motion(wish)
    made, seen = TalkButton("Talk"), []
    for level in (0.3, 0.9):
        made.show_level(level)
        seen.append(made._level)
    made.show_level(0.0)
    assert seen == levels
    assert made._level == 0.0
    made.deleteLater()


def test_a_search_and_an_import_stand_still(app: QApplication, tmp_path: Path) -> None:
    choose_motion("reduced")
    find = FindModels(FakeDesk())
    find.ask(online=True)
    assert find.waiting.maximum() == 2
    one = Import(find, tmp_path / "a.gguf")
    card = ImportCard(one)
    card.show_progress(ImportProgress("Measuring", 0, 0))
    assert (card.bar.value(), card.bar.maximum()) == (1, 2)
    card.show_progress(ImportProgress("Copying", 50, 100))
    assert (card.bar.value(), card.bar.maximum()) == (500, 1000)
    for made in (card, find):
        made.deleteLater()


def test_no_file_animates_anything_else() -> None:
    root = Path(edgeassist.__file__).parent
    moving = re.compile(r"QPropertyAnimation|QVariantAnimation|QTimeLine|QMovie|setRange\(0, 0")
    found = [path.name for path in root.rglob("*.py") if moving.search(path.read_text("utf-8"))]
    assert found == ["motion.py"]
