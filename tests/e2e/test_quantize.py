# SPDX-License-Identifier: Apache-2.0
"""Quantizing for real: every type, sizes foretold to the byte, matrices, mixtures, pruning, and the whole way."""

from pathlib import Path

import msgspec
import numpy as np
import pytest
from gguf import GGUFReader, GGUFWriter

from edgeassist.app.making_run import NothingGained
from edgeassist.app.workshop import job_command
from edgeassist.core.errors import BadUsage
from edgeassist.core.stop import Stop
from edgeassist.runtime.one_shot import JobRefused, run_job
from edgeassist.store.making import Recipe
from edgeassist.store.presets import QuantizedAlready
from edgeassist.wire import jobs
from edgeassist.worker.quant_types import FILE_TYPES, NEEDS_IMPORTANCE
from tests.support import workshop_bench
from tests.support.models import tiny_model
from tests.support.workshop_bench import PLAIN, WorkshopBench, engine_cache


@pytest.fixture(scope="session")
def tiny_f16(model_cache: Path) -> Path:
    return tiny_model(model_cache, "f16")


@pytest.fixture
def bench(tmp_path: Path, tiny_f16: Path) -> WorkshopBench:
    return workshop_bench.opened(tmp_path, tiny_f16)


def source(path: Path) -> jobs.Source:
    return jobs.Source(path=str(path), size_bytes=path.stat().st_size)


def run(job: jobs.AnyJob) -> jobs.Result:
    return run_job(job_command(engine_cache()), job, lambda *_: None, Stop())


def planned(path: Path, *types: str, **options: object) -> jobs.Planned:
    plan = jobs.Plan(source=source(path), types=types)
    said = run(msgspec.structs.replace(plan, **options))
    assert isinstance(said, jobs.Planned)
    return said


def quantized(path: Path, target: Path, kind: str = "Q4_K_M", **options: object) -> jobs.Quantized:
    order = jobs.Quantize(source=source(path), target=str(target), type=kind)
    said = run(msgspec.structs.replace(order, **options))
    assert isinstance(said, jobs.Quantized)
    assert said.size_bytes == target.stat().st_size
    return said


def tensor_kinds(path: Path) -> dict[str, str]:
    return {one.name: one.tensor_type.name for one in GGUFReader(path).tensors}


