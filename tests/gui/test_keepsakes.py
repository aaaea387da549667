# SPDX-License-Identifier: Apache-2.0
"""What goes on when another language takes another window: the summary, the chat in front, what answers cost."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QApplication

from edgeassist.api import PaneContext
from edgeassist.core.errors import EngineTrouble
from edgeassist.core.settings import Settings
from edgeassist.kit.theme import Theme
from edgeassist.panes.chat.widget import ChatPane
from edgeassist.panes.summarize.pane import SummarizePane
from edgeassist.panes.summarize.session import Phase
from edgeassist.panes.summarize.spec import SPEC
from edgeassist.panes.summarize.summary import Sentence
from edgeassist.ui.pane_page import PanePage
from edgeassist.ui.ports import Answered, PaneRow, Resumed
from edgeassist.ui.start import Shell
from edgeassist.wire import Stats
from tests.gui.conftest import bury, settle, until
from tests.gui.fakes import READY, USAGE, FakeDesk, chat_row
from tests.gui.test_summarize_pane import FALLS, Script, ending, sentences, source_text


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def shell(app: QApplication, theme: Theme, desk: FakeDesk, script: Script) -> Iterator[Shell]:
    before = QLocale()

    def build(context: PaneContext) -> SummarizePane:
        return SummarizePane(context, lambda _context: script)

    desk.rows = (chat_row(), PaneRow("summarize", "Summarize", replace(SPEC, build=build), origin="edgeassist"))
    desk.now = READY
    made = Shell(app, Settings(language="en", welcomed=True), None)
    made.window.show()
    made.attach(desk)
    desk.report(Resumed())
    settle()
    yield made
    made.speak("en")
    script.say(EngineTrouble("The test is over."))
    made.close()
    made.window.deleteLater()
    bury()
    app.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    QLocale.setDefault(before)
    theme.choose("light")


def page(shell: Shell, pane_id: str) -> PanePage:
    return next(one for one in shell.window.pages if one.spec.id == pane_id)


def summarize(shell: Shell) -> SummarizePane:
    """Bring the pane to the front and return it."""
    there = page(shell, "summarize")
    shell.window.stack.show_pane(there)
    assert isinstance(there.pane, SummarizePane)
    return there.pane


def chat(shell: Shell) -> ChatPane:
    there = page(shell, "chat")
    shell.window.stack.show_pane(there)
    assert isinstance(there.pane, ChatPane)
    pane = there.pane
    until(lambda: pane.widget.composer.ready)
    return pane


def rows(pane: SummarizePane) -> list[str]:
    return [view.row.text for view in pane.widget.summary.sentences.views]


def summed_up(shell: Shell, script: Script) -> SummarizePane:
    """Return the pane with a summary that is done."""
    pane = summarize(shell)
    pane.open(Path("manual.pdf"))
    script.say(*source_text(), ending(*sentences()))
    until(lambda: pane.session.look.phase is Phase.DONE)
    return pane


def test_an_open_summary_is_there_in_the_other_language(shell: Shell, script: Script) -> None:
    before = summed_up(shell, script)
    assert "proof" in before.session.look.line
    shell.speak("de")
    after = summarize(shell)
    assert after is not before
    until(lambda: rows(after) == ["Work above 2 m needs a harness.", "Somebody has a radio.", "It costs 42."])
    assert FALLS in after.widget.source.page.toPlainText()
    assert (after.session.look.title, after.session.look.size) == ("Safety manual", "13 Seiten")
    assert "proof" not in after.session.look.line
    assert len(script.asked) == 1


def test_a_summary_that_nobody_looked_at_meanwhile_survives_two_changes(shell: Shell, script: Script) -> None:
    summed_up(shell, script)
    chat(shell)
    shell.speak("de")
    assert page(shell, "summarize").pane is None
    shell.speak("fr")
    after = summarize(shell)
    until(lambda: len(rows(after)) == 3)


def test_a_summary_that_is_being_made_goes_on(shell: Shell, script: Script) -> None:
    pane = summarize(shell)
    pane.open(Path("manual.pdf"))
    script.say(*source_text())
    until(lambda: pane.session.look.size == "13 pages")
    shell.speak("de")
    after = summarize(shell)
    until(lambda: len(script.asked) == 2)
    assert script.asked[0] == script.asked[1]
    script.say(*source_text(), ending(Sentence("Done.", None)))
    until(lambda: rows(after) == ["Done."])


def test_a_failure_is_told_in_the_other_language(shell: Shell, script: Script) -> None:
    pane = summarize(shell)
    pane.open(Path("manual.pdf"))
    script.say(*source_text(), ValueError("odd"))
    until(lambda: pane.session.look.phase is Phase.FAILED)
    shell.speak("de")
    trouble = summarize(shell).session.look.trouble
    assert trouble is not None
    assert trouble.text != "Something went wrong while summing up."
    assert trouble.detail == "ValueError: odd"


def test_the_start_stays_the_start_where_nothing_was_summed_up(shell: Shell) -> None:
    summarize(shell)
    shell.speak("de")
    assert summarize(shell).session.look.phase is Phase.EMPTY


def test_what_an_answer_cost_still_stands_below_it_and_in_the_strip(shell: Shell, desk: FakeDesk) -> None:
    pane = chat(shell)
    pane.send("How hot?")
    engine = desk.pane_context.engine
    until(lambda: len(engine.requests) == 1)
    engine.stream("Hot.")
    engine.finish()
    until(lambda: pane.session.exchanges[-1].answered is not None)
    cost = pane.widget.transcript.last.cost.text()
    assert cost
    desk.report(Stats(tokens_per_second=24.6, context_used_tokens=118, context_tokens=4096))
    desk.report(Answered(USAGE))
    settle()
    said = shell.window.footer.text
    shell.speak("fr")
    after = chat(shell)
    assert after.session.exchanges[-1].usage == pane.session.exchanges[-1].usage
    assert after.widget.transcript.last.cost.text()
    shell.speak("en")
    assert chat(shell).widget.transcript.last.cost.text() == cost
    until(lambda: shell.window.footer.text == said)


def test_the_chat_in_front_stays_in_front_even_where_another_is_newer(shell: Shell, desk: FakeDesk) -> None:
    pane = chat(shell)
    pane.send("Old one?")
    until(lambda: len(desk.pane_context.engine.requests) == 1)
    desk.pane_context.engine.finish()
    until(lambda: not pane.session.busy)
    pane.new_chat()
    until(lambda: pane.widget.composer.ready and not pane.session.exchanges)
    shell.speak("de")
    assert chat(shell).session.exchanges == []
