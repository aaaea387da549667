# SPDX-License-Identifier: Apache-2.0
"""The engine's tensors are read only when their layout is proven, and sums over them are those of the definition."""

from typing import Any

import numpy as np
import pytest

from edgeassist.worker import native_tensors
from edgeassist.worker.native_tensors import F32, LayoutUnknown, NativeTensor, tensor_library, tensor_room
from edgeassist.worker.onlooker import LookFailed, Onlooker, expert_squares, squares


class Disguised:
    """The real library, but for one function that answers something else."""

    def __init__(self, name: str, answer: object) -> None:
        self._name, self._answer = name, answer

    def __getattr__(self, name: str) -> Any:
        return (lambda *_arguments: self._answer) if name == self._name else getattr(tensor_library(), name)


def test_the_layout_fits_the_engine_in_use() -> None:
    native_tensors.check_layout(tensor_library())

    assert len(set(native_tensors.multiplications())) == 2


@pytest.mark.parametrize(
    ("name", "answer", "told"), [("ggml_op_name", b"ADD", "operation"), ("ggml_get_data", 1234, "data")]
)
def test_an_engine_with_another_layout_is_refused(name: str, answer: object, told: str) -> None:
    with pytest.raises(LayoutUnknown, match=told) as raised:
        native_tensors.check_layout(Disguised(name, answer))

    assert raised.value.code == "tensor-layout-unknown"


def test_numbers_are_a_view_of_the_engine_s_own() -> None:
    with tensor_room(with_data=True) as room:
        tensor = NativeTensor.from_address(tensor_library().ggml_new_tensor_3d(room, F32, 3, 2, 1))
        native_tensors.floats(tensor)[0, 0] = [[1, 2, 3], [4, 5, 6]]

        assert native_tensors.floats(tensor)[0, 0].tolist() == [[1, 2, 3], [4, 5, 6]]
        tensor.ne[0], tensor.nb[1] = 2, 12
        assert native_tensors.floats(tensor)[0, 0].tolist() == [[1, 2], [4, 5]]


def test_squares_are_summed_over_all_but_the_columns() -> None:
    rows = np.arange(12, dtype=np.float32).reshape(2, 2, 3)

    np.testing.assert_allclose(squares(rows), (rows.astype(float) ** 2).sum(axis=(0, 1)))


@pytest.mark.parametrize("shown", [1, 2])
def test_each_expert_sums_the_rows_it_was_chosen_for(shown: int) -> None:
    random = np.random.default_rng(1)
    rows = random.standard_normal((9, shown, 5), dtype=np.float32)
    chosen = np.array([random.permutation(4)[:2] for _ in range(9)], dtype=np.int32)
    sums, counts = np.zeros((4, 5)), np.zeros(4)
    for token, rank in np.ndindex(9, 2):
        sums[chosen[token, rank]] += rows[token, rank % shown].astype(float) ** 2
        counts[chosen[token, rank]] += 1

    seen = expert_squares(rows, chosen, 4)

    np.testing.assert_allclose(seen.sums, sums, rtol=1e-5)
    assert seen.counts.tolist() == counts.tolist()


def product(room: int, name: bytes, rows: int, fill: float = 1.0) -> int:
    """Return the address of a product of a weight called `name` with `rows` rows of `fill`."""
    library = tensor_library()
    weight = library.ggml_new_tensor_3d(room, F32, 4, 3, 1)
    library.ggml_set_name(weight, name)
    entering = library.ggml_new_tensor_3d(room, F32, 4, rows, 1)
    native_tensors.floats(NativeTensor.from_address(entering))[:] = fill
    address: int = library.ggml_mul_mat(room, weight, entering)
    return address


def test_products_with_weights_are_wanted_and_others_are_not() -> None:
    onlooker = Onlooker()
    onlooker.begin([0])
    with tensor_room(with_data=True) as room:
        assert onlooker.on_node(product(room, b"blk.0.attn_q.weight", 20), True, None)
        assert not onlooker.on_node(product(room, b"cache_k_l0 (view)", 20), True, None)
        assert not onlooker.on_node(product(room, b"blk.0.attn_q.weight", 3), True, None)
    onlooker.end()


def test_a_copy_for_a_device_counts_for_the_weight() -> None:
    onlooker = Onlooker()
    onlooker.begin([0])
    with tensor_room(with_data=True) as room:
        address = product(room, b"CUDA0#blk.0.attn_q.weight#0", 20, fill=2.0)
        assert onlooker.on_node(address, True, None)
        assert onlooker.on_node(address, False, None)
        assert not onlooker.on_node(address, True, None)  # the same input again: credited without another look
    onlooker.end()

    (name, seen), *others = onlooker.seen().items()
    assert (name, others) == ("blk.0.attn_q.weight", [])
    assert (seen.sums.tolist(), seen.counts.tolist()) == ([[160.0] * 4], [40.0])
    assert onlooker.influence() == ()


def test_numbers_without_end_are_told() -> None:
    onlooker = Onlooker()
    onlooker.begin([0])
    with tensor_room(with_data=True) as room:
        onlooker.on_node(product(room, b"blk.0.attn_q.weight", 20, fill=float("inf")), False, None)
    onlooker.end()

    with pytest.raises(LookFailed, match=r"blk\.0\.attn_q\.weight met numbers without end"):
        onlooker.seen()


def test_what_goes_wrong_while_watching_is_raised_after_the_decode() -> None:
    onlooker = Onlooker()
    onlooker.begin([0])
    with tensor_room(with_data=True) as room:
        address = product(room, b"blk.0.attn_q.weight", 20)
        NativeTensor.from_address(NativeTensor.from_address(address).src[1] or 0).type = 26  # no longer plain numbers

        assert not onlooker.on_node(address, False, None)
    with pytest.raises(LookFailed):
        onlooker.end()
