# SPDX-License-Identifier: Apache-2.0
"""What is asked for each held-out example: just what a pane of the app would ask. Judges nothing."""

from edgeassist.core import instructions
from starter.asking import Dialogue, Question
from starter.examples import CHAT, INTENT, SUMMARIZE, TRANSLATE, Example

_MAX_TOKENS = {TRANSLATE: 96, SUMMARIZE: 96, INTENT: 128, CHAT: 96}


def question(example: Example) -> Question:
    """Return what a pane would ask; commands are asked with the grammar that the app gives them."""
    schema = instructions.INTENT_SCHEMA if example.task == INTENT else None
    return Question(example.key, _turns(example), _MAX_TOKENS[example.task], schema)


def free_question(example: Example) -> Question:
    """Return the same question without a grammar, under another key."""
    return Question(free_key(example), _turns(example), _MAX_TOKENS[example.task])


def free_key(example: Example) -> str:
    """Return the key of the question without a grammar."""
    return f"{example.key}/free"


def dialogue(example: Example) -> Dialogue:
    """Return the example with the reply that was really given."""
    return Dialogue(example.key, _turns(example), example.references[0])


def _turns(example: Example) -> tuple[tuple[str, str], ...]:
    said = [turn for text, reply in example.before for turn in (("user", text), ("assistant", reply))]
    system = _system(example)
    return (*([("system", system)] if system else []), *said, ("user", example.text))


def _system(example: Example) -> str:
    if example.task == TRANSLATE:
        source, _, target = example.kind.partition("-")
        return instructions.translate(target, source)
    if example.task == INTENT:
        return instructions.parse_command()
    return instructions.summarize() if example.task == SUMMARIZE else ""
