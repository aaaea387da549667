# SPDX-License-Identifier: Apache-2.0
"""Chooses a type for each matrix of a model so that the file fits a size and loses least. Writes no file.

The loss of a type is measured on rows of each matrix itself (`rounding`), the bytes are spent by `mixed_plan`, and the
size of the file is asked of the engine (`quantizing.plan`), never reckoned.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from edgeassist.core.errors import BadUsage, NoRoom
from edgeassist.core.language import later
from edgeassist.core.told import told
from edgeassist.wire.jobs import AnyJobEvent, Plan, Step, Weigh, Weighed
from edgeassist.worker.context import default_threads
from edgeassist.worker.imatrix_file import Vector, read_importance
from edgeassist.worker.mixed_plan import Choice, TooSmall, spend
from edgeassist.worker.native_tensors import tensor_library
from edgeassist.worker.quant_types import FILE_TYPES, TENSOR_TYPES, UnknownType
from edgeassist.worker.quantizing import plan
from edgeassist.worker.rounding import Loss, Matrix, Sampler, measure_loss, read_matrices
from edgeassist.worker.sensitivity import Power, shares
from edgeassist.worker.weights import ModelRefused, opened_source

Say = Callable[[AnyJobEvent], None]
MEASURING = later("Measuring what each type loses")
_NAMES = {number: name for name, number in TENSOR_TYPES.items()}
_PADDING = 32
_LAYER = re.compile(r"blk\.(\d+)\.")

_FALLBACKS = {
    **dict.fromkeys(("IQ1_S", "IQ1_M", "IQ2_XXS", "IQ2_XS", "IQ2_S", "IQ3_XXS", "IQ3_S", "IQ4_XS"), "IQ4_NL"),
    **dict.fromkeys(("Q2_K", "Q3_K", "TQ1_0", "TQ2_0"), "Q4_0"),
    "Q4_K": "Q5_0",
    "Q5_K": "Q5_1",
    "Q6_K": "Q8_0",
}
"""What the engine takes for rows that are not whole blocks of 256 (tensor_type_fallback in llama-quant.cpp)."""

_FILE_TYPES = {"Q4_K": "Q4_K_M", "Q5_K": "Q5_K_M", "Q3_K": "Q3_K_M", "IQ2_S": "IQ2_M"}
_NEVER = (
    "_norm.weight",
    "ffn_gate_inp.weight",
    "tid2eid.weight",
    "altup",
    "laurel",
    "per_layer_model_proj",
    "position_embd.weight",
    "token_types.weight",
    "conv1d",
    "shortconv.conv.weight",
    "indexer.",
    "time_mix_",
    "attn_rel_b.weight",
)
"""Parts of names of matrices the engine leaves as they are; one that is missing here only makes the plan coarser."""


class TargetTooSmall(NoRoom):
    """No choice of types makes the file that small."""

    code = "target-too-small"

    def __init__(self, target_bytes: int, smallest_bytes: int) -> None:
        self.target_bytes, self.smallest_bytes = target_bytes, smallest_bytes
        super().__init__(
            told(
                "This model cannot be made as small as {wished_bytes}: with the types allowed it takes {least_bytes}.",
                wished_bytes=target_bytes,
                least_bytes=smallest_bytes,
            ),
            hint=told(
                "Ask for {least_bytes} or more, allow coarser types, or start from a smaller model.",
                least_bytes=smallest_bytes,
            ),
        )


class TargetTooLarge(BadUsage):
    """The model is no larger than the wish already."""

    code = "target-too-large"
    hint = later("Ask for less than the model takes now, or keep it as it is.")

    def __init__(self, target_bytes: int, source_bytes: int) -> None:
        self.target_bytes, self.source_bytes = target_bytes, source_bytes
        super().__init__(
            told(
                "This model takes {model_bytes}, no more than the {wished_bytes} asked for.",
                model_bytes=source_bytes,
                wished_bytes=target_bytes,
            )
        )


def weigh(job: Weigh, say: Say) -> Weighed:
    """Do `job`; raise the error that says why no choice fits."""
    if job.target_bytes >= job.source.size_bytes:
        raise TargetTooLarge(job.target_bytes, job.source.size_bytes)
    kinds = candidates(job.types)
    importance = read_importance(Path(job.importance)) if job.importance else {}
    with opened_source(job.source.path, job.source.size_bytes) as path:
        matrices = read_matrices(path)
        if matrices is None:
            raise ModelRefused(job.source.path, job.source.size_bytes)
        changeable = [one for one in matrices if may_change(one) and _layer(one.name) not in job.pruned_layers]
        losses = _measured(path, changeable, kinds, importance, job.threads or default_threads(), say)
    return _settled(job, priced(changeable, losses, weighed=bool(importance)))


def candidates(types: Sequence[str]) -> list[int]:
    """Return the engine's numbers of the tensor types called `types`; a file type stands for its main one."""
    found = []
    for name in types:
        plain = name.upper() if name.upper() in TENSOR_TYPES else re.sub(r"_[SML]$", "", name.upper())
        if plain not in TENSOR_TYPES:
            raise UnknownType(name)
        found.append(TENSOR_TYPES[plain])
    if not found:
        raise UnknownType("")
    return found


