# SPDX-License-Identifier: Apache-2.0
"""Jinja as chat templates expect it, and nothing more: no loader, no globals that lead out, capped ranges and output.

The sandbox stops code. It does not stop a template that burns time or memory inside one expression: a stranger's
template is first tried in a child under limits.
"""

import json
from collections.abc import Callable, Mapping, Sized
from datetime import datetime

from jinja2 import Template, nodes
from jinja2.exceptions import SecurityError
from jinja2.ext import Extension, LoopControlExtension
from jinja2.parser import Parser
from jinja2.runtime import Context, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

MAX_OUTPUT_CHARS = 16 * 1024 * 1024
_MAX_RANGE = 10_000
_MAX_IN_POWER = 64
_GENERATION = {"generation"}


class TemplateRefusal(Exception):
    """What a template raises on purpose (`raise_exception`), or by printing without end."""


class _GenerationTag(Extension):
    """Accept the `generation` tag, with which templates mark the answer for training, as if it were not there."""

    tags = _GENERATION

    def parse(self, parser: Parser) -> list[nodes.Node]:
        """Return the statements between the tags."""
        parser.stream.skip(1)
        return parser.parse_statements(("name:endgeneration",), drop_needle=True)


class _Sandbox(ImmutableSandboxedEnvironment):
    """The sandbox, with multiplication kept from making gigabytes out of three characters."""

    intercepted_binops = frozenset({"*", "**"})

    def unsafe_undefined(self, obj: object, attribute: str) -> Undefined:
        """Refuse at the touch: jinja2 would print nothing and go on."""
        raise SecurityError(f"it reaches for {attribute!r} of a {type(obj).__name__}")

    def call_binop(self, context: Context, operator: str, left: object, right: object) -> object:
        """Return the product or power; refuse one that no chat template has a use for."""
        if operator == "**" and not (_is_small(left) and _is_small(right)):
            raise TemplateRefusal("it raises to a huge power")
        for thing, times in ((left, right), (right, left)):
            if isinstance(thing, Sized) and isinstance(times, int) and len(thing) * times > _MAX_RANGE:
                raise TemplateRefusal("it repeats something too often")
        return super().call_binop(context, operator, left, right)


def compiled(source: str, now: Callable[[], datetime]) -> Template:
    """Return `source` as a template; raise jinja2's `TemplateSyntaxError` when it is none."""
    environment = _Sandbox(trim_blocks=True, lstrip_blocks=True, extensions=[_GenerationTag, LoopControlExtension])
    environment.globals = {
        "range": _short_range,
        "namespace": environment.globals["namespace"],
        "dict": dict,
        "raise_exception": _raise_exception,
        "strftime_now": lambda form: now().strftime(form),
    }
    environment.filters["tojson"] = _plain_json
    return environment.from_string(source)


def printed(template: Template, values: Mapping[str, object]) -> str:
    """Return what `template` prints; stop it when it prints more than any conversation could need."""
    pieces, length = [], 0
    for piece in template.generate(**values):
        pieces.append(piece)
        length += len(piece)
        if length > MAX_OUTPUT_CHARS:
            raise TemplateRefusal("it prints without end")
    return "".join(pieces)


def _is_small(number: object) -> bool:
    return isinstance(number, (int, float)) and abs(number) <= _MAX_IN_POWER


def _short_range(*bounds: int) -> range:
    numbers = range(*bounds)
    if len(numbers) > _MAX_RANGE:
        raise TemplateRefusal(f"it counts further than {_MAX_RANGE}")
    return numbers


def _raise_exception(message: object) -> None:
    raise TemplateRefusal(str(message))


def _plain_json(
    value: object,
    ensure_ascii: bool = False,
    indent: int | None = None,
    separators: tuple[str, str] | None = None,
    sort_keys: bool = False,
) -> str:
    return json.dumps(value, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)
