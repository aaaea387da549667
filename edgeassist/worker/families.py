# SPDX-License-Identifier: Apache-2.0
"""Which built-in chat format a model was trained on, told from its vocabulary, architecture and name.

The formats themselves are the files of `resources/templates/`. Tokens are the strongest sign: a format whose marks
are in the vocabulary was part of the training.
"""

import re
from collections.abc import Collection

from edgeassist.core.errors import BadUsage
from edgeassist.core.paths import resource
from edgeassist.core.told import told
from edgeassist.core.units import elided

PLAIN = "plain"
FAMILIES = (
    "chatml",
    "gemma",
    "llama-3",
    "mistral",
    "mistral-v3",
    "phi-3",
    PLAIN,
    "qwen-2.5",
    "qwen-3",
    "smollm2",
    "smollm3",
    "zephyr",
)
_END_MARKS = ("<|im_end|>", "<|eot_id|>", "<|end|>", "<end_of_turn>")
_BY_NAME = (
    (r"llama-?3", "llama-3"),
    (r"gemma", "gemma"),
    (r"phi-?3", "phi-3"),
    (r"tiny-?llama|zephyr", "zephyr"),
    (r"mi[sx]tral.*v0\.?3", "mistral-v3"),
    (r"mi[sx]tral", "mistral"),
)
_CHATML_BY_NAME = (
    (r"qwen-?3", "qwen-3"),
    (r"qwen", "qwen-2.5"),
    (r"smollm-?3", "smollm3"),
    (r"smollm", "smollm2"),
)


class UnknownTemplate(BadUsage):
    """A built-in chat template was asked for by a name that none has."""

    code = "unknown-template"
    hint = told("Pick one of {names}, or none to use the model's own.", names=", ".join(FAMILIES))

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(told("There is no built-in chat template named “{name}”.", name=elided(name, 40)))


def family_source(family: str) -> str:
    """Return the template text of a built-in family."""
    if family not in FAMILIES:
        raise UnknownTemplate(family)
    return resource("templates", f"{family}.jinja").read_text(encoding="utf-8").removesuffix("\n")


def family_of(*, architecture: str, name: str, tokens: Collection[str]) -> str:
    """Return the family whose format the model most likely speaks; `plain` when nothing tells."""
    known = re.sub(r"[\s_]+", "-", f"{architecture} {name}".lower())
    if "<|start_header_id|>" in tokens:
        return "llama-3"
    if "<start_of_turn>" in tokens:
        return "gemma"
    if "<|im_start|>" in tokens:
        return _named(known, _CHATML_BY_NAME) or "chatml"
    if "<|user|>" in tokens and ("<|end|>" in tokens or "</s>" in tokens):
        return "phi-3" if "<|end|>" in tokens else "zephyr"
    if "[INST]" in tokens:
        return "mistral-v3"
    return _named(known, _BY_NAME) or _named(known, _CHATML_BY_NAME) or PLAIN


def _named(known: str, patterns: tuple[tuple[str, str], ...]) -> str | None:
    return next((family for pattern, family in patterns if re.search(pattern, known)), None)


def stops_of(source: str, family: str, tokens: Collection[str]) -> tuple[str, ...]:
    """Return the texts that end an answer and that the engine would not stop at by itself.

    A mark that is a token of the vocabulary ends generation as a token; only as spelled-out text it must be watched.
    """
    spelled = tuple(mark for mark in _END_MARKS if mark in source and mark not in tokens)
    return (*spelled, "\nUser:") if family == PLAIN else spelled
