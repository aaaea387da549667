# SPDX-License-Identifier: Apache-2.0
"""What a field pack says about itself: `manifest.json`, its first entry, and `SHA256SUMS`. Opens nothing.

Both have a length that follows from names and sizes alone, so that they can be written last into room left for them.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Literal

import msgspec

from edgeassist.core import chunk_sums
from edgeassist.core.language import later, tr
from edgeassist.core.units import elided
from edgeassist.store.card import ModelCard, harmless_card, is_plain_name
from edgeassist.store.pack_errors import NotAPack, PackTooNew
from edgeassist.store.voice_card import VoiceCard, harmless
from edgeassist.store.voice_shape import inner_path, refuse_size

AGAIN = later("Pack the models again with this EdgeAssist. Nothing was changed.")
MANIFEST, SUMS = "manifest.json", "SHA256SUMS"
VERSION = 2
MAX_MANIFEST_BYTES = 16 * 1024**2
MAX_ITEMS = 1000
NO_DIGEST = "0" * 64

Digest = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]
Size = Annotated[int, msgspec.Meta(ge=1, le=2**53)]


class PackedFile(msgspec.Struct, frozen=True):
    """One file: its name in the pack, its bytes, its SHA-256, and the BLAKE3 of each of its chunks in order."""

    path: str
    size_bytes: Size
    sha256: Digest
    chunks: tuple[Digest, ...]


class PackedModel(msgspec.Struct, frozen=True, tag_field="kind", tag="model"):
    """A model: the card it has where the pack was made, and its file."""

    card: ModelCard
    file: PackedFile


class PackedVoice(msgspec.Struct, frozen=True, tag_field="kind", tag="voice"):
    """A voice model: the card it has where the pack was made, and its files, each below `voices/<name>/`."""

    card: VoiceCard
    files: tuple[PackedFile, ...]


class _Kind(msgspec.Struct, frozen=True):
    kind: str
    name: str = ""


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """The whole list. `items` may be of kinds that only a later version knows."""

    format: Literal["edgepack"] = "edgepack"
    version: Annotated[int, msgspec.Meta(ge=1)] = VERSION
    chunk_bytes: Size
    made_at: str = ""
    made_by: str = ""
    items: tuple[msgspec.Raw, ...] = ()


def chunk_count(size_bytes: int) -> int:
    """Return how many chunks a file of that size has."""
    return -(-size_bytes // chunk_sums.CHUNK_BYTES)


def written(models: tuple[PackedModel, ...], made_at: str, made_by: str, voices: tuple[PackedVoice, ...] = ()) -> bytes:
    """Return the bytes of `manifest.json`."""
    items = tuple(msgspec.Raw(msgspec.json.encode(one)) for one in (*models, *voices))
    return msgspec.json.encode(
        Manifest(chunk_bytes=chunk_sums.CHUNK_BYTES, made_at=made_at, made_by=made_by, items=items)
    )


def sums(manifest: bytes, files: tuple[PackedFile, ...]) -> bytes:
    """Return the bytes of `SHA256SUMS`, as `sha256sum -c` reads them."""
    rows = [(sha256(manifest).hexdigest(), MANIFEST), *((one.sha256, one.path) for one in files)]
    return "".join(f"{digest}  {name}\n" for digest, name in rows).encode()


@dataclass(frozen=True, slots=True)
class Understood:
    """A list that was read: what it holds, and a remark for each item that this version cannot use."""

    manifest: Manifest
    models: tuple[PackedModel, ...]
    voices: tuple[PackedVoice, ...]
    skipped: tuple[str, ...]

    @property
    def files(self) -> tuple[PackedFile, ...]:
        """Every file, in the order of the list."""
        return files_of(self.models, self.voices)


def files_of(models: tuple[PackedModel, ...], voices: tuple[PackedVoice, ...]) -> tuple[PackedFile, ...]:
    """Return every file of these, in the order in which they lie in a pack."""
    return (*(one.file for one in models), *(file for one in voices for file in one.files))


def understood(content: bytes, pack: str) -> Understood:
    """Return what the manifest in `content` lists; raise `NotAPack` or `PackTooNew`."""
    try:
        manifest = msgspec.json.decode(content, type=Manifest)
        kinds = [msgspec.json.decode(one, type=_Kind) for one in manifest.items]
        if manifest.version > VERSION:
            raise PackTooNew(pack, manifest.version, VERSION)
        if manifest.version < VERSION:
            raise NotAPack(
                tr("{pack} was made by an early EdgeAssist; such packs are read no more.", pack=elided(pack)),
                hint=AGAIN,
            )
        pairs = list(zip(kinds, manifest.items, strict=True))
        models = tuple(msgspec.json.decode(raw, type=PackedModel) for kind, raw in pairs if kind.kind == "model")
        voices = tuple(msgspec.json.decode(raw, type=PackedVoice) for kind, raw in pairs if kind.kind == "voice")
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise NotAPack(
            tr("The list in {pack} is damaged, so nothing of it was taken in.", pack=elided(pack))
        ) from error
    if manifest.chunk_bytes != chunk_sums.CHUNK_BYTES or len(manifest.items) > MAX_ITEMS:
        raise NotAPack(tr("The list in {pack} asks for what no field pack has.", pack=elided(pack)))
    skipped = tuple(_skipped(kind) for kind, _ in pairs if kind.kind not in ("model", "voice"))
    sound = tuple(_sound_voice(one, pack) for one in voices)
    return Understood(manifest, tuple(_sound(one, pack) for one in models), sound, skipped)


def _skipped(one: _Kind) -> str:
    return tr(
        "{name} was skipped: this version cannot use “{kind}” yet.",
        name=elided(one.name, 60) if one.name else tr("Something"),
        kind=elided(one.kind, 30),
    )


def _incomplete(pack: str, name: str) -> NotAPack:
    return NotAPack(tr("The list in {pack} is not complete for {name}.", pack=elided(pack), name=elided(name, 60)))


def _impossible(pack: str, name: str) -> NotAPack:
    return NotAPack(
        tr("The list in {pack} names a file that cannot be one: {name}.", pack=elided(pack), name=elided(name, 60))
    )


def _sound_voice(voice: PackedVoice, pack: str) -> PackedVoice:
    """Check the list of a voice model: only files that one has, all below one folder."""
    folders = {tuple(one.path.split("/")[:2]) for one in voice.files if one.path.count("/") >= 2}
    whole = all(one.path.count("/") >= 2 for one in voice.files)
    if len(folders) != 1 or not whole or next(iter(folders))[0] != "voices":
        raise _incomplete(pack, voice.card.name)
    for one in voice.files:
        _sound_file(one, pack)
        path = one.path.split("/", 2)[2]
        if inner_path(path) != ("", path):
            raise _impossible(pack, one.path)
        refuse_size(path, one.size_bytes)
    return msgspec.structs.replace(voice, card=harmless(voice.card))


def _sound(model: PackedModel, pack: str) -> PackedModel:
    _sound_file(model.file, pack)
    return msgspec.structs.replace(model, card=harmless_card(model.card))


def _sound_file(file: PackedFile, pack: str) -> None:
    if not is_inner_path(file.path):
        raise _impossible(pack, file.path)
    if len(file.chunks) != chunk_count(file.size_bytes):
        raise _incomplete(pack, file.path)


def is_inner_path(path: str) -> bool:
    """Tell whether `path` is a harmless relative path with forward slashes."""
    return 0 < len(path) <= 500 and all(map(is_plain_name, path.split("/")))
