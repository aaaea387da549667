# SPDX-License-Identifier: Apache-2.0
"""The starter's chat template turns the panes' instructions into its task marks, one turn after the other."""

import pytest

from edgeassist.core import instructions
from edgeassist.wire import Turn
from edgeassist.worker.templates import ChatTemplate, check_template, choose_template
from tests.support.source_tree import ROOT

SOURCE = (ROOT / "packaging" / "starter" / "starter.jinja").read_text(encoding="utf-8")


@pytest.fixture
def template() -> ChatTemplate:
    return choose_template(
        own=SOURCE, architecture="llama", name="Starter", tokens=(), bos="<s>", eos="</s>", forced=None
    )


@pytest.mark.parametrize(
    ("order", "mark"),
    [
        (instructions.translate("en"), "<|to_en|>"),
        (instructions.translate("es"), "<|to_es|>"),
        (instructions.translate("fr"), "<|to_fr|>"),
        (instructions.translate("de"), "<|to_de|>"),
        (instructions.translate("en", "es"), "<|to_en|>"),
        (instructions.translate("de", "en"), "<|to_de|>"),
        (instructions.summarize(), "<|summarize|>"),
        (instructions.parse_command(), "<|intent|>"),
        ("Speak like a pirate.", "<|chat|>"),
        (instructions.translate("it"), "<|chat|>"),
    ],
)
def test_an_instruction_becomes_the_mark_of_its_task(template: ChatTemplate, order: str, mark: str) -> None:
    text = template.render((Turn("system", order), Turn("user", " Good day. ")))
    assert text == f"<s>{mark}Good day.<|reply|>"


def test_every_turn_of_a_talk_has_its_mark(template: ChatTemplate) -> None:
    talk = (Turn("user", "Hi"), Turn("assistant", "Hello!"), Turn("user", "Bye"))
    assert template.render(talk) == "<s><|chat|>Hi<|reply|>Hello!</s><|chat|>Bye<|reply|>"


def test_two_questions_in_a_row_become_one(template: ChatTemplate) -> None:
    assert template.render((Turn("user", "One."), Turn("user", "Two."))) == "<s><|chat|>One.\n\nTwo.<|reply|>"


def test_it_is_the_models_own_and_adds_no_words() -> None:
    assert check_template(SOURCE) == ""
