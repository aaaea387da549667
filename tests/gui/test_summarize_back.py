# SPDX-License-Identifier: Apache-2.0
"""What "New" put away can be brought back: the text, its summary, and work that was under way."""

from pathlib import Path

from tests.gui.conftest import settle, until
from tests.gui.test_summarize_pane import FALLS, Person, ending, person, sentences, source_text

__all__ = ["person"]


def test_what_new_put_away_is_brought_back_with_its_summary(person: Person) -> None:
    rows, back = person.finished().rows, person.view.start.back
    person.pane.new()
    settle()
    assert person.pane.session.source is None
    assert (back.isVisible(), back.text()) == (True, "Bring back: Safety manual")
    back.click()
    settle()
    assert person.rows == rows
    assert FALLS in person.page.toPlainText()
    assert len(person.script.asked) == 1


def test_a_summary_that_was_put_away_half_made_goes_on(person: Person) -> None:
    person.pane.open(Path("manual.pdf"))
    person.tell(*source_text())
    person.pane.new()
    until(lambda: not person.pane.work.busy)
    person.view.start.back.click()
    until(lambda: len(person.script.asked) == 2)
    person.tell(*source_text(), ending(*sentences()))
    assert person.rows[1:] == ["Somebody has a radio.", "It costs 42."]


def test_nothing_is_offered_where_nothing_was_put_away(person: Person) -> None:
    assert not person.view.start.back.isVisible()
    person.finished()
    person.pane.new()
    person.pane.paste("Another text.")
    person.tell(*source_text(), ending(*sentences()))
    assert person.pane._before is None
    assert person.view.start.back.isHidden()
