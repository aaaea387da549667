# SPDX-License-Identifier: Apache-2.0
"""Options of a command as the fields of one dataclass, for commands that have more of them than a function may take."""

import inspect
from collections.abc import Callable
from dataclasses import MISSING, fields
from typing import TYPE_CHECKING, Any, TypeVar, get_type_hints

import typer

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")


def taking(form: type[T], run: Callable[[typer.Context, T], None]) -> Callable[..., None]:
    """Return a command that reads the fields of `form` from its command line and runs `run` with them.

    Each field is annotated as a parameter of a command would be. The help text is the docstring of `run`.
    """

    def command(context: typer.Context, **given: Any) -> None:
        run(context, form(**given))

    hints = get_type_hints(form, include_extras=True)
    first = inspect.Parameter("context", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)
    rest = [
        inspect.Parameter(
            field.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=inspect.Parameter.empty if field.default is MISSING else field.default,
            annotation=hints[field.name],
        )
        for field in fields(form)
    ]
    command.__name__ = run.__name__
    command.__doc__ = run.__doc__
    command.__annotations__ = {"context": typer.Context, **hints}
    command.__dict__["__signature__"] = inspect.Signature([first, *rest])
    return command