def may_change(matrix: Matrix) -> bool:
    """Say whether the engine would give `matrix` another type."""
    if matrix.rows * matrix.experts < 2 or matrix.kind not in _NAMES or not matrix.name.endswith("weight"):
        return False
    return not any(part in matrix.name for part in _NEVER)


def options(matrix: Matrix, kinds: Sequence[int], *, weighed: bool) -> list[int]:
    """Return the types `matrix` can have: as it is, and those of `kinds` that make it smaller, fitted to its rows.

    The coarsest types need to know the columns' importance (`weighed`).
    """
    library = tensor_library()
    found = {matrix.kind}
    for kind in kinds:
        fitted = kind if matrix.fits(kind) else TENSOR_TYPES[_FALLBACKS.get(_NAMES[kind], "F16")]
        fitted = fitted if matrix.fits(fitted) else TENSOR_TYPES["F16"]
        blind = not weighed and (
            library.ggml_quantize_requires_imatrix(fitted) or _NAMES[fitted] in ("IQ3_XXS", "IQ2_S")
        )
        if not blind and matrix.bytes_as(fitted) < matrix.bytes_as(matrix.kind):
            found.add(fitted)
    return sorted(found)


def _layer(name: str) -> int:
    found = _LAYER.search(name)
    return int(found[1]) if found else -1


def _measured(
    path: str, matrices: Sequence[Matrix], kinds: Sequence[int], importance: dict[str, Vector], threads: int, say: Say
) -> dict[str, Loss]:
    sampler = Sampler(path)

    def measure(matrix: Matrix) -> Loss:
        seen = importance.get(matrix.name)
        if seen is not None and seen.size != matrix.columns * matrix.experts:
            seen = None
        return measure_loss(sampler, matrix, options(matrix, kinds, weighed=seen is not None), seen)

    measured = {}
    with ThreadPoolExecutor(threads) as pool:
        for done, (matrix, loss) in enumerate(zip(matrices, pool.map(measure, matrices), strict=True)):
            say(Step(step=MEASURING, done=done, total=len(matrices)))
            measured[matrix.name] = loss
    return measured


def priced(matrices: Sequence[Matrix], losses: Mapping[str, Loss], *, weighed: bool) -> dict[str, list[Choice]]:
    """Return the choices for each matrix, padded as in the file; without importance every matrix counts alike."""
    powers = {name: Power(loss.power, loss.row) for name, loss in losses.items()}
    parts = shares(powers) if weighed else dict.fromkeys(losses, 1.0)
    return {
        one.name: [
            Choice(
                kind,
                -(-one.bytes_as(kind) // _PADDING) * _PADDING,
                losses[one.name].share(kind) * parts[one.name],
            )
            for kind in losses[one.name].errors
        ]
        for one in matrices
    }


def _settled(job: Weigh, choices: dict[str, list[Choice]]) -> Weighed:
    """Spend the bytes, ask the engine how large that is, and once more with what it says besides."""
    besides = 0
    for _ in range(3):
        try:
            chosen = spend(choices, job.target_bytes - besides)
        except TooSmall as error:
            if besides == 0:
                raise TargetTooSmall(job.target_bytes, error.smallest_bytes) from error
            raise TargetTooSmall(job.target_bytes, error.smallest_bytes + besides) from error
        made = _asked(job, chosen)
        spent = sum(one.size_bytes for one in chosen.values())
        if besides and made.size_bytes <= job.target_bytes:
            return made
        besides = made.size_bytes - spent
    raise TargetTooSmall(job.target_bytes, made.size_bytes)


def _asked(job: Weigh, chosen: dict[str, Choice]) -> Weighed:
    """Return the choice with the size that the engine foretells for it."""
    names = tuple((name, _NAMES[one.kind]) for name, one in chosen.items())
    common = Counter(_FILE_TYPES.get(kind, kind) for _, kind in names)
    kinds = [kind for kind, _ in common.most_common() if kind in FILE_TYPES and kind not in ("F32", "F16", "BF16")]
    main = kinds[0] if kinds else "Q8_0"
    asked = Plan(
        source=job.source,
        threads=job.threads,
        types=(main,),
        tensor_types=names,
        importance=job.importance,
        pruned_layers=job.pruned_layers,
    )
    size_bytes = plan(asked, lambda _step: None).sizes[main]
    return Weighed(type=main, tensor_types=names, size_bytes=size_bytes)
