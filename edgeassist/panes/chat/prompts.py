# SPDX-License-Identifier: Apache-2.0
"""The prompt library: texts with {gaps} that a person uses again. Ours are shipped, changes are in one TOML file.

Ours are in the language of the window; what a person changed stays as it was written.

Every call that reads or writes blocks: never on the GUI thread. No Qt.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec
import tomli_w

from edgeassist.core.errors import BadInput, Unavailable
from edgeassist.core.files import read_small, replace_file
from edgeassist.core.language import LANGUAGES, code, later, tr
from edgeassist.core.paths import resource
from edgeassist.core.units import elided
from edgeassist.history.turns import plain

VERSION = 1
FILE = "prompts.toml"
NAME_CHARACTERS, TEXT_CHARACTERS, MOST = 80, 20_000, 500
_MOST_BYTES = 4 * 1024**2
_GAP = re.compile(r"\{([^\W\d_][^{}\n]{0,39})\}")
LONG = "…"
"""A gap whose name ends so takes several lines."""


class PromptsDamaged(BadInput):
    """A file of prompts that breaks a rule."""

    code = "prompts-damaged"
    hint = later("Nothing was changed. Mend the file in a text editor, or take another one.")

    def __init__(self, path: Path, why: str) -> None:
        self.path = path
        super().__init__(tr("The prompts in {path} cannot be used: {reason}.", path=path, reason=elided(why, 200)))


class PromptsUnavailable(Unavailable):
    """A file of prompts that cannot be read or written: rights, a full disk."""

    code = "prompts-unavailable"
    hint = later("Free some space or choose another folder. Your prompts are as they were.")

    def __init__(self, path: Path, why: str | None) -> None:
        self.path = path
        reason = why or tr("the system gives no reason")
        super().__init__(tr("{path} cannot be used now: {reason}.", path=path, reason=reason))


@dataclass(frozen=True, slots=True)
class Prompt:
    """A text with gaps. `ours` came with EdgeAssist and is unchanged; `key` is then its English name."""

    name: str
    text: str
    ours: bool = False
    key: str = ""

    @property
    def gaps(self) -> tuple[str, ...]:
        """The names in braces, each once, in the order they are met."""
        return tuple(dict.fromkeys(_GAP.findall(self.text)))

    def filled(self, values: Mapping[str, str]) -> str:
        """Return the text with its gaps filled; one without a value stays to be seen."""
        return _GAP.sub(lambda gap: values.get(gap[1], "").strip() or gap[0], self.text)


class _Stored(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    text: str


class _File(msgspec.Struct, forbid_unknown_fields=True):
    version: int = VERSION
    removed: list[str] = []
    prompt: list[_Stored] = []


class Prompts:
    """The library in `folder`. `problem` says why its file could not be read; that file is never written over."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        self.problem = ""

    def all(self) -> tuple[Prompt, ...]:
        """Return every prompt: a person's own by name, then ours."""
        file, ours = self._read(), shipped()
        own = sorted((Prompt(one.name, one.text) for one in file.prompt), key=lambda one: one.name.casefold())
        hidden = {*file.removed, *(one.name for one in own)}
        return (*own, *(one for one in ours if hidden.isdisjoint((one.name, one.key))))

    def put(self, prompt: Prompt, *, instead_of: str = "") -> Prompt:
        """Add a prompt, or change the one called `instead_of`; return it under the name it got."""
        file = self._read()
        if instead_of:
            _drop(file, instead_of)
        taken = {one.name for one in file.prompt} | {one.name for one in shipped() if one.key not in file.removed}
        made = _sound(prompt, taken - {instead_of})
        file.prompt.append(_Stored(made.name, made.text))
        if len(file.prompt) > MOST:
            raise PromptsDamaged(self.path, tr("there would be more than {count}", count=MOST))
        self._write(file)
        return made

    def remove(self, name: str) -> None:
        """Take a prompt away; `restore` brings it back."""
        file = self._read()
        _drop(file, name)
        self._write(file)

    def restore(self, prompt: Prompt) -> None:
        """Bring back what `remove` took."""
        file = self._read()
        if prompt.ours:
            file.removed = [name for name in file.removed if name != prompt.key]
        elif all(one.name != prompt.name for one in file.prompt):
            file.prompt.append(_Stored(prompt.name, prompt.text))
        self._write(file)

    def export(self, path: Path) -> int:
        """Write every prompt into a file that another EdgeAssist takes in; return how many."""
        every = self.all()
        _save(path, _File(prompt=[_Stored(one.name, one.text) for one in every]))
        return len(every)

    def take_in(self, path: Path) -> int:
        """Add what a file holds and is not here; return how many. A file with a fault is refused as a whole."""
        found, known = _loaded(path), self.all()
        here = {(one.name, one.text) for one in (*known, *_in_every_language(known))}
        new = [one for one in found.prompt if (one.name, one.text) not in here]
        file, taken = self._read(), {one.name for one in known}
        for one in new:
            made = _sound(Prompt(one.name, one.text), taken)
            taken.add(made.name)
            file.prompt.append(_Stored(made.name, made.text))
        if len(file.prompt) > MOST:
            raise PromptsDamaged(path, tr("there would be more than {count}", count=MOST))
        if new:
            self._write(file)
        return len(new)

    def _read(self) -> _File:
        self.problem = ""
        if not self.path.exists():
            return _File()
        try:
            return _loaded(self.path)
        except PromptsDamaged as error:
            self.problem = str(error)
            return _File()

    def _write(self, file: _File) -> None:
        if self.problem:
            self._keep_damaged()
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _save(self.path, file)

    def _keep_damaged(self) -> None:
        """Move a file that could not be read aside, so that nothing in it is lost."""
        number = 1
        while (aside := self.path.with_name(f"prompts.damaged-{number}.toml")).exists():
            number += 1
        self.path.replace(aside)