def matrix(path: Path, like: Path) -> Path:
    """Write an importance matrix in llama.cpp's form for the matrices of `like`: every column weighs the same."""
    writer = GGUFWriter(path, "imatrix")
    writer.add_type("imatrix")
    writer.add_array("imatrix.datasets", ["even"])
    writer.add_uint32("imatrix.chunk_count", 1)
    writer.add_uint32("imatrix.chunk_size", 512)
    for one in GGUFReader(like).tensors:
        if len(one.shape) == 2 and one.name != "token_embd.weight":
            writer.add_tensor(f"{one.name}.in_sum2", np.full((1, int(one.shape[0])), 512, dtype=np.float32))
            writer.add_tensor(f"{one.name}.counts", np.full((1, 1), 512, dtype=np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def test_the_size_of_every_type_is_foretold_to_the_byte(tiny_f16: Path, tmp_path: Path) -> None:
    importance = str(matrix(tmp_path / "importance.gguf", tiny_f16))
    sizes = planned(tiny_f16, *FILE_TYPES, importance=importance).sizes
    for kind in ("F32", "Q8_0", "Q4_K_M", "IQ4_XS", "IQ3_XXS", "Q2_K"):
        made = quantized(tiny_f16, tmp_path / f"{kind}.gguf", kind, importance=importance)
        assert (kind, made.size_bytes) == (kind, sizes[kind])
    assert sizes["Q2_K"] < sizes["Q4_K_M"] < sizes["Q8_0"] < sizes["F16"]


def test_an_assumed_matrix_foretells_the_size_with_the_real_one(tiny_f16: Path, tmp_path: Path) -> None:
    importance = str(matrix(tmp_path / "importance.gguf", tiny_f16))
    kinds = ("IQ4_XS", "IQ3_M", "IQ2_M")
    assert planned(tiny_f16, *kinds, assume_importance=True) == planned(tiny_f16, *kinds, importance=importance)


def test_types_that_need_a_matrix_are_not_planned_without_one(tiny_f16: Path) -> None:
    said = planned(tiny_f16, *sorted(NEEDS_IMPORTANCE), "Q4_K_M")
    assert set(said.reasons) == NEEDS_IMPORTANCE
    assert {kind for kind, size in said.sizes.items() if size == 0} == NEEDS_IMPORTANCE


@pytest.mark.parametrize("kind", sorted(NEEDS_IMPORTANCE))
def test_the_engine_agrees_on_which_types_need_a_matrix(kind: str) -> None:
    assert "2" in kind or "1" in kind or kind in ("IQ3_XXS", "IQ3_XS")


def test_single_tensors_get_the_type_they_are_given(tiny_f16: Path, tmp_path: Path) -> None:
    wishes = (("blk.1.ffn_down.weight", "Q6_K"), ("blk.0.attn_q.weight", "Q8_0"), ("output.weight", "Q4_K"))
    made = quantized(tiny_f16, tmp_path / "mixed.gguf", tensor_types=wishes)
    kinds = tensor_kinds(tmp_path / "mixed.gguf")
    assert {name: kinds[name] for name, _ in wishes} == dict(wishes)
    assert planned(tiny_f16, "Q4_K_M", tensor_types=wishes).sizes["Q4_K_M"] == made.size_bytes


def test_a_pruned_layer_is_gone_and_the_others_follow_up(tmp_path: Path, model_cache: Path) -> None:
    path = deep_model(model_cache)
    wishes = (("blk.3.ffn_down.weight", "Q8_0"),)
    target = tmp_path / "pruned.gguf"
    made = quantized(path, target, pruned_layers=(2, 1), tensor_types=wishes)
    reader = GGUFReader(target)
    assert reader.fields["llama.block_count"].contents() == 2
    assert {name.split(".")[1] for name in tensor_kinds(target) if name.startswith("blk.")} == {"0", "1"}
    assert tensor_kinds(target)["blk.1.ffn_down.weight"] == "Q8_0"
    assert planned(path, "Q4_K_M", pruned_layers=(1, 2), tensor_types=wishes).sizes["Q4_K_M"] == made.size_bytes
    sources = {one.name: one.data for one in GGUFReader(path).tensors}
    kept = {one.name: one.data for one in reader.tensors}
    assert np.array_equal(kept["blk.1.attn_norm.weight"], sources["blk.3.attn_norm.weight"])


def deep_model(cache: Path) -> Path:
    """Return a tiny model of four layers whose norms differ."""
    path = cache / "tiny-four-layers.gguf"
    if path.exists():
        return path
    shallow = GGUFReader(tiny_model(cache))
    part = path.with_suffix(".part")
    writer = GGUFWriter(part, "llama")
    for field in shallow.fields.values():
        if field.name.startswith("GGUF.") or field.name == "general.architecture":
            continue
        content = 4 if field.name == "llama.block_count" else field.contents()
        sub = field.types[-1] if len(field.types) > 1 else None
        writer.add_key_value(field.name, content, field.types[0], sub)
    for one in shallow.tensors:
        names = [one.name]
        if one.name.startswith("blk.1."):
            names += [one.name.replace("blk.1.", f"blk.{layer}.") for layer in (2, 3)]
        for at, name in enumerate(names):
            data = one.data + np.float32(at) if one.tensor_type.name == "F32" else one.data
            writer.add_tensor(name, data, raw_dtype=one.tensor_type)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return part.rename(path)


@pytest.mark.parametrize(
    ("kind", "options", "code"),
    [
        ("Q9_X", {}, "unknown-type"),
        ("IQ2_XS", {}, "needs-importance"),
        ("Q4_K_M", {"tensor_types": (("blk.0.attn_q.weight", "IQ1_S"),)}, "needs-importance"),
        ("Q4_K_M", {"pruned_layers": (0, 1)}, "cannot-prune"),
        ("Q4_K_M", {"pruned_layers": (7,)}, "cannot-prune"),
        ("Q4_K_M", {"importance": "/nowhere/importance.gguf"}, "not-an-importance-matrix"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_written(
    tiny_f16: Path, tmp_path: Path, kind: str, options: dict[str, object], code: str
) -> None:
    with pytest.raises(JobRefused) as caught:
        quantized(tiny_f16, tmp_path / "made.gguf", kind, **options)
    assert caught.value.code == code
    assert caught.value.hint
    assert list(tmp_path.iterdir()) == []


def test_a_matrix_of_another_model_is_refused(tiny_f16: Path, tmp_path: Path) -> None:
    importance = tmp_path / "importance.gguf"
    writer = GGUFWriter(importance, "imatrix")
    writer.add_tensor("blk.0.attn_q.weight.in_sum2", np.ones((1, 64), dtype=np.float32))
    writer.add_tensor("blk.0.attn_q.weight.counts", np.ones((1, 1), dtype=np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    with pytest.raises(JobRefused) as caught:
        quantized(tiny_f16, tmp_path / "made.gguf", importance=str(importance))
    assert caught.value.code == "quantize-failed"
    assert "imatrix size" in caught.value.detail


def test_a_quantized_source_is_refused_unless_asked_for(tmp_path: Path, model_cache: Path) -> None:
    path = tiny_model(model_cache, "q8_0")
    with pytest.raises(JobRefused) as caught:
        quantized(path, tmp_path / "made.gguf")
    assert caught.value.code == "quantized-already"
    assert quantized(path, tmp_path / "made.gguf", requantize=True).size_bytes < path.stat().st_size


def test_a_source_of_other_size_than_checked_is_refused(tiny_f16: Path, tmp_path: Path) -> None:
    with pytest.raises(JobRefused) as caught:
        quantized(tiny_f16, tmp_path / "made.gguf", source=jobs.Source(path=str(tiny_f16), size_bytes=5))
    assert caught.value.code == "model-changed"


def test_a_source_padded_otherwise_gives_a_file_that_says_how_it_is_padded(tiny_f16: Path, tmp_path: Path) -> None:
    path, target = tmp_path / "padded.gguf", tmp_path / "made.gguf"
    reader = GGUFReader(tiny_f16)
    writer = GGUFWriter(path, "llama")
    writer.add_custom_alignment(256)
    for field in reader.fields.values():
        if not field.name.startswith("GGUF.") and field.name != "general.architecture":
            sub = field.types[-1] if len(field.types) > 1 else None
            writer.add_key_value(field.name, field.contents(), field.types[0], sub)
    for one in reader.tensors:
        writer.add_tensor(one.name, one.data, raw_dtype=one.tensor_type)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    quantized(path, target)
    quantized(tiny_f16, tmp_path / "plain.gguf")
    made, plain = GGUFReader(target), GGUFReader(tmp_path / "plain.gguf")
    assert made.alignment == 32
    for one, other in zip(made.tensors, plain.tensors, strict=True):
        assert (one.name, one.data.tobytes()) == (other.name, other.data.tobytes())


def test_the_whole_way_makes_a_model_that_says_where_it_comes_from(bench: WorkshopBench) -> None:
    made = bench.make(Recipe(preset="balanced", calibrate=False))
    assert (made.parent, made.preset, made.quantization, made.state) == (
        bench.source.id,
        "Balanced",
        "Q5_K_M",
        "probing",
    )
    assert made in bench.library.cards()
    assert made.size_bytes == bench.library.path(made).stat().st_size < bench.source.size_bytes
    assert not bench.library.needs_check(made)
    assert bench.left() == [made.id]
    bench.require_source_untouched()
    steps = list(dict.fromkeys(step for step, _, _ in bench.steps))
    assert steps == ["Quantizing", "Checking the new model"]
    assert all(0 <= done <= total for _, done, total in bench.steps)


def test_the_choices_foretell_what_making_them_gives(bench: WorkshopBench) -> None:
    choices = bench.shop.choices(bench.source, calibrate=False)
    assert [one.preset for one in choices] == ["smallest", "balanced", "careful"]
    assert [one.size_bytes for one in choices] == sorted(one.size_bytes for one in choices)
    made = bench.make(Recipe(preset="smallest", calibrate=False))
    assert made.size_bytes == choices[0].size_bytes
    assert made.quantization == choices[0].type


@pytest.fixture
def short_text(tmp_path: Path) -> str:
    path = tmp_path / "mine.txt"
    path.write_text("The ferry leaves at seven, and the harbour is still dark when the first bell rings. " * 12)
    return str(path)


def test_layers_are_left_out_by_how_little_they_matter(tmp_path: Path, model_cache: Path, short_text: str) -> None:
    bench = workshop_bench.opened(tmp_path, deep_model(model_cache))
    made = bench.make(Recipe(type="Q4_K_M", calibrate=False, calibration=short_text, pruned=1))
    assert made.layers == bench.source.layers - 1 == 3
    assert made.pruned_layers in ((1,), (2,))


def test_a_matrix_is_computed_where_the_recipe_wants_one(bench: WorkshopBench, short_text: str) -> None:
    made = bench.make(Recipe(type="IQ3_XXS", calibration=short_text))
    assert (made.quantization, made.preset) == ("IQ3_XXS", "")
    assert any("calibration" in step for step, _, _ in bench.steps)


def test_a_wished_size_is_kept(bench: WorkshopBench) -> None:
    wished = 800_000
    made = bench.make(Recipe(target_bytes=wished, calibrate=False))
    assert made.preset == "Mixed"
    assert 0.8 * wished < made.size_bytes <= wished


def test_the_source_goes_only_when_that_was_wished_and_only_out_of_sight(bench: WorkshopBench) -> None:
    made = bench.make(msgspec.structs.replace(PLAIN, keep_source=False))
    assert [one.id for one in bench.library.cards()] == [made.id]
    assert bench.library.restore(bench.source.id).sha256 == bench.source.sha256


def test_a_model_quantized_already_is_no_source(bench: WorkshopBench) -> None:
    made = bench.make()
    with pytest.raises(QuantizedAlready):
        bench.shop.make(made, PLAIN, lambda *_: None, Stop())
    assert bench.left() == [made.id]


def test_a_copy_that_would_be_no_smaller_is_not_made(bench: WorkshopBench) -> None:
    with pytest.raises(NothingGained) as caught:
        bench.make(Recipe(type="F32", calibrate=False))
    assert isinstance(caught.value, BadUsage)
    assert bench.left() == []


def test_a_file_copied_in_by_hand_is_inspected_first(bench: WorkshopBench) -> None:
    (bench.root / ".inspected.json").unlink(missing_ok=True)
    assert bench.library.needs_check(bench.source)
    bench.make()
    assert not bench.library.needs_check(bench.source)
