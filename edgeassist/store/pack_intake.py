# SPDX-License-Identifier: Apache-2.0
"""The way in for a field pack: looked through, copied chunk by chunk, inspected, and only then visible.

Nothing in it is believed: bytes are compared with the list, and the list's cards count as claims. What is copied
waits in `.unpacking/<digest>/` and survives a kill; the same import goes on there.
"""

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from io import FileIO
from pathlib import Path

import msgspec

from edgeassist.core import chunk_sums
from edgeassist.core.chunk_sums import sum_of
from edgeassist.core.errors import EdgeError
from edgeassist.core.files import read_small, replace_file, sync_file, sync_folder
from edgeassist.core.language import later, tr
from edgeassist.core.stop import Report, Stop
from edgeassist.core.units import elided
from edgeassist.store.begun import UNPACKING
from edgeassist.store.card import ModelCard, Origin
from edgeassist.store.inspection import Inspection
from edgeassist.store.intake import Job, StoreTrouble, write_trouble
from edgeassist.store.library import Inspect, Library
from edgeassist.store.opened import Opened, open_regular
from edgeassist.store.pack_drive import Room, one_at_a_time
from edgeassist.store.pack_errors import NotAPack, PackDamaged
from edgeassist.store.pack_manifest import (
    MANIFEST,
    MAX_MANIFEST_BYTES,
    SUMS,
    PackedFile,
    PackedModel,
    PackedVoice,
    files_of,
    sums,
    understood,
)
from edgeassist.store.pack_stream import Beside, Settler, open_for_settling, two_buffers
from edgeassist.store.pack_voices import digest_of, here_already, take_voice
from edgeassist.store.pack_zip import entries, fill_at, read_at
from edgeassist.store.progress import Progress
from edgeassist.store.refusals import CheckDied, CheckTooSlow, FileChanged, Refused, Unreadable, refusal
from edgeassist.store.slug import slug
from edgeassist.store.sums import Sums
from edgeassist.store.voice_card import VoiceCard
from edgeassist.store.voice_refusals import NoSuchLanguage, VoiceDamaged, VoiceRefused, VoiceUnfit
from edgeassist.store.voices import Probe

STEP = later("Unpacking")
_NOTE = "pack.json"
_MOST_NOTE_BYTES = 64 * 1024
_ELSEWHERE = " (measured on another computer)"
_JOB = Job(
    later("Taking in the pack needs {need} of disk space; {free} are free."),
    later("Free some space there. What was copied is kept: open the pack again to go on."),
)
_PASSING = (CheckDied, CheckTooSlow)
_UNFIT = (Refused, VoiceRefused, VoiceDamaged, NoSuchLanguage)
_PIECE_BYTES = 4 * 1024**2
_COMMIT = re.compile(r"[0-9a-f]{40}")
_REPO = re.compile(r"[\w.-]{1,96}/[\w.-]{1,96}", re.ASCII)


@dataclass(frozen=True, slots=True)
class PackView:
    """A pack that was looked through: its list is whole; of the models' bytes nothing was read yet.

    `digest` names the pack by its content; `skipped` are sentences about what this version cannot use.
    """

    path: Path
    digest: str
    made_at: str
    models: tuple[PackedModel, ...]
    skipped: tuple[str, ...]
    places: dict[str, int]
    voices: tuple[PackedVoice, ...] = ()

    @property
    def size_bytes(self) -> int:
        """What the models and voices in it take."""
        return sum(one.size_bytes for one in files_of(self.models, self.voices))


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What came of an import: new models, and a sentence for each thing that was not taken in.

    `refused` are those among the remarks that are about models which are damaged or unfit. `voices` came in too.
    """

    cards: tuple[ModelCard, ...]
    remarks: tuple[str, ...]
    refused: tuple[str, ...] = ()
    voices: tuple[VoiceCard, ...] = ()


class Unfinished(msgspec.Struct, frozen=True):
    """An import that was cut short: the pack it read, and that pack's digest."""

    path: str
    digest: str


