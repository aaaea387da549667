# SPDX-License-Identifier: Apache-2.0
"""A type for each matrix: the file fits to the byte, and strays less than the preset of the same size."""

from dataclasses import replace
from pathlib import Path

import pytest
from gguf import GGUFReader

from edgeassist.core.paths import resource
from edgeassist.runtime.one_shot import JobNotMeant, JobRefused
from edgeassist.wire.jobs import Calibrate, Calibrated, Compare, Compared, Quantize, Quantized, Weigh, Weighed
from tests.support.job_run import result, source
from tests.support.models import write_model
from tests.support.shapes import TINY
from tests.support.tokenizer import trained_vocabulary

TYPES = ("Q2_K", "Q3_K", "IQ4_XS", "Q4_K", "Q5_K", "Q6_K", "Q8_0")


@pytest.fixture(scope="module")
def matrix(tiny_f16: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("matrix") / "m.gguf"
    text = str(resource("texts", "calibration.txt"))
    result(Calibrate(source=source(tiny_f16), text=text, target=str(target), max_tokens=2048), Calibrated)
    return target


def weigh(model: Path, target_bytes: int, matrix: Path | None, *, pruned: tuple[int, ...] = ()) -> Weighed:
    importance = str(matrix) if matrix else ""
    job = Weigh(
        source=source(model), target_bytes=target_bytes, types=TYPES, importance=importance, pruned_layers=pruned
    )
    return result(job, Weighed)


def make(model: Path, target: Path, found: Weighed, matrix: Path | None = None, *, pruned: tuple[int, ...] = ()) -> int:
    order = Quantize(
        source=source(model),
        target=str(target),
        type=found.type,
        tensor_types=found.tensor_types,
        importance=str(matrix) if matrix else "",
        pruned_layers=pruned,
        requantize=True,
    )
    return result(order, Quantized).size_bytes


def divergence(model: Path, made: Path) -> float:
    text = str(resource("texts", "held.txt"))
    return result(
        Compare(source=source(model), made=source(made), text=text, max_tokens=1024), Compared
    ).mean_divergence


@pytest.mark.parametrize("preset", [pytest.param("Q2_K", marks=pytest.mark.slow), "Q4_K_M"])
def test_at_the_same_size_a_mix_strays_less_than_the_preset(
    tiny_f16: Path, matrix: Path, tmp_path: Path, preset: str
) -> None:
    uniform, mixed = tmp_path / "uniform.gguf", tmp_path / "mixed.gguf"
    order = Quantize(source=source(tiny_f16), target=str(uniform), type=preset, importance=str(matrix))
    size_bytes = result(order, Quantized).size_bytes

    found = weigh(tiny_f16, size_bytes, matrix)

    assert make(tiny_f16, mixed, found, matrix) == found.size_bytes == mixed.stat().st_size <= size_bytes
    assert found.size_bytes > 0.98 * size_bytes
    assert divergence(tiny_f16, mixed) < 0.8 * divergence(tiny_f16, uniform)


def test_the_file_has_the_types_that_were_chosen(tiny_f16: Path, tmp_path: Path) -> None:
    found = weigh(tiny_f16, 700_000, None)

    make(tiny_f16, tmp_path / "mixed.gguf", found)

    made = {one.name: one.tensor_type.name for one in GGUFReader(tmp_path / "mixed.gguf").tensors}
    assert dict(found.tensor_types).items() <= made.items()
    assert {kind for name, kind in made.items() if name not in dict(found.tensor_types)} == {"F32"}


def test_rows_that_are_not_whole_blocks_fall_back_as_in_the_engine(tmp_path: Path) -> None:
    model = tmp_path / "odd.gguf"
    odd = replace(TINY, width=288, inner=320)
    write_model(model, "odd", odd, "f16", trained_vocabulary(odd.vocabulary))

    found = weigh(model, model.stat().st_size * 35 // 100, None)

    assert make(model, tmp_path / "mixed.gguf", found) == found.size_bytes
    assert {kind for _, kind in found.tensor_types} <= {"Q4_0", "IQ4_NL", "Q5_0", "Q5_1", "Q8_0"}


def test_a_q8_0_source_is_read_too_and_layers_can_be_left_out(tmp_path: Path) -> None:
    model = tmp_path / "deep.gguf"
    deep = replace(TINY, layers=5)
    write_model(model, "deep", deep, "q8_0", trained_vocabulary(deep.vocabulary))

    found = weigh(model, model.stat().st_size // 2, None, pruned=(2,))

    made = tmp_path / "mixed.gguf"
    assert make(model, made, found, pruned=(2,)) == found.size_bytes
    assert not any(name.startswith("blk.2.") for name, _ in found.tensor_types)
    renamed = {one.name: one.tensor_type.name for one in GGUFReader(made).tensors}
    assert renamed["blk.3.ffn_up.weight"] == dict(found.tensor_types)["blk.4.ffn_up.weight"]


def test_a_size_nothing_fits_is_refused_with_the_least_that_works(tiny_f16: Path) -> None:
    with pytest.raises(JobNotMeant) as raised:
        weigh(tiny_f16, 200_000, None)

    assert raised.value.code == "target-too-small"
    assert "cannot be made as small as" in str(raised.value)
    assert raised.value.hint.startswith("Ask for ")


def test_a_size_the_model_has_already_is_refused(tiny_f16: Path) -> None:
    with pytest.raises(JobRefused) as raised:
        weigh(tiny_f16, tiny_f16.stat().st_size, None)

    assert raised.value.code == "target-too-large"


def test_an_unknown_type_is_refused_by_name(tiny_f16: Path) -> None:
    with pytest.raises(JobRefused, match="Q9_X") as raised:
        result(Weigh(source=source(tiny_f16), target_bytes=700_000, types=("Q9_X",)), Weighed)

    assert raised.value.code == "unknown-type"


def test_a_matrix_that_is_none_is_refused(tiny_f16: Path) -> None:
    with pytest.raises(JobRefused) as raised:
        weigh(tiny_f16, 700_000, tiny_f16)

    assert raised.value.code == "not-an-importance-matrix"
