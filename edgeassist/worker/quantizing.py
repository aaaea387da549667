# SPDX-License-Identifier: Apache-2.0
"""Writes a model anew with smaller numbers, or says beforehand how large that would be. Chooses no type itself.

The engine fills `<target>.part`, header last; only a file of exactly the size foretold is made durable and renamed to
`target`. The source is read through the one descriptor that was checked, and is never the target.
"""

import contextlib
import ctypes
import os
import re
import sys
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from llama_cpp import llama_cpp as native

from edgeassist.core.errors import BadInput, BadUsage, EngineTrouble
from edgeassist.core.files import sync_folder
from edgeassist.core.language import later
from edgeassist.core.told import told
from edgeassist.core.units import elided
from edgeassist.wire.jobs import Plan, Planned, Quantize, Quantized, Step
from edgeassist.wire.wording import wordings
from edgeassist.worker.backend import EngineLog
from edgeassist.worker.context import default_threads
from edgeassist.worker.gguf_layout import ALIGNMENT, Layout, new_names
from edgeassist.worker.imatrix_file import read_importance
from edgeassist.worker.memory import process_peak_bytes
from edgeassist.worker.quant_types import TENSOR_TYPES, file_type, needs_importance, tensor_type
from edgeassist.worker.weights import ModelRefused, opened_source

QUANTIZING = later("Quantizing")
MAX_ROWS_BYTES = 32 * 1024**2
"""Rows in work at a time. The engine's own 8 GiB would hold the largest matrix as 32-bit floats; this costs no time."""

_KV_INT = 0
_SYNC_FILE_RANGE_WRITE = 2
_BEGUN = re.compile(r"^\[ *(\d+)/ *\d+\] (\S+) +- ")
_PLANNED_TYPE = re.compile(r"\((\w+)\)\s*$")
_KIND_BY_ENGINE_NAME = {name.lower(): number for name, number in TENSOR_TYPES.items()}
_FLOAT_KINDS = frozenset({0, 1, 30})

Say = Callable[[Step], None]


class TargetExists(BadUsage):
    """Something has the target's name already."""

    code, hint = "target-exists", later("Choose another name, or remove that file first. Nothing was changed.")

    def __init__(self, target: Path) -> None:
        super().__init__(told("There is a file called {name} already.", name=elided(target.name)))


class TargetIsSource(BadUsage):
    """The target is the source itself, which would be destroyed before it is read."""

    code, hint = "target-is-source", later("Choose another name for the new file. Nothing was changed.")

    def __init__(self, target: Path) -> None:
        super().__init__(told("{name} is the model to be read; it is not overwritten.", name=elided(target.name)))


class NeedsImportance(BadUsage):
    """So few bits without an importance matrix give garbage."""

    code, hint = (
        "needs-importance",
        later("Let EdgeAssist compute an importance matrix first, or choose Q4_K_M or larger."),
    )

    def __init__(self, kind: str) -> None:
        super().__init__(
            told("{kind} needs an importance matrix: without one the model would speak nonsense.", kind=kind)
        )


class QuantizedAlready(BadUsage):
    """The source lost quality to quantization before."""

    code, hint = "quantized-already", later("Start from the F16, BF16 or Q8_0 file of this model.")

    def __init__(self) -> None:
        super().__init__(later("This model is quantized already; doing it again loses quality twice."))


class CannotPrune(BadInput):
    """These layers cannot be left out."""

    code, hint = "cannot-prune", later("Quantize without leaving out layers.")


class QuantizeFailed(EngineTrouble):
    """The engine gave up; `detail` holds its last lines."""

    code, hint = "quantize-failed", later("The model you started from is untouched. Try another type.")

    def __init__(self, kind: str, detail: str) -> None:
        self.detail = detail
        super().__init__(told("The engine could not write this model as {kind}.", kind=kind))


def quantize(job: Quantize, say: Say) -> Quantized:
    """Do `job`; raise the error that says why not. Cannot be interrupted, only killed."""
    target = Path(job.target)
    _require_new(target, Path(job.source.path))
    if not job.importance and needs_importance(job.type, job.tensor_types):
        raise NeedsImportance(job.type)
    with opened_source(job.source.path, job.source.size_bytes) as path:
        found = _checked(path, job)
        order = _Order(job, job.type, found.alignment)
        part = Path(f"{job.target}.part")
        _make(part, target)
        with _writing_out(part) as written:
            progress = _Progress(found.sizes, order, say, written)
            _run(path, str(part), order, progress, size_bytes=job.source.size_bytes)
    return _settle(part, target)


