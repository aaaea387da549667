# SPDX-License-Identifier: Apache-2.0
"""Joins a model that comes in parts into one file: one header, all tensors in order. Judges only what joining needs.

The joined file is a stranger's like any other and is inspected as such before anyone sees it.
"""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from edgeassist.core.files import sync_file
from edgeassist.core.language import later, tr
from edgeassist.core.stop import Report, Stop
from edgeassist.core.units import elided
from edgeassist.store.gguf import MAGIC, Header, Tensor, read_header
from edgeassist.store.header_rules import alignment_bytes, alignment_is_possible, data_start, tensor_bytes
from edgeassist.store.opened import open_regular
from edgeassist.store.progress import Progress
from edgeassist.store.quants import TENSOR_TYPES
from edgeassist.store.refusals import BadTensor, BadValue, CutShort, FileChanged, NotGguf, OverLimit
from edgeassist.store.split_rules import MAX_PARTS, PART_NAME, part_names
from edgeassist.store.sums import Summing, Sums

STEP = later("Joining")
COUNT_KEY, NUMBER_KEY = "split.count", "split.no"
_HEAD = struct.Struct("<4sIQQ")
_PIECE_BYTES = 8 * 1024**2
_WIDTHS = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 10: 8, 11: 8}
_MAX_NAME_BYTES = 256


@dataclass(frozen=True, slots=True)
class _Part:
    path: Path
    header: Header

    @property
    def table_bytes(self) -> int:
        return sum(len(_row(one, 0)) for one in self.header.tensors)


def is_part(name: str) -> bool:
    """Tell whether `name` is that of one part among several (`model-00001-of-00003.gguf`)."""
    match = PART_NAME.match(name)
    return match is not None and int(match["count"]) > 1


def join_parts(chosen: Path, target: Path, report: Report, stop: Stop) -> Sums:
    """Write the model that `chosen` is a part of to `target`, which must not exist; return what was written."""
    parts = _parts(chosen)
    head = _joined_header(parts)
    summing = Summing()
    summing.update(head)
    sizes = sum(tensor_bytes(one) for part in parts for one in part.header.tensors)
    progress = Progress(report, stop, STEP, sizes)
    with target.open("xb") as writer:
        writer.write(head)
        for part in parts:
            for piece in _weights(part, alignment_bytes(parts[0].header), progress):
                summing.update(piece)
                writer.write(piece)
        writer.flush()
        sync_file(writer.fileno())
    return summing.sums


def joined_bytes(chosen: Path) -> int:
    """Return about how large the joined file will be: all parts together."""
    count = _count(_header(chosen))
    return sum(chosen.with_name(name).stat().st_size for name in part_names(chosen.name, count))


def _parts(chosen: Path) -> list[_Part]:
    count = _count(_header(chosen))
    paths = [chosen.with_name(name) for name in part_names(chosen.name, count)]
    parts = [_Part(path, _header(path)) for path in paths]
    for number, part in enumerate(parts):
        told = part.header.values.get(NUMBER_KEY)
        if _count(part.header) != count or isinstance(told, bool) or told != number:
            raise BadValue(
                tr(
                    "{name} says it is another part, or of another model, than its name says.",
                    name=elided(part.path.name),
                )
            )
    names = [one.name for part in parts for one in part.header.tensors]
    if len(set(names)) != len(names):
        raise BadTensor(tr("The parts of this model hold a tensor twice."))
    return parts


def _header(path: Path) -> Header:
    with open_regular(path) as opened, opened.stream() as file:
        if file.read(len(MAGIC)) != MAGIC:
            raise NotGguf(tr("{name} is no GGUF file, so the model is not complete.", name=elided(path.name)))
        header = read_header(file, opened.size_bytes)
    alignment_is_possible(header)
    for tensor in header.tensors:
        _judge(tensor, header, path)
    return header


def _judge(tensor: Tensor, header: Header, path: Path) -> None:
    if tensor.kind not in TENSOR_TYPES or len(tensor.name) > _MAX_NAME_BYTES or any(dim > 2**40 for dim in tensor.dims):
        raise BadTensor(tr("{name} describes a tensor that is impossible.", name=elided(path.name)))
    if data_start(header) + tensor.offset + tensor_bytes(tensor) > header.size_bytes:
        raise CutShort(
            tr("{name} ends before its last tensor; the download probably broke off.", name=elided(path.name))
        )


def _count(header: Header) -> int:
    count = header.values.get(COUNT_KEY)
    if isinstance(count, bool) or not isinstance(count, int) or count < 1:
        raise BadValue(tr("“split.count” must be a whole number."))
    if count > MAX_PARTS:
        raise OverLimit(tr("The header announces {count:,} parts.", count=count))
    return count


def _joined_header(parts: list[_Part]) -> bytes:
    first = parts[0]
    with open_regular(first.path) as opened, opened.stream() as file:
        raw = file.read(first.header.end_bytes)
    if len(raw) < first.header.end_bytes:
        raise FileChanged(tr("{name} became shorter while it was read.", name=elided(first.path.name)))
    keys = _without_count(raw[_HEAD.size : first.header.end_bytes - first.table_bytes], first.header)
    alignment, at, rows = alignment_bytes(first.header), 0, []
    for tensor in (one for part in parts for one in part.header.tensors):
        rows.append(_row(tensor, at))
        at += _padded(tensor_bytes(tensor), alignment)
    head = _HEAD.pack(MAGIC, first.header.version, len(rows), len(first.header.values)) + keys + b"".join(rows)
    return head.ljust(_padded(len(head), alignment), b"\0")


def _without_count(keys: bytes, header: Header) -> bytes:
    """Return the raw `keys` with the number of parts set to 0, which says that the model is whole."""
    name, kind = COUNT_KEY.encode(), header.kinds[COUNT_KEY]
    label = struct.pack("<Q", len(name)) + name + struct.pack("<I", kind)
    before, found, after = keys.partition(label)
    return before + found + bytes(_WIDTHS[kind]) + after[_WIDTHS[kind] :]


def _row(tensor: Tensor, offset: int) -> bytes:
    head = struct.pack("<Q", len(tensor.name)) + tensor.name + struct.pack("<I", len(tensor.dims))
    return head + struct.pack(f"<{len(tensor.dims)}QIQ", *tensor.dims, tensor.kind, offset)


def _padded(size_bytes: int, alignment: int) -> int:
    return -(-size_bytes // alignment) * alignment


def _weights(part: _Part, alignment: int, progress: Progress) -> Iterator[bytes]:
    """Yield the tensors of `part`, each padded to `alignment`."""
    start = data_start(part.header)
    with open_regular(part.path) as opened, opened.stream() as file:
        for tensor in part.header.tensors:
            size = tensor_bytes(tensor)
            file.seek(start + tensor.offset)
            yield from _pieces(file, size, progress.add)
            yield bytes(_padded(size, alignment) - size)
        if opened.size_bytes != part.header.size_bytes or not opened.is_unchanged():
            raise FileChanged(tr("{name} was written to while it was read.", name=elided(part.path.name)))


def _pieces(file: BinaryIO, size: int, count: Callable[[int], None]) -> Iterator[bytes]:
    while size:
        piece = file.read(min(_PIECE_BYTES, size))
        if not piece:
            raise FileChanged(tr("A part became shorter while it was read, or its drive was removed."))
        yield piece
        count(len(piece))
        size -= len(piece)
