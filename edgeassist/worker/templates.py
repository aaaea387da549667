# SPDX-License-Identifier: Apache-2.0
"""A conversation as the text a model was trained to continue: its own chat template, or a built-in one.

A model file is a stranger's: its template runs sandboxed, is tried on a small conversation first, and on any failure
the family's built-in format takes its place. Knows no engine and no tokens.
"""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from jinja2 import Template, TemplateSyntaxError

from edgeassist.core import instructions
from edgeassist.core.errors import BadInput
from edgeassist.core.language import later
from edgeassist.core.told import Told, told
from edgeassist.core.units import elided
from edgeassist.wire import Turn
from edgeassist.worker.arrangement import ARRANGEMENTS, Arrangement
from edgeassist.worker.families import family_of, family_source, stops_of
from edgeassist.worker.jinja_sandbox import compiled, printed

MAX_TEMPLATE_BYTES = 256 * 1024
OWN, FALLBACK = "own", "fallback"
_TRIAL = (
    Turn("system", "Trialsystem."),
    Turn("user", "Trialquestion?"),
    Turn("assistant", "Trialanswer."),
    Turn("user", "Trialfollowup?"),
)
_ORDERS = (instructions.translate("es"), instructions.summarize())
_MARKER = re.compile(
    r"<\|[\w /.-]{1,40}\|>|<(?:start|end)_of_turn>|</?(?:s|bos|eos|think)>|\[/?[A-Z_]{1,20}\]|<<?/?SYS>>?"
)
_ROLE_NAMES = frozenset({"system", "user", "assistant", "model", "human", "think", "turn"})
_SENTENCE_WORDS = 3


class BadTemplate(BadInput):
    """A chat template that cannot be used."""

    code = "bad-template"
    hint = later("The model can be used with a built-in chat template.")


def _brief(reason: str) -> str:
    """Return `reason` as one line; a stranger's template may have said it at length."""
    return reason if isinstance(reason, Told) else elided(reason, 120)


class TemplateTooLarge(BadTemplate):
    """More template than any model needs."""

    code = "template-too-large"

    def __init__(self, size_bytes: int) -> None:
        self.size_bytes = size_bytes
        super().__init__(
            told(
                "The chat template is {size} KiB; at most {limit} are read.",
                size=size_bytes // 1024,
                limit=MAX_TEMPLATE_BYTES // 1024,
            )
        )


class TemplateUnreadable(BadTemplate):
    """Not a template at all."""

    code = "template-unreadable"

    def __init__(self, reason: str, line: int) -> None:
        self.reason, self.line = reason, line
        super().__init__(
            told("The chat template cannot be read: line {line}: {reason}.", line=str(line), reason=_brief(reason))
        )


class TemplateFails(BadTemplate):
    """It parses, but does not turn a conversation into text."""

    code = "template-fails"

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(told("The chat template fails on an ordinary conversation: {reason}.", reason=_brief(reason)))


def _local_now() -> datetime:
    return datetime.now().astimezone()


@dataclass(frozen=True, slots=True)
class ChatTemplate:
    """A working template. `name` is `own` or the built-in family; `stops` are texts that end an answer."""

    name: str
    stops: tuple[str, ...]
    bos: str
    eos: str
    _template: Template = field(repr=False)
    _arrangements: tuple[Arrangement, ...] = field(repr=False)

    def render(self, turns: Sequence[Turn], *, add_generation_prompt: bool = True) -> str:
        """Return the text to continue.

        Turns a template refuses (a system text, two questions in a row) are rearranged until it takes them; raises
        `TemplateFails` when it takes none.
        """
        reason = ""
        for arrange in self._arrangements:
            try:
                return self._printed(arrange(turns), add_generation_prompt)
            except Exception as error:  # a template is a stranger's program: it may raise whatever it likes
                reason = reason or str(error) or type(error).__name__
        raise TemplateFails(reason)

    def _printed(self, turns: Sequence[Turn], add_generation_prompt: bool) -> str:
        messages = [{"role": turn.role, "content": turn.text} for turn in turns]
        return printed(
            self._template,
            {
                "messages": messages,
                "bos_token": self.bos,
                "eos_token": self.eos,
                "add_generation_prompt": add_generation_prompt,
                "tools": None,
                "documents": None,
            },
        )


