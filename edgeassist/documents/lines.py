# SPDX-License-Identifier: Apache-2.0
"""What the reading child says, as lines of JSON. Reads no document and starts no process.

First one `Opening`, then blocks as they are found, one `Tongue` somewhere after the first of them, and one `Ending`;
or a `Refusal` at any point, after which nothing comes.
"""

import msgspec

from edgeassist.core.told import worded
from edgeassist.documents.blocks import Block, Count, Format, Left

MAX_LINE_BYTES = 4 * 1024**2


class Opening(msgspec.Struct, frozen=True, tag="opening", omit_defaults=True):
    """The document was recognised. `language` is what the file says of itself, empty when nothing."""

    kind: Format
    title: str
    pages: Count = 0
    language: str = ""


class Tongue(msgspec.Struct, frozen=True, tag="tongue"):
    """The language of the text, found out from its words: `en`, `pt`; empty when it cannot be told."""

    language: str


class Progress(msgspec.Struct, frozen=True, tag="progress"):
    """So many pages are read; `pages_read` only grows."""

    pages_read: Count


class Ending(msgspec.Struct, frozen=True, tag="ending", omit_defaults=True, kw_only=True):
    """All that will come has come; the fields are those of `Document`, but for gaps in `cut`: see `core.told`."""

    pages_read: Count = 0
    textless: tuple[Count, ...] = ()
    pictured: tuple[Count, ...] = ()
    broken: tuple[Count, ...] = ()
    left: tuple[Left, ...] = ()
    unreadable: Count = 0
    cut: str = ""
    cut_values: dict[str, str] = {}

    @property
    def cut_words(self) -> str:
        """The sentence why the end is missing, in the person's language; empty when it is not."""
        return worded(self.cut, self.cut_values) if self.cut else ""


class Refusal(msgspec.Struct, frozen=True, tag="refused", omit_defaults=True):
    """Why the document is not read. `message` may have gaps, `{name}`, for `values`: see `core.told`."""

    code: str
    message: str
    hint: str = ""
    values: dict[str, str] = {}


class Texts(msgspec.Struct, frozen=True, tag="texts"):
    """The texts of a document that can be put otherwise."""

    texts: list[str]


class Wanted(msgspec.Struct, frozen=True):
    """The texts that a document is to be written with; `note` stands before all of them, where its form has a place."""

    texts: list[str]
    note: str = ""


class Written(msgspec.Struct, frozen=True, tag="written"):
    """A document was written anew; its bytes follow the line."""

    size_bytes: Count


Line = Opening | Block | Tongue | Progress | Ending | Refusal
_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[Line] = msgspec.json.Decoder(Line)


def encode(line: Line) -> bytes:
    """Return `line` as one line of JSON, its end included."""
    return _encoder.encode(line) + b"\n"


def decode(line: bytes) -> Line:
    """Return the message in `line`; raise `msgspec.MsgspecError` when it holds none."""
    return _decoder.decode(line)
