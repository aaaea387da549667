# SPDX-License-Identifier: Apache-2.0
"""What a person may choose, declared once with type, default, bounds and help; kept in `settings.toml`.

A bad value never stops the program: it falls back to its default, is reported, and the file it stood in is kept
beside the new one.
"""

import re
import tomllib
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import tomli_w

from edgeassist.core.files import replace_file
from edgeassist.core.units import elided

_FILE = "settings.toml"
_TYPES = {int: "a whole number", str: "a text in quotes"}


def _option(default: int | str, help: str, *, low: int = 0, high: int = 0, one_of: tuple[str, ...] = ()) -> Any:
    return field(default=default, metadata={"help": help, "low": low, "high": high, "one_of": one_of})


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting; the field's metadata carries bounds and the help text."""

    model: str = _option("", "Model loaded at start: its id; `starter` is the one that comes with EdgeAssist.")
    context_tokens: int = _option(4096, "Context length in tokens.", low=256, high=1_048_576)
    threads: int = _option(0, "Threads for the engine; 0 uses one per physical core.", low=0, high=256)
    models_folder: str = _option("", "Folder of the models; empty keeps them with the other data.")
    proxy: str = _option("", "Proxy for downloads (http://host:port); empty takes the system's, `none` takes none.")
    mirror: str = _option(
        "", "Address that model files are fetched from instead (https://host); it supplies bytes only."
    )
    download_limit: int = _option(0, "Most kilobytes a download takes per second; 0 for no limit.", high=10_000_000)
    theme: str = _option("system", "Colours: system, light or dark.", one_of=("system", "light", "dark"))
    send_with: str = _option(
        "enter", "Key that sends a question; with ctrl-enter, Enter breaks the line.", one_of=("enter", "ctrl-enter")
    )
    voice_language: str = _option("en", "Language of commands: its code, as `edgeassist voices list` names them.")
    microphone: str = _option("", "Microphone by its name; empty takes the system's choice.")
    talk_key: str = _option(
        "f9", "Key held down to dictate into the text under the cursor.", one_of=("f9", "f8", "f12", "none")
    )


@dataclass(frozen=True, slots=True)
class Problem:
    """A value in the file, or the whole file, that was not used; `instead` says what is, or what became of it."""

    key: str
    reason: str
    instead: str = ""

    @property
    def sentence(self) -> str:
        """All of it, for a person."""
        what = _FILE if self.key == _FILE else f"{elided(self.key, 40)} in {_FILE}"
        return f"{what} {self.reason}; {self.instead}." if self.instead else f"{what} {self.reason}."


def _fault(value: object, default: object, bounds: Any) -> str | None:
    if type(value) is not type(default):
        return f"must be {_TYPES[type(default)]}"
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
            bad.append(Problem(name, "is no setting of this version"))
        elif reason := _fault(value, known[name].default, known[name].metadata):
            bad.append(Problem(name, reason, f"{getattr(settings, name) or 'the default'} is used"))
        else:
            good[name] = value
    return replace(settings, **good), tuple(bad)


def _parsed(content: bytes) -> tuple[Settings, tuple[Problem, ...]]:
    try:
        table = tomllib.loads(content.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return Settings(), (Problem(_FILE, f"is damaged{_place(error)} and was not used"),)
    return checked(Settings(), **table)


def _place(error: ValueError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f" (line {error.object[: error.start].count(10) + 1})"
    found = re.search(r"line \d+", str(error))  # older Pythons tell the line in words only
    return f" ({found[0]})" if found else " (at its end)"


def load(path: Path) -> tuple[Settings, tuple[Problem, ...]]:
    """Read the file at `path`; whatever is wrong with it ends in defaults and problems, never in an error."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return Settings(), ()
    except OSError as error:
        return Settings(), (Problem(_FILE, f"could not be read ({error.strerror}) and was not used"),)
    settings, problems = _parsed(content)
    if problems and _kept(path.with_suffix(".toml.bad"), content):
        copied = f"a copy is kept as {_FILE}.bad"
        problems = tuple(replace(one, instead=copied) if one.key == _FILE else one for one in problems)
    return settings, problems


def _kept(path: Path, content: bytes) -> bool:
    """Keep `content`; a folder that cannot be written to still has readable settings."""
    try:
        replace_file(path, content)
    except OSError:
        return False
    return True


def save(path: Path, settings: Settings) -> None:
    """Write `settings` durably."""
    replace_file(path, tomli_w.dumps(values(settings)).encode())


def values(settings: Settings) -> dict[str, int | str]:
    """Return every setting by its name, in the order of declaration."""
    return {one.name: getattr(settings, one.name) for one in fields(Settings)}
