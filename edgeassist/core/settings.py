# SPDX-License-Identifier: Apache-2.0
"""What a person may choose, declared once with type, default, bounds and help; kept in `settings.toml`.

A bad value never stops the program: it falls back to its default, is reported, and the file it stood in is kept
beside the new one.
"""

import tomllib
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import tomli_w

from edgeassist.core.files import replace_file


def _option(default: int | str, help: str, *, low: int = 0, high: int = 0, one_of: tuple[str, ...] = ()) -> Any:
    return field(default=default, metadata={"help": help, "low": low, "high": high, "one_of": one_of})


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting; the field's metadata carries bounds and the help text."""

    model: str = _option("", "Model loaded at start (its id in the store).")
    context_tokens: int = _option(4096, "Context length in tokens.", low=256, high=1_048_576)
    threads: int = _option(0, "Threads for the engine; 0 uses one per physical core.", low=0, high=256)
    theme: str = _option("system", "Colours: system, light or dark.", one_of=("system", "light", "dark"))


@dataclass(frozen=True, slots=True)
class Problem:
    """A value in the file that was not used."""

    key: str
    reason: str


def _fault(value: object, default: object, bounds: Any) -> str | None:
    if type(value) is not type(default):
        return f"must be {type(default).__name__}, not {type(value).__name__}"
    if bounds["one_of"] and value not in bounds["one_of"]:
        return f"must be one of {', '.join(bounds['one_of'])}"
    if isinstance(value, int) and bounds["high"] and not bounds["low"] <= value <= bounds["high"]:
        return f"must be between {bounds['low']} and {bounds['high']}"
    return None


def checked(settings: Settings, /, **changes: int | str) -> tuple[Settings, tuple[Problem, ...]]:
    """Return `settings` with the valid ones of `changes`, and the others as problems."""
    good: dict[str, Any] = {}
    bad: list[Problem] = []
    known = {one.name: one for one in fields(Settings)}
    for name, value in changes.items():
        if name not in known:
            bad.append(Problem(name, "is not a setting of this version"))
        elif reason := _fault(value, known[name].default, known[name].metadata):
            bad.append(Problem(name, reason))
        else:
            good[name] = value
    return replace(settings, **good), tuple(bad)


def _parsed(content: bytes) -> tuple[Settings, tuple[Problem, ...]]:
    try:
        table = tomllib.loads(content.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return Settings(), (Problem("settings.toml", f"is damaged: {error}"),)
    return checked(Settings(), **table)


def load(path: Path) -> tuple[Settings, tuple[Problem, ...]]:
    """Read the file at `path`; whatever is wrong with it ends in defaults and problems, never in an error."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return Settings(), ()
    except OSError as error:
        return Settings(), (Problem("settings.toml", f"could not be read: {error.strerror}"),)
    settings, problems = _parsed(content)
    if problems:
        with suppress(OSError):  # a folder that cannot be written to still has readable settings
            replace_file(path.with_suffix(".toml.bad"), content)
    return settings, problems


def save(path: Path, settings: Settings) -> None:
    """Write `settings` durably."""
    table = {one.name: getattr(settings, one.name) for one in fields(Settings)}
    replace_file(path, tomli_w.dumps(table).encode())
