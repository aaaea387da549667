# SPDX-License-Identifier: Apache-2.0
"""Every built-in chat format, word for word as its makers publish it, and how a model's family is told."""

import re
from collections.abc import Sequence

import pytest

from edgeassist.core.paths import resource
from edgeassist.wire import Role, Turn
from edgeassist.worker.families import FAMILIES, UnknownTemplate, family_of
from edgeassist.worker.templates import ChatTemplate, choose_template

SYSTEM, ASK, ANSWER, AGAIN = "Be brief.", "Hello", "Hi there", "Who are you?"
TALK = (Turn("system", SYSTEM), Turn("user", ASK), Turn("assistant", ANSWER), Turn("user", AGAIN))
GOLDEN = {
    "chatml": (
        "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHello<|im_end|>\n"
        "<|im_start|>assistant\nHi there<|im_end|>\n<|im_start|>user\nWho are you?<|im_end|>\n<|im_start|>assistant\n"
    ),
    "gemma": (
        "<BOS><start_of_turn>user\nBe brief.\n\nHello<end_of_turn>\n<start_of_turn>model\nHi there<end_of_turn>\n"
        "<start_of_turn>user\nWho are you?<end_of_turn>\n<start_of_turn>model\n"
    ),
    "llama-3": (
        "<BOS><|start_header_id|>system<|end_header_id|>\n\nBe brief.<|eot_id|>"
        "<|start_header_id|>user<|end_header_id|>\n\nHello<|eot_id|>"
        "<|start_header_id|>assistant<|end_header_id|>\n\nHi there<|eot_id|>"
        "<|start_header_id|>user<|end_header_id|>\n\nWho are you?<|eot_id|>"
        "<|start_header_id|>assistant<|end_header_id|>\n\n"
    ),
    "mistral": "<BOS> [INST] Be brief.\n\nHello [/INST] Hi there<EOS> [INST] Who are you? [/INST]",
    "mistral-v3": "<BOS>[INST] Hello[/INST] Hi there<EOS>[INST] Be brief.\n\nWho are you?[/INST]",
    "phi-3": (
        "<|system|>\nBe brief.<|end|>\n<|user|>\nHello<|end|>\n<|assistant|>\nHi there<|end|>\n"
        "<|user|>\nWho are you?<|end|>\n<|assistant|>\n"
    ),
    "plain": "Be brief.\n\nUser: Hello\nAssistant: Hi there\nUser: Who are you?\nAssistant:",
    "smollm3": (
        "<|im_start|>system\n## Metadata\n\nKnowledge Cutoff Date: June 2025\nToday Date: DATE\n"
        "Reasoning Mode: /think\n\n## Custom Instructions\n\nBe brief.\n\n<|im_end|>\n"
        "<|im_start|>user\nHello<|im_end|>\n<|im_start|>assistant\nHi there<|im_end|>\n"
        "<|im_start|>user\nWho are you?<|im_end|>\n<|im_start|>assistant\n"
    ),
    "zephyr": (
        "<|system|>\nBe brief.<EOS>\n<|user|>\nHello<EOS>\n<|assistant|>\nHi there<EOS>\n"
        "<|user|>\nWho are you?<EOS>\n<|assistant|>\n"
    ),
}
GOLDEN |= dict.fromkeys(("qwen-2.5", "qwen-3", "smollm2"), GOLDEN["chatml"])


def built_in(family: str) -> ChatTemplate:
    return choose_template(own=None, architecture="", name="", tokens=(), bos="<BOS>", eos="<EOS>", forced=family)


def dated(text: str) -> str:
    return re.sub(r"Today Date: \d\d [A-Z][a-z]+ \d{4}\n", "Today Date: DATE\n", text)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_conversation_reads_as_published(family: str) -> None:
    template = built_in(family)
    assert template.name == family
    assert dated(template.render(TALK)) == GOLDEN[family]


@pytest.mark.parametrize("family", sorted(set(FAMILIES) - {"mistral", "mistral-v3"}))
def test_without_a_generation_prompt_the_text_ends_with_the_last_turn(family: str) -> None:
    template = built_in(family)
    asked, shown = template.render(TALK), template.render(TALK, add_generation_prompt=False)
    assert asked.startswith(shown)
    assert asked.removeprefix(shown).rstrip().endswith(("assistant", "Assistant:", "model", "|>"))


@pytest.mark.parametrize("family", FAMILIES)
def test_a_first_question_alone_is_a_conversation(family: str) -> None:
    text = built_in(family).render([Turn("user", ASK)])
    assert ASK in text
    assert "None" not in text


