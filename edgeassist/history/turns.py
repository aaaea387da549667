# SPDX-License-Identifier: Apache-2.0
"""Stored messages as values, and how their text survives a database that only takes valid Unicode."""

import json
from dataclasses import dataclass

import msgspec


@dataclass(frozen=True, slots=True)
class SavedTurn:
    """One stored message; `partial` marks an answer that was cut short."""

    role: str
    text: str
    partial: bool = False


class Attachment(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A file that went along with a question. `read_tokens` of its `tokens` were given to the model.

    `digest` stands for the text that was in it then; empty where that is not known.
    """

    name: str
    path: str = ""
    media_type: str = ""
    size_bytes: int = 0
    tokens: int = 0
    read_tokens: int = 0
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One stored message on a path. `sibling` of `siblings`, from 1: which of the versions beside it this is."""

    id: int
    parent: int | None
    role: str
    text: str
    partial: bool
    model: str
    attachments: tuple[Attachment, ...]
    created_ms: int
    sibling: int = 1
    siblings: int = 1


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed and not sent."""

    text: str = ""
    attachments: tuple[Attachment, ...] = ()


def attachments_to_column(attachments: tuple[Attachment, ...]) -> str:
    """Return the attachments as JSON."""
    return json.dumps(msgspec.to_builtins(attachments))  # ASCII: a file name may hold anything


def attachments_from_column(stored: str) -> tuple[Attachment, ...]:
    """Undo `attachments_to_column`; what is no list of attachments is none."""
    try:
        return msgspec.convert(json.loads(stored), tuple[Attachment, ...])
    except (ValueError, msgspec.ValidationError):
        return ()


def to_column(text: str) -> str | bytes:
    """Return `text` as SQLite can hold it: unchanged, or as bytes when it contains lone surrogates."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")
    return text


def from_column(stored: str | bytes) -> str:
    """Undo `to_column`."""
    return stored if isinstance(stored, str) else stored.decode("utf-8", "surrogatepass")


def plain(text: str) -> str:
    """Return a name as SQLite can hold it: lone surrogates become question marks."""
    return text.encode("utf-8", "replace").decode()