def shipped() -> tuple[Prompt, ...]:
    """Return the prompts that come with EdgeAssist, in the language of the window."""
    return _shipped_in(code())


def _shipped_in(language: str) -> tuple[Prompt, ...]:
    """Return them in `language`, else in English; the files of all languages have them in the same order."""
    english = _loaded(resource("prompts", FILE)).prompt
    path = resource("prompts", f"prompts.{language}.toml")
    spoken = _loaded(path).prompt if path.is_file() else english
    return tuple(
        Prompt(one.name, one.text.strip(), ours=True, key=first.name)
        for first, one in zip(english, spoken, strict=True)
    )


def _in_every_language(prompts: Iterable[Prompt]) -> Iterator[Prompt]:
    """Yield those of `prompts` that are ours in each language: a file may come from a window in another one."""
    keys = {one.key for one in prompts if one.ours}
    for language in LANGUAGES:
        yield from (one for one in _shipped_in(language) if one.key in keys)


def _drop(file: _File, name: str) -> None:
    file.prompt = [one for one in file.prompt if one.name != name]
    keys = [one.key for one in shipped() if name in (one.name, one.key)]
    file.removed += [key for key in keys if key not in file.removed]


def _sound(prompt: Prompt, taken: Iterable[str]) -> Prompt:
    """Return `prompt` as it can be stored, under a name that is free."""
    text = plain(prompt.text.strip())[:TEXT_CHARACTERS]
    name = plain(elided(" ".join(prompt.name.split()), NAME_CHARACTERS)) or elided(text, 40) or "Prompt"
    free, number, known = name, 1, set(taken)
    while free in known:
        number += 1
        free = f"{name[: NAME_CHARACTERS - 6]} ({number})"
    return Prompt(free, text)


def _loaded(path: Path) -> _File:
    try:
        file = _parsed(read_small(path, _MOST_BYTES))
    except OSError as error:
        raise PromptsUnavailable(path, error.strerror) from error
    except (ValueError, msgspec.ValidationError, RecursionError) as error:
        raise PromptsDamaged(path, str(error)) from error
    if file.version != VERSION:
        raise PromptsDamaged(
            path,
            tr(
                "it has version {version}, and this EdgeAssist knows version {known}",
                version=file.version,
                known=VERSION,
            ),
        )
    long = (one for one in file.prompt if len(one.name) > NAME_CHARACTERS or len(one.text) > TEXT_CHARACTERS)
    if len(file.prompt) > MOST or next(long, None) is not None:
        raise PromptsDamaged(path, tr("it holds too many prompts, or too long ones"))
    return file


def _parsed(content: bytes) -> _File:
    return msgspec.convert(tomllib.loads(content.decode()), _File)


def _dumped(file: _File) -> bytes:
    """Return the file as a person can edit it; a line end of another system would be lost in several lines."""
    plain_ends = all("\r" not in one.name + one.text for one in file.prompt)
    return tomli_w.dumps(msgspec.to_builtins(file), multiline_strings=plain_ends).encode()


def _save(path: Path, file: _File) -> None:
    try:
        replace_file(path, _dumped(file))
    except OSError as error:
        raise PromptsUnavailable(path, error.strerror) from error