@pytest.mark.parametrize("family", FAMILIES)
def test_each_message_stands_in_the_prompt_once(family: str) -> None:
    marked = [Turn(turn.role, f"\ue000{at}\ue001") for at, turn in enumerate(TALK)]
    found = re.findall("\ue000([0-9])\ue001", built_in(family).render(marked))
    assert sorted(found) == ["0", "1", "2", "3"]


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize(
    "roles", ["uu", "au", "suus", "saau", "su", "usu"], ids=lambda roles: f"roles {' '.join(roles)}"
)
def test_any_order_of_turns_keeps_every_text(family: str, roles: str) -> None:
    turns = turns_of(roles)
    text = built_in(family).render(turns)
    assert all(turn.text in text for turn in turns)


def turns_of(roles: str) -> Sequence[Turn]:
    names: dict[str, Role] = {"s": "system", "u": "user", "a": "assistant"}
    return [Turn(names[role], f"Text {at} of {role}.") for at, role in enumerate(roles)]


@pytest.mark.parametrize(("family", "words"), [("qwen-2.5", "You are Qwen"), ("smollm2", "named SmolLM")])
def test_a_published_default_system_text_is_kept(family: str, words: str) -> None:
    template = built_in(family)
    assert words in template.render([Turn("user", ASK)])
    assert words not in template.render(TALK)


def test_qwen_3_forgets_what_it_thought_before() -> None:
    turns = [Turn("user", ASK), Turn("assistant", "<think>\nwhy?\n</think>\n\nHi there"), Turn("user", AGAIN)]
    text = built_in("qwen-3").render(turns)
    assert "why?" not in text
    assert "<|im_start|>assistant\nHi there<|im_end|>" in text


def test_smollm3_answers_at_once_when_told_not_to_think() -> None:
    text = built_in("smollm3").render([Turn("system", "Be kind. /no_think"), Turn("user", ASK)])
    assert "Reasoning Mode: /no_think\n" in text
    assert "Custom Instructions\n\nBe kind.\n\n<|im_end|>" in text
    assert text.endswith("<|im_start|>assistant\n<think>\n\n</think>\n")


def test_each_family_has_its_file_and_each_file_its_family() -> None:
    assert {path.stem for path in resource("templates").glob("*.jinja")} == set(FAMILIES)


@pytest.mark.parametrize(
    ("architecture", "name", "tokens", "family"),
    [
        ("llama", "Llama 3.2 1B Instruct", {"<|start_header_id|>", "<|eot_id|>"}, "llama-3"),
        ("llama", "anything", {"<|start_header_id|>"}, "llama-3"),
        ("gemma2", "Gemma 2 2B", {"<start_of_turn>", "<end_of_turn>"}, "gemma"),
        ("gemma3", "x", {"<start_of_turn>"}, "gemma"),
        ("qwen2", "Qwen2.5 0.5B Instruct", {"<|im_start|>"}, "qwen-2.5"),
        ("qwen3", "Qwen3 0.6B", {"<|im_start|>"}, "qwen-3"),
        ("llama", "SmolLM2 360M Instruct", {"<|im_start|>"}, "smollm2"),
        ("smollm3", "SmolLM3 3B", {"<|im_start|>"}, "smollm3"),
        ("llama", "Some Finetune", {"<|im_start|>"}, "chatml"),
        ("phi3", "Phi 3.5 mini", {"<|user|>", "<|end|>", "</s>"}, "phi-3"),
        ("stablelm", "StableLM Zephyr", {"<|user|>", "</s>"}, "zephyr"),
        ("llama", "TinyLlama 1.1B Chat v1.0", {"</s>"}, "zephyr"),
        ("llama", "tinyllama_chat", (), "zephyr"),
        ("llama", "Mistral 7B Instruct v0.3", {"[INST]"}, "mistral-v3"),
        ("llama", "mistral-7b-instruct-v0.2", {"</s>"}, "mistral"),
        ("phi3", "", (), "phi-3"),
        ("gpt2", "my own", (), "plain"),
    ],
)
def test_a_family_is_told_from_tokens_then_from_names(
    architecture: str, name: str, tokens: set[str], family: str
) -> None:
    assert family_of(architecture=architecture, name=name, tokens=tokens) == family


@pytest.mark.parametrize("name", ["", "vicuna", "../../etc/passwd", "PLAIN"])
def test_a_template_of_no_known_name_is_refused_by_name(name: str) -> None:
    with pytest.raises(UnknownTemplate, match="no built-in chat template") as caught:
        built_in(name)
    assert "plain" in caught.value.hint


def test_only_marks_that_are_no_tokens_are_watched_for() -> None:
    assert built_in("plain").stops == ("\nUser:",)
    assert built_in("chatml").stops == ("<|im_end|>",)
    known = choose_template(
        own=None, architecture="qwen2", name="", tokens={"<|im_start|>", "<|im_end|>"}, bos="", eos="", forced=None
    )
    assert known.stops == ()