def plan(job: Plan, _say: Say) -> Planned:
    """Do `job`: have the engine choose a type for each tensor, and lay the file out with them. Writes nothing."""
    sizes: dict[str, int] = {}
    refusals: dict[str, str] = {}
    with opened_source(job.source.path, job.source.size_bytes) as path:
        found = _checked(path, job)
        for kind in job.types:
            sizes[kind] = _planned_size(path, job, _Order(job, kind, found.alignment))
            if not _has_importance(job) and needs_importance(kind, job.tensor_types):
                refusals[kind] = NeedsImportance(kind).args[0]
    sizes |= dict.fromkeys(refusals, 0)
    reasons = {kind: str(why) for kind, why in refusals.items()}
    return Planned(sizes=sizes, reasons=reasons, reason_words=wordings(refusals))


def _has_importance(job: Quantize | Plan) -> bool:
    return bool(job.importance) or (isinstance(job, Plan) and job.assume_importance)


def _planned_size(path: str, job: Plan, order: "_Order") -> int:
    planned = _Planned()
    order.parameters.dry_run = True
    _run(path, "", order, planned, size_bytes=job.source.size_bytes)
    with Layout.opened(path) as layout:
        return layout.size_with(planned.kinds, job.pruned_layers)


class _Order:
    """The engine's parameters for one file, and what must outlive the call that reads them."""

    def __init__(self, job: Quantize | Plan, kind: str, alignment: int) -> None:
        self.kind, self.pruned = kind, tuple(sorted(set(job.pruned_layers)))
        self.parameters = native.llama_model_quantize_default_params()
        self.parameters.ftype = file_type(kind)
        self.parameters.nthread = job.threads or default_threads()
        self.parameters.max_buf_size = MAX_ROWS_BYTES
        self.parameters.allow_requantize = isinstance(job, Quantize) and job.requantize
        self._kept: list[Any] = []
        if _has_importance(job):
            self._weigh(job.importance)
        if job.tensor_types:
            self._override(job.tensor_types)
        if self.pruned:
            self.parameters.prune_layers = self._array(ctypes.c_int32, [*self.pruned, -1])
        if alignment != ALIGNMENT:
            self._realign()

    def _array(self, kind: Any, rows: Sequence[Any]) -> Any:
        array = (kind * len(rows))(*rows)
        self._kept.append(array)
        return ctypes.cast(array, ctypes.POINTER(kind))

    def _weigh(self, importance: str) -> None:
        """Give the engine the matrix; an empty one, for planning, where there is none yet."""
        rows = []
        for name, values in (read_importance(Path(importance)) if importance else {}).items():
            data = values.ctypes.data_as(ctypes.POINTER(ctypes.c_float))
            self._kept.append(values)
            rows.append(native.llama_model_imatrix_data(name.encode(), data, values.size))
        end = native.llama_model_imatrix_data(None, None, 0)
        self.parameters.imatrix = self._array(native.llama_model_imatrix_data, [*rows, end])

    def _override(self, tensor_types: Sequence[tuple[str, str]]) -> None:
        """Name tensors exactly: the engine takes patterns, and matches them with the names of the new file."""
        renamed = new_names([name for name, _ in tensor_types], self.pruned)
        rows = [
            native.llama_model_tensor_override(f"^{re.escape(renamed[name])}$".encode(), tensor_type(kind))
            for name, kind in tensor_types
            if name in renamed
        ]
        end = native.llama_model_tensor_override(None, 0)
        self.parameters.tt_overrides = self._array(native.llama_model_tensor_override, [*rows, end])

    def _realign(self) -> None:
        """Have the new file say how it is padded: the engine pads to 32 and copies what the source said of itself."""
        said, end = native.llama_model_kv_override(), native.llama_model_kv_override()
        said.key, said.tag = b"general.alignment", _KV_INT
        said.value.val_i64 = ALIGNMENT
        self.parameters.kv_overrides = self._array(native.llama_model_kv_override, [said, end])


class _Tap(EngineLog):
    """Becomes the engine's log for one call: whole lines go to `_heard`, warnings where they always go."""

    def __init__(self) -> None:
        super().__init__()
        self._told: deque[str] = deque(maxlen=20)

    def _on_line(self, level: int, text: bytes, data: object) -> None:
        piece = text.decode("utf-8", "replace")
        self._heard(piece)
        if level == self._ERROR:
            self._told.append(piece.rstrip())

    def _heard(self, piece: str) -> None:
        raise NotImplementedError

    @property
    def detail(self) -> str:
        """The engine's last complaints."""
        return "\n".join(self._told)


