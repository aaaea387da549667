# SPDX-License-Identifier: Apache-2.0
"""From a conversation to prompt tokens, so that what a person typed can never act as a control token.

A rendered template is normally tokenized whole, control tokens recognised: that is how the model saw it in training.
A message whose own text contains a control token's spelling (`<|im_end|>`, `</s>`) is cut out and tokenized as plain
text, by itself. Only such messages are: cutting out all of them would change how ordinary text merges with what
stands around it (SentencePiece puts a space before each separately tokenized part).
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from edgeassist.core.errors import BadUsage
from edgeassist.core.language import later
from edgeassist.wire import Turn


class Template(Protocol):
    """What is needed of a chat template."""

    def render(self, turns: Sequence[Turn]) -> str:
        """Return the prompt text up to where the answer begins."""
        ...


class Tokenizer(Protocol):
    """What is needed of a model's vocabulary."""

    @property
    def bos(self) -> str:
        """The text of the begin-of-text token."""
        ...

    def tokenize(self, text: str, *, special: bool) -> list[int]:
        """Return the tokens of `text`."""
        ...

    def opening(self) -> list[int]:
        """Return the begin-of-text token, when the model wants one."""
        ...


GO_ON = "Go on exactly where you stopped. Repeat nothing."


class NothingToAnswer(BadUsage):
    """A request with neither conversation nor text."""

    code = "nothing-to-answer"
    hint = later("Type a message first.")

    def __init__(self) -> None:
        super().__init__(later("There is no text to answer."))


def prompt_tokens(model: Tokenizer, template: Template, turns: Sequence[Turn], prompt: str | None) -> list[int]:
    """Return the tokens of `turns` through `template`, or of the raw text `prompt`, in which nothing is special.

    When the last turn is an answer, the prompt ends within it, so that the model goes on with it.
    """
    if not turns:
        if prompt is None:
            raise NothingToAnswer
        tokens = model.opening() + model.tokenize(prompt, special=False)
        if not tokens:
            raise NothingToAnswer
        return tokens
    template = _Begun(template) if turns[-1].role == "assistant" else template
    text = template.render(turns)
    tokens = [] if model.bos and text.startswith(model.bos) else model.opening()
    for part, special in _parts(model, template, turns, text):
        tokens += model.tokenize(part, special=special)
    return tokens


class _Begun:
    """A template that leaves the last turn, an answer, open. Where it does not show it, it asks to go on."""

    def __init__(self, template: Template) -> None:
        self._template = template

    def render(self, turns: Sequence[Turn]) -> str:
        """Return the prompt text up to where the last turn ends."""
        *before, last = turns
        end = f"{_unsaid([turn.text for turn in turns])}\ue002"
        text = self._template.render([*before, _saying(last, last.text + end)])
        at = text.rfind(end)
        return text[:at] if at >= 0 else self._template.render([*turns, Turn("user", GO_ON)])


def _parts(model: Tokenizer, template: Template, turns: Sequence[Turn], text: str) -> Iterator[tuple[str, bool]]:
    """Yield the rendered `text` in order, each part with whether control tokens count in it."""
    doubtful = [at for at, turn in enumerate(turns) if _spells_control(model.tokenize, turn.text)]
    if not doubtful:
        yield text, True
        return
    mark = _unsaid([text, *(turn.text for turn in turns)])
    marked = [_saying(turn, f"{mark}{at}\ue001") if at in doubtful else turn for at, turn in enumerate(turns)]
    frame = re.split(f"{mark}({'|'.join(map(str, doubtful))})\ue001", template.render(marked))
    lost = set(doubtful) - {int(at) for at in frame[1::2]}
    if any(turns[at].text.strip() in text for at in lost):
        # The template shows a message but not its mark: where that message stands is unknown, so nothing is special.
        yield text, False
        return
    position = 0
    for at, piece in enumerate(frame[2::2]):
        before, message = frame[2 * at], turns[int(frame[2 * at + 1])].text
        yield text[position : position + len(before)], True
        position += len(before)
        end = _message_end(text, position, message, piece)
        yield text[position:end], False
        position = end
    yield text[position:], True


def _unsaid(texts: Sequence[str]) -> str:
    """Return a mark that none of `texts` contains: a private-use character, as often as needed."""
    mark = "\ue000"
    while any(mark in text for text in texts):
        mark += "\ue000"
    return mark


def _saying(turn: Turn, text: str) -> Turn:
    return Turn(turn.role, text)


def _spells_control(tokenize: Callable[..., list[int]], text: str) -> bool:
    return tokenize(text, special=True) != tokenize(text, special=False)


def _message_end(text: str, start: int, message: str, after: str) -> int:
    """Return where the message that begins at `start` ends; templates show it as it is or trimmed."""
    for shown in (message, message.strip(), message.lstrip(), message.rstrip()):
        if text.startswith(shown + after, start):
            return start + len(shown)
    found = text.find(after, start) if after else len(text)
    return found if found >= 0 else len(text)
