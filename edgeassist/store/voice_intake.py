# SPDX-License-Identifier: Apache-2.0
"""Brings a voice model into the store: unpacked out of sight, hashed, looked at, and then there by one rename.

Nothing is ever written but below the staging folder of the library, under names that a model's files have. Whatever
else lies in an archive is passed over; whatever is hostile in it has the whole archive refused.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import msgspec

from edgeassist.core.files import sync_file, sync_folder
from edgeassist.core.language import later, tr
from edgeassist.core.stop import Report, Stop
from edgeassist.core.units import elided
from edgeassist.store.intake import Job, StoreTrouble, write_trouble
from edgeassist.store.library import VOICES, Library
from edgeassist.store.pack_drive import Room
from edgeassist.store.progress import Progress
from edgeassist.store.slug import slug
from edgeassist.store.voice_archive import Bundle, Piece, name_of, opened_bundle
from edgeassist.store.voice_card import VoiceCard, VoiceFile, read_voice_card, write_voice_card
from edgeassist.store.voice_gate import Budget, Gate
from edgeassist.store.voice_languages import checked_language, language_of
from edgeassist.store.voice_refusals import NotAVoiceModel
from edgeassist.store.voice_shape import PAPERS, check_shape, inner_path, refuse_size, takes_grammar

STEP = later("Unpacking")
HERE_ALREADY = later("This voice model was here already; it was not copied again.")
_PIECE_BYTES = 1024**2
_MOST_PAPERS = 16
_JOB = Job(
    later("This voice model needs {need} of disk space; {free} are free."),
    later("Free some space, or choose a smaller one (“small” in its name)."),
)


def voices_folder(library: Library) -> Path:
    """Return the folder of the voice models."""
    return library.root / VOICES


def take_in(
    library: Library,
    path: Path,
    report: Report,
    stop: Stop,
    *,
    language: str = "",
    budget: Budget | None = None,
    room: Room | None = None,
) -> VoiceCard:
    """Install the voice model in the archive or folder at `path` and return its card, in the state `probing`.

    Its language is told by its name unless `language` says it. One that is here already has its card returned with a
    `remark`. On any error or stop nothing becomes visible and nothing is left. Blocks; only reads `path`.
    """
    chosen = checked_language(language) if language else ""
    library.sweep()
    with opened_bundle(path, Gate(budget)) as bundle, library.staging() as staging:
        with _told(library, bundle.need_bytes):
            (room or Room()).require(staging, bundle.need_bytes, 0, _JOB)
            card = _unpacked(
                bundle, staging / "voice", name_of(path), chosen, Progress(report, stop, STEP, bundle.need_bytes)
            )
        return publish(library, staging / "voice", msgspec.structs.replace(card, added_from=elided(path.name)))


def _unpacked(bundle: Bundle, folder: Path, name: str, language: str, progress: Progress) -> VoiceCard:
    """Unpack the model's files into the new `folder` and return its card."""
    folder.mkdir()
    unpacking = _Unpacking(folder, progress)
    for piece in bundle.pieces():
        unpacking.take(piece)
    files = unpacking.finish()
    name = unpacking.top or name
    return described(folder, name, files, language or (lambda: language_of(name)))


@contextmanager
def _told(library: Library, need_bytes: int) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise write_trouble(error, need_bytes, library.root, _JOB) from error


def described(folder: Path, name: str, files: tuple[VoiceFile, ...], language: str | Callable[[], str]) -> VoiceCard:
    """Look at the unpacked model in `folder` and return its card; raise what is wrong with it."""
    check_shape(folder)
    return VoiceCard(
        id="",
        name=elided(name),
        language=language if isinstance(language, str) else language(),
        size_bytes=sum(one.size_bytes for one in files),
        files=tuple(sorted(files, key=lambda one: one.path)),
        takes_grammar=takes_grammar(folder),
        added_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )


