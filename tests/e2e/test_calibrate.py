# SPDX-License-Identifier: Apache-2.0
"""A real child reads a text with a real engine; its sums are held against the definition."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from gguf import GGUFReader

from edgeassist.core.paths import resource
from edgeassist.runtime.one_shot import JobRefused
from edgeassist.wire.jobs import Calibrate, Calibrated, Quantize, Quantized, Weigh, Weighed
from edgeassist.worker.imatrix_file import read_importance
from tests.support import expert_model
from tests.support.job_run import result, source
from tests.support.plain_sums import plain_sums

SHORT = "The quick brown fox reads a page, then another one; it takes notes in the margin of each. " * 2


def job(model: Path, text: Path, target: Path, *, max_tokens: int = 1024) -> Calibrate:
    return Calibrate(source=source(model), text=str(text), target=str(target), max_tokens=max_tokens, threads=1)


@pytest.fixture
def short(tmp_path: Path) -> Path:
    path = tmp_path / "short.txt"
    path.write_text(SHORT, encoding="utf-8")
    return path


def test_the_sums_are_those_of_the_definition(tiny_f16: Path, short: Path, tmp_path: Path) -> None:
    plain = plain_sums(tiny_f16, short)

    done = result(job(tiny_f16, short, tmp_path / "m.gguf"), Calibrated)

    stored = {one.name: np.array(one.data) for one in GGUFReader(tmp_path / "m.gguf").tensors}
    assert done.tokens == plain.tokens + 1  # and the opening one
    for name in ("attn_q", "attn_k", "attn_v"):
        assert stored[f"blk.0.{name}.weight.counts"].item() == done.tokens
        np.testing.assert_allclose(stored[f"blk.0.{name}.weight.in_sum2"].ravel(), plain.squares, rtol=2e-3)


@dataclass(frozen=True)
class Read:
    """The tiny model after a page of the bundled text: the matrix, what was answered, and the steps told."""

    matrix: Path
    done: Calibrated
    steps: list[tuple[str, int, int]]


@pytest.fixture(scope="module")
def page(tiny_f16: Path, tmp_path_factory: pytest.TempPathFactory) -> Read:
    matrix = tmp_path_factory.mktemp("page") / "m.gguf"
    steps: list[tuple[str, int, int]] = []
    done = result(job(tiny_f16, resource("texts", "calibration.txt"), matrix), Calibrated, steps)
    return Read(matrix, done, steps)


def test_every_matrix_that_is_multiplied_with_has_its_columns(tiny_f16: Path, page: Read) -> None:
    found = read_importance(page.matrix)

    matrices = {one.name: one for one in GGUFReader(tiny_f16).tensors if len(one.shape) == 2}
    assert set(matrices) - set(found) == {"token_embd.weight"}  # looked up, never multiplied with
    assert all(len(found[name]) == matrices[name].shape[0] for name in found)
    assert all((values > 0).all() for values in found.values())


def test_influence_is_told_for_each_layer_with_steps_on_the_way(tiny_f16: Path, page: Read) -> None:
    assert page.done.tokens == 1024
    assert len(page.done.influence) == 2
    assert all(0 < one < 2 for one in page.done.influence)
    assert page.done.peak_bytes > tiny_f16.stat().st_size
    assert ("Reading the calibration text", 0, 1024) in page.steps


def test_the_same_text_gives_the_same_file(tiny_f16: Path, page: Read, tmp_path: Path) -> None:
    again = tmp_path / "m.gguf"

    result(job(tiny_f16, resource("texts", "calibration.txt"), again), Calibrated)

    assert again.read_bytes() == page.matrix.read_bytes()


def test_the_quantizer_takes_the_matrix_where_it_insists_on_one(tiny_f16: Path, page: Read, tmp_path: Path) -> None:
    target = tmp_path / "small.gguf"
    order = Quantize(source=source(tiny_f16), target=str(target), type="Q2_K_S", importance=str(page.matrix))

    assert result(order, Quantized).size_bytes == target.stat().st_size


def test_experts_are_counted_each_by_itself_and_weighed(tmp_path: Path) -> None:
    model, matrix, target = tmp_path / "experts.gguf", tmp_path / "m.gguf", tmp_path / "small.gguf"
    expert_model.write_expert_model(model)

    done = result(job(model, resource("texts", "calibration.txt"), matrix, max_tokens=512), Calibrated)

    stored = {one.name: np.array(one.data) for one in GGUFReader(matrix).tensors}
    for name in ("ffn_gate_exps", "ffn_up_exps", "ffn_down_exps"):
        counts = stored[f"blk.0.{name}.weight.counts"].ravel()
        assert counts.sum() == done.tokens * expert_model.CHOSEN
        assert (counts > 0).all()
        assert stored[f"blk.0.{name}.weight.in_sum2"].shape == (expert_model.EXPERTS, 256)
    whole = stored["blk.0.ffn_gate_exps.weight.in_sum2"].sum(axis=0)
    each = stored["blk.0.ffn_gate_inp.weight.in_sum2"].ravel()
    np.testing.assert_allclose(whole, each * expert_model.CHOSEN, rtol=1e-3)  # the same rows, seen by two experts

    wish = model.stat().st_size * 3 // 10
    types = ("Q3_K", "Q4_K", "Q6_K")
    found = result(Weigh(source=source(model), target_bytes=wish, types=types, importance=str(matrix)), Weighed)
    order = Quantize(
        source=source(model),
        target=str(target),
        type=found.type,
        tensor_types=found.tensor_types,
        importance=str(matrix),
    )
    assert result(order, Quantized).size_bytes == found.size_bytes <= wish


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"too short", "calibration-text-unusable"),
        (b"\xff\xfe" * 500, "calibration-text-unusable"),
        (None, "calibration-text-missing"),
    ],
)
def test_an_unusable_text_is_refused_and_nothing_written(
    tiny_f16: Path, tmp_path: Path, content: bytes | None, code: str
) -> None:
    text, target = tmp_path / "text.txt", tmp_path / "out" / "m.gguf"
    target.parent.mkdir()
    if content is not None:
        text.write_bytes(content)

    with pytest.raises(JobRefused) as raised:
        result(job(tiny_f16, text, target), Calibrated)

    assert raised.value.code == code
    assert not list(target.parent.iterdir())
