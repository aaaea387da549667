# SPDX-License-Identifier: Apache-2.0
"""Reads a model's file to its last byte and tells whether it is still the one that came in. Repairs nothing itself.

A file that differs is marked on its card and no longer loaded; `repair_of` says how it can be had again.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from io import FileIO
from typing import TYPE_CHECKING

import msgspec

from edgeassist.core.errors import BadInput
from edgeassist.core.stop import Report, Stop
from edgeassist.core.units import elided
from edgeassist.store.card import ModelCard, Origin
from edgeassist.store.opened import Opened, open_regular
from edgeassist.store.progress import Progress
from edgeassist.store.refusals import FileChanged, Unreadable

if TYPE_CHECKING:
    from edgeassist.store.library import Library

MODEL_DAMAGED, MODEL_MISSING = "model-damaged", "model-missing"
BUFFER_BYTES = 8 * 1024**2
STEP = "Verifying"


class CannotVerify(BadInput):
    """There is no file to read, or no description to compare it with."""

    code = "cannot-verify"


@dataclass(frozen=True, slots=True)
class Refetch:
    """Fetch `origin.file` again, verify it, and put it in the place of the damaged file."""

    card_id: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Remake:
    """Quantize the model `parent` again with `preset`."""

    card_id: str
    parent: str
    preset: str


@dataclass(frozen=True, slots=True)
class Reimport:
    """Ask the person for the file: nothing here knows where it came from."""

    card_id: str


Repair = Refetch | Remake | Reimport


def repair_of(card: ModelCard) -> Repair:
    """Return how the file of `card` can be had again."""
    if card.origin is not None:
        return Refetch(card.id, card.origin)
    return Remake(card.id, card.parent, card.preset) if card.parent else Reimport(card.id)


def remedy(card: ModelCard) -> str:
    """Return what a person can do about a damaged file, as the end of a sentence."""
    match repair_of(card):
        case Refetch(origin=origin):
            return f"Repair fetches it again from {elided(origin.repo)}."
        case Remake(parent=parent):
            return f"Make it again from {elided(parent)}, or import it again."
        case Reimport():
            return "Import it again."


def damaged(card: ModelCard, how: str) -> ModelCard:
    """Return `card` failed because its file is damaged; `how` stands in brackets."""
    return card.failed(MODEL_DAMAGED, f"The file of this model is damaged ({how}). {remedy(card)}")


def verify(library: "Library", card_id: str, report: Report, stop: Stop) -> ModelCard:
    """Read the model's file, note the verdict on its card, and return that.

    A file that is whole clears an earlier verdict; one whose SHA-256 was never known gets it now, with a `remark`.
    """
    card = next((one for one in library.cards() if one.id == card_id), None) or library.get(card_id)
    if not card.file:
        raise CannotVerify(f"{card.id} cannot be verified: {card.failure or 'it has no file.'}")
    if card.failure_code == MODEL_MISSING:
        return card
    with open_regular(library.path(card)) as opened:
        found = digest_of(opened, Progress(report, stop, STEP, opened.size_bytes))
    if not card.sha256:
        noted = library.update(card.id, lambda now: msgspec.structs.replace(now, sha256=found))
        return msgspec.structs.replace(noted, remark="Its SHA-256 was not known before; it is noted from now on.")
    if found != card.sha256:
        return library.update(card.id, lambda now: damaged(now, "it differs from the one that came in"))
    return library.update(card.id, _healed)


def _healed(card: ModelCard) -> ModelCard:
    if card.failure_code != MODEL_DAMAGED:
        return card
    state = "ready" if card.measured else "probing"
    return msgspec.structs.replace(card, state=state, failure="", failure_code="")


def digest_of(opened: Opened, progress: Progress) -> str:
    """Return the SHA-256 of `opened` in hex. One thread reads while this one computes."""
    digest, done, size = sha256(), 0, opened.size_bytes
    buffers = [memoryview(bytearray(min(BUFFER_BYTES, max(size, 1)))) for _ in range(2)]
    os.lseek(opened.descriptor, 0, os.SEEK_SET)
    with FileIO(opened.descriptor, "rb", closefd=False) as reader, ThreadPoolExecutor(1, "verify") as ahead:
        filling = ahead.submit(_fill, reader, buffers[0])
        while count := filling.result():
            buffers.reverse()
            filling = ahead.submit(_fill, reader, buffers[0])
            digest.update(buffers[1][:count])
            done += count
            progress.add(count)
            if done > size:
                break
    if done != size or not opened.is_unchanged():
        raise FileChanged("The file changed while it was read, or its drive was removed.")
    return digest.hexdigest()


def _fill(reader: FileIO, buffer: memoryview) -> int:
    """Fill `buffer` as far as the file goes; return how far."""
    done = 0
    try:
        while done < len(buffer) and (count := reader.readinto(buffer[done:])):
            done += count
    except OSError as error:
        raise Unreadable(f"The file cannot be read to its end: {error.strerror}.") from error
    return done