class _Unpacking:
    """The files of one model on their way into `folder`."""

    def __init__(self, folder: Path, progress: Progress) -> None:
        self._folder, self._progress = folder, progress
        self._files: list[VoiceFile] = []
        self._papers: dict[tuple[str, str], bytes] = {}
        self.top: str | None = None

    def take(self, piece: Piece) -> None:
        """Write the piece if it is a part of the model; else only let it go by."""
        self._progress.check()
        found = inner_path(piece.path)
        if found is None:
            return
        top, path = found
        if path in PAPERS:  # a paper does not tell where the model is: it waits
            if len(self._papers) < _MOST_PAPERS:
                self._papers[found] = b"".join(self._read(piece, path))
            return
        if self.top is None:
            self.top = top
        if top == self.top:
            self._write(path, self._read(piece, path))

    def finish(self) -> tuple[VoiceFile, ...]:
        """Put the papers of the model beside it and return all files."""
        for (top, path), content in self._papers.items():
            if top == self.top:
                self._write(path, iter((content,)))
        return tuple(self._files)

    def _read(self, piece: Piece, path: str) -> Iterator[bytes]:
        refuse_size(path, piece.size_bytes)
        done = 0
        while content := piece.read(_PIECE_BYTES):
            done += len(content)
            refuse_size(path, done)
            self._progress.add(len(content))
            yield content

    def _write(self, path: str, pieces: Iterator[bytes]) -> None:
        target, digest, size_bytes = self._folder / path, sha256(), 0
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            for content in pieces:
                size_bytes += len(content)
                digest.update(content)
                file.write(content)
            file.flush()
            sync_file(file.fileno())
        if size_bytes:
            self._files.append(VoiceFile(path, size_bytes, digest.hexdigest()))
        else:
            target.unlink()


def publish(library: Library, folder: Path, card: VoiceCard) -> VoiceCard:
    """Make the model in `folder`, on the drive of the store, visible under a free id; return its card.

    The same content under a sound card is not taken in twice; a damaged copy of it is replaced.
    """
    if not card.files:
        raise NotAVoiceModel(tr("There is nothing in it that vosk could load."))
    root = voices_folder(library)
    wanted = slug(card.name)
    try:
        root.mkdir(parents=True, exist_ok=True)
        for there in [read_voice_card(one) for one in root.iterdir() if one.is_dir()]:
            if there.digest == card.digest and there.files and there.state != "failed":
                return msgspec.structs.replace(there, remark=HERE_ALREADY)
            if there.state == "failed" and there.name == card.name:
                _set_aside(root / there.id, folder.parent)
                wanted = there.id
        card = msgspec.structs.replace(card, id=_free_id(root, wanted), remark="")
        write_voice_card(folder, card)
        for one in (*folder.rglob("*"), folder):
            if one.is_dir():
                sync_folder(one)
        folder.rename(root / card.id)
        sync_folder(root)
    except OSError as error:
        raise StoreTrouble(
            tr("The voice model could not be put in its place: {reason}.", reason=error.strerror)
        ) from error
    return card


def _set_aside(damaged: Path, staging: Path) -> None:
    """Move a damaged model into the staging folder, which is deleted at the end."""
    damaged.rename(staging / f"old-{damaged.name}")


def _free_id(root: Path, wanted: str) -> str:
    name, number = wanted, 2
    while (root / name).exists():
        name, number = f"{wanted}-{number}", number + 1
    return name


def delete_voice(library: Library, voice_id: str) -> None:
    """Delete an installed model for good: out of sight first, so that a kill leaves no half of it visible."""
    with library.staging() as staging:
        try:
            (voices_folder(library) / voice_id).rename(staging / voice_id)
        except OSError as error:
            raise StoreTrouble(tr("The voice model cannot be removed: {reason}.", reason=error.strerror)) from error
        shutil.rmtree(staging / voice_id, ignore_errors=True)
