# SPDX-License-Identifier: Apache-2.0
"""What was typed into a text or its translation is in a file soon, without another run, a closing or a rest."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest

from edgeassist.panes.translate import draft_keeper
from edgeassist.panes.translate.draft import Draft, keep, kept
from tests.gui.conftest import until
from tests.gui.drafting import MINE
from tests.gui.drafting import TEXT as KILLED_TEXT
from tests.gui.test_translate_pane import TEXT, Desk, Show
from tests.support.source_tree import ROOT


@pytest.fixture
def desk(shown: Show) -> Iterator[Desk]:
    made = Desk().open(shown)
    made.translate(TEXT)
    made.pane.keeper.keep()
    until(lambda: kept(made.context.folder).text == TEXT)
    yield made
    made.pane.hidden()
    made.pane.close()


def write_own(desk: Desk) -> None:
    """Write into the translation, behind its first word."""
    desk.view.text.target.setFocus()
    desk.view.text.target.go_to(3)
    QTest.keyClicks(desk.view.text.target, " mine")


def due(desk: Desk) -> bool:
    return desk.pane.keeper._due.isActive()


def own(desk: Desk) -> list[str]:
    return [words.text for _kind, _place, words in kept(desk.context.folder).own]


def test_own_words_are_written_soon_after_the_last_run(desk: Desk) -> None:
    desk.pane.keeper._due.setInterval(1)
    asked = len(desk.translator.asked)
    write_own(desk)
    until(lambda: own(desk) == ["ONE mine IS HERE."])
    assert len(desk.translator.asked) == asked


def test_whoever_writes_on_does_not_put_the_writing_off(desk: Desk) -> None:
    write_own(desk)
    assert due(desk)
    left = desk.pane.keeper._due.remainingTimeAsDuration()
    QTest.keyClicks(desk.view.text.target, " and more")
    assert desk.pane.keeper._due.remainingTimeAsDuration() <= left
    assert desk.pane.keeper._due.interval() <= 3000


def test_what_is_the_same_is_not_written_again(desk: Desk) -> None:
    file = next(desk.context.folder.glob("draft.json"))
    file.unlink()
    desk.pane.text.refresh()
    desk.pane.keeper.keep()
    desk.pane.save()
    done: list[bool] = []
    desk.pane._keeping.do(lambda: None, lambda _none: done.append(True))
    until(lambda: bool(done))
    assert not file.exists()


def test_turning_to_another_pane_writes_at_once_and_stops_the_timer(desk: Desk) -> None:
    write_own(desk)
    assert due(desk)
    desk.pane.hidden()
    assert not due(desk)
    until(lambda: own(desk) == ["ONE mine IS HERE."])


def test_what_could_not_be_written_is_written_at_the_next_change(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_folder: Path, _draft: Draft) -> None:
        raise OSError(28, "full")

    with monkeypatch.context() as drive:
        drive.setattr(draft_keeper, "keep", full)
        write_own(desk)
        desk.pane.keeper.keep()
        until(lambda: desk.pane.keeper._written != desk.pane.session.draft)
    desk.pane.keeper.keep()
    until(lambda: own(desk) == ["ONE mine IS HERE."])


def test_nothing_is_written_over_a_draft_that_was_not_read_yet(shown: Show) -> None:
    desk = Desk()
    keep(desk.context.folder, Draft("Uno.", "es", "en"))
    desk.open(shown)
    desk.pane.keeper._begun = False
    desk.type("Two.")
    desk.pane.keeper.keep()
    desk.pane.close()
    assert kept(desk.context.folder) == Draft("Uno.", "es", "en")


def test_a_kill_seconds_after_a_change_loses_no_own_word(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.gui.drafting", str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        said = child.stdout.readline()
        child.kill()
    found = kept(tmp_path)
    assert (said, found.text) == ("kept\n", KILLED_TEXT)
    assert [words.text for _kind, _place, words in found.own] == [f"ONE{MINE} IS HERE."]
