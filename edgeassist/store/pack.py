# SPDX-License-Identifier: Apache-2.0
"""Field packs: models in one file (`.edgepack`) that a stick carries to a computer without a network.

A pack is a zip file whose first entry lists everything, with its SHA-256 and the BLAKE3 of each 32 MiB. This is the
way out, `export_pack`; the way in is `pack_intake`, what a pack says is `pack_manifest`.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from io import FileIO
from pathlib import Path
from zlib import crc32

import msgspec

import edgeassist
from edgeassist.core import chunk_sums
from edgeassist.core.chunk_sums import ChunkSums
from edgeassist.core.errors import EdgeError
from edgeassist.core.files import sync_file, sync_folder
from edgeassist.core.language import later, tr
from edgeassist.core.stop import Report, Stop
from edgeassist.store.card import ModelCard
from edgeassist.store.intake import Job, write_trouble
from edgeassist.store.library import Library
from edgeassist.store.opened import open_regular
from edgeassist.store.pack_drive import Room, one_at_a_time
from edgeassist.store.pack_errors import NoSuchFolder, NothingToPack, PackExists, PackUnwritable, SourceDamaged
from edgeassist.store.pack_manifest import (
    MANIFEST,
    NO_DIGEST,
    SUMS,
    PackedFile,
    PackedModel,
    PackedVoice,
    chunk_count,
    files_of,
    sums,
    written,
)
from edgeassist.store.pack_stream import Beside, Crc, Settler, chunks_of, open_for_settling, write_all
from edgeassist.store.pack_voices import chosen_voices, copy_out, unhashed
from edgeassist.store.pack_zip import Slot, directory, laid_out, local_header
from edgeassist.store.progress import Progress
from edgeassist.store.slug import slug
from edgeassist.store.sums import Sums, write_sums
from edgeassist.store.verifying import places
from edgeassist.store.voice_card import VoiceCard

SUFFIX = ".edgepack"
STEP = later("Packing")
_ELSEWHERE = {
    "measured": None,
    "deaths": 0,
    "state": "probing",
    "failure": "",
    "failure_code": "",
    "remark": "",
    "imported_from": "",
    "imported_at": "",
    "parent": "",
}


_JOB = Job(
    later("The pack needs {need} of disk space; {free} are free."),
    later("Free some space on that drive, or choose fewer models. The same command goes on where it was."),
)


@dataclass(frozen=True, slots=True)
class _Outline:
    """A pack whose digests are not known yet, and where everything in it will lie."""

    models: tuple[PackedModel, ...]
    voices: tuple[PackedVoice, ...]
    made_at: str
    slots: tuple[Slot, ...]

    @property
    def content_bytes(self) -> int:
        """What its models and voices take."""
        return sum(one.size_bytes for one in files_of(self.models, self.voices))

    @property
    def size_bytes(self) -> int:
        return len(directory(self.slots, [0] * len(self.slots))) + self.slots[-1].end


def export_pack(
    library: Library,
    card_ids: tuple[str, ...],
    target: Path,
    report: Report,
    stop: Stop,
    *,
    voices: tuple[str, ...] = (),
    replace: bool = False,
    room: Room | None = None,
) -> int:
    """Write the models, and voice models, of these ids into the pack `target` and return its size in bytes.

    Works in `<target>.part`, which a stop or a kill leaves; the same call goes on there. A file in the place of
    `target` is replaced, at the very end, only if `replace` says so.
    """
    cards, heard = _chosen(library, card_ids, voices), chosen_voices(library, voices)
    if target.exists() and not replace:
        raise PackExists(target)
    if not target.parent.is_dir():
        raise NoSuchFolder(target.parent)
    part = part_of(target)
    with one_at_a_time(library.root, f"pack {target.absolute()}", tr("Writing this pack")):
        outline = _outline(cards, heard)
        try:
            there = part.stat().st_size if part.exists() else 0
            need = max(0, outline.size_bytes - there)
            (room or Room()).require(target.parent, need, outline.size_bytes, _JOB)
            with open_for_settling(part) as file:
                progress = Progress(report, stop, STEP, outline.content_bytes)
                _write(library, outline, file, progress)
            part.replace(target)
            with suppress(OSError):  # some drives know no such wish for folders
                sync_folder(target.parent)
        except OSError as error:
            raise _trouble(error, outline.size_bytes, target) from error
    return outline.size_bytes


def part_of(target: Path) -> Path:
    """Return where an unfinished pack lies; delete it to give the export up."""
    return target.with_name(target.name + ".part")


def _trouble(error: OSError, size_bytes: int, target: Path) -> EdgeError:
    told = write_trouble(error, size_bytes, target.parent, _JOB)
    return PackUnwritable(target, error.strerror) if told.code == "store-unwritable" else told


def _chosen(library: Library, card_ids: tuple[str, ...], voices: tuple[str, ...]) -> tuple[ModelCard, ...]:
    cards = tuple(library.get(one) for one in dict.fromkeys(card_ids))
    if not cards and not voices:
        raise NothingToPack(tr("No model was chosen for the pack."))
    for card in cards:
        if not card.usable:
            raise NothingToPack(
                tr(
                    "{name} cannot be packed: {reason}",
                    name=card.id,
                    reason=tr(card.failure) if card.failure else tr("it is not complete"),
                )
            )
    return cards


def _outline(cards: tuple[ModelCard, ...], heard: tuple[VoiceCard, ...]) -> _Outline:
    models = tuple(_unhashed(number, card) for number, card in enumerate(cards))
    voices = tuple(map(unhashed, heard))
    made_at = datetime.now(UTC).date().isoformat()
    files = files_of(models, voices)
    first = [(MANIFEST, len(_manifest(models, voices, made_at))), (SUMS, len(sums(b"", files)))]
    return _Outline(models, voices, made_at, laid_out([*first, *((one.path, one.size_bytes) for one in files)]))


def _unhashed(number: int, card: ModelCard) -> PackedModel:
    """Return the entry of a model, without what concerns this laptop only."""
    plain = msgspec.structs.replace(card, **_ELSEWHERE)
    folder = card.id if card.id == slug(card.id) else f"{slug(card.id)}-{number}"
    chunks = (NO_DIGEST,) * chunk_count(card.size_bytes)
    return PackedModel(plain, PackedFile(f"models/{folder}/{card.file}", card.size_bytes, NO_DIGEST, chunks))


def _manifest(models: tuple[PackedModel, ...], voices: tuple[PackedVoice, ...], made_at: str) -> bytes:
    return written(models, made_at, f"EdgeAssist {edgeassist.__version__}", voices)


def _write(library: Library, outline: _Outline, file: FileIO, progress: Progress) -> None:
    models: list[PackedModel] = []
    voices: list[PackedVoice] = []
    crcs: list[int] = []
    for model, slot in zip(outline.models, outline.slots[2:], strict=False):
        packed, crc = _copy(library, model, slot, file, progress)
        models.append(packed)
        crcs.append(crc)
    for voice in outline.voices:
        at = 2 + len(crcs)
        told, more = copy_out(library, voice, outline.slots[at : at + len(voice.files)], file, progress)
        voices.append(told)
        crcs += more
    manifest = _manifest(tuple(models), tuple(voices), outline.made_at)
    listed = sums(manifest, files_of(tuple(models), tuple(voices)))
    crcs = [crc32(manifest), crc32(listed), *crcs]
    for slot, crc in zip(outline.slots, crcs, strict=True):
        _put(file, slot.header_at, local_header(slot, crc))
    _put(file, outline.slots[0].data_at, manifest)
    _put(file, outline.slots[1].data_at, listed)
    _put(file, outline.slots[-1].end, directory(outline.slots, crcs))
    file.truncate(outline.size_bytes)
    sync_file(file.fileno())


def _put(file: FileIO, at: int, content: bytes) -> None:
    file.seek(at)
    write_all(file, content)


def _copy(
    library: Library, model: PackedModel, slot: Slot, target: FileIO, progress: Progress
) -> tuple[PackedModel, int]:
    """Copy one model's file to its slot; return what is known of it now, and its CRC."""
    card, known = model.card, _sums_in_our_chunks(library, model.card)
    crc, digest, found = Crc(), sha256(), ChunkSums()
    settler = Settler(target, slot.data_at, progress)
    works = (crc.update, settler.put) if known else (crc.update, settler.put, digest.update)
    with open_regular(library.path(card)) as opened, Beside(*works) as beside:
        if opened.size_bytes != card.size_bytes:
            raise SourceDamaged(card.name, tr("it has another size"))
        with FileIO(opened.descriptor, "rb", closefd=False) as source:
            source.seek(0)
            for number, chunk in enumerate(chunks_of(source, card.size_bytes, found.chunk_bytes)):
                found.update(chunk)
                if known and found.found[-1] != known.chunks[number]:
                    raise SourceDamaged(card.name, places(known.damage_at(number)))
                beside.take(chunk)
    whole = known.sha256 if known else digest.hexdigest()
    if card.sha256 not in ("", whole):
        raise SourceDamaged(card.name)
    if card.sha256 and not known:
        write_sums(library.root, library.path(card).parent, _sums(card, found))
    return PackedModel(card, PackedFile(model.file.path, card.size_bytes, whole, found.found)), crc.value


def _sums(card: ModelCard, found: ChunkSums) -> Sums:
    return Sums(size_bytes=card.size_bytes, sha256=card.sha256, chunk_bytes=found.chunk_bytes, chunks=found.found)


def _sums_in_our_chunks(library: Library, card: ModelCard) -> Sums | None:
    sums = library.sums(card)
    return sums if sums is not None and sums.chunk_bytes == chunk_sums.CHUNK_BYTES else None
