# SPDX-License-Identifier: Apache-2.0
"""The translate pane's parts by themselves: menus that say why, marks in every theme, checks, sentences, cards."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCharFormat
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QAbstractButton, QWidget

from edgeassist.kit.theme import Theme, palette
from edgeassist.kit.tokens import CONTRAST_DARK, CONTRAST_LIGHT, DARK, LIGHT, Tokens
from edgeassist.panes.translate.aligned import Aligned
from edgeassist.panes.translate.bar import MANY, LanguageBar
from edgeassist.panes.translate.checks_view import ChecksView
from edgeassist.panes.translate.choices import Choice
from edgeassist.panes.translate.editors import SourceEditor, TargetEditor
from edgeassist.panes.translate.highlights import Highlights
from edgeassist.panes.translate.marks import Kind, look, tokens_of
from edgeassist.panes.translate.paper_queue import Finding, Paper, Step
from edgeassist.panes.translate.papers_view import PaperCard
from edgeassist.panes.translate.remarks import Checks, Remark
from edgeassist.panes.translate.sentence_bar import SentenceBar
from edgeassist.panes.translate.session import plain
from edgeassist.panes.translate.translation import Pair, Tone
from tests.gui.conftest import settle
from tests.gui.test_translate_pane import Show
from tests.support.translating import translation

EN_ES = Pair("en", "es")
ALL = (Choice("es", "Spanish"), Choice("fr", "French", "It knows no French."), Choice("de", "German", "Nor German."))


def named(where: QWidget, name: str) -> QAbstractButton:
    return next(one for one in where.findChildren(QAbstractButton) if one.accessibleName() == name)


def test_languages_that_cannot_be_had_stand_below_the_reason_each_with_its_own(shown: Show) -> None:
    bar = LanguageBar(lambda: ALL, lambda: ALL)
    shown(bar)
    bar.target.show_choice("Spanish", "es")
    menu = bar.target.open()
    lines = [(one.text(), one.isEnabled(), one.isChecked()) for one in menu.actions() if not one.isSeparator()]
    assert lines == [
        ("Spanish", True, True),
        (MANY, False, False),
        ("French", False, False),
        ("German", False, False),
    ]
    assert [one.toolTip() for one in menu.actions()][-2:] == ["It knows no French.", "Nor German."]
    chosen = QSignalSpy(bar.target.chosen)
    menu.actions()[0].trigger()
    assert [chosen.at(n) for n in range(chosen.count())] == [["es"]]
    menu.close()


def test_the_bar_takes_a_second_line_where_one_is_too_short(shown: Show) -> None:
    bar = LanguageBar(lambda: ALL, lambda: ALL)
    bar.resize(1000, 40)
    shown(bar)
    for button, words in ((bar.source, "Detect language"), (bar.target, "Spanish")):
        button.show_choice(words, "")
    settle()
    top = bar.source.mapTo(bar, QPoint()).y()
    assert bar.document.mapTo(bar, QPoint()).y() == top
    bar.resize(560, 90)
    settle()
    assert bar.document.mapTo(bar, QPoint()).y() > top
    assert bar.target.accessibleName() == "Into: Spanish"


def test_the_bar_counts_terms_and_shows_documents_only_where_there_are_some(shown: Show) -> None:
    bar = LanguageBar(lambda: ALL, lambda: ALL)
    shown(bar)
    told = []
    for count in (0, 1, 1400):
        bar.show_terms(count)
        told.append(bar.glossary.text())
    assert told == ["Glossary", "Glossary · 1 term", "Glossary · 1,400 terms"]
    assert not bar.papers.isVisible()
    bar.show_papers("Documents · 34 of 210")
    assert bar.papers.isVisible()
    bar.show_tone(Tone.AS_IS, "Not <b>with</b> this one.")
    assert bar.tone.toolTip() != "Not <b>with</b> this one.", "what looks like markup is not read as such"


@pytest.mark.parametrize("tokens", [LIGHT, DARK, CONTRAST_LIGHT, CONTRAST_DARK])
def test_every_mark_can_be_seen_in_every_theme(theme: Theme, tokens: Tokens) -> None:
    assert tokens_of(palette(tokens)) == tokens
    for kind in Kind:
        made = look(kind, tokens)
        ground = made.background().color().name().upper()
        differs = made.background().style() != Qt.BrushStyle.NoBrush and ground != tokens.surface.upper()
        lined = made.underlineStyle() != QTextCharFormat.UnderlineStyle.NoUnderline
        paler = made.foreground().style() != Qt.BrushStyle.NoBrush
        assert differs or lined or paler, kind


def test_only_what_is_in_sight_is_marked(shown: Show) -> None:
    text = "It is 7.\n" * 400
    source, target = SourceEditor("Text", ""), TargetEditor("Translation")
    for editor in (source, target):
        editor.resize(300, 120)
        shown(editor)
        editor.setPlainText(text)
    lines = [plain(one) for one in translation(text, EN_ES, flagged="7").rendered]
    highlights = Highlights(source, target)
    highlights.follow(Aligned(lines), text)
    first = [one.cursor.selectionStart() for one in target.extraSelections()]
    assert 3 <= len(first) < 30
    target.verticalScrollBar().setValue(300)
    later = [one.cursor.selectionStart() for one in target.extraSelections() if one.cursor.selectionStart() > 100]
    assert min(later) > max(first)


def test_a_sentence_offers_what_can_be_done_with_it_now(shown: Show) -> None:
    bar = SentenceBar()
    shown(bar)
    bar.show_sentence("Uno.", edited=False, able=True, checkable=True)
    assert (bar.other.isEnabled(), bar.check.isEnabled(), bar.own.isVisible()) == (True, True, False)
    bar.show_wordings(("Un.", "Una."))
    used = QSignalSpy(bar.wording_chosen)
    named(bar, "Use: Una.").click()
    assert used.at(0) == ["Una."]
    bar.copy.click()
    assert bar.line.text() == "Copied."
    bar.show_sentence("Dos.", edited=True, able=False, checkable=True)
    settle()
    assert (bar.other.isEnabled(), bar.check.isEnabled(), bar.own.isVisible()) == (False, False, True)
    assert bar.line.text() == "", "what was said was of another sentence"
    assert not [one for one in bar.findChildren(QAbstractButton) if one.isVisible() and one.text() == "Use"]


def test_checks_list_sentences_and_show_how_far_the_way_back_is(shown: Show) -> None:
    view = ChecksView()
    view.resize(700, 300)
    shown(view)
    view.show_checks(Checks("1 sentence to look at", (Remark(3, "The number “7” is missing."),), more=2))
    wished = QSignalSpy(view.sentence_wished)
    named(view, "Show: The number “7” is missing.").click()
    assert wished.at(0) == [3]
    view.show_back(possible=True, line="Translating back… sentence 2 of 9")
    assert (view.stop.isVisible(), view.back.isVisible()) == (True, False)
    view.show_back(possible=False, line="", why_not="It knows no way back.")
    assert (view.back.isEnabled(), view.back.toolTip()) == (False, "It knows no way back.")
    view.show_checks(Checks("all kept; wording not checked", fine=True))
    assert view.fine.isVisible()
    assert not view.list.isVisible()
    view.show_checks(Checks("all kept, but", unsure=True))
    assert (view.fine.isVisible(), view.counts.property("tone")) == (False, "warn")
    view.show_checks(Checks("all kept; wording not checked", fine=True))
    assert (view.fine.isVisible(), view.counts.property("tone")) == (True, "")


def test_a_card_says_in_the_tone_of_a_warning_that_the_model_often_translates_wrongly(shown: Show) -> None:
    paper = Paper(1, Path("a.pdf"), Path("a.es.md"), EN_ES, step=Step.DONE, line="Translated", unsure=True)
    card = PaperCard(paper)
    shown(card)
    assert card.line.property("tone") == "warn"
    card.show_paper(replace(paper, unsure=False))
    assert card.line.property("tone") == "ok"


def test_a_card_offers_what_its_state_allows(shown: Show) -> None:
    paper = Paper(1, Path("a.docx"), Path("out") / "a.es.docx", EN_ES)
    card = PaperCard(paper)
    shown(card)
    offered = {}
    finding = Finding("Paragraph 1", "It is 7.", "Es.", "The number “7” is missing.")
    for step in Step:
        flagged = (finding,) if step is Step.DONE else ()
        card.show_paper(replace(paper, step=step, line="x", flagged=flagged, total=4, done=2))
        buttons = card.findChildren(QAbstractButton)
        offered[step] = {one.text() for one in buttons if one.isVisible()}
    assert offered == {
        Step.READY: {"Translate", "Save elsewhere…", "Remove"},
        Step.WAITING: {"Do not translate", "Save elsewhere…", "Remove"},
        Step.WORKING: {"Stop"},
        Step.STOPPED: {"Go on", "Save elsewhere…", "Remove"},
        Step.DONE: {"Open folder", "Show the sentences to look at", "Remove"},
        Step.FAILED: {"Try again", "Save elsewhere…", "Remove"},
    }
