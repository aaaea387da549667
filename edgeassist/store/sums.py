# SPDX-License-Identifier: Apache-2.0
"""The quick sums of a model's file, `sums.json` beside its card: BLAKE3 of each 32 MiB, made as it came in.

They are believed only with this store's seal, which is set where the SHA-256 was computed over the very same bytes:
a list that was copied in by hand or was changed counts for nothing. Reads no model.
"""

import secrets
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import msgspec
from blake3 import blake3

from edgeassist.core.chunk_sums import ChunkSums, stretches
from edgeassist.core.files import create_file, replace_file
from edgeassist.store.card import ModelCard

SUMS_NAME, KEY_NAME = "sums.json", ".seal"
_MAX_BYTES = 16 * 1024**2
_KEY_BYTES = 32


class Sums(msgspec.Struct, frozen=True, kw_only=True):
    """What a file of `size_bytes` with that SHA-256 consists of: the BLAKE3 of each `chunk_bytes`, in order."""

    size_bytes: int
    sha256: str
    chunk_bytes: int
    chunks: tuple[str, ...]

    def is_of(self, card: ModelCard) -> bool:
        """Tell whether these are sums of the file that `card` describes, and complete."""
        fits = (self.size_bytes, self.sha256) == (card.size_bytes, card.sha256) and self.chunk_bytes > 0
        return fits and bool(self.sha256) and len(self.chunks) == -(-self.size_bytes // self.chunk_bytes)

    def damage(self, chunks: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
        """Return where bytes begin and end whose sums, `chunks`, are others than these."""
        bad = [at for at, (mine, found) in enumerate(zip(self.chunks, chunks, strict=True)) if mine != found]
        return stretches(bad, self.chunk_bytes, self.size_bytes)

    def damage_at(self, number: int) -> tuple[tuple[int, int], ...]:
        """Return where the bytes of one chunk begin and end, as `damage` does."""
        return stretches([number], self.chunk_bytes, self.size_bytes)


class Summing:
    """SHA-256 and quick sums of one stream, in one pass."""

    def __init__(self, chunk_bytes: int | None = None) -> None:
        self._whole, self._chunks = sha256(), ChunkSums(chunk_bytes)

    def update(self, piece: bytes | memoryview) -> None:
        """Take the next piece into account."""
        self._whole.update(piece)
        self._chunks.update(piece)

    @property
    def sums(self) -> Sums:
        """What the stream came to so far."""
        mine = self._chunks
        return Sums(
            size_bytes=mine.size_bytes,
            sha256=self._whole.hexdigest(),
            chunk_bytes=mine.chunk_bytes,
            chunks=mine.found,
        )


class _Sealed(msgspec.Struct, frozen=True):
    sums: Sums
    seal: str


def read_sums(root: Path, folder: Path, card: ModelCard) -> Sums | None:
    """Return the sums in `folder` if they are of the card's file and bear the seal of the models folder `root`."""
    try:
        with (folder / SUMS_NAME).open("rb") as file:
            found = msgspec.json.decode(file.read(_MAX_BYTES), type=_Sealed)
        key = (root / KEY_NAME).read_bytes()
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    if len(key) != _KEY_BYTES or not secrets.compare_digest(_seal(found.sums, key).encode(), found.seal.encode()):
        return None
    return found.sums if found.sums.is_of(card) else None


def write_sums(root: Path, folder: Path, sums: Sums) -> None:
    """Keep `sums` in `folder`, sealed. Where they cannot be kept nothing happens: they only save time."""
    with suppress(OSError):
        sealed = _Sealed(sums, _seal(sums, _key(root)))
        replace_file(folder / SUMS_NAME, msgspec.json.encode(sealed))


def _seal(sums: Sums, key: bytes) -> str:
    return blake3(msgspec.json.encode(sums), key=key).hexdigest()


def bring_key(old_root: Path, new_root: Path) -> None:
    """Have the seals of the store at `old_root` count in `new_root`, to which its models were copied and compared."""
    with suppress(OSError):
        if not (new_root / KEY_NAME).exists():
            replace_file(new_root / KEY_NAME, (old_root / KEY_NAME).read_bytes())


def _key(root: Path) -> bytes:
    """Return the key of this store's seals, made at first use; a damaged one is replaced and its seals are void."""
    path = root / KEY_NAME
    with suppress(FileNotFoundError):
        found = path.read_bytes()
        if len(found) == _KEY_BYTES:
            return found
        path.unlink(missing_ok=True)
    create_file(path, secrets.token_bytes(_KEY_BYTES))  # two processes end with one key
    return path.read_bytes()