def open_pack(path: Path) -> PackView:
    """Look the pack at `path` through; raise what is wrong with it. Reads its list, not its models."""
    with open_regular(path) as opened, _reader(opened) as file:
        return _view(path, file, opened.size_bytes)


def _reader(opened: Opened) -> FileIO:
    return FileIO(opened.descriptor, "rb", closefd=False)


def _view(path: Path, file: FileIO, size_bytes: int) -> PackView:
    found = entries(file, size_bytes, path.name)
    if MANIFEST not in found or SUMS not in found:
        raise NotAPack(
            tr("{name} is a zip file, but no field pack.", name=elided(path.name)),
            hint=tr("Unpack it with a zip tool."),
        )
    content = _small(file, found[MANIFEST], path.name)
    told = understood(content, path.name)
    listed, known = _small(file, found[SUMS], path.name), sums(content, told.files)
    # what is skipped is listed as well: of its lines nothing can be said
    if listed != known and not (told.skipped and set(known.splitlines()) <= set(listed.splitlines())):
        raise NotAPack(tr("The list in {name} is damaged, so nothing of it was taken in.", name=elided(path.name)))
    for one in told.files:
        if found.get(one.path, (0, 0))[1] != one.size_bytes:
            raise NotAPack(
                tr("{name} does not hold {path} as its list says.", name=elided(path.name), path=elided(one.path, 60))
            )
    if len({one.path for one in told.files}) != len(told.files):
        raise NotAPack(tr("The list in {name} names a file twice.", name=elided(path.name)))
    places = {one.path: found[one.path][0] for one in told.files}
    digest, made_at = sha256(content).hexdigest(), elided(told.manifest.made_at, 40)
    return PackView(path, digest, made_at, told.models, told.skipped, places, told.voices)


def _small(file: FileIO, place: tuple[int, int], pack: str) -> bytes:
    start, count = place
    if count > MAX_MANIFEST_BYTES:
        raise NotAPack(tr("The list in {pack} is larger than any field pack's.", pack=elided(pack)))
    return read_at(file, start, count, pack)


def import_pack(
    library: Library,
    path: Path,
    inspect: Inspect,
    report: Report,
    stop: Stop,
    *,
    room: Room | None = None,
    probe: Probe | None = None,
) -> Unpacked:
    """Take in what of the pack at `path` is not here yet. Each model becomes visible as soon as it is whole.

    Voice models are tried by `probe`; without it they wait for a check.

    One that is damaged or unfit does not keep out the others; when none came in, its refusal is raised. On a stop, a
    kill or a drive that goes away, what was copied stays and the same call goes on there.
    """
    with open_regular(path) as opened, _reader(opened) as file:
        view = _view(path, file, opened.size_bytes)
        with one_at_a_time(library.root, f"unpack {view.digest}", tr("Opening this pack")):
            try:
                return _Intake(library, view, file, inspect, probe).run(report, stop, room or Room())
            except OSError as error:
                raise write_trouble(error, view.size_bytes, library.root, _JOB) from error