class _Progress(_Tap):
    """Turns the engine's `[ 3/ 272] name` into bytes done: a tensor is done when the next begins."""

    def __init__(self, sizes: Mapping[str, int], order: _Order, say: Say, written: Callable[[], None]) -> None:
        super().__init__()
        self._written = written
        renamed = new_names(list(sizes), order.pruned)
        self._sizes = {new: sizes[old] for old, new in renamed.items()}
        self._total = sum(self._sizes.values())
        self._say, self._done, self._running = say, 0, 0
        self.step()

    def step(self) -> None:
        """Say how far it is."""
        self._say(Step(step=QUANTIZING, done=self._done, total=self._total))

    def _heard(self, piece: str) -> None:
        if found := _BEGUN.match(piece):
            self._done += self._running
            self._running = self._sizes.get(found[2], 0)
            self._written()
            self.step()


class _Planned(_Tap):
    """Keeps the type that a dry run gives each tensor that it would change, by new name."""

    def __init__(self) -> None:
        super().__init__()
        self.kinds: dict[str, int] = {}
        self._name = ""

    def _heard(self, piece: str) -> None:
        if found := _BEGUN.match(piece):
            self._name = found[2]
        elif piece.startswith("size = ") and (changed := _PLANNED_TYPE.search(piece)):
            self.kinds[self._name] = _KIND_BY_ENGINE_NAME[changed[1].lower()]


def _require_new(target: Path, source: Path) -> None:
    if not os.path.lexists(target):
        return
    if target.exists() and source.exists() and target.samefile(source):
        raise TargetIsSource(target)
    raise TargetExists(target)


@dataclass(frozen=True, slots=True)
class _Found:
    """What the header of the source says: the bytes of each tensor, and what they are padded to."""

    sizes: dict[str, int]
    alignment: int


def _checked(path: str, job: Quantize | Plan) -> _Found:
    """Look at the source's header; raise what speaks against the job."""
    try:
        with Layout.opened(path) as layout:
            if job.pruned_layers:
                _require_prunable(layout, job.pruned_layers)
            kinds = {one.kind for one in layout.tensors if one.name.endswith(".weight")}
            if isinstance(job, Quantize) and not job.requantize and kinds - _FLOAT_KINDS:
                raise QuantizedAlready
            return _Found({one.name: one.size_bytes for one in layout.tensors}, layout.alignment)
    except ValueError as error:
        raise ModelRefused(job.source.path, job.source.size_bytes) from error


def _require_prunable(layout: Layout, pruned: Sequence[int]) -> None:
    layers = layout.layers
    if not set(pruned) <= set(layers):
        raise CannotPrune(
            told("This model has {layers} layers; one of those to leave out is not among them.", layers=len(layers))
        )
    if len(set(pruned)) > len(layers) - 2:
        raise CannotPrune(told("Of the {layers} layers of this model at least two must stay.", layers=len(layers)))
    if layout.has_uneven_layers():
        raise CannotPrune(later("The layers of this model differ from each other, so none can be left out."))


def _make(part: Path, target: Path) -> None:
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError as error:
        raise TargetExists(target) from error


@contextlib.contextmanager
def _writing_out(part: Path) -> Iterator[Callable[[], None]]:
    """Yield a function that has the system begin to write out what is in `part` so far, so that the end is no wait."""
    descriptor = os.open(part, os.O_RDONLY)
    begin = getattr(ctypes.CDLL(None), "sync_file_range", None) if sys.platform == "linux" else None
    offset, flags = ctypes.c_int64(0), _SYNC_FILE_RANGE_WRITE
    try:
        yield (lambda: begin(descriptor, offset, offset, flags)) if begin else (lambda: None)
    finally:
        os.close(descriptor)


def _run(path: str, target: str, order: _Order, tap: _Tap, *, size_bytes: int) -> None:
    """Have the engine do it; raise `QuantizeFailed`, or OSError where the drive of `target` is full."""
    tap.install()
    if native.llama_model_quantize(path.encode(), target.encode(), ctypes.byref(order.parameters)) == 0:
        return
    if target:
        _require_space(Path(target), size_bytes)
    raise QuantizeFailed(order.kind, tap.detail)


def _require_space(part: Path, wanted_bytes: int) -> None:
    """Raise OSError when `part` cannot grow: the engine does not say why a write failed."""
    with part.open("ab") as file:
        piece = bytes(min(wanted_bytes, 1024**2))
        file.write(piece)
        file.flush()
        os.fsync(file.fileno())


def _settle(part: Path, target: Path) -> Quantized:
    """Make the finished file durable and give it its name."""
    with part.open("r+b") as file:
        os.fsync(file.fileno())
        size_bytes = os.fstat(file.fileno()).st_size
    _require_new(target, part)
    part.rename(target)
    sync_folder(target.parent)
    return Quantized(size_bytes=size_bytes, peak_bytes=process_peak_bytes())