def choose_template(
    *, own: str | None, architecture: str, name: str, tokens: Collection[str], bos: str, eos: str, forced: str | None
) -> ChatTemplate:
    """Return the template to use: the one `forced`, else the model's `own` when it works, else its family's.

    `forced` is a family, `own` (the same as None) or `fallback` (never the model's own); `tokens` is only asked
    whether it contains a text.
    """
    if own and forced in (None, OWN):
        try:
            return _working(own, OWN, stops_of(own, OWN, tokens), bos=bos, eos=eos)
        except BadTemplate:
            pass
    detected = forced in (None, OWN, FALLBACK)
    family = family_of(architecture=architecture, name=name, tokens=tokens) if detected else str(forced)
    source = family_source(family)
    return _working(source, family, stops_of(source, family, tokens), bos=bos, eos=eos)


def check_template(source: str) -> str:
    """Return the instructions that `source` adds of its own, in its words; raise a `BadTemplate` when it is no use.

    Not bounded in time and memory: the caller sets limits.
    """
    return _additions(_working(source, OWN, (), bos="", eos=""))


def _additions(template: ChatTemplate) -> str:
    """Return what stands around a lone question besides markers and role names; empty when that is nothing to read."""
    text = template.render((_TRIAL[1],), add_generation_prompt=True)
    words = _MARKER.sub(" ", text.replace(_TRIAL[1].text, " ")).split()
    said = [word for word in words if word.strip(":").lower() not in _ROLE_NAMES]
    return " ".join(said) if len(said) >= _SENTENCE_WORDS else ""


def _working(
    source: str,
    name: str,
    stops: tuple[str, ...],
    *,
    bos: str,
    eos: str,
    now: Callable[[], datetime] = _local_now,
) -> ChatTemplate:
    size_bytes = len(source.encode("utf-8", "replace"))
    if size_bytes > MAX_TEMPLATE_BYTES:
        raise TemplateTooLarge(size_bytes)
    try:
        template = compiled(source, now)
    except TemplateSyntaxError as error:
        raise TemplateUnreadable(error.message or told("syntax error"), error.lineno) from error
    except (SyntaxError, RecursionError, MemoryError) as error:  # of the Python that jinja2 writes for it
        raise TemplateUnreadable(told("it is nested too deeply"), 1) from error
    return _tried(ChatTemplate(name, stops, bos, eos, template, ARRANGEMENTS))


def _tried(template: ChatTemplate) -> ChatTemplate:
    """Return `template` without the arrangements under which it fails or swallows part of a small conversation.

    One that writes our own instructions as marks of its own has understood them: it need not show a system text.
    """
    reason: str = told("it leaves out what was said")
    for first in range(len(ARRANGEMENTS)):
        able = replace(template, _arrangements=ARRANGEMENTS[first:])
        try:
            text = able._printed(ARRANGEMENTS[first](_TRIAL), add_generation_prompt=True)
            whole = all(turn.text in text for turn in _TRIAL) or _has_marks_for_orders(able, ARRANGEMENTS[first])
        except Exception as error:  # as in `render`
            reason = str(error) or type(error).__name__
            continue
        if whole:
            return able
    raise TemplateFails(reason)


def _has_marks_for_orders(template: ChatTemplate, arrange: Arrangement) -> bool:
    """Say whether each of our instructions as the system text prints differently, and all that was spoken is shown."""
    spoken = _TRIAL[1:]
    texts = [
        template._printed(arrange((Turn("system", order), *spoken)), add_generation_prompt=True) for order in _ORDERS
    ]
    return len(set(texts)) == len(texts) and all(turn.text in text for turn in spoken for text in texts)