class _Intake:
    """One import under way."""

    def __init__(
        self, library: Library, view: PackView, file: FileIO, inspect: Inspect, probe: Probe | None = None
    ) -> None:
        self._library, self._view, self._file, self._inspect = library, view, file, inspect
        self._probe = probe
        self._staging = staging_of(library.root, view.digest)

    def run(self, report: Report, stop: Stop, room: Room) -> Unpacked:
        here = {one.file.path: self._library.twin(one.file.sha256) for one in self._view.models}
        heard = [here_already(self._library, one) for one in self._view.voices]
        wanted = [one for one in self._view.models if here[one.file.path] is None]
        voices = [one for one, twin in zip(self._view.voices, heard, strict=True) if twin is None]
        there = [card.name for card in (*here.values(), *heard) if card]
        remarks = [tr("{name} was here already; it was not copied again.", name=name) for name in there]
        files = files_of(tuple(wanted), tuple(voices))
        self._prepare(files, room)
        progress = Progress(report, stop, STEP, sum(one.size_bytes for one in files))
        cards, refused = self._take_all(wanted, progress)
        spoken, unheard = self._take_voices(voices, progress)
        refused += unheard
        if all(isinstance(error, _UNFIT) and not isinstance(error, _PASSING) for error in refused):
            shutil.rmtree(self._staging, ignore_errors=True)  # no copy of this pack could bring more
        if refused and not cards and not spoken:
            raise refused[0]
        told = tuple(str(error) for error in refused)
        return Unpacked(cards, (*told, *remarks, *self._view.skipped), told, spoken)

    def _take_voices(
        self, wanted: list[PackedVoice], progress: Progress
    ) -> tuple[tuple[VoiceCard, ...], list[EdgeError]]:
        """Take in voice models; one that is refused keeps out no other."""
        cards: list[VoiceCard] = []
        refused: list[EdgeError] = []

        def copied(packed: PackedFile, target: Path) -> str:
            return self._copy(packed, target, progress).sha256

        for voice in wanted:
            folder = self._staging / f"voice-{digest_of(voice)[:16]}"
            try:
                card = take_voice(self._library, voice, folder, copied, self._probe)
            except (PackDamaged, NotAPack, *_UNFIT) as error:
                if isinstance(error, (FileChanged, Unreadable)):
                    raise
                refused.append(error)
                continue
            cards.append(card)
            if card.state == "failed":
                refused.append(VoiceUnfit(card.name, card.failure))
        return tuple(one for one in cards if one.state != "failed"), refused

    def _take_all(self, wanted: list[PackedModel], progress: Progress) -> tuple[tuple[ModelCard, ...], list[EdgeError]]:
        cards: list[ModelCard] = []
        refused: list[EdgeError] = []
        for model in wanted:
            try:
                cards.append(self._take(model, progress))
            except (FileChanged, Unreadable):
                raise
            except (Refused, PackDamaged, NotAPack) as error:
                refused.append(error)
        return tuple(cards), refused

    def _prepare(self, wanted: tuple[PackedFile, ...], room: Room) -> None:
        self._staging.mkdir(parents=True, exist_ok=True)
        note = Unfinished(str(self._view.path.absolute()), self._view.digest)
        replace_file(self._staging / _NOTE, msgspec.json.encode(note))
        there = sum(one.stat().st_size for one in self._staging.rglob("*") if one.is_file() and one.name != _NOTE)
        sizes = [one.size_bytes for one in wanted]
        room.require(self._staging, max(0, sum(sizes) - there), max(sizes, default=0), _JOB)

    def _take(self, model: PackedModel, progress: Progress) -> ModelCard:
        folder = self._staging / model.file.sha256[:16]
        folder.mkdir(exist_ok=True)
        copy = next(
            iter(sorted(folder.glob("*.gguf"))), folder / "model.gguf"
        )  # a kill may have come once it was named
        sums = self._copy(model.file, copy, progress)
        if sums.sha256 != model.file.sha256:
            raise NotAPack(
                tr(
                    "The list in {pack} contradicts itself about {name}.",
                    pack=elided(self._view.path.name),
                    name=model.card.name,
                )
            )
        with open_regular(copy) as opened:
            facts = self._judged(model, opened, folder)
        card = claimed(self._library.new_card(facts, sums.sha256, self._view.path.name), model.card, self._library)
        copy.rename(folder / card.file)
        sync_folder(folder)
        return self._library.publish_folder(folder, card, sums)

    def _judged(self, model: PackedModel, opened: Opened, folder: Path) -> Inspection:
        try:
            return self._inspect(opened)
        except Refused as error:
            shutil.rmtree(folder, ignore_errors=True)
            told = tr(
                "{name} in {pack} was not taken in. {reason}",
                name=model.card.name,
                pack=elided(self._view.path.name),
                reason=error,
            )
            raise refusal(error.code, told, error.hint) from error

    def _copy(self, packed: PackedFile, target: Path, progress: Progress) -> Sums:
        """Copy a file chunk by chunk, each compared with the list before it is written; the SHA-256 comes beside."""
        digest, step = sha256(), chunk_sums.CHUNK_BYTES
        buffers = two_buffers(min(step, packed.size_bytes))
        with open_for_settling(target) as file:
            with Beside(digest.update) as beside:
                there = self._whole_chunks(packed, file, beside, progress)
            done = min(packed.size_bytes, there * step)
            file.truncate(done)
            with Beside(digest.update, Settler(file, done, progress).put) as beside:
                for number in range(there, len(packed.chunks)):
                    start, end = number * step, min(packed.size_bytes, (number + 1) * step)
                    buffers.reverse()
                    chunk = buffers[0][: end - start]
                    self._read(packed, start, chunk, progress)
                    if sum_of(chunk) != packed.chunks[number]:
                        raise PackDamaged(self._view.path.name, packed.path, number, start, end)
                    beside.take(chunk)
            sync_file(file.fileno())
        whole = digest.hexdigest()
        return Sums(size_bytes=packed.size_bytes, sha256=whole, chunk_bytes=step, chunks=packed.chunks)

    def _whole_chunks(self, packed: PackedFile, file: FileIO, beside: Beside, progress: Progress) -> int:
        """Look at what an import before this one left; return how many chunks of it are whole, and right."""
        there = 0
        for right, chunk in zip(packed.chunks, _left(file, packed.size_bytes), strict=False):
            if sum_of(chunk) != right:
                break
            beside.take(chunk)
            there += 1
            progress.add(len(chunk))
        return there

    def _read(self, packed: PackedFile, start: int, chunk: memoryview, progress: Progress) -> None:
        at = self._view.places[packed.path] + start
        for begin in range(0, len(chunk), _PIECE_BYTES):
            fill_at(self._file, at + begin, chunk[begin : begin + _PIECE_BYTES], self._view.path.name)
            progress.check()


