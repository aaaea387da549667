# SPDX-License-Identifier: Apache-2.0
"""One stored message as a value, and how its text survives a database that only takes valid Unicode."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SavedTurn:
    """One stored message; `partial` marks an answer that was cut short."""

    role: str
    text: str
    partial: bool = False


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
