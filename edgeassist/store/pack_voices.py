# SPDX-License-Identifier: Apache-2.0
"""Voice models in a field pack: how one is listed and copied out, and how one that was copied in becomes visible.

Its card in the pack is a claim: the files are looked at, and tried on this laptop, as those from anywhere.
"""

import shutil
from collections.abc import Callable
from hashlib import sha256
from io import FileIO
from pathlib import Path

import msgspec

from edgeassist.core.chunk_sums import ChunkSums
from edgeassist.core.language import tr
from edgeassist.core.units import elided
from edgeassist.store.library import Library
from edgeassist.store.opened import open_regular
from edgeassist.store.pack_errors import NotAPack, NothingToPack, SourceDamaged
from edgeassist.store.pack_manifest import NO_DIGEST, PackedFile, PackedVoice, chunk_count
from edgeassist.store.pack_stream import Beside, Crc, Settler, chunks_of
from edgeassist.store.pack_zip import Slot
from edgeassist.store.progress import Progress
from edgeassist.store.slug import slug
from edgeassist.store.voice_card import VoiceCard, VoiceFile
from edgeassist.store.voice_intake import described, publish, voices_folder
from edgeassist.store.voice_languages import checked_language
from edgeassist.store.voices import Probe, Voices

Copied = Callable[[PackedFile, Path], str]
"""Copies a file of the pack to a path, each chunk compared with the list, and returns its SHA-256."""
_ELSEWHERE = {"state": "probing", "memory_bytes": 0, "load_ms": 0, "added_at": "", "added_from": "", "remark": ""}


def chosen_voices(library: Library, ids: tuple[str, ...]) -> tuple[VoiceCard, ...]:
    """Return the cards of these voice models; raise `NothingToPack` for one that cannot be used."""
    voices = Voices(library.root)
    cards = tuple(voices.get(one) for one in dict.fromkeys(ids))
    for card in cards:
        if card.state != "ready":
            raise NothingToPack(
                tr(
                    "The voice model {name} cannot be packed: {reason}",
                    name=card.id,
                    reason=tr(card.failure) if card.failure else tr("it was not tried here yet."),
                ),
                hint=tr("Choose voice models that can be used; `edgeassist voices list` shows them."),
            )
    return cards


def unhashed(card: VoiceCard) -> PackedVoice:
    """Return the entry of a voice model, without what concerns this laptop only."""
    folder = f"voices/{slug(card.id)}"
    files = tuple(
        PackedFile(f"{folder}/{one.path}", one.size_bytes, NO_DIGEST, (NO_DIGEST,) * chunk_count(one.size_bytes))
        for one in card.files
    )
    return PackedVoice(msgspec.structs.replace(card, **_ELSEWHERE), files)


def copy_out(
    library: Library, voice: PackedVoice, slots: tuple[Slot, ...], target: FileIO, progress: Progress
) -> tuple[PackedVoice, list[int]]:
    """Copy the files of a voice model to their slots; return what is known of it now, and their CRCs."""
    folder = voices_folder(library) / voice.card.id
    files: list[PackedFile] = []
    crcs: list[int] = []
    for known, packed, slot in zip(voice.card.files, voice.files, slots, strict=True):
        crc, digest, found = Crc(), sha256(), ChunkSums()
        works = (crc.update, Settler(target, slot.data_at, progress).put, digest.update, found.update)
        with open_regular(folder / known.path) as opened, Beside(*works) as beside:
            if opened.size_bytes != known.size_bytes:
                raise SourceDamaged(voice.card.name, tr("{path} has another size", path=known.path))
            with FileIO(opened.descriptor, "rb", closefd=False) as source:
                source.seek(0)
                for chunk in chunks_of(source, known.size_bytes, found.chunk_bytes):
                    beside.take(chunk)
        if digest.hexdigest() != known.sha256:
            raise SourceDamaged(voice.card.name, known.path)
        files.append(msgspec.structs.replace(packed, sha256=known.sha256, chunks=found.found))
        crcs.append(crc.value)
    return msgspec.structs.replace(voice, files=tuple(files)), crcs


def here_already(library: Library, voice: PackedVoice) -> VoiceCard | None:
    """Return a usable voice model with that very content."""
    return next(
        (one for one in Voices(library.root).all() if one.digest == digest_of(voice) and one.state == "ready"), None
    )


def digest_of(voice: PackedVoice) -> str:
    """Return what names the voice model by its content, as the list of the pack tells it."""
    return msgspec.structs.replace(voice.card, files=_listed(voice)).digest


def _listed(voice: PackedVoice) -> tuple[VoiceFile, ...]:
    """Return its files as a card names them."""
    return tuple(VoiceFile(one.path.split("/", 2)[2], one.size_bytes, one.sha256) for one in voice.files)


def take_voice(library: Library, voice: PackedVoice, folder: Path, copied: Copied, probe: Probe | None) -> VoiceCard:
    """Copy a voice model into `folder` below the store, look at it, make it visible and try it; return its card.

    What a kill leaves in `folder` is gone on with. Without `probe` the model waits for a check.
    """
    model = folder / "voice"
    files = _listed(voice)
    for packed, file in zip(voice.files, files, strict=True):
        target = model / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        if copied(packed, target) != file.sha256:
            raise NotAPack(tr("The list in the pack contradicts itself about {name}.", name=elided(voice.card.name)))
    card = described(model, voice.card.name, files, checked_language(voice.card.language))
    card = publish(library, model, msgspec.structs.replace(card, added_from="a field pack"))
    shutil.rmtree(folder, ignore_errors=True)
    if probe is None:
        return card
    return Voices(library.root).try_out(card, probe, lambda *_: None)
