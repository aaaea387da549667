# SPDX-License-Identifier: Apache-2.0
"""What of a document is translated already, kept text by text, so that a stop, a crash or a kill loses one at most.

One file for each document, pair, tone, glossary and model. It may vanish at any time: then the work begins anew.
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import msgspec

from edgeassist.core.files import replace_file
from edgeassist.documents.opening import opened_document
from edgeassist.panes.translate.translation import Flag, Trouble

_KEPT_FILES = 30
_FORM = "1"
_PIECE_BYTES = 1024**2


class _Line(msgspec.Struct, frozen=True):
    """One text as it is kept: its number, its translation, and the flags of each sentence to look at."""

    number: int
    text: str
    looks: tuple[tuple[str, str, tuple[tuple[str, str, str], ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """A sentence to look at: in the source, in the target, and why."""

    source: str
    target: str
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class DoneText:
    """One text of a document, translated."""

    text: str
    looks: tuple[Look, ...] = ()


class PaperState:
    """The texts of one document that are done. One thread at a time."""

    def __init__(self, folder: Path, source: Path, *conditions: str) -> None:
        name = hashlib.sha256("\n".join((_FORM, digest(source), *conditions)).encode()).hexdigest()[:40]
        self._folder = folder
        self.path = folder / f"{name}.jsonl"
        self._torn = False
        self.done: dict[int, DoneText] = dict(self._read())

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        _forget_oldest(self._folder, self.path)
        if self._torn:
            replace_file(self.path, b"".join(_line(number, one) for number, one in self.done.items()))
        self._file = self.path.open("ab")
        return self

    def __exit__(self, *_failure: object) -> None:
        self._file.close()

    def add(self, number: int, one: DoneText) -> None:
        """Keep the text `number`."""
        self.done[number] = one
        self._file.write(_line(number, one))
        self._file.flush()

    def forget(self) -> None:
        """Drop what is kept: the document is written."""
        self._file.close()
        with suppress(OSError):
            self.path.unlink()

    def _read(self) -> Iterator[tuple[int, DoneText]]:
        """Yield what is kept; a line that a crash tore is passed over."""
        try:
            content = self.path.read_bytes()
        except OSError:
            return
        self._torn = bool(content) and not content.endswith(b"\n")
        for line in content.splitlines():
            with suppress(msgspec.MsgspecError, UnicodeDecodeError, ValueError):
                kept = msgspec.json.decode(line, type=_Line)
                looks = tuple(
                    Look(source, target, tuple(Flag(Trouble(trouble), *rest) for trouble, *rest in flags))
                    for source, target, flags in kept.looks
                )
                yield kept.number, DoneText(kept.text, looks)


def _line(number: int, one: DoneText) -> bytes:
    looks = tuple(
        (look.source, look.target, tuple((str(flag.trouble), flag.wanted, flag.got) for flag in look.flags))
        for look in one.looks
    )
    return msgspec.json.encode(_Line(number, one.text, looks)) + b"\n"


def digest(path: Path) -> str:
    """Return what tells the document at `path` from any other: the SHA-256 of its bytes.

    Raises the refusals of documents for a pipe, a device, and what is larger than any document: none is read.
    """
    with opened_document(path) as held, held.stream() as file:
        sum_of = hashlib.sha256()
        while piece := file.read(_PIECE_BYTES):
            sum_of.update(piece)
        return sum_of.hexdigest()


def _forget_oldest(folder: Path, mine: Path) -> None:
    files = sorted((one for one in folder.glob("*.jsonl") if one != mine), key=os.path.getmtime, reverse=True)
    for one in files[_KEPT_FILES:]:
        with suppress(OSError):
            one.unlink()
