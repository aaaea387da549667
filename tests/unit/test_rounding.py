# SPDX-License-Identifier: Apache-2.0
"""What a type loses is measured on the file's own rows with the engine's own rounding."""

from pathlib import Path

import numpy as np
import pytest
from gguf import GGUFReader

from edgeassist.worker.native_tensors import Floats
from edgeassist.worker.quant_types import TENSOR_TYPES, UnknownType
from edgeassist.worker.rounding import SAMPLED_ROWS, Matrix, Sampler, measure_loss, read_matrices, rounded
from edgeassist.worker.sensitivity import Power, shares
from edgeassist.worker.weighing import candidates, may_change, options

FINER = ("Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K", "Q8_0")


def matrix(name: str = "blk.0.ffn_up.weight", *, columns: int = 256, kind: str = "F16") -> Matrix:
    return Matrix(name, TENSOR_TYPES[kind], columns, 8, 1, 0)


def found(path: Path, name: str) -> Matrix:
    matrices = read_matrices(str(path))
    assert matrices is not None
    return next(one for one in matrices if one.name == name)


def test_rows_are_the_file_s_own(tiny_f16: Path) -> None:
    (stored,) = [one.data for one in GGUFReader(tiny_f16).tensors if one.name == "token_embd.weight"]
    table = stored.view(np.float16).reshape(768, 256).astype(np.float32)

    ((expert, rows),) = Sampler(str(tiny_f16)).sample(found(tiny_f16, "token_embd.weight"))

    assert expert == 0
    np.testing.assert_array_equal(rows, table[np.arange(SAMPLED_ROWS) * 768 // SAMPLED_ROWS])


def test_a_file_that_is_no_model_has_no_matrices(tmp_path: Path) -> None:
    (tmp_path / "page.gguf").write_bytes(b"page")

    assert read_matrices(str(tmp_path / "page.gguf")) is None


def test_finer_types_lose_less_and_the_file_s_own_type_nothing(tiny_f16: Path) -> None:
    kinds = [TENSOR_TYPES[name] for name in (*FINER, "F16")]
    one = found(tiny_f16, "blk.0.ffn_down.weight")

    loss = measure_loss(Sampler(str(tiny_f16)), one, kinds, None)

    errors = [loss.errors[kind] for kind in kinds]
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] == 0
    assert 0.001 < loss.share(TENSOR_TYPES["Q4_K"]) < 0.02


def test_columns_that_matter_more_weigh_more(tiny_f16: Path) -> None:
    one = found(tiny_f16, "blk.0.ffn_down.weight")
    kind = TENSOR_TYPES["Q4_K"]
    weights: Floats = np.ones(one.columns, np.float32)

    plain = measure_loss(Sampler(str(tiny_f16)), one, [kind], weights)
    heavy = measure_loss(Sampler(str(tiny_f16)), one, [kind], weights * 4)

    assert heavy.power == pytest.approx(4 * plain.power)
    assert heavy.errors[kind] == pytest.approx(4 * plain.errors[kind], rel=0.05)
    assert heavy.row == pytest.approx(plain.row)


def test_rounding_heeds_the_columns_that_matter() -> None:
    rows = np.random.default_rng(2).standard_normal((16, 256), dtype=np.float32)
    weights: Floats = np.ones(256, np.float32)
    weights[:32] = 1000

    def lost(importance: Floats | None) -> float:
        return float(((rows - rounded(rows, TENSOR_TYPES["Q2_K"], importance)) ** 2 * weights).sum())

    assert lost(weights) < lost(None)


def test_a_matrix_has_the_types_that_make_it_smaller() -> None:
    kinds = candidates(("Q4_K_M", "Q8_0", "F32"))

    assert options(matrix(), kinds, weighed=True) == sorted(TENSOR_TYPES[one] for one in ("Q4_K", "Q8_0", "F16"))
    assert options(matrix(kind="Q8_0"), kinds, weighed=True) == sorted(TENSOR_TYPES[one] for one in ("Q4_K", "Q8_0"))


@pytest.mark.parametrize(
    ("wish", "fitted"), [("Q3_K", "Q4_0"), ("Q4_K", "Q5_0"), ("Q5_K", "Q5_1"), ("Q6_K", "Q8_0"), ("IQ4_XS", "IQ4_NL")]
)
def test_rows_that_are_not_whole_blocks_take_the_engine_s_other_type(wish: str, fitted: str) -> None:
    assert TENSOR_TYPES[fitted] in options(matrix(columns=288), candidates((wish,)), weighed=True)


def test_rows_that_fit_no_block_stay_as_they_are() -> None:
    assert options(matrix(columns=250), candidates(("Q4_K", "Q8_0")), weighed=True) == [TENSOR_TYPES["F16"]]


def test_the_coarsest_types_need_to_know_the_columns() -> None:
    kinds = candidates(("IQ2_XXS", "IQ3_XXS", "Q4_K"))

    assert len(options(matrix(), kinds, weighed=True)) == 4
    assert options(matrix(), kinds, weighed=False) == sorted(TENSOR_TYPES[one] for one in ("Q4_K", "F16"))


@pytest.mark.parametrize("name", ["blk.0.attn_norm.weight", "blk.0.ffn_gate_inp.weight", "blk.0.attn_q.bias"])
def test_what_the_engine_leaves_alone_is_left_alone(name: str) -> None:
    assert may_change(matrix())
    assert not may_change(matrix(name))


def test_no_types_are_refused() -> None:
    with pytest.raises(UnknownType):
        candidates(())


def test_a_block_can_spoil_only_the_part_of_the_stream_that_it_adds() -> None:
    powers = {
        "token_embd.weight": Power(90.0, 1.0),
        "blk.0.attn_q.weight": Power(7.0, 1.0),
        "blk.0.attn_output.weight": Power(3.0, 1.0),
        "blk.0.ffn_up.weight": Power(50.0, 1.0),
        "blk.0.ffn_down.weight": Power(4.0, 1.0),
        "output.weight": Power(1000.0, 1.0),
    }

    parts = shares(powers)

    assert parts["token_embd.weight"] == parts["output.weight"] == 1.0
    assert parts["blk.0.attn_q.weight"] == parts["blk.0.attn_output.weight"] == 3 / 4
    assert parts["blk.0.ffn_up.weight"] == parts["blk.0.ffn_down.weight"] == 4 / 8


def test_an_embedding_used_at_both_ends_counts_twice_and_unknown_blocks_fully() -> None:
    parts = shares({"token_embd.weight": Power(9.0, 1.0), "blk.0.time_mix.weight": Power(1.0, 1.0)})

    assert parts == {"token_embd.weight": 2.0, "blk.0.time_mix.weight": 1.0}