def _left(file: FileIO, size_bytes: int) -> Iterator[bytes]:
    """Yield the chunks that are complete in `file`."""
    length = os.fstat(file.fileno()).st_size
    for start in range(0, min(length, size_bytes), chunk_sums.CHUNK_BYTES):
        count = min(chunk_sums.CHUNK_BYTES, size_bytes - start)
        if start + count <= length:
            yield read_at(file, start, count, "")


def claimed(card: ModelCard, claim: ModelCard, library: Library) -> ModelCard:
    """Return `card` with what a pack says of the model and no file can prove; what was measured elsewhere is not."""
    wanted = claim.id if claim.id == slug(claim.id) and not _taken(library, claim.id) else card.id
    origin = claim.origin if claim.origin is not None and _possible(claim.origin, card.sha256) else None
    proof = claim.proof
    if proof is not None:
        proof = msgspec.structs.replace(proof, text=f"{proof.text.removesuffix(_ELSEWHERE)}{_ELSEWHERE}")
    return msgspec.structs.replace(
        card,
        id=wanted,
        file=f"{wanted}.gguf",
        name=claim.name.strip() or card.name,
        licence=claim.licence or card.licence,
        languages=claim.languages or card.languages,
        preset=claim.preset,
        pruned_layers=claim.pruned_layers,
        origin=origin,
        proof=proof,
    )


def _taken(library: Library, card_id: str) -> bool:
    return (library.root / card_id).exists()


def _possible(origin: Origin, digest: str) -> bool:
    repo, commit = _REPO.fullmatch(origin.repo), _COMMIT.fullmatch(origin.commit)
    return bool(repo and commit) and origin.sha256 in ("", digest) and ".." not in origin.repo


def staging_of(root: Path, digest: str) -> Path:
    """Return where the import of the pack with that digest keeps what it copied."""
    return root / UNPACKING / digest[:32]


def unfinished_imports(root: Path) -> tuple[Unfinished, ...]:
    """Return the imports that were cut short and can be gone on with."""
    found = []
    for note in sorted((root / UNPACKING).glob(f"*/{_NOTE}")):
        try:
            found.append(msgspec.json.decode(read_small(note, _MOST_NOTE_BYTES), type=Unfinished))
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            continue
    return tuple(found)


def give_up(root: Path, digest: str) -> None:
    """Delete what an unfinished import copied."""
    if not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise StoreTrouble(tr("There is no such import."))
    shutil.rmtree(staging_of(root, digest), ignore_errors=True)
